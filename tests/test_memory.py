"""What functions remember does not grow with the dump."""

import sys
from functools import _lru_cache_wrapper
from inspect import signature

import pipeline.cli
import pipeline.spark  # noqa: F401
from pipeline.memory import REMEMBERED, remembered

LISTS = frozenset({"read_rows", "read_words", "_rows", "arrow_schema", "word_list", "forms", "pooled"})
"""Their arguments are names that the code gives, or the settings of a run."""


def test_results_are_remembered_up_to_a_number():
    asked: list[int] = []
    double = remembered(lambda number: asked.append(number) or number * 2)
    assert [double(number) for number in (*range(REMEMBERED + 1), 0, REMEMBERED)][-2:] == [0, REMEMBERED * 2]
    assert asked == [*range(REMEMBERED + 1), 0]


def test_every_memory_of_words_is_bounded():
    import pipeline.extraction

    pipeline.extraction.default_language()
    modules = [module for name, module in sys.modules.items() if name.startswith("pipeline.")]
    caches = {value for module in modules for value in vars(module).values() if isinstance(value, _lru_cache_wrapper)}
    asked = [cache for cache in caches if signature(cache.__wrapped__).parameters and cache.__name__ not in LISTS]
    assert len(asked) > 50
    assert [c.__name__ for c in asked if (c.cache_parameters()["maxsize"] or sys.maxsize) > REMEMBERED] == []
