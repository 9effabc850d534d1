"""From scores of tags to spans: the best legal path of every line (Viterbi), then names inside names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.neural.names_features import LABELS, NameSpan
from pipeline.neural.viterbi import Floats, Ints, best_paths

TAGS, HEADS = 13, 3
IMPOSSIBLE = -1e4
_OUTER, _INNER_HEADS = 0, (1, 2)


def legal_moves() -> NDArray[np.bool_]:
    """Which BIOES tag may follow which: (from, to); tag 0 is outside, then B, I, E, S of each label."""
    tags = np.arange(TAGS)
    kind, label = (tags - 1) % 4, (tags - 1) // 4
    ends = (tags == 0) | (kind >= 2)
    begins = (tags == 0) | (kind == 0) | (kind == 3)
    same = (label[:, None] == label[None, :]) & (tags[:, None] > 0) & (tags[None, :] > 0)
    legal: NDArray[np.bool_] = np.where(ends[:, None], begins[None, :], same & ~begins[None, :])
    return legal


_LEGAL = legal_moves()
_KINDS = (np.arange(TAGS) - 1) % 4
_FIRST = (np.arange(TAGS) > 0) & np.isin(_KINDS, (0, 3))
_LAST = (np.arange(TAGS) > 0) & (_KINDS >= 2)
SHUT_FIRST: Floats = np.where(_LEGAL[0], 0, IMPOSSIBLE).astype(np.float32)
SHUT_LAST: Floats = np.where(_LEGAL[:, 0], 0, IMPOSSIBLE).astype(np.float32)


class _Piece(NamedTuple):
    """A stretch of a text's words, and the head whose scores are asked about them."""

    text: int
    start: int
    end: int
    head: int


def decode(lines_of: Sequence[Sequence[int]], scores: Sequence[Floats], moves: Floats) -> list[list[NameSpan]]:
    """Spans of every text from the numbers of its words' lines and its scores (words, heads, tags).

    No span crosses the end of a line.
    """
    lines = [_Piece(text, *ends, _OUTER) for text, held in enumerate(lines_of) for ends in _lines(held)]
    found: list[list[NameSpan]] = [[] for _ in lines_of]
    insides: list[_Piece] = []
    for line, span in _read(lines, scores, moves):
        found[line.text].append(span)
        if span.label != "PER" and span.end - span.start > 1:
            insides += [_Piece(line.text, span.start, span.end, head) for head in _INNER_HEADS]
    for outer, span in _read(insides, scores, moves):
        if (span.start, span.end) != (outer.start, outer.end):
            found[outer.text].append(span)
    return [sorted(spans, key=lambda s: (s.start, -s.end)) for spans in found]


def _lines(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    cuts = [place for place, (before, line) in enumerate(pairwise(lines), start=1) if line != before]
    yield from pairwise([0, *cuts, len(lines)] if lines else [])


def _read(pieces: Sequence[_Piece], scores: Sequence[Floats], moves: Floats) -> Iterator[tuple[_Piece, NameSpan]]:
    """The spans of each piece by its best path; their score is the least certain word's."""
    if not pieces:
        return
    held = [scores[piece.text][piece.start : piece.end, piece.head] for piece in pieces]
    tags = np.concatenate(best_paths(held, moves[[piece.head for piece in pieces]], SHUT_FIRST, SHUT_LAST))
    starts = np.cumsum([0, *map(len, held)])
    firsts, lasts = np.flatnonzero(_FIRST[tags]), np.flatnonzero(_LAST[tags])
    certainty = _certainties(np.concatenate(held), tags)
    owners = np.searchsorted(starts, firsts, side="right") - 1
    for owner, first, last in zip(owners.tolist(), firsts.tolist(), lasts.tolist(), strict=True):
        piece, score = pieces[owner], round(min(certainty[first : last + 1]), 4)
        moved = piece.start - int(starts[owner])
        label = LABELS[(int(tags[first]) - 1) // 4]
        yield piece, NameSpan(first + moved, last + moved + 1, label, score, piece.head != _OUTER)


def _certainties(scores: Floats, path: Ints) -> list[float]:
    """The share that the softmax of each word's scores gives to its tag."""
    shifted = np.exp(scores - scores.max(-1, keepdims=True))
    shares: list[float] = (shifted[np.arange(len(path)), path] / shifted.sum(-1)).tolist()
    return shares
