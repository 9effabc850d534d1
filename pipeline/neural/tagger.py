"""slovnet's convolutional tagger over texts packed end to end.

The arithmetic is slovnet's (`tower.py`, then a linear layer, for names a CRF); the packing is not: sequences lie one
after the other with one zero row between, so nothing is padded.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.memory import REMEMBERED
from pipeline.neural.tower import Floats, Layer, Tower, WordVectors, pack
from pipeline.neural.viterbi import best_paths


class Encoder:
    """Numbers of words in the table of word vectors, and of their shapes."""

    def __init__(self, words: Any, shapes: Any) -> None:
        self._word_ids, self._shape_ids = words, shapes
        self._known: dict[str, tuple[int, int]] = {}

    def __call__(self, words: Sequence[str]) -> tuple[list[int], list[int]]:
        known = self._known
        found = [known.get(word) or self._learn(word) for word in words]
        return [word for word, _ in found], [shape for _, shape in found]

    def _learn(self, word: str) -> tuple[int, int]:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        from slovnet.shape import word_shape

        numbers = int(self._word_ids.encode(word.lower())), int(self._shape_ids.encode(word_shape(word)))
        self._known[word] = numbers
        return numbers


class Tagger:
    """Tags sequences of words: `tag(sequences)` gives a list of tags for each sequence, of the same length.

    `rows` and `tags` are its two halves, for those who want to keep what the tower makes of the words.
    """

    def __init__(self, model: Any, words: Any, shapes: Any, tags: Any) -> None:
        word, shape = model.emb.word, model.emb.shape
        self._encode = Encoder(words, shapes)
        self._tags = list(tags.items)
        vectors = WordVectors(word.indexes.array, word.codes.array)
        self._tower = Tower(vectors, shape.weight.array, [_read_layer(layer) for layer in model.encoder.layers])
        self._head, self._bias = model.head.proj.weight.array, model.head.proj.bias.array
        crf = getattr(model.head, "crf", None)
        self._transitions: Floats | None = crf.transitions.array if crf is not None else None

    @classmethod
    def load(cls, path: Path, navec: Any) -> Tagger:
        """Read a slovnet model pack; slovnet itself refuses a pack of another protocol."""
        from slovnet.api import NER, Morph

        loaded = (NER if "ner" in path.name else Morph).load(path).navec(navec).infer
        return cls(loaded.model, loaded.encoder.words_vocab, loaded.encoder.shapes_vocab, loaded.decoder.tags_vocab)

    def tag(self, sequences: Sequence[Sequence[str]]) -> list[list[str]]:
        """One tag a word for every sequence of words; an empty sequence gives an empty list."""
        return self.tags(self.rows(sequences))

    def rows(self, sequences: Sequence[Sequence[str]]) -> list[Floats]:
        """What the tower makes of every word in its place: for each sequence an array of shape (words, columns)."""
        packed, starts = pack([self._encode(words) for words in sequences])
        rows = self._tower(packed)
        return [rows[start : start + len(words)] for start, words in zip(starts, sequences, strict=True)]

    def tags(self, rows: Sequence[Floats]) -> list[list[str]]:
        """The tags of sequences from what `rows` gave for them."""
        scores = [self.scores(held) for held in rows]
        if self._transitions is not None:
            paths = best_paths(scores, self._transitions)
        else:
            paths = [held.argmax(-1) for held in scores]
        return [[self._tags[i] for i in path.tolist()] for path in paths]

    def scores(self, rows: Floats) -> Floats:
        """Scores of every tag for every word of a sequence: (words, tags)."""
        scores: Floats = rows @ self._head
        scores += self._bias
        return scores


def _read_layer(layer: Any) -> Layer:
    norm = layer.norm
    scale = norm.weight.array / norm.std.array
    shift = norm.bias.array - norm.mean.array * scale
    return Layer.of(layer.conv.weight.array, layer.conv.bias.array, scale, shift)
