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
    best = _packed([scores[i] for i in order])
    moves = np.moveaxis(moves[order], 0, 2) if moves.ndim > 2 else moves[:, :, None]
    live_at = np.searchsorted(-lengths, -np.arange(len(best)), side="left").tolist()
    best[0] += np.reshape(first, (-1, 1))
    for step in range(1, len(best)):
        live = live_at[step]
        best[step, :, :live] += (best[step - 1, :, None, :live] + moves[:, :, :live]).max(0)
    walked = _walked_back(best, moves, np.reshape(last, (-1, 1)), lengths, live_at)
    for row, i in enumerate(order):
        paths[i] = walked[: lengths[row], row]
    return paths


def _packed(scores: Sequence[Floats]) -> Floats:
    """Sequences side by side, the longest first: (words, tags, sequences)."""
    packed = np.zeros((len(scores[0]), scores[0].shape[1], len(scores)), dtype=np.float32)
    for row, own in enumerate(scores):
        packed[: len(own), :, row] = own
    return packed


def _walked_back(best: Floats, moves: Floats, last: Floats, lengths: Ints, live_at: Sequence[int]) -> Ints:
    """The tags of all paths, (words, sequences), from the best sum up to each tag of each word."""
    steps, _, rows = best.shape
    walked = np.zeros((steps, rows), np.int64)
    ends = np.moveaxis(best[lengths - 1, :, np.arange(rows)], 0, 1)
    walked[lengths - 1, np.arange(rows)] = (ends + last).argmax(0)
    shared = moves.shape[2] == 1
    for step in range(steps - 1, 0, -1):
        live = live_at[step]
        tags = walked[step, :live]
        into = moves[:, tags, 0] if shared else moves[:, tags, np.arange(live)]
        walked[step - 1, :live] = (best[step - 1, :, :live] + into).argmax(0)
    return walked
