"""What a text says of time, before any of it is resolved."""

from __future__ import annotations

from typing import NamedTuple


class Moment(NamedTuple):
    """A calendar unit as worded: «23 сентября», «прошлый год», «конец третьего квартала».

    `number` counts within `within` (or is the year, the decade's first year, the century). `shift` places the unit
    relative to the anchor (-1 last, 0 this, 1 next). `part` narrows it: start, mid, end, or a portion such as `half2`.
    """

    unit: str
    number: int | None = None
    within: Moment | None = None
    shift: int | None = None
    weekday: int | None = None
    part: str | None = None
    same: bool = False

    @property
    def year(self) -> Moment | None:
        """The year that this moment names, if it does."""
        if self.unit == "year":
            return self
        return self.within.year if self.within else None


class DateExpression(NamedTuple):
    """One expression of time with its offsets, the rule that read it, and what it says.

    `last` is the end of a range. `role` is since or until. `length` is an ISO duration; `way` says what it is measured
    from (ago, ahead, back, on, earlier). `clock` is `T10:00` or `TMO`. `wording` is the value of a vague word.
    """

    start: int
    end: int
    rule: str
    kind: str
    first: Moment | None = None
    last: Moment | None = None
    role: str | None = None
    mod: str | None = None
    length: str | None = None
    way: str | None = None
    clock: str | None = None
    wording: str | None = None
