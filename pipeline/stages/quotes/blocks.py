"""Speech without marks in a paragraph of its own: «X сказал:» and, on the next line, what X said."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.stages.quotes.attribution import DASHES, before_colon
from pipeline.stages.quotes.claims import Claim, clean_parts
from pipeline.stages.quotes.reading import Reading

_STOPS = frozenset({".", "!", "?", "…", "..."})


def blocks(reading: Reading) -> Iterator[Claim]:
    """Paragraphs that a reporting sentence with a colon at its end introduces."""
    for number in range(1, len(reading.paragraphs)):
        start, end = reading.paragraphs[number]
        colon = reading.word_at(start) - 1
        if colon < 1 or reading.words[colon].text != ":" or reading.is_silent(start):
            continue
        if not _is_statement(reading, colon + 1, reading.word_at(end)):
            continue
        found = before_colon(reading, colon)
        if found is None or found.cue is None or found.cue.form != "verb" or found.who is None:
            continue
        parts = clean_parts(reading, [(start, end)])
        if parts and found.cue.takes("q"):
            yield Claim("direct", parts, "block", found.cue, found.who, reading.starts[found.cue.first])


def _is_statement(reading: Reading, first: int, last: int) -> bool:
    """Whether a paragraph is of whole sentences: a capital, a verb, a stop, and no mark or dash before them."""
    if first >= last or not reading.words[first].capitalised or reading.words[first].text in DASHES:
        return False
    closed = reading.words[last - 1].text in _STOPS
    return closed and not reading.quoted[first] and any(word.is_finite for word in reading.words[first:last])
