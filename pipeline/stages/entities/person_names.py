"""The parts of a person's name: given name or initials, patronymic, surname, in whatever order they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.memory import names_remembered
from pipeline.morphology.analyzer import grammemes, parses
from pipeline.stages.entities.declension import FEMININE, MASCULINE, fold
from pipeline.text import clean_word

_INITIAL = r"[A-ZА-ЯЁ][а-яёa-z]?\."
_PART = re.compile(rf"{_INITIAL}(?:[ \u00a0\u202f]?-?{_INITIAL}){{0,3}}|[^\s]{{1,80}}")
_INITIALS = re.compile(rf"^{_INITIAL}")
_PATRONYMIC = re.compile(r"(?:ович|евич|ьич|инич|кич|мич|овна|евна|ична|инична)$")
_PATRONYMIC_ENDS = {"кызы": FEMININE, "гызы": FEMININE, "оглы": MASCULINE, "оглу": MASCULINE, "улы": MASCULINE}
_SURNAME_END = re.compile(r"(?:[оеё]в|[оеё]ва|ск(?:ий|ая|ой)|цк(?:ий|ая|ой)|нко|чук|дзе|швили|ян|[иы]н|[иы]на)$")
_FEMININE_SURNAME = re.compile(r"(?:[оеё]ва|[сц]кая)$")
_MASCULINE_SURNAME = re.compile(r"(?:[оеё]в|[иы]н|[сц]кий|ный|ной)$")


@dataclass(frozen=True)
class PersonName:
    """The words of a name by their part; `given` and `middle` may be initials, any part may be empty."""

    given: tuple[str, ...]
    middle: tuple[str, ...]
    surname: tuple[str, ...]
    gender: str | None

    @cached_property
    def words(self) -> tuple[str, ...]:
        return (*self.given, *self.middle, *self.surname)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @cached_property
    def fullness(self) -> tuple[int, int]:
        """How much of the name is spelt out: full words, then initials."""
        full = sum(not is_initials(word) for word in self.words)
        return full, len(self.words) - full


@names_remembered
def is_initials(word: str) -> bool:
    """Whether a part of a name is one or more initials («И.», «И. О.»)."""
    return bool(_INITIALS.match(word))


def split_name(text: str) -> list[str]:
    """The parts of a name as written; neighbouring initials are one part with the spacing they have."""
    return [part for part in _PART.findall(text.strip(' ,;()«»"')) if part.strip(".,;")]


@names_remembered
def read_name(text: str, order_as: str | None = None) -> PersonName:
    """The parts of a name; `order_as`, of as many words, is the text that decides which word is which part."""
    words = split_name(text)
    model = split_name(order_as) if order_as is not None else words
    given, middle, surname = _roles(model if len(model) == len(words) else words)
    pick = (tuple(words[i] for i in given), tuple(words[i] for i in middle), tuple(words[i] for i in surname))
    return PersonName(*pick, _gender(*pick))


def _roles(words: Sequence[str]) -> tuple[list[int], list[int], list[int]]:
    """Indexes of the given name, of patronymic and middle names, of the surname."""
    places = list(range(len(words)))
    initials = next((i for i in places if is_initials(words[i])), None)
    if len(words) < 2:
        return [], [], places
    if initials == 0:
        return [0], [], places[1:]
    if initials is not None:
        return ([0], [initials], places[initials + 1 :]) if initials < places[-1] else ([initials], [], places[:-1])
    patronymic = next((i for i in places[1:] if is_patronymic(words[i])), None)
    if patronymic is not None:
        return _roles_around(places, patronymic, words)
    if len(words) == 2 and _surname_comes_first(words[0], words[1]):
        return [1], [], [0]
    return [0], places[1:-1] if _has_middle(words) else [], places[-1:] if _has_middle(words) else places[1:]


def _roles_around(places: list[int], patronymic: int, words: Sequence[str]) -> tuple[list[int], list[int], list[int]]:
    start = patronymic - 1 if fold(words[patronymic]) in _PATRONYMIC_ENDS and patronymic > 1 else patronymic
    middle = places[start : patronymic + 1]
    before, after = places[:start], places[patronymic + 1 :]
    if after:
        return before, middle, after
    return before[-1:], middle, before[:-1]


def _has_middle(words: Sequence[str]) -> bool:
    """Whether the words between the first and the last are names rather than particles of a surname («ван», «аль»)."""
    return len(words) > 2 and all(word[:1].isupper() for word in words)


def is_patronymic(word: str) -> bool:
    """Whether a word in the nominative is a patronymic."""
    return bool(_PATRONYMIC.search(fold(word))) or fold(word) in _PATRONYMIC_ENDS


def _surname_comes_first(first: str, second: str) -> bool:
    return (
        is_given_name(second)
        and not is_given_name(first)
        and not _SURNAME_END.search(fold(second))
        and bool(_SURNAME_END.search(fold(first)))
        and (_name_gender(first, "Surn") != "" or not fold(first).endswith(("ин", "ина", "ын", "ына", "ян")))
    )


@names_remembered
def is_given_name(word: str) -> bool:
    """Whether the dictionary knows a word as a given name in the nominative."""
    return _name_gender(word, "Name") != ""


@names_remembered
def _name_gender(word: str, kind: str) -> str | None:
    """Gender of a name in the nominative; None where both fit, "" where the dictionary has no such name."""
    genders = {
        "femn" if "femn" in tags else "masc"
        for tags in (grammemes(parse) for parse in parses(clean_word(word)) if parse.is_known)
        if kind in tags and "nomn" in tags and "sing" in tags
    }
    if not genders:
        return ""
    return genders.pop() if len(genders) == 1 else None


def _gender(given: Sequence[str], middle: Sequence[str], surname: Sequence[str]) -> str | None:
    for word in middle:
        folded = fold(word)
        if folded in _PATRONYMIC_ENDS:
            return _PATRONYMIC_ENDS[folded]
        if _PATRONYMIC.search(folded):
            return FEMININE if folded.endswith("на") else MASCULINE
    for word in reversed(surname if given else ()):
        if _FEMININE_SURNAME.search(fold(word)):
            return FEMININE
    for word in given:
        found = _name_gender(word, "Name")
        if found:
            return found
    return MASCULINE if any(_MASCULINE_SURNAME.search(fold(word)) for word in surname) else None
