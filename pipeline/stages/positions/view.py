"""A sentence as the rules see it: its words without white space, and where mentions start and end among them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from spacy.tokens import Doc, Token

from pipeline.document import token_offsets, token_words
from pipeline.records import Mention
from pipeline.text import clean_word

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
    """The words of a sentence with the outermost mentions in it; `before`: whom «он» and «она» may mean, by gender."""

    tokens: Sequence[Token]
    words: Sequence[str]
    tags: Sequence[str]
    cases: Sequence[str]
    numbers: Sequence[str]
    people: list[Name] = field(default_factory=list)
    bodies: dict[int, Name] = field(default_factory=dict)
    places: dict[int, Name] = field(default_factory=dict)
    covered: set[int] = field(default_factory=set)
    person_at: set[int] = field(default_factory=set)
    before: dict[str, Name] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.tokens)

    def text(self, place: int) -> str:
        """The cleaned word at a place; "" outside the sentence."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def case(self, place: int) -> str:
        return self.cases[place]

    def number(self, place: int) -> str:
        return self.numbers[place]

    def pos(self, place: int) -> str:
        return self.tags[place] if 0 <= place < len(self.tags) else ""

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """The characters of a range of words."""
        last = self.tokens[end - 1]
        return self.tokens[start].idx, last.idx + len(last.text)

    def closing(self, place: int) -> int:
        """The place behind the quotation that opens at a place; `place` where it does not close."""
        depth = 0
        for here in range(place, min(len(self.tokens), place + 30)):
            word = self.text(here)
            if word in OPEN_QUOTES and word and not (depth and word in CLOSE_QUOTES):
                depth += 1
            elif word and word in CLOSE_QUOTES:
                depth -= 1
                if depth <= 0:
                    return here + 1
        return place


@lru_cache(maxsize=20_000)
def _case_and_number(morph: str) -> tuple[str, str]:
    found = dict(pair.split("=", 1) for pair in morph.split("|") if "=" in pair)
    return found.get("Case", ""), found.get("Number", "")


def sentences(doc: Doc, known: Sequence[Mention]) -> Iterator[Sentence]:
    """The sentences of a Doc that name a person or follow one that does, in order; lines where none are marked."""
    mentions = list(enumerate(known))
    starts = [mention.start_char for _, mention in mentions]
    words, offsets = [clean_word(word) for word in token_words(doc)], token_offsets(doc)
    strings, rows = doc.vocab.strings, doc.to_array(["POS", "MORPH"]).tolist()
    before: dict[str, Name] = {}
    for first, behind in pairwise([*_firsts(doc, words), len(words)]):
        places = [place for place in range(first, behind) if words[place].strip()]
        if not places:
            continue
        end = offsets[places[-1]] + len(doc[places[-1]].text)
        near = mentions[bisect_left(starts, offsets[places[0]]) : bisect_left(starts, end)]
        if not before and not any(mention.label == "PER" for _, mention in near):
            continue
        forms = [_case_and_number(strings[rows[place][1]]) for place in places]
        sentence = Sentence(
            [doc[place] for place in places],
            [words[place] for place in places],
            [strings[rows[place][0]] for place in places],
            [case for case, _ in forms],
            [number for _, number in forms],
        )
        _place_mentions(sentence, [offsets[place] for place in places], near)
        sentence.before = before
        yield sentence
        before = {name.gender: name for name in sentence.people} or before


def _firsts(doc: Doc, words: Sequence[str]) -> list[int]:
    """The tokens that start a sentence as marked; behind a line's end where nothing is marked."""
    if doc.has_annotation("SENT_START"):
        return [0, *(i for i, mark in enumerate(doc.to_array("SENT_START").tolist()) if mark == 1 and i)]
    return [0, *(i for i in range(1, len(words)) if "\n" in words[i - 1])]


def _place_mentions(sentence: Sentence, offsets: list[int], mentions: Sequence[tuple[int, Mention]]) -> None:
    for index, mention in mentions:
        start = bisect_left(offsets, mention.start_char)
        end = bisect_left(offsets, mention.end_char)
        if end <= start:
            continue
        gender = sentence.tokens[start].morph.to_dict().get("Gender", "")
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
