"""Names of the run: what makes two spellings one name, and what the parts of a person's name are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.memory import names_remembered
from pipeline.stages.entities.designations import known_key
from pipeline.text import fold_name as fold

_AFTER_DOT = re.compile(r"\.(?=[^\s.])")
_INITIAL = re.compile(r"[^\W\d_]\.?")
_ASIDE = re.compile(r"(?<=\w) \([^()]{1,40}\)?$")
_OF_RUSSIA = re.compile(r" (?:рф|российской федерации)$")


@names_remembered
def name_key(label: str, name: str) -> str:
    """What all spellings of one name share: the key of a well-known body or place, else the folded name."""
    if label == "PER":
        return fold(name)
    name = _ASIDE.sub("", name)
    known = known_key(name, label)
    return f"={known}" if known else _OF_RUSSIA.sub(" россии", fold(name))


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name, folded: given names before the surname, each whole or an initial without its dot."""

    given: tuple[str, ...]
    surname: str

    @property
    def is_full(self) -> bool:
        """Whether the first name is told and whole."""
        return bool(self.given) and len(self.given[0]) > 1

    def may_shorten(self, other: PersonName) -> bool:
        """Whether this can be `other` with first names left out or cut to initials."""
        if self.surname != other.surname or self == other or not other.given:
            return False
        if not self.given:
            return True
        if not _may_shorten(self.given[0], other.given[0]):
            return False
        if len(self.given) > len(other.given):  # «И. О. Фамилия» and «Имя Фамилия»
            return len(other.given) == 1 and other.is_full and not self.is_full
        return _is_subsequence(self.given[1:], other.given[1:])


def _may_shorten(mine: str, theirs: str) -> bool:
    return mine == theirs or (len(mine) == 1 and theirs.startswith(mine))


def _is_subsequence(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    rest = iter(theirs)
    return all(any(_may_shorten(name, other) for other in rest) for name in mine)


def parse_person(name: str) -> PersonName | None:
    """The parts of a person's name, «Имя Отчество Фамилия», «И. О. Фамилия», «Фамилия И. О.» or «Фамилия».

    A word in lower case («фон», «де») begins the surname. None where no surname can be told.
    """
    words = _AFTER_DOT.sub(". ", name).split()
    if len(words) > 1 and _is_initial(words[-1]) and not _is_initial(words[0]):
        first = next(n for n, word in enumerate(words) if _is_initial(word))
        words = words[first:] + words[:first]
    at = _surname_at(words)
    surname = fold(" ".join(words[at:]))
    if not surname or (words[at:] and _is_initial(words[at])):
        return None
    return PersonName(tuple(fold(word).rstrip(".") for word in words[:at]), surname)


def _is_initial(word: str) -> bool:
    return _INITIAL.fullmatch(word) is not None


def _surname_at(words: list[str]) -> int:
    for n, word in enumerate(words):
        if word[:1].islower():
            return n
    return max(len(words) - 1, 0)
