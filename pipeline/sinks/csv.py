"""CSV by RFC 4180: UTF-8, lines end with LF, text in quotation marks, null is an empty cell.

Text that a spreadsheet would run as a formula gets a mark in front (`pipeline.schema.textguard`).
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from pipeline.schema import TABLES, arrow_schema, file_name
from pipeline.schema.textguard import HAS_MARK, MARK, NEEDS_MARK
from pipeline.sinks.files import replacing
from pipeline.sinks.streams import Streams, batches

NAMES = [file_name(table.name, "csv") for table in TABLES]
BLOCK = 64 << 20
"""Bytes read at once; a single row must fit in."""


def write(folder: Path, streams: Streams) -> None:
    """Write every table."""
    with replacing(folder, NAMES) as paths:
        for table, path in zip(TABLES, paths, strict=True):
            with csv.CSVWriter(path, arrow_schema(table.name)) as writer:
                for batch in batches(streams, table.name):
                    writer.write_table(_guarded(batch))


def read(folder: Path) -> dict[str, pa.Table]:
    """Read every table."""
    return {table.name: _read(folder / name, table.name) for table, name in zip(TABLES, NAMES, strict=True)}


def _read(path: Path, table: str) -> pa.Table:
    schema = arrow_schema(table)
    found = csv.read_csv(
        path,
        read_options=csv.ReadOptions(block_size=min(BLOCK, max(path.stat().st_size, 1))),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=schema,
            include_columns=schema.names,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    return _unguarded(found.cast(schema))


def _guarded(batch: pa.Table) -> pa.Table:
    for n, field in enumerate(batch.schema):
        cells = batch[n]
        if pa.types.is_string(field.type):
            needs = pc.match_substring_regex(cells, NEEDS_MARK)
            if pc.any(needs).as_py():
                batch = batch.set_column(
                    n, field, pc.if_else(needs, pc.binary_join_element_wise(MARK, cells, ""), cells)
                )
    return batch


def _unguarded(table: pa.Table) -> pa.Table:
    for n, field in enumerate(table.schema):
        cells = table[n]
        if pa.types.is_string(field.type):
            has = pc.match_substring_regex(cells, HAS_MARK)
            if pc.any(has).as_py():
                table = table.set_column(n, field, pc.if_else(has, pc.utf8_slice_codeunits(cells, 1), cells))
    return table
