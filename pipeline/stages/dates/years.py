"""Reads years at a place of a text: «2025 года», «прошлого года», «сорок шестого года», «2025/26 учебный год».

Every function takes the text in lower case and a place, and gives a Moment with the place behind it, or None.
"""

from __future__ import annotations

import re

from pipeline.numerals import forms, read_ordinal
from pipeline.stages.dates.expressions import Moment
from pipeline.stages.dates.lexing import next_word, past_space, word_at
from pipeline.stages.dates.vocabulary import DESIGNED, RELATIVE, SAME, UNITS

Found = tuple[Moment, int] | None

_OPENERS = frozenset((*RELATIVE, *SAME, *forms("cardinal"), *forms("ordinal")))

_YEAR = re.compile(r"((?:1\d|20)\d\d)(?:(?!\d)|(?=\d\d?:\d\d))(?:-?(?:й|го|м|му|ый|ого|ом|х)(?![а-я]))?")
_SHORT_YEAR = re.compile(r"(\d\d)(?:-?(?:й|го|м|му))?(?! ?\d)(?= ?г(?:од|\.))")
ACADEMIC = re.compile(r"((?:19|20)\d\d) ?[/—–-] ?((?:19|20)?\d\d)(?:-?(?:го|м|й))?(?!\d)")
_ACADEMIC_WORD = re.compile(
    r" (?:учебн|сельскохозяйственн|маркетингов|финансов|аграрн|производственн)[а-я]{2,3} год[а-я]{0,2}(?![а-я])"
)
YEAR_WORD = re.compile(r" {0,2}(?:год(?:а|у|ом|е|ов|ах|ы|ам)?(?![а-я])|гг?(?![а-я])\.?(?:г\.)?)")
_KIND_OF_YEAR = re.compile(r"(?:календарн|финансов|учебн|отчетн)(?:ый|ого|ому|ым|ом)")
_COUNTED = re.compile(r" {1,2}([а-я]+)")
_DECADE_WORD = re.compile(r"(?:(?<=ы[емх])|(?<=ми)) год(?:ы|ов|ам|ах|ами)(?![а-я])")
_NOTHING = re.compile(r"(?=[.,;:)»!?\n]|$)")


def read_year(low: str, place: int, bare: bool = True) -> Found:
    """A year as in «2025 года», «2025-го», «прошлого года»; a number without «год» only where `bare` allows it."""
    match = _YEAR.match(low, place)
    if match:
        return _marked_year(low, match, bare)
    if low[place : place + 1].isdigit():
        return _short_year(low, place) if bare else None
    if word_at(low, place)[0] not in _OPENERS:
        return None
    return _relative_year(low, place) or _worded_year(low, place)


def _short_year(low: str, place: int) -> Found:
    """«23 сентября 25 г.»."""
    match = _SHORT_YEAR.match(low, place)
    word = YEAR_WORD.match(low, match.end()) if match else None
    return (Moment("year", int(match[1])), word.end()) if match and word else None


def _marked_year(low: str, match: re.Match[str], bare: bool) -> Found:
    moment = Moment("year", int(match[1]))
    word = YEAR_WORD.match(low, match.end())
    if word:
        return moment, word.end()
    suffixed = match.end() > match.end(1)
    return (moment, match.end()) if suffixed or (bare and not is_counted(low, match.end())) else None


def is_counted(low: str, place: int) -> bool:
    """Whether a number that ends at a place counts something («2024 человека», «2025,5»)."""
    if low[place : place + 1] in ("%", "₽", "$", "€", ",", ".") and low[place + 1 : place + 2].isdigit():
        return True
    word = _COUNTED.match(low, place)
    return word is not None and any(word[1].startswith(stem) for stem in DESIGNED)


def is_plural_adjective(word: str) -> bool:
    """Whether a relative adjective's form can only be a plural («прошлые»)."""
    return all(case.endswith(".pl") for case in RELATIVE[word].cases)


def is_plural(word: str) -> bool:
    """Whether a unit's form can only be a plural («годы», «недель»)."""
    return word in UNITS and all(case.endswith(".pl") for case in UNITS[word].cases)


def _relative_year(low: str, place: int) -> Found:
    word, end = word_at(low, place)
    if word in SAME:
        middle, after = next_word(low, end)
        noun, stop = (middle, after) if middle != "же" else next_word(low, after)
        return (Moment("year", shift=0, same=True), stop) if UNITS.get(noun, ("",))[0] == "year" else None
    if word not in RELATIVE or is_plural_adjective(word):
        return None
    noun, stop = next_word(low, end)
    if _KIND_OF_YEAR.fullmatch(noun):
        noun, stop = next_word(low, stop)
    if UNITS.get(noun, ("",))[0] != "year" or is_plural(noun):
        return None
    return Moment("year", shift=int(RELATIVE[word].value)), stop


def _worded_year(low: str, place: int) -> Found:
    number = read_ordinal(low, place)
    if number is not None and _DECADE_WORD.match(low, number[1]):
        return None
    if number is None or (number[0] < 20 and number[0] != 0):
        thousands = _worded_thousands(low, place)
        if thousands is None:
            return None
        number = thousands
    word = YEAR_WORD.match(low, number[1]) or _year_left_out(low, place, number[1])
    if word is None or (number[0] > 99 and not 1000 <= number[0] <= 2099):
        return None
    return Moment("year", number[0]), word.end()


def _year_left_out(low: str, place: int, end: int) -> re.Match[str] | None:
    """«в сорок шестом,»: a year in two words that nothing follows."""
    if " " not in low[place:end] or not low[max(0, place - 3) : place].endswith((" в ", "с ", "«в ", "к ")):
        return None
    return _NOTHING.match(low, end)


def _worded_thousands(low: str, place: int) -> tuple[int, int] | None:
    for head, value in (("две тысячи ", 2000), ("тысяча девятьсот ", 1900), ("тысяча восемьсот ", 1800)):
        if low.startswith(head, place):
            tail = read_ordinal(low, place + len(head))
            return (value + tail[0], tail[1]) if tail else None
    return None


def read_years(low: str, place: int) -> Found:
    """A school or farming year («2025/26 учебный год») as a moment of unit `schoolyear`."""
    match = ACADEMIC.match(low, place)
    if match is None:
        return None
    word = _ACADEMIC_WORD.match(low, match.end())
    if word is None:
        return None
    unit = "schoolyear" if "учебн" in word.group() else "farmyear"
    return Moment(unit, int(match[1])), word.end()


def with_year(low: str, found: Found, bare: bool = True) -> Found:
    """The moment with the year that follows it, if one does."""
    if found is None:
        return None
    moment, end = found
    behind = past_space(low, end)
    year = read_year(low, behind, bare) if behind is not None else None
    if year is None or (moment.within is not None and moment.within.year is not None):
        return found
    return _put_year(moment, year[0]), year[1]


def _put_year(moment: Moment, year: Moment) -> Moment:
    if moment.within is None:
        return moment._replace(within=year)
    return moment._replace(within=_put_year(moment.within, year))


def put_year(moment: Moment, year: Moment) -> Moment:
    """The moment within a year, unless it has one."""
    return moment if moment.year is not None or moment.shift is not None else _put_year(moment, year)
