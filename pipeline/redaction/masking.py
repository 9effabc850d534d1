"""Ranges of a text made unreadable, character for character."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

MASK = "█"
_SHOWN = re.compile(r"\S")
Span = tuple[int, int]


def united(spans: Iterable[Span]) -> list[Span]:
    """Ranges in order, those that touch made one, empty ones left out."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def mask(text: str, spans: Iterable[Span]) -> str:
    """The text with a mark for every character of the ranges but white space; its length stays."""
    pieces: list[str] = []
    done = 0
    for start, end in united(spans):
        pieces += [text[done:start], _SHOWN.sub(MASK, text[start:end])]
        done = end
    return "".join([*pieces, text[done:]])


def touches(spans: list[Span], start: int, end: int) -> bool:
    """Whether a range shares a character with one of some united ranges."""
    place = bisect_right(spans, (end - 1, len(spans) and spans[-1][1]))
    return place > 0 and start < end and spans[place - 1][1] > start
