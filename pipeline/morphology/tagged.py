"""The words of a tagged Doc without white space, and what hangs on a word and its tag alone, worked out once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from weakref import WeakKeyDictionary

from spacy.tokens import Doc

from pipeline.memory import remembered
from pipeline.morphology.analyzer import features_of
from pipeline.token_table import TokenTable, hold_tags, token_table


@dataclass(frozen=True, slots=True, eq=False)
class TaggedWord:
    """A word with its tag, wherever it stands; the same object for the same word and tag as long as it is remembered.

    text: without invisible marks. morph: features such as `Case=Gen|Number=Sing`. case, number, gender: "" where the
    tag has none. lower: in lower case. lemmas: its lemma and the first and last part of a hyphenated one.
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


@dataclass(frozen=True, slots=True)
class TaggedText:
    """The words of a release, a place a word.

    starts, ends: characters. lines: the number of the word's line. glued: whether no white space stands before it.
    opens: whether it is the first of a sentence or a line.
    """

    words: list[TaggedWord]
    starts: list[int]
    ends: list[int]
    lines: list[int]
    glued: list[bool]
    opens: list[bool]

    def __len__(self) -> int:
        return len(self.words)

    def touched(self, start_char: int, end_char: int) -> tuple[int, int]:
        """The words that a range of characters touches, end exclusive."""
        return bisect_right(self.ends, start_char), bisect_left(self.starts, end_char)

    def chars(self, start: int, end: int) -> tuple[int, int]:
        """The range of characters of some words, end exclusive."""
        return self.starts[start], self.ends[end - 1]


def end_to_end(texts: Sequence[TaggedText]) -> TaggedText:
    """Texts one behind the other as one, each in lines of its own; characters are counted anew in each."""
    lines: list[int] = []
    for text in texts:
        first = lines[-1] + 1 if lines else 0
        lines += [first + line for line in text.lines]
    columns = ([text.words, text.starts, text.ends, text.glued, text.opens] for text in texts)
    words, starts, ends, glued, opens = (list(chain.from_iterable(held)) for held in zip(*columns, strict=True))
    return TaggedText(words, starts, ends, lines, glued, opens)


_TEXTS: WeakKeyDictionary[Doc, tuple[TokenTable, TaggedText]] = WeakKeyDictionary()


def tagged_text(doc: Doc) -> TaggedText:
    """The words of a Doc as it is now, read once for all that ask."""
    return tagged_table(doc)[1]


def tagged_table(doc: Doc) -> tuple[TokenTable, TaggedText]:
    """The columns of a Doc's tokens as it is now, and its words."""
    table, known = token_table(doc), _TEXTS.get(doc)
    if known is None or known[0] is not table:
        columns = [
            [column[i] for i in table.words] for column in (table.cleaned, table.lemmas, table.pos, table.morphs)
        ]
        known = _TEXTS[doc] = table, _text_of(table, list(map(tagged_word, *columns)))
    return known


def hold_tagged(doc: Doc, tokens: Sequence[TaggedWord]) -> None:
    """Keep what a tagger has made of the tokens of a Doc, white space included, so that nobody reads it back."""
    columns = [word.pos for word in tokens], [word.morph for word in tokens], [word.lemma for word in tokens]
    table = hold_tags(doc, *columns)
    _TEXTS[doc] = table, _text_of(table, [tokens[i] for i in table.words])


def _text_of(table: TokenTable, words: list[TaggedWord]) -> TaggedText:
    places = table.words
    starts, ends, lines = ([column[i] for i in places] for column in (table.starts, table.ends, table.lines))
    firsts = [table.opens[i] for i in places]
    glued = [start == end for start, end in zip(starts, [-1, *ends], strict=False)]
    opens = [first or line != before for first, line, before in zip(firsts, lines, [-1, *lines], strict=False)]
    return TaggedText(words, starts, ends, lines, glued, opens)
