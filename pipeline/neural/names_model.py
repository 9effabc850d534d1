"""The names model: what each word is like, convolutions over a text, a CRF for names and two for names inside names.

It reads words as slovnet's tower for names left them (`word_rows.py`), with the spans of slovnet's tagger and of the
rules as hints, and has the last word on both. The weights are the project's own (`models/names`); arithmetic is numpy's
alone. A text's words lie end to end with empty rows between texts.
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
from pipeline.morphology.tagged import TaggedText, TaggedWord
from pipeline.neural.kept_rows import KeptRows
from pipeline.neural.names_decoding import HEADS, IMPOSSIBLE, TAGS, decode, legal_moves
from pipeline.neural.names_features import (
    CONTEXT_COLUMNS,
    Hints,
    NameSpan,
    Span,
    affixes,
    context_of,
    head_tags,
    own_of,
    spans_end_to_end,
    width,
)
from pipeline.neural.names_words import NameText
from pipeline.neural.tower import Floats, Ints, Mask, Norm, added, side_by_side, windows, with_room_for_ones

PROTOCOL = 2
WEIGHTS = "weights.npz"
DILATIONS = (1, 2, 4, 8)
TOWER_COLUMNS = 64
WINDOW = 1024
_GAP = max(DILATIONS)
_MARGIN = sum(DILATIONS)
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

    def __init__(self, weights: Mapping[str, NDArray[np.generic]]) -> None:
        arrays = {name: w.astype(np.float32) for name, w in weights.items() if w.dtype.kind == "f"}
        self.hints = read_hints(weights)
        mix, affix_rows = arrays["mix.weight"].T, arrays["affixes.weight"]
        found, wanted = len(mix) - TOWER_COLUMNS - affix_rows.shape[1], width(self.hints)
        if found != wanted:
            raise ModelError(f"the names model wants {found} features of a word, not {wanted}")
        parts = np.split(mix, (TOWER_COLUMNS, len(mix) - CONTEXT_COLUMNS))
        self._mix_tower, own, self._mix_context = map(np.ascontiguousarray, parts)
        self._own = OwnWords(affix_rows, self.hints, own, arrays["mix.bias"])
        self._blocks = [_block(arrays, f"blocks.{i}") for i in range(len(DILATIONS))]
        shut = np.where(tags_of_heads(), 0, IMPOSSIBLE).astype(np.float32).ravel()
        self._head = _behind_norm(arrays, "norm", arrays["head.weight"].T, arrays["head.bias"] + shut)
        self._moves: Floats = np.where(legal_moves(), arrays["transitions"], IMPOSSIBLE).astype(np.float32)
        self._trust: Floats = np.broadcast_to(arrays["trust"], (TAGS,))

    @classmethod
    def load(cls, path: Path | None = None) -> NamesModel:
        """Read weights, the project's own by default.

        Raises ModelError where they are missing, damaged or of another protocol.
        """
        path = path or weights_path()
        try:
            with np.load(path, allow_pickle=False) as archive:
                weights = {name: archive[name] for name in archive.files}
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"the names model {path} cannot be read: {error}") from error
        found = int(weights["protocol"]) if "protocol" in weights else None
        if found != PROTOCOL:
            raise ModelError(f"the names model {path} has protocol {found}, not {PROTOCOL}: install rupress again")
        return cls(weights)

    def tag(
        self, texts: Sequence[NameText], tagged: Sequence[Sequence[Span]], ruled: Sequence[Sequence[Span]]
    ) -> list[list[NameSpan]]:
        """The names of each text, the outer before the inner.

        tagged: spans of slovnet's tagger; ruled: spans of the rules, over the same words; either may be empty lists.
        """
        if not texts:
            return []
        by_tagger, by_rules = _end_to_end(texts, tagged), _end_to_end(texts, ruled)
        scores = self._scores(texts, by_tagger, by_rules)
        tags = head_tags(len(scores), by_rules)
        helped = np.flatnonzero(np.repeat([bool(rules) for rules in ruled], [len(text.words) for text in texts]))
        scores[helped[:, None], np.arange(HEADS), tags[helped]] += self._trust[tags[helped]]
        return decode([text.text.lines for text in texts], _each(texts, scores), self._moves)

    def scores(
        self, texts: Sequence[NameText], tagged: Sequence[Sequence[Span]], ruled: Sequence[Sequence[Span]]
    ) -> list[Floats]:
        """Scores of every tag: for each text an array of shape (words, heads, tags)."""
        return _each(texts, self._scores(texts, _end_to_end(texts, tagged), _end_to_end(texts, ruled)))

    def _scores(self, texts: Sequence[NameText], tagged: Sequence[NameSpan], ruled: Sequence[NameSpan]) -> Floats:
        """The scores of texts one behind the other, from the spans in them."""
        gaps = _gaps(texts)
        tower = _with_gaps(gaps, np.concatenate([text.rows for text in texts]))
        own = _with_gaps(gaps, self._own_rows([text.text for text in texts]))
        context = _with_gaps(gaps, context_of([text.text for text in texts], tagged, ruled))
        scores = np.zeros((len(gaps), HEADS, TAGS), np.float32)
        for part, kept in windows(len(gaps), WINDOW, _MARGIN):
            found = self._window(tower[part], own[part], context[part], np.flatnonzero(gaps[part]))
            scores[part][kept] = found[kept]
        return scores[~gaps]

    def _own_rows(self, texts: Sequence[TaggedText]) -> Floats:
        rows = {types: self._own(types.words) for types in {text.types for text in texts}}
        return np.concatenate([rows[text.types][text.numbers] for text in texts])

    def _window(self, tower: Floats, own: Floats, context: Floats, gaps: Ints) -> Floats:
        rows: Floats = tower @ self._mix_tower
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

    def __init__(self, affix_rows: Floats, hints: Hints, kernel: Floats, bias: Floats) -> None:
        """kernel: (affix columns and own columns, outputs)."""
        self._affix_rows, self._hints, self._kernel, self._bias = affix_rows, hints, kernel, bias
        self._rows = KeptRows(REMEMBERED, kernel.shape[1], self._read)

    def __call__(self, words: Sequence[TaggedWord]) -> Floats:
        """Their part of the first mixed layer: (words, outputs)."""
        rows, place_of = self._rows(words)
        return rows[[place_of[word] for word in words]]

    def _read(self, words: Sequence[TaggedWord]) -> Floats:
        spelled = self._affix_rows[np.array([affixes(word.text) for word in words])].sum(1)
        rows: Floats = np.concatenate((spelled, own_of(words, self._hints)), axis=1) @ self._kernel
        rows += self._bias
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


def _gaps(texts: Sequence[NameText]) -> Mask:
    """Texts end to end with empty rows behind each: which rows are empty."""
    gaps = np.ones(sum(len(text.words) + _GAP for text in texts), np.bool_)
    start = 0
    for text in texts:
        gaps[start : start + len(text.words)] = False
        start += len(text.words) + _GAP
    return gaps


def _end_to_end(texts: Sequence[NameText], spans: Sequence[Sequence[Span]]) -> list[NameSpan]:
    return spans_end_to_end([text.text for text in texts], spans)


def _each(texts: Sequence[NameText], rows: Floats) -> list[Floats]:
    """The rows of texts that lie one behind the other."""
    return np.split(rows, np.cumsum([len(text.words) for text in texts])[:-1])


def _with_gaps(gaps: Mask, rows: Floats) -> Floats:
    """Rows of words with rows of zeros where the gaps are."""
    spread = np.zeros((len(gaps), rows.shape[1]), np.float32)
    spread[~gaps] = rows
    return spread


def tags_of_heads() -> Mask:
    """Which tags each head may give: all, no organisations, organisations alone; (heads, tags)."""
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
