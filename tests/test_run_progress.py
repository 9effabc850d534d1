"""How far a run is, told on a terminal, in plain lines and by `rupress status`."""

import io
import signal
import subprocess
import time
from pathlib import Path

import pytest
from releases import command, write_releases

from pipeline.run import Progress, status_text
from pipeline.run.progress import Worker
from pipeline.run.progress_line import ProgressLine

HALFWAY = Progress(
    "extracting", 1200, 2_400_000, 3, 200, 100.0, 4000.0, (Worker(1, 620, 20, 512), Worker(2, 580, 0, 498))
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO) -> str:
    line = ProgressLine(stream)
    line(HALFWAY)
    line(HALFWAY)
    line.end()
    return stream.getvalue()


def test_plain_lines_where_there_is_no_terminal() -> None:
    assert told(io.StringIO()) == (
        "extracting, 1200 releases, 200 of them done before, 2.4 M characters, 10.0 releases/s, 3 failures, "
        "about 67 min left; worker 1: 620 releases, 512 MB; worker 2: 580 releases, 498 MB\n"
    )


def test_one_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert told(Terminal()) == "\r\x1b[Kextracting, 1200 releases, 200 of them \n"


def test_the_state_of_a_run_can_be_told_while_it_is_at_work(tmp_path: Path) -> None:
    source = write_releases(tmp_path / "dump.jsonl", 3000)
    arguments = command("extract", source, "--out", tmp_path / "out")
    with subprocess.Popen(arguments, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as run:
        text = ""
        while "worker 1" not in text and run.poll() is None:
            time.sleep(0.2)
            text = status_text(tmp_path / "out") if (tmp_path / "out/.rupress/lock").exists() else ""
        run.send_signal(signal.SIGINT)
    assert run.returncode == 130
    assert "at work on dump.jsonl" in text
    assert "characters, " in text
    assert "not finished: run the same command again to go on with dump.jsonl" in status_text(tmp_path / "out")


def test_no_time_is_told_where_all_is_read_and_none_is_known(tmp_path: Path) -> None:
    source = write_releases(tmp_path / "dump.jsonl", 60)
    done = subprocess.run(
        command("extract", source, "--out", tmp_path / "out"), capture_output=True, text=True, check=True
    )
    assert "extracting, " in done.stderr
    assert "about 0 s left" not in done.stderr
