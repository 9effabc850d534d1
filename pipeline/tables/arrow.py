"""Rows as Arrow batches and pandas frames."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.corrections import NO_CORRECTIONS, Corrections, read_corrections
from pipeline.records import Failure, Release
from pipeline.schema import RELEASE_TABLES, TABLES, arrow_schema
from pipeline.tables.merge import merge_entities
from pipeline.tables.reprints import find_reprints, mark_reprints, signature_batch
from pipeline.tables.rows import Row, rows, unique_ids

if TYPE_CHECKING:
    import pandas as pd

_SURROGATE = re.compile("[\ud800-\udfff]")


def to_batch(table: str, rows: list[Row]) -> pa.RecordBatch:
    """Rows of a table as an Arrow batch; a column that no row has is null, a lone surrogate becomes U+FFFD."""
    schema = arrow_schema(table)
    columns = [_array([row.get(field.name) for row in rows], field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _array(cells: list[Any], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(cells, kind)
    except UnicodeEncodeError:
        return pa.array([_SURROGATE.sub("\ufffd", cell) if isinstance(cell, str) else cell for cell in cells], kind)


def to_batches(releases: Iterable[Release]) -> dict[str, pa.RecordBatch]:
    """The rows of some releases as one Arrow batch a table.

    `entity_id` is null until `link`, `duplicate_of` until `mark_reprints`.
    """
    gathered: dict[str, list[Row]] = {name: [] for name in RELEASE_TABLES}
    for release in releases:
        for name, found in rows(release).items():
            gathered[name] += found
    return {name: to_batch(name, found) for name, found in gathered.items()}


def failure_batch(failures: Iterable[Failure]) -> pa.RecordBatch:
    """Failures as an Arrow batch."""
    return to_batch("failures", [asdict(failure) | {"source": failure.source or None} for failure in failures])


def to_tables(
    releases: Iterable[Release], *, corrections: Corrections = NO_CORRECTIONS, chunk: int = 256
) -> dict[str, pa.Table]:
    """All tables of some releases, those of the whole run included; `chunk` releases are held as rows at a time."""
    gathered: dict[str, list[pa.RecordBatch]] = {name: [] for name in RELEASE_TABLES}
    signatures: list[pa.RecordBatch] = []
    for some in _chunks(unique_ids(releases), chunk):
        signatures.append(signature_batch(some))
        for name, batch in to_batches(some).items():
            gathered[name].append(batch)
    tables = {name: pa.Table.from_batches(batches, arrow_schema(name)) for name, batches in gathered.items()}
    local, positions = gathered["local_entities"], gathered["positions"]
    with merge_entities(zip(local, gathered["releases"], positions, strict=True), corrections=corrections) as merged:
        made = {
            "releases": mark_reprints(gathered["releases"], find_reprints(signatures)),
            "local_entities": merged.link(zip(local, positions, strict=True)),
            "entities": merged.entities(),
            "entity_names": merged.names(),
        }
        tables |= {name: pa.Table.from_batches(batches, arrow_schema(name)) for name, batches in made.items()}
    tables["failures"] = arrow_schema("failures").empty_table()
    return {table.name: tables[table.name] for table in TABLES}


def to_frames(
    releases: Iterable[Release], *, corrections: str | Path | Iterable[str | Path] | Corrections = NO_CORRECTIONS
) -> dict[str, pd.DataFrame]:
    """All tables of some releases as pandas frames with Arrow-backed types.

    Entities are those of the releases given; a second release with the same id becomes `id~2`.
    corrections: those to the entities of the run (merge, split, rename, alias): files, folders, or what
    `pipeline.read_corrections` gave. Raises SettingsError for files that can't be used.
    """
    known = corrections if isinstance(corrections, Corrections) else read_corrections(corrections)
    return frames(to_tables(releases, corrections=known))


def frames(tables: Mapping[str, pa.Table]) -> dict[str, pd.DataFrame]:
    """Arrow tables as pandas frames with Arrow-backed types."""
    import pandas as pd

    return {name: table.to_pandas(types_mapper=pd.ArrowDtype) for name, table in tables.items()}


def _chunks(releases: Iterable[Release], size: int) -> Iterator[list[Release]]:
    held: list[Release] = []
    for release in releases:
        held.append(release)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held
