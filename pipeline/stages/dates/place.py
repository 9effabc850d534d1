"""Where a rule is tried."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A place of a text where a word begins: the text in lower case with е for ё, the text, the offset."""

    low: str
    text: str
    start: int
