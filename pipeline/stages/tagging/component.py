"""spaCy component `rupress_tagging`: part of speech, features and lemma of every token."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from pipeline.document import set_attributes
from pipeline.morphology.analyzer import CACHED_WORDS, lemma
from pipeline.neural import load_taggers
from pipeline.token_table import SPACE, token_table


@lru_cache(maxsize=10_000)
def _read_tag(tag: str) -> tuple[str, str]:
    """slovnet's `NOUN|Case=Nom` as part of speech and features."""
    pos, _, features = tag.partition("|")
    return pos, features


@lru_cache(maxsize=CACHED_WORDS)
def _lemma(word: str, tag: str) -> str:
    pos, features = _read_tag(tag)
    return lemma(word, pos, dict(pair.split("=", 1) for pair in features.split("|") if "=" in pair))


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
        words = [token_table(doc).cleaned for doc in docs]
        sentences = [list(_sentences(doc, cleaned)) for doc, cleaned in zip(docs, words, strict=True)]
        tagged = iter(
            self._tagger.tag(
                [[cleaned[i] for i in s] for cleaned, rows in zip(words, sentences, strict=True) for s in rows]
            )
        )
        for doc, cleaned, rows in zip(docs, words, sentences, strict=True):
            tags = {i: tag for row in rows for i, tag in zip(row, next(tagged), strict=True)}
            _assign(doc, cleaned, tags)
        return docs


def _sentences(doc: Doc, words: Sequence[str]) -> Iterator[list[int]]:
    """The tokens of each sentence, white space left out; the whole Doc is one where nothing has split it."""
    starts = doc.to_array("SENT_START").astype("int64").tolist() if doc.has_annotation("SENT_START") else []
    bounds = [i for i, mark in enumerate(starts) if mark == 1] or [0]
    for start, end in pairwise([*bounds, len(words)]):
        tokens = [i for i in range(start, end) if words[i].strip()]
        if tokens:
            yield tokens


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
