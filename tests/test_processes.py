"""Processes that rupress starts: a user's script is not run again in them."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from pipeline.run import run
from pipeline.sources import read_inputs

print("once")
print(len(list(read_inputs([sys.argv[1]]))), "page")
run([sys.argv[1]], sys.argv[2])
"""
TEXT = "Завод «Маяк» в четверг открыл в Твери новый цех, сообщил директор. " * 5
PAGE = f"<html><body><article><p>{TEXT}</p></article></body></html>"


def test_a_script_without_a_guard_is_run_once(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf8")
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf8")
    command = [sys.executable, str(tmp_path / "script.py"), str(tmp_path / "page.html"), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["once", "1 page", ""]
