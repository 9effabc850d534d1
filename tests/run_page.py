"""Runs the code blocks of a Markdown page, in their order, in the current folder: `python run_page.py PAGE`.

Blocks of Python share their names; `sh` goes to bash. A block of `text` right behind one is what it must print, up to a
line `…`. A block whose first line is a comment with the name of a `.toml` file becomes that file.
"""

import contextlib
import io
import re
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"^```(python|sh|toml)\n(.*?)^```\n(?:\n*^```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"# (\w+\.toml)\n")


def printed(language, code, names):
    """What a block prints; raises where it fails."""
    if language == "sh":
        shell = ["bash", "-euo", "pipefail", "-c", code]
        return subprocess.run(shell, check=True, capture_output=True, text=True).stdout
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(code, names)
    return out.getvalue()


def differs(got, expected):
    """Whether an output is another one than the page shows; spaces at the ends of lines do not count."""
    got, expected = ([line.rstrip() for line in text.rstrip().splitlines()] for text in (got, expected))
    if expected[-1:] == ["…"]:
        expected.pop()
        got = got[: len(expected)]
    return got != expected


def run(page):
    """Run all blocks of a page; ends the program where one fails or prints something else."""
    text = Path(page).read_text(encoding="utf8")
    names = {"__name__": "__main__"}
    for block in BLOCK.finditer(text):
        language, code, expected = block.groups()
        line = text.count("\n", 0, block.start(2)) + 1
        if language == "toml":
            if named := NAME.match(code):
                Path(named[1]).write_text(code, encoding="utf8")
            continue
        source = compile("\n" * (line - 1) + code, page, "exec") if language == "python" else code
        try:
            got = printed(language, source, names)
        except subprocess.CalledProcessError as error:
            sys.exit(f"{page}:{line}: ended with {error.returncode}: {error.stderr}")
        if expected is not None and differs(got, expected):
            sys.exit(f"{page}:{line}: prints\n{got}instead of\n{expected}")


if __name__ == "__main__":
    run(sys.argv[1])
