"""Publication dates as people write them in fields and on the command line."""

from __future__ import annotations

import re
from datetime import date, datetime

from pipeline.errors import SettingsError
from pipeline.records import Publication

DEFAULT = "default"
"""The source of a date that holds only where a release carries none of its own."""

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].{0,40})?)?)?$")
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[ ,T].{0,40})?$")


def iso_date(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """`2025-09-23`, `2025-09` or `2025`; None where there is no such day, or no such year in the news (1700–2199)."""
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    if not 1700 <= year < 2200:
        return None
    return "-".join([f"{year:04}"] + [f"{part:02}" for part in (month, day if month else None) if part])


def read_published(value: object) -> str | None:
    """A date in ISO form (day, month or year; a time after it is let go) or as `23.09.2025`; None for anything else."""
    if isinstance(value, (date, datetime)):
        return value.strftime("%Y-%m-%d")
    text = str(value).strip()
    if match := _ISO.match(text):
        year, month, day = (int(part) if part else None for part in match.groups())
        return iso_date(year or 0, month, day) if month != 0 and day != 0 else None
    if match := _DOTTED.match(text):
        day, month, year = (int(part) for part in match.groups())
        return iso_date(year, month, day) if month and day else None
    return None


def checked_published(value: object, setting: str) -> str | None:
    """The same for a setting: None stays None, what is no date raises SettingsError."""
    if value is None:
        return None
    read = read_published(value)
    if read is None:
        raise SettingsError(f"{setting}: {value!r} is no date: write it as 2025-09-23, 2025-09 or 2025")
    return read


def known_publication(field: str | None, default: str | None, forced: str | None) -> Publication:
    """What is known before a text is read; a header or dateline in the text beats a default and nothing else."""
    if forced is not None:
        return Publication(forced, "argument")
    read = read_published(field) if field else None
    if read is not None:
        return Publication(read, "field")
    return Publication(default, DEFAULT) if default is not None else Publication()
