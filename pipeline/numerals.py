"""Numbers written as words or digits, read at a place of a text that is in lower case with е for ё."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.words import read_rows

_WORD = re.compile(r"[а-я]+")
_SPACE = re.compile(r" {1,3}")
_DIGITS = re.compile(r"\d{1,3}(?: \d{3}){1,3}(?![\d])(?:[.,]\d{1,4}(?!\d))?|\d{1,15}(?:[.,]\d{1,6}(?![\d]))?")
_AND_HALF = re.compile(r" с половиной(?![а-я])")
_LONGEST = 7


@cache
def forms(kind: str) -> dict[str, float]:
    """The forms of one kind of numeral (cardinal, ordinal, compound) with their values."""
    return {row["form"]: float(row["value"]) for row in read_rows("pipeline", "numerals.tsv") if row["kind"] == kind}


def read_digits(low: str, place: int) -> tuple[float, int] | None:
    """A number in digits («1 200», «12,5») at a place, with the place behind it."""
    match = _DIGITS.match(low, place)
    if match is None:
        return None
    return float(match.group().replace(" ", "").replace(",", ".")), match.end()


@lru_cache(maxsize=16)
def read_cardinal(low: str, place: int) -> tuple[float, int] | None:
    """A cardinal in words («двадцать пять», «две тысячи», «семь с половиной») at a place, with the place behind it."""
    cardinals = forms("cardinal")
    total = 0.0
    last = float("inf")
    end = None
    for _ in range(_LONGEST):
        word = _WORD.match(low, place)
        value = cardinals.get(word.group()) if word else None
        if word is None or value is None:
            break
        if value == 1000 and 0 < total < 1000:
            total *= 1000
        elif value >= last or (0 < last < 20) or (20 <= last < 100 and value >= 10):
            break
        else:
            total += value
        last, end = value, word.end()
        space = _SPACE.match(low, end)
        if space is None:
            break
        place = space.end()
    if end is None:
        return None
    half = _AND_HALF.match(low, end)
    return (total + 0.5, half.end()) if half else (total, end)


@lru_cache(maxsize=16)
def read_ordinal(low: str, place: int) -> tuple[int, int] | None:
    """An ordinal in words («двадцать третьего», «две тысячи пятого») at a place, with the place behind it."""
    ordinals = forms("ordinal")
    word = _WORD.match(low, place)
    if word is None:
        return None
    if word.group() in ordinals:
        return int(ordinals[word.group()]), word.end()
    head = read_cardinal(low, place)
    if head is None or head[0] < 20 or head[0] % 10:
        return None
    space = _SPACE.match(low, head[1])
    word = _WORD.match(low, space.end()) if space else None
    value = ordinals.get(word.group()) if word else None
    if word is None or value is None or value >= 100 or (head[0] % 100 and value >= 10):
        return None
    return int(head[0] + value), word.end()


def read_number(low: str, place: int) -> tuple[float, int] | None:
    """A number in digits or words at a place, with the place behind it."""
    return read_digits(low, place) or read_cardinal(low, place)
