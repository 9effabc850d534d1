"""The tokens of a Doc as columns of plain Python values, read once for all stages that ask.

A Token object for every token in every stage costs more than the rules that look at it. A table is kept as long as its
Doc lives, and read anew where a component has changed the Doc since.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from spacy.tokens import Doc

from pipeline.text import clean_word

_FIXED: list[int | str] = ["ORTH", "IDX", "SPACY"]
_SET: list[int | str] = ["POS", "MORPH", "LEMMA", "SENT_START"]
_BREAKS = "\n\r\u2028\u2029"
SPACE = "SPACE"


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
    pos: list[str]
    morphs: list[str]
    lemmas: list[str]
    opens: list[bool]
    spaced: list[bool]
    lines: list[int]
    words: list[int]


_TEXTS: WeakKeyDictionary[Doc, str] = WeakKeyDictionary()
_TABLES: WeakKeyDictionary[Doc, tuple[bytes, TokenTable]] = WeakKeyDictionary()


def doc_text(doc: Doc) -> str:
    """`doc.text`, put together once."""
    text = _TEXTS.get(doc)
    if text is None:
        text = _TEXTS[doc] = doc.text
    return text


def token_table(doc: Doc) -> TokenTable:
    """The columns of a Doc as it is now."""
    state = doc.to_array(_SET).tobytes()
    known = _TABLES.get(doc)
    if known is None or known[0] != state or len(known[1].texts) != len(doc):
        known = _TABLES[doc] = state, _read(doc)
    return known[1]


def _read(doc: Doc) -> TokenTable:
    names = [*_FIXED, *_SET]
    columns = doc.to_array(names).T.tolist() if len(doc) else [[] for _ in names]
    orths, starts, spaces, parts, morphs, lemmas, openings = columns
    strings = doc.vocab.strings
    known = {key: strings[key] for column in (orths, parts, morphs, lemmas) for key in set(column)}
    texts = [known[key] for key in orths]
    cleaned = [clean_word(text) for text in texts]
    pos = [known[key] for key in parts]
    spaced = [space != 0 for space in spaces]
    words = [i for i, (word, part) in enumerate(zip(cleaned, pos, strict=True)) if part != SPACE and word.strip()]
    return TokenTable(
        texts=texts,
        cleaned=cleaned,
        starts=starts,
        ends=[start + len(text) for start, text in zip(starts, texts, strict=True)],
        pos=pos,
        morphs=[known[key] for key in morphs],
        lemmas=[known[key] for key in lemmas],
        opens=[opening == 1 for opening in openings],
        spaced=spaced,
        lines=_lines(texts, words),
        words=words,
    )


def _lines(texts: list[str], words: list[int]) -> list[int]:
    """The number of each token's line; white space that holds breaks counts from its own place on."""
    blank = set(range(len(texts))).difference(words)
    lines: list[int] = []
    line = 0
    for place, text in enumerate(texts):
        if place in blank:
            line += sum(map(text.count, _BREAKS))
        lines.append(line)
    return lines


def openings(table: TokenTable) -> list[bool]:
    """For each word whether it opens a sentence or a line."""
    lines = [table.lines[i] for i in table.words]
    return [table.opens[i] or line != before for i, line, before in zip(table.words, lines, [-1, *lines], strict=False)]
