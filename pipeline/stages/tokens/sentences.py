"""Sentences: razdel's within a line, joined where a cut would fall inside quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from razdel.segmenters.punct import SMILES
from razdel.segmenters.sentenize import DELIMITER, DELIMITERS, SentSegmenter, SentSplit, SentSplitter

from pipeline.morphology.analyzer import grammemes, parses
from pipeline.morphology.glue import is_known_word
from pipeline.text import Shadow, shadow

LONGEST_LINE = 20_000
_LINE = re.compile(rf"[^\n\r]{{1,{LONGEST_LINE}}}")
_AFTER_INITIALS = re.compile(r" (?<=[а-яё] )[А-ЯЁ]\. ?[А-ЯЁ]\. (?=(?P<next>[А-ЯЁ][а-яё]*))")
_AFTER_YEAR = re.compile(r"\d\d\d\d г\. (?=(?P<next>[А-ЯЁ][а-яё]*))")
_RUN_TOGETHER = re.compile(r"(?<![А-ЯЁа-яё])(?P<left>[а-яё]{3,30})[.!?…](?=(?P<right>[А-ЯЁ][а-яё]{1,30}))")
_SEAM = re.compile(r"[.!?…](?<=[а-яё].)[А-ЯЁ][а-яё]")
_SMILE = re.compile(SMILES)
_BRACKET = re.compile("[()]")
_MAY_END = r"(?=\s)(?!\s*[a-zа-яё]++(?!\w))"
_NAME_MARKS = frozenset({"Name", "Surn", "Patr"})
_OPEN, _CLOSE = "«„“", "»”"
_MARK = re.compile('["«„“»”]')


class _Splitter(SentSplitter):  # type: ignore[misc]
    """razdel's places where a sentence may end, without those that its rules join at a glance.

    They join where no white space follows and where a word in small letters does: nine places of ten.
    """

    def __init__(self) -> None:
        super().__init__(pattern=rf"([{re.escape(DELIMITERS)}]){_MAY_END}")
        self.with_smiles = re.compile(DELIMITER + _MAY_END)

    def delimiters(self, text: str) -> re.Pattern[str]:
        """What finds the places of a text where a sentence may end."""
        found: re.Pattern[str] = self.with_smiles if _BRACKET.search(text) and _SMILE.search(text) else self.re
        return found

    def __call__(self, text: str) -> Iterator[str | SentSplit]:
        previous = 0
        for match in self.delimiters(text).finditer(text):
            start, stop = match.span()
            yield text[previous:start]
            yield SentSplit(text[max(0, start - self.window) : start], match[1], text[stop : stop + self.window])
            previous = stop
        yield text[previous:]


_splitter = _Splitter()
_sentenize = SentSegmenter(split=_splitter)


def sentence_spans(text: str, cleaned: Shadow | None = None) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences of a text, in order, without the white space around them."""
    cleaned = cleaned or shadow(text)
    for line in _LINE.finditer(cleaned.text):
        for start, end in _line_sentences(line.group()):
            yield cleaned.span(line.start() + start, line.start() + end)


def _line_sentences(line: str) -> Iterator[tuple[int, int]]:
    inside = quoted_spans(line)
    start: int | None = None
    for low, high in _split_inside(line):
        if start is None:
            start = low
        place = bisect_left(inside, (high, 0)) - 1
        if place < 0 or high >= inside[place][1]:
            yield start, high
            start = None
    if start is not None:
        yield start, len(line.rstrip())


def _split_inside(line: str) -> Iterator[tuple[int, int]]:
    """razdel's sentences, cut also where `_cuts` finds a sentence's end inside one."""
    may_cut = _SEAM.search(line) or _AFTER_INITIALS.search(line) or (" г. " in line and _AFTER_YEAR.search(line))
    for start, stop in _by_razdel(line):
        for end, following in sorted(_cuts(line, start, stop)) if may_cut else ():
            yield start, end
            start = following
        yield start, stop


def _by_razdel(line: str) -> Iterator[tuple[int, int]]:
    """razdel's sentences; a line in which none may end is one."""
    if _splitter.delimiters(line).search(line):
        yield from ((sentence.start, sentence.stop) for sentence in _sentenize(line))
    else:
        whole = line.strip()
        start = line.find(whole)
        yield start, start + len(whole)


def _cuts(line: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Ends of sentences inside a stretch, each with where the next one starts.

    After initials that follow their surname («… Белов А. С. Все рады.»), after «г.» behind a year before a word that is
    no name, and between two words that a page has run together («… на сайте.Новые нормы …»).
    """
    for pattern in (_AFTER_INITIALS, _AFTER_YEAR):
        for match in pattern.finditer(line, start, stop):
            if not _may_be_name(match["next"]):
                yield match.end() - 1, match.end()
    for match in _RUN_TOGETHER.finditer(line, start, stop):
        if is_known_word(match["left"]) and is_known_word(match["right"]):
            yield match.start("right"), match.start("right")


def _may_be_name(word: str) -> bool:
    return not all(parse.is_known and _NAME_MARKS.isdisjoint(grammemes(parse)) for parse in parses(word))


def quoted_spans(line: str) -> list[tuple[int, int]]:
    """The outermost stretches of a line between matching quotation marks; marks without a partner count for nothing."""
    spans: list[tuple[int, int]] = []
    stack: list[int] = []
    straight: int | None = None
    for mark in _MARK.finditer(line):
        place, char = mark.start(), mark.group()
        if char == '"':
            if straight is None:
                straight = place
            else:
                spans.append((straight, place + 1))
                straight = None
        elif char in _OPEN and not (char == "“" and stack and line[stack[-1]] == "„"):
            stack.append(place)
        elif char in _CLOSE + "“" and stack:
            spans.append((stack.pop(), place + 1))
    return _outermost(spans)


def _outermost(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
