"""From scores of tags to spans: the best legal path of every line (Viterbi), then names inside names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.neural.names_features import LABELS, NameSpan, NameWord

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

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
_SHUT_FIRST: Floats = np.where(_LEGAL[0], 0, IMPOSSIBLE).astype(np.float32)
_SHUT_LAST: Floats = np.where(_LEGAL[:, 0], 0, IMPOSSIBLE).astype(np.float32)


def best_paths(scores: Sequence[Floats], moves: Sequence[Floats]) -> list[Ints]:
    """The best path of each sequence of scores (words, tags) under its own table of moves, all in step."""
    order = sorted((i for i in range(len(scores)) if len(scores[i])), key=lambda i: -len(scores[i]))
    paths: list[Ints] = [np.zeros(0, np.int64)] * len(scores)
    if not order:
        return paths
    lengths = np.array([len(scores[i]) for i in order])
    steps, rows = int(lengths[0]), len(order)
    packed = np.zeros((steps, rows, TAGS), dtype=np.float32)
    for row, i in enumerate(order):
        packed[: lengths[row], row] = scores[i]
    table = np.stack([moves[i] for i in order])
    live_at = np.searchsorted(-lengths, -np.arange(steps), side="left")
    best = packed[0] + _SHUT_FIRST
    came_from = np.zeros((steps, rows, TAGS), dtype=np.int64)
    for step in range(1, steps):
        live = int(live_at[step])
        options = best[:live, :, None] + table[:live]
        came_from[step, :live] = options.argmax(1)
        best[:live] = options.max(1) + packed[step, :live]
    last = (best + _SHUT_LAST).argmax(1)
    for row, i in enumerate(order):
        path = np.empty(lengths[row], np.int64)
        path[-1] = last[row]
        for step in range(int(lengths[row]) - 1, 0, -1):
            path[step - 1] = came_from[step, row, path[step]]
        paths[i] = path
    return paths


def decode(words: Sequence[Sequence[NameWord]], scores: Sequence[Floats], moves: Floats) -> list[list[NameSpan]]:
    """Spans of every text from its scores (words, heads, tags); no span crosses the end of a line."""
    lines = [(text, start, end) for text, held in enumerate(words) for start, end in _lines(held)]
    paths = best_paths([scores[t][start:end, _OUTER] for t, start, end in lines], [moves[_OUTER]] * len(lines))
    found: list[list[NameSpan]] = [[] for _ in words]
    parts: list[tuple[int, NameSpan, int]] = []
    for (text, start, _), path in zip(lines, paths, strict=True):
        for span in _spans(path, start, scores[text][:, _OUTER], inner=False):
            found[text].append(span)
            if span.label != "PER" and span.end - span.start > 1:
                parts += [(text, span, head) for head in _INNER_HEADS]
    inner = best_paths([scores[t][s.start : s.end, h] for t, s, h in parts], [moves[h] for _, _, h in parts])
    for (text, outer, head), path in zip(parts, inner, strict=True):
        spans = _spans(path, outer.start, scores[text][:, head], inner=True)
        found[text] += [span for span in spans if (span.start, span.end) != (outer.start, outer.end)]
    return [sorted(spans, key=lambda s: (s.start, -s.end)) for spans in found]


def _lines(words: Sequence[NameWord]) -> Iterator[tuple[int, int]]:
    cuts = [place for place in range(1, len(words)) if words[place].line != words[place - 1].line]
    yield from pairwise([0, *cuts, len(words)] if words else [])


def _spans(path: Ints, offset: int, scores: Floats, inner: bool) -> Iterator[NameSpan]:
    """Spans of a path of BIOES tags; their score is the least certain word's."""
    start = 0
    for place, tag in enumerate(path.tolist()):
        if tag == 0:
            continue
        kind = (tag - 1) % 4
        if kind in (0, 3):
            start = place
        if kind >= 2:
            low, high = offset + start, offset + place + 1
            certainty = _certainty(scores[low:high], path[start : place + 1])
            yield NameSpan(low, high, LABELS[(tag - 1) // 4], certainty, inner)


def _certainty(scores: Floats, path: Ints) -> float:
    shifted = np.exp(scores - scores.max(-1, keepdims=True))
    shares = shifted[np.arange(len(path)), path] / shifted.sum(-1)
    return round(float(shares.min()), 4)
