"""slovnet's convolutional tagger over texts packed end to end.

The arithmetic is slovnet's (`tower.py`, then a linear layer, for names a CRF); the packing is not: sequences lie one
after the other with one zero row between, so nothing is padded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.memory import REMEMBERED
from pipeline.neural.tower import Floats, Layer, Packed, Tower, WordVectors, pack
from pipeline.neural.viterbi import best_paths

MARGIN = 3
"""How many rows on either side the layers look at."""


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
    """Tags sequences of words: `tag(sequences)` gives a list of tags for each sequence, of the same length."""

    def __init__(self, model: Any, words: Any, shapes: Any, tags: Any) -> None:
        word, shape = model.emb.word, model.emb.shape
        self.encode = Encoder(words, shapes)
        self.vectors = WordVectors(word.indexes.array, word.codes.array)
        self._tags = list(tags.items)
        self._tower = Tower(self.vectors, shape.weight.array, [_read_layer(layer) for layer in model.encoder.layers])
        self._head = self._tower.norm.before(model.head.proj.weight.array, model.head.proj.bias.array)
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
        if self._transitions is not None:
            paths = best_paths(self.emissions(sequences), self._transitions)
            return [[self._tags[i] for i in path.tolist()] for path in paths]
        packed, starts = pack([self.encode(words) for words in sequences], gap=1)
        best = [scores[kept].argmax(-1) for kept, scores in self._scores(packed)]
        tags = [self._tags[i] for i in np.concatenate(best).tolist()] if best else []
        return [tags[start : start + len(words)] for start, words in zip(starts, sequences, strict=True)]

    def emissions(self, sequences: Sequence[Sequence[str]]) -> list[Floats]:
        """Scores of every tag for every word: for each sequence an array of shape (words, tags)."""
        packed, starts = pack([self.encode(words) for words in sequences], gap=1)
        scores = np.zeros((len(packed.ids), len(self._tags)), np.float32)
        done = 0
        for kept, rows in self._scores(packed):
            scores[done : done + kept.stop - kept.start] = rows[kept]
            done += kept.stop - kept.start
        return [scores[start : start + len(words)] for start, words in zip(starts, sequences, strict=True)]

    def _scores(self, packed: Packed) -> Iterator[tuple[slice, Floats]]:
        """Scores of each window, and which of its rows count."""
        for _, kept, rows in self._tower.windows(packed, MARGIN):
            yield kept, rows @ self._head


def _read_layer(layer: Any) -> Layer:
    norm = layer.norm
    scale = norm.weight.array / norm.std.array
    shift = norm.bias.array - norm.mean.array * scale
    return Layer.of(layer.conv.weight.array, layer.conv.bias.array, scale, shift)
