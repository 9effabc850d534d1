"""Counting while scoring: figures that are precision and recall, figures that are shares, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["missed", "spurious", "wrong"]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the `predicted` rows are right, and how many of the `expected` ones were found."""

    right: int
    predicted: int
    expected: int

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.predicted + self.expected) if self.right else 0.0

    @property
    def value(self) -> float:
        """The one number to compare by: F1."""
        return self.f1


@dataclass(frozen=True, slots=True)
class Share:
    """How many of `total` rows are right in some respect."""

    right: int
    total: int

    @property
    def value(self) -> float:
        """The one number to compare by: the share."""
        return self.right / self.total if self.total else 0.0


Figure = Rate | Share


@dataclass(frozen=True, slots=True)
class Miss:
    """One row that cost a point: what the gold has, what the run has."""

    figure: str
    verdict: Verdict
    release_id: str
    words: str
    expected: str = ""
    got: str = ""


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of a run by name, in a fixed order, and all that is wrong with it."""

    figures: Mapping[str, Figure]
    misses: tuple[Miss, ...]
    n_releases: int

    def __getitem__(self, name: str) -> Figure:
        return self.figures[name]


@dataclass(slots=True)
class Tally:
    """Counts under way; a figure is a rate or a share from its first count on."""

    rates: dict[str, list[int]] = field(default_factory=dict)
    shares: dict[str, list[int]] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def rate(self, figure: str, *, right: int = 0, predicted: int = 0, expected: int = 0) -> None:
        """Add to a rate."""
        counts = self.rates.setdefault(figure, [0, 0, 0])
        for place, number in enumerate((right, predicted, expected)):
            counts[place] += number

    def share(self, figure: str, *, right: int, total: int = 1) -> None:
        """Add to a share."""
        counts = self.shares.setdefault(figure, [0, 0])
        counts[0] += right
        counts[1] += total

    def scores(self, order: tuple[str, ...], n_releases: int) -> Scores:
        """The figures that were counted: those of `order` first."""
        found: dict[str, Figure] = {name: Rate(*counts) for name, counts in self.rates.items()}
        found |= {name: Share(*counts) for name, counts in self.shares.items()}
        names = [*(name for name in order if name in found), *sorted(set(found) - set(order))]
        return Scores({name: found[name] for name in names}, tuple(self.misses), n_releases)
