"""spaCy's dear attributes of a word (is it like a number, like an address; its shape), each worked out once.

A Doc of a batch forgets its words with the batch, and the next one asks again: 16 of the 22 µs that a word costs.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.attrs import LIKE_NUM, LIKE_URL, SHAPE  # type: ignore[import-not-found]
from spacy.lang.lex_attrs import like_url as spacy_like_url
from spacy.lang.lex_attrs import word_shape as spacy_word_shape
from spacy.lang.ru.lex_attrs import like_num as spacy_like_num
from spacy.vocab import Vocab

from pipeline.morphology.analyzer import CACHED_WORDS


@lru_cache(maxsize=CACHED_WORDS)
def like_num(word: str) -> bool:
    return bool(spacy_like_num(word))  # type: ignore[no-untyped-call]


@lru_cache(maxsize=CACHED_WORDS)
def like_url(word: str) -> bool:
    return bool(spacy_like_url(word))


@lru_cache(maxsize=CACHED_WORDS)
def word_shape(word: str) -> str:
    return str(spacy_word_shape(word))


def remember_lexemes(vocab: Vocab) -> None:
    """Let a vocabulary take these attributes from a memory."""
    vocab.lex_attr_getters.update(  # type: ignore[attr-defined]
        {LIKE_NUM: like_num, LIKE_URL: like_url, SHAPE: word_shape}
    )
