"""Words that a page has run together: «трубуВерхнеозёрский» is two, «РентгенФлюид» one."""

from __future__ import annotations

import re

from pipeline.memory import names_remembered
from pipeline.morphology.analyzer import parses

SHORT_WORDS = frozenset(
    (
        "а",
        "в",
        "во",
        "до",
        "за",
        "и",
        "из",
        "к",
        "ко",
        "мы",
        "на",
        "не",
        "но",
        "о",
        "об",
        "он",
        "от",
        "по",
        "с",
        "со",
        "у",
    )
)
_SEAM = re.compile(r"(?<=[а-яё])(?=[А-ЯЁ])")
_SHORTEST = 3


@names_remembered
def seam(word: str) -> int:
    """Where a second word begins inside a word, by its capital; 0 where the word is one.

    What stands before must be a known word in lower case: names written with a capital inside begin with one.
    """
    match = _SEAM.search(word)
    if match is None:
        return 0
    left, right = word[: match.start()], word[match.start() :]
    word_right = right.lower() in SHORT_WORDS or (len(right) >= _SHORTEST and right.isalpha() and right[1:].islower())
    return match.start() if word_right and left.islower() and len(left) >= _SHORTEST and is_known_word(left) else 0


def is_known_word(word: str) -> bool:
    """Whether the dictionary has a word; of one and two letters only the common ones count."""
    lower = word.lower()
    if len(lower) < _SHORTEST:
        return lower in SHORT_WORDS
    found = parses(lower)
    return bool(found) and bool(found[0].is_known)
