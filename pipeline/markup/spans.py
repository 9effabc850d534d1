"""Stretches of a release that a page marks, cut so that each lies whole inside the one around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

ASIDE, HEADLINE, QUOTE, POSITION = "aside", "headline", "quote", "position"
SECTION_MARKS = {"headline": HEADLINE} | dict.fromkeys(("header", "dateline", "credit", "contacts", "tail"), ASIDE)
"""The kinds of sections that are marked, with the kind of their mark."""
_RANK = {ASIDE: 0, HEADLINE: 0, QUOTE: 1, POSITION: 2}


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch of a text.

    kind: a label of mentions, `quote`, `position`, `headline` or `aside`. number: its number among those of the kind,
    from 1. first, last: whether it is the first and the last piece of what it was cut from.
    """

    start: int
    end: int
    kind: str
    number: int
    first: bool = True
    last: bool = True


def nest(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, outer ones before inner ones; one that crosses the end of another is cut there."""
    waiting = sorted((span for span in spans if span.start < span.end), key=_order, reverse=True)
    around: list[Span] = []
    nested = []
    while waiting:
        span = waiting.pop()
        while around and around[-1].end <= span.start:
            around.pop()
        if around and around[-1].end < span.end:
            span, rest = _cut(span, around[-1].end)
            _put_back(waiting, rest)
        around.append(span)
        nested.append(span)
    return nested


def _order(span: Span) -> tuple[int, int, int]:
    return span.start, -span.end, _RANK.get(span.kind, 3)


def _cut(span: Span, place: int) -> tuple[Span, Span]:
    return replace(span, end=place, last=False), replace(span, start=place, first=False)


def _put_back(waiting: list[Span], rest: Span) -> None:
    """Insert a cut-off rest where it belongs; `waiting` has the next span last."""
    place = len(waiting)
    while place and _order(waiting[place - 1]) < _order(rest):
        place -= 1
    waiting.insert(place, rest)


def pieces(text: str, spans: Iterable[Span]) -> Iterator[str | Span | None]:
    """What a page writes in order: words of the text, a span that opens, None for the latest open one closing."""
    place = 0
    around: list[Span] = []
    for span in [*spans, Span(len(text), len(text), "", 0)]:
        while around and around[-1].end <= span.start:
            yield text[place : around[-1].end]
            place = around.pop().end
            yield None
        yield text[place : span.start]
        place = span.start
        if span.kind:
            around.append(span)
            yield span
