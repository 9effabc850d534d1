"""What functions remember does not grow with the dump."""

import sys
from functools import _lru_cache_wrapper
from inspect import signature

import pytest

import pipeline.cli
import pipeline.spark  # noqa: F401
from pipeline.memory import NAMES_REMEMBERED, REMEMBERED, names_remembered, remembered

LISTS = frozenset({"read_rows", "read_words", "_rows", "arrow_schema", "word_list", "forms", "pooled"})
"""Their arguments are names that the code gives, or the settings of a run."""


@pytest.mark.parametrize("memory, most", [(remembered, REMEMBERED), (names_remembered, NAMES_REMEMBERED)])
def test_results_are_remembered_up_to_a_number(memory, most):
    asked: list[int] = []
    double = memory(lambda number: asked.append(number) or number * 2)
    assert [double(number) for number in (*range(most + 1), 0, most)][-2:] == [0, most * 2]
    assert asked == [*range(most + 1), 0]


def test_every_memory_of_words_is_bounded():
    import pipeline.extraction

    pipeline.extraction.default_language()
    modules = [module for name, module in sys.modules.items() if name.startswith("pipeline.")]
    caches = {value for module in modules for value in vars(module).values() if isinstance(value, _lru_cache_wrapper)}
    asked = [cache for cache in caches if signature(cache.__wrapped__).parameters and cache.__name__ not in LISTS]
    assert len(asked) > 50
    assert [c.__name__ for c in asked if (c.cache_parameters()["maxsize"] or sys.maxsize) > REMEMBERED] == []
