"""A sentence as the rules see it: its words without white space, and where mentions start and end among them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from spacy.tokens import Doc

from pipeline.morphology.tagged import tagged_table
from pipeline.morphology.wording import DocWords, Word
from pipeline.records import Mention
from pipeline.stages.positions.lexicon import ListedWord, listed, no_word
from pipeline.token_table import TokenTable, sentence_words

TAKING_UP = frozenset(("им", "ею", "ей"))
"""How a sentence begins that gives a person the post of the sentence before."""
OPEN_QUOTES, CLOSE_QUOTES = '«„“"', '»”“"'


@dataclass(slots=True)
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

    number: counts the sentences of a release. at: where the words stand among the tokens of the Doc, whose columns are
    `table`. heads: the places of words that a post may be headed by.
    """

    number: int
    table: TokenTable
    at: Sequence[int]
    words: Sequence[ListedWord]
    heads: Sequence[int]
    people: list[Name]
    before: dict[str, Name]
    bodies: dict[int, Name] = field(default_factory=dict)
    places: dict[int, Name] = field(default_factory=dict)
    covered: set[int] = field(default_factory=set)
    person_at: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.words)

    def word(self, place: int) -> ListedWord:
        """The word at a place; one without text outside the sentence."""
        return self.words[place] if 0 <= place < len(self.words) else no_word()

    def text(self, place: int) -> str:
        """The cleaned word at a place; "" outside the sentence."""
        return self.words[place].text if 0 <= place < len(self.words) else ""

    def lemma(self, place: int) -> str:
        """The lemma of the word at a place in lower case with е for ё; "" outside the sentence."""
        return self.words[place].lemma if 0 <= place < len(self.words) else ""

    def morph(self, place: int) -> str:
        """The features of the word's tag, as Universal Dependencies write them."""
        return self.words[place].morph

    def case(self, place: int) -> str:
        return self.words[place].case

    def number_of(self, place: int) -> str:
        return self.words[place].number

    def start(self, place: int) -> int:
        """Where the word at a place begins in the text."""
        return self.table.starts[self.at[place]]

    def pos(self, place: int) -> str:
        return self.words[place].pos if 0 <= place < len(self.words) else ""

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """The characters of a range of words."""
        return self.start(start), self.table.ends[self.at[end - 1]]

    def tagged(self, start: int, end: int) -> list[Word]:
        """The words of a range, as a phrase that can be put into the nominative."""
        return DocWords(self.table).between(self.at[start], self.at[end - 1] + 1)

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
    """The sentences of a Doc that may state a post, in order; lines where none are marked.

    They name a person or follow one that does, and have a word for a post or begin with «им» or «ею».
    """
    mentions = list(enumerate(known))
    starts = [mention.start_char for _, mention in mentions]
    table, text = tagged_table(doc)
    all_words = text.each(listed)
    before: dict[str, Name] = {}
    end = 0
    for number, at in enumerate(sentence_words(table) or _lines(table)):
        first, end = end, end + len(at)
        near = mentions[bisect_left(starts, text.starts[first]) : bisect_left(starts, text.ends[end - 1])]
        persons = [(index, mention) for index, mention in near if mention.label == "PER" and mention.parent is None]
        if not persons and not before:
            continue
        words = all_words[first:end]
        heads = [place for place, word in enumerate(words) if word.heads]
        people = list(_names(persons, words, text.starts, first, end))
        if (heads or words[0].folded in TAKING_UP) and (people or before):
            sentence = Sentence(number, table, at, words, heads, people, before)
            _place_mentions(sentence, _names(near, words, text.starts, first, end))
            yield sentence
        before = {name.gender: name for name in people} or before


def _lines(table: TokenTable) -> Iterator[list[int]]:
    """The words of each line, for a Doc without sentences."""
    for _, places in groupby(table.words, key=table.lines.__getitem__):
        yield list(places)


def _names(
    mentions: Sequence[tuple[int, Mention]], words: Sequence[ListedWord], starts: Sequence[int], first: int, end: int
) -> Iterator[Name]:
    """Mentions as places of the words of a sentence, which are those of the release from `first` to `end`."""
    for index, mention in mentions:
        start = bisect_left(starts, mention.start_char, first, end) - first
        behind = bisect_left(starts, mention.end_char, first, end) - first
        if start < behind:
            yield Name(start, behind, index, mention, words[start].gender)


def _place_mentions(sentence: Sentence, names: Iterable[Name]) -> None:
    for name in names:
        label = name.mention.label
        if label == "PER" and name.mention.parent is None:
            sentence.person_at.update(range(name.start, name.end))
        elif label in ("ORG", "LOC"):
            table = sentence.bodies if label == "ORG" else sentence.places
            if name.start not in table or table[name.start].end < name.end:
                table[name.start] = name
            if label == "ORG":
                sentence.covered.update(range(name.start, name.end))
