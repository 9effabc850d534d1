"""Whether a head noun with what stands around it names one body."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pipeline.memory import names_remembered
from pipeline.morphology.tagged import TaggedWord
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.phrases import Phrases
from pipeline.stages.boundaries.places import AT_PLACES
from pipeline.stages.boundaries.view import View

_RULES = {
    "bare": "capital_head",
    "complement": "genitive_chain",
    "topic": "topic_chain",
    "quoted": "head_and_name",
    "number": "head_and_number",
    "honour": "named_after",
}
_BOARDS = frozenset({"директор", "акционер", "учредитель", "ветеран"})
_TERRITORIES = frozenset({"область", "край", "город", "регион", "республика", "округ", "район", "столица", "страна"})
_NUMBERED = frozenset({"школа", "больница", "поликлиника", "детсад", "сад"})
_DESCRIBED_UNITS = frozenset({"факультет", "совет", "комиссия", "управление", "дирекция", "комитет"})
_NAMELESS = frozenset({"отделение", "отдел", "управление", "служба", "дирекция"})
_SUPERVISING = frozenset({"наблюдательный", "попечительский"})


class Sighting(NamedTuple):
    """A head noun at `place` of a kind (see heads.tsv), its span, the complement that ends it (`how`: bare, complement,
    topic, quoted, number, honour), and whether a capitalised adjective opens it (`proper`)."""

    view: View
    phrases: Phrases
    place: int
    start: int
    end: int
    kind: str
    how: str
    proper: bool

    @property
    def rule(self) -> str:
        """The rule that found the span; `unit_of` where the quoted name is the owner's rather than the body's."""
        return "unit_of" if self.how == "quoted" and self.kind in ("unit", "body") else _RULES[self.how]

    @property
    def head(self) -> TaggedWord:
        return self.view[self.place]

    @property
    def opens(self) -> bool:
        """Whether the head opens a sentence."""
        return self.view.opens[self.place]

    @property
    def described(self) -> bool:
        return self.start < self.place

    @property
    def capital(self) -> bool:
        """Whether the head is capitalised where no sentence begins."""
        return self.head.capital and not self.opens

    @property
    def named(self) -> bool:
        return self.how in ("quoted", "number", "honour")

    @property
    def own_complement(self) -> bool:
        """Whether a genitive follows the head itself."""
        return self.phrases.complements_end(self.place + 1) > self.place + 1

    def names_a_body(self) -> bool:
        """Whether all this is the name of one body rather than a mere description."""
        if self.head.number == "Plur" and not self.capital:
            return False
        if self._is_excluded() or self._is_mere_place():
            return False
        return _JUDGES.get(self.kind, _is_capital)(self)

    def _is_excluded(self) -> bool:
        lemma = self.head.lemma
        if lemma in ("совет", "собрание"):
            return self._is_board()
        if lemma == "партия" and self.how == "complement":
            return not (self.head.capital or self.proper or self.view[self.place + 1].animate)
        if lemma == "служба" and self.how == "topic":
            return not (self.proper or self.head.capital)
        return lemma == "союз" and self._has_adjective(frozenset({"советский"}))

    def _is_mere_place(self) -> bool:
        """«больница Самары» in lower case is any hospital there."""
        if self.kind not in ("institution", "centre") or self.head.capital or self.proper or self.how != "complement":
            return False
        return self.phrases.places.get(self.place + 1) == self.end

    def _is_board(self) -> bool:
        """Boards are parts of companies; only a board written as a name with the name of its body is one itself."""
        if self._has_adjective(_SUPERVISING):
            return True
        following = self.place + 1
        if following >= len(self.view) or self.view[following].lemma not in _BOARDS:
            return False
        bare = self.end == self.place + 2 or self.how == "quoted"
        return self.head.lemma == "собрание" or not self.head.capital or bare

    def _has_adjective(self, lemmas: frozenset[str]) -> bool:
        return any(self.view[p].lemma in lemmas for p in range(self.start, self.place))

    @property
    def holds_name(self) -> bool:
        return any(self.view[p].capital and p not in self.phrases.people for p in range(self.place + 1, self.end))

    @property
    def says_what_for(self) -> bool:
        """Whether the complement is more than a territory: «центр занятости», not «центр города»."""
        first = self.place + 1
        return first < self.end and self.view[first].lemma not in _TERRITORIES and first not in self.phrases.places


def _is_official(s: Sighting) -> bool:
    """A ministry, a department, a unit: any complement names it, in lower case too."""
    if s.how == "quoted" and not s.own_complement:
        class_word = s.head.lemma in lexicon.classes() and not (s.described or s.capital)
        if class_word or s.head.lemma in _NAMELESS:
            return False
    described = s.described and (s.proper or s.head.lemma in _DESCRIBED_UNITS)
    return s.named or s.how in ("complement", "topic") or described or s.capital


def _is_centre(s: Sighting) -> bool:
    """A centre, an institute, a union: a name, or a complement that says what for."""
    if s.named or s.proper or s.how == "topic" or (s.capital and s.head.acronym):
        return True
    return s.how == "complement" and (s.head.capital or s.described or s.says_what_for or s.holds_name)


def _is_institution(s: Sighting) -> bool:
    """A bank, a works, a museum: a name, or a complement that holds one."""
    if s.how == "number" and s.head.lemma in _NUMBERED:
        return s.proper or s.capital
    if s.named or s.proper:
        return True
    if s.how == "complement":
        return s.head.capital or s.holds_name
    return s.how == "topic" and s.capital


def _is_airport(s: Sighting) -> bool:
    """An airport that acts; behind a preposition of place it is a place."""
    return s.how != "bare" and (s.place == 0 or s.view[s.start - 1].lower not in AT_PLACES)


def _is_named(s: Sighting) -> bool:
    """A group, a clinic, a complex: a name of its own, and more than the class word before it."""
    if s.how == "number" and s.head.lemma in _NUMBERED:
        return s.proper or s.capital
    class_word = s.head.lemma in lexicon.classes() or "venue" in lexicon.places().get(s.head.lemma, "")
    if s.how in ("quoted", "number") and (s.described or not class_word or s.own_complement):
        return True
    return s.proper and s.head.lemma != "группа" and (s.head.lemma != "организация" or s.how == "complement")


def _is_capital(s: Sighting) -> bool:
    """A house, a congress, a corporation: only with a capital letter."""
    if s.proper:
        return True
    return s.head.capital and (s.how in ("complement", "quoted") or (not s.opens and s.how != "bare"))


_JUDGES: dict[str, Callable[[Sighting], bool]] = {
    "body": _is_official,
    "unit": _is_official,
    "centre": _is_centre,
    "institution": _is_institution,
    "airport": _is_airport,
    "named": _is_named,
}


@names_remembered
def head_kind(word: TaggedWord) -> str | None:
    """What kind of head noun a word is, by its lemma or by a half of a hyphenated one."""
    if word.pos not in ("NOUN", "PROPN", "X", "ADJ") and not word.capital:
        return None
    found = lexicon.heads()
    if word.lemma in found:
        return found[word.lemma]
    if "-" in word.lemma:
        first, _, last = word.lemma.partition("-")
        return found.get(first) or found.get(last.rpartition("-")[2])
    return None
