"""A Doc as the names model reads it: words without white space, and ranges of characters as ranges of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.morphology.tagged import TaggedText, TaggedWord, tagged_text
from pipeline.neural.names_features import LABELS, NameSpan
from pipeline.neural.tower import Floats
from pipeline.neural.word_rows import take_rows
from pipeline.records import Mention


@dataclass(frozen=True, slots=True)
class NameText:
    """The words of a Doc, and what slovnet's tower makes of each: `rows`, (words, 64)."""

    text: TaggedText
    rows: Floats

    @property
    def words(self) -> list[TaggedWord]:
        return self.text.words


def spans_of(text: TaggedText, mentions: Iterable[Mention]) -> Iterator[NameSpan]:
    """Mentions of people, organisations and places as spans of the words that they touch."""
    for mention in mentions:
        if mention.label in LABELS:
            start, end = text.touched(mention.start_char, mention.end_char)
            if start < end:
                yield NameSpan(start, end, mention.label)


def name_text(doc: Doc) -> NameText:
    """The words of a tagged Doc."""
    return NameText(tagged_text(doc), take_rows(doc))
