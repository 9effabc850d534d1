"""slovnet's convolutional taggers over texts packed end to end.

The arithmetic is slovnet's (`tower.py`, then a linear layer, for names a CRF); the packing is not: sequences lie one
after the other, so nothing is padded.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from pipeline.memory import REMEMBERED
from pipeline.neural.tower import Floats, Layer, Packed, Tower, WordVectors, with_ones, word_number
from pipeline.neural.viterbi import best_paths


class Encoder:
    """Words as the tower numbers them: by their place in the table of word vectors and by their shape."""

    def __init__(self, words: Any, shapes: Any) -> None:
        self._word_ids, self._shape_ids = words, shapes
        self._known: dict[str, int] = {}

    def __call__(self, words: Sequence[str]) -> list[int]:
        known = self._known
        return [known[word] if word in known else self._learn(word) for word in words]

    def _learn(self, word: str) -> int:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        from slovnet.shape import word_shape

        number = word_number(int(self._word_ids.encode(word.lower())), int(self._shape_ids.encode(word_shape(word))))
        self._known[word] = number
        return number


class _Tagger:
    """What both taggers begin with: the words of sequences as numbers, and the tower over them."""

    def __init__(self, model: Any, words: Any, shapes: Any, tags: Any) -> None:
        word, shape = model.emb.word, model.emb.shape
        vectors = WordVectors(word.indexes.array, word.codes.array)
        self._encode = Encoder(words, shapes)
        self._tags = list(tags.items)
        self._tower = Tower(vectors, shape.weight.array, [_read_layer(layer) for layer in model.encoder.layers])

    @classmethod
    def load(cls, path: Path, navec: Any) -> Self:
        """Read a slovnet model pack; slovnet itself refuses a pack of another protocol."""
        from slovnet.api import NER, Morph

        loaded = (NER if "ner" in path.name else Morph).load(path).navec(navec).infer
        return cls(loaded.model, loaded.encoder.words_vocab, loaded.encoder.shapes_vocab, loaded.decoder.tags_vocab)

    def _pack(self, sequences: Sequence[Sequence[str]]) -> Packed:
        return Packed.of([self._encode(words) for words in sequences])


class WordTagger(_Tagger):
    """Tags each word by its own scores: slovnet's morphology."""

    def __init__(self, model: Any, words: Any, shapes: Any, tags: Any) -> None:
        super().__init__(model, words, shapes, tags)
        self._head = self._tower.norm.before(model.head.proj.weight.array, model.head.proj.bias.array)

    def tag(self, sequences: Sequence[Sequence[str]]) -> list[list[str]]:
        """One tag a word for every sequence of words; an empty sequence gives an empty list."""
        packed = self._pack(sequences)
        best = [(with_ones(rows) @ self._head).argmax(1).tolist() for _, rows in self._tower.parts(packed)]
        tags = [self._tags[i] for part in best for i in part]
        return [tags[start : start + len(words)] for start, words in zip(packed.starts, sequences, strict=True)]


class PathTagger(_Tagger):
    """Tags sequences by the best path through them (a CRF): slovnet's names.

    `rows` and `tags` are its two halves, for those who want to keep what the tower makes of the words.
    """

    def __init__(self, model: Any, words: Any, shapes: Any, tags: Any) -> None:
        super().__init__(model, words, shapes, tags)
        self._head, self._bias = model.head.proj.weight.array, model.head.proj.bias.array
        self._transitions: Floats = model.head.crf.transitions.array

    def tag(self, sequences: Sequence[Sequence[str]]) -> list[list[str]]:
        """One tag a word for every sequence of words; an empty sequence gives an empty list."""
        return self.tags(self.rows(sequences))

    def rows(self, sequences: Sequence[Sequence[str]]) -> list[Floats]:
        """What the tower makes of every word in its place: for each sequence an array of shape (words, columns)."""
        packed = self._pack(sequences)
        rows = self._tower(packed)
        return [rows[start : start + len(words)] for start, words in zip(packed.starts, sequences, strict=True)]

    def tags(self, rows: Sequence[Floats]) -> list[list[str]]:
        """The tags of sequences from what `rows` gave for them."""
        paths = best_paths([held @ self._head + self._bias for held in rows], self._transitions)
        return [[self._tags[i] for i in path.tolist()] for path in paths]


def _read_layer(layer: Any) -> Layer:
    norm = layer.norm
    scale = norm.weight.array / norm.std.array
    shift = norm.bias.array - norm.mean.array * scale
    return Layer.of(layer.conv.weight.array, layer.conv.bias.array, scale, shift)
