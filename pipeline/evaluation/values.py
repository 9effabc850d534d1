"""Values as an annotator writes them: `2025-09`, `2025-01-01..2025-03-31`, `>=80`, `2..3`, `0.5pp`."""

from __future__ import annotations

import calendar
import re
from datetime import date

from pipeline.evaluation.markup import Complain
from pipeline.evaluation.records import Days
from pipeline.records import PercentValue

UNIT_SUFFIXES = {"": "percent", "pp": "percentage_point", "bp": "basis_point", "permille": "permille"}
SUFFIXES = {unit: suffix for suffix, unit in UNIT_SUFFIXES.items()}
CALENDAR_UNIT = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
NUMBER = r"\d{1,12}(?:\.\d{1,9})?"
PERCENT = re.compile(rf"(>=|<=|>|<|~|=|)\s?({NUMBER})(?:\.\.({NUMBER}))?\s?(pp|bp|permille|)")


def read_days(value: str, complain: Complain) -> Days:
    """Days of a year, a month, a day, or of a range of them with one end open at most."""
    first, dots, last = value.partition("..")
    if not dots:
        start, stop = _unit(value, complain)
        return Days(start, stop)
    if not first and not last:
        raise complain("a range of days needs an end")
    return Days(_unit(first, complain)[0] if first else None, _unit(last, complain)[1] if last else None)


def _unit(value: str, complain: Complain) -> tuple[str, str]:
    match = CALENDAR_UNIT.fullmatch(value)
    if not match:
        raise complain(f"{value!r} is no day, month or year: write 2025-09-23, 2025-09, 2025 or two of them with ..")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        start = date(year or 0, month or 1, day or 1)
        stop = date(start.year, month or 12, day or calendar.monthrange(start.year, month or 12)[1])
    except ValueError as error:
        raise complain(f"{value!r} is not in the calendar") from error
    return start.isoformat(), stop.isoformat()


def write_days(days: Days) -> str:
    """The shortest writing of these days."""
    if days.start is None or days.stop is None:
        return f"{days.start or ''}..{days.stop or ''}"
    if days.start == days.stop:
        return days.start
    whole_units = (days.start[:4], days.start[:7])
    return next((unit for unit in whole_units if _covers(unit, days)), f"{days.start}..{days.stop}")


def _covers(unit: str, days: Days) -> bool:
    return _unit(unit, ValueError) == (days.start, days.stop)


def read_percent(value: str, complain: Complain) -> PercentValue:
    """A percentage: comparator, number or two, unit."""
    match = PERCENT.fullmatch(value)
    if not match:
        raise complain(f"{value!r} is no percentage: write 12.5, 2..3, >=80, ~15 or 0.5pp")
    comparator, low, high, suffix = match.groups()
    return PercentValue(
        low=float(low), high=float(high or low), comparator=comparator or "=", unit=UNIT_SUFFIXES[suffix]
    )


def write_percent(percent: PercentValue) -> str:
    """The inverse of `read_percent`."""
    comparator = "" if percent.comparator == "=" else percent.comparator
    high = "" if percent.low == percent.high else f"..{_number(percent.high)}"
    return f"{comparator}{_number(percent.low)}{high}{SUFFIXES[percent.unit]}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
