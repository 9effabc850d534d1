"""Dates of pages: the stamps that headers and datelines carry."""

from __future__ import annotations

import re

from pipeline.publication import iso_date

MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTH = r"(?P<month>янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)[а-яё]{0,6}\.?"
DAY_MONTH = rf"(?P<day>\d{{1,2}}) ?{_MONTH}"
YEAR = r"(?P<year>(?:19|20)\d\d)"
CLOCK = r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?"
_YEAR_WORD = r"(?: ?(?:года|г\.))?"
_WORDED = re.compile(rf"{DAY_MONTH}(?:,? ?{YEAR}{_YEAR_WORD})?", re.IGNORECASE)
_NUMERIC = re.compile(rf"(?P<day>\d{{1,2}})[./](?P<month>\d{{1,2}})[./]{YEAR}")
_ISO = re.compile(rf"{YEAR}-(?P<month>\d\d)(?:-(?P<day>\d\d))?")


def read_stamp(words: str) -> str | None:
    """The first date in a stretch of a header or dateline, as far as it is given; None without a year."""
    for pattern in (_ISO, _NUMERIC, _WORDED):
        match = pattern.search(words)
        if match and match["year"]:
            month = int(match["month"]) if match["month"].isdigit() else _month_number(match["month"])
            return iso_date(int(match["year"]), month, int(match["day"]) if match["day"] else None)
    return None


def _month_number(word: str) -> int:
    return next(number for number, stem in enumerate(MONTHS, 1) if word.lower().startswith(stem))
