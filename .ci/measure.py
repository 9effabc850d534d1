"""Measures batch runs: time, rate, memory of all processes, and whether the number of workers changes a row.

    .ci/measure.py INPUT OUT RECORDS WORKERS [RECORDS WORKERS ...]

Runs `rupress extract INPUT --limit RECORDS --workers WORKERS` for each pair into a fresh folder of OUT and prints a
line for it; runs of equal records are compared row for row.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil

from pipeline.sinks import read_arrow


def megabytes(processes: list[psutil.Process]) -> list[int]:
    """What each process holds now."""
    held = []
    for process in processes:
        try:
            held.append(process.memory_info().rss >> 20)
        except psutil.Error:
            continue
    return held


def measured(source: str, out: Path, records: int, workers: int) -> dict[str, float]:
    """Run the command and watch it."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "pipeline", "extract", source, "--out", str(out)]
    command += ["--limit", str(records), "--workers", str(workers)]
    started = time.monotonic()
    most = {"parent": 0, "worker": 0, "all": 0}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        root = psutil.Process(run.pid)
        while run.poll() is None:
            try:
                children = root.children(recursive=True)
                parent, others = root.memory_info().rss >> 20, megabytes(children)
            except psutil.Error:
                break
            most["parent"] = max(most["parent"], parent)
            most["worker"] = max(most["worker"], *others, 0)
            most["all"] = max(most["all"], parent + sum(others))
            time.sleep(0.5)
    report = json.loads((out / "run.json").read_text(encoding="utf8"))
    return {
        "seconds": round(time.monotonic() - started, 1),
        "extract_seconds": report["seconds"]["extract"],
        "write_seconds": report["seconds"]["write"],
        "releases": report["counts"]["releases"],
        "failures": report["counts"]["failures"],
        "characters": report["counts"]["characters"],
        "characters_a_second": round(report["counts"]["characters"] / report["seconds"]["extract"]),
        **{f"{name}_mb": size for name, size in most.items()},
        **{f"told_{name}_mb": size for name, size in report["peak_memory_mb"].items()},
    }


def main() -> None:
    source, folder, *numbers = sys.argv[1:]
    runs = list(zip(map(int, numbers[::2]), map(int, numbers[1::2]), strict=True))
    first: dict[int, Path] = {}
    for records, workers in runs:
        out = Path(folder) / f"{records}-{workers}"
        print(
            f"{records} records, {workers} workers: {json.dumps(measured(source, out, records, workers))}", flush=True
        )
        before = first.setdefault(records, out)
        if before != out:
            one, two = read_arrow(before), read_arrow(out)
            differing = [name for name in one if not one[name].equals(two[name])]
            print(
                f"  compared with {before.name}: {', '.join(differing) or 'all tables equal, row for row'}", flush=True
            )


if __name__ == "__main__":
    main()
