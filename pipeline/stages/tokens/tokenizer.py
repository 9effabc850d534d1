"""razdel's tokens as a spaCy tokenizer; `doc.text` is the text as received, character for character."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from razdel import tokenize
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from pipeline.memory import remembered
from pipeline.morphology.glue import seam
from pipeline.text import Shadow, shadow

LONGEST_CHUNK = 200
_CHUNK = re.compile(rf"\S{{1,{LONGEST_CHUNK}}}")


@remembered
def _token_ends(chunk: str) -> tuple[int, ...]:
    """Where the tokens of a chunk without white space end; they leave no gaps. Words run together are parted."""
    if chunk.isalpha() and (chunk.islower() or chunk[1:].islower()):
        return (len(chunk),)
    tokens = tuple(tokenize(chunk))
    seams = (token.start + seam(token.text) for token in tokens if seam(token.text))
    return tuple(sorted({*(token.stop for token in tokens), *seams}))


def token_spans(text: Shadow) -> Iterator[tuple[int, int]]:
    """Offsets of tokens in the text as received. A chunk of over 200 characters without white space is cut there."""
    for match in _CHUNK.finditer(text.text):
        start = chunk_start = match.start()
        for end in _token_ends(match.group()):
            yield text.span(start, chunk_start + end)
            start = chunk_start + end


def words_and_spaces(text: str) -> tuple[list[str], list[bool]]:
    """A text as spaCy wants it: words that may be followed by one space; any other white space is a word itself."""
    words: list[str] = []
    spaces: list[bool] = []
    done = 0

    def close_gap(start: int) -> None:
        if text[done:start] == " " and words and not spaces[-1]:
            spaces[-1] = True
        elif start > done:
            words.append(text[done:start])
            spaces.append(False)

    for start, end in token_spans(shadow(text)):
        close_gap(start)
        words.append(text[start:end])
        spaces.append(False)
        done = end
    close_gap(len(text))
    return words, spaces


class Tokenizer:
    """Splits a text into a Doc whose `text` equals the input."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words, spaces = words_and_spaces(text)
        return Doc(self.vocab, words=words, spaces=spaces)

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
