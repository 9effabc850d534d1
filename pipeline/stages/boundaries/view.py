"""A release's words as the rules read them: tagged, without white space, with lines and pairs of quotation marks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline.memory import remembered
from pipeline.morphology.analyzer import features_of, grammemes, parses
from pipeline.token_table import glued, openings, token_table

LONGEST_NAME = 12
OPENING, CLOSING = frozenset("«„“"), frozenset("»”“")
DASHES = frozenset("-–—")
_MARKS = frozenset('«„“"')
_PAIRED = OPENING | CLOSING | {'"'}


class Word(NamedTuple):
    """One word: text without invisible marks, lemma, tag, place in the release, its line and its looks."""

    text: str
    lemma: str
    pos: str
    case: str
    number: str
    gender: str
    animate: bool
    start_char: int
    end_char: int
    line: int
    glued: bool
    opens_sentence: bool
    lower: str
    capital: bool
    acronym: bool
    alpha: bool


@remembered
def look_of(text: str) -> tuple[str, bool, bool, bool]:
    """A word in lower case; whether it has a capital, is an acronym, starts with a letter."""
    alpha = text[:1].isalpha()
    return text.lower(), text[:1].isupper(), len(text) > 1 and text.isupper() and alpha, alpha


@dataclass(slots=True)
class View:
    """The words of a release and, for each opening mark, the place of the mark that closes it."""

    words: list[Word]
    partner: dict[int, int] = field(default_factory=dict)
    opener: dict[int, int] = field(default_factory=dict)
    openings: set[int] = field(default_factory=set)
    capitals: list[int] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _by_lower: dict[str, list[int]] = field(default_factory=dict)
    _by_lemma: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.capitals = [place for place, word in enumerate(self.words) if word.capital]
        self._starts = [word.start_char for word in self.words]
        for place, word in enumerate(self.words):
            self._by_lower.setdefault(word.lower, []).append(place)
            for lemma in _whole_and_halves(word.lemma) if "-" in word.lemma else (word.lemma,):
                self._by_lemma.setdefault(lemma, []).append(place)

    def having(self, words: Collection[str]) -> list[int]:
        """The places of some words in lower case, in order."""
        return sorted(place for word in self._by_lower.keys() & words for place in self._by_lower[word])

    def of_lemmas(self, lemmas: Collection[str]) -> list[int]:
        """The places whose lemma, or the first or last part of a hyphenated one, is among some, in order."""
        return sorted({place for lemma in self._by_lemma.keys() & lemmas for place in self._by_lemma[lemma]})

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, place: int) -> Word:
        return self.words[place]

    def text_at(self, place: int) -> str:
        """The word at a place, "" outside the text."""
        return self.words[place].text if 0 <= place < len(self.words) else ""

    def same_line(self, first: int, second: int) -> bool:
        """Whether two places lie inside the text and in one line."""
        inside = 0 <= first < len(self.words) and 0 <= second < len(self.words)
        return inside and self.words[first].line == self.words[second].line

    def range_of(self, start_char: int, end_char: int) -> tuple[int, int]:
        """The places of the words that a range of characters touches, end exclusive."""
        first = bisect_right(self._starts, start_char) - 1
        if first < 0 or self.words[first].end_char <= start_char:
            first += 1
        return first, max(first, bisect_left(self._starts, end_char))

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


def view_of(doc: Doc) -> View:
    """The view of a tagged Doc."""
    table = token_table(doc)
    texts, lemmas, pos = ([column[i] for i in table.words] for column in (table.cleaned, table.lemmas, table.pos))
    starts, ends, lines = ([column[i] for i in table.words] for column in (table.starts, table.ends, table.lines))
    if not texts:
        return View([])
    features = zip(*[_features(table.morphs[i]) for i in table.words], strict=True)
    looks = zip(*map(look_of, texts), strict=True)
    opens = _opening(texts, openings(table))
    view = View(list(map(Word, texts, lemmas, pos, *features, starts, ends, lines, glued(table), opens, *looks)))
    _pair_marks(view)
    return view


def _opening(texts: Sequence[str], starts: Sequence[bool]) -> list[bool]:
    """Which words open a sentence, those behind opening marks and dashes included."""
    found: list[bool] = []
    at_start = True
    for text, start in zip(texts, starts, strict=True):
        opens = at_start or start
        found.append(opens)
        at_start = text in _MARKS or (opens and not text[:1].isalnum())
    return found


@lru_cache(maxsize=10_000)
def _features(morph: str) -> tuple[str, str, str, bool]:
    """Case, number and gender of a tag such as `Case=Nom|Number=Sing`, "" for what it lacks; whether it is animate."""
    found = features_of(morph)
    return found.get("Case", ""), found.get("Number", ""), found.get("Gender", ""), found.get("Animacy") == "Anim"


def _whole_and_halves(lemma: str) -> set[str]:
    return {lemma, lemma.partition("-")[0], lemma.rpartition("-")[2]}


def _pair_marks(view: View) -> None:
    """Pair quotation marks line by line; straight marks open where a word follows and closes where one precedes."""
    stack: list[int] = []
    line = -1
    for place in view.having(_PAIRED):
        if view[place].line != line:
            stack, line = [], view[place].line
        if _closes(view, place, stack):
            if stack:
                opening = stack.pop()
                view.partner[opening] = place
                view.opener[place] = opening
        else:
            stack.append(place)
            view.openings.add(place)


def _closes(view: View, place: int, stack: list[int]) -> bool:
    text = view[place].text
    if text == '"':
        following = view.words[place + 1] if place + 1 < len(view) else None
        if not stack:
            return False
        return view[place].glued and not (following is not None and following.glued and following.text[:1].isalnum())
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
