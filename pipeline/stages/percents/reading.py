"""Reads the percentages of a text."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.records import PercentValue
from pipeline.stages.percents.amounts import Amount, find_amounts
from pipeline.stages.percents.comparing import comparator_of, direction_of, words_before
from pipeline.stages.percents.measuring import measure_of
from pipeline.text import Shadow, lowered, shadow

_LINK = re.compile(r"https?://\S{1,2000}|www\.\S{1,2000}")


class PercentExpression(NamedTuple):
    """A percentage with its offsets in the text as received, its value, and the rule that read it."""

    start: int
    end: int
    value: PercentValue
    rule: str


def read_percents(text: str, cleaned: Shadow | None = None) -> list[PercentExpression]:
    """The percentages of a text in text order; nothing raises."""
    held = cleaned or shadow(text)
    low = lowered(held.text)
    links = [match.span() for match in _LINK.finditer(low)] if "://" in low or "www." in low else []
    found: list[PercentExpression] = []
    previous: tuple[int, str | None] = (0, None)
    for amount in find_amounts(low):
        if any(start <= amount.start < end for start, end in links):
            continue
        start, end = held.span(amount.start, amount.end)
        value = _value(low, held.text, amount, previous)
        previous = (amount.end, value.measure)
        found.append(PercentExpression(start, end, value, amount.rule))
    return found


def _value(low: str, text: str, amount: Amount, previous: tuple[int, str | None]) -> PercentValue:
    before = words_before(low, amount)
    return PercentValue(
        low=amount.low,
        high=amount.high,
        comparator=comparator_of(low, amount, before),
        unit=amount.unit,
        direction=direction_of(low, amount, before),
        measure=measure_of(text, amount, previous),
    )
