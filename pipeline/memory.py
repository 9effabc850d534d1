"""What functions remember of words: enough for those that come again and again, and no more the longer a run."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, cast

REMEMBERED = 20_000
"""How many results each function keeps, those least recently asked for dropped first."""

Function = TypeVar("Function", bound=Callable[..., Any])


def remembered(function: Function) -> Function:
    """A function that keeps its last results; its arguments can be hashed."""
    return cast(Function, lru_cache(maxsize=REMEMBERED)(function))
