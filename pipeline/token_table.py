"""The tokens of a Doc as columns of plain Python values, read once for all stages that ask.

A Token object for every token in every stage costs more than the rules that look at it. A table is kept as long as its
Doc lives, and read anew where a component has changed the Doc since.

A Doc of a batch that nobody keeps is seen by the project's own stages alone, and they read it by these tables: such a
Doc is marked as unseen, and is spared what only others would read: spaCy's tags, starts of sentences and `doc.ents`, a
tenth of the time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from itertools import accumulate, compress, pairwise
from operator import add, itemgetter
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from spacy.tokens import Doc

from pipeline.text import Shadow, clean_word, shadow

Value = TypeVar("Value")

_WRITTEN: list[int | str] = ["ORTH", "SPACY"]
_TAGGED: list[int | str] = ["POS", "MORPH", "LEMMA", "SENT_START"]
_NO_FEATURES = "_"
"""How spaCy writes the features of a word that has none."""
_BREAKS = "\n\r\u2028\u2029"
SPACE = "SPACE"
_UNSEEN = "rupress_unseen"


@dataclass(frozen=True, slots=True)
class Words:
    """What no stage changes of a Doc's tokens, a place a token.

    texts: as received. cleaned: without invisible marks. starts, ends: characters. spaced: whether a space follows.
    lines: the number of the line that the token stands in. words: the places of the tokens that are not white space.
    """

    texts: list[str]
    cleaned: list[str]
    starts: list[int]
    ends: list[int]
    spaced: list[bool]
    lines: list[int]
    words: list[int]


@dataclass(frozen=True, slots=True)
class TokenTable(Words):
    """The columns of a Doc and of its tags.

    pos, morphs, lemmas: "" where a token has none. opens: whether the token is marked as first of a sentence.
    made: what others have made of the columns, see `once`.
    """

    pos: list[str]
    morphs: list[str]
    lemmas: list[str]
    opens: list[bool]
    made: dict[Callable[[TokenTable], Any], Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, make: Callable[[TokenTable], Value]) -> Value:
        """What a function makes of the columns, made when first asked for."""
        if make not in self.made:
            self.made[make] = make(self)
        found: Value = self.made[make]
        return found

    def firsts(self) -> list[int]:
        """The tokens that are marked as first of a sentence."""
        return list(compress(range(len(self.opens)), self.opens))

    def capitals(self) -> Iterator[tuple[str, str]]:
        """The capitalised tokens as received, each with its features."""
        begins_with_capital = map(str.isupper, map(itemgetter(0), self.texts))
        return compress(zip(self.texts, self.morphs, strict=True), begins_with_capital)


_COLUMNS = [column.name for column in fields(Words)]


@dataclass(slots=True)
class _Held:
    """What has been read of a Doc so far.

    state: its tags as they were when the table was read. has_sentences: of a Doc that nobody sees.
    """

    text: str | None = None
    shadow: Shadow | None = None
    words: Words | None = None
    state: bytes = b""
    table: TokenTable | None = None
    has_sentences: bool = False


_HELD: WeakKeyDictionary[Doc, _Held] = WeakKeyDictionary()


def _held(doc: Doc) -> _Held:
    held = _HELD.get(doc)
    if held is None:
        held = _HELD[doc] = _Held()
    return held


def leave_unseen(doc: Doc) -> None:
    """Mark a Doc as one that no component but the project's own will see."""
    doc.user_data[_UNSEEN] = True


def is_unseen(doc: Doc) -> bool:
    """Whether no component but the project's own will see a Doc."""
    return _UNSEEN in doc.user_data


def doc_text(doc: Doc) -> str:
    """`doc.text`, put together once."""
    held = _held(doc)
    if held.text is None:
        held.text = doc.text
    return held.text


def doc_shadow(doc: Doc) -> Shadow:
    """The cleaned copy of a Doc's text, made once."""
    held = _held(doc)
    if held.shadow is None:
        held.shadow = shadow(doc_text(doc))
    return held.shadow


def hold_written(doc: Doc, text: str, cleaned: Shadow, words: list[str], spaces: list[bool]) -> None:
    """Keep what a tokenizer has made a Doc of, so that nobody reads it back from the Doc."""
    _HELD[doc] = _Held(text, cleaned, _words_of(words, spaces, is_clean=cleaned.text is text))


def token_words(doc: Doc) -> Words:
    """The columns of a Doc that hang on no tags."""
    held = _held(doc)
    if held.words is None or len(held.words.texts) != len(doc):
        held.words = _read_words(doc)
    return held.words


def token_table(doc: Doc) -> TokenTable:
    """The columns of a Doc as it is now."""
    held = _held(doc)
    if is_unseen(doc):
        if held.table is None:
            held.table = _without_tags(doc, [place == 0 for place in range(len(doc))])
        return held.table
    rows = doc.to_array(_TAGGED)
    state = rows.tobytes()
    if held.table is None or held.state != state or len(held.table.texts) != len(doc):
        columns: list[list[Any]] = rows.T.tolist() if len(doc) else [[] for _ in _TAGGED]
        held.state, held.table = state, _read(doc, columns)
    return held.table


def hold_sentences(doc: Doc, opens: list[bool]) -> None:
    """Keep where the sentences of an untagged Doc start that nobody will see."""
    held = _held(doc)
    held.table, held.has_sentences = _without_tags(doc, opens), True


def has_sentences(doc: Doc) -> bool:
    """Whether a stage or a component has marked where the sentences of a Doc start."""
    return _held(doc).has_sentences if is_unseen(doc) else doc.has_annotation("SENT_START")


def _without_tags(doc: Doc, opens: list[bool]) -> TokenTable:
    nothing = [""] * len(doc)
    return _table_of(doc, nothing, nothing, nothing, opens)


def hold_tags(doc: Doc, pos: list[str], morphs: list[str], lemmas: list[str]) -> TokenTable:
    """Keep the tags that have just been set on a Doc, so that nobody reads them back; the table of the Doc."""
    held = _held(doc)
    if is_unseen(doc):
        opens = token_table(doc).opens
    else:
        rows = doc.to_array(_TAGGED)
        held.state, opens = rows.tobytes(), (rows[:, -1] == 1).tolist()
    held.table = _table_of(doc, pos, morphs, lemmas, opens)
    return held.table


def _read(doc: Doc, columns: list[list[int]]) -> TokenTable:
    *tags, openings = columns
    strings = doc.vocab.strings
    known = {key: strings[key] for column in tags for key in set(column)}
    pos, morphs, lemmas = ([known[key] for key in column] for column in tags)
    morphs = ["" if morph == _NO_FEATURES else morph for morph in morphs]
    return _table_of(doc, pos, morphs, lemmas, [opening == 1 for opening in openings])


def _table_of(doc: Doc, pos: list[str], morphs: list[str], lemmas: list[str], opens: list[bool]) -> TokenTable:
    words = token_words(doc)
    written = {name: getattr(words, name) for name in _COLUMNS}
    return TokenTable(**written, pos=pos, morphs=morphs, lemmas=lemmas, opens=opens)


def _read_words(doc: Doc) -> Words:
    orths, spaces = doc.to_array(_WRITTEN).T.tolist() if len(doc) else ([], [])
    strings = doc.vocab.strings
    known = {key: strings[key] for key in set(orths)}
    return _words_of([known[key] for key in orths], [space != 0 for space in spaces])


def _words_of(texts: list[str], spaced: list[bool], is_clean: bool = False) -> Words:
    """is_clean: whether there is nothing to clean in the whole text, and so in none of its tokens."""
    distinct = set(texts)
    changed = {} if is_clean else {text: word for text in distinct if (word := clean_word(text)) != text}
    blank = {text for text in distinct if not changed.get(text, text).strip()}
    words = [i for i, text in enumerate(texts) if text not in blank] if blank else list(range(len(texts)))
    lengths = list(map(len, texts))
    starts = list(accumulate(map(add, lengths, spaced), initial=0))[:-1]
    return Words(
        texts=texts,
        cleaned=[changed.get(text, text) for text in texts] if changed else texts,
        starts=starts,
        ends=list(map(add, starts, lengths)),
        spaced=spaced,
        lines=_lines(texts, blank),
        words=words,
    )


def _lines(texts: list[str], blank: set[str]) -> list[int]:
    """The number of each token's line; white space that holds breaks counts from its own place on."""
    lines = [0] * len(texts)
    for place in [i for i, text in enumerate(texts) if text in blank] if blank else ():
        lines[place] = sum(map(texts[place].count, _BREAKS))
    return list(accumulate(lines))


def sentence_words(table: TokenTable) -> list[list[int]]:
    """The words of each sentence; none where no token is marked as the first of one."""
    return table.once(_sentence_words)


def _sentence_words(table: TokenTable) -> list[list[int]]:
    firsts = table.firsts()
    if not firsts:
        return []
    bounds = [bisect_left(table.words, first) for first in firsts if first]
    ranges = pairwise([0, *bounds, len(table.words)])
    return [table.words[first:behind] for first, behind in ranges if first < behind]
