"""The names model: what each word is like, convolutions over a text, a CRF for names and two for names inside names.

It reads words with the spans of slovnet's tagger and of the rules as hints, and has the last word on both. The weights
are the project's own (`models/names`); arithmetic is numpy's alone. A text's words lie end to end with empty rows
between texts, and the first convolution is computed once for each distinct word of a window, as in `tagger.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError
from pipeline.neural.names_decoding import HEADS, IMPOSSIBLE, TAGS, decode, legal_moves
from pipeline.neural.names_features import Floats, Hints, Ints, NameSpan, NameWord, affixes, describe, head_tags, width
from pipeline.neural.tagger import Tagger

PROTOCOL = 1
WEIGHTS = "weights.npz"
WINDOW = 4096
DILATIONS = (1, 2, 4, 8)
_GAP = max(DILATIONS)
_MARGIN = 3 + sum(DILATIONS)
_SMALLEST = 1e-5

Mask = NDArray[np.bool_]


def weights_path() -> Path:
    """Where the weights lie: in an installed package, else in a checkout; raises ModelError where they are missing."""
    package = Path(__file__).resolve().parent.parent
    for path in (package / "_models" / "names" / WEIGHTS, package.parent / "models" / "names" / WEIGHTS):
        if path.is_file():
            return path
    raise ModelError(f"the weights of the names model are missing ({WEIGHTS}): install rupress again")


@cache
def names_digest() -> str:
    """SHA-256 of the weights."""
    return hashlib.sha256(weights_path().read_bytes()).hexdigest()


class NamesModel:
    """Finds people, organisations and places, outer and inner: `tag(texts, tagged, ruled)`."""

    def __init__(self, weights: Mapping[str, NDArray[np.generic]], tagger: Tagger) -> None:
        arrays = {name: w.astype(np.float32) for name, w in weights.items() if w.dtype.kind == "f"}
        self._tagger, self._arrays = tagger, arrays
        self.hints = read_hints(weights)
        described = arrays["mix.weight"].shape[1] - 64 - arrays["affixes.weight"].shape[1]
        if described != width(self.hints):
            raise ModelError(f"the names model wants {described} features of a word, not {width(self.hints)}")
        self._tower = [_kernels(arrays[f"tower.{i}.weight"]) for i in range(3)]
        self._blocks = [_kernels(arrays[f"blocks.{i}.conv.weight"]) for i in range(len(DILATIONS))]
        first = arrays["tower.0.weight"]
        shapes = arrays["shapes.weight"]
        size = first.shape[1] - shapes.shape[1]
        self._word_kernels = np.concatenate([first[:, :size, k].T for k in range(3)], axis=1)
        self._shape_tables = [shapes @ first[:, size:, k].T for k in range(3)]
        self._moves: Floats = np.where(legal_moves(), arrays["transitions"], IMPOSSIBLE).astype(np.float32)
        self._trust: Floats = np.broadcast_to(arrays["trust"], (TAGS,))
        self._shut: Floats = np.where(_usable(), 0, IMPOSSIBLE).astype(np.float32)

    @classmethod
    def load(cls, path: Path | None = None, tagger: Tagger | None = None) -> NamesModel:
        """Read weights (the project's own by default) to run on the word vectors of slovnet's names tagger.

        Raises ModelError where they are missing, damaged or of another protocol.
        """
        from pipeline.neural.models import load_taggers

        path = path or weights_path()
        try:
            with np.load(path, allow_pickle=False) as archive:
                weights = {name: archive[name] for name in archive.files}
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"the names model {path} cannot be read: {error}") from error
        found = int(weights["protocol"]) if "protocol" in weights else None
        if found != PROTOCOL:
            raise ModelError(f"the names model {path} has protocol {found}, not {PROTOCOL}: install rupress again")
        return cls(weights, tagger or load_taggers().names)

    def tag(
        self,
        texts: Sequence[Sequence[NameWord]],
        tagged: Sequence[Sequence[NameSpan]],
        ruled: Sequence[Sequence[NameSpan]],
    ) -> list[list[NameSpan]]:
        """The names of each text, the outer before the inner.

        texts: words without white space. tagged: spans of slovnet's tagger; ruled: spans of the rules, over the same
        words; either may be empty lists.
        """
        scores = self.scores(texts, tagged, ruled)
        for words, rules, own in zip(texts, ruled, scores, strict=True):
            if rules:
                place, head = np.indices((len(words), HEADS))
                tags = head_tags(len(words), rules)
                own[place, head, tags] += self._trust[tags]
        return decode(texts, scores, self._moves)

    def scores(
        self,
        texts: Sequence[Sequence[NameWord]],
        tagged: Sequence[Sequence[NameSpan]],
        ruled: Sequence[Sequence[NameSpan]],
    ) -> list[Floats]:
        """Scores of every tag: for each text an array of shape (words, heads, tags)."""
        sizes = [len(words) + _GAP for words in texts]
        starts = list(accumulate(sizes, initial=0))
        total = starts[-1]
        ids, shapes = np.zeros(total, np.int64), np.zeros(total, np.int64)
        live = np.zeros(total, np.bool_)
        described = np.zeros((total, width(self.hints)), np.float32)
        pieces = np.zeros((total, 4), np.int64)
        for start, words, own, rules in zip(starts, texts, tagged, ruled, strict=False):
            part = slice(start, start + len(words))
            spelled = [word.text for word in words]
            ids[part], shapes[part] = self._tagger.encode(spelled)
            described[part] = describe(words, self.hints, own, rules)
            if words:
                pieces[part] = [affixes(text) for text in spelled]
            live[part] = True
        packed = self._run(ids, shapes, pieces, described, live)
        return [packed[start : start + len(words)] for start, words in zip(starts, texts, strict=False)]

    def _run(self, ids: Ints, shapes: Ints, pieces: Ints, described: Floats, live: Mask) -> Floats:
        """Window by window; a margin as wide as the convolutions see makes the scores those of the whole."""
        scores = np.zeros((len(ids), HEADS, TAGS), np.float32)
        for start in range(0, len(ids), WINDOW):
            end = min(start + WINDOW, len(ids))
            low, high = max(0, start - _MARGIN), min(len(ids), end + _MARGIN)
            part = slice(low, high)
            rows = self._window(ids[part], shapes[part], pieces[part], described[part], live[part][:, None])
            scores[start:end] = rows[start - low : end - low]
        return scores

    def _window(self, ids: Ints, shapes: Ints, pieces: Ints, described: Floats, live: Mask) -> Floats:
        arrays = self._arrays
        spelled: Floats = arrays["affixes.weight"][pieces].sum(1)
        rows = np.concatenate((self._warm(ids, shapes, live), spelled, described), axis=1)
        rows = np.maximum(rows @ arrays["mix.weight"].T + arrays["mix.bias"], 0) * live
        for place, (kernels, dilation) in enumerate(zip(self._blocks, DILATIONS, strict=True)):
            name = f"blocks.{place}"
            normal = _normalised(rows, arrays[f"{name}.norm.weight"], arrays[f"{name}.norm.bias"]) * live
            out = _shifted([normal @ kernel for kernel in kernels], dilation) + arrays[f"{name}.conv.bias"]
            rows = (rows + np.maximum(out, 0)) * live
        normal = _normalised(rows, arrays["norm.weight"], arrays["norm.bias"])
        scores = normal @ arrays["head.weight"].T + arrays["head.bias"]
        return scores.reshape(len(rows), HEADS, TAGS) + self._shut

    def _warm(self, ids: Ints, shapes: Ints, live: Mask) -> Floats:
        """The three convolutions that began as slovnet's, the first through a table of distinct words."""
        distinct, inverse = np.unique(ids, return_inverse=True)
        tables = np.split(self._tagger.vectors(distinct) @ self._word_kernels, 3, axis=1)
        columns = [(t[inverse] + s[shapes]) * live for t, s in zip(tables, self._shape_tables, strict=True)]
        rows = self._finish(0, _shifted(columns, 1)) * live
        for place in (1, 2):
            rows = self._finish(place, _shifted([rows @ kernel for kernel in self._tower[place]], 1)) * live
        return rows

    def _finish(self, place: int, summed: Floats) -> Floats:
        name = f"tower.{place}"
        active = np.maximum(summed + self._arrays[f"{name}.bias"], 0)
        rows: Floats = active * self._arrays[f"{name}.scale"] + self._arrays[f"{name}.shift"]
        return rows


@cache
def load_names_model() -> NamesModel:
    """The names model with the project's own weights, loaded once a process."""
    return NamesModel.load()


def read_hints(weights: Mapping[str, NDArray[np.generic]]) -> Hints:
    """The word lists that the weights were trained with."""
    held: dict[str, list[str]] = {}
    for word, kind in zip(weights["hint_words"].tolist(), weights["hint_word_kinds"].tolist(), strict=True):
        held.setdefault(str(word), []).append(str(kind))
    return Hints([str(kind) for kind in weights["hint_kinds"].tolist()], held)


def _usable() -> Mask:
    """Which tags each head may give: all, no organisations, organisations alone."""
    usable = np.ones((HEADS, TAGS), np.bool_)
    usable[1, 5:9] = False
    usable[2, 1:5] = usable[2, 9:13] = False
    return usable


def _kernels(weight: Floats) -> list[Floats]:
    return [np.ascontiguousarray(weight[:, :, k].T) for k in range(3)]


def _shifted(columns: Sequence[Floats], distance: int) -> Floats:
    """The sum of what words before, the word itself and words behind give, `distance` apart."""
    before, same, behind = columns
    same[distance:] += before[:-distance]
    same[:-distance] += behind[distance:]
    return same


def _normalised(rows: Floats, scale: Floats, shift: Floats) -> Floats:
    centred = rows - rows.mean(-1, keepdims=True)
    spread = np.sqrt(np.einsum("ij,ij->i", centred, centred)[:, None] / rows.shape[1] + _SMALLEST)
    result: Floats = centred / spread * scale + shift
    return result
