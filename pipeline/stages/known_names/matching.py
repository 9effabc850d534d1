"""Where listed names stand in a text, in whatever case form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.memory import remembered
from pipeline.morphology.analyzer import parses
from pipeline.text import clean_word, fold_name, shadow

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """A name of the list, by its place there, at a range of characters."""

    start_char: int
    end_char: int
    number: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    number: int
    words: tuple[str, ...]
    gaps: tuple[str, ...]


class NameFinder:
    """Finds the names of a list in texts; where two cross, the longer one stands."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_start: dict[str, list[_Pattern]] = defaultdict(list)
        for number, name in enumerate(names):
            text = clean_word(name)
            places = [match.span() for match in _WORD.finditer(text)]
            if places:
                words = tuple(text[start:end] for start, end in places)
                self._by_start[fold_name(words[0])[:1]].append(_Pattern(number, words, tuple(_gaps(text, places))))

    def find(self, text: str) -> list[Found]:
        """The names in a text, in order and without overlap."""
        cleaned = shadow(text)
        places = [match.span() for match in _WORD.finditer(cleaned.text)]
        found = [one for place in range(len(places)) for one in self._at(cleaned.text, places, place)]
        kept: list[Found] = []
        for one in sorted(found, key=lambda f: (f.start_char, -f.end_char, f.number)):
            if not kept or one.start_char >= kept[-1].end_char:
                kept.append(one)
        return [Found(*cleaned.span(one.start_char, one.end_char), one.number) for one in kept]

    def _at(self, text: str, places: Sequence[tuple[int, int]], place: int) -> Iterator[Found]:
        start = places[place][0]
        for pattern in self._by_start.get(fold_name(text[start])[:1], ()):
            here = places[place : place + len(pattern.words)]
            if len(here) == len(pattern.words) and _fits(text, here, pattern):
                yield Found(start, _closed(text, start, here[-1][1]), pattern.number)


def _closed(text: str, start: int, end: int) -> int:
    """The end of a name behind the quotation mark that closes one in it («завод «Маяк»»)."""
    words = text[start:end]
    opened = (words.count("«") > words.count("»")) or (words.count("„") > words.count("“")) or words.count('"') % 2
    return end + 1 if opened and text[end : end + 1] in ("»", "“", '"') else end


def _fits(text: str, places: Sequence[tuple[int, int]], pattern: _Pattern) -> bool:
    words = [text[start:end] for start, end in places]
    return all(map(_is_form, words, pattern.words)) and tuple(_gaps(text, places)) == pattern.gaps


def _gaps(text: str, places: Sequence[tuple[int, int]]) -> Iterator[str]:
    """What stands between words, without quotation marks and with one kind of dash and space."""
    for (_, end), (start, _) in pairwise(places):
        yield fold_name(f"x{text[end:start]}x")[1:-1]


def _is_form(word: str, name: str) -> bool:
    """Whether a word is some form of a word of a name: capitals stay capitals, an acronym stays as it is."""
    if word == name:
        return True
    if name[:1].isupper() and not word[:1].isupper():
        return False
    if sum(char.isupper() for char in name) > 1 and len(name) > 1:
        return fold_name(word) == fold_name(name) and word.isupper()
    return fold_name(word) == fold_name(name) or not _lemmas(word).isdisjoint(_lemmas(name))


@remembered
def _lemmas(word: str) -> frozenset[str]:
    return frozenset(fold_name(parse.normal_form) for parse in parses(word))
