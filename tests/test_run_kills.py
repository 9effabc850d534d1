"""A run that is killed at any moment goes on with nothing lost and nothing twice.

`RUPRESS_KILLS=50` kills that many times (`make torture`).
"""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from releases import command, same_tables, write_dump

from pipeline.run import run

KILLS = int(os.environ.get("RUPRESS_KILLS", "3"))
AT_A_TIME = 10
"""Kills in one folder before the run is let go on to its end."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 releases, a broken line and one without text."""
    return write_dump(tmp_path_factory.mktemp("in") / "dump.jsonl", 400)


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """The tables of an uninterrupted run, and how long it took."""
    out = tmp_path_factory.mktemp("whole")
    started = time.monotonic()
    subprocess.run(command("extract", source, "--out", out), capture_output=True, check=False)
    return out, time.monotonic() - started


def hit(seconds: float, source: Path, out: Path, *, workers: int, parent: bool) -> bool:
    """Start the command and kill it, or one of its workers and then it, after some seconds; whether it was at work."""
    with subprocess.Popen(
        command("extract", source, "--out", out, "--workers", workers),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as process:
        time.sleep(seconds)
        at_work = process.poll() is None
        if at_work and not parent:
            for child in psutil.Process(process.pid).children(recursive=True)[-1:]:
                child.kill()
            time.sleep(0.2)
        process.send_signal(signal.SIGKILL)
    return at_work


def kept(out: Path) -> set[str]:
    return {path.name for path in (out / ".rupress/shards").glob("*.json")}


def finished(source: Path, out: Path, expected: Path) -> None:
    """Let a run go on to its end; nothing is lost, nothing twice, nothing left over."""
    summary = run([source], out)
    assert (summary.releases, summary.failures) == (400, 2)
    assert same_tables(expected, out)
    assert not list(out.rglob("*.tmp"))


@pytest.mark.parametrize("first", range(0, KILLS, AT_A_TIME))
def test_a_run_killed_at_random_moments_goes_on(
    whole: tuple[Path, float], source: Path, tmp_path: Path, first: int
) -> None:
    """Only kills that met a run at work count; after one that came too late the next run begins anew."""
    expected, seconds = whole
    moments = random.Random(first)
    wanted, hits, folder, longest = min(AT_A_TIME, KILLS - first), 0, 0, seconds
    while hits < wanted:
        out = tmp_path / str(folder)
        before = kept(out)
        after = moments.uniform(0.1, longest)
        if hit(after, source, out, workers=1 + hits % 2, parent=hits % 3 > 0):
            hits += 1
            print(f"kill {first + hits} after {after:.2f} s, {len(kept(out))} shards kept")  # noqa: T201 - make torture
            assert before <= kept(out)
        else:
            longest = max(1.0, after)
            finished(source, out, expected)
            folder += 1
    finished(source, tmp_path / str(folder), expected)
