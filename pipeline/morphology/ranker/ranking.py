"""The learned choice among nominative forms: a linear model and a beam over the words of a span."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from pathlib import Path

from pipeline.memory import REMEMBERED, names_remembered, remembered
from pipeline.morphology.ranker.candidates import Candidate, Reading, candidates, lowered, spelled
from pipeline.morphology.ranker.contexts import Around, Place, Slot, Tag, places
from pipeline.morphology.ranker.features import (
    History,
    Standing,
    edit,
    extend,
    history_features,
    own_features,
    shapes,
    standing_features,
    standings,
)
from pipeline.morphology.ranker.weights import Weights, weights_path
from pipeline.morphology.wording import Word

BEAM = 6
_MOST_CACHED = 50_000
_NOWHERE = Around()


def options(words: Sequence[Word], around: Around) -> list[tuple[Candidate, ...]]:
    """The candidates of every word of a span; one that opens a sentence may also lose its capital."""
    return [
        _options(word.clean, place == 0 and around.opens and len(words) > 1 and word.clean[1:].islower())
        for place, word in enumerate(words)
    ]


@remembered
def _options(word: str, may_lower: bool) -> tuple[Candidate, ...]:
    found = candidates(word)
    return (*found, *map(lowered, found)) if may_lower else found


def local_features(
    words: Sequence[Word], place: Place, at: int, found: Sequence[Candidate], seen: Collection[str]
) -> list[list[str]]:
    """The features of each candidate of one word that do not depend on the choices before it."""
    word = words[at].clean
    tag = _tag_of(place)
    lines = []
    for candidate, standing in zip(found, standings(word, found, seen, place.case == "nomn"), strict=True):
        line = [*own_features(word, candidate), *standing_features(standing)]
        line += [context + ">" + shape for shape in shapes(tag, word, candidate) for context in place.contexts]
        lines.append(line)
    return lines


def _tag_of(place: Place) -> Tag:
    """The tag of a word of a span."""
    return place.pos, place.case, place.number, place.gender


Shapes = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Outline:
    """The shapes of the candidates of a word, the same object for all words that have the same ones."""

    of_candidates: Shapes


_outline = remembered(_Outline)


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """The candidates of a word under its tag, and what they weigh wherever it stands."""

    found: tuple[Candidate, ...]
    readings: tuple[Reading, ...]
    changes: tuple[str, ...]
    own: tuple[float, ...]
    outline: _Outline


class Ranker:
    """Gives the words of a name their nominative forms.

    Weights are kept by what they hang on: a word with its tag, a context of a word with the shapes of its candidates,
    what a text says of a candidate, two words that follow each other as they are read.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._choice = names_remembered(self._read_choice)
        self._standing = names_remembered(self._weigh_standing)
        self._step = names_remembered(self._weigh_step)
        self._known: dict[str, float] = {}
        self._crossed: dict[tuple[str, _Outline], list[float]] = {}

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
        found: Sequence[tuple[Candidate, ...]],
        seen: Collection[str],
    ) -> tuple[Candidate, ...]:
        beam: list[tuple[float, History, tuple[Candidate, ...]]] = [(0.0, History(), ())]
        for place, word, some in zip(where, words, found, strict=True):
            choice = self._choice(word.clean, _tag_of(place), some)
            scores, slot = self._local(word.clean, place, choice, seen), place.slot
            steps = {
                past: [
                    self._step(past, slot, reading, change)
                    for reading, change in zip(choice.readings, choice.changes, strict=True)
                ]
                for past in {past for _, past, _ in beam}
            }
            grown = [
                (total + score + step, past, path, at)
                for total, past, path in beam
                for at, (score, step) in enumerate(zip(scores, steps[past], strict=True))
            ]
            kept = sorted(grown, key=itemgetter(0), reverse=True)[:BEAM]
            beam = [
                (total, extend(past, place, choice.readings[at]), (*path, some[at])) for total, past, path, at in kept
            ]
        return beam[0][2]

    def _local(self, word: str, place: Place, choice: _Choice, seen: Collection[str]) -> list[float]:
        """The weight of the `local_features` of each candidate."""
        if len(choice.found) == 1:
            return [0.0]
        proofs = map(self._standing, standings(word, choice.found, seen, place.case == "nomn"))
        return list(map(sum, zip(choice.own, proofs, *self._contexts(place.contexts, choice.outline), strict=True)))

    def _contexts(self, contexts: Sequence[str], outline: _Outline) -> list[list[float]]:
        """For each context of a word what it weighs with the shapes of each candidate."""
        known = self._crossed
        rows = [known.get((context, outline)) for context in contexts]
        missing = [context for context, row in zip(contexts, rows, strict=True) if row is None]
        if not missing:
            return [row for row in rows if row is not None]
        if len(known) + len(missing) > REMEMBERED:
            known.clear()
        crossed = self._weights.crossed([f"{context}>" for context in missing], outline.of_candidates)
        found = dict(zip(missing, crossed, strict=True))
        known |= {(context, outline): row for context, row in found.items()}
        return [found[context] if row is None else row for context, row in zip(contexts, rows, strict=True)]

    def _read_choice(self, word: str, tag: Tag, found: tuple[Candidate, ...]) -> _Choice:
        many = len(found) > 1
        return _Choice(
            found,
            tuple(candidate.reading for candidate in found),
            tuple(edit(word, candidate.form) for candidate in found),
            tuple(self._sum(own_features(word, candidate)) for candidate in found) if many else (),
            _outline(tuple(shapes(tag, word, candidate) for candidate in found) if many else ()),
        )

    def _weigh_standing(self, standing: Standing | None) -> float:
        return self._sum(standing_features(standing))

    def _weigh_step(self, past: History, slot: Slot, reading: Reading, change: str) -> float:
        return self._sum(history_features(past, slot, reading, change))

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
