"""Reads lengths of time at a place of a text: «три дня», «полтора года», «48-часовой», «последние пять лет»."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.numerals import forms, read_number
from pipeline.stages.dates.lexing import next_word, past_space, word_at
from pipeline.stages.dates.vocabulary import HALF_YEARS, NOT_AGED, UNITS, WINDOWS


class Length(NamedTuple):
    """An ISO duration, the number and unit it comes from, and the place behind its words."""

    iso: str
    number: float | None
    unit: str
    end: int


_LETTERS = {"year": "Y", "month": "M", "week": "W", "day": "D", "hour": "H", "minute": "M", "second": "S"}
_SHORT_UNITS = re.compile(r" {0,2}(?:(мин|сек|ч)(?:\.|(?![а-я])))")
_AND_MORE = re.compile(r" и (?:более|больше)(?= )")
_JOINT = re.compile(r" (?:и )?(?=[\dа-я])")
_TO = re.compile(r" {0,2}[-—–−] {0,2}| до | или ")
_ADJECTIVE_UNITS = {
    "летн": "year", "годичн": "year", "годов": "year", "месячн": "month", "недельн": "week", "дневн": "day",
    "суточн": "day", "часов": "hour", "минутн": "minute", "секундн": "second", "квартальн": "quarter",
}  # fmt: skip
_ADJECTIVE = re.compile(
    r"(?:(\d{1,3}(?:[.,]\d)?)(?: ?[-—–] ?\d{1,3})?-?(?:ти|и|х|ми)?-?|([а-я]{3,14}?)-?)"
    r"(летн|годичн|месячн|недельн|дневн|суточн|часов|минутн|секундн)(ий|ый|ого|его|ой|ей|ому|ему|"
    r"ым|им|ом|ем|ая|яя|ую|юю|ое|ее|ие|ые|их|ых|им|ым|ими|ыми)(?![а-я])"
)
_ADJECTIVE_END = re.compile(r"(?:[ыи]й|[ое]го|[ое]му|[ыи]м|[ое]м|[ая]я|[ое]й|[ую]ю|[ое]е|[ыи]е|[ыи]х|[ыи]ми)$")
_SOME = frozenset({"несколько", "нескольких", "нескольким", "несколькими"})


def iso(count: float, unit: str) -> str:
    """The ISO 8601 duration of so many units: 1.5 years is P1Y6M, 48 hours PT48H."""
    if unit == "quarter":
        return iso(count * 3, "month")
    if unit == "half":
        return iso(count * 6, "month")
    if unit in ("decade", "century"):
        return iso(count * (10 if unit == "decade" else 100), "year")
    if unit == "year" and count != int(count):
        years, months = divmod(round(count * 12, 2), 12)
        return f"P{f'{years:g}Y' if years else ''}{f'{months:g}M' if months else ''}"
    letter = _LETTERS.get(unit, "D")
    return f"{'PT' if unit in ('hour', 'minute', 'second') else 'P'}{count:g}{letter}"


@lru_cache(maxsize=16)
def read_length(low: str, place: int) -> Length | None:
    """«три дня», «1,5 года», «полгода», «3–5 лет», «несколько лет»: a number with a unit."""
    word, end = word_at(low, place)
    if word in HALF_YEARS:
        return Length("P6M", 0.5, "year", end)
    if word in _SOME:
        noun, stop = next_word(low, end)
        unit = UNITS[noun].value if noun in UNITS else None
        return Length(iso(0, unit).replace("0", "X"), None, unit, stop) if unit else None
    number = read_number(low, place)
    if number is None:
        return None
    at_least = _AND_MORE.match(low, number[1])
    if at_least:
        number = number[0], at_least.end()
    upper = _upper(low, number[1])
    end = upper[1] if upper else number[1]
    unit_end = _unit(low, end)
    if unit_end is None:
        return None
    unit, stop = unit_end
    if upper and unit == "hour" and low[max(0, place - 3) : place].endswith((" с ", "\nс ", "с ")[: 2 + (place < 3)]):
        return None
    if upper and upper[0] > number[0]:
        return Length(f"{iso(number[0], unit)}/{iso(upper[0], unit)}", None, unit, stop)
    return _with_smaller(low, Length(iso(number[0], unit), number[0], unit, stop))


def _with_smaller(low: str, whole: Length) -> Length:
    """«два года и три месяца», «14 часов 43 минуты»: a smaller unit joins the one before it."""
    smaller = {"year": "month", "hour": "minute"}.get(whole.unit)
    joint = _JOINT.match(low, whole.end) if smaller else None
    count = read_number(low, joint.end()) if joint else None
    unit = _unit(low, count[1]) if count else None
    if count is None or unit is None or unit[0] != smaller or not count[0].is_integer() or count[0] > 60:
        return whole
    number = (whole.number or 0) + count[0] / (12 if smaller == "month" else 60)
    return Length(f"{whole.iso}{count[0]:g}M", number, whole.unit, unit[1])


def _upper(low: str, place: int) -> tuple[float, int] | None:
    joint = _TO.match(low, place)
    return read_number(low, joint.end()) if joint else None


def _unit(low: str, place: int) -> tuple[str, int] | None:
    behind = past_space(low, place)
    noun, stop = word_at(low, behind) if behind is not None else ("", place)
    if noun in ("полных", "календарных", "рабочих", "целых"):
        noun, stop = next_word(low, stop)
    if noun in UNITS and UNITS[noun].value != "weekend":
        return UNITS[noun].value, stop
    short = _SHORT_UNITS.match(low, place)
    if short and behind is not None:
        return {"мин": "minute", "сек": "second", "ч": "hour"}[short[1]], short.end()
    return None


def read_adjective(low: str, place: int) -> Length | None:
    """«трёхдневный», «48-часовой», «пятилетний план»; ages («35-летний инженер») are none."""
    match = _ADJECTIVE.match(low, place)
    if match is None:
        return None
    unit = _ADJECTIVE_UNITS[match[3]]
    count = float(match[1].replace(",", ".")) if match[1] else forms("compound").get(match[2])
    if count is None:
        return None
    if unit == "year":
        noun, stop = next_word(low, match.end())
        further = next_word(low, stop)[0] if _ADJECTIVE_END.search(noun) else ""
        if not any(word.startswith(stem) for word in (noun, further) for stem in NOT_AGED):
            return None
    return Length(iso(count, unit), count, unit, match.end())


def read_window(low: str, place: int) -> tuple[str, Length] | None:
    """«последние пять лет», «ближайшие три года», «прошедшие сутки»: on which side of the anchor, and how long."""
    word, end = word_at(low, place)
    if word not in WINDOWS:
        return None
    side = "back" if WINDOWS[word].value == "-1" else "on"
    behind = past_space(low, end)
    length = read_length(low, behind) if behind is not None else None
    if length:
        return side, length
    noun, stop = next_word(low, end)
    if noun in ("полгода", "полугодие"):
        return side, Length("P6M", 0.5, "year", stop)
    single = word.startswith("последн") or noun.startswith("сут")
    if single and noun in UNITS and not any(c.endswith(".pl") for c in UNITS[noun].cases if not noun.startswith("сут")):
        unit = UNITS[noun].value
        return (side, Length(iso(1, unit), 1, unit, stop)) if unit != "weekend" else None
    return None
