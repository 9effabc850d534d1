"""What the model calls a place, without class words and adjectives; and the kinds of places that words name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.memory import names_remembered
from pipeline.morphology.tagged import TaggedWord
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.spans import Candidate
from pipeline.stages.boundaries.view import View, can_be

_ADJECTIVE_ENDINGS = (
    "ий",
    "ый",
    "ой",
    "ая",
    "яя",
    "ое",
    "ее",
    "ые",
    "ие",
    "ого",
    "его",
    "ому",
    "ему",
    "ым",
    "им",
    "ом",
    "ем",
    "ую",
    "юю",
    "ых",
    "их",
    "ыми",
    "ими",
    "ей",
)
_NO_PLACES = frozenset({"солнце", "кремль", "кремле", "кремля", "кремлю", "еврокомиссия", "госдума"})


@dataclass(frozen=True, slots=True)
class ModelPlaces:
    """Trims the model's places."""

    view: View

    def trimmed(self, start: int, end: int) -> Iterator[Candidate]:
        view = self.view
        while (
            start < end
            and (
                not view[start].capital
                or (place_kinds(view[start]) & {"outside"} and not place_kinds(view[start]) & {"region"})
            )
            and end - start > 1
        ):
            if view[start].capital and view[start].lemma not in (
                "город",
                "село",
                "посёлок",
                "деревня",
                "г",
                "д",
                "с",
                "пос",
            ):
                break
            start += 1
            while start < end and not view[start].alpha:
                start += 1
        while end > start and not view[end - 1].text[-1:].isalnum() and view[end - 1].text not in (")", "»"):
            end -= 1
        if end <= start or not view[start].capital:
            return
        if any(
            lexicon.heads().get(view[p].lemma) in ("body", "unit", "centre", "institution") for p in range(start, end)
        ):
            return
        if view[end - 1].lower == "имени":
            return
        word = view[start]
        if end - start == 1 and (word.lower in _NO_PLACES or self._bare_adjective(start)):
            return
        if end - start == 1 and place_kinds(view[start]):
            return
        yield Candidate(start, end, "LOC", "names.slovnet", 0)

    def _bare_adjective(self, place: int) -> bool:
        """«московский» and the like, unless the adjective is itself a name."""
        word = self.view[place]
        if word.pos != "ADJ":
            return False
        following = self.view.words[place + 1] if self.view.same_line(place, place + 1) else None
        return following is not None and following.pos in ("NOUN", "ADJ") and following.case == word.case


@names_remembered
def is_adjectival(word: TaggedWord) -> bool:
    """Whether a word has the form of an adjective or a participle, whatever its tag."""
    return word.alpha and (
        word.pos == "ADJ"
        or (
            (can_be(word.text, "ADJF") or can_be(word.text, "PRTF"))
            and word.pos in ("PROPN", "NOUN", "VERB")
            and word.lower.endswith(_ADJECTIVE_ENDINGS)
        )
    )


@names_remembered
def place_kinds(word: TaggedWord) -> frozenset[str]:
    """What kinds of places a word names (see places.tsv), by its lemma or the last half of it."""
    lemma = word.lemma if word.lemma in lexicon.places() else word.lemma.rpartition("-")[2]
    return frozenset(lexicon.places().get(lemma, "").split()) if word.alpha else frozenset()
