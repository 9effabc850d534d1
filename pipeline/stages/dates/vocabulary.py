"""The words that dates are made of: every form of months, weekdays, units and the adjectives that place them.

All forms are in lower case, with е for ё, as in the text that the rules read.
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.words import read_rows, read_words


class Form(NamedTuple):
    """A word form of a date: what it stands for, and the cases that it can be in (`.pl` marks the plural)."""

    value: str
    cases: frozenset[str]


def _forms(kind: str) -> dict[str, Form]:
    rows = read_rows(__package__, "words.tsv")
    return {row["form"]: Form(row["value"], frozenset(row["case"].split())) for row in rows if row["kind"] == kind}


MONTHS = _forms("month")
SHORT_MONTHS = _forms("month_short")
WEEKDAYS = _forms("weekday")
SEASONS = _forms("season")
UNITS = _forms("unit")
HALF_YEARS = _forms("halfyear")
RELATIVE = _forms("relative")
SAME = _forms("same")
WINDOWS = _forms("window")
EVERY = _forms("every")
PARTS = _forms("part")
PORTIONS = _forms("portion")
DAY_WORDS = _forms("day_word")
DAY_ADJECTIVES = _forms("day_adj")
DAY_PARTS = _forms("day_part")
SETS = _forms("set")

_CASED = (MONTHS, WEEKDAYS, SEASONS, UNITS)
VAGUE = {row["phrase"]: row["value"] for row in read_rows(__package__, "vague.tsv")}
NOT_AGED = read_words(__package__, "not_aged.tsv")
DESIGNED = read_words(__package__, "counted.tsv")


def is_instrumental(word: str) -> bool:
    """Whether a form of a month, weekday, season or unit can only be an instrumental («с январём»)."""
    cases = next((forms[word].cases for forms in _CASED if word in forms), frozenset())
    return bool(cases) and all(case.startswith("ins") for case in cases)
