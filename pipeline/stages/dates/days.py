"""Reads days at a place of a text: «23 сентября 2025 года», «23.09.2025», «пятницу, 5 мая», «вчера», «этот день»."""

from __future__ import annotations

import re

from pipeline.numerals import read_ordinal
from pipeline.stages.dates.expressions import Moment
from pipeline.stages.dates.lexing import next_word, past_space, word_at
from pipeline.stages.dates.units import read_month, read_short_month
from pipeline.stages.dates.vocabulary import DAY_ADJECTIVES, DAY_WORDS, MONTHS, RELATIVE, UNITS, WEEKDAYS
from pipeline.stages.dates.years import Found

_ISO = re.compile(r"((?:1\d|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d|-\d)")
_NUMERIC = re.compile(r"(0?[1-9]|[12]\d|3[01])([./])(0?[1-9]|1[0-2])\2((?:1\d|20)\d\d)(?:(?=\d\d?:\d\d)|(?!\d|[./]\d))")
_NUMERIC_SHORT = re.compile(r"(0[1-9]|[12]\d|3[01])([./])(0[1-9]|1[0-2])\2([0-4]\d)(?!\d|[./-]\d)")
_YEAR_WORD = re.compile(r" {0,2}(?:год[ау](?![а-я])|гг?(?![а-я])\.?)")
DAY_NUMBER = re.compile(r"(0?[1-9]|[12]\d|3[01])(?:-?(?:го|е|ое|ого|му|ому))?[»\"”]?(?!\d)")
_COMMA = re.compile(r",? {1,3}\(?")


def read_iso_day(low: str, place: int) -> Found:
    """«2025-09-23»."""
    match = _ISO.match(low, place)
    return (_day(int(match[3]), int(match[2]), int(match[1])), match.end()) if match else None


def read_numeric_day(low: str, place: int) -> Found:
    """«23.09.2025», «23/09/2025», «23.09.25»."""
    match = _NUMERIC.match(low, place) or _NUMERIC_SHORT.match(low, place)
    if match is None:
        return None
    year = int(match[4])
    tail = _YEAR_WORD.match(low, match.end())
    return _day(int(match[1]), int(match[3]), year if year > 99 else 2000 + year), tail.end() if tail else match.end()


def _day(number: int, month: int, year: int) -> Moment:
    return Moment("day", number, within=Moment("month", month, within=Moment("year", year)))


def read_day(low: str, place: int) -> Found:
    """«23 сентября 2025 года», «9-го мая», «двадцать третьего сентября», «23 сент. 2025»."""
    digits = DAY_NUMBER.match(low, place)
    number = (int(digits[1]), digits.end()) if digits else read_ordinal(low, place)
    if number is None or not 1 <= number[0] <= 31:
        return None
    behind = past_space(low, number[1])
    if behind is None:
        return None
    month = _month_of_day(low, behind, digits is not None)
    if month is None or number[0] > _longest(month[0].number or 1):
        return None
    return Moment("day", number[0], within=month[0]), month[1]


def _month_of_day(low: str, place: int, short_too: bool) -> Found:
    word, end = word_at(low, place)
    if word in MONTHS and "gen" in MONTHS[word].cases:
        return read_month(low, place)
    if word in RELATIVE and "gen" in RELATIVE[word].cases:
        noun, stop = next_word(low, end)
        if noun in UNITS and UNITS[noun].value == "month" and "gen" in UNITS[noun].cases:
            return Moment("month", shift=int(RELATIVE[word].value)), stop
    return read_short_month(low, place) if short_too else None


def _longest(month: int) -> int:
    return 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def read_weekday(low: str, place: int) -> Found:
    """«пятница», «пятницу, 5 мая 2025 года», «минувшую пятницу», «понедельник следующей недели»."""
    word, end = word_at(low, place)
    if word in RELATIVE:
        noun, stop = next_word(low, end)
        if noun not in WEEKDAYS or noun in ("среде", "средой", "среды", "среда"):
            return None
        number = int(WEEKDAYS[noun].value)
        if word.startswith(("следующ", "будущ")):
            return _with_day(low, Moment("weekday", number, within=Moment("week", shift=1)), stop)
        return _with_day(low, Moment("weekday", number, shift=int(RELATIVE[word].value)), stop)
    if word not in WEEKDAYS or any(
        case.endswith(".pl") for case in WEEKDAYS[word].cases if len(WEEKDAYS[word].cases) < 3
    ):
        return None
    return _with_day(low, Moment("weekday", int(WEEKDAYS[word].value)), end)


def _with_day(low: str, weekday: Moment, end: int) -> Found:
    comma = _COMMA.match(low, end)
    day = _numbered_day(low, comma.end()) if comma else None
    if day and comma:
        closing = low[comma.end() - 1] == "(" and low.startswith(")", day[1])
        return day[0]._replace(weekday=weekday.number), day[1] + closing
    word, stop = next_word(low, end)
    noun, after = next_word(low, stop)
    if word in RELATIVE and noun in UNITS and UNITS[noun].value == "week":
        return weekday._replace(within=Moment("week", shift=int(RELATIVE[word].value))), after
    return weekday, end


def _numbered_day(low: str, place: int) -> Found:
    return read_day(low, place) or read_numeric_day(low, place) or read_iso_day(low, place)


def read_day_word(low: str, place: int) -> Found:
    """«вчера», «накануне», «завтрашний день»."""
    word, end = word_at(low, place)
    if word in DAY_WORDS:
        return Moment("day", shift=int(DAY_WORDS[word].value)), end
    if word in DAY_ADJECTIVES:
        noun, stop = next_word(low, end)
        if noun in UNITS and UNITS[noun].value == "day":
            return Moment("day", shift=int(DAY_ADJECTIVES[word].value)), stop
        return Moment("day", shift=int(DAY_ADJECTIVES[word].value)), end
    return None
