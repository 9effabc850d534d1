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
from releases import command, same_tables, write_releases

from pipeline.run import run

KILLS = int(os.environ.get("RUPRESS_KILLS", "3"))
AT_A_TIME = 10
"""Kills in one folder before the run is let go on to its end."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 releases, a broken line and one without text."""
    path = write_releases(tmp_path_factory.mktemp("in") / "dump.jsonl", 400)
    with open(path, "a", encoding="utf8") as file:
        file.write('\n{"text": "обрыв\n{"id": "no text"}\n')
    return path


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """The tables of an uninterrupted run, and how long it took."""
    out = tmp_path_factory.mktemp("whole")
    started = time.monotonic()
    subprocess.run(command("extract", source, "--out", out), capture_output=True, check=False)
    return out, time.monotonic() - started


def killed(seconds: float, source: Path, out: Path, *, workers: int, parent: bool) -> int:
    """Start the command and kill it, or one of its workers and then it, after some seconds; shards then kept."""
    with subprocess.Popen(
        command("extract", source, "--out", out, "--workers", workers),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as process:
        time.sleep(seconds)
        if not parent and process.poll() is None:
            for child in psutil.Process(process.pid).children(recursive=True)[-1:]:
                child.kill()
            time.sleep(0.2)
        process.send_signal(signal.SIGKILL)
    return len(list((out / ".rupress/shards").glob("*.json")))


@pytest.mark.parametrize("first", range(0, KILLS, AT_A_TIME))
def test_a_run_killed_at_random_moments_goes_on(
    whole: tuple[Path, float], source: Path, tmp_path: Path, first: int
) -> None:
    expected, seconds = whole
    moments = random.Random(first)
    kept = 0
    for number in range(first, min(first + AT_A_TIME, KILLS)):
        # early kills meet a run that begins, later ones a run that has less and less left to do
        after = moments.uniform(0.1, seconds * 1.05)
        now_kept = killed(after, source, tmp_path, workers=1 + number % 2, parent=number % 3 > 0)
        print(f"kill {number + 1} after {after:.2f} s: {now_kept} shards kept")  # noqa: T201
        assert now_kept >= kept
        kept = now_kept
    summary = run([source], tmp_path)
    assert (summary.releases, summary.failures) == (400, 2)
    assert same_tables(expected, tmp_path)
    assert not list(tmp_path.rglob("*.tmp"))
