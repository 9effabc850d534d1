"""What is left of the model's organisations once the rules have spoken: trimmed, closed, lengthened by their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.morphology.tagged import TaggedWord
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.phrases import LONGEST_RUN, Phrases
from pipeline.stages.boundaries.sighting import head_kind
from pipeline.stages.boundaries.spans import Candidate, Index
from pipeline.stages.boundaries.view import View, is_known_as, is_word

_BRANCHES = frozenset({"СО", "УрО", "ДВО"})
_SEATS = frozenset(
    ["кремль", "кремля", "кремлю", "кремлём", "кремле", "еврокомиссия", "еврокомиссии", "еврокомиссию", "европарламент"]
)
_EDGE = frozenset("«»„“”\"'()[]—–-,.;:!?")


def _is_short_name(word: TaggedWord) -> bool:
    """Whether a word may be the short name of a body, or the first part of one."""
    known = word.text in lexicon.acronym_bodies() or lexicon.is_agency(word.text) or lexicon.is_union(word.text)
    return word.acronym or known


@dataclass(slots=True)
class Remainder:
    """Keeps the model's organisations where no rule found one."""

    view: View
    phrases: Phrases
    places: Sequence[Candidate]

    def find(self, model: Sequence[tuple[int, int]], ruled: Sequence[Candidate]) -> Iterator[Candidate]:
        index = Index(ruled)
        acronyms = list(self._acronyms(ruled, index))
        yield from acronyms
        for acronym in acronyms:
            index.add(acronym)
        for start, end in model:
            for first, last in self._uncovered(start, end, index):
                candidate = self._trimmed(first, last)
                if candidate is not None:
                    yield candidate

    def _uncovered(self, start: int, end: int, ruled: Index) -> Iterator[tuple[int, int]]:
        """The stretches of a span that no ruled name touches."""
        cut = start
        for place in range(start, end + 1):
            if place == end or ruled.at(place):
                if place > cut:
                    yield cut, place
                cut = place + 1

    def _trimmed(self, start: int, end: int) -> Candidate | None:
        view = self.view
        while start < end and (view[start].text in _EDGE or self._drops(start, end)):
            start += 1
        bracket = next((p for p in range(start, end) if view[p].text == "("), None)
        if bracket is not None and ")" not in [view[p].text for p in range(bracket, end)]:
            end = bracket
        while end > start and view[end - 1].text in _EDGE:
            end -= 1
        mark = next((p for p in range(start + 1, end) if p in view.openings), None)
        if mark is not None:
            start = mark
            end = view.name_end(mark) or end
        if start >= end or not any(view[p].capital for p in range(start, end)):
            return None
        if end - start == 1 and is_known_as(view[start].text, "Geox") and not is_known_as(view[start].text, "Orgn"):
            return Candidate(start, end, "LOC", "boundaries.place_by_dictionary", 0)
        marks = view.enclosing(start)
        if marks is not None and marks[1] >= end and marks[1] - marks[0] <= 7:
            return Candidate(marks[0], marks[1] + 1, "ORG", "boundaries.closed_marks", 1)
        if self._is_person(start, end):
            return Candidate(start, end, "PER", "boundaries.given_name", 1)
        if self._weak(start, end):
            return None
        longer = self._with_place(end)
        rule = "names.slovnet" if longer == end else "boundaries.body_and_place"
        return Candidate(start, longer, "ORG", rule, 1)

    def _is_person(self, start: int, end: int) -> bool:
        """Two or three words that begin with a given name that the dictionary knows."""
        words = self.view.words[start:end]
        if not 2 <= len(words) <= 3 or not all(w.capital and w.alpha and w.pos == "PROPN" for w in words):
            return False
        return any(is_known_as(half, "Name") for half in words[0].text.split("-")[:1])

    def _drops(self, start: int, end: int) -> bool:
        """Whether the first word of a span is a class word or a describing adjective."""
        word = self.view[start]
        if end - start < 2:
            return False
        if word.lemma in lexicon.roles() or word.lemma.rpartition("-")[2] in lexicon.roles():
            return True
        return not word.capital and (
            word.lemma in lexicon.classes() or word.lemma in lexicon.loose_adjectives() or head_kind(word) is None
        )

    def _weak(self, start: int, end: int) -> bool:
        """Bare class words and heads at the start of a sentence name nothing."""
        word = self.view[start]
        if lexicon.classes().get(word.lemma) == "work" and start not in self.view.openings:
            return True
        if all(w.pos == "ADJ" for w in self.view.words[start:end]):
            return True
        if end - start > 1:
            return word.lemma == "совет" and self.view[start + 1].lemma == "директор"
        if (
            self.view.opens[start]
            and is_word(word.text)
            and not is_known_as(word.text, "Orgn")
            and (not word.acronym or len(word.text) > 4)
        ):
            return True
        if "-" in word.text and is_word(word.text.rpartition("-")[2]) and word.text.rpartition("-")[2].islower():
            return True
        if word.text in lexicon.not_bodies() or (
            word.text in lexicon.legal_forms() and word.text not in lexicon.acronym_bodies()
        ):
            return True
        if not word.capital or word.lemma in lexicon.roles() or word.pos in ("VERB", "ADJ"):
            return True
        bare = (
            head_kind(word) is not None
            or word.lemma in lexicon.classes()
            or word.lemma.rpartition("-")[2] in lexicon.classes()
        )
        return bare and not word.acronym and word.lemma not in ("госдума",)

    def _with_place(self, end: int) -> int:
        view = self.view
        start = end
        while end - start < LONGEST_RUN and view.same_line(end - 1, end):
            if (
                end in self.phrases.places
                and self.phrases.in_case(view[end], "Gen")
                and (view[end].case != "Nom" or view[end].acronym)
            ):
                end = self.phrases.places[end]
            elif (
                view[end].text == "по" and end + 1 in self.phrases.places and self.phrases.in_case(view[end + 1], "Dat")
            ):
                end = self.phrases.places[end + 1]
            else:
                break
        return end

    def _dotted(self, place: int) -> bool:
        """«ДОМ.РФ»: acronyms with a point between and no space."""
        view, glued = self.view, self.view.text.glued
        return view.same_line(place, place + 2) and all(glued[place + 1 : place + 3]) and view[place + 2].acronym

    def _acronyms(self, ruled: Sequence[Candidate], index: Index) -> Iterator[Candidate]:
        """Short names of bodies with their place or the body above them, and acronyms in brackets behind a name."""
        view = self.view
        ends = {c.end: c.label for c in [*self.places, *ruled] if c.label in ("ORG", "LOC")}
        opened = (end + 1 for end in ends if view.text_at(end) == "(" and end + 1 < len(view) and view[end + 1].capital)
        for place in sorted({*view.capitals_that(_is_short_name), *view.having(_SEATS), *opened}):
            word = view[place]
            if place in self.phrases.people:
                continue
            if word.acronym and view.text_at(place + 1) == "." and self._dotted(place):
                yield Candidate(place, place + 3, "ORG", "boundaries.dotted_name", 2)
            elif lexicon.is_agency(word.text) or lexicon.is_union(word.text):
                yield Candidate(place, self._with_place(place + 1), "ORG", "boundaries.agency", 1)
            elif word.lower in _SEATS:
                yield Candidate(place, place + 1, "ORG", "boundaries.seat", 1)
            elif word.text in lexicon.acronym_bodies():
                if not self._is_part(place, index):
                    yield self._acronym(place)
            elif place - 1 in ends and self._is_in_brackets(place):
                yield Candidate(place, place + 1, ends[place - 1], "boundaries.acronym_in_brackets", 2)

    def _is_part(self, place: int, index: Index) -> bool:
        """«РАН» of «УрО РАН», «НИИ» as the head of a longer name."""
        word = self.view[place]
        if word.text == "РАН" and self.view.text_at(place - 1) in _BRANCHES:
            return True
        return word.lemma in lexicon.heads() and any(c.label == "ORG" for c in index.at(place))

    def _acronym(self, place: int) -> Candidate:
        """«ГУ МЧС России по области», «Межрайонная ИФНС № 7»."""
        view, end = self.view, self._with_place(place + 1)
        while end - place < LONGEST_RUN and view.same_line(place, end) and view[end].text in lexicon.acronym_bodies():
            end = self._with_place(end + 1)
        if view.text_at(end) == "№" and view.same_line(place, end + 1):
            end += 2
        first = place
        if view[place].text.endswith("НС"):
            while (
                first > 0
                and view.same_line(first - 1, place)
                and view[first - 1].capital
                and view[first - 1].pos == "ADJ"
            ):
                first -= 1
        return Candidate(first, end, "ORG", "boundaries.acronym", 1)

    def _is_in_brackets(self, place: int) -> bool:
        view, word = self.view, self.view[place]
        if view.text_at(place - 1) != "(" or view.text_at(place + 1) not in (")", ","):
            return False
        return word.capital and word.alpha and word.text not in lexicon.legal_forms() | lexicon.acronym_places()
