"""A sentence as the rules see it: its words without white space, and where mentions start and end among them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeVar

from spacy.tokens import Doc

from pipeline.morphology.analyzer import features_of
from pipeline.morphology.wording import Word
from pipeline.records import Mention
from pipeline.token_table import TokenTable, sentence_words, token_table

Column = TypeVar("Column")
OPEN_QUOTES, CLOSE_QUOTES = '«„“"', '»”“"'


@dataclass(frozen=True, slots=True)
class Name:
    """A mention as places of words: half-open, with its number in the release."""

    start: int
    end: int
    index: int
    mention: Mention
    gender: str = ""


@dataclass(slots=True)
class Sentence:
    """The words of a sentence with the outermost mentions in it; `before`: whom «он» and «она» may mean, by gender.

    at: where the words stand among the tokens of the Doc, whose columns are `table`; words, tags: cut from these.
    """

    table: TokenTable
    at: Sequence[int]
    words: Sequence[str]
    tags: Sequence[str]
    people: list[Name] = field(default_factory=list)
    bodies: dict[int, Name] = field(default_factory=dict)
    places: dict[int, Name] = field(default_factory=dict)
    covered: set[int] = field(default_factory=set)
    person_at: set[int] = field(default_factory=set)
    before: dict[str, Name] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.at)

    def text(self, place: int) -> str:
        """The cleaned word at a place; "" outside the sentence."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def lemma(self, place: int) -> str:
        return self.table.lemmas[self.at[place]] if 0 <= place < len(self.at) else ""

    def morph(self, place: int) -> str:
        """The features of the word's tag, as Universal Dependencies write them."""
        return self.table.morphs[self.at[place]]

    def case(self, place: int) -> str:
        return features_of(self.morph(place)).get("Case", "")

    def number(self, place: int) -> str:
        return features_of(self.morph(place)).get("Number", "")

    def start(self, place: int) -> int:
        """Where the word at a place begins in the text."""
        return self.table.starts[self.at[place]]

    def pos(self, place: int) -> str:
        return self.tags[place] if 0 <= place < len(self.tags) else ""

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """The characters of a range of words."""
        return self.start(start), self.table.ends[self.at[end - 1]]

    def tagged(self, start: int, end: int) -> list[Word]:
        """The words of a range, as a phrase that can be put into the nominative."""
        table, last = self.table, self.at[end - 1]
        return [
            Word(
                table.texts[i], " " if table.spaced[i] and i != last else "", table.pos[i], features_of(table.morphs[i])
            )
            for i in self.at[start:end]
        ]

    def closing(self, place: int) -> int:
        """The place behind the quotation that opens at a place; `place` where it does not close."""
        depth = 0
        for here in range(place, min(len(self.at), place + 30)):
            word = self.text(here)
            if word in OPEN_QUOTES and word and not (depth and word in CLOSE_QUOTES):
                depth += 1
            elif word and word in CLOSE_QUOTES:
                depth -= 1
                if depth <= 0:
                    return here + 1
        return place


def sentences(doc: Doc, known: Sequence[Mention]) -> Iterator[Sentence]:
    """The sentences of a Doc that name a person or follow one that does, in order; lines where none are marked."""
    mentions = list(enumerate(known))
    starts = [mention.start_char for _, mention in mentions]
    table = token_table(doc)
    before: dict[str, Name] = {}
    for places in list(sentence_words(table)) or list(_lines(table)):
        near = mentions[bisect_left(starts, table.starts[places[0]]) : bisect_left(starts, table.ends[places[-1]])]
        if not before and not any(mention.label == "PER" for _, mention in near):
            continue
        sentence = Sentence(table, places, _cut(table.cleaned, places), _cut(table.pos, places))
        _place_mentions(sentence, _cut(table.starts, places), near)
        sentence.before = before
        yield sentence
        before = {name.gender: name for name in sentence.people} or before


def _cut(column: list[Column], places: Sequence[int]) -> list[Column]:
    """The part of a column at some places in order, of which seldom one in between is missing."""
    first, end = places[0], places[-1] + 1
    return column[first:end] if end - first == len(places) else [column[place] for place in places]


def _lines(table: TokenTable) -> Iterator[list[int]]:
    """The words of each line, for a Doc without sentences."""
    for _, places in groupby(table.words, key=table.lines.__getitem__):
        yield list(places)


def _place_mentions(sentence: Sentence, offsets: Sequence[int], mentions: Sequence[tuple[int, Mention]]) -> None:
    for index, mention in mentions:
        start = bisect_left(offsets, mention.start_char)
        end = bisect_left(offsets, mention.end_char)
        if end <= start:
            continue
        gender = features_of(sentence.morph(start)).get("Gender", "")
        name = Name(start, end, index, mention, gender)
        if mention.label == "PER" and mention.parent is None:
            sentence.people.append(name)
            sentence.person_at.update(range(start, name.end))
        elif mention.label in ("ORG", "LOC"):
            table = sentence.bodies if mention.label == "ORG" else sentence.places
            if start not in table or table[start].end < name.end:
                table[start] = name
            if mention.label == "ORG":
                sentence.covered.update(range(start, name.end))
