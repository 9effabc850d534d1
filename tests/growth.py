"""How the cost of a function grows with its text, so that tests can hold it to linear whatever the machine."""

import time
from collections.abc import Callable

_SMALL, _LARGE = 5_000, 40_000
_ROUNDS = 2


def growth(function: Callable[[str], object], piece: str) -> float:
    """How much more a text of a repeated piece costs than one an eighth as long: about 8 if linear, 64 if quadratic."""
    small, large = (_cost(function, piece * (size // len(piece))) for size in (_SMALL, _LARGE))
    return large / max(small, 0.001)


def _cost(function: Callable[[str], object], text: str) -> float:
    return min(_seconds(function, f"{text}{number}") for number in range(_ROUNDS))


def _seconds(function: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    function(text)
    return time.process_time() - began
