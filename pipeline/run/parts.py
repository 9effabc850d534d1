"""A part of a run: one of the machines that share an input."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.errors import SettingsError

MOST_PARTS = 100_000


@dataclass(frozen=True, slots=True)
class Part:
    """Part `number` of `count`, counted from 1; it takes every `count`-th shard."""

    number: int = 1
    count: int = 1

    def takes(self, index: int) -> bool:
        """Whether the shard with this index (from 0) belongs to this part."""
        return index % self.count == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


WHOLE = Part()


def read_part(text: str | None) -> Part:
    """The part that `2/4` stands for, the whole run for None; raises SettingsError for anything else."""
    if text is None:
        return WHOLE
    match = re.fullmatch(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*", text)
    number, count = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= count <= MOST_PARTS:
        hint = "; parts are counted from 1" if match and number == 0 else ""
        raise SettingsError(f"part: {text!r} is no part of a run: write 1/4, 2/4, 3/4 and 4/4 for four machines{hint}")
    return Part(number, count)
