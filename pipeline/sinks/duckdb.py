"""DuckDB: one file with keys, indexes, meanings as comments, word search and the view `v_quotes`."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.errors import OutputError
from pipeline.schema import TABLES, arrow_schema, file_name, load_order
from pipeline.schema.sql import comments, create_indexes, create_search, create_tables, create_views
from pipeline.sinks.files import replacing
from pipeline.sinks.streams import Streams, batches

NAME = file_name("", "duckdb")
MEMORY_MB = 2048
"""What the database may hold in memory while it is written; more goes to disk beside it."""


def write(folder: Path, streams: Streams) -> None:
    """Write every table into one database."""
    with replacing(folder, [NAME]) as [path]:
        try:
            with duckdb.connect(str(path)) as connection:
                _fill(connection, streams)
        except duckdb.Error as error:  # a full disk is told as one kind or another, by the step that meets it
            reason = str(error).splitlines()[0]
            raise OutputError(
                f"can't write {folder / NAME} ({reason}): free space or memory, or name another folder"
            ) from error


def read(folder: Path) -> dict[str, pa.Table]:
    """Read every table, rows in the order in which they were written."""
    try:
        with duckdb.connect(str(folder / NAME), read_only=True) as connection:
            return {
                table.name: connection.sql(f"SELECT {', '.join(table.column_names)} FROM {table.name}")
                .to_arrow_table()
                .cast(arrow_schema(table.name))
                for table in TABLES
            }
    except duckdb.Error as error:
        raise ValueError(str(error)) from error


def _fill(connection: duckdb.DuckDBPyConnection, streams: Streams) -> None:
    connection.execute(f"SET memory_limit = '{MEMORY_MB}MB'")
    for statement in create_tables("duckdb"):
        connection.execute(statement)
    for table in load_order():
        for batch in batches(streams, table.name):
            connection.register("batch", batch)
            connection.execute(f"INSERT INTO {table.name} SELECT * FROM batch")
            connection.unregister("batch")
    for statement in (*create_indexes("duckdb"), *comments(), *create_views(), *create_search("duckdb")):
        connection.execute(statement)
