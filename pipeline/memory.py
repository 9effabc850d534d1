"""What functions remember of words and names: enough for those that come again and again, no more the longer a run."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, cast

REMEMBERED = 20_000
"""How many results a function keeps of words, those least recently asked for dropped first."""

NAMES_REMEMBERED = 4_000
"""The same of names, of which every release brings new ones: most that come again do so before long."""

Function = TypeVar("Function", bound=Callable[..., Any])


def remembered(function: Function) -> Function:
    """A function of words that keeps its last results; its arguments can be hashed."""
    return cast(Function, lru_cache(maxsize=REMEMBERED)(function))


def names_remembered(function: Function) -> Function:
    """A function of names, or of words as parts of names, that keeps its last results."""
    return cast(Function, lru_cache(maxsize=NAMES_REMEMBERED)(function))
