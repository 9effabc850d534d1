"""Numbers as messages say them."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 release`, `2 releases`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def duration(seconds: float) -> str:
    """Seconds as `45 s`, `12 min` or `3 h 20 min`."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def spaced(number: int) -> str:
    """A number with spaces between the thousands."""
    return f"{number:,}".replace(",", " ")
