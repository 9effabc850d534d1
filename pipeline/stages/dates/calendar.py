"""Stretches of the calendar: a unit's first and last day, its value and grain, and steps between units."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import NamedTuple

SEASONS = ("SP", "SU", "AU", "WI")


class Span(NamedTuple):
    """A stretch of days, both ends included, with its value in the notation of the `dates` table."""

    first: date
    last: date
    value: str
    grain: str

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def distance(self, day: date) -> int:
        """Days between the stretch and a day; 0 inside."""
        return max(0, (self.first - day).days, (day - self.last).days)


def day_span(day: date) -> Span:
    return Span(day, day, day.isoformat(), "day")


def make_day(year: int, month: int, number: int) -> date | None:
    """A day, None where the calendar has none such (30 February)."""
    if not MINYEAR <= year <= MAXYEAR or not 1 <= month <= 12 or not 1 <= number <= monthrange(year, month)[1]:
        return None
    return date(year, month, number)


def month_span(year: int, month: int) -> Span:
    return Span(date(year, month, 1), last_of_month(year, month), f"{year:04}-{month:02}", "month")


def last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def months_span(year: int, first: int, last: int, value: str, grain: str) -> Span:
    """From a month to a month, where a month over 12 lies in the next year."""
    end_year = year + (last - 1) // 12
    return Span(date(year, first, 1), last_of_month(end_year, (last - 1) % 12 + 1), value, grain)


def year_span(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31), f"{year:04}", "year")


def season_span(year: int, number: int) -> Span:
    """The season that begins in a year; winter has its two years in the value."""
    if number == 4:
        return months_span(year, 12, 14, f"{year}-12/{year + 1}-02", "season")
    return months_span(year, number * 3, number * 3 + 2, f"{year}-{SEASONS[number - 1]}", "season")


def week_span(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    year, week, _ = monday.isocalendar()
    return Span(monday, monday + timedelta(days=6), f"{year}-W{week:02}", "week")


def weekend_span(day: date) -> Span:
    """The weekend of a day's ISO week."""
    week = week_span(day)
    return Span(week.first + timedelta(days=5), week.last, f"{week.value}-WE", "weekend")


def decade_span(year: int) -> Span:
    return Span(date(year, 1, 1), date(year + 9, 12, 31), f"{year // 10}X", "decade")


def century_span(number: int) -> Span:
    return Span(date(number * 100 - 99, 1, 1), date(number * 100, 12, 31), f"{number - 1:02}XX", "century")


def shift_months(day: date, months: int) -> date:
    """The day so many months on, or the month's last where it has no such day."""
    count = min(max(day.year * 12 + day.month - 1 + months, 12), MAXYEAR * 12 + 11)
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shift_years(span: Span, years: int) -> Span:
    """The same stretch so many years on: «первое полугодие 2025» a year earlier."""
    if years == 0:
        return span
    first = shift_months(span.first, years * 12)
    last = shift_months(span.last, years * 12)
    if (span.last + timedelta(days=1)).day == 1:
        last = last_of_month(last.year, last.month)
    return Span(first, last, _shift_value(span.value, years, first, last), span.grain)


def _shift_value(value: str, years: int, first: date, last: date) -> str:
    parts = value.split("/")
    if all(len(part) >= 4 and part[:4].isdigit() for part in parts) and "W" not in value:
        shifted = "/".join(f"{int(part[:4]) + years:04}{part[4:]}" for part in parts)
        return shifted if "-02-29" not in shifted else f"{first}/{last}"
    return f"{first}/{last}"


def join(first: Span, last: Span) -> Span:
    """From the start of one stretch to the end of another."""
    plain = all("X" not in s.value and "/" not in s.value for s in (first, last))
    value = f"{first.value}/{last.value}" if plain else f"{first.first}/{last.last}"
    return Span(first.first, last.last, value, first.grain)


def portion(span: Span, part: str) -> Span:
    """A half or a third (`half2`, `third1`) of a stretch: a month is cut at the 15th or by ten days."""
    number = int(part[-1])
    if span.grain == "month" and part.startswith("half"):
        cuts = [(1, 15), (16, span.last.day)]
        return _of_month(span, cuts[min(number, 2) - 1])
    if span.grain == "month":
        return _of_month(span, [(1, 10), (11, 20), (21, span.last.day)][min(number, 3) - 1])
    pieces = 2 if part.startswith("half") else 3
    months = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
    if months < pieces or months % pieces:
        return span
    size = months // pieces
    first = shift_months(span.first, size * (min(number, pieces) - 1))
    last = shift_months(first, size) - timedelta(days=1)
    return Span(first, last, f"{first}/{last}", span.grain)


def _of_month(span: Span, days: tuple[int, int]) -> Span:
    first, last = span.first.replace(day=days[0]), span.first.replace(day=days[1])
    return span._replace(first=first, last=last, value=f"{first}/{last}")
