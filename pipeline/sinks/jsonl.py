"""JSON lines: a release a line with all that was found in it, an entity a line, a failure a line.

`pipeline.schema.nesting` says which tables lie in which line. The streams of all tables have their rows in the order
of the releases, so one pass over all of them at once puts the lines together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.schema import TABLES, arrow_schema, file_name, table
from pipeline.schema.nesting import LINE_TABLES, Nested, nested_in
from pipeline.sinks.files import replacing
from pipeline.sinks.streams import Streams, batches
from pipeline.tables.arrow import to_batch
from pipeline.tables.rows import Row, to_day

NAMES = [file_name(name, "jsonl") for name in LINE_TABLES]
LINES = 256
"""Lines, or rows of a stream, held at once."""


def write(folder: Path, streams: Streams) -> None:
    """Write a line a release, a line an entity, a line a failure.

    Raises ValueError where the rows of some table do not come in the order of the table that they lie in.
    """
    with replacing(folder, NAMES) as paths:
        for name, path in zip(LINE_TABLES, paths, strict=True):
            with path.open("w", encoding="utf8", newline="\n") as file:
                for line in _lines(streams, name):
                    json.dump(line, file, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
                    file.write("\n")


def read(folder: Path) -> dict[str, pa.Table]:
    """Read every table."""
    found: dict[str, list[pa.RecordBatch]] = {table.name: [] for table in TABLES}
    for name, file in zip(LINE_TABLES, NAMES, strict=True):
        for batch in _read(folder / file, name):
            found[batch[0]].append(batch[1])
    return {name: pa.Table.from_batches(some, arrow_schema(name)) for name, some in found.items()}


class _Cursor:
    """The rows of a stream, taken group by group."""

    def __init__(self, streams: Streams, name: str, key: str) -> None:
        self._name, self._key = name, key
        self._rows = _rows(streams, name)
        self._next = next(self._rows, None)

    def take(self, value: str) -> list[Row]:
        """The rows from here on whose key has this value."""
        taken = []
        while self._next is not None and self._next[self._key] == value:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken

    def finish(self) -> None:
        """Raise ValueError where rows are left."""
        if self._next is not None:
            raise ValueError(f"{self._name}: the row of {self._next[self._key]!r} is out of order")


def _lines(streams: Streams, name: str) -> Iterator[Row]:
    cursors: dict[str, _Cursor] = {}
    _open(cursors, streams, name)
    for row in _rows(streams, name):
        line = _filled(cursors, name, row)
        if name == "releases":
            _complete_mentions(line)
        yield line
    for cursor in cursors.values():
        cursor.finish()


def _rows(streams: Streams, name: str) -> Iterator[Row]:
    for batch in batches(streams, name):
        for part in batch.to_batches(max_chunksize=LINES):
            yield from part.to_pylist()


def _open(cursors: dict[str, _Cursor], streams: Streams, name: str) -> None:
    for nested in nested_in(name):
        cursors[nested.table] = _Cursor(streams, nested.table, nested.key)
        _open(cursors, streams, nested.table)


def _filled(cursors: dict[str, _Cursor], name: str, row: Row) -> Row:
    """The row with all that lies in it."""
    line = dict(row)
    for nested in nested_in(name):
        kept = [column.name for column in nested.columns]
        rows = [_filled(cursors, nested.table, inner) for inner in cursors[nested.table].take(row[nested.key])]
        items = [{key: inner[key] for key in (*kept, *_inner_names(nested)) if key in inner} for inner in rows]
        if not nested.one:
            line[nested.name] = items
        elif items:
            line[nested.name] = items[0]
    return line


def _inner_names(nested: Nested) -> list[str]:
    return [inner.name for inner in nested_in(nested.table)]


def _complete_mentions(release: Row) -> None:
    """Tell for each mention the entity of the run and the index of the mention that it lies in."""
    entity = {local["local_id"]: local["entity_id"] for local in release["local_entities"]}
    index = {mention["mention_id"]: n for n, mention in enumerate(release["mentions"])}
    for mention in release["mentions"]:
        mention["entity_id"] = entity.get(mention["local_id"])
        mention["parent"] = index.get(mention["parent_id"])


def _read(path: Path, name: str) -> Iterator[tuple[str, pa.RecordBatch]]:
    with path.open(encoding="utf8", newline="\n") as file:
        gathered: dict[str, list[Row]] = {}
        for n, line in enumerate(file, 1):
            _take_apart(json.loads(line), name, gathered)
            if n % LINES == 0:
                yield from _batches(gathered)
                gathered = {}
        yield from _batches(gathered)


def _batches(gathered: dict[str, list[Row]]) -> Iterator[tuple[str, pa.RecordBatch]]:
    for name, rows in gathered.items():
        days = [column.name for column in table(name).columns if column.type == "date"]
        for row in rows:
            row.update({day: to_day(row[day]) for day in days})
        yield name, to_batch(name, rows)


def _take_apart(row: Row, name: str, gathered: dict[str, list[Row]]) -> None:
    """Add a row and all that lies in it to the rows of their tables."""
    gathered.setdefault(name, []).append(row)
    for nested in nested_in(name):
        found: Any = row.get(nested.name) or []
        known = {key: row[key] for key in {nested.key, "release_id"} if key in row}
        items: list[Row] = [found] if nested.one and found else found
        for inner in items:
            _take_apart({**inner, **known}, nested.table, gathered)
