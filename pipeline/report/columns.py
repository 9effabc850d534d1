"""Columns of Arrow tables as Python lists, safe to show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from pipeline.show import visible_same_length


def rows(table: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    """The named columns of a table, row by row; texts have no character that acts on a screen, ids stay as they are."""
    return zip(*(_column(table, name) for name in names), strict=True)


def _column(table: pa.Table, name: str) -> list[Any]:
    cells: list[Any] = table.column(name).to_pylist()
    if name.endswith("_id"):
        return cells
    return [visible_same_length(cell) if isinstance(cell, str) else cell for cell in cells]
