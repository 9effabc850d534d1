"""Word lists: tab-separated files beside the module that uses them.

Lines that start with `#` are comments and name the source; the first other line is the header; rows are sorted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def read_rows(package: str, name: str) -> tuple[dict[str, str], ...]:
    """The rows of `name` in `package`, by column; a missing last cell is ""."""
    lines = [
        line
        for line in files(package).joinpath(name).read_text(encoding="utf8").splitlines()
        if line and not line.startswith("#")
    ]
    header = lines[0].split("\t")
    return tuple(dict(zip(header, line.split("\t") + [""] * len(header), strict=False)) for line in lines[1:])


@cache
def read_words(package: str, name: str, column: str | None = None) -> frozenset[str]:
    """One column (the first, unless named) of a word list as a set."""
    rows = read_rows(package, name)
    if not rows:
        return frozenset()
    key = column or next(iter(rows[0]))
    return frozenset(row[key] for row in rows if row[key])


_Branch = dict[str, "_Branch"]


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of some words that shares their beginnings, so that a scan takes few steps."""
    root: _Branch = {}
    for word in words:
        here = root
        for letter in word:
            here = here.setdefault(letter, {})
        here[""] = {}
    return _pattern(root)


def _pattern(branch: _Branch) -> str:
    options = [re.escape(letter) + _pattern(branch[letter]) for letter in sorted(branch) if letter]
    if not options:
        return ""
    return f"(?:{'|'.join(options)})" + ("?" if "" in branch else "")
