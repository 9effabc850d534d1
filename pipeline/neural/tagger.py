"""slovnet's convolutional taggers over texts packed end to end.

The arithmetic is slovnet's (`tower.py`, then a linear layer, for names a CRF); the packing is not: sequences lie one
after the other, so nothing is padded.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from pipeline.memory import remembered
from pipeline.neural.tower import Floats, Layer, Packed, Tower, WordVectors, with_ones
from pipeline.neural.viterbi import best_paths


class Encoder:
    """Words as the tower knows them: the places of their vector and of their shape."""

    def __init__(self, words: Any, shapes: Any) -> None:
        self._word_ids, self._shape_ids = words, shapes

    def __call__(self, word: str) -> tuple[int, int]:
        from slovnet.shape import word_shape

        return int(self._word_ids.encode(word.lower())), int(self._shape_ids.encode(word_shape(word)))


class _Tagger:
    """What both taggers begin with: the tower over the words of sequences."""

    def __init__(self, model: Any, words: Any, shapes: Any, tags: Any) -> None:
        word, shape = model.emb.word, model.emb.shape
        vectors = WordVectors(word.indexes.array, word.codes.array)
        layers = [_read_layer(layer) for layer in model.encoder.layers]
        self._tags = list(tags.items)
        self._tower = Tower(remembered(Encoder(words, shapes)), vectors, shape.weight.array, layers)

    @classmethod
    def load(cls, path: Path, navec: Any) -> Self:
        """Read a slovnet model pack; slovnet itself refuses a pack of another protocol."""
        from slovnet.api import NER, Morph

        loaded = (NER if "ner" in path.name else Morph).load(path).navec(navec).infer
        return cls(loaded.model, loaded.encoder.words_vocab, loaded.encoder.shapes_vocab, loaded.decoder.tags_vocab)


class WordTagger(_Tagger):
    """Tags each word by its own scores: slovnet's morphology."""

    def __init__(self, model: Any, words: Any, shapes: Any, tags: Any) -> None:
        super().__init__(model, words, shapes, tags)
        self._head = self._tower.norm.before(model.head.proj.weight.array, model.head.proj.bias.array)

    def tag(self, sequences: Sequence[Sequence[str]]) -> list[list[str]]:
        """One tag a word for every sequence of words; an empty sequence gives an empty list."""
        packed = Packed.of(sequences)
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
        packed = Packed.of(sequences)
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
