"""A Doc as the rules of this stage read it: words without white space, sentences, paragraphs, marks, named mentions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline.document import get
from pipeline.marks import Marks, Pair, parse
from pipeline.memory import remembered
from pipeline.morphology.analyzer import features_of, is_only, parses
from pipeline.records import Mention, Section
from pipeline.text import shadow
from pipeline.token_table import doc_text, token_table

LONGEST_SENTENCE = 600
"""A sentence of more words is read in pieces, so that the work grows with the length of the text alone."""
RATIO = "∶"
"""What a colon between digits is read as, so that no rule takes the clock time «5:40» for a colon before speech."""
SILENT_SECTIONS = frozenset({"header", "credit", "contacts", "tail"})
_STARTERS = frozenset({"ADP", "ADV", "CCONJ", "DET", "PART", "PRON", "SCONJ", "VERB"})
"""Words that start a sentence where one behind a name might be a part of it («Лента.Ру»)."""
_PARAGRAPH = re.compile(r"[^\n\r]+")


@dataclass(slots=True)
class Word:
    """A token that is not white space: its place, forms and the morphology that the rules ask for."""

    i: int
    start: int
    end: int
    text: str
    lower: str
    lemma: str
    pos: str
    case: str
    number: str
    gender: str
    person: str
    form: str
    animacy: str
    tense: str
    token: int

    @property
    def is_finite(self) -> bool:
        return self.form == "Fin" and self.pos in ("VERB", "AUX")

    @property
    def is_gerund(self) -> bool:
        return self.form == "Conv"

    @property
    def is_nominal(self) -> bool:
        return self.pos in ("NOUN", "PROPN")

    @property
    def capitalised(self) -> bool:
        return self.text[:1].isupper()


class _Features(NamedTuple):
    """What the tags of a word say, in the order of the fields of a Word; "" where they say nothing."""

    case: str = ""
    number: str = ""
    gender: str = ""
    person: str = ""
    form: str = ""
    animacy: str = ""
    tense: str = ""


_TAGS = ("Case", "Number", "Gender", "Person", "VerbForm", "Animacy", "Tense")


@remembered
def _features(morph: str) -> _Features:
    found = features_of(morph)
    return _Features(*(found.get(tag, "") for tag in _TAGS))


_MAY_BE_VERBS = frozenset({"VERB", "NOUN", "ADJ", "PROPN", "X"})
_NUMBERS = {"sing": "Sing", "plur": "Plur"}
_GENDERS = {"masc": "Masc", "femn": "Fem", "neut": "Neut"}
_PERSONS = {"1per": "1", "2per": "2", "3per": "3"}
_TENSES = {"past": "Past", "pres": "Pres", "futr": "Fut"}


@remembered
def _finite_verb(word: str) -> _Features | None:
    """The features of a word that the dictionary knows as a finite verb and as nothing else."""
    found = parses(word)
    if not found or not all(p.is_known and p.tag.POS == "VERB" and p.tag.mood == "indc" for p in found):
        return None
    tag = found[0].tag
    return _Features(
        number=_NUMBERS.get(tag.number, ""),
        gender=_GENDERS.get(tag.gender, ""),
        person=_PERSONS.get(tag.person, ""),
        form="Fin",
        tense=_TENSES.get(tag.tense, ""),
    )


@remembered
def _is_plural_of_persons(word: str) -> bool:
    """Whether a word joins two common nouns for persons, in a form that no nominative singular has."""
    halves = word.split("-")
    tags = [[p.tag.grammemes for p in parses(half) if p.is_known and p.tag.POS == "NOUN"] for half in halves]
    plural, single = {"anim", "plur", "nomn"}, {"sing", "nomn"}
    return len(halves) > 1 and all(
        any(plural <= tag for tag in found)
        and not any(single <= tag or tag & {"Name", "Surn", "Patr", "Geox"} for tag in found)
        for found in tags
    )


def _words(doc: Doc) -> list[Word]:
    """The tokens of a Doc that are not white space; tags the dictionary contradicts are put right."""
    table = token_table(doc)
    tokens = table.words
    if not tokens:
        return []
    clean, lemmas = [table.cleaned[i] for i in tokens], [table.lemmas[i] for i in tokens]
    starts, ends = [table.starts[i] for i in tokens], [table.ends[i] for i in tokens]
    tagged = [_tagged(word, table.pos[i], table.morphs[i]) for word, i in zip(clean, tokens, strict=True)]
    lower, pos, features = zip(*tagged, strict=True)
    columns = (clean, lower, lemmas, pos, *zip(*features, strict=True), tokens)
    found = list(map(Word, range(len(tokens)), starts, ends, *columns))
    for before, colon, behind in zip(found, found[1:], found[2:], strict=False):
        if colon.text == ":" and before.end == colon.start and colon.end == behind.start:
            colon.text = RATIO if before.text[-1:].isdigit() and behind.text[:1].isdigit() else ":"
    return found


@remembered
def _tagged(clean: str, pos: str, morph: str) -> tuple[str, str, _Features]:
    """A word in lower case, with the part of speech and the features of its tag where the dictionary allows them."""
    lower, features = clean.lower(), _features(morph)
    if pos in _MAY_BE_VERBS and features.form != "Fin":
        verb = _finite_verb(lower)
        features, pos = (verb, "VERB") if verb is not None else (features, pos)
    pos = "NOUN" if pos == "ADJ" and is_only(lower, "NOUN") else pos
    if features.number == "Sing" and features.case == "Nom" and "-" in lower and _is_plural_of_persons(lower):
        features, pos = features._replace(number="Plur", gender="", animacy="Anim"), "NOUN"
    return lower, pos, features


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of words, from the first to behind the last."""

    first: int
    last: int


@dataclass(slots=True)
class Reading:
    """What the rules see of one text. Word positions are indices of `words`; everything else is in characters."""

    text: str
    words: list[Word]
    sentences: list[Range]
    paragraphs: list[tuple[int, int]]
    marks: Marks
    mentions: list[Mention]
    silent: list[tuple[int, int]]
    starts: list[int] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    inner: list[bool] = field(default_factory=list)
    outermost: dict[int, Pair] = field(default_factory=dict)
    exact: frozenset[tuple[int, int]] = frozenset()
    named: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)

    def word_at(self, offset: int) -> int:
        """The first word that starts at or behind an offset."""
        return bisect_left(self.starts, offset)

    def sentence_of(self, word: int) -> Range:
        """The sentence that a word lies in."""
        place = bisect_right(self.sentences, word, key=lambda s: s.first) - 1
        return self.sentences[max(0, place)]

    def number_of(self, word: int) -> int:
        """The number of the sentence that a word lies in."""
        return max(0, bisect_right(self.sentences, word, key=lambda s: s.first) - 1)

    def paragraph_of(self, offset: int) -> int:
        """The number of the paragraph that an offset lies in (or follows)."""
        return max(0, bisect_right(self.paragraphs, offset, key=lambda p: p[0]) - 1)

    def is_silent(self, offset: int) -> bool:
        """Whether an offset lies where nobody speaks: a header, a photo credit, contacts, a tail."""
        return any(start <= offset < end for start, end in self.silent)

    def starts_sentence(self, offset: int) -> bool:
        """Whether the first word at or behind an offset starts a sentence, opening dashes and marks aside."""
        place = self.word_at(offset)
        if place >= len(self.words):
            return False
        first = self.sentence_of(place).first
        return (
            all(not word.text[:1].isalnum() for word in self.words[max(first, place - 4) : place]) and place - first < 4
        )

    def mentions_in(self, first: int, last: int, label: str) -> Iterator[Mention]:
        """The mentions of a label among the words from `first` to behind `last`, in order."""
        if first >= last or first >= len(self.words):
            return
        low, high = self.words[first].start, self.words[min(last, len(self.words)) - 1].end
        place = bisect_left(self.mentions, low, key=lambda m: m.start_char)
        while place < len(self.mentions) and self.mentions[place].start_char < high:
            mention = self.mentions[place]
            if mention.label == label and mention.end_char <= high:
                yield mention
            place += 1

    def range_of(self, start: int, end: int) -> Range:
        """The words of a character range."""
        return Range(self.word_at(start), self.word_at(end))

    def covering(self, word: int, *labels: str) -> Mention | None:
        """The widest mention of one of the labels that a word lies in."""
        offset = self.words[word].start
        place = bisect_right(self.mentions, offset, key=lambda m: m.start_char) - 1
        found = None
        for mention in self.mentions[max(0, place - 5) : place + 1]:
            wider = found is None or mention.end_char - mention.start_char > found.end_char - found.start_char
            if mention.end_char > offset and mention.label in labels and wider:
                found = mention
        return found


def read(doc: Doc) -> Reading:
    """Read a Doc; where no sentences are marked its lines are read as such."""
    words, text = _words(doc), doc_text(doc)
    marks = _marks(text)
    reading = Reading(
        text=text,
        words=words,
        sentences=list(_sentences(doc, words)),
        paragraphs=[(m.start(), m.end()) for m in _PARAGRAPH.finditer(text) if m.group().strip()],
        marks=marks,
        mentions=[m for m in get(doc, Mention) if m.label in ("PER", "ORG", "LOC")],
        silent=[(s.start_char, s.end_char) for s in get(doc, Section) if s.kind in SILENT_SECTIONS],
        starts=[word.start for word in words],
    )
    outermost = marks.outermost()
    reading.outermost = {pair.start: pair for pair in outermost}
    reading.exact = frozenset((pair.start, pair.end) for pair in marks.pairs)
    reading.quoted = _quoted(reading.starts, outermost)
    reading.inner = _quoted(reading.starts, [pair for pair in marks.pairs if pair.depth == 1])
    return reading


def _marks(text: str) -> Marks:
    """The marks of a text, read on its cleaned copy, in offsets of the text as received."""
    cleaned = shadow(text)
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


def _sentences(doc: Doc, words: list[Word]) -> Iterator[Range]:
    if not words:
        return
    firsts = sorted({0, *_marked(doc, words), *_glued(words)})
    for first, last in zip(firsts, [*firsts[1:], len(words)], strict=True):
        for start in range(first, last, LONGEST_SENTENCE):
            yield Range(start, min(last, start + LONGEST_SENTENCE))


def _marked(doc: Doc, words: list[Word]) -> Iterator[int]:
    """Words that start a sentence as marked on the Doc; where nothing is marked, words that start a line."""
    if not doc.has_annotation("SENT_START"):
        for before, word in pairwise(words):
            if "\n" in doc_text(doc)[before.end : word.start]:
                yield word.i
        return
    starts = [token for token, mark in enumerate(doc.to_array("SENT_START").tolist()) if mark == 1]
    tokens = [word.token for word in words]
    for start in starts:
        place = bisect_left(tokens, start)
        if place < len(words):
            yield place


def _glued(words: list[Word]) -> Iterator[int]:
    """Words that start a sentence right behind the stop of the one before: «кредитов.Сегодня»."""
    for stop in words:
        if stop.text not in (".", "».") or not 0 < stop.i < len(words) - 1:
            continue
        before, word = words[stop.i - 1], words[stop.i + 1]
        if stop.end != word.start or stop.start != before.end:
            continue
        closed = (before.text.islower() and len(before.text) > 2) or before.text.isdigit() or before.text in "»%)"
        named = len(before.text) > 3 and before.text[0].isupper() and before.text[1:].islower()
        if word.text in "«„" and stop.i + 2 < len(words) and words[stop.i + 2].end > word.end + 1:
            word, closed = words[stop.i + 2], closed or named
        started = word.text[1:2].islower() or (len(word.text) == 1 and word.pos in ("ADP", "CCONJ", "PRON"))
        if (closed or (named and word.pos in _STARTERS)) and word.text[:1].isupper() and started:
            yield stop.i + 1


def _quoted(starts: list[int], pairs: list[Pair]) -> list[bool]:
    """For each word, by where it starts, whether it lies between marks, the marks included."""
    quoted = [False] * len(starts)
    for pair in pairs:
        for place in range(bisect_left(starts, pair.start), bisect_left(starts, pair.end)):
            quoted[place] = True
    return quoted
