"""The tokens of a Doc as columns of plain Python values, read once for all stages that ask.

A Token object for every token in every stage costs more than the rules that look at it. A table is kept as long as its
Doc lives, and read anew where a component has changed the Doc since.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from weakref import WeakKeyDictionary

from spacy.tokens import Doc

from pipeline.text import clean_word

_WRITTEN: list[int | str] = ["ORTH", "IDX", "SPACY"]
_TAGGED: list[int | str] = ["POS", "MORPH", "LEMMA", "SENT_START"]
_BREAKS = "\n\r\u2028\u2029"
SPACE = "SPACE"


@dataclass(frozen=True, slots=True)
class _Written:
    """What no stage changes of a Doc's tokens."""

    texts: list[str]
    cleaned: list[str]
    starts: list[int]
    ends: list[int]
    spaced: list[bool]
    lines: list[int]
    words: list[int]


@dataclass(frozen=True, slots=True)
class TokenTable:
    """Columns of a Doc, a place a token.

    texts: as received. cleaned: without invisible marks. starts, ends: characters. pos, morphs, lemmas: as tagged, ""
    where they are not. opens: whether the token is marked as first of a sentence. spaced: whether a space follows.
    lines: the number of the line that the token stands in. words: the places of the tokens that are not white space.
    """

    texts: list[str]
    cleaned: list[str]
    starts: list[int]
    ends: list[int]
    spaced: list[bool]
    lines: list[int]
    words: list[int]
    pos: list[str]
    morphs: list[str]
    lemmas: list[str]
    opens: list[bool]


_TEXTS: WeakKeyDictionary[Doc, str] = WeakKeyDictionary()
_WORDS: WeakKeyDictionary[Doc, _Written] = WeakKeyDictionary()
_TABLES: WeakKeyDictionary[Doc, tuple[bytes, TokenTable]] = WeakKeyDictionary()


def doc_text(doc: Doc) -> str:
    """`doc.text`, put together once."""
    text = _TEXTS.get(doc)
    if text is None:
        text = _TEXTS[doc] = doc.text
    return text


def token_bounds(doc: Doc) -> tuple[list[int], list[int]]:
    """Where each token starts and ends, whatever its tags."""
    written = _written(doc)
    return written.starts, written.ends


def token_table(doc: Doc) -> TokenTable:
    """The columns of a Doc as it is now."""
    rows = doc.to_array(_TAGGED)
    state = rows.tobytes()
    known = _TABLES.get(doc)
    if known is None or known[0] != state or len(known[1].texts) != len(doc):
        known = _TABLES[doc] = state, _read(doc, rows.T.tolist() if len(doc) else [[] for _ in _TAGGED])
    return known[1]


def _read(doc: Doc, columns: list[list[int]]) -> TokenTable:
    written, strings = _written(doc), doc.vocab.strings
    *tags, openings = columns
    known = {key: strings[key] for column in tags for key in set(column)}
    pos, morphs, lemmas = ([known[key] for key in column] for column in tags)
    held = (written.texts, written.cleaned, written.starts, written.ends, written.spaced, written.lines, written.words)
    return TokenTable(*held, pos, morphs, lemmas, [opening == 1 for opening in openings])


def _written(doc: Doc) -> _Written:
    known = _WORDS.get(doc)
    if known is None or len(known.texts) != len(doc):
        known = _WORDS[doc] = _read_words(doc)
    return known


def _read_words(doc: Doc) -> _Written:
    orths, starts, spaces = doc.to_array(_WRITTEN).T.tolist() if len(doc) else ([], [], [])
    strings = doc.vocab.strings
    known = {key: strings[key] for key in set(orths)}
    texts = [known[key] for key in orths]
    cleaned = [clean_word(text) for text in texts]
    words = [i for i, word in enumerate(cleaned) if word.strip()]
    ends = [start + len(text) for start, text in zip(starts, texts, strict=True)]
    return _Written(texts, cleaned, starts, ends, [space != 0 for space in spaces], _lines(texts, words), words)


def _lines(texts: list[str], words: list[int]) -> list[int]:
    """The number of each token's line; white space that holds breaks counts from its own place on."""
    lines = [0] * len(texts)
    for place in sorted(set(range(len(texts))).difference(words)):
        lines[place] = sum(map(texts[place].count, _BREAKS))
    return list(accumulate(lines))


def openings(table: TokenTable) -> list[bool]:
    """For each word whether it opens a sentence or a line."""
    lines = [table.lines[i] for i in table.words]
    return [table.opens[i] or line != before for i, line, before in zip(table.words, lines, [-1, *lines], strict=False)]
