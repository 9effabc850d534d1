"""SQLite: one file with keys, indexes, full-text search and the view `v_quotes`; days are ISO text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.errors import OutputError
from pipeline.schema import TABLES, Table, arrow_schema, file_name, load_order
from pipeline.schema.sql import create_indexes, create_search, create_tables, create_views
from pipeline.sinks.files import replacing
from pipeline.sinks.streams import ROWS, Streams, batches
from pipeline.tables.arrow import to_batch
from pipeline.tables.rows import to_day

NAME = file_name("", "sqlite")


def write(folder: Path, streams: Streams) -> None:
    """Write every table into one database."""
    with replacing(folder, [NAME]) as [path]:
        try:
            with closing(sqlite3.connect(path)) as connection:
                _fill(connection, streams)
        except sqlite3.OperationalError as error:
            raise OutputError(f"can't write {folder / NAME}: {error}; free space or name another folder") from error


def read(folder: Path) -> dict[str, pa.Table]:
    """Read every table, rows in the order in which they were written."""
    try:
        with closing(sqlite3.connect(f"{(folder / NAME).absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return {table.name: _read(connection, table) for table in TABLES}
    except sqlite3.Error as error:
        raise ValueError(str(error)) from error


def _fill(connection: sqlite3.Connection, streams: Streams) -> None:
    connection.execute("PRAGMA journal_mode = OFF")  # the file is a temporary one until it is whole
    connection.execute("PRAGMA synchronous = OFF")
    for statement in create_tables("sqlite"):
        connection.execute(statement)
    for table in load_order():
        marks = ", ".join("?" * len(table.columns))
        for batch in batches(streams, table.name):
            connection.executemany(f"INSERT INTO {table.name} VALUES ({marks})", _cells(batch))
    search = create_search("sqlite") if _has_fts5(connection) else []
    for statement in (*create_indexes("sqlite"), *create_views(), *search):
        connection.execute(statement)
    connection.commit()


def _has_fts5(connection: sqlite3.Connection) -> bool:
    return any(option == "ENABLE_FTS5" for (option,) in connection.execute("PRAGMA compile_options"))


def _cells(batch: pa.Table) -> Iterator[tuple[Any, ...]]:
    columns = [
        (batch[n].cast(pa.string()) if pa.types.is_date(field.type) else batch[n]).to_pylist()
        for n, field in enumerate(batch.schema)
    ]
    return zip(*columns, strict=True)


def _read(connection: sqlite3.Connection, table: Table) -> pa.Table:
    cursor = connection.execute(f"SELECT {', '.join(table.column_names)} FROM {table.name} ORDER BY rowid")
    days = {column.name for column in table.columns if column.type == "date"}
    found = []
    while rows := cursor.fetchmany(ROWS):
        named = (dict(zip(table.column_names, row, strict=True)) for row in rows)
        found.append(
            to_batch(table.name, [{k: to_day(v) if k in days else v for k, v in row.items()} for row in named])
        )
    return pa.Table.from_batches(found, arrow_schema(table.name))
