"""The best path of tags through scores (Viterbi), for many sequences in step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def best_paths(
    scores: Sequence[Floats], moves: Floats, first: Floats | float = 0, last: Floats | float = 0
) -> list[Ints]:
    """The best path of each sequence of scores (words, tags); an empty sequence has an empty path.

    moves: what it adds to go from one tag to the next: (tags, tags), or one such table a sequence.
    first, last: what it adds to begin and to end with a tag: (tags).
    """
    order = sorted((i for i in range(len(scores)) if len(scores[i])), key=lambda i: -len(scores[i]))
    paths: list[Ints] = [np.zeros(0, np.int64)] * len(scores)
    if not order:
        return paths
    lengths = np.array([len(scores[i]) for i in order])
    packed = _packed([scores[i] for i in order])
    steps, rows, tags = packed.shape
    into = np.ascontiguousarray((moves[order] if moves.ndim > 2 else moves[None]).swapaxes(1, 2))
    into = np.broadcast_to(into, (rows, tags, tags))
    live_at = np.searchsorted(-lengths, -np.arange(steps), side="left").tolist()
    row_of, tag_of = np.arange(rows)[:, None], np.arange(tags)
    best = packed[0] + first
    came_from = np.zeros((steps, rows, tags), dtype=np.int64)
    for step in range(1, steps):
        live = live_at[step]
        options = best[:live, None] + into[:live]
        chosen = came_from[step, :live] = options.argmax(2)
        best[:live] = options[row_of[:live], tag_of, chosen] + packed[step, :live]
    walked = _walked_back((best + last).argmax(1), came_from, lengths, live_at)
    for row, i in enumerate(order):
        paths[i] = walked[: lengths[row], row]
    return paths


def _packed(scores: Sequence[Floats]) -> Floats:
    """Sequences side by side, the longest first: (words, sequences, tags)."""
    packed = np.zeros((len(scores[0]), len(scores), scores[0].shape[1]), dtype=np.float32)
    for row, own in enumerate(scores):
        packed[: len(own), row] = own
    return packed


def _walked_back(ends: Ints, came_from: Ints, lengths: Ints, live_at: Sequence[int]) -> Ints:
    """The tags of all paths from their last ones: (words, sequences)."""
    steps, rows, _ = came_from.shape
    walked = np.zeros((steps, rows), np.int64)
    walked[lengths - 1, np.arange(rows)] = ends
    for step in range(steps - 1, 0, -1):
        live = live_at[step]
        walked[step - 1, :live] = came_from[step, np.arange(live), walked[step, :live]]
    return walked
