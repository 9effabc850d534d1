"""From scores of tags to spans: the best legal path of every line (Viterbi), then names inside names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.neural.names_features import LABELS, NameSpan, NameWord
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
SHUT_FIRST: Floats = np.where(_LEGAL[0], 0, IMPOSSIBLE).astype(np.float32)
SHUT_LAST: Floats = np.where(_LEGAL[:, 0], 0, IMPOSSIBLE).astype(np.float32)


def decode(words: Sequence[Sequence[NameWord]], scores: Sequence[Floats], moves: Floats) -> list[list[NameSpan]]:
    """Spans of every text from its scores (words, heads, tags); no span crosses the end of a line."""
    lines = [(text, start, end) for text, held in enumerate(words) for start, end in _lines(held)]
    paths = best_paths([scores[t][a:b, _OUTER] for t, a, b in lines], moves[_OUTER], SHUT_FIRST, SHUT_LAST)
    found: list[list[NameSpan]] = [[] for _ in words]
    parts: list[tuple[int, NameSpan, int]] = []
    for (text, start, end), path in zip(lines, paths, strict=True):
        for span in _spans(path, start, scores[text][start:end, _OUTER], inner=False):
            found[text].append(span)
            if span.label != "PER" and span.end - span.start > 1:
                parts += [(text, span, head) for head in _INNER_HEADS]
    tables = moves[[head for _, _, head in parts]] if parts else moves
    inside = [scores[t][span.start : span.end, head] for t, span, head in parts]
    inner = best_paths(inside, tables, SHUT_FIRST, SHUT_LAST)
    for (text, outer, head), path in zip(parts, inner, strict=True):
        spans = _spans(path, outer.start, scores[text][outer.start : outer.end, head], inner=True)
        found[text] += [span for span in spans if (span.start, span.end) != (outer.start, outer.end)]
    return [sorted(spans, key=lambda s: (s.start, -s.end)) for spans in found]


def _lines(words: Sequence[NameWord]) -> Iterator[tuple[int, int]]:
    cuts = [place for place in range(1, len(words)) if words[place].line != words[place - 1].line]
    yield from pairwise([0, *cuts, len(words)] if words else [])


def _spans(path: Ints, offset: int, scores: Floats, inner: bool) -> Iterator[NameSpan]:
    """Spans of a path of BIOES tags through scores of its words; their score is the least certain word's."""
    if not path.any():
        return
    certainty = _certainties(scores, path)
    start = 0
    for place, tag in enumerate(path.tolist()):
        if tag == 0:
            continue
        kind = (tag - 1) % 4
        if kind in (0, 3):
            start = place
        if kind >= 2:
            score = round(min(certainty[start : place + 1]), 4)
            yield NameSpan(offset + start, offset + place + 1, LABELS[(tag - 1) // 4], score, inner)


def _certainties(scores: Floats, path: Ints) -> list[float]:
    """The share that the softmax of each word's scores gives to its tag."""
    shifted = np.exp(scores - scores.max(-1, keepdims=True))
    shares: list[float] = (shifted[np.arange(len(path)), path] / shifted.sum(-1)).tolist()
    return shares
