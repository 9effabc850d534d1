"""Spans of the names model under another label: unions are bodies, who bears the surname of a person is that person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.morphology.tagged import TaggedText
from pipeline.neural.names_features import NameSpan
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.echoes import stem, surnames
from pipeline.stages.boundaries.spans import Candidate
from pipeline.stages.boundaries.view import is_known_as

_CAPITALISED = re.compile("[А-ЯЁ][а-яё]+")
_AT_PLACES = frozenset({"в", "во", "из", "под", "близ", "возле", "через", "до"})
_BY_ITSELF = frozenset({"names.slovnet", "boundaries.known_place"})
"""Rules that look at nothing but the name."""


def relabelled(text: TaggedText, spans: Sequence[NameSpan], ruled: Sequence[Candidate]) -> list[NameSpan]:
    """Spans as what they are wherever they stand."""
    told = {candidate[:3] for candidate in ruled if candidate.rule not in _BY_ITSELF}
    borne = surnames(text.words, (span[:2] for span in spans if span.label == "PER"))
    borne -= {stem(text.words[span.start].text) for span in spans if span.label == "LOC" and _is_at_place(text, span)}

    def label(span: NameSpan) -> str:
        if _is_union(text, span):
            return "ORG"
        stays = span[:3] in told and text.words[span.start].case != "Gen"  # «компания [Белова]»
        return "PER" if _bears(text, span, borne) and not stays else span.label

    return [span if (found := label(span)) == span.label else span._replace(label=found) for span in spans]


def _is_union(text: TaggedText, span: NameSpan) -> bool:
    """Whether a span is a union of states or bodies: «Евросоюз», «Европейский союз»; the Soviet one was a state."""
    first, last = text.words[span.start], text.words[span.end - 1]
    if span.end - span.start == 1:
        return lexicon.is_union(first.text)
    return span.label == "LOC" and last.lemma == "союз" and first.pos == "ADJ" and first.lemma != "советский"


def _bears(text: TaggedText, span: NameSpan, borne: set[str]) -> bool:
    """Whether a lone word is the surname of a person named in full elsewhere («На [Уортмане] была форма»)."""
    word = text.words[span.start]
    lone = span.label != "PER" and span.end - span.start == 1 and stem(word.text) in borne
    return lone and bool(_CAPITALISED.fullmatch(word.text)) and not is_known_as(word.text, "Geox")


def _is_at_place(text: TaggedText, span: NameSpan) -> bool:
    """Whether the word before a lone name tells that it is a place: «в», «из», «город»."""
    if span.start == 0 or span.end - span.start > 1:
        return False
    before = text.words[span.start - 1]
    return before.lower in _AT_PLACES or before.lemma in lexicon.places()
