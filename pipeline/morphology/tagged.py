"""The words of a tagged Doc without white space, and what hangs on a word and its tag alone, asked once a batch."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain
from operator import eq, ne, or_
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from pipeline.memory import remembered
from pipeline.morphology.analyzer import features_of
from pipeline.token_table import TokenTable, hold_tags, token_table

Mask = NDArray[np.bool_]
Objects = NDArray[np.object_]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, eq=False)
class TaggedWord:
    """A word with its tag, wherever it stands; the same object for the same word and tag as long as it is remembered.

    text: without invisible marks. morph: features such as `Case=Gen|Number=Sing`. case, number, gender: "" where the
    tag has none. lower: in lower case. halves: the first and last part of a hyphenated lemma. capital:
    it begins with one. acronym: capitals alone, two or more. alpha: it begins with a letter.
    """

    text: str
    lemma: str
    pos: str
    morph: str
    case: str
    number: str
    gender: str
    animate: bool
    lower: str
    halves: tuple[str, ...]
    capital: bool
    acronym: bool
    alpha: bool


@remembered
def tagged_word(text: str, lemma: str, pos: str, morph: str) -> TaggedWord:
    """A word with its tag."""
    features, alpha = features_of(morph), text[:1].isalpha()
    return TaggedWord(
        text,
        lemma,
        pos,
        morph,
        case=features.get("Case", ""),
        number=features.get("Number", ""),
        gender=features.get("Gender", ""),
        animate=features.get("Animacy") == "Anim",
        lower=text.lower(),
        halves=(lemma.partition("-")[0], lemma.rpartition("-")[2]) if "-" in lemma else (),
        capital=text[:1].isupper(),
        acronym=len(text) > 1 and text.isupper() and alpha,
        alpha=alpha,
    )


class WordTypes:
    """The distinct words of the texts of a batch, by number, and what has been asked of them: once for all places.

    A Doc that is kept keeps those of its batch.
    """

    def __init__(self, words: Sequence[TaggedWord]) -> None:
        self.words = words
        self._asked: dict[Hashable, Mask] = {}
        self._made: dict[Callable[[TaggedWord], Any], list[Any]] = {}

    @cached_property
    def tags(self) -> tuple[Objects, Objects, Objects]:
        """Their parts of speech, features and lemmas."""
        return _objects([w.pos for w in self.words]), _objects([w.morph for w in self.words]), _objects(self._lemmas)

    @cached_property
    def objects(self) -> Objects:
        """The words themselves, to be taken by their numbers."""
        return _objects(self.words)

    def each(self, make: Callable[[TaggedWord], Value]) -> list[Value]:
        """What a function makes of each of them."""
        if make not in self._made:
            self._made[make] = list(map(make, self.words))
        return self._made[make]

    def having(self, words: frozenset[str]) -> Mask:
        """Which of them, in lower case, are among some words."""
        return self._once(("lower", words), lambda: self._mask_of(self._numbers_of(words)))

    def of_lemmas(self, lemmas: frozenset[str]) -> Mask:
        """Those whose lemma, or the first or last part of a hyphenated one, is among some."""
        return self._once(("lemma", lemmas), lambda: self._lemma_mask(lemmas))

    def capitals_that(self, test: Callable[[TaggedWord], bool]) -> Mask:
        """Which of them are capitalised and pass a test."""
        return self._once(test, lambda: self._mask_of(n for n in self._capital_numbers if test(self.words[n])))

    @cached_property
    def _lemmas(self) -> list[str]:
        return [word.lemma for word in self.words]

    @cached_property
    def _by_lower(self) -> dict[str, list[int]]:
        numbers: defaultdict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self.words):
            numbers[word.lower].append(number)
        return dict(numbers)

    @cached_property
    def _hyphenated(self) -> list[int]:
        return [number for number, word in enumerate(self.words) if word.halves]

    @cached_property
    def capitals(self) -> Mask:
        """Which of them are capitalised."""
        return self._mask_of(self._capital_numbers)

    @cached_property
    def _capital_numbers(self) -> list[int]:
        return [number for number, word in enumerate(self.words) if word.capital]

    def _numbers_of(self, words: frozenset[str]) -> Iterator[int]:
        return chain.from_iterable(self._by_lower[word] for word in words if word in self._by_lower)

    def _lemma_mask(self, lemmas: frozenset[str]) -> Mask:
        whole = np.fromiter(map(lemmas.__contains__, self._lemmas), np.bool_, len(self.words))
        halves = (number for number in self._hyphenated if not lemmas.isdisjoint(self.words[number].halves))
        return whole | self._mask_of(halves)

    def _mask_of(self, numbers: Iterable[int]) -> Mask:
        marked = np.zeros(len(self.words), np.bool_)
        marked[list(numbers)] = True
        return marked

    def _once(self, key: Hashable, ask: Callable[[], Mask]) -> Mask:
        if key not in self._asked:
            self._asked[key] = ask()
        return self._asked[key]


@dataclass(frozen=True, slots=True)
class TaggedText:
    """The words of a release, a place a word.

    starts, ends: characters. lines: the number of the word's line. glued: whether no white space stands before it.
    opens: whether it is the first of a sentence or a line. types, numbers: the distinct words of the batch, and which
    of them stands at each place.
    """

    words: list[TaggedWord]
    starts: list[int]
    ends: list[int]
    lines: list[int]
    glued: list[bool]
    opens: list[bool]
    types: WordTypes = field(compare=False)
    numbers: NDArray[np.intp] = field(compare=False)

    def __len__(self) -> int:
        return len(self.words)

    def touched(self, start_char: int, end_char: int) -> tuple[int, int]:
        """The words that a range of characters touches, end exclusive."""
        return bisect_right(self.ends, start_char), bisect_left(self.starts, end_char)

    def chars(self, start: int, end: int) -> tuple[int, int]:
        """The range of characters of some words, end exclusive."""
        return self.starts[start], self.ends[end - 1]

    def each(self, make: Callable[[TaggedWord], Value]) -> list[Value]:
        """What a function of a word makes of each word; it is asked once for the words of the batch."""
        return _at(self.types.each(make), self.numbers.tolist())

    def places(self, marked: Mask) -> list[int]:
        """The places of the words that are marked among the types, in order."""
        found: list[int] = marked[self.numbers].nonzero()[0].tolist()
        return found


def end_to_end(texts: Sequence[TaggedText]) -> TaggedText:
    """Texts one behind the other as one, each in lines of its own; characters are counted anew in each."""
    lines: list[int] = []
    for text in texts:
        first = lines[-1] + 1 if lines else 0
        lines += [first + line for line in text.lines]
    columns = ([text.words, text.starts, text.ends, text.glued, text.opens] for text in texts)
    words, starts, ends, glued, opens = (list(chain.from_iterable(held)) for held in zip(*columns, strict=True))
    return TaggedText(words, starts, ends, lines, glued, opens, *_types_of(texts))


def _types_of(texts: Sequence[TaggedText]) -> tuple[WordTypes, NDArray[np.intp]]:
    """The words of the batches that texts are of, one batch behind the other, and the numbers of the texts' words."""
    batches = list(dict.fromkeys(text.types for text in texts))
    if len(batches) == 1:
        return batches[0], np.concatenate([text.numbers for text in texts])
    firsts = dict(zip(batches, accumulate((len(types.words) for types in batches), initial=0), strict=False))
    words = [word for types in batches for word in types.words]
    return WordTypes(words), np.concatenate([text.numbers + firsts[text.types] for text in texts])


def tagged_text(doc: Doc) -> TaggedText:
    """The words of a Doc as it is now, read once for all that ask."""
    return tagged_table(doc)[1]


def tagged_table(doc: Doc) -> tuple[TokenTable, TaggedText]:
    """The columns of a Doc's tokens as it is now, and its words."""
    table = token_table(doc)
    return table, table.once(_read)


def _read(table: TokenTable) -> TaggedText:
    columns = [[column[i] for i in table.words] for column in (table.cleaned, table.lemmas, table.pos, table.morphs)]
    numbers: dict[TaggedWord, int] = {}
    places = [numbers.setdefault(word, len(numbers)) for word in map(tagged_word, *columns)]
    return _text_of(table, WordTypes(list(numbers)), np.array(places, np.intp))


def hold_tagged(doc: Doc, types: WordTypes, numbers: NDArray[np.intp]) -> None:
    """Keep what a tagger has made of the tokens of a Doc, white space included, so that nobody reads it back."""
    table = hold_tags(doc, *(column[numbers].tolist() for column in types.tags))
    table.made[_read] = _text_of(table, types, numbers[table.words])


def _text_of(table: TokenTable, types: WordTypes, numbers: NDArray[np.intp]) -> TaggedText:
    columns = (table.starts, table.ends, table.lines, table.opens)
    starts, ends, lines, firsts = (_at(column, table.words) for column in columns)
    glued = list(map(eq, starts, chain((-1,), ends)))
    opens = list(map(or_, firsts, map(ne, lines, chain((-1,), lines))))
    return TaggedText(types.objects[numbers].tolist(), starts, ends, lines, glued, opens, types, numbers)


def _objects(column: Sequence[object]) -> Objects:
    held: Objects = np.empty(len(column), np.object_)
    held[:] = column
    return held


def _at(column: Sequence[Value], places: Sequence[int]) -> list[Value]:
    return list(map(column.__getitem__, places))
