"""A release's words as the rules read them: tagged, without white space, with lines and pairs of quotation marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import compress

from pipeline.memory import remembered
from pipeline.morphology.analyzer import grammemes, parses
from pipeline.morphology.tagged import TaggedText, TaggedWord

LONGEST_NAME = 12
OPENING, CLOSING = frozenset("«„“"), frozenset("»”“")
DASHES = frozenset("-–—")
_OPENERS = frozenset('«„“"')
MARKS = OPENING | CLOSING | {'"'}


@dataclass(slots=True)
class View:
    """The words of a release, which of them open a sentence, and for each opening mark the one that closes it.

    opens: as in the text, and those behind marks and dashes that open one. capitals: the places of capitalised words.
    """

    text: TaggedText
    words: list[TaggedWord] = field(init=False)
    opens: list[bool] = field(init=False)
    capitals: list[int] = field(init=False)
    partner: dict[int, int] = field(default_factory=dict)
    opener: dict[int, int] = field(default_factory=dict)
    openings: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.words = self.text.words
        self.opens = _opening(self.text)
        self.capitals = self.text.places(self.text.types.capitals)
        _pair_marks(self)

    def capitals_that(self, test: Callable[[TaggedWord], bool]) -> list[int]:
        """The places of the capitalised words that pass a test, in order."""
        return self.text.places(self.text.types.capitals_that(test))

    def having(self, words: frozenset[str]) -> list[int]:
        """The places of some words in lower case, in order."""
        return self.text.places(self.text.types.having(words))

    def of_lemmas(self, lemmas: frozenset[str]) -> list[int]:
        """The places whose lemma, or the first or last part of a hyphenated one, is among some, in order."""
        return self.text.places(self.text.types.of_lemmas(lemmas))

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, place: int) -> TaggedWord:
        return self.words[place]

    def text_at(self, place: int) -> str:
        """The word at a place, "" outside the text."""
        return self.words[place].text if 0 <= place < len(self.words) else ""

    def same_line(self, first: int, second: int) -> bool:
        """Whether two places lie inside the text and in one line."""
        lines = self.text.lines
        return 0 <= first < len(lines) and 0 <= second < len(lines) and lines[first] == lines[second]

    def name_end(self, opening: int) -> int | None:
        """The place behind the mark that closes a short quoted name, also where two marks are closed by one."""
        close = self.partner.get(opening)
        if close is not None and close - opening <= LONGEST_NAME and self.same_line(opening, close):
            return close + 1
        for inner in range(opening + 1, min(opening + 8, len(self.words))):
            if not self.same_line(opening, inner):
                return None
            if inner in self.partner:
                close = self.partner[inner]
                return close + 1 if close - inner <= LONGEST_NAME and self.same_line(inner, close) else None
        return None

    def enclosing(self, place: int) -> tuple[int, int] | None:
        """The innermost pair of marks of a short quoted name around a place."""
        for opening in range(place - 1, max(-1, place - LONGEST_NAME), -1):
            close = self.partner.get(opening)
            if close is not None and close > place:
                return (opening, close) if close - opening <= LONGEST_NAME else None
        return None


def _opening(text: TaggedText) -> list[bool]:
    """Which words open a sentence: those marked as first, behind opening marks, and behind a word that opens one and
    is none («— Завод»)."""
    opens = [False] * len(text)
    behind_marks = [place + 1 for place in text.places(text.types.having(_OPENERS))]
    for place in (0, *compress(range(len(text)), text.opens), *behind_marks):
        while place < len(text) and not opens[place]:
            opens[place] = True
            place += not text.words[place].text[:1].isalnum()
    return opens


def _pair_marks(view: View) -> None:
    """Pair quotation marks line by line; straight marks open where a word follows and closes where one precedes."""
    stack: list[int] = []
    lines, line = view.text.lines, -1
    for place in view.having(MARKS):
        if lines[place] != line:
            stack, line = [], lines[place]
        if _closes(view, place, stack):
            if stack:
                opening = stack.pop()
                view.partner[opening] = place
                view.opener[place] = opening
        else:
            stack.append(place)
            view.openings.add(place)


def _closes(view: View, place: int, stack: list[int]) -> bool:
    text, glued = view[place].text, view.text.glued
    if text == '"':
        leads = place + 1 < len(view) and glued[place + 1] and view[place + 1].text[:1].isalnum()
        return bool(stack) and glued[place] and not leads
    if text == "“":
        return bool(stack) and view[stack[-1]].text in "„“"
    return text in CLOSING


@remembered
def can_be(word: str, grammeme: str) -> bool:
    """Whether some parse of a word has a grammeme."""
    return any(grammeme in grammemes(parse) for parse in parses(word.lower()))


@remembered
def is_known_as(word: str, grammeme: str) -> bool:
    """Whether the dictionary has a word with a grammeme."""
    return any(parse.is_known and grammeme in grammemes(parse) for parse in parses(word.lower()))


@remembered
def is_word(word: str) -> bool:
    """Whether the dictionary has a word."""
    return any(parse.is_known for parse in parses(word.lower()))


@remembered
def place_in_case(word: str, case: str) -> bool:
    """Whether the dictionary has a word as a place in a case, and not as one in the nominative."""
    found = [grammemes(parse) for parse in parses(word.lower()) if parse.is_known and "Geox" in parse.tag]
    return any(case in tags for tags in found) and not any("nomn" in tags for tags in found)
