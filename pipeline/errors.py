"""Errors that a user meets: each says what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class RupressError(Exception):
    """Base of all errors that rupress raises on purpose."""


class SettingsError(RupressError):
    """A setting can't be used; raised before the first release."""


class InputError(RupressError):
    """An input can't be opened or holds nothing to read; raised before the first release."""


class OutputError(RupressError):
    """A place to write to can't be used, or a folder holds no tables."""


class ModelError(RupressError):
    """A model file is missing, damaged or of another protocol."""


class GoldError(RupressError):
    """Annotated text that can't be read; the message names the file and line."""


class RecordError(RupressError):
    """One record of an input can't be read; it becomes a row of `failures`."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class DocNotKeptError(RupressError):
    """The spaCy Doc of a release was not kept."""

    def __init__(self) -> None:
        super().__init__("this release was made without its spaCy Doc: pass keep_docs=True to extract_many")


def nearest(given: str, allowed: Iterable[str]) -> str:
    """A hint at the allowed name that a wrong one is most like: `; did you mean 'xlsx'?`, or nothing."""
    by_lower = {name.lower(): name for name in allowed}
    found = get_close_matches(given.lower(), by_lower, n=1, cutoff=0.6)
    return f"; did you mean {by_lower[found[0]]!r}?" if found else ""
