"""What spaCy's vocabulary keeps of words: the first ones for good, and the dear attributes of all others in a memory.

A batch's words are forgotten with the batch, so that a long run does not grow, and the next batch asks again: 22 µs a
word, 16 of them for three attributes (is it like a number, like an address; its shape).
"""

from __future__ import annotations

from spacy.attrs import LIKE_NUM, LIKE_URL, SHAPE  # type: ignore[import-not-found]
from spacy.lang.lex_attrs import like_url as spacy_like_url
from spacy.lang.lex_attrs import word_shape as spacy_word_shape
from spacy.lang.ru.lex_attrs import like_num as spacy_like_num
from spacy.vocab import Vocab

from pipeline.memory import remembered
from pipeline.stages.tokens.tokenizer import words_and_spaces

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


def keep_words(vocab: Vocab, text: str) -> None:
    """Let a vocabulary that has room know the words of a text for good; called where no memory zone is open."""
    if len(vocab) < KEPT_WORDS:
        for word in set(words_and_spaces(text)[0]):
            vocab[word]
