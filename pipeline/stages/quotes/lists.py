"""The short word lists of this stage, by name, from `lists.tsv`."""

from __future__ import annotations

from functools import cache

from pipeline.words import read_rows


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of one list; raises KeyError for a list that does not exist."""
    found = frozenset(row["word"] for row in read_rows(__package__, "lists.tsv") if row["list"] == name)
    if not found:
        raise KeyError(name)
    return found
