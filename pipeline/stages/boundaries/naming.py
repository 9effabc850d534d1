"""Spans of the names model that name nothing: acronyms of no body, verbs in capitals, words that open a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.memory import remembered
from pipeline.morphology.analyzer import grammemes, is_only, parses
from pipeline.morphology.tagged import TaggedText
from pipeline.neural.names_features import NameSpan
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.echoes import forms_of
from pipeline.stages.boundaries.view import MARKS

_DERIVED = re.compile(r"[а-яё]{3}(?:ионн|альн|ивн)[а-яё]{2,3}$")
_REGION = re.compile(r"(?:щин|[^аеиоуыэюя]ь)[аеиоуыюяй]{1,3}$")
"""How names of regions end («Орловщина», «Поморье»)."""
_NOUNS = ("PER", "LOC")
_LONGEST_ACRONYM = 4
"""Of one that might be taken for a verb («МОК»)."""


def naming(text: TaggedText, spans: Sequence[NameSpan]) -> list[NameSpan]:
    """The spans of a text that name something."""
    found = [span for span in spans if not _names_nothing(text, span)]
    nouns = {span for span in found if _opens_as_noun(text, span)}
    borne = {label: _borne(text, [span for span in found if span.label == label]) for label in _NOUNS if nouns}
    return [span for span in found if span not in nouns or not borne[span.label].isdisjoint(_forms_at(text, span))]


def _names_nothing(text: TaggedText, span: NameSpan) -> bool:
    """Whether a word is no name: an acronym of no body («по статье ТК РФ»), a verb in capitals, a lone adjective that
    opens a sentence, a domain of the network."""
    word, *others = text.words[span.start : span.end]
    behind = [other.text for other in others if other.text not in MARKS]
    if not behind and word.acronym and len(word.text) > _LONGEST_ACRONYM and _is_only_verb(word.text):
        return True
    if span.label == "LOC":
        return not behind and _is_domain(text, span.start)
    if span.label == "ORG":
        of_country = behind in (["РФ"], ["России"])
        never = word.text in lexicon.never_bodies() and (of_country or not behind)
        return never or (of_country and word.text in lexicon.law_codes()) or _is_anybodys_office(text, span)
    return (
        span.label == "PER"
        and not behind
        and text.opens[span.start]
        and bool(_DERIVED.search(word.text))
        and all(p.tag.POS == "ADJF" for p in parses(word.text.lower())[:1])
    )


def _is_domain(text: TaggedText, place: int) -> bool:
    """Whether a word is a domain of the network («в зоне .РФ»)."""
    dotted = place > 0 and text.words[place - 1].text == "." and text.glued[place] and text.words[place].acronym
    return dotted and not text.glued[place - 1]


def _is_anybodys_office(text: TaggedText, span: NameSpan) -> bool:
    """Whether a press office is of a body without a name («в пресс-службе департамента»); there is one government."""
    words = text.words[span.start : span.end]
    if len(words) != 2 or words[0].lemma not in lexicon.PRESS_OFFICES or words[1].lemma == "правительство":
        return False
    of_body = words[1].lemma in lexicon.heads() or words[1].lemma in lexicon.classes()
    return of_body and all(word.text.islower() for word in words)


def _opens_as_noun(text: TaggedText, span: NameSpan) -> bool:
    """Whether a lone person or place is a common noun that opens a sentence («Кандидатке помогли …»)."""
    word = text.words[span.start].text
    lone = span.label in _NOUNS and span.end - span.start == 1 and text.opens[span.start]
    if not lone or not word[1:].islower() or (span.label == "LOC" and _REGION.search(word)):
        return False
    return _is_common_noun(word)


def _borne(text: TaggedText, spans: Sequence[NameSpan]) -> set[str]:
    """The forms of words in names of several words, and of names that do not open a sentence."""
    sure = (span for span in spans if span.end - span.start > 1 or not text.opens[span.start])
    return {form for span in sure for form in _forms_at(text, span)}


def _forms_at(text: TaggedText, span: NameSpan) -> set[str]:
    return {form for word in text.words[span.start : span.end] for form in forms_of(word.text)}


@remembered
def _is_common_noun(word: str) -> bool:
    names = {"Name", "Surn", "Patr", "Geox", "Orgn", "Trad"}
    return is_only(word.lower(), "NOUN") and all(names.isdisjoint(grammemes(p)) for p in parses(word.lower()))


def _is_only_verb(word: str) -> bool:
    return any(is_only(word.lower(), part) for part in ("VERB", "INFN"))
