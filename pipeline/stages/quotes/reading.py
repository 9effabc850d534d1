"""A Doc as the rules of this stage read it: words without white space, sentences, paragraphs, marks, named mentions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline.document import get
from pipeline.marks import Marks, Pair, parse
from pipeline.morphology.tagged import TaggedText, tagged_table
from pipeline.records import Mention, Section
from pipeline.stages.quotes.forms import Word, word_of
from pipeline.stages.quotes.reporting import Cue, reports_behind
from pipeline.text import Shadow
from pipeline.token_table import TokenTable, doc_shadow, doc_text, has_sentences

LONGEST_SENTENCE = 600
"""A sentence of more words is read in pieces, so that the work grows with the length of the text alone."""
RATIO = "∶"
"""What a colon between digits is read as, so that no rule takes the clock time «5:40» for a colon before speech."""
_COLON = frozenset(":")
_STOPS = frozenset({".", "»."})
LABELS = ("PER", "ORG", "LOC")
SILENT_SECTIONS = frozenset({"header", "credit", "contacts", "tail"})
_STARTERS = frozenset({"ADP", "ADV", "CCONJ", "DET", "PART", "PRON", "SCONJ", "VERB"})
"""Words that start a sentence where one behind a name might be a part of it («Лента.Ру»)."""
_PARAGRAPH = re.compile(r"[^\n\r]+")


class Range(NamedTuple):
    """A stretch of words, from the first to behind the last."""

    first: int
    last: int


class Spot(NamedTuple):
    """Where an offset lies: the numbers of its paragraph, sentence and word."""

    paragraph: int
    sentence: int
    word: int


@dataclass(slots=True)
class Reading:
    """What the rules see of one text. Word positions are indices of `words`; everything else is in characters.

    table: the tokens of the Doc. starts, ends: of the words. telling: the words that a report may begin with.
    """

    text: str
    table: TokenTable
    words: list[Word]
    starts: list[int]
    ends: list[int]
    sentences: list[Range]
    paragraphs: list[tuple[int, int]]
    marks: Marks
    mentions: list[Mention]
    silent: list[tuple[int, int]]
    telling: list[int] = field(init=False)
    cues: dict[int, Cue] = field(init=False)
    cue_places: list[int] = field(init=False)
    outermost: dict[int, Pair] = field(init=False)
    exact: frozenset[tuple[int, int]] = field(init=False)
    quoted: list[bool] = field(init=False)
    inner: list[bool] = field(init=False)
    _firsts: list[int] = field(init=False)
    _paragraph_starts: list[int] = field(init=False)
    _mention_starts: list[int] = field(init=False)
    _labelled: dict[str, tuple[list[int], list[Mention]]] = field(init=False)

    def __post_init__(self) -> None:
        self.telling = [place for place, word in enumerate(self.words) if word.may_tell]
        self.cues = dict(_cues(self.words, self.telling))
        self.cue_places = list(self.cues)
        outermost = self.marks.outermost()
        self.outermost = {pair.start: pair for pair in outermost}
        self.exact = frozenset((pair.start, pair.end) for pair in self.marks.pairs)
        self.quoted = _quoted(self.starts, outermost)
        self.inner = _quoted(self.starts, [pair for pair in self.marks.pairs if pair.depth == 1])
        self._firsts = [sentence.first for sentence in self.sentences]
        self._paragraph_starts = [start for start, _ in self.paragraphs]
        self._mention_starts = [mention.start_char for mention in self.mentions]
        self._labelled = {label: ([], []) for label in LABELS}
        for mention in self.mentions:
            starts, mentions = self._labelled[mention.label]
            starts.append(mention.start_char)
            mentions.append(mention)

    def word_at(self, offset: int) -> int:
        """The first word that starts at or behind an offset."""
        return bisect_left(self.starts, offset)

    def sentence_of(self, word: int) -> Range:
        """The sentence that a word lies in."""
        return self.sentences[self.number_of(word)]

    def number_of(self, word: int) -> int:
        """The number of the sentence that a word lies in."""
        return max(0, bisect_right(self._firsts, word) - 1)

    def paragraph_of(self, offset: int) -> int:
        """The number of the paragraph that an offset lies in (or follows)."""
        return max(0, bisect_right(self._paragraph_starts, offset) - 1)

    def spot_of(self, offset: int) -> Spot:
        """Where an offset lies."""
        word = self.word_at(offset)
        return Spot(self.paragraph_of(offset), self.number_of(word), word)

    def is_silent(self, offset: int) -> bool:
        """Whether an offset lies where nobody speaks: a header, a photo credit, contacts, a tail."""
        return any(start <= offset < end for start, end in self.silent)

    def telling_sentences(self) -> Iterator[tuple[Range, list[int]]]:
        """The sentences in which somebody may speak, each with the words that a report may begin with."""
        first = 0
        for sentence in self.sentences:
            behind = bisect_left(self.telling, sentence.last, first)
            if first < behind and not self.is_silent(self.starts[sentence.first]):
                yield sentence, self.telling[first:behind]
            first = behind

    def starts_sentence(self, offset: int) -> bool:
        """Whether the first word at or behind an offset starts a sentence, opening dashes and marks aside."""
        place = self.word_at(offset)
        if place >= len(self.words):
            return False
        first = self.sentence_of(place).first
        return place - first < 4 and not any(word.text[:1].isalnum() for word in self.words[first:place])

    def mentions_in(self, first: int, last: int, label: str) -> Iterator[Mention]:
        """The mentions of a label among the words from `first` to behind `last`, in order."""
        if first >= last or first >= len(self.words):
            return
        low, high = self.starts[first], self.ends[min(last, len(self.words)) - 1]
        starts, mentions = self._labelled[label]
        for place in range(bisect_left(starts, low), bisect_left(starts, high)):
            if mentions[place].end_char <= high:
                yield mentions[place]

    def range_of(self, start: int, end: int) -> Range:
        """The words of a character range."""
        return Range(self.word_at(start), self.word_at(end))

    def covering(self, word: int, *labels: str) -> Mention | None:
        """The widest mention of one of the labels that a word lies in."""
        offset = self.starts[word]
        place = bisect_right(self._mention_starts, offset) - 1
        found, widest = None, 0
        for mention in self.mentions[max(0, place - 5) : place + 1]:
            if mention.end_char > offset and mention.label in labels:
                width = mention.end_char - mention.start_char
                if found is None or width > widest:
                    found, widest = mention, width
        return found


def read(doc: Doc) -> Reading:
    """Read a Doc; where no sentences are marked its lines are read as such."""
    text, (table, tagged) = doc_text(doc), tagged_table(doc)
    starts, ends = tagged.starts, tagged.ends
    words = _words(tagged)
    return Reading(
        text=text,
        words=words,
        starts=starts,
        ends=ends,
        table=table,
        sentences=list(_sentences(doc, table, words, tagged)),
        paragraphs=[(m.start(), m.end()) for m in _PARAGRAPH.finditer(text) if not m.group().isspace()],
        marks=_marks(text, doc_shadow(doc)),
        mentions=[m for m in get(doc, Mention) if m.label in LABELS],
        silent=[(s.start_char, s.end_char) for s in get(doc, Section) if s.kind in SILENT_SECTIONS],
    )


def _words(tagged: TaggedText) -> list[Word]:
    """The words of a text, a colon between digits as the mark of a ratio."""
    words, glued = tagged.each(word_of), tagged.glued
    for place in tagged.places(tagged.types.having(_COLON)):
        if 0 < place < len(words) - 1 and glued[place] and glued[place + 1]:
            between_digits = words[place - 1].text[-1:].isdigit() and words[place + 1].text[:1].isdigit()
            if between_digits:
                words[place] = replace(words[place], text=RATIO)
    return words


def _cues(words: list[Word], places: list[int]) -> Iterator[tuple[int, Cue]]:
    """The reporting words among some, negated ones left out, with their places."""
    for place in places:
        word, report = words[place], words[place].report
        if report is not None and reports_behind(words[place - 1].lower if place else "", report.lemma):
            cue = Cue(place, place + 1, report.lemma, report.sort, report.frames, word.number, word.gender, report.form)
            yield place, cue


def _marks(text: str, cleaned: Shadow) -> Marks:
    """The marks of a text, read on its cleaned copy, in offsets of the text as received."""
    found = parse(cleaned.text)
    if len(cleaned.text) == len(text):
        return found
    to = cleaned.original
    pairs = tuple(
        Pair(
            to(p.start),
            cleaned.span(p.start, p.end)[1],
            cleaned.span(p.start, p.content_start)[1],
            to(p.content_end) if p.content_end < p.end else cleaned.span(p.start, p.end)[1],
            p.depth,
            p.series,
            p.repaired,
        )
        for p in found.pairs
    )
    repairs = tuple(type(r)(r.code, *cleaned.span(r.start, r.end)) for r in found.repairs)
    return Marks(pairs, repairs)


def _sentences(doc: Doc, table: TokenTable, words: list[Word], tagged: TaggedText) -> Iterator[Range]:
    if not words:
        return
    firsts = sorted({0, *_marked(doc, table), *_glued(words, tagged)})
    for first, last in zip(firsts, [*firsts[1:], len(words)], strict=True):
        for start in range(first, last, LONGEST_SENTENCE):
            yield Range(start, min(last, start + LONGEST_SENTENCE))


def _marked(doc: Doc, table: TokenTable) -> Iterator[int]:
    """Words that start a sentence as marked on the Doc; where nothing is marked, words that start a line."""
    if not has_sentences(doc):
        for place, (before, token) in enumerate(pairwise(table.words), 1):
            if "\n" in doc_text(doc)[table.ends[before] : table.starts[token]]:
                yield place
        return
    for token in table.firsts():
        place = bisect_left(table.words, token)
        if place < len(table.words):
            yield place


def _glued(words: list[Word], tagged: TaggedText) -> Iterator[int]:
    """Words that start a sentence right behind the stop of the one before: «кредитов.Сегодня»."""
    starts, ends = tagged.starts, tagged.ends
    for place in tagged.places(tagged.types.having(_STOPS)):
        if not 0 < place < len(words) - 1 or ends[place] != starts[place + 1] or starts[place] != ends[place - 1]:
            continue
        before, word = words[place - 1], words[place + 1]
        closed = (before.text.islower() and len(before.text) > 2) or before.text.isdigit() or before.text in "»%)"
        named = len(before.text) > 3 and before.text[0].isupper() and before.text[1:].islower()
        if word.text in "«„" and place + 2 < len(words) and ends[place + 2] > ends[place + 1] + 1:
            word, closed = words[place + 2], closed or named
        started = word.text[1:2].islower() or (len(word.text) == 1 and word.pos in ("ADP", "CCONJ", "PRON"))
        if (closed or (named and word.pos in _STARTERS)) and word.text[:1].isupper() and started:
            yield place + 1


def _quoted(starts: list[int], pairs: list[Pair]) -> list[bool]:
    """For each word, by where it starts, whether it lies between marks, the marks included."""
    quoted = [False] * len(starts)
    for pair in pairs:
        first, last = bisect_left(starts, pair.start), bisect_left(starts, pair.end)
        quoted[first:last] = [True] * (last - first)
    return quoted
