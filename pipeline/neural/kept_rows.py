"""Rows of numbers that hang on a key alone, such as a word: worked out once, those of the last keys kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Key = TypeVar("Key", bound=Hashable)


class KeptRows(Generic[Key]):
    """A table of at most `kept` rows; when it is full all are forgotten.

    read: gives the rows of some keys, (keys, columns).
    """

    def __init__(self, kept: int, columns: int, read: Callable[[Sequence[Key]], Floats]) -> None:
        self._rows: Floats = np.empty((kept, columns), np.float32)
        self._places: dict[Key, int] = {}
        self._read = read

    def __call__(self, keys: Iterable[Key]) -> tuple[Floats, Mapping[Key, int]]:
        """A table that has the rows of some keys, and which row is whose; both hold until the next call."""
        known, asked = self._places, dict.fromkeys(keys)
        new = [key for key in asked if key not in known]
        if len(known) + len(new) > len(self._rows):
            known.clear()
            new = list(asked)
        if len(new) > len(self._rows):
            return self._read(new), dict(zip(new, range(len(new)), strict=True))
        if new:
            places = range(len(known), len(known) + len(new))
            self._rows[places.start : places.stop] = self._read(new)
            known.update(zip(new, places, strict=True))
        return self._rows, known
