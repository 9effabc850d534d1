"""Reads any calendar unit, and ranges of them, at a place of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache, partial

from pipeline.numerals import forms, read_ordinal
from pipeline.stages.dates import units, years
from pipeline.stages.dates.days import (
    DAY_NUMBER,
    read_day,
    read_day_word,
    read_iso_day,
    read_numeric_day,
    read_weekday,
)
from pipeline.stages.dates.expressions import Moment
from pipeline.stages.dates.lexing import DASH, DIGITS, GLUED_STOP, roman_at, word_at
from pipeline.stages.dates.vocabulary import (
    DAY_ADJECTIVES,
    DAY_WORDS,
    MONTHS,
    PARTS,
    RELATIVE,
    SAME,
    SEASONS,
    WEEKDAYS,
)
from pipeline.stages.dates.years import Found, put_year

Range = tuple[Moment, Moment, int]
Reader = Callable[[str, int], Found]

_TO = re.compile(r"(?:,? (?:и )?(?:по|до) |,? (?:вплоть )?до )")
_AND = re.compile(r" и ")
_YEARS = re.compile(
    r"((?:1\d|20)\d\d)(?: ?[-—–−] ?| и | по | или )((?:1\d|20)\d\d|\d\d(?= ?г))(?!\d)(?:-?(?:й|"
    r"го|м|му|е|х))?"
)
_BARE_YEARS = re.compile(r"((?:1[5-9]|20)\d\d) ?[-—–−] ?((?:1[5-9]|20)\d\d)(?![\d.,:]\d|[\d-])")
_YEAR_WORD = re.compile(r" {0,2}(?:год(?:а|у|ом|ов|ах|ы|ам|ами)?(?![а-я])|гг?(?![а-я])\.?(?:г\.)?)")
_DIGITS_OF_YEAR = 4
_BEHIND_YEAR = re.compile(r" ?[-—–−/ип]")
"""How all goes on that a year may be the first end of."""
_RANGEABLE = {"day", "weekday", "month", "quarter", "century", "decade", "season", "year", "half"}


@lru_cache(maxsize=16)
def read_moment(low: str, place: int) -> Found:
    """The longest calendar unit that begins at a place, or a part of one («начало года»)."""
    found = _read_whole(low, place)
    if found is None and word_at(low, place)[0] in _PART_OPENERS:
        return units.read_part(low, place, _read_whole)
    return found


def _read_whole(low: str, place: int) -> Found:
    digits = DIGITS.match(low, place)
    if digits:
        return _READ_DIGITS.get(digits.end() - place, _read_nothing)(low, place)
    for read in _READ_WORD.get(word_at(low, place)[0], _READ_ROMAN):
        found = read(low, place)
        if found:
            return found
    return None


def _read_one_or_two_digits(low: str, place: int) -> Found:
    return (
        read_day(low, place)
        or read_numeric_day(low, place)
        or units.read_quarter_or_half(low, place)
        or units.read_decade(low, place)
        or units.read_century(low, place)
    )


def _read_four_digits(low: str, place: int) -> Found:
    return (
        read_iso_day(low, place)
        or years.read_years(low, place)
        or units.read_decade(low, place)
        or years.read_year(low, place, bare=False)
    )


def _read_nothing(low: str, place: int) -> Found:
    return None


# By the count of digits; a year may be run into the clock behind it («2025 г.» is four, «202509:23» six).
_READ_DIGITS: dict[int, Reader] = {
    1: _read_one_or_two_digits,
    2: _read_one_or_two_digits,
    4: _read_four_digits,
    5: _read_four_digits,
    6: _read_four_digits,
}


_NUMERALS = frozenset((*forms("ordinal"), *forms("cardinal")))
_COUNTED = _NUMERALS | {"", "х", "хх"}
_BY_FIRST_WORD: tuple[tuple[Collection[str], Reader], ...] = (
    ((*DAY_WORDS, *DAY_ADJECTIVES), read_day_word),
    ((*WEEKDAYS, *RELATIVE), read_weekday),
    (MONTHS, units.read_month),
    (SEASONS, units.read_season),
    ((*RELATIVE, *SAME), units.read_relative),
    (_NUMERALS, read_day),
    (_NUMERALS, units.read_quarter_or_half),
    (_NUMERALS, units.read_century),
    ((*_NUMERALS, *RELATIVE, *SAME), partial(years.read_year, bare=False)),
    (_NUMERALS, units.read_decade),
)
_READ_WORD: dict[str, tuple[Reader, ...]] = {
    word: tuple(read for first_words, read in _BY_FIRST_WORD if word in first_words)
    for word in {word for first_words, _ in _BY_FIRST_WORD for word in first_words}
}
_READ_ROMAN: tuple[Reader, ...] = (units.read_quarter_or_half, units.read_century)
_PART_OPENERS = frozenset(("", "х", "хх", *_NUMERALS, *PARTS))


def read_range(low: str, place: int, since: bool) -> Range | None:
    """A range that begins at a place; `since` says that «с» stands before it, so that «по» and «до» may join."""
    digits = DIGITS.match(low, place)
    size = digits.end() - place if digits else 0
    found = None
    if size == _DIGITS_OF_YEAR and _BEHIND_YEAR.match(low, place + size):
        if years.read_years(low, place):
            return None
        found = _read_years(low, place, since)
    elif size in (1, 2) or (not size and word_at(low, place)[0] in _COUNTED):
        found = _read_short(low, place, since)
    if found:
        return found
    first = read_moment(low, place)
    if first is None or (first[0].unit not in _RANGEABLE and not since):
        return None
    second = _join(low, first[1], since, first[0])
    if second is None:
        return None
    last, end = second
    if last.year is not None and first[0].shift is None and not first[0].same and first[0].unit != "weekday":
        return put_year(first[0], last.year), last, end
    return first[0], last, end


def _join(low: str, place: int, since: bool, first: Moment) -> Found:
    joint = _TO.match(low, place) if since else None
    if joint:
        return read_moment(low, joint.end()) or _year_end(low, joint.end(), first)
    if first.shift is not None:
        return None
    dash = DASH.match(low, place)
    if dash is None and first.unit in ("month", "quarter") and first.within is None:
        dash = _AND.match(low, place)
    if dash is None:
        return None
    second = read_moment(low, dash.end())
    if second is None or second[0].unit != first.unit or second[0].shift is not None:
        return None
    return second if _ordered(first, second[0]) else None


def _year_end(low: str, place: int, first: Moment) -> Found:
    """«с июня 2023-го по 2025-й» needs its year word less at the end."""
    return years.read_year(low, place, bare=True) if first.year is not None else None


def _ordered(first: Moment, second: Moment) -> bool:
    if first.unit in ("year", "century", "decade"):
        return (first.number or 0) < (second.number or 0)
    return True


def _read_years(low: str, place: int, since: bool) -> Range | None:
    """«2024–2025 годах», «2023 и 2024 годы», «2019 по 2024 год», «1908—2011»."""
    match = _YEARS.match(low, place)
    tail = _YEAR_WORD.match(low, match.end()) if match else None
    if match is None or tail is None:
        match = _BARE_YEARS.match(low, place)
        tail = None
    if match is None:
        return None
    first, last = int(match[1]), int(match[2])
    last = last if last > 99 else first // 100 * 100 + last
    if last - first != 1 and re.search(r" (?:и|или) ", match.group()):
        return None
    if last <= first or (" по " in match.group() and not since) or (tail is None and last - first > 150):
        return None
    if tail is None and years.is_counted(low, match.end()):
        return None
    return Moment("year", first), Moment("year", last), tail.end() if tail else match.end()


def _read_short(low: str, place: int, since: bool) -> Range | None:
    """A range whose first end leaves its unit to the last: «1–15 октября», «XVII—XVIII веков», «I и II кварталах»."""
    number = _bare_number(low, place)
    if number is None:
        return None
    value, end, is_day = number
    joint = (_TO.match(low, end) if since else None) or DASH.match(low, end)
    both = None if joint else _AND.match(low, end)
    after = joint or both
    second = read_moment(low, after.end()) if after else None
    if second is None or second[0].shift is not None:
        return None
    last = second[0]
    if last.unit == "day" and last.within is not None and is_day and joint:
        return (last._replace(number=value, weekday=None), last, second[1]) if value < (last.number or 0) else None
    if last.unit in ("century", "quarter", "half") and value < (last.number or 0):
        return last._replace(number=value), last, second[1]
    return None


def _bare_number(low: str, place: int) -> tuple[int, int, bool] | None:
    day = DAY_NUMBER.match(low, place)
    if day:
        return int(day[1]), day.end(), True
    found = roman_at(low, place) or read_ordinal(low, place)
    return (found[0], found[1], found[0] <= 31 and not roman_at(low, place)) if found else None


def read_day_list(low: str, place: int) -> list[tuple[Moment, int, int]]:
    """«5, 7 и 9 октября»: the days with their offsets; empty where there is no list at the place."""
    heads: list[tuple[int, int, int]] = []
    here = place
    while len(heads) < 12:
        number = DAY_NUMBER.match(low, here)
        if number is None:
            return []
        joint = _LIST_JOINT.match(low, number.end())
        if joint is None:
            break
        heads.append((int(number[1]), number.start(), number.end()))
        here = joint.end()
    last = read_day(low, here) if heads and low[heads[-1][2] : here].strip() != "," else None
    if last is None:
        return []
    days = [(last[0]._replace(number=number), start, end) for number, start, end in heads]
    return [*days, (last[0], here, last[1])]


def read_year_list(low: str, place: int) -> list[tuple[Moment, int, int]]:
    """«2019, 2021 и 2023 годах»: the years with their offsets; empty for a single year and two that adjoin."""
    match = _YEAR_LIST.match(low, place)
    if match is None:
        return []
    years_ = list(_YEAR_IN_LIST.finditer(low, place, match.end(1)))
    if len(years_) == 2 and int(years_[1].group()) - int(years_[0].group()) == 1:
        return []
    ends = [*(year.end() for year in years_[:-1]), match.end()]
    return [(Moment("year", int(year.group())), year.start(), end) for year, end in zip(years_, ends, strict=True)]


_YEAR_IN_LIST = re.compile(r"(?:1[5-9]|20)\d\d")
_YEAR_LIST = re.compile(
    r"((?:(?:1[5-9]|20)\d\d(?:, ?(?:и )?| и | или |, а также )){1,12}(?:1[5-9]|20)\d\d)"
    r" {0,2}(?:год(?:ов|ах|ы|ам|ами)(?![а-я])|гг(?![а-я])\.?)"
)
_LIST_JOINT = re.compile(r"(?:, ?и |,? и |, ?| или |, а также )(?=\d)")


def glued_before(low: str, place: int) -> bool:
    """Whether something stands right before a place that makes a number there a part of something else.

    The stop of a sentence does not: «итогов.26 декабря».
    """
    before = low[place - 1 : place]
    if GLUED_STOP.match(low, place - 1):
        return False
    if before and before in "–—−":
        return low[place - 2 : place - 1].isdigit()
    return bool(before) and (
        before.isalnum() or (before in "-.,/:+№#$€&=_\\%" and not low[place - 2 : place - 1].isspace())
    )
