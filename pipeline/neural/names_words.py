"""A Doc as the names model reads it: words without white space, and ranges of characters as ranges of words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.neural.names_features import LABELS, NameSpan, NameWord
from pipeline.neural.tower import Floats
from pipeline.neural.word_rows import take_rows
from pipeline.records import Mention
from pipeline.token_table import glued, openings, token_table


@dataclass(frozen=True, slots=True)
class NameText:
    """The words of a Doc, where each starts and ends in its text, and what slovnet's tower makes of each."""

    words: list[NameWord]
    starts: list[int]
    ends: list[int]
    rows: Floats

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
        first = bisect_right(self.starts, start_char) - 1
        if first < 0 or self.ends[first] <= start_char:
            first += 1
        return first, bisect_left(self.starts, end_char)

    def chars(self, span: NameSpan) -> tuple[int, int]:
        """The range of characters of a span of words."""
        return self.starts[span.start], self.ends[span.end - 1]


def name_text(doc: Doc) -> NameText:
    """The words of a tagged Doc."""
    table = token_table(doc)
    starts = [table.starts[i] for i in table.words]
    ends = [table.ends[i] for i in table.words]
    lines = [table.lines[i] for i in table.words]
    columns = [[column[i] for i in table.words] for column in (table.cleaned, table.lemmas, table.pos, table.morphs)]
    return NameText(list(map(NameWord, *columns, lines, glued(table), openings(table))), starts, ends, take_rows(doc))
