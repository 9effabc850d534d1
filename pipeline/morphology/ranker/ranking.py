"""The learned choice among nominative forms: a linear model and a beam over the words of a span."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from heapq import nlargest
from itertools import chain
from pathlib import Path

from pipeline.morphology.ranker.candidates import Candidate, candidates, lowered, spelled
from pipeline.morphology.ranker.contexts import Around, Place, Tag, places
from pipeline.morphology.ranker.features import (
    History,
    edit,
    evidence,
    extend,
    history_features,
    own_features,
    shapes,
)
from pipeline.morphology.ranker.weights import Weights, weights_path
from pipeline.morphology.wording import Word

BEAM = 6
_MOST_CACHED = 50_000
_NOWHERE = Around()


def options(words: Sequence[Word], around: Around) -> list[tuple[Candidate, ...]]:
    """The candidates of every word of a span; one that opens a sentence may also lose its capital."""
    found = [candidates(word.clean) for word in words]
    if around.opens and len(words) > 1 and words[0].clean[1:].islower():
        found[0] += tuple(lowered(c) for c in found[0])
    return found


def local_features(
    words: Sequence[Word], place: Place, at: int, found: Sequence[Candidate], seen: Collection[str]
) -> list[list[str]]:
    """The features of each candidate of one word that do not depend on the choices before it."""
    word = words[at].clean
    tag = _tag_of(place)
    proofs = evidence(word, found, seen, place.case == "nomn")
    lines = []
    for candidate, proof in zip(found, proofs, strict=True):
        line = [*own_features(word, candidate), *proof]
        line += [context + ">" + shape for shape in shapes(tag, word, candidate) for context in place.contexts]
        lines.append(line)
    return lines


def _tag_of(place: Place) -> Tag:
    """The tag of a word of a span."""
    return place.pos, place.case, place.number, place.gender


class Ranker:
    """Gives the words of a name their nominative forms."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._known: dict[str, float] = {}

    @classmethod
    def load(cls, path: Path | None = None) -> Ranker:
        """The ranker with the weights at `path` (by default those that come with the package)."""
        return cls(Weights.load(path or weights_path()))

    def nominative(
        self,
        words: Sequence[Word],
        label: str = "",
        seen: Collection[str] = (),
        around: Around = _NOWHERE,
        *,
        restore_yo: bool = False,
        lower_start: bool = False,
    ) -> list[str]:
        """One form for each word of a span.

        label: PER, ORG, LOC or "" where it is not known; seen: the capitalised words of the text (see `seen_words`);
        around: the words next to the span (see `around_span`).
        restore_yo: write ё where the chosen form has it («Федоров» is «Фёдоров»), else е and ё as the text does;
        lower_start: take the capital from a common noun that opens a sentence («Фонд «Исток»»), else leave it.
        """
        found = options(words, around)
        if all(len(some) == 1 for some in found):
            return [word.text for word in words]
        chosen = self._best(words, places(words, label, around), found, seen)
        pairs = list(zip(words, chosen, strict=True))
        forms = [spelled(c, word.clean, restore_yo, lower_start) for word, c in pairs]
        return [word.text if form == word.clean else form for word, form in zip(words, forms, strict=True)]

    def _best(
        self,
        words: Sequence[Word],
        where: Sequence[Place],
        found: Sequence[Sequence[Candidate]],
        seen: Collection[str],
    ) -> tuple[Candidate, ...]:
        beam: list[tuple[float, History, tuple[Candidate, ...]]] = [(0.0, History(), ())]
        for at, (place, some) in enumerate(zip(where, found, strict=True)):
            scores = self._local(words, place, at, some, seen)
            changes = [edit(words[at].clean, candidate.form) for candidate in some]
            grown = [
                (total + score + self._sum(history_features(past, place, candidate, change)), past, path, candidate)
                for total, past, path in beam
                for candidate, change, score in zip(some, changes, scores, strict=True)
            ]
            kept = nlargest(BEAM, grown, key=lambda step: step[0])
            beam = [(total, extend(past, place, c), (*path, c)) for total, past, path, c in kept]
        return beam[0][2]

    def _local(
        self, words: Sequence[Word], place: Place, at: int, some: Sequence[Candidate], seen: Collection[str]
    ) -> list[float]:
        """The weight of the `local_features` of each candidate; each shape is crossed with the contexts once."""
        if len(some) == 1:
            return [0.0]
        word, tag = words[at].clean, _tag_of(place)
        outlines = [shapes(tag, word, candidate) for candidate in some]
        distinct = list(dict.fromkeys(chain.from_iterable(outlines)))
        sums = self._weights.crossed([f"{context}>" for context in place.contexts], distinct)
        crossed = dict(zip(distinct, sums, strict=True))
        proofs = evidence(word, some, seen, place.case == "nomn")
        return [
            self._sum(own_features(word, candidate)) + self._sum(proof) + sum(map(crossed.__getitem__, outline))
            for candidate, proof, outline in zip(some, proofs, outlines, strict=True)
        ]

    def _sum(self, features: Sequence[str]) -> float:
        known, total = self._known, 0.0
        for feature in features:
            weight = known.get(feature)
            if weight is None:
                weight = self._learn(feature)
            total += weight
        return total

    def _learn(self, feature: str) -> float:
        if len(self._known) > _MOST_CACHED:
            self._known.clear()
        weight = self._known[feature] = self._weights[feature]
        return weight


@cache
def ranker() -> Ranker:
    """The one ranker of this process."""
    return Ranker.load()
