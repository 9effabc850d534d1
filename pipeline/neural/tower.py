"""slovnet's stack of convolutions over words that lie end to end: what its taggers and the names model begin with.

The arithmetic is slovnet's: vectors of a word and of its shape, three convolutions of width three, each with ReLU and
a batch norm. The first one is linear in a word's vector, so its three columns are worked out once for each distinct
word and looked up; words of the last batches are kept. Windows are small enough to stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

WINDOW = 512
REMEMBERED_WORDS = 8_000
"""Distinct words whose columns are kept: 3 KB each."""


class WordVectors:
    """navec's quantised vectors of words: `vectors(ids)` gives an array of shape (ids, 300)."""

    def __init__(self, indexes: NDArray[np.integer], codes: Floats) -> None:
        self._indexes, self._codes = indexes, codes
        self._places = np.arange(indexes.shape[1])

    def __call__(self, ids: Ints) -> Floats:
        vectors: Floats = self._codes[self._places, self._indexes[ids]].reshape(len(ids), -1)
        return vectors


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution of width three (previous, same, next), ReLU and a batch norm folded into scale and shift.

    kernel: (inputs, 3 × outputs), the three side by side.
    """

    kernel: Floats
    bias: Floats
    scale: Floats
    shift: Floats

    @classmethod
    def of(cls, weight: Floats, bias: Floats, scale: Floats, shift: Floats) -> Layer:
        """From a weight of shape (outputs, inputs, 3)."""
        return cls(side_by_side(weight), bias, scale, shift)

    def __call__(self, rows: Floats, gaps: Ints) -> Floats:
        return self.finish(rows @ self.kernel, gaps)

    def finish(self, columns: Floats, gaps: Ints) -> Floats:
        """From the three columns of every row to the layer's output, zero at the gaps."""
        output = added(columns, 1)
        output += self.bias
        np.maximum(output, 0, out=output)
        output *= self.scale
        output += self.shift
        output[gaps] = 0
        return output


def side_by_side(weight: Floats) -> Floats:
    """A convolution's weight (outputs, inputs, 3) as one matrix (inputs, 3 × outputs)."""
    return np.ascontiguousarray(np.concatenate([weight[:, :, k].T for k in range(3)], axis=1))


def added(columns: Floats, distance: int) -> Floats:
    """The sum of what rows before, the row itself and rows behind give, `distance` apart."""
    size = columns.shape[1] // 3
    output: Floats = columns[:, size : 2 * size].copy()
    output[distance:] += columns[:-distance, :size]
    output[:-distance] += columns[distance:, 2 * size :]
    return output


class Tower:
    """The three layers: `rows(packed)` gives an array of shape (words, outputs of the last layer) a window."""

    def __init__(self, vectors: WordVectors, shapes: Floats, layers: Sequence[Layer]) -> None:
        """shapes: a row a shape of words; the first layer takes a word's vector, then its shape's."""
        first = layers[0].kernel
        size = len(first) - shapes.shape[1]
        self._vectors, self._layers = vectors, layers
        self._word_kernel, self._shape_table = np.ascontiguousarray(first[:size]), shapes @ first[size:]
        self._known_ids: Ints = np.zeros(0, np.int64)
        self._known: Floats = np.zeros((0, first.shape[1]), np.float32)

    def windows(self, packed: Packed, margin: int) -> Iterator[tuple[slice, slice, Floats]]:
        """The rows of each window: where they lie, which of them count, and the rows with `margin` more on each side.

        margin: how far the layers look, the tower's own three included.
        """
        distinct, inverse = np.unique(packed.ids, return_inverse=True)
        table = self._columns(distinct)
        total = len(packed.ids)
        for start in range(0, total, WINDOW):
            end = min(start + WINDOW, total)
            low, high = max(0, start - margin), min(total, end + margin)
            gaps = np.flatnonzero(packed.gaps[low:high])
            columns = table[inverse[low:high]]
            columns += self._shape_table[packed.shapes[low:high]]
            columns[gaps] = 0
            rows = self._layers[0].finish(columns, gaps)
            for layer in self._layers[1:]:
                rows = layer(rows, gaps)
            yield slice(low, high), slice(start - low, end - low), rows

    def _columns(self, ids: Ints) -> Floats:
        """The first layer's columns of distinct words, in ascending order of their numbers."""
        places = np.searchsorted(self._known_ids, ids)
        known = np.zeros(len(ids), np.bool_)
        inside = places < len(self._known_ids)
        known[inside] = self._known_ids[places[inside]] == ids[inside]
        if known.all():
            return self._known[places]
        table = np.empty((len(ids), self._word_kernel.shape[1]), np.float32)
        table[known] = self._known[places[known]]
        table[~known] = self._vectors(ids[~known]) @ self._word_kernel
        self._remember(ids, table, known)
        return table

    def _remember(self, ids: Ints, table: Floats, known: Mask) -> None:
        """Keep new words beside the ones kept; where they are too many, keep this batch's alone."""
        if len(ids) > REMEMBERED_WORDS:
            return
        if len(self._known_ids) + int((~known).sum()) > REMEMBERED_WORDS:
            self._known_ids, self._known = ids, table
            return
        merged = np.concatenate((self._known_ids, ids[~known]))
        order = np.argsort(merged, kind="stable")
        self._known_ids = merged[order]
        self._known = np.concatenate((self._known, table[~known]))[order]


@dataclass(frozen=True, slots=True)
class Packed:
    """Words end to end: their numbers, the numbers of their shapes, and the empty rows between sequences."""

    ids: Ints
    shapes: Ints
    gaps: Mask


def pack(sequences: Sequence[tuple[Sequence[int], Sequence[int]]], gap: int) -> tuple[Packed, list[int]]:
    """Sequences of numbers of words and shapes end to end, `gap` empty rows behind each, and where each starts."""
    starts: list[int] = []
    total = sum(len(ids) + gap for ids, _ in sequences)
    words, shapes, gaps = np.zeros(total, np.int64), np.zeros(total, np.int64), np.ones(total, np.bool_)
    place = 0
    for ids, forms in sequences:
        starts.append(place)
        end = place + len(ids)
        words[place:end], shapes[place:end], gaps[place:end] = ids, forms, False
        place = end + gap
    return Packed(words, shapes, gaps), starts
