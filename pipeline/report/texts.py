"""Texts of releases with their marks, for a page whose offsets count UTF-16 units."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pipeline.markup.spans import ASIDE, HEADLINE, POSITION, QUOTE, SECTION_MARKS, Span, nest
from pipeline.records import LABELS
from pipeline.report.columns import rows
from pipeline.report.data import NOBODY, Run

KINDS = (*LABELS, QUOTE, POSITION, HEADLINE, ASIDE)
CHUNK = 200
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def text_chunks(run: Run, limit: int) -> list[list[Any]]:
    """Releases in order, `CHUNK` to a list: text, marks, notes; only the newest, up to `limit` characters of text.

    A mark is start, end, number of its kind in `KINDS`, number in the release, and for a name the entity, for a date
    kind, modifier and value; a piece that is not the first of its mark has a last 1.
    """
    texts = [""] * len(run.releases)
    for release_id, text in rows(run.tables["releases"], "release_id", "text"):
        texts[run.releases[release_id]] = text
    held = texts[: _within(texts, limit)]
    spans, values, notes = _spans(run), _values(run), _notes(run)
    made = [[text, _marks(text, spans[n], values[n]), notes[n]] for n, text in enumerate(held)]
    return [made[start : start + CHUNK] for start in range(0, len(made), CHUNK)]


def _within(texts: list[str], limit: int) -> int:
    """How many of the texts fit into so many characters."""
    room = limit
    for number, text in enumerate(texts):
        room -= len(text)
        if room < 0:
            return number
    return len(texts)


def _marks(text: str, spans: list[Span], values: dict[int, Any]) -> list[list[Any]]:
    astral = [match.start() for match in _ASTRAL.finditer(text)]
    return [_mark(span, values, astral) for span in nest(spans)]


def _mark(span: Span, values: dict[int, Any], astral: list[int]) -> list[Any]:
    start, end = (place + bisect_left(astral, place) for place in (span.start, span.end))
    value = values.get(span.number, NOBODY) if span.kind in LABELS else NOBODY
    mark = [start, end, KINDS.index(span.kind), span.number, value]
    return mark if span.first else [*mark, 1]


def _spans(run: Run) -> dict[int, list[Span]]:
    """By release what to mark, in the order of the tables."""
    found: dict[int, list[Span]] = defaultdict(list)
    for release_id, kind, start, end in rows(run.tables["sections"], "release_id", "kind", "start_char", "end_char"):
        if kind in SECTION_MARKS:
            found[run.releases[release_id]].append(Span(start, end, SECTION_MARKS[kind], 0))
    for release, span in (*_quote_spans(run), *_numbered_spans(run)):
        found[release].append(span)
    return found


def _quote_spans(run: Run) -> Iterator[tuple[int, Span]]:
    parts = sorted(rows(run.tables["quote_parts"], "quote_id", "part", "start_char", "end_char"))
    for quote_id, part, start, end in parts:
        release, number = run.numbered["quotes"][quote_id]
        yield release, Span(start, end, QUOTE, number, first=part == 0)


def _numbered_spans(run: Run) -> Iterator[tuple[int, Span]]:
    for position_id, start, end in rows(run.tables["positions"], "position_id", "start_char", "end_char"):
        release, number = run.numbered["positions"][position_id]
        yield release, Span(start, end, POSITION, number)
    for mention_id, label, start, end in rows(run.tables["mentions"], "mention_id", "label", "start_char", "end_char"):
        if label in LABELS:  # one of a user's own has no style here
            release, number = run.numbered["mentions"][mention_id]
            yield release, Span(start, end, label, number)


def _values(run: Run) -> dict[int, dict[int, Any]]:
    """By release and number of a mention: the entity of a name; kind, modifier and value of a date."""
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for mention_id, local_id in rows(run.tables["mentions"], "mention_id", "local_id"):
        release, number = run.numbered["mentions"][mention_id]
        found[release][number] = run.local[local_id]
    for mention_id, kind, mod, value in rows(run.tables["dates"], "mention_id", "kind", "mod", "value"):
        release, number = run.numbered["mentions"][mention_id]
        found[release][number] = [kind, mod or "", value or ""]
    return found


def _notes(run: Run) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for release_id, stage, message in rows(run.tables["notes"], "release_id", "stage", "message"):
        found[run.releases[release_id]].append(f"{stage}: {message}")
    return found
