"""The names model: what each word is like, convolutions over a text, a CRF for names and two for names inside names.

It reads words with the spans of slovnet's tagger and of the rules as hints, and has the last word on both. The weights
are the project's own (`models/names`); arithmetic is numpy's alone. A text's words lie end to end with empty rows
between texts; the first three convolutions began as slovnet's (`tower.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError
from pipeline.memory import REMEMBERED
from pipeline.neural.names_decoding import HEADS, IMPOSSIBLE, TAGS, decode, legal_moves
from pipeline.neural.names_features import (
    CONTEXT_COLUMNS,
    Hints,
    NameSpan,
    NameWord,
    affixes,
    context_of,
    head_tags,
    own_of,
    width,
)
from pipeline.neural.tagger import Tagger
from pipeline.neural.tower import Floats, Ints, Layer, Mask, Norm, Tower, added, pack, side_by_side, with_room_for_ones

PROTOCOL = 1
WEIGHTS = "weights.npz"
DILATIONS = (1, 2, 4, 8)
_GAP = max(DILATIONS)
_MARGIN = 3 + sum(DILATIONS)
_SMALLEST = 1e-5


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
        self._tagger = tagger
        self.hints = read_hints(weights)
        mix, affix_rows = arrays["mix.weight"].T, arrays["affixes.weight"]
        warm, spelled = len(arrays["tower.2.bias"]), affix_rows.shape[1]
        if len(mix) - warm - spelled != width(self.hints):
            found = len(mix) - warm - spelled
            raise ModelError(f"the names model wants {found} features of a word, not {width(self.hints)}")
        own, last = mix[warm:-CONTEXT_COLUMNS], mix[-CONTEXT_COLUMNS:]
        parts = ("weight", "bias", "scale", "shift")
        layers = [Layer.of(*(arrays[f"tower.{i}.{part}"] for part in parts)) for i in range(3)]
        self._tower = Tower(tagger.vectors, arrays["shapes.weight"], layers)
        self._mix_warm, self._mix_context = self._tower.norm.before(mix[:warm], arrays["mix.bias"]), last.copy()
        self._own = OwnWords(affix_rows, self.hints, np.ascontiguousarray(own))
        self._blocks = [_block(arrays, f"blocks.{i}") for i in range(len(DILATIONS))]
        shut = np.where(_usable(), 0, IMPOSSIBLE).astype(np.float32).ravel()
        self._head = _behind_norm(arrays, "norm", arrays["head.weight"].T, arrays["head.bias"] + shut)
        self._moves: Floats = np.where(legal_moves(), arrays["transitions"], IMPOSSIBLE).astype(np.float32)
        self._trust: Floats = np.broadcast_to(arrays["trust"], (TAGS,))

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
        packed, starts = pack([self._tagger.encode([word.text for word in words]) for words in texts], gap=_GAP)
        total = len(packed.ids)
        own, context = np.zeros((total, self._own.size), np.float32), np.zeros((total, CONTEXT_COLUMNS), np.float32)
        for start, words, spans, rules in zip(starts, texts, tagged, ruled, strict=True):
            part = slice(start, start + len(words))
            own[part] = self._own(words)
            context[part] = context_of(words, spans, rules)
        scores = np.zeros((total, HEADS, TAGS), np.float32)
        for part, kept, rows in self._tower.windows(packed, _MARGIN):
            gaps = np.flatnonzero(packed.gaps[part])
            found = self._window(rows, own[part], context[part], gaps)
            scores[part.start + kept.start : part.start + kept.stop] = found[kept]
        return [scores[start : start + len(words)] for start, words in zip(starts, texts, strict=True)]

    def _window(self, warm: Floats, own: Floats, context: Floats, gaps: Ints) -> Floats:
        rows: Floats = warm @ self._mix_warm
        rows += own
        rows += context @ self._mix_context
        np.maximum(rows, 0, out=rows)
        rows[gaps] = 0
        for matrix, dilation in zip(self._blocks, DILATIONS, strict=True):
            out = added(_of_unit_spread(rows, gaps) @ matrix, dilation)
            rows += np.maximum(out, 0, out=out)
            rows[gaps] = 0
        scores: Floats = _of_unit_spread(rows, gaps) @ self._head
        return scores.reshape(len(rows), HEADS, TAGS)


class OwnWords:
    """What the model makes of a word by itself (affixes, spelling, grammar, word lists), worked out once a word."""

    def __init__(self, affix_rows: Floats, hints: Hints, kernel: Floats) -> None:
        """kernel: (affix columns and own columns, outputs)."""
        self.size = kernel.shape[1]
        self._affix_rows, self._hints, self._kernel = affix_rows, hints, kernel
        self._places: dict[tuple[str, str, str, str], int] = {}
        self._rows: Floats = np.zeros((0, self.size), np.float32)

    def __call__(self, words: Sequence[NameWord]) -> Floats:
        """Their part of the first mixed layer: (words, outputs)."""
        keys = [word[:4] for word in words]
        new = {key: word for key, word in zip(keys, words, strict=True) if key not in self._places}
        if new:
            if len(self._places) > REMEMBERED:
                self._places.clear()
                self._rows = self._rows[:0]
                new = dict(zip(keys, words, strict=True))
            self._places.update(zip(new, range(len(self._places), len(self._places) + len(new)), strict=True))
            self._rows = np.concatenate((self._rows, self._read(list(new.values()))))
        return self._rows[[self._places[key] for key in keys]]

    def _read(self, words: Sequence[NameWord]) -> Floats:
        spelled = self._affix_rows[np.array([affixes(word.text) for word in words])].sum(1)
        rows: Floats = np.concatenate((spelled, own_of(words, self._hints)), axis=1) @ self._kernel
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


def _block(arrays: Mapping[str, Floats], name: str) -> Floats:
    """A normalisation and the convolution of three words behind it as one matrix (see `_of_unit_spread`)."""
    bias = arrays[f"{name}.conv.bias"]
    none = np.zeros_like(bias)
    kernel = side_by_side(arrays[f"{name}.conv.weight"])
    return _behind_norm(arrays, f"{name}.norm", kernel, np.concatenate((none, bias, none)))


def _behind_norm(arrays: Mapping[str, Floats], norm: str, kernel: Floats, bias: Floats) -> Floats:
    """One matrix for what a layer normalisation leaves to do (centre, scale, shift) and the linear layer behind it."""
    whole = Norm(arrays[f"{norm}.weight"], arrays[f"{norm}.bias"]).before(kernel, bias)
    whole[:-1] -= whole[:-1].mean(0)
    return whole


def _of_unit_spread(rows: Floats, gaps: Ints) -> Floats:
    """Rows divided by their spread, with a last column of ones; all zero at the gaps."""
    size = rows.shape[1]
    mean = rows @ np.full(size, 1 / size, np.float32)
    spread = np.sqrt(np.einsum("ij,ij->i", rows, rows) / size - mean * mean + _SMALLEST)
    output = with_room_for_ones(len(rows), size)
    np.divide(rows, spread[:, None], out=output[:, :-1])
    output[gaps] = 0
    return output
