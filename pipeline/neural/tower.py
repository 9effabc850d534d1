"""slovnet's stack of convolutions over words that lie end to end: what its taggers begin with.

The arithmetic is slovnet's: vectors of a word and of its shape, three convolutions of width three, each with ReLU and
a batch norm. Four things make it quick. The first convolution is linear in a word's vector, so its three columns are
worked out once for each distinct word and looked up, those of the last words met even across batches. The scale of a
norm is part of the next matrix. Constants are not added but carried along: a layer gives its values less a constant,
with which the ReLU is a maximum, max(x + c, 0) = max(x, -c) + c, and c is part of the next layer's constant. Windows
are small enough to stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.neural.kept_rows import KeptRows

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Encode = Callable[[str], tuple[int, int]]

WINDOW = 512
LAYERS = 3
KEPT_COLUMNS = 10_000
"""Words whose columns a tower keeps: 3 KB each."""


class WordVectors:
    """navec's quantised vectors of words: `vectors(ids)` gives an array of shape (ids, 300)."""

    def __init__(self, indexes: NDArray[np.integer], codes: Floats) -> None:
        self._indexes, self._codes = indexes, codes
        self._places = np.arange(indexes.shape[1])
        self._size = indexes.shape[1] * codes.shape[-1]

    def __call__(self, ids: Ints) -> Floats:
        vectors: Floats = self._codes[self._places, self._indexes[ids]].reshape(len(ids), self._size)
        return vectors


@dataclass(frozen=True, slots=True)
class Norm:
    """A batch norm folded into a scale and a shift of each column."""

    scale: Floats
    shift: Floats

    def before(self, kernel: Floats, bias: Floats) -> Floats:
        """One matrix for this norm and a linear layer behind it, of rows with a last column of ones."""
        return np.concatenate((self.scale[:, None] * kernel, (self.shift @ kernel + bias)[None]))

    def of_columns_without(self, rest: Floats) -> Norm:
        """This norm for columns that lack `rest`."""
        return Norm(self.scale, self.shift + self.scale * rest)


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution of width three (previous, same, next), ReLU and a batch norm. kernel: (inputs, 3 × outputs)."""

    kernel: Floats
    bias: Floats
    norm: Norm

    @classmethod
    def of(cls, weight: Floats, bias: Floats, scale: Floats, shift: Floats) -> Layer:
        """From a weight of shape (outputs, inputs, 3)."""
        return cls(side_by_side(weight), bias, Norm(scale, shift))

    @property
    def column_bias(self) -> Floats:
        """The bias as one of all three columns: the word's own has it."""
        none = np.zeros_like(self.bias)
        return np.concatenate((none, self.bias, none))


def side_by_side(weight: Floats) -> Floats:
    """A convolution's weight (outputs, inputs, 3) as one matrix (inputs, 3 × outputs)."""
    return np.ascontiguousarray(np.concatenate([weight[:, :, k].T for k in range(3)], axis=1))


def added(columns: Floats, distance: int) -> Floats:
    """The sum of what rows before, the row itself and rows behind give, `distance` apart."""
    size = columns.shape[1] // 3
    output = np.empty((len(columns), size), np.float32)
    before, own, behind = columns[:, :size], columns[:, size : 2 * size], columns[:, 2 * size :]
    output[:distance] = own[:distance]
    np.add(own[distance:], before[:-distance], out=output[distance:])
    output[:-distance] += behind[distance:]
    return output


@dataclass(frozen=True, slots=True)
class Packed:
    """Words end to end.

    starts: where each sequence starts. firsts, lasts: the rows of the words that a sequence begins and ends with.
    """

    words: list[str]
    starts: list[int]
    firsts: Ints
    lasts: Ints

    @classmethod
    def of(cls, sequences: Sequence[Sequence[str]]) -> Packed:
        """Sequences of words end to end."""
        starts = list(accumulate(map(len, sequences), initial=0))
        length = starts.pop()
        firsts = np.array(starts, np.int64)
        return cls(
            list(chain.from_iterable(sequences)), starts, firsts, np.append(firsts[1:], length)[: firsts.size] - 1
        )


class _Edges(NamedTuple):
    """The rows where sequences begin and where they end."""

    firsts: Ints
    lasts: Ints


@dataclass(frozen=True, slots=True)
class _Sum:
    """How a layer adds its columns; what it gives lacks `rest`.

    no_before, no_behind: what a word at the edge of a sequence gets in the place of a neighbour's columns.
    """

    no_before: Floats
    no_behind: Floats
    rest: Floats

    @classmethod
    def of(cls, before: Floats, own: Floats, behind: Floats) -> _Sum:
        """From what is constant in each of the three columns."""
        return cls(-before, -behind, before + own + behind)

    def __call__(self, columns: Floats, edges: _Edges) -> Floats:
        """A row a word from (words, 3 × outputs), which are changed."""
        size = len(self.rest)
        columns[edges.lasts, :size], columns[edges.firsts, -size:] = self.no_before, self.no_behind
        output = added(columns, 1)
        output[0] += self.no_before
        output[-1] += self.no_behind
        return np.maximum(output, -self.rest, out=output)


class Tower:
    """The three layers with their norms over packed words: `tower(packed)` gives (rows, columns)."""

    def __init__(self, encode: Encode, vectors: WordVectors, shapes: Floats, layers: Sequence[Layer]) -> None:
        """shapes: a row a shape of words; the first layer takes a word's vector, then its shape's.

        encode: gives the places of a word's vector and of its shape.
        """
        first = layers[0]
        size, nothing = len(first.kernel) - shapes.shape[1], np.zeros_like(first.bias)
        self._encode, self._vectors = encode, vectors
        self._word_kernel = np.ascontiguousarray(first.kernel[:size])
        self._shape_table = shapes @ first.kernel[size:] + first.column_bias
        self._first_sum, self._deeper = _Sum.of(nothing, nothing, nothing), []
        self.norm = first.norm
        for layer in layers[1:]:
            total = _Sum.of(*np.split(self.norm.shift @ layer.kernel + layer.column_bias, 3))
            self._deeper.append((self.norm.scale[:, None] * layer.kernel, total))
            self.norm = layer.norm.of_columns_without(total.rest)
        self._columns = KeptRows(KEPT_COLUMNS, self._shape_table.shape[1], self._read_columns)

    def __call__(self, packed: Packed) -> Floats:
        """A row a word."""
        output = np.empty((len(packed.words), len(self.norm.scale)), np.float32)
        for part, rows in self.parts(packed):
            output[part] = rows
        output *= self.norm.scale
        output += self.norm.shift
        return output

    def parts(self, packed: Packed) -> Iterator[tuple[slice, Floats]]:
        """Stretches of the rows one after the other, before the last norm."""
        columns, place_of = self._columns(packed.words)
        places = np.fromiter(map(place_of.__getitem__, packed.words), np.int64, len(packed.words))
        for part, kept in windows(len(packed.words), WINDOW, LAYERS):
            edges = _Edges(_inside(part, packed.firsts), _inside(part, packed.lasts))
            rows = self._first_sum(columns.take(places[part], axis=0), edges)
            for matrix, total in self._deeper:
                rows = total(rows @ matrix, edges)
            yield slice(part.start + kept.start, part.start + kept.stop), rows[kept]

    def _read_columns(self, words: Sequence[str]) -> Floats:
        """The first layer's columns of words with their shapes."""
        vectors, shapes = np.array([self._encode(word) for word in words], np.int64).T
        ids, inverse = np.unique(vectors, return_inverse=True)
        columns: Floats = (self._vectors(ids) @ self._word_kernel)[inverse]
        columns += self._shape_table[shapes]
        return columns


def _inside(part: slice, rows: Ints) -> Ints:
    """Those of some sorted rows that lie in a part, counted from its start."""
    low, high = np.searchsorted(rows, (part.start, part.stop))
    inside: Ints = rows[low:high] - part.start
    return inside


def windows(total: int, size: int, margin: int) -> Iterator[tuple[slice, slice]]:
    """The parts that rows are worked on in, and which rows of each part count: the others are its neighbours' margin.

    size: how many rows of a part count. margin: how far the layers look.
    """
    for start in range(0, total, size):
        end = min(start + size, total)
        low, high = max(0, start - margin), min(total, end + margin)
        yield slice(low, high), slice(start - low, end - low)


def with_ones(rows: Floats) -> Floats:
    """Rows with a last column of ones."""
    output = with_room_for_ones(*rows.shape)
    output[:, :-1] = rows
    return output


def with_room_for_ones(rows: int, columns: int) -> Floats:
    """Rows to be filled but for their last column, which is ones."""
    output = np.empty((rows, columns + 1), np.float32)
    output[:, -1] = 1
    return output
