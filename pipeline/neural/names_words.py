"""A Doc as the names model reads it: words without white space, and ranges of characters as ranges of words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.neural.names_features import LABELS, NameSpan, NameWord
from pipeline.records import Mention
from pipeline.text import clean_word

_BREAKS = "\n\r\u2028\u2029"


@dataclass(frozen=True, slots=True)
class NameText:
    """The words of a Doc and where each starts and ends in its text."""

    words: list[NameWord]
    starts: list[int]
    ends: list[int]

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
    words: list[NameWord] = []
    starts: list[int] = []
    ends: list[int] = []
    line = 0
    for token in doc:
        text = clean_word(token.text)
        if token.pos_ == "SPACE" or not text.strip():
            line += sum(token.text.count(mark) for mark in _BREAKS)
            continue
        glued = bool(ends) and ends[-1] == token.idx
        opens = bool(token.is_sent_start) or not words or words[-1].line != line
        words.append(NameWord(text, token.lemma_, token.pos_, str(token.morph), line, glued, opens))
        starts.append(token.idx)
        ends.append(token.idx + len(token.text))
    return NameText(words, starts, ends)
