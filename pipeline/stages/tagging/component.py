"""spaCy component `rupress_tagging`: part of speech, features and lemma of every token."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch
from spacy.vocab import Vocab

from pipeline.document import set_attributes
from pipeline.memory import remembered
from pipeline.morphology.analyzer import features_of, lemma
from pipeline.morphology.tagged import TaggedWord, WordTypes, hold_tagged, tagged_word
from pipeline.neural import load_taggers
from pipeline.token_table import SPACE, is_unseen, sentence_words, token_table

ATTRIBUTES = ["POS", "MORPH", "LEMMA"]


@remembered
def _tagged(word: str, tag: str) -> TaggedWord:
    """A word under slovnet's tag, such as `NOUN|Case=Nom`."""
    if tag == SPACE:
        return tagged_word(word, word, SPACE, "")
    pos, _, features = tag.partition("|")
    return tagged_word(word, lemma(word, pos, features_of(features)), pos, features)


class MorphologyTagger:
    """Tags sentences with slovnet, many texts at once; white space is tagged SPACE."""

    def __init__(self) -> None:
        self._tagger = load_taggers().morphology

    def __call__(self, doc: Doc) -> Doc:
        return self._tag([doc])[0]

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        for batch in minibatch(stream, size=batch_size):  # type: ignore[no-untyped-call]
            yield from self._tag(batch)

    def _tag(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        tables = [token_table(doc) for doc in docs]
        sentences = [sentence_words(table) or [table.words] for table in tables]
        rows = [[table.cleaned[i] for i in row] for table, held in zip(tables, sentences, strict=True) for row in held]
        tagged = iter(self._tagger.tag(rows))
        pairs = []
        for table, held in zip(tables, sentences, strict=True):
            tags = [SPACE] * len(table.cleaned)
            for places in held:
                for place, tag in zip(places, next(tagged), strict=True):
                    tags[place] = tag
            pairs.append(list(zip(table.cleaned, tags, strict=True)))
        _assign(docs, pairs)
        return docs


def _assign(docs: Sequence[Doc], pairs: Sequence[Sequence[tuple[str, str]]]) -> None:
    """Give all tokens part of speech, features and lemma by their words and tags, each pair looked up once."""
    known: defaultdict[tuple[str, str], int] = defaultdict(count().__next__)
    numbers = [np.array([known[pair] for pair in held], np.intp) for held in pairs]
    types = WordTypes([_tagged(*pair) for pair in known])
    _show(docs, types, numbers)
    for doc, places in zip(docs, numbers, strict=True):
        if len(places):
            hold_tagged(doc, types, places)


def _show(docs: Sequence[Doc], types: WordTypes, numbers: Sequence[NDArray[np.intp]]) -> None:
    """Set spaCy's attributes on the Docs that others will see."""
    seen = [(doc, places) for doc, places in zip(docs, numbers, strict=True) if not is_unseen(doc)]
    if seen:
        keys = _keys(docs[0].vocab, types.words)
        for doc, places in seen:
            set_attributes(doc, ATTRIBUTES, keys[places])


def _keys(vocab: Vocab, words: Sequence[TaggedWord]) -> NDArray[np.uint64]:
    """spaCy's numbers for the part of speech, the features and the lemma of words."""
    strings, morphology = vocab.strings, vocab.morphology
    tags = {(pos, morph): (strings[pos], morphology.add(morph)) for pos, morph in {(w.pos, w.morph) for w in words}}
    rows = [(*tags[w.pos, w.morph], strings.add(w.lemma)) for w in words]
    return np.fromiter(chain.from_iterable(rows), np.uint64, len(rows) * len(ATTRIBUTES)).reshape(-1, len(ATTRIBUTES))


@Language.factory(
    "rupress_tagging", requires=["token.is_sent_start"], assigns=["token.pos", "token.morph", "token.lemma"]
)
def create_tagging(nlp: Language, name: str) -> MorphologyTagger:
    return MorphologyTagger()
