"""What the names model knows of each word, as numbers: spelling, grammar, word lists, marks, and what others guessed.

Training and inference share this module, so that a word means the same to both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import NamedTuple, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pipeline.memory import remembered
from pipeline.morphology.analyzer import grammemes, parses
from pipeline.morphology.tagged import TaggedText, TaggedWord, end_to_end

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LABELS = ("PER", "ORG", "LOC")
_BEGIN = {label: 1 + 4 * number for number, label in enumerate(LABELS)}
"""The tag of the first word of a name of several."""
AFFIX_ROWS = 4096
_GRAMMEMES = (
    *("NOUN", "ADJF", "ADJS", "PRTF", "VERB", "INFN", "ADVB", "PREP", "CONJ", "PRCL", "NPRO", "NUMR"),
    *("Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Fixd", "Init", "Apro", "anim", "inan"),
    *("nomn", "gent", "datv", "accs", "ablt", "loct", "sing", "plur", "masc", "femn", "neut", "Pltm"),
)
_PARTS = (
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ"),
    *("SYM", "VERB", "X"),
)
_FEATURES = (
    *("Case=Nom", "Case=Gen", "Case=Dat", "Case=Acc", "Case=Ins", "Case=Loc", "Number=Sing", "Number=Plur"),
    *("Gender=Masc", "Gender=Fem", "Gender=Neut", "Animacy=Anim", "Animacy=Inan", "Foreign=Yes"),
)
_PART_OF = {name: place for place, name in enumerate(_PARTS)}
_FEATURE_OF = {name: len(_PARTS) + place for place, name in enumerate(_FEATURES)}
_SPELLINGS = 14
_SURROUNDINGS = 15
GUESS_COLUMNS = 13 + 2 * len(LABELS) + len(LABELS)
CONTEXT_COLUMNS = _SURROUNDINGS + 2 * GUESS_COLUMNS
OPENING, CLOSING = frozenset("«„“"), frozenset("»”“")
LONGEST_NAME = 12
_PAIRED = OPENING | CLOSING | {'"', "(", ")"}


class NameSpan(NamedTuple):
    """A name over words `start` to `end` (exclusive); inner ones lie in another; score is the model's, 0 to 1."""

    start: int
    end: int
    label: str
    score: float = 1.0
    inner: bool = False


class Span(Protocol):
    """What a name has of whomever it was found by."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def label(self) -> str: ...


class Hints:
    """Word lists as bits: each kind of word (head of a body, class word, legal form ...) is one column."""

    def __init__(self, kinds: Sequence[str], words: Mapping[str, Iterable[str]]) -> None:
        self.kinds = tuple(kinds)
        place = {kind: column for column, kind in enumerate(self.kinds)}
        self._rows: dict[str, Floats] = {}
        for word, its_kinds in words.items():
            row = np.zeros(len(self.kinds), dtype=np.float32)
            row[[place[kind] for kind in its_kinds]] = 1
            self._rows[word] = row
        self._none = np.zeros(len(self.kinds), dtype=np.float32)

    def row(self, word: TaggedWord) -> Floats:
        """The bits of a word, by its text or its lemma."""
        found = self._rows.get(word.text)
        return self._rows.get(word.lemma, self._none) if found is None else found


def affixes(text: str) -> tuple[int, ...]:
    """Rows of a table of affixes: a prefix of three letters, suffixes of two, three and four."""
    low = text.lower()
    pieces = (f"^{low[:3]}", f"{low[-2:]}$", f"{low[-3:]}$", f"{low[-4:]}$")
    return tuple(crc32(piece.encode()) % AFFIX_ROWS for piece in pieces)


@remembered
def _spelling(text: str) -> Floats:
    """How a word is written and what the dictionary makes of it."""
    low, first = text.lower(), text[:1]
    found = parses(low) if first.isalpha() else ()
    seen = {grammeme for parse in found for grammeme in grammemes(parse)}
    bits = (
        first.isupper(),
        len(text) > 1 and text.isupper(),
        text.isascii() and first.isalpha(),
        first.isdigit(),
        "-" in text and len(text) > 1,
        len(text) == 1,
        any(letter.isupper() for letter in text[1:]) and not text.isupper(),
        text in OPENING,
        text in CLOSING,
        text == '"',
        text in "()[]",
        text in "-–—",
        text in ",.;:!?",
        any(parse.is_known for parse in found),
    )
    return np.array([*bits, *(name in seen for name in _GRAMMEMES)], dtype=np.float32)


@remembered
def _tag(pos: str, morph: str) -> Floats:
    row = np.zeros(len(_PARTS) + len(_FEATURES), dtype=np.float32)
    if pos in _PART_OF:
        row[_PART_OF[pos]] = 1
    for feature in morph.split("|"):
        if feature in _FEATURE_OF:
            row[_FEATURE_OF[feature]] = 1
    return row


def width(hints: Hints) -> int:
    """How many numbers `describe` gives for a word."""
    own = _SPELLINGS + len(_GRAMMEMES) + len(_PARTS) + len(_FEATURES) + len(hints.kinds) + _SURROUNDINGS
    return own + 2 * GUESS_COLUMNS


def describe(text: TaggedText, hints: Hints, tagged: Sequence[NameSpan], ruled: Sequence[NameSpan]) -> Floats:
    """One row of numbers a word; at its end `GUESS_COLUMNS` of the tagger's spans, then as many of the rules'."""
    if not text.words:
        return np.zeros((0, width(hints)), dtype=np.float32)
    return np.concatenate((own_of(text.words, hints), context_of([text], tagged, ruled)), axis=1)


def own_of(words: Sequence[TaggedWord], hints: Hints) -> Floats:
    """The part of `describe` that each word has by itself, wherever it stands."""
    return np.stack([np.concatenate((_spelling(w.text), _tag(w.pos, w.morph), hints.row(w))) for w in words])


def context_of(texts: Sequence[TaggedText], tagged: Sequence[NameSpan], ruled: Sequence[NameSpan]) -> Floats:
    """The rest of `describe` for texts one behind the other: lines, marks and brackets around each word, and the spans
    that others guessed (see `spans_end_to_end`)."""
    capitals = _Capitals.of(texts)
    guesses = [_guesses(capitals, spans) for spans in (tagged, ruled)]
    return np.concatenate((_surroundings(end_to_end(texts)), *guesses), axis=1)


def spans_end_to_end(texts: Sequence[TaggedText], spans: Sequence[Sequence[Span]]) -> list[NameSpan]:
    """The spans of texts as spans of the texts one behind the other."""
    starts = accumulate(map(len, texts), initial=0)
    return [
        NameSpan(start + span.start, start + span.end, span.label)
        for start, held in zip(starts, spans, strict=False)
        for span in held
    ]


def _surroundings(text: TaggedText) -> Floats:
    """Lines, sentences, quotation marks and brackets around each word."""
    words = text.words
    rows = np.zeros((len(words), _SURROUNDINGS), dtype=np.float32)
    if not words:
        return rows
    lines = np.array(text.lines)
    cuts = np.flatnonzero(lines[1:] != lines[:-1]) + 1
    rows[0, 0] = rows[-1, 1] = 1
    rows[cuts, 0] = rows[cuts - 1, 1] = 1
    rows[:, 2] = text.opens
    rows[:, 3] = text.glued
    rows[:-1, 4] = rows[1:, 3]
    marked = text.places(text.types.having(_PAIRED))
    lines_of_marks = groupby(marked, key=text.lines.__getitem__)
    for _, places in lines_of_marks:
        _mark_quotes(words, list(places), rows)
    return rows


def _mark_quotes(words: Sequence[TaggedWord], marked: Sequence[int], rows: Floats) -> None:
    """Write down what the marks and brackets at some places of a line enclose."""
    pairs, brackets = _pairs(words, marked)
    for depth, (opening, close) in enumerate(sorted(pairs)):
        short = close - opening <= LONGEST_NAME
        inside = slice(opening + 1, close)
        rows[inside, 5 if short else 6] += 1
        rows[opening, 7 if short else 8] = 1
        rows[close, 9 if short else 10] = 1
        rows[inside, 11] += close - opening <= 5
        if opening + 1 < close and words[opening + 1].capital:
            rows[opening : close + 1, 12] = 1
        if depth > LONGEST_NAME and not short:
            break
    for opening, close in brackets:
        rows[opening + 1 : min(close, opening + 40), 13] = 1
        rows[opening + 1, 14] = close == opening + 2


def _pairs(words: Sequence[TaggedWord], marked: Sequence[int]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Matching quotation marks and matching brackets of a line, of those that it holds."""
    pairs: list[tuple[int, int]] = []
    brackets: list[tuple[int, int]] = []
    stack: list[int] = []
    straight: int | None = None
    bracket: int | None = None
    for place in marked:
        text = words[place].text
        if text == '"':
            if straight is not None:
                pairs.append((straight, place))
            straight = place if straight is None else None
        elif text in CLOSING and stack:
            pairs.append((stack.pop(), place))
        elif text in OPENING:
            stack.append(place)
        elif text == "(":
            bracket = place
        elif text == ")" and bracket is not None:
            brackets.append((bracket, place))
            bracket = None
    return pairs, brackets


def outermost(spans: Iterable[NameSpan]) -> tuple[list[NameSpan], list[NameSpan]]:
    """Spans that lie in no other, and the rest, both in text order."""
    outer: list[NameSpan] = []
    inner: list[NameSpan] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        (inner if outer and span.start < outer[-1].end else outer).append(span)
    return outer, inner


def _guesses(capitals: _Capitals, spans: Sequence[NameSpan]) -> Floats:
    """Somebody else's spans: BIOES bits of the outer ones, begin and inside of the inner ones, shares by lemma."""
    rows = np.zeros((len(capitals.keys), GUESS_COLUMNS), dtype=np.float32)
    if not spans:
        return rows
    outer, inner = outermost(spans)
    places, tags = _places_and_tags(outer)
    rows[places, 0] = 1
    rows[places, tags] = 1
    for span in inner:
        column = 13 + 2 * LABELS.index(span.label)
        rows[span.start, column] = 1
        rows[span.start + 1 : span.end, column + 1] = 1
    capitals.share(spans, rows[:, 13 + 2 * len(LABELS) :])
    return rows


def head_tags(length: int, spans: Iterable[NameSpan]) -> Ints:
    """The tag of every word for each head (outermost names, inner places and people, inner organisations)."""
    tags = np.zeros((length, 3), dtype=np.int64)
    outer, inner = outermost(spans)
    places = outermost(s for s in inner if s.label != "ORG")[0]
    bodies = outermost(s for s in inner if s.label == "ORG")[0]
    for head, held in enumerate((outer, places, bodies)):
        places_of_head, tags_of_head = _places_and_tags(held)
        tags[places_of_head, head] = tags_of_head
    return tags


def _places_and_tags(spans: Sequence[NameSpan]) -> tuple[Ints, Ints]:
    """The words of spans and the BIOES tag of each as a number: 0 is outside, then B, I, E, S of each label."""
    starts, sizes, begin = (
        np.array(column, np.int64)
        for column in (
            [span.start for span in spans],
            [span.end - span.start for span in spans],
            [_BEGIN[span.label] for span in spans],
        )
    )
    behind = np.cumsum(sizes)
    first = behind - sizes
    places = np.arange(first.size and behind[-1]) + np.repeat(starts - first, sizes)
    tags = np.repeat(begin + 1, sizes)
    tags[first] = begin
    tags[behind - 1] = np.where(sizes > 1, begin + 2, begin + 3)
    return places, tags


@dataclass(frozen=True, slots=True)
class _Capitals:
    """The capitalised words of texts by text and lemma: the number of each word's (-1 for others), and their counts."""

    keys: Ints
    totals: Ints

    @classmethod
    def of(cls, texts: Sequence[TaggedText]) -> _Capitals:
        number: dict[tuple[int, str], int] = {}
        held = np.full(sum(map(len, texts)), -1, dtype=np.int64)
        start = 0
        for place, text in enumerate(texts):
            capitals = text.places(text.types.capitals)
            keys = [number.setdefault((place, text.words[i].lemma), len(number)) for i in capitals]
            held[[start + i for i in capitals]] = keys
            start += len(text)
        return cls(held, np.maximum(np.bincount(held[held >= 0], minlength=len(number)), 1))

    def share(self, spans: Iterable[NameSpan], into: Floats) -> None:
        """For every capitalised word, in what share of its places in the text it lies in a span of each label."""
        known = self.keys >= 0
        for column, label in enumerate(LABELS):
            held = [span for span in spans if span.label == label]
            if not held:
                continue
            inside = np.zeros(len(self.keys), dtype=bool)
            inside[_places_and_tags(held)[0]] = True
            counts = np.bincount(self.keys[known & inside], minlength=len(self.totals))
            into[known, column] = (counts / self.totals)[self.keys[known]]
