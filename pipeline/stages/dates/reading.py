"""Reads the expressions of time of a text: from left to right, at each word that can begin one, by the first rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.numerals import forms, read_cardinal
from pipeline.stages.dates.expressions import DateExpression, Moment
from pipeline.stages.dates.place import Place
from pipeline.stages.dates.rules import Rule
from pipeline.stages.dates.starting import Start, starts
from pipeline.text import Shadow, lowered, shadow

_LINK = re.compile(r"https?://\S{1,2000}|www\.\S{1,2000}|\S{1,64}@\S{1,200}")
_CARDINALS = frozenset(forms("cardinal"))
_SHARED = re.compile(r"(?:,? и |, |,? или | — | – )(?:в |во |с |на )?")


def read_dates(text: str, cleaned: Shadow | None = None) -> list[DateExpression]:
    """The expressions of time of a text in text order, unresolved; offsets are of the text as received."""
    held = cleaned or shadow(text)
    found = _share_years(list(_read(held.text)), held.text)
    if held.keeps_offsets:
        return found
    return [item._replace(start=start, end=end) for item in found for start, end in (held.span(item.start, item.end),)]


def _read(text: str) -> Iterator[DateExpression]:
    low = lowered(text)
    links = [match.span() for match in _LINK.finditer(low)] if "://" in low or "www." in low or "@" in low else []
    done = 0
    link = 0
    for place in starts(low):
        start = place.start
        if start < done:
            continue
        if place.vague:
            yield DateExpression(start, place.end, "vague", "vague", wording=place.vague)
            done = place.end
            continue
        while link < len(links) and links[link][1] <= start:
            link += 1
        if link < len(links) and links[link][0] <= start:
            continue
        found = _first(place.rules, Place(low, text, start))
        yield from found
        done = max((item.end for item in found), default=_past_number(low, place))


def _past_number(low: str, place: Start) -> int:
    """Behind «сорок два», so that what «сорок два года» is not, «два года» is not tried as."""
    if low[place.start : place.end] not in _CARDINALS:
        return place.start
    number = read_cardinal(low, place.start)
    return number[1] if number and number[0] > 20 else place.start


def _first(rules: tuple[Rule, ...], place: Place) -> list[DateExpression]:
    for rule in rules:
        found = rule(place)
        if found:
            return found
    return []


def _share_years(found: list[DateExpression], low: str) -> list[DateExpression]:
    """«30 июня и 1 июля 2019 года»: the year of the last is that of the ones before it."""
    for index in range(len(found) - 2, -1, -1):
        here, after = found[index], found[index + 1]
        year = after.first.year if after.first else None
        if year is None or year.number is None or after.start - here.end > 12 or here.first is None:
            continue
        same = here.first.unit == after.first.unit if after.first else False
        if (
            same
            and here.first.unit in ("day", "month", "quarter", "half")
            and _SHARED.fullmatch(low[here.end : after.start].lower())
        ):
            found[index] = here._replace(
                first=_with_year(here.first, year), last=_with_year(here.last, year) if here.last else None
            )
    return found


def _with_year(moment: Moment, year: Moment) -> Moment:
    if moment.year is not None or moment.shift is not None:
        return moment
    within = _with_year(moment.within, year) if moment.within else year
    return moment._replace(within=within)
