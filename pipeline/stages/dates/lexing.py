"""Small steps over a text in lower case: the word, the space or the mark at a place."""

from __future__ import annotations

import re

WORD = re.compile(r"[а-я]+")
DIGITS = re.compile(r"\d+")
SPACE = re.compile(r"(?: {1,3}| ?\n(?![ \n]))")
GLUED_STOP = re.compile(r"(?<=[а-яё]{4})\.")
"""A stop that ends a sentence though no space follows; behind fewer letters it may be that of an abbreviation."""
DASH = re.compile(r" {0,2}[-—–−‑] {0,2}")
ROMAN = re.compile(r"(?:[ivxlхі]{1,7})(?![a-zа-я0-9])")
_ROMAN_DIGITS = {"i": 1, "і": 1, "v": 5, "x": 10, "х": 10, "l": 50}


def word_at(low: str, place: int) -> tuple[str, int]:
    """The word that begins at a place and the place behind it; "" where there is none."""
    match = WORD.match(low, place)
    return (match.group(), match.end()) if match else ("", place)


def next_word(low: str, place: int) -> tuple[str, int]:
    """The word behind the space at a place, with the place behind it; "" where there is none."""
    space = SPACE.match(low, place)
    return word_at(low, space.end()) if space else ("", place)


def past_space(low: str, place: int) -> int | None:
    """The place behind the space at a place, None where there is no space."""
    space = SPACE.match(low, place)
    return space.end() if space else None


def roman_at(low: str, place: int) -> tuple[int, int] | None:
    """A Roman numeral up to 89 at a place with the place behind it; Cyrillic «Х» and «І» do for X and I."""
    match = ROMAN.match(low, place)
    if match is None:
        return None
    digits = [_ROMAN_DIGITS[letter] for letter in match.group()]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    total = sum(-one if one < after else one for one, after in pairs)
    return (total, match.end()) if total > 0 else None
