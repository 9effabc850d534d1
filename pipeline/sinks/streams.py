"""Streams of batches: what a sink is given, a table after a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import pyarrow as pa

from pipeline.schema import arrow_schema

Streams = Mapping[str, Callable[[], Iterable[pa.RecordBatch]]]
"""For each table a function that begins its stream of batches; a table that is left out is empty."""

ROWS = 20_000
BYTES = 32 << 20


def batches(streams: Streams, table: str) -> Iterator[pa.Table]:
    """The stream of a table in its schema, small batches put together to at most about `ROWS` rows or `BYTES` bytes."""
    schema = arrow_schema(table)
    held: list[pa.RecordBatch] = []
    n_rows = n_bytes = 0
    for batch in streams[table]() if table in streams else ():
        if not batch.num_rows:
            continue
        held.append(batch if batch.schema.equals(schema) else batch.cast(schema))
        n_rows += batch.num_rows
        n_bytes += batch.nbytes
        if n_rows >= ROWS or n_bytes >= BYTES:
            yield pa.Table.from_batches(held, schema).combine_chunks()
            held, n_rows, n_bytes = [], 0, 0
    if held:
        yield pa.Table.from_batches(held, schema).combine_chunks()
