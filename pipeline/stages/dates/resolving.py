"""Resolves expressions of time: a pure function of the anchor, the tense of the clause, and what stands before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.records import DateValue
from pipeline.stages.dates.calendar import Span, day_span, month_span, shift_months, shift_years, week_span, year_span
from pipeline.stages.dates.expressions import DateExpression
from pipeline.stages.dates.placing import Anchor, place, place_range
from pipeline.stages.dates.tense import FUTURE, PAST, tense_at
from pipeline.text import lowered

_LENGTH = re.compile(r"P(T?)([\d.]+)([YMWDH])(?:(\d+)M)?")
_HEAD = 400
_SOON = 120
_PARTS_OF_YEAR = ("day", "month", "months", "quarter", "half")
_SET_FOR = re.compile(r"(?:назначен|намечен|запланирован|перенес[её]н|отложен)[а-я]{0,2} (?:[а-я]+ )?на $")
_ACCOUNT = re.compile(r"(?<![а-я])(?:за|итогам|итоги|итогах) (?:первые )?$")
_HELD = re.compile(r"(?<![а-я])(?:в|во|уже|только|лишь|начал[ео]|середине|конце|концу) [«\"]?$")


@dataclass(slots=True)
class _Story:
    """What is known while the expressions of a text are resolved in order."""

    anchor: Anchor
    low: str
    previous: Span | None = None
    day: Span | None = None


def resolve_dates(
    expressions: Sequence[DateExpression], anchor: str | None, anchor_from: str | None, text: str
) -> list[DateValue]:
    """The value of each expression, in their order.

    `anchor` is the publication date as far as known (`2025-09-23`, `2025-09`, `2025`); without it the first full day in
    the text's head stands in for it, else the year that the text gives its days and months. What cannot be known is
    None; nothing raises.
    """
    known = Anchor.parse(anchor, anchor_from) or _anchor_in_text(expressions)
    story = _Story(known, lowered(text))
    return [_resolve(item, story) for item in expressions]


def _anchor_in_text(expressions: Sequence[DateExpression]) -> Anchor:
    """What the text says of its own time: the page's month, the first full day of its head, else a year."""
    years = [year.number for item in expressions if item.first and (year := item.first.year) and year.number]
    latest = max((year for year in years if year < 2100), default=0)
    for item in expressions:
        moment = item.first
        if item.rule == "dates.page_month" and moment is not None and moment.year is not None:
            return Anchor.parse(f"{moment.year.number:04}-{moment.number:02}", "text") or Anchor()
        if item.start > _HEAD or moment is None or moment.unit != "day" or item.last is not None or moment.year is None:
            continue
        span = place(moment, Anchor(), None, None)
        if span and item.kind in ("date", "time") and span.first.year >= latest - 1:
            return Anchor(span.first, "day", "text")
    return _year_spoken_of(expressions)


def _year_spoken_of(expressions: Sequence[DateExpression]) -> Anchor:
    """The latest year that has days or months in the text, unless later years are named for more than terms."""
    years = [
        (year.number, moment.unit)
        for item in expressions
        for moment in (item.first, item.last)
        if moment is not None and item.role not in ("until", "by")
        if (year := moment.year) is not None and year.number is not None and 1900 < year.number < 2100
    ]
    latest = max((number for number, unit in years if unit in _PARTS_OF_YEAR), default=0)
    if not latest or latest < max(number for number, _ in years) - 1:
        return Anchor()
    return Anchor.parse(str(latest), "text") or Anchor()


def _resolve(item: DateExpression, story: _Story) -> DateValue:
    if item.kind == "vague":
        return DateValue("vague", item.wording, None, None)
    if item.kind in ("duration", "set"):
        return DateValue(item.kind, item.length, None, None, mod=item.mod)
    if item.kind == "time":
        return _time(item, story)
    span, kind = _span(item, story)
    if span is None:
        return _unknown(item, kind)
    if span.grain == "day" and kind == "date":
        story.day = span
    story.previous = _to_anchor(item, span, story) or span
    return _with_role(item, span, kind, story)


def _unknown(item: DateExpression, kind: str) -> DateValue:
    if kind == "duration":
        return DateValue("duration", item.length, None, None, mod=item.mod)
    unit = item.first.unit if item.first else None
    return DateValue(
        kind, None, None, None, grain={"weekday": "day", "period": None}.get(unit or "", unit), mod=_mod(item)
    )


def _mod(item: DateExpression) -> str | None:
    part = item.first.part if item.first and item.kind == "date" else None
    return item.mod or (part if part in ("start", "mid", "end") else None)


def _span(item: DateExpression, story: _Story) -> tuple[Span | None, str]:
    if item.way in ("back", "on"):
        return _window(item, story), "period"
    if item.way:
        return _offset(item, story), "date"
    if item.first is None:
        return None, item.kind
    tense = _Tense(item, story)
    if item.last is not None:
        return place_range(item.first, item.last, story.anchor, tense, story.previous), "period"
    if item.first.unit == "months" and item.length and not _is_year_to_date(item, story):
        return None, "duration"
    span = place(item.first, story.anchor, tense, story.previous)
    if item.first.unit in ("months", "schoolyear", "farmyear") or (span is not None and "/" in span.value):
        return span, "period"
    return span, "date"


class _Tense:
    """The tense of the clause around an expression, found only when it is asked for."""

    def __init__(self, item: DateExpression, story: _Story) -> None:
        self._item, self._story = item, story
        self._known: str | None = None
        self._asked = False

    def __call__(self) -> str | None:
        if not self._asked:
            self._known = tense_at(self._story.low, self._item.start, self._item.end)
            self._known = self._by_role(self._known)
            self._asked = True
        return self._known

    def _by_role(self, known: str | None) -> str | None:
        """«до», «к», «на май» look ahead where no verb says otherwise; «с марта» looks back."""
        item = self._item
        whole_day = item.first is not None and item.first.unit in ("day", "weekday")
        before = self._story.low[max(0, item.start - 40) : item.start]
        if _SET_FOR.search(before):
            return FUTURE
        if _ACCOUNT.search(before):
            return PAST
        if item.first is not None and item.first.unit == "month" and item.role is None and not _HELD.search(before):
            return known if known == PAST else None
        if item.role == "until" or (item.role == "on" and not whole_day) or (item.role == "by" and known != PAST):
            return FUTURE
        if item.role == "since" and not whole_day and known != FUTURE:
            return PAST
        return known


def _is_year_to_date(item: DateExpression, story: _Story) -> bool:
    """Whether a bare «за девять месяцев» counts from the start of the year: it does when the months have just ended."""
    day, months = story.anchor.day, item.first.number if item.first else None
    words = story.low[max(0, item.start - 24) : item.start]
    if re.search(r"(?:итог\w*|результат\w*) (?:за )?$", words):
        return True
    if day is None or months is None:
        return False
    return 0 <= day.month - months <= 3 or (day.month <= 3 and months >= 9)


def _with_role(item: DateExpression, span: Span, kind: str, story: _Story) -> DateValue:
    anchor, mod = story.anchor, _mod(item)
    used = _uses_anchor(item)
    value, from_ = (anchor.value, anchor.source) if used else (None, None)
    part = item.first.part if item.first and item.last is None else None

    def made(kind: str, value_: str, start: date | None, end: date | None, mod_: str | None = mod) -> DateValue:
        return DateValue(kind, value_, _iso(start), _iso(end), span.grain, mod_, value, from_)

    if kind == "period" and (item.last is not None or item.way):
        return made("period", span.value, span.first, span.last)
    if item.role == "since":
        until_now = _to_anchor(item, span, story)
        if until_now:
            return made("period", until_now.value, until_now.first, until_now.last, None)
        return made("period", f"{span.value}/..", span.first, None)
    if item.role == "until":
        if part == "start":
            return made("period", f"../{span.first}", None, span.first, None)
        return made("period", f"../{span.value}", None, span.last, None if part == "end" else mod)
    if part in ("start", "end") and item.role in ("by", "on"):
        edge = span.last if part == "end" else span.first
        return made("date", edge.isoformat(), edge, edge, item.mod)
    return made(kind, span.value, span.first, span.last)


def _to_anchor(item: DateExpression, span: Span, story: _Story) -> Span | None:
    """«с начала года»: from the unit's first day to the anchor, where the anchor lies in it or soon behind it."""
    day = story.anchor.day
    part = item.first.part if item.first and item.last is None else None
    if item.role != "since" or part != "start" or day is None or story.anchor.precision != "day":
        return None
    if span.first > day or span.distance(day) >= _SOON:
        return None
    return Span(span.first, day, f"{span.first}/{day}", span.grain)


def _uses_anchor(item: DateExpression) -> bool:
    if item.way or item.first is None:
        return True
    year = item.first.year
    return year is None or year.number is None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _time(item: DateExpression, story: _Story) -> DateValue:
    if item.first is not None:
        span = place(item.first, story.anchor, _Tense(item, story), story.previous)
        story.previous = story.day = span or story.day
    else:
        span = story.day or (
            day_span(story.anchor.day) if story.anchor.day and story.anchor.precision == "day" else None
        )
    if span is None or item.clock is None:
        return DateValue("time", None, None, None, "hour", item.mod)
    exact = ":" in item.clock
    value = f"{span.first}{item.clock}"
    used = item.first is None or _uses_anchor(item)
    edge = value if exact else span.first.isoformat()
    return DateValue(
        "time", value, edge, edge, "minute" if exact else "day", item.mod,
        story.anchor.value if used else None, story.anchor.source if used else None,
    )  # fmt: skip


def _count(iso: str) -> tuple[float, str] | None:
    match = _LENGTH.match(iso)
    if match is None:
        return None
    count, unit = float(match[2]), {"Y": "year", "M": "month", "W": "week", "D": "day", "H": "hour"}[match[3]]
    if match[1]:
        return count, "hour" if unit == "hour" else "minute"
    return (count * 12 + float(match[4]), "month") if match[4] else (count, unit)


def _step(day: date, count: float, unit: str) -> date:
    if unit in ("year", "month"):
        return shift_months(day, round(count * (12 if unit == "year" else 1)))
    days = count * {"week": 7, "day": 1, "hour": 1 / 24, "minute": 0}.get(unit, 0)
    limited = max(-300_000, min(300_000, int(days)))
    return day + timedelta(days=limited) if 1 < day.toordinal() + limited < date.max.toordinal() else day


def _window(item: DateExpression, story: _Story) -> Span | None:
    size = _count(item.length or "")
    day = story.anchor.day
    if size is None or day is None or story.anchor.precision == "year":
        return None
    count, unit = size
    other = _step(day, -count if item.way == "back" else count, unit)
    first, last = min(day, other), max(day, other)
    if item.rule == "dates.last_day":
        return day_span(first)
    return Span(first, last, f"{first}/{last}", "day" if unit in ("hour", "minute") else unit)


def _offset(item: DateExpression, story: _Story) -> Span | None:
    size = _count(item.length or "")
    if size is None:
        return None
    count, unit = size
    sign = -1 if item.way in ("ago", "earlier") else 1
    told = story.previous if item.way in ("earlier", "later") and unit in ("year", "month") else None
    if told is not None and not _is_ahead_of_past(item, story, told):
        return _moved(told, sign * count, unit)
    base = story.day.first if item.way in ("earlier", "later") and story.day else story.anchor.day
    if item.way == "ahead" and story.day is not None and tense_at(story.low, item.start, item.end) == PAST:
        base = story.day.first
    if base is None:
        return None
    if story.anchor.precision == "year" and unit != "year":
        return None
    return _unit_span(_step(base, sign * count, unit), unit)


def _is_ahead_of_past(item: DateExpression, story: _Story, told: Span) -> bool:
    """Whether what was «годом ранее» follows a plan («в следующем году …»), so that it is counted from now."""
    day = story.anchor.day if story.anchor.precision == "day" else None
    ahead = day is not None and told.first > day
    return ahead and item.way == "earlier" and tense_at(story.low, item.start, item.end) == PAST


def _moved(span: Span, count: float, unit: str) -> Span:
    if unit == "year" and count == int(count):
        return shift_years(span, int(count))
    first = shift_months(span.first, round(count * (12 if unit == "year" else 1)))
    return month_span(first.year, first.month) if span.grain != "day" else day_span(first)


def _unit_span(day: date, unit: str) -> Span:
    if unit == "year":
        return year_span(day.year)
    if unit == "month":
        return month_span(day.year, day.month)
    return week_span(day) if unit == "week" else day_span(day)
