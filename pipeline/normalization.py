"""Nominative forms of any spans of a text, in context, by the learned ranker of `models/normalizer`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language import load
from pipeline.morphology.ranker import around_span, ranker, seen_words
from pipeline.morphology.wording import join, words_of


@cache
def _language() -> Language:
    return load(stages=["sentences", "tagging"])


def normalize(text: str, spans: Sequence[tuple[int, int]], *, restore_yo: bool = True) -> list[str]:
    """The nominative form of each span of a text.

    spans: half-open ranges of characters of `text`, in any order; they may overlap.
    restore_yo: write ё where the dictionary does («Федорова» gives «Фёдоров»); False keeps the text's е.
    Gives one string a span: its words in the nominative; case, ё, hyphens and quote marks of the text stay.
    Raises ValueError for a range that does not lie in the text.
    """
    for start, end in spans:
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"the span ({start}, {end}) does not lie in a text of {len(text)} characters")
    doc = _language()(text)
    seen = seen_words(doc)
    return [_normalized(doc, start, end, seen, restore_yo) or text[start:end] for start, end in spans]


def _normalized(doc: Doc, start: int, end: int, seen: dict[str, int], restore_yo: bool) -> str:
    span = doc.char_span(start, end, alignment_mode="expand") if start < end else None
    words = words_of(list(span), start, end) if span is not None else []
    if span is None or not words:
        return ""
    return join(words, ranker().nominative(words, "", seen, around_span(span), restore_yo=restore_yo))
