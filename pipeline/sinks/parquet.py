"""Parquet: a file a table, compressed, with the columns' meanings in the schema."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schema import TABLES, arrow_schema, file_name
from pipeline.sinks.files import replacing
from pipeline.sinks.streams import Streams, batches

NAMES = [file_name(table.name, "parquet") for table in TABLES]


def write(folder: Path, streams: Streams) -> None:
    """Write every table."""
    with replacing(folder, NAMES) as paths:
        for table, path in zip(TABLES, paths, strict=True):
            with pq.ParquetWriter(path, arrow_schema(table.name), compression="zstd") as writer:
                for batch in batches(streams, table.name):
                    writer.write_table(batch)


def read(folder: Path) -> dict[str, pa.Table]:
    """Read every table."""
    return {
        table.name: pq.read_table(folder / name, partitioning=None) for table, name in zip(TABLES, NAMES, strict=True)
    }
