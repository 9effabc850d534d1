"""A Doc as the names model reads it: words without white space, and ranges of characters as ranges of words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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

    def spans(self, mentions: Iterable[Mention]) -> Iterator[NameSpan]:
        """Mentions of people, organisations and places as spans of words."""
        for mention in mentions:
            if mention.label not in LABELS:
                continue
            start, end = self.places(mention.start_char, mention.end_char)
            if start < end:
                yield NameSpan(start, end, mention.label)

    def places(self, start_char: int, end_char: int) -> tuple[int, int]:
        """The words that a range of characters touches, end exclusive."""
        return bisect_right(self.text.ends, start_char), bisect_left(self.text.starts, end_char)

    def chars(self, span: NameSpan) -> tuple[int, int]:
        """The range of characters of a span of words."""
        return self.text.starts[span.start], self.text.ends[span.end - 1]


def name_text(doc: Doc) -> NameText:
    """The words of a tagged Doc."""
    return NameText(tagged_text(doc), take_rows(doc))
