"""A claim: words that a rule takes for a quote, with the cue and the mention of its source, not yet resolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.stages.quotes.reading import Reading
from pipeline.stages.quotes.reporting import Cue
from pipeline.stages.quotes.who import Who

_EDGE = " \t\r\n\u00a0\u2009\u202f\ufeff,;:—–-"
_PAIRS = {"«": "»", '"': '"', "„": "“”", "“": "”“"}


@dataclass(slots=True)
class Claim:
    """One quote as a rule saw it; `parts` are character ranges, `at` is where its attribution stands."""

    kind: str
    parts: list[tuple[int, int]]
    rule: str
    cue: Cue | None = None
    who: Who | None = None
    at: int = 0
    found: bool = field(default=True)

    @property
    def start(self) -> int:
        return self.parts[0][0]

    @property
    def end(self) -> int:
        return self.parts[-1][1]


def trimmed(reading: Reading, start: int, end: int, stop: bool = True) -> tuple[int, int]:
    """A range without white space, dashes, commas and closing stop at its edges, and without marks round the whole."""
    text = reading.text
    edge = _EDGE + ("." if stop else "")
    while True:
        before = start, end
        while start < end and text[start] in _EDGE:
            start += 1
        while end > start and text[end - 1] in edge and not text.endswith("...", start, end):
            end -= 1
        if end - start > 1 and text[end - 1] in _PAIRS.get(text[start], "") and (start, end) in reading.exact:
            start, end = start + 1, end - 1
        if (start, end) == before:
            return start, end


def clean_parts(reading: Reading, parts: Iterable[tuple[int, int]], stop: bool = True) -> list[tuple[int, int]]:
    """The parts trimmed, empty ones left out."""
    found = [trimmed(reading, start, end, stop) for start, end in parts]
    return [(start, end) for start, end in found if any(c.isalnum() for c in reading.text[start:end])]
