"""Spans of places in a view that rules propose, and who wins where they cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple


class Candidate(NamedTuple):
    """A span of words that a rule takes for a name; the greater rank wins where two cross."""

    start: int
    end: int
    label: str
    rule: str
    rank: int = 0

    def covers(self, other: Candidate) -> bool:
        """Whether another span lies in this one."""
        return self.start <= other.start and other.end <= self.end


class Ruled(NamedTuple):
    """What the rules make of a text. works: where quoted names start and end that name a work, and no body."""

    names: list[Candidate]
    works: dict[int, int]


class Index:
    """Candidates by the places that they cover, so that neighbours are found without looking at all of them."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        self._at: defaultdict[int, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        """Take in one more candidate."""
        for place in range(candidate.start, candidate.end):
            self._at[place].append(candidate)

    def at(self, place: int) -> list[Candidate]:
        """The candidates that cover a place."""
        return self._at.get(place, [])

    def touching(self, start: int, end: int) -> set[Candidate]:
        """The candidates that share a place with a span."""
        return {candidate for place in range(start, end) for candidate in self.at(place)}


def resolve(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that can stand together: the higher in rank first, then the longer."""
    kept: list[Candidate] = []
    index = Index()
    for candidate in sorted(set(candidates), key=_precedence):
        if all(_together(candidate, other) for other in index.touching(candidate.start, candidate.end)):
            kept.append(candidate)
            index.add(candidate)
    return sorted(kept, key=lambda c: (c.start, -c.end))


def _precedence(candidate: Candidate) -> tuple[int, int, int, int, str]:
    labels = ("PER", "LOC", "ORG")
    return (
        -candidate.rank,
        candidate.start - candidate.end,
        candidate.start,
        labels.index(candidate.label),
        candidate.rule,
    )


def _together(one: Candidate, other: Candidate) -> bool:
    if (one.start, one.end) == (other.start, other.end):
        return False
    if one.covers(other):
        return _may_nest(one, other)
    return other.covers(one) and _may_nest(other, one)


def _may_nest(outer: Candidate, inner: Candidate) -> bool:
    """Whether a name may lie in another: anything in an organisation, an honoured person in a place."""
    if outer.label == "ORG":
        return not (inner.label == "ORG" and outer.rank == 0)
    return outer.label == "LOC" and inner.rule == "boundaries.named_after"
