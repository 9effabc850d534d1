"""spaCy component `rupress_tagging`: part of speech, features and lemma of every token."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from pipeline.document import set_attributes
from pipeline.memory import remembered
from pipeline.morphology.analyzer import features_of, lemma
from pipeline.neural import load_taggers
from pipeline.token_table import SPACE, sentence_words, token_table


@lru_cache(maxsize=10_000)
def _read_tag(tag: str) -> tuple[str, str]:
    """slovnet's `NOUN|Case=Nom` as part of speech and features."""
    pos, _, features = tag.partition("|")
    return pos, features


@remembered
def _lemma(word: str, tag: str) -> str:
    pos, features = _read_tag(tag)
    return lemma(word, pos, features_of(features))


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
        sentences = [list(sentence_words(table)) or [table.words] for table in tables]
        rows = [[table.cleaned[i] for i in row] for table, held in zip(tables, sentences, strict=True) for row in held]
        tagged = iter(self._tagger.tag(rows))
        for doc, table, held in zip(docs, tables, sentences, strict=True):
            _assign(doc, table.cleaned, {i: tag for row in held for i, tag in zip(row, next(tagged), strict=True)})
        return docs


def _assign(doc: Doc, words: Sequence[str], tags: Mapping[int, str]) -> None:
    strings, morphology = doc.vocab.strings, doc.vocab.morphology
    keys: dict[str, tuple[int, int]] = {}
    rows = []
    for place, word in enumerate(words):
        tag = tags.get(place, SPACE)
        if tag not in keys:
            pos, features = _read_tag(tag)
            keys[tag] = strings[pos], morphology.add(features)
        rows.append((*keys[tag], strings.add(_lemma(word, tag) if tag != SPACE else word)))
    set_attributes(doc, ["POS", "MORPH", "LEMMA"], rows)


@Language.factory(
    "rupress_tagging", requires=["token.is_sent_start"], assigns=["token.pos", "token.morph", "token.lemma"]
)
def create_tagging(nlp: Language, name: str) -> MorphologyTagger:
    return MorphologyTagger()
