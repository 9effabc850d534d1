"""A person who is to be left out: which names may be theirs, and where a text has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.redaction.masking import Span
from pipeline.stages.entities.declension import case_forms, fold
from pipeline.stages.entities.person_names import PersonName, is_initials, read_name
from pipeline.text import shadow

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑–][^\W\d_]+)*")
_BETWEEN = re.compile(r"\.?\s{0,3}")
Word = tuple[int, int, str]
"""A word of a text: its range and its folded letters."""


class Person:
    """A person by the name that the corrections give."""

    def __init__(self, name: str) -> None:
        read = read_name(name)
        self._name = read
        self._surname = _forms(read.surname, read.gender)
        self._given = _forms(read.given, read.gender)
        self._middle = _forms(read.middle, read.gender)
        self._letter = fold(read.given[0])[:1] if read.given else ""

    def may_be(self, name: str) -> bool:
        """Whether a name in the nominative may be this person's: no part of it is another's."""
        other = read_name(name)
        if not other.surname:
            return bool(other.given and other.middle) and self._agrees(other)
        return list(map(fold, other.surname)) == list(map(fold, self._name.surname)) and self._agrees(other)

    def _agrees(self, other: PersonName) -> bool:
        mine = _initials_apart((*self._name.given, *self._name.middle))
        theirs = _initials_apart((*other.given, *other.middle))
        return all(map(_may_be_one, mine, theirs))

    def spans(self, text: str, *, surname_alone: bool = False) -> list[Span]:
        """Where a text has the name, in any case and with initials; with `surname_alone` the surname by itself too."""
        cleaned = shadow(text)
        words = [(match.start(), match.end(), fold(match[0])) for match in _WORD.finditer(cleaned.text)]
        found: list[Span] = []
        for place, (start, _, word) in enumerate(words):
            if word in self._surname and cleaned.text[start].isupper():
                first, last = self._around(cleaned.text, words, place)
                if self._is_theirs(words[first : last + 1]) or (first == last and surname_alone):
                    found.append((words[first][0], words[last][1]))
            elif word in self._given and self._is_followed(cleaned.text, words, place):
                found.append((start, words[place + 1][1]))
        return [cleaned.span(start, end) for start, end in found]

    def _is_theirs(self, words: Sequence[Word]) -> bool:
        """Whether a surname with the names and initials beside it is this person's."""
        initials = [word for _, _, word in words if len(word) == 1]
        named = any(word in self._given for _, _, word in words)
        return not self._letter or named or initials[:1] == [self._letter]

    def _around(self, text: str, words: Sequence[Word], place: int) -> tuple[int, int]:
        """The first and last of the words beside a surname that are parts of a name."""
        first = last = place
        while first and self._is_part(text, words[first - 1]) and _adjoin(text, words[first - 1], words[first]):
            first -= 1
        while last + 1 < len(words) and self._is_part(text, words[last + 1]) and _adjoin(text, *words[last : last + 2]):
            last += 1
        return first, last

    def _is_followed(self, text: str, words: Sequence[Word], place: int) -> bool:
        """Whether a patronymic of the person follows the given name."""
        return (
            place + 1 < len(words)
            and words[place + 1][2] in self._middle
            and _adjoin(text, words[place], words[place + 1])
        )

    def _is_part(self, text: str, word: Word) -> bool:
        start, end, folded = word
        is_initial = end - start == 1 and text[start].isupper() and text[end : end + 1] == "."
        return folded in self._given or folded in self._middle or is_initial


def _forms(words: Iterable[str], gender: str | None) -> frozenset[str]:
    whole = [word for word in words if not is_initials(word)]
    return frozenset(form for word in whole for form in case_forms(word, gender))


def _adjoin(text: str, one: Word, other: Word) -> bool:
    return _BETWEEN.fullmatch(text[one[1] : other[0]]) is not None


def _initials_apart(words: Iterable[str]) -> list[str]:
    """Folded words; initials that stand together («И. О.») as one each."""
    parts = (word.split(".") if is_initials(word) else [word] for word in words)
    return [fold(part.strip(" -\u00a0\u202f")) for some in parts for part in some if part.strip(" -\u00a0\u202f")]


def _may_be_one(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
