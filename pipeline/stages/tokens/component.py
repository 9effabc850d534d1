"""spaCy component `rupress_sentences`: sets where sentences start."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.document import get, set_attributes
from pipeline.records import Section
from pipeline.stages.tokens.sentences import sentence_spans
from pipeline.token_table import doc_shadow, doc_text, hold_sentences, is_unseen, token_words

NO_START = np.uint64(2**64 - 1)
"""spaCy's −1 as an unsigned number."""


class SentenceSplitter:
    """Marks the first token of every sentence; a section always starts one."""

    def __call__(self, doc: Doc) -> Doc:
        words = token_words(doc)
        sentences = sentence_spans(doc_text(doc), doc_shadow(doc))
        starts = {*(start for start, _ in sentences), *(section.start_char for section in get(doc, Section))}
        first = {bisect_left(words.starts, start) for start in starts}
        if first and all(word.isspace() for word in words.texts[: min(first)]):
            first.discard(min(first))
        opens = [False] * len(doc)
        for place in {0, *first} - {len(doc)}:
            opens[place] = True
        if is_unseen(doc):
            hold_sentences(doc, opens)
        else:
            marks = np.where(opens, np.uint64(1), NO_START)
            set_attributes(doc, ["SENT_START"], marks[:, None])
        return doc


@Language.factory("rupress_sentences", assigns=["token.is_sent_start"])
def create_sentences(nlp: Language, name: str) -> SentenceSplitter:
    return SentenceSplitter()
