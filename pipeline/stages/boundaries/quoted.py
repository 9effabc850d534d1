"""Organisations known by a name in quotation marks: legal forms, class words and posts announce them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipeline.morphology.tagged import TaggedWord
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.spans import Candidate
from pipeline.stages.boundaries.view import View

_CODES = frozenset({"УК", "ГК", "СК", "ПК", "АПК"})


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
        word = self.word_before(place)
        if word is None:
            return None
        for lemma in lemmas_of(word):
            if lemma in lexicon.classes():
                return lexicon.classes()[lemma]
        return "role" if word.lemma in lexicon.roles() and word.pos in ("NOUN", "PROPN") else None

    def word_before(self, place: int) -> TaggedWord | None:
        """The word before an opening mark that tells what it opens, also over «, как»."""
        before = place - 3 if self.is_example(place) else place - 1
        return self.view[before] if before >= 0 and self.view.same_line(before, place) else None

    def is_example(self, place: int) -> bool:
        """Whether «, как» leads from a plural to a name («такие картины, как «Цирк»»)."""
        view = self.view
        led = place > 2 and view[place - 2].text == "," and view[place - 1].text == "как"
        return led and view[place - 3].number == "Plur"


def lemmas_of(word: TaggedWord) -> tuple[str, ...]:
    """The lemma of a word, and of a hyphenated one the last and the first part too."""
    return (word.lemma, *reversed(word.halves))
