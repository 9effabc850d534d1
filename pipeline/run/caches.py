"""Keeps what a worker remembers from growing with the dump.

Stages remember what they have worked out of words and pairs of words, up to hundreds of thousands of them. A release
alone gains nothing from more than it needs itself, and a worker that meets millions of words should not hold them all.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from typing import Any

MOST_REMEMBERED = 40_000


def trim_caches(most: int = MOST_REMEMBERED) -> None:
    """Empty every cache of rupress's own that holds more than `most` results."""
    for cache in _caches():
        if cache.cache_info().currsize > most:
            cache.cache_clear()


def _caches() -> Iterator[_lru_cache_wrapper[Any]]:
    modules = [module for name, module in sys.modules.items() if name.startswith("pipeline.")]
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, _lru_cache_wrapper))
