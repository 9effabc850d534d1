"""How mentions are written and what they are in the nominative, each wording worked out once for many releases.

What the nominative of some words is hangs on them, their tags and some few words of the text that back a form or don't.
Which ones were asked for is noted, so that the answer serves wherever those stand, or don't stand, alike.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from typing import NamedTuple

from pipeline.morphology.nominative import nominative_of
from pipeline.morphology.wording import DocWords
from pipeline.stages.entities.people import GENDERS
from pipeline.text import clean_word

_WORDINGS, _ANSWERS = 10_000, 8
"""How many wordings are known at most, and answers for one; then all are forgotten."""


class Shown(NamedTuple):
    """A mention as it is written: its words, their nominative, and the gender and case of the last word's tag."""

    surface: str
    nominative: str
    gender: str | None
    case: str | None


class Evidence(Collection[str]):
    """The capitalised words of a text, noting in `asked` which words were looked for and whether they are there."""

    def __init__(self, words: frozenset[str]) -> None:
        self._words = words
        self.asked: dict[str, bool] = {}

    def __contains__(self, word: object) -> bool:
        found = word in self._words
        self.asked[str(word)] = found
        return found

    def __iter__(self) -> Iterator[str]:
        raise TypeError("which words are looked at would not be noted")

    def __len__(self) -> int:
        return 1


_known: dict[Hashable, list[tuple[dict[str, bool], Shown]]] = {}


def show(words: DocWords, first: int, last: int, surface: str, label: str, seen: frozenset[str]) -> Shown:
    """The mention that the tokens of a half-open range are; seen: `capitalised_words` of the text."""
    key = (label, surface, *words.key(first, last))
    for asked, shown in _known.get(key, ()):
        if all((word in seen) == found for word, found in asked.items()):
            return shown
    evidence = Evidence(seen)
    shown = _show(words, first, last, surface, label, evidence)
    _remember(key, evidence.asked, shown)
    return shown


def _remember(key: Hashable, asked: dict[str, bool], shown: Shown) -> None:
    if len(_known) >= _WORDINGS:
        _known.clear()
    answers = _known.setdefault(key, [])
    if len(answers) >= _ANSWERS:
        answers.clear()
    answers.append((asked, shown))


def _show(words: DocWords, first: int, last: int, surface: str, label: str, seen: Collection[str]) -> Shown:
    found = words.between(first, last)
    form = clean_word((nominative_of(found, label, seen) if found else surface) or surface)
    features = found[-1].features if found else {}
    return Shown(surface, form, GENDERS.get(features.get("Gender", "")), features.get("Case"))
