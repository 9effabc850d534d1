"""The reporting words of a text: where they stand, those left out that are negated or lie between quotation marks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.reading import Reading
from pipeline.stages.quotes.reporting import Cue

_NOT_REPORTING_CLASSES = frozenset({"order", "refusal"})
_NO_SPEECH = ("быть", "мочь", "стать", "есть")
ADVERBS_OF_ADDITION = word_list("addition")


def cue_at(reading: Reading, i: int) -> Cue | None:
    """The reporting verb or short adjective that a word is, unless it is negated, an order or in the first person."""
    return reading.cues.get(i)


def any_verb_at(reading: Reading, i: int) -> Cue | None:
    """A finite verb of the third person as a cue, whatever it means: «улыбнулся», beside an unmistakable quote."""
    word = reading.words[i]
    if word.verb_form == "verb" and word.lemma not in _NO_SPEECH:
        return Cue(i, i + 1, word.lemma, "other", "q", word.number, word.gender)
    return None


def is_order(cue: Cue) -> bool:
    """Whether the verb gives an order: it introduces a quotation in marks, never a paraphrase."""
    return cue.sort in _NOT_REPORTING_CLASSES


def cues_in(reading: Reading, first: int, last: int) -> Iterator[Cue]:
    """The reporting verbs among some words, those between quotation marks left out."""
    places = reading.cue_places
    for place in range(bisect_left(places, first), bisect_left(places, last)):
        if not reading.quoted[places[place]]:
            yield reading.cues[places[place]]
