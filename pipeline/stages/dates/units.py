"""Reads calendar units at a place of a text: months, quarters, half-years, seasons, decades, centuries, parts of them.

Every function takes the text in lower case and a place, and gives a Moment with the place behind it, or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.numerals import read_cardinal, read_ordinal
from pipeline.stages.dates.expressions import Moment
from pipeline.stages.dates.lexing import next_word, past_space, roman_at, word_at
from pipeline.stages.dates.vocabulary import MONTHS, PARTS, PORTIONS, RELATIVE, SAME, SEASONS, SHORT_MONTHS, UNITS
from pipeline.stages.dates.years import (
    ACADEMIC,
    YEAR_WORD,
    Found,
    is_plural,
    is_plural_adjective,
    read_year,
    with_year,
)

_NUMBERED = re.compile(r"(\d{1,2})(?:-?(?:й|го|м|му|е|ый|ом|ого|ое|я|ю))?(?![\d.,:%]\d|[а-я%])")
_WHOLE = re.compile(r"(\d{1,2})(?:-?ти|-?и|-?х|-?ми)?(?![\d.,]\d)")
_QUARTER = re.compile(r" {0,2}(?:квартал(?:а|у|ом|е|ы|ов|ах|ам)?(?![а-я])|кв(?![а-я])\.?)")
_HALF = re.compile(r" {0,2}(?:полугоди(?:е|я|ю|ем|и|й|ях)(?![а-я])|п/?г(?![а-я])\.?)")
_CENTURY = re.compile(
    r" {0,2}(?:век(?:а|у|ом|е|ов|ах|и|ам)?(?![а-я])|столети(?:е|я|ю|ем|и|й)(?![а-я])|вв(?![а-я])\.?|"
    r"в\.(?= |$))"
)
_FINANCIAL = re.compile(r"(\d{1,2}) ?(м|п|кв|h|q)\.? ?((?:20\d|2)\d)(?![\d%а-я]|[.,]\d)(?! (?:руб|тыс|млн|млрд|кв|м))")
_FINANCIAL_LONG = re.compile(r"(\d{1,2}) ?(м|п|кв|мес|h|q)\.? ((?:20)\d\d)(?!\d)")
_DECADE = re.compile(
    r"((?:1\d|20)?\d0)-?(?:(?:е|х|ые|ых|ми)(?![а-я])(?: ?(?:год[а-я]{1,2}(?![а-я])|гг(?![а-я])\.?))?"
    r"|(?:ым|м) ?(?:годам(?![а-я])|гг(?![а-я])\.?))"
)
_DECADE_WORDS = {"годы", "годов", "годах", "годам", "годами"}
_PLURAL_ENDS = ("ые", "ых", "ым", "ыми")
_SAME_NOUNS = {
    "период",
    "периода",
    "периоду",
    "периодом",
    "периоде",
    "месяцы",
    "месяцев",
    "месяцам",
    "месяцами",
    "срок",
}


def read_month(low: str, place: int) -> Found:
    """«сентябрь 2025 года», «декабре прошлого года»."""
    word, end = word_at(low, place)
    if word not in MONTHS:
        return None
    return with_year(low, (Moment("month", int(MONTHS[word].value)), end))


def read_short_month(low: str, place: int) -> Found:
    """«23 сент. 2025»: the abbreviated month behind a day."""
    word, end = word_at(low, place)
    if word not in SHORT_MONTHS:
        return None
    end += low.startswith(".", end)
    return with_year(low, (Moment("month", int(SHORT_MONTHS[word].value)), end))


def _read_count(low: str, place: int) -> tuple[int, int] | None:
    """A place in a row: «1», «1-й», «I», «первом»."""
    digits = _NUMBERED.match(low, place)
    if digits:
        return int(digits[1]), digits.end()
    return roman_at(low, place) or read_ordinal(low, place)


def read_quarter_or_half(low: str, place: int) -> Found:
    """«I квартал 2025 года», «второе полугодие», «3 кв. 2024 г.», «9М 2024», «1П2025»."""
    financial = _FINANCIAL_LONG.match(low, place) or _FINANCIAL.match(low, place)
    if financial:
        return _financial(low, financial)
    number = _read_count(low, place)
    if number is None:
        return None
    for unit, noun, most in (("quarter", _QUARTER, 4), ("half", _HALF, 2)):
        match = noun.match(low, number[1])
        if match and 1 <= number[0] <= most:
            return with_year(low, (Moment(unit, number[0]), match.end()))
    return None


def _financial(low: str, match: re.Match[str]) -> Found:
    unit = {"м": "months", "мес": "months", "п": "half", "h": "half"}.get(match[2], "quarter")
    number, year = int(match[1]), int(match[3])
    if not 1 <= number <= {"months": 12, "half": 2, "quarter": 4}[unit]:
        return None
    within = Moment("year", year if year > 99 else 2000 + year)
    word = YEAR_WORD.match(low, match.end())
    return Moment(unit, number, within=within), word.end() if word else match.end()


def read_season(low: str, place: int) -> Found:
    """«весной 2024 года», «летом этого года», «зимой 2024/25 года»."""
    word, end = word_at(low, place)
    if word not in SEASONS:
        return None
    moment = Moment("season", ["SP", "SU", "AU", "WI"].index(SEASONS[word].value) + 1)
    behind = past_space(low, end)
    double = ACADEMIC.match(low, behind) if behind is not None else None
    if double:
        tail = YEAR_WORD.match(low, double.end())
        return moment._replace(within=Moment("year", int(double[1]))), tail.end() if tail else double.end()
    found = with_year(low, (moment, end))
    if found and found[0].number == 4 and found[0].within and found[0].within.number:
        return moment._replace(within=found[0].within._replace(part="winter")), found[1]
    return found


def read_decade(low: str, place: int) -> Found:
    """«90-е годы», «1930-х годов», «семидесятых», «нулевые»."""
    match = _DECADE.match(low, place)
    if match:
        number = int(match[1])
        return _of_century(low, number, match.end())
    ordinal = read_ordinal(low, place)
    if ordinal is None or not low.endswith(_PLURAL_ENDS, 0, ordinal[1]):
        return None
    word, end = next_word(low, ordinal[1])
    if word in _DECADE_WORDS:
        return _decade_of(low, ordinal[0], end)
    return _decade_of(low, ordinal[0], ordinal[1])


def _of_century(low: str, number: int, end: int) -> Found:
    """«70-х годов прошлого века», «30-е годы XIX столетия»: the century that follows the decade counts."""
    if number > 99:
        return Moment("decade", number), end
    behind = past_space(low, end)
    century = (read_century(low, behind) or read_relative(low, behind)) if behind is not None else None
    if century and century[0].unit == "century":
        hundred = (century[0].number or 20) * 100 - 100
        return Moment("decade", hundred + number), century[1]
    return Moment("decade", _full_decade(number)), end


def _decade_of(low: str, number: int, end: int) -> Found:
    if number % 10 or (0 < number < 20) or (number > 90 and number != 2000):
        return None
    return _of_century(low, 2000 if number in (0, 2000) else number, end)


def _full_decade(number: int) -> int:
    return 2000 + number if number == 0 else 1900 + number


def read_century(low: str, place: int) -> Found:
    """«XX век», «двадцать первого столетия», «19-го века»."""
    number = _read_count(low, place)
    noun = _CENTURY.match(low, number[1]) if number else None
    if number is None or noun is None or not 1 <= number[0] <= 21:
        return None
    return Moment("century", number[0]), noun.end()


def read_relative(low: str, place: int) -> Found:
    """«прошлый месяц», «эта неделя», «минувшие выходные», «следующая весна», «тот же период 2024 года»."""
    word, end = word_at(low, place)
    if word in SAME:
        found = _same_period(low, place, end)
        if found:
            return found
    if word not in RELATIVE:
        return read_year(low, place) if word in SAME else None
    year = read_year(low, place)
    if year:
        return year
    noun, stop = next_word(low, end)
    if word == "это" and not noun.endswith(("о", "е")):
        return None
    shift = int(RELATIVE[word].value)
    if noun in SEASONS:
        return Moment("season", ["SP", "SU", "AU", "WI"].index(SEASONS[noun].value) + 1, shift=shift), stop
    if noun in MONTHS:
        return Moment("month", int(MONTHS[noun].value), shift=shift), stop
    plural = noun in UNITS and (is_plural(noun) or is_plural_adjective(word)) and UNITS[noun].value != "weekend"
    if (
        noun in UNITS
        and not plural
        and UNITS[noun].value in ("month", "week", "quarter", "half", "weekend", "decade", "century", "day")
    ):
        return Moment(UNITS[noun].value, shift=shift), stop
    return None


def _same_period(low: str, place: int, end: int) -> Found:
    word, stop = next_word(low, end)
    again = word == "же"
    if again:
        word, stop = next_word(low, stop)
    if word not in _SAME_NOUNS or (not again and low.startswith("т", place)):
        return None
    return with_year(low, (Moment("period", shift=0 if again else None, same=True), stop))


def read_months_count(low: str, place: int) -> Found:
    """«девять месяцев 2024 года», «три квартала текущего года»: so many from the start of the year."""
    number = _whole(low, place)
    word, end = next_word(low, number[1]) if number else ("", place)
    unit = UNITS[word].value if word in UNITS else ""
    if number is None or unit not in ("month", "quarter") or not 1 <= number[0] <= 12 or "nom" in UNITS[word].cases:
        return None
    if unit == "quarter" and (number[0] == 1 or not any(c == "gen" or c.endswith(".pl") for c in UNITS[word].cases)):
        return None
    if word == "квартала" and low[place].isdigit() and not low.endswith("за ", 0, place):
        return None  # «по итогам 2 квартала» is the second one, «за 2 квартала» are two
    months = number[0] if unit == "month" else number[0] * 3
    return with_year(low, (Moment("months", min(months, 12)), end))


def _whole(low: str, place: int) -> tuple[int, int] | None:
    digits = _WHOLE.match(low, place)
    if digits:
        return int(digits[1]), digits.end()
    words = read_cardinal(low, place)
    return (int(words[0]), words[1]) if words and words[0] == int(words[0]) else None


def read_part(low: str, place: int, whole: Callable[[str, int], Found]) -> Found:
    """«начало 2026 года», «вторая половина октября», «конец года»; `whole` reads what it is a part of."""
    word, end = word_at(low, place)
    part = PARTS[word].value if word in PARTS else None
    if part is None:
        number = _read_count(low, place)
        noun, end = next_word(low, number[1]) if number else ("", place)
        portion = PORTIONS[noun].value if noun in PORTIONS else None
        if number is None or portion is None or number[0] > 3:
            return None
        part = f"{portion}{number[0]}"
    behind = past_space(low, end)
    if behind is None:
        return None
    found = whole(low, behind)
    if found is None:
        noun, stop = word_at(low, behind)
        unit = UNITS.get(noun)
        if unit is None or "gen" not in unit.cases or unit.value in ("hour", "minute", "second", "day"):
            return None
        found = Moment(unit.value, shift=0), stop
    return found[0]._replace(part=part), found[1]
