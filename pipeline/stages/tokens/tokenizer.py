"""razdel's tokens as a spaCy tokenizer; `doc.text` is the text as received, character for character."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from razdel import tokenize
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from pipeline.memory import remembered
from pipeline.morphology.glue import seam
from pipeline.text import Shadow, fold_look_alikes, shadow
from pipeline.token_table import hold_written

LONGEST_CHUNK = 200
_PIECE = re.compile(r"\S++ (?!\s)|\S++|\s{1,200}+")
"""What stands between white space with the one space behind it, or a stretch of any other white space."""
_WORD_IN_MARKS = re.compile(r"([«\"(]?)([А-ЯЁа-яё][а-яё]*)([»\",.;:!?)]?)")


class _Tokens(NamedTuple):
    """Tokens, and whether a space follows each."""

    words: tuple[str, ...]
    spaces: tuple[bool, ...]


@remembered
def _tokens(piece: str) -> _Tokens:
    """The tokens of a piece, of which only letters are to be cleaned; one of over 200 characters is cut there."""
    if piece.isspace():
        return _Tokens((piece,), (False,))
    written = piece.removesuffix(" ")
    cleaned = fold_look_alikes(written)
    words: list[str] = []
    for start in range(0, len(cleaned), LONGEST_CHUNK):
        ends = [start + end for end in _token_ends(cleaned[start : start + LONGEST_CHUNK])]
        words += [written[first:end] for first, end in pairwise((start, *ends))]
    return _Tokens(tuple(words), (False,) * (len(words) - 1) + (len(written) < len(piece),))


def _token_ends(chunk: str) -> list[int]:
    """Where the tokens of a chunk without white space end; they leave no gaps. Words run together are parted."""
    if chunk.isalpha() and (chunk.islower() or chunk[1:].islower()):
        return [len(chunk)]
    if marked := _WORD_IN_MARKS.fullmatch(chunk):
        return sorted({marked.end(1), marked.end(2), marked.end(3)} - {0})
    tokens = tuple(tokenize(chunk))
    seams = (token.start + seam(token.text) for token in tokens if seam(token.text))
    return sorted({*(token.stop for token in tokens), *seams})


def words_and_spaces(text: str, cleaned: Shadow | None = None) -> tuple[list[str], list[bool]]:
    """A text as spaCy wants it: words that may be followed by one space; any other white space is a word itself."""
    cleaned = cleaned or shadow(text)
    return _split(text) if cleaned.keeps_offsets else _split_as_received(text, cleaned)


def _split(text: str) -> tuple[list[str], list[bool]]:
    words, spaces = zip(*map(_tokens, _PIECE.findall(text)), strict=True) if text else ((), ())
    return list(chain.from_iterable(words)), list(chain.from_iterable(spaces))


def _split_as_received(text: str, cleaned: Shadow) -> tuple[list[str], list[bool]]:
    """The tokens of the cleaned text as they stand in the text; what was dropped between them belongs to the gap."""
    words: list[str] = []
    spaces: list[bool] = []
    done = 0

    def close_gap(start: int) -> None:
        if text[done:start] == " " and words:
            spaces[-1] = True
        elif start > done:
            words.append(text[done:start])
            spaces.append(False)

    for start, end in _token_spans(cleaned):
        close_gap(start)
        words.append(text[start:end])
        spaces.append(False)
        done = end
    close_gap(len(text))
    return words, spaces


def _token_spans(cleaned: Shadow) -> Iterator[tuple[int, int]]:
    place = 0
    for word, spaced in zip(*_split(cleaned.text), strict=True):
        if not word.isspace():
            yield cleaned.span(place, place + len(word))
        place += len(word) + spaced


class Tokenizer:
    """Splits a text into a Doc whose `text` equals the input."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        cleaned = shadow(text)
        words, spaces = words_and_spaces(text, cleaned)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        hold_written(doc, text, cleaned, words, spaces)
        return doc

    def to_disk(self, path: object, *, exclude: object = ()) -> None:
        """Nothing to store: there are no settings."""

    def from_disk(self, path: object, *, exclude: object = ()) -> Tokenizer:
        return self

    def to_bytes(self, *, exclude: object = ()) -> bytes:
        return b""

    def from_bytes(self, data: bytes, *, exclude: object = ()) -> Tokenizer:
        return self


@registry.tokenizers("rupress_tokenizer")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Language], Tokenizer]:
    return lambda nlp: Tokenizer(nlp.vocab)
