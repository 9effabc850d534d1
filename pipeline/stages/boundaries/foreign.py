"""Foreign companies in Cyrillic letters: «Ханда Моторс», «компания Бай Синь», «ГанГуд — разработчик …»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from pipeline.morphology.tagged import TaggedWord
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.spans import Candidate
from pipeline.stages.boundaries.view import DASHES, View, is_known_as

_CAMEL = re.compile(r"[А-ЯЁ][а-яё]{1,15}(?:[А-ЯЁ][а-яё]{1,15}){1,4}")
_SMALL = frozenset({"бин", "ибн", "аль", "энд", "оф"})
_LONGEST = 6
_ALPHA = attrgetter("alpha")


@cache
def _announcing() -> frozenset[str]:
    """Words behind which a company is named without marks."""
    classes = lexicon.classes().items()
    return frozenset({"фонд", "банк", *(word for word, kind in classes if kind in ("company", "media"))})


def _is_company_word(word: TaggedWord) -> bool:
    return word.lower in lexicon.company_words()


def _is_camel(word: TaggedWord) -> bool:
    return bool(_CAMEL.fullmatch(word.text))


@dataclass(slots=True)
class Foreign:
    """Finds companies without quotation marks; `settled` are places inside people sure to be people."""

    view: View
    settled: frozenset[int]

    def find(self) -> Iterator[Candidate]:
        telling = self._telling()
        for start, end in self._runs():
            if not telling.isdisjoint(range(start, end + 1)):
                yield from self._in_run(start, end)

    def _telling(self) -> set[int]:
        """Places in or right behind a run without which it names no company."""
        view = self.view
        return {
            *view.capitals_that(_is_company_word),
            *view.capitals_that(_is_camel),
            *(place + 1 for place in view.of_lemmas(_announcing())),
            *view.having(DASHES),
        }

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Stretches of capitalised words with nothing between them."""
        view, end = self.view, 0
        named = set(view.capitals_that(_ALPHA)) - self.settled
        for place in sorted(named):
            if place < end:
                continue
            end = place + 1
            while end in named and view.same_line(place, end) and not view.text.glued[end]:
                end += 1
            yield place, end

    def _in_run(self, start: int, end: int) -> Iterator[Candidate]:
        view = self.view
        first = start
        while first < end - 1 and view[first].pos == "ADJ" and view[first].lemma in lexicon.loose_adjectives():
            first += 1
        while (
            first < end - 1
            and view.opens[first]
            and (
                view[first].pos in ("ADP", "VERB", "ADV", "CCONJ")
                or view[first].lemma in lexicon.classes()
                or view[first].lemma in lexicon.roles()
            )
        ):
            first += 1
        last = self._company_word(first, end)
        if last is not None:
            yield Candidate(first, last + 1, "ORG", "boundaries.company_word", 3)
        elif self._announced(first) and not self._is_person(first, end):
            yield Candidate(first, min(end, first + _LONGEST), "ORG", "boundaries.class_and_name", 2)
        elif self._described(end) and not self._is_person(first, end):
            yield Candidate(first, end, "ORG", "boundaries.described_name", 2)
        elif end - first <= 2 and _is_camel(view[first]):
            yield Candidate(first, end, "ORG", "boundaries.camel_case", 1)

    def _company_word(self, start: int, end: int) -> int | None:
        """The last company word of a run; the first word alone is none."""
        found = [p for p in range(start + 1, min(end, start + _LONGEST)) if _is_company_word(self.view[p])]
        return found[-1] if found else None

    def _announced(self, start: int) -> bool:
        view = self.view
        if start == 0 or not view.same_line(start - 1, start):
            return False
        word = view[start - 1]
        lemma = word.lemma
        if lemma not in _announcing():
            return False
        if is_known_as(view[start].text, "Geox") or (view[start].pos == "ADJ" and view[start].case == "Gen"):
            return False
        if lemma in lexicon.roles() or word.animate or self._post_before(start - 1):
            return False
        return word.number != "Plur" and not view[start].acronym

    def _post_before(self, place: int) -> bool:
        """Whether a class word depends on a post: what follows «директор сети» is a person."""
        view = self.view
        before = place - 1
        while before >= 0 and view.same_line(before, place) and view[before].pos == "ADJ":
            before -= 1
        if before < 0 or not view.same_line(before, place) or view[place].case == "Nom":
            return False
        return view[before].pos in ("NOUN", "PROPN")

    def _described(self, end: int) -> bool:
        """«… — разработчик», «… — биомедицинский кластер»."""
        view = self.view
        if view.text_at(end) not in DASHES or not view.same_line(end - 1, end + 1):
            return False
        for place in range(end + 1, min(end + 5, len(view))):
            word = view[place]
            if word.lemma in _DESCRIBERS and word.case == "Nom":
                return True
            if word.pos != "ADJ":
                return False
        return False

    def _is_person(self, start: int, end: int) -> bool:
        if is_known_as(self.view[end - 1].text, "Surn"):
            return True
        return any(is_known_as(self.view[p].text, "Patr") for p in range(start, end)) or (
            is_known_as(self.view[start].text, "Name")
            and end - start > 1
            and not is_known_as(self.view[start].text, "Geox")
        )


_DESCRIBERS = frozenset(
    [
        "разработчик",
        "производитель",
        "поставщик",
        "кластер",
        "платформа",
        "компания",
        "оператор",
        "дистрибьютор",
        "ритейлер",
        "застройщик",
        "холдинг",
        "интегратор",
        "завод",
        "корпорация",
        "предприятие",
        "фирма",
        "стартап",
        "авиакомпания",
        "перевозчик",
        "концерн",
    ]
)
