"""How far a run has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process: releases it has done, how many of them in the shard that it is at, memory in MB."""

    number: int
    releases: int = 0
    in_work: int = 0
    memory_mb: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: counts so far, seconds since it began, seconds left if known, its workers."""

    phase: str
    releases: int = 0
    characters: int = 0
    failures: int = 0
    reused: int = 0
    seconds: float = 0.0
    left: float | None = None
    workers: tuple[Worker, ...] = ()

    @property
    def rate(self) -> float:
        """Releases extracted in this run a second."""
        return (self.releases - self.reused) / self.seconds if self.seconds else 0.0


Report = Callable[[Progress], None]
