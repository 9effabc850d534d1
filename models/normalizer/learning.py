"""Training of the linear model: log-loss over a beam of complete choices, AdaGrad, average of the last passes."""

from __future__ import annotations

import logging
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from pathlib import Path
from zlib import crc32

import numpy as np
from examples import Example
from numpy.typing import NDArray

from pipeline.morphology.ranker.candidates import Candidate
from pipeline.morphology.ranker.contexts import Place, places
from pipeline.morphology.ranker.features import History, edit, extend, history_features
from pipeline.morphology.ranker.ranking import BEAM, local_features, options
from pipeline.morphology.ranker.weights import PROTOCOL

log = logging.getLogger(__name__)
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

# Features that spell out words (by their first letter) must stand in more texts to be kept.
SPELLED = frozenset("579Ccwu")
FEWEST_TEXTS, FEWEST_TEXTS_SPELLED = 3, 8
ROOM_FOR_HISTORY = 400_000
EASY, SHARE_OF_EASY = 0.003, 0.2
RATE, WITHOUT_SPELLED = 0.1, 0.3
SMALLEST_WEIGHT = 0.02


@dataclass(slots=True)
class Packed:
    """An example as numbers: hashed local features of all candidates end to end, and where each candidate starts."""

    where: list[Place]
    found: list[tuple[Candidate, ...]]
    right: list[list[bool]]
    changes: list[list[str]]
    hashes: NDArray[np.uint32]
    spelled: NDArray[np.bool_]
    starts: list[list[int]]
    text_name: str
    ids: Ints
    loss: float = 9.0


def pack(example: Example) -> Packed | None:
    """An example as numbers; None where there is nothing to choose or no candidate is right."""
    found = options(example.words, example.around)
    right = [_right(some, form, example.any_yo) for some, form in zip(found, example.wanted, strict=True)]
    if all(len(some) == 1 for some in found) or not all(any(marks) for marks in right):
        return None
    hidden = crc32(f"{example.text_name} {example.start}".encode()) % 2 == 0
    where = places(example.words, "" if hidden else example.label, example.around)
    features: list[str] = []
    starts: list[list[int]] = []
    for at, some in enumerate(found):
        begun = []
        for line in local_features(example.words, where[at], at, some, example.seen) if len(some) > 1 else ():
            begun.append(len(features))
            features += line
        starts.append(begun)
    return Packed(
        where,
        found,
        right,
        [[edit(word.clean, c.form) for c in some] for word, some in zip(example.words, found, strict=True)],
        np.array([crc32(feature.encode()) for feature in features], dtype=np.uint32),
        np.array([feature[0] in SPELLED for feature in features]),
        starts,
        example.text_name,
        np.zeros(0, np.int32),
    )


def _right(some: Sequence[Candidate], form: str | None, any_yo: bool) -> list[bool]:
    if form is None or len(some) == 1:
        return [True] * len(some)
    return [_spelled(c.form, any_yo) == _spelled(form, any_yo) for c in some]


def _spelled(form: str, any_yo: bool) -> str:
    return form.replace("ё", "е") if any_yo else form


@dataclass(frozen=True, slots=True)
class Choice:
    """A complete choice: its score, the places of the candidates, and the ids of the history features on the way."""

    score: float
    path: tuple[int, ...]
    history: tuple[Ints, ...]


class Learner:
    """Learns weights from packed examples. Id 0 stands for features that are not kept."""

    def __init__(self, packed: Sequence[Packed], seed: int = 1) -> None:
        self._packed, self._random = packed, random.Random(seed)
        self._keys = _kept_features(packed)
        self._base = len(self._keys) + 1
        for example in packed:
            place = np.minimum(np.searchsorted(self._keys, example.hashes), len(self._keys) - 1)
            example.ids = np.where(self._keys[place] == example.hashes, place + 1, 0).astype(np.int32)
        size = self._base + ROOM_FOR_HISTORY
        self._weights, self._squares = np.zeros(size, np.float32), np.full(size, 0.1, np.float32)
        self._gradient = np.zeros(size, np.float32)
        self._history: dict[int, int] = {}
        self._cache: dict[tuple[History, Place, Candidate, str], Ints] = {}

    def train(self, passes: int, averaged: int = 2) -> Floats:
        """The average of the weights after each of the last passes."""
        total = np.zeros_like(self._weights)
        order = list(self._packed)
        for number in range(passes):
            self._random.shuffle(order)
            for example in order:
                if example.loss >= EASY or self._random.random() < SHARE_OF_EASY:
                    example.loss = self._step(example)
            log.info("pass %d: mean loss %.4f", number + 1, sum(e.loss for e in order) / len(order))
            if number >= passes - averaged:
                total += self._weights / averaged
        return total

    def save(self, weights: Floats, path: Path) -> None:
        """Write the weights that matter, sorted by the hash of their feature."""
        keys = np.concatenate([self._keys, np.array(list(self._history), dtype=np.uint32)])
        values = np.concatenate([weights[1 : self._base], weights[list(self._history.values())]])
        keys, values = keys[np.abs(values) >= SMALLEST_WEIGHT], values[np.abs(values) >= SMALLEST_WEIGHT]
        keys, first = np.unique(keys, return_index=True)
        scale = np.float32(max(1.0, float(np.abs(values).max(initial=0.0)) / 1000))
        packed = (values[first] / scale).astype(np.float16)
        np.savez_compressed(path, protocol=np.int64(PROTOCOL), keys=keys, values=packed, scale=scale)
        log.info("%d weights, %d bytes", len(keys), path.stat().st_size)

    def _step(self, example: Packed) -> float:
        ids = example.ids
        if self._random.random() < WITHOUT_SPELLED:
            ids = np.where(example.spelled, 0, ids)
        local = self._local(example, ids)
        choices = {c.path: c for only_right in (False, True) for c in self._search(example, local, only_right)}
        kept = list(choices.values())
        right = np.array([all(r[j] for r, j in zip(example.right, c.path, strict=True)) for c in kept])
        scores = np.array([c.score for c in kept])
        likely = np.exp(scores - scores.max())
        likely /= likely.sum()
        mass = float((likely * right).sum())
        loss = -math.log(max(mass, 1e-12))
        if loss >= EASY:
            self._update(example, ids, kept, likely - np.where(right, likely / max(mass, 1e-30), 0))
        return loss

    def _local(self, example: Packed, ids: Ints) -> list[list[float]]:
        starts = [start for begun in example.starts for start in begun]
        sums = iter(np.add.reduceat(self._weights[ids], starts).tolist())
        return [[next(sums) for _ in begun] or [0.0] for begun in example.starts]

    def _search(self, example: Packed, local: list[list[float]], only_right: bool) -> list[Choice]:
        beam = [(Choice(0.0, (), ()), History())]
        for at, (place, some) in enumerate(zip(example.where, example.found, strict=True)):
            grown = []
            for choice, past in beam:
                for j, candidate in enumerate(some):
                    if only_right and not example.right[at][j]:
                        continue
                    ids = self._history_ids(past, place, candidate, example.changes[at][j])
                    score = choice.score + local[at][j] + float(self._weights[ids].sum())
                    grown.append((Choice(score, (*choice.path, j), (*choice.history, ids)), past, candidate))
            best = nlargest(BEAM, grown, key=lambda step: step[0].score)
            beam = [(choice, extend(past, place, candidate.reading)) for choice, past, candidate in best]
        return [choice for choice, _ in beam]

    def _history_ids(self, past: History, place: Place, candidate: Candidate, change: str) -> Ints:
        key = (past, place._replace(contexts=()), candidate, change)
        if key not in self._cache:
            if len(self._cache) > 300_000:
                self._cache.clear()
            hashes = [crc32(f.encode()) for f in history_features(past, place.slot, candidate.reading, change)]
            found = [self._history.setdefault(h, self._base + len(self._history)) for h in hashes]
            self._cache[key] = np.array(found, dtype=np.int32)
        return self._cache[key]

    def _update(self, example: Packed, ids: Ints, choices: Sequence[Choice], blame: NDArray[np.float64]) -> None:
        shares = [[0.0] * len(some) for some in example.found]
        used, amounts = [ids], []
        for choice, share in zip(choices, blame.tolist(), strict=True):
            for at, j in enumerate(choice.path):
                shares[at][j] += share
                used.append(choice.history[at])
                amounts.append(np.full(len(choice.history[at]), share, np.float32))
        starts = [start for begun in example.starts for start in begun]
        flat = [s for begun, row in zip(example.starts, shares, strict=True) if begun for s in row]
        local = np.repeat(np.array(flat, np.float32), np.diff([*starts, len(ids)]))
        every = np.concatenate(used)
        np.add.at(self._gradient, every, np.concatenate([local, *amounts]))
        summed = self._gradient[every]
        self._squares[every] = self._squares[every] + summed * summed
        self._weights[every] = self._weights[every] - RATE * summed / np.sqrt(self._squares[every])
        self._weights[0] = 0.0
        self._gradient[every] = 0.0


def _kept_features(packed: Iterable[Packed]) -> NDArray[np.uint32]:
    """Sorted hashes of the local features that stand in enough texts."""
    by_text: dict[str, list[Packed]] = {}
    for example in packed:
        by_text.setdefault(example.text_name, []).append(example)
    parts, marks = [], []
    for group in by_text.values():
        distinct, first = np.unique(np.concatenate([e.hashes for e in group]), return_index=True)
        parts.append(distinct)
        marks.append(np.concatenate([e.spelled for e in group])[first])
    keys, first, counts = np.unique(np.concatenate(parts), return_index=True, return_counts=True)
    spelled = np.concatenate(marks)[first]
    kept: NDArray[np.uint32] = keys[counts >= np.where(spelled, FEWEST_TEXTS_SPELLED, FEWEST_TEXTS)]
    return kept
