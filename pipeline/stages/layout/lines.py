"""Lines of a text with their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE = re.compile(r"[^\n\r]*\S[^\n\r]*")


class Line(NamedTuple):
    """A line that is not blank, without the white space around it."""

    start: int
    end: int
    words: str


def lines_from(text: str, start: int) -> Iterator[Line]:
    """The lines of a text from an offset on."""
    for match in _LINE.finditer(text, start):
        words = match.group().strip()
        first = match.start() + match.group().index(words[0])
        yield Line(first, first + len(words), words)
