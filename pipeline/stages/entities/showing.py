"""How mentions are written and what they are in the nominative, each wording worked out once for many releases.

What the nominative of some words is hangs on them, their tags and some few words of the text that back a form or don't.
Which ones were asked for is noted, so that the answer serves wherever those stand, or don't stand, alike.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from typing import NamedTuple

from pipeline.memory import names_remembered
from pipeline.morphology.analyzer import parses
from pipeline.morphology.nominative import nominative_of
from pipeline.morphology.wording import DocWords, Word
from pipeline.stages.entities.people import GENDERS
from pipeline.text import clean_word

_WORDINGS, _ANSWERS = 10_000, 8
"""How many wordings are known at most, and answers for one; then all are forgotten."""
_SHORT_PLACE = 2


class Shown(NamedTuple):
    """A mention as it is written: its words, their nominative, and the gender and case of the last word's tag.

    cleaned: its words without invisible marks; is_beyond_rules: whether the rules left a person's name as it is
    («О. П. Вынгилеву») or no dictionary has a place («Чунцине»).
    """

    surface: str
    nominative: str
    gender: str | None
    case: str | None
    cleaned: str
    is_beyond_rules: bool


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
    cleaned = clean_word(surface)
    beyond = words.is_oblique(first, last) and (
        (label == "PER" and form == cleaned) or (label == "LOC" and _is_unknown_place(found))
    )
    return Shown(surface, form, GENDERS.get(features.get("Gender", "")), features.get("Case"), cleaned, beyond)


def _is_unknown_place(words: Sequence[Word]) -> bool:
    short = len(words) <= _SHORT_PLACE
    return short and not all(_is_known(word.clean.lower()) for word in words if word.capitalised)


@names_remembered
def _is_known(word: str) -> bool:
    """Whether a dictionary has a word, or the last half of a double one as an adjective («Усть-Лебяжьем»)."""
    half = parses(word.rpartition("-")[2])[:1]
    return any(parse.is_known for parse in parses(word)[:1]) or any(p.is_known and p.tag.POS == "ADJF" for p in half)
