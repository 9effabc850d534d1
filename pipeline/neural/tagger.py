"""slovnet's convolutional tagger over texts packed end to end.

The arithmetic is slovnet's (word and shape embeddings, three convolutions of width three, a linear layer, for names a
CRF); the packing is not: sequences lie one after the other with one zero row between, so nothing is padded, and the
first convolution, linear in a word's vector, is computed once for each distinct word of a window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

WINDOW = 4096


@lru_cache(maxsize=40_000)
def _shape(word: str) -> str:
    from slovnet.shape import word_shape

    return str(word_shape(word))


@dataclass(frozen=True, slots=True)
class _Layer:
    """A convolution of width three (previous, same, next), ReLU and a batch norm folded into scale and shift."""

    kernels: tuple[Floats, Floats, Floats]
    bias: Floats
    scale: Floats
    shift: Floats

    def finish(self, summed: Floats, gaps: NDArray[np.bool_]) -> Floats:
        output: Floats = np.maximum(summed + self.bias, 0) * self.scale + self.shift
        output[gaps] = 0
        return output

    def __call__(self, rows: Floats, gaps: NDArray[np.bool_]) -> Floats:
        return self.finish(_shift_add(*(rows @ kernel for kernel in self.kernels)), gaps)


def _shift_add(before: Floats, same: Floats, after: Floats) -> Floats:
    same[1:] += before[:-1]
    same[:-1] += after[1:]
    return same


class Tagger:
    """Tags sequences of words: `tag(sequences)` gives a list of tags for each sequence, of the same length."""

    def __init__(self, model: Any, words: Any, shapes: Any, tags: Any) -> None:
        word, shape = model.emb.word, model.emb.shape
        self._word_ids, self._shape_ids, self._tags = words, shapes, list(tags.items)
        self._indexes, self._codes, self._places = word.indexes.array, word.codes.array, word.qdims
        self._layers = [_read_layer(layer) for layer in model.encoder.layers]
        self._projection: Floats = model.head.proj.weight.array
        self._offset: Floats = model.head.proj.bias.array
        crf = getattr(model.head, "crf", None)
        self._transitions: Floats | None = crf.transitions.array if crf is not None else None
        shape_rows = shape.weight.array
        self._shape_tables = [shape_rows @ kernel[word.dim :] for kernel in self._layers[0].kernels]
        self._word_kernels = np.concatenate([kernel[: word.dim] for kernel in self._layers[0].kernels], axis=1)

    @classmethod
    def load(cls, path: Path, navec: Any) -> Tagger:
        """Read a slovnet model pack; slovnet itself refuses a pack of another protocol."""
        from slovnet.api import NER, Morph

        loaded = (NER if "ner" in path.name else Morph).load(path).navec(navec).infer
        return cls(loaded.model, loaded.encoder.words_vocab, loaded.encoder.shapes_vocab, loaded.decoder.tags_vocab)

    def tag(self, sequences: Sequence[Sequence[str]]) -> list[list[str]]:
        """One tag a word for every sequence of words; an empty sequence gives an empty list."""
        emissions = self.emissions(sequences)
        paths = (block.argmax(-1) for block in emissions) if self._transitions is None else self._decode(emissions)
        return [[self._tags[i] for i in path.tolist()] for path in paths]

    def encode(self, words: Sequence[str]) -> tuple[Ints, Ints]:
        """Numbers of words in the table of word vectors, and of their shapes."""
        ids = [self._word_ids.encode(word.lower()) for word in words]
        return np.array(ids, np.int64), np.array([self._shape_ids.encode(_shape(word)) for word in words], np.int64)

    def vectors(self, ids: Ints) -> Floats:
        """Word vectors of such numbers: (ids, 300)."""
        vectors: Floats = self._codes[self._places, self._indexes[ids]].reshape(len(ids), -1)
        return vectors

    def emissions(self, sequences: Sequence[Sequence[str]]) -> list[Floats]:
        """Scores of every tag for every word: for each sequence an array of shape (words, tags)."""
        starts = list(accumulate((len(words) + 1 for words in sequences), initial=0))
        words, shapes, gaps = self._pack(sequences, starts[-1])
        if not len(words):
            return [np.zeros((0, len(self._tags)), dtype=np.float32) for _ in sequences]
        packed = np.concatenate(list(self._windows(words, shapes, gaps)))
        return [packed[start : start + len(words)] for start, words in zip(starts, sequences, strict=False)]

    def _pack(self, sequences: Sequence[Sequence[str]], size: int) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        words, shapes, gaps = np.zeros(size, np.int64), np.zeros(size, np.int64), np.ones(size, np.bool_)
        place = 0
        for sequence in sequences:
            end = place + len(sequence)
            words[place:end] = [self._word_ids.encode(word.lower()) for word in sequence]
            shapes[place:end] = [self._shape_ids.encode(_shape(word)) for word in sequence]
            gaps[place:end] = False
            place = end + 1
        return words, shapes, gaps

    def _windows(self, words: Ints, shapes: Ints, gaps: NDArray[np.bool_]) -> Iterator[Floats]:
        """Emissions window by window; a margin of one row a layer on either side makes them those of the whole."""
        margin, total = len(self._layers), len(words)
        for start in range(0, total, WINDOW):
            end = min(start + WINDOW, total)
            low, high = max(0, start - margin), min(total, end + margin)
            rows = self._first_layer(words[low:high], shapes[low:high], gaps[low:high])
            for layer in self._layers[1:]:
                rows = layer(rows, gaps[low:high])
            yield rows[start - low : end - low] @ self._projection + self._offset

    def _first_layer(self, words: Ints, shapes: Ints, gaps: NDArray[np.bool_]) -> Floats:
        distinct, inverse = np.unique(words, return_inverse=True)
        tables = np.split(self.vectors(distinct) @ self._word_kernels, 3, axis=1)
        columns = [table[inverse] + shape[shapes] for table, shape in zip(tables, self._shape_tables, strict=True)]
        for column in columns:
            column[gaps] = 0
        return self._layers[0].finish(_shift_add(*columns), gaps)

    def _decode(self, emissions: Sequence[Floats]) -> list[Ints]:
        """The best path of each sequence under the CRF (Viterbi), all sequences of a batch in step."""
        assert self._transitions is not None
        order = sorted(range(len(emissions)), key=lambda i: -len(emissions[i]))
        paths: list[Ints] = [np.zeros(0, np.int64)] * len(emissions)
        lengths = [len(emissions[i]) for i in order]
        live = sum(length > 0 for length in lengths)
        if not live:
            return paths
        score = np.stack([emissions[i][0] for i in order[:live]])
        history: list[Ints] = []
        ends = {i: score[row] for row, i in enumerate(order[:live]) if lengths[row] == 1}
        for step in range(1, lengths[0]):
            while lengths[live - 1] <= step:
                live -= 1
            options = score[:live, :, None] + self._transitions
            history.append(options.argmax(1))
            score = options.max(1) + np.stack([emissions[i][step] for i in order[:live]])
            for row in range(live - 1, -1, -1):
                if lengths[row] != step + 1:
                    break
                ends[order[row]] = score[row]
        for row, i in enumerate(order):
            if lengths[row]:
                paths[i] = _walk_back(int(ends[i].argmax()), history, row, lengths[row])
        return paths


def _walk_back(last: int, history: Sequence[Ints], row: int, length: int) -> Ints:
    path = np.empty(length, np.int64)
    path[-1] = last
    for step in range(length - 2, -1, -1):
        path[step] = history[step][row, path[step + 1]]
    return path


def _read_layer(layer: Any) -> _Layer:
    weight, norm = layer.conv.weight.array, layer.norm
    scale = norm.weight.array / norm.std.array
    kernels = tuple(np.ascontiguousarray(weight[:, :, k].T) for k in range(3))
    shift = norm.bias.array - norm.mean.array * scale
    return _Layer((kernels[0], kernels[1], kernels[2]), layer.conv.bias.array, scale, shift)
