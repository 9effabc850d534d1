"""Puts a moment on the calendar: by its own year, by the anchor, or where anchor and tense make it likeliest."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.memory import remembered
from pipeline.stages.dates import calendar
from pipeline.stages.dates.calendar import Span
from pipeline.stages.dates.expressions import Moment

Tense = Callable[[], str | None]

_ANCHOR = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_NEAR = 45
_EARLIEST, _LATEST = 1800, 2200
_CHOSEN = ("day", "month", "quarter", "half", "season", "months")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day that relative words count from, as far as it is known; for a month its middle, for a year its middle."""

    day: date | None = None
    precision: str | None = None
    source: str | None = None

    @classmethod
    def parse(cls, value: str | None, source: str | None) -> Anchor | None:
        """The anchor of an ISO day, month or year; None where there is none or it is no date."""
        match = _ANCHOR.match(value or "")
        if match is None:
            return None
        precision = "day" if match[3] else "month" if match[2] else "year"
        if not _EARLIEST <= int(match[1]) <= _LATEST:
            return None
        day = calendar.make_day(int(match[1]), int(match[2] or 7), int(match[3] or 15))
        return cls(day, precision, source) if day else None

    @property
    def value(self) -> str | None:
        if self.day is None:
            return None
        return self.day.isoformat()[: {"day": 10, "month": 7}.get(self.precision or "", 4)]


def place(moment: Moment, anchor: Anchor, tense: Tense | None, previous: Span | None) -> Span | None:
    """The stretch of days that a moment names, None where the anchor does not suffice."""
    whole = _place_whole(moment._replace(part=None) if moment.part else moment, anchor, tense, previous)
    if whole is None or moment.part is None or moment.part in ("start", "mid", "end"):
        return whole
    return calendar.portion(whole, moment.part)


def _place_whole(moment: Moment, anchor: Anchor, tense: Tense | None, previous: Span | None) -> Span | None:
    if moment.unit == "period":
        return _same_period(moment, anchor, previous)
    year = moment.year
    if year is not None:
        number = _year_number(year, anchor, previous)
        return _in_year(moment, number, year.part == "winter") if number is not None else None
    if moment.unit in ("decade", "century") and moment.number is not None:
        return calendar.decade_span(moment.number) if moment.unit == "decade" else calendar.century_span(moment.number)
    if moment.unit in ("schoolyear", "farmyear"):
        return _split_year(moment)
    if anchor.day is None:
        return None
    if moment.unit == "weekday":
        return _weekday(moment, anchor, tense)
    relative = moment.shift if moment.shift is not None else moment.within.shift if moment.within else None
    if relative is not None:
        return _relative(moment, relative, anchor)
    return _likeliest(moment, anchor, tense) if moment.unit in _CHOSEN else None


def _split_year(moment: Moment) -> Span:
    year, first = moment.number or 2000, 9 if moment.unit == "schoolyear" else 7
    return calendar.months_span(
        year, first, first + 11, f"{year}-{first:02}-01/{calendar.last_of_month(year + 1, first - 1)}", "year"
    )


def _year_number(year: Moment, anchor: Anchor, previous: Span | None) -> int | None:
    if year.same:
        return previous.first.year if previous else None
    if year.shift is not None:
        return anchor.day.year + year.shift if anchor.day else None
    number = year.number
    if number is None or number > 99:
        return number
    latest = (anchor.day.year if anchor.day else 2025) + 5
    return number + (2000 if 2000 + number <= latest else 1900)


@remembered
def _in_year(moment: Moment, year: int, winter_ends: bool = False) -> Span | None:
    number = moment.number or 1
    if not 1 <= year <= 9000:
        return None
    if moment.unit == "year":
        return calendar.year_span(year)
    if moment.unit == "month":
        return calendar.month_span(year, number)
    if moment.unit == "quarter":
        return calendar.months_span(year, number * 3 - 2, number * 3, f"{year}-Q{number}", "quarter")
    if moment.unit == "half":
        return calendar.months_span(year, number * 6 - 5, number * 6, f"{year}-H{number}", "half")
    if moment.unit == "season":
        return calendar.season_span(year - winter_ends, number)
    if moment.unit == "months":
        return calendar.months_span(year, 1, number, f"{year}-01/{year}-{number:02}", "month")
    if moment.unit == "day" and moment.within is not None and moment.within.number is not None:
        day = calendar.make_day(year, moment.within.number, number)
        return calendar.day_span(day) if day else None
    return None


def _same_period(moment: Moment, anchor: Anchor, previous: Span | None) -> Span | None:
    if previous is None:
        return None
    year = moment.within
    if year is None:
        return calendar.shift_years(previous, -1 if moment.shift is None else 0)
    number = _year_number(year, anchor, previous)
    return calendar.shift_years(previous, number - previous.first.year) if number is not None else None


def _weekday(moment: Moment, anchor: Anchor, tense: Tense | None) -> Span | None:
    if anchor.precision != "day" or anchor.day is None:
        return None
    day, wanted = anchor.day, (moment.number or 1) - 1
    back = timedelta(days=(day.weekday() - wanted) % 7)
    on = timedelta(days=(wanted - day.weekday()) % 7)
    week = moment.within.shift if moment.within else None
    if week is not None:
        monday = day - timedelta(days=day.weekday()) + timedelta(days=7 * week)
        return calendar.day_span(monday + timedelta(days=wanted))
    if moment.shift == -1:
        return calendar.day_span(day - (back or timedelta(days=7)))
    if moment.shift == 0:
        return calendar.day_span(day - timedelta(days=day.weekday()) + timedelta(days=wanted))
    if moment.shift is not None:
        return calendar.day_span(day + (on or timedelta(days=7)))
    if tense is not None and tense() == "future":
        return calendar.day_span(day + on)
    return calendar.day_span(day - back)


def _relative(moment: Moment, shift: int, anchor: Anchor) -> Span | None:
    day = anchor.day
    if day is None or anchor.precision == "year":
        return None
    if moment.unit == "day" and moment.within is not None:
        first = calendar.shift_months(day.replace(day=1), shift)
        found = calendar.make_day(first.year, first.month, moment.number or 1)
        return calendar.day_span(found) if found else None
    if moment.number is not None:
        return _relative_named(moment, shift, day)
    if moment.unit == "month":
        first = calendar.shift_months(day.replace(day=1), shift)
        return calendar.month_span(first.year, first.month)
    if moment.unit in ("quarter", "half"):
        size = 3 if moment.unit == "quarter" else 6
        count = day.year * (12 // size) + (day.month - 1) // size + shift
        year, number = divmod(count, 12 // size)
        return _in_year(Moment(moment.unit, number + 1), year)
    if moment.unit in ("decade", "century"):
        if moment.unit == "decade":
            return calendar.decade_span(day.year // 10 * 10 + shift * 10)
        return calendar.century_span((day.year - 1) // 100 + 1 + shift)
    return _relative_days(moment, shift, day) if anchor.precision == "day" else None


def _relative_days(moment: Moment, shift: int, day: date) -> Span | None:
    if moment.unit == "day":
        return calendar.day_span(day + timedelta(days=shift))
    if moment.unit == "week":
        return calendar.week_span(day + timedelta(days=7 * shift))
    if moment.unit == "weekend":
        if shift == -1:
            return calendar.weekend_span(day - timedelta(days=7))
        return calendar.weekend_span(day if shift in (0, 1) and day.weekday() < 5 else day + timedelta(days=7 * shift))
    return None


def _relative_named(moment: Moment, shift: int, day: date) -> Span | None:
    """«прошлым летом», «следующей весной», «этой зимой»: by whole units that are over, ahead or nearest."""
    spans = [span for year in range(day.year - 2, day.year + 3) if (span := _in_year(moment, year))]
    if shift < 0:
        return max((s for s in spans if s.last < day), key=lambda s: s.last, default=None)
    if shift > 0:
        return min((s for s in spans if s.first > day), key=lambda s: s.first, default=None)
    return min(spans, key=lambda s: s.distance(day), default=None)


def _likeliest(moment: Moment, anchor: Anchor, tense: Tense | None) -> Span | None:
    """The year that anchor and tense make likeliest: the nearest, unless the tense speaks against it."""
    day = anchor.day
    if day is None:
        return None
    spans = [span for year in range(day.year - 1, day.year + 2) if (span := _in_year(moment, year))]
    if anchor.precision == "year":
        return next((span for span in spans if span.first.year == day.year), None)
    return _choose(spans, day, tense)


def _choose(spans: list[Span], day: date, tense: Tense | None) -> Span | None:
    if not spans:
        return None
    nearest = min(spans, key=lambda s: s.distance(day))
    if nearest.distance(day) <= (_NEAR if nearest.grain == "day" else 0) or tense is None:
        return nearest
    speaks = tense()
    if speaks == "past" and nearest.first > day:
        return max((s for s in spans if s.first <= day), key=lambda s: s.first, default=nearest)
    if speaks == "future" and nearest.last < day:
        return min((s for s in spans if s.last >= day), key=lambda s: s.first, default=nearest)
    return nearest


def place_range(first: Moment, last: Moment, anchor: Anchor, tense: Tense | None, previous: Span | None) -> Span | None:
    """From the start of one moment to the end of another."""
    end_year = last.year
    open_start = first.year is None and first.shift is None and first.unit in _CHOSEN
    if end_year is None and open_start and last.unit in _CHOSEN and last.shift is None:
        return _likeliest_range(first, last, anchor, tense)
    start, end = place(first, anchor, tense, previous), place(last, anchor, tense, previous)
    if start is None or end is None:
        return None
    if end.last < start.first:
        if first.year is not None and end_year is not None and first.year == end_year:
            start = calendar.shift_years(start, -1)
        elif end_year is None and last.unit == "weekday":
            end = calendar.day_span(end.first + timedelta(days=7))
        elif end_year is None:
            end = calendar.shift_years(end, 1)
    return calendar.join(start, end) if start.first <= end.last else None


def _likeliest_range(first: Moment, last: Moment, anchor: Anchor, tense: Tense | None) -> Span | None:
    if anchor.day is None:
        return None
    spans = []
    for year in range(anchor.day.year - 1, anchor.day.year + 2):
        start, end = _in_year(first, year), _in_year(last, year)
        if start and end and end.last < start.first:
            end = _in_year(last, year + 1)
        if start and end:
            spans.append(calendar.join(start, end))
    return _choose(spans, anchor.day, tense)
