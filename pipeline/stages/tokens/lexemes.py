"""What spaCy's vocabulary keeps of words: the first ones for good, and the dear attributes of all others in a memory.

A batch's words are forgotten with the batch, so that a long run does not grow, and the next batch asks again: 22 µs a
word, 16 of them for three attributes (is it like a number, like an address; its shape).
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.attrs import LIKE_NUM, LIKE_URL, SHAPE  # type: ignore[import-not-found]
from spacy.lang.lex_attrs import like_url as spacy_like_url
from spacy.lang.lex_attrs import word_shape as spacy_word_shape
from spacy.lang.ru.lex_attrs import like_num as spacy_like_num
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.memory import remembered

KEPT_WORDS = 30_000
"""Words that a vocabulary keeps for good, about 6 MB: those of the first releases, most of what the next ones use."""


@remembered
def like_num(word: str) -> bool:
    return bool(spacy_like_num(word))  # type: ignore[no-untyped-call]


@remembered
def like_url(word: str) -> bool:
    return bool(spacy_like_url(word))


@remembered
def word_shape(word: str) -> str:
    return str(spacy_word_shape(word))


def remember_lexemes(vocab: Vocab) -> None:
    """Let a vocabulary take these attributes from a memory."""
    vocab.lex_attr_getters.update(  # type: ignore[attr-defined]
        {LIKE_NUM: like_num, LIKE_URL: like_url, SHAPE: word_shape}
    )


def with_words_kept(vocab: Vocab, docs: Iterator[Doc]) -> Iterator[Doc]:
    """Docs that are made now, so that a vocabulary keeps their words for good, as long as it has room.

    Called where no memory zone is open; the Docs that are left to make are left in the iterator.
    """
    while len(vocab) < KEPT_WORDS:
        doc = next(docs, None)
        if doc is None:
            return
        yield doc
