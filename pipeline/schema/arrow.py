"""The tables as Arrow schemas."""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from pipeline.schema.declared import table
from pipeline.schema.model import Column

_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32()}


@cache
def arrow_schema(name: str) -> pa.Schema:
    """The Arrow schema of a table; fields carry nullability and, as metadata, the column's meaning."""
    one = table(name)
    return pa.schema([_field(column) for column in one.columns], metadata={"description": one.row})


def _field(column: Column) -> pa.Field:
    return pa.field(
        column.name, _TYPES[column.type], nullable=column.nullable, metadata={"description": column.meaning}
    )
