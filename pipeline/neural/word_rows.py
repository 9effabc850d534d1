"""What slovnet's names tower makes of the words of a Doc: left by the stage that tags names, taken by the names model.

Rows that nobody left, as on a Doc from `from_bytes`, or that no longer fit its words, are worked out when asked for.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from spacy.tokens import Doc

from pipeline.neural.models import load_taggers
from pipeline.neural.tower import Floats
from pipeline.token_table import Words, token_words

_LEFT: WeakKeyDictionary[Doc, Floats] = WeakKeyDictionary()


def texts_of(words: Words) -> list[str]:
    """The words of a Doc as the tagger reads them."""
    return [words.cleaned[i] for i in words.words]


def leave_rows(doc: Doc, rows: Floats) -> None:
    """Leave the rows of a Doc, as an array that holds no other Doc's."""
    _LEFT[doc] = rows.copy()


def take_rows(doc: Doc) -> Floats:
    """The rows of a Doc, one a word: (words, 64); they are not kept any longer."""
    words, rows = token_words(doc), _LEFT.pop(doc, None)
    if rows is None or len(rows) != len(words.words):
        [rows] = load_taggers().names.rows([texts_of(words)])
    return rows
