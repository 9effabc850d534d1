"""Organisations known by a name in quotation marks: legal forms, class words and posts announce them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.morphology.tagged import TaggedWord
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.spans import Candidate
from pipeline.stages.boundaries.view import View, can_be

_CODES = frozenset({"УК", "ГК", "СК", "ПК", "АПК"})
_IN_LISTS = frozenset({",", "и", "или"})


class Work(NamedTuple):
    """A quoted name of a work, event or slogan. sure: the same name is no body's elsewhere unless so announced."""

    start: int
    end: int
    sure: bool


@dataclass(slots=True)
class Quoted:
    """Finds organisations by their quotation marks."""

    view: View
    people: Collection[int]

    def opens(self, place: int) -> bool:
        return place < len(self.view) and (place in self.view.openings)

    def find(self, organisations: Collection[int]) -> Iterator[Candidate]:
        """Candidates; `organisations` are the places that the model takes for parts of organisations."""
        legal = self.view.having(lexicon.legal_forms_in_lower_case())
        for place in sorted({*legal, *self.view.openings}):
            yield from self._legal(place)
            if self.opens(place):
                candidate = self._announced(place, organisations)
                if candidate is not None:
                    yield candidate

    def _legal(self, place: int) -> Iterator[Candidate]:
        """«ООО «Имя»», «ГК «Имя»», «ООО СК «Имя»», «КБ «Имя» (ООО)»."""
        view = self.view
        word = view[place]
        if word.text in _CODES and view.text_at(place + 1) in lexicon.acronym_places():
            return
        if word.text not in lexicon.legal_forms() or (place and view[place - 1].text in lexicon.legal_forms()):
            return
        end = place + 1
        while view.same_line(place, end) and end - place < 4 and view[end].acronym and not self.opens(end):
            end += 1
        if view.same_line(place, end) and self.opens(end):
            close = view.name_end(end)
            if close is None:
                return
            if (
                view.text_at(close) == "("
                and view.text_at(close + 1) in lexicon.legal_forms()
                and view.text_at(close + 2) == ")"
            ):
                close += 3
            yield Candidate(place, close, "ORG", "boundaries.legal_form", 3)
        elif view.same_line(place, place + 1) and view[place + 1].capital and not view[place + 1].acronym:
            close = place + 1
            latin = view[place + 1].text.isascii()
            while (
                view.same_line(place, close)
                and view[close].capital
                and view[close].alpha
                and close - place < 4
                and view[close].text.isascii() == latin
                and (word.text == "ИП" or close not in self.people)
            ):
                close += 1
            if word.text in ("ИП", "ООО", "ПАО", "АО", "ГК", "ИА", "РИА", "ЗАО", "ОАО"):
                yield Candidate(place, close, "ORG", "boundaries.legal_form", 3)
            if word.text == "ИП":
                yield Candidate(place + 1, close, "PER", "boundaries.entrepreneur", 3)

    def _announced(self, place: int, organisations: Collection[int]) -> Candidate | None:
        view = self.view
        end = view.name_end(place)
        if end is None or (not view[place + 1].alpha and not view[place + 1].text[:1].isdigit()):
            return None
        kind = self.announced_by(place)
        inside = sum(p in organisations for p in range(place + 1, end - 1))
        if kind == "work":
            return None
        if kind in ("company", "media", "role") and (view[place + 1].capital or view[place + 1].text[:1].isdigit()):
            return Candidate(place, end, "ORG", f"boundaries.{kind}_name", 1)
        if inside * 2 >= end - place - 2 and end - place - 2 <= 6 and view[place + 1].capital:
            return Candidate(place, end, "ORG", "boundaries.quoted_name", 1)
        return None

    def announced_by(self, place: int) -> str | None:
        """What the word before an opening mark says about the name inside: company, media, work, role or nothing."""
        word = self._word_before(place)
        if word is None:
            return None
        for lemma in _lemmas(word):
            if lemma in lexicon.classes():
                return lexicon.classes()[lemma]
        return "role" if word.lemma in lexicon.roles() and word.pos in ("NOUN", "PROPN") else None

    def works(self) -> Iterator[Work]:
        """Quoted names of works, events and slogans; of a list of them the first is announced."""
        listed: dict[int, Work] = {}
        for place in sorted(self.view.openings):
            end = self.view.name_end(place)
            if end is None:
                continue
            before = listed.get(place - 1) if self.view.text_at(place - 1) in _IN_LISTS else None
            if before:
                work = before._replace(start=place, end=end)
            elif self.announced_by(place) == "work":
                work = Work(place, end, self._is_surely_work(place))
            else:
                continue
            if before or self._are_several(place):
                listed[end] = work
            yield work

    def _word_before(self, place: int) -> TaggedWord | None:
        """The word before an opening mark that tells what it opens, also over «, как»."""
        before = place - 3 if self._is_example(place) else place - 1
        return self.view[before] if before >= 0 and self.view.same_line(before, place) else None

    def _is_example(self, place: int) -> bool:
        """Whether «, как» leads to a name («такие картины, как «Цирк»»)."""
        return self.view.text_at(place - 2) == "," and self.view.text_at(place - 1) == "как"

    def _are_several(self, place: int) -> bool:
        """Whether a name may be the first of several that one word announces («фильмы «Цирк», «Кадры»»)."""
        word = self._word_before(place)
        return self._is_example(place) or (word is not None and word.number == "Plur" and self._is_beside(place))

    def _is_surely_work(self, place: int) -> bool:
        word = self._word_before(place)
        return word is not None and self._is_beside(place) and not lexicon.work_words().isdisjoint(_lemmas(word))

    def _is_beside(self, place: int) -> bool:
        """Whether a quoted name stands in the nominative, as beside a word for what it names («фильм «Цирк»»)."""
        first = self.view[place + 1]
        return first.case in ("", "Nom", "Acc") and can_be(first.text, "nomn") and not first.acronym


def _lemmas(word: TaggedWord) -> tuple[str, ...]:
    return (word.lemma, word.lemma.rpartition("-")[2], word.lemma.partition("-")[0])
