"""Entities of the run: which entities of single releases are one person, organisation or place.

All is decided on the set of names and posts, never on the order in which they come, so that equal sets of input give
equal ids. The same label and key (`names.name_key`) are one; people are joined further by `people.join_people`; places
get their codes from `places`. The rows are counted by DuckDB, on disk where they are many; memory holds the names of
persons and places.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.corrections import NO_CORRECTIONS, Correction, Corrections
from pipeline.errors import OutputError
from pipeline.schema import arrow_schema
from pipeline.tables.corrected import EntityCorrections
from pipeline.tables.people import Form, Post, join_people
from pipeline.tables.places import NOWHERE, Codes, link_places
from pipeline.text import fold_name as fold

MEMORY_MB = 1024
"""What counting may hold in memory; more goes to disk."""

ROWS = 10_000
Batch = tuple[pa.RecordBatch, pa.RecordBatch, pa.RecordBatch]
Batches = Iterable[Batch]
Posts = Mapping[str, frozenset[Post]]

_COUNTED = "label VARCHAR, name VARCHAR, own VARCHAR, n BIGINT, release_id VARCHAR, published DATE"
_ENTITIES = """
WITH named AS (
  SELECT label, name, own, coalesce(target, own) AS entity_id, n, release_id, published
  FROM counted LEFT JOIN targets USING (own)),
forms AS (SELECT entity_id, name, sum(n) AS n FROM named WHERE own = entity_id GROUP BY ALL),
best AS (
  SELECT entity_id, name FROM forms
  QUALIFY row_number() OVER (
    PARTITION BY entity_id
    ORDER BY n DESC, name = upper(name) AND name <> lower(name), NOT contains(name, 'ё'), name) = 1)
SELECT entity_id, label, coalesce(any_value(called.name), any_value(best.name)) AS name,
  CAST(sum(n) AS BIGINT) AS n_mentions,
  count(DISTINCT release_id) AS n_releases, min(published) AS first_published, max(published) AS last_published
FROM named LEFT JOIN best USING (entity_id) LEFT JOIN called USING (entity_id)
GROUP BY entity_id, label ORDER BY entity_id
"""
_NAMES = """
SELECT coalesce(target, own) AS entity_id, name, CAST(sum(n) AS BIGINT) AS n_mentions
FROM counted LEFT JOIN targets USING (own) GROUP BY ALL ORDER BY entity_id, n_mentions DESC, name
"""
_PERSONS = """
SELECT own, name, CAST(sum(n) AS BIGINT), count(DISTINCT release_id)
FROM counted WHERE label = 'PER' GROUP BY own, name ORDER BY own, name
"""


@dataclass(frozen=True, slots=True)
class Merged:
    """Entities of a run.

    `targets` leads from the ids that names would have to those of the entities they join; `unused` are corrections
    whose names no entity has.
    """

    targets: Mapping[str, str]
    unused: Sequence[Correction]
    _corrections: EntityCorrections = field(repr=False)
    _places: Mapping[str, Codes] = field(repr=False)
    _connection: duckdb.DuckDBPyConnection = field(repr=False)

    def entities(self) -> Iterator[pa.RecordBatch]:
        """The table `entities`, by id."""
        for batch in _read(self._connection, _ENTITIES):
            codes = [self._places.get(one) or NOWHERE for one in batch.column("entity_id").to_pylist()]
            columns = {
                **dict(zip(batch.schema.names, batch.columns, strict=True)),
                **{name: pa.array([getattr(code, name) for code in codes], pa.string()) for name in Codes._fields},
            }
            schema = arrow_schema("entities")
            yield pa.RecordBatch.from_arrays(
                [columns[name].cast(schema.field(name).type) for name in schema.names], schema=schema
            )

    def names(self) -> Iterator[pa.RecordBatch]:
        """The table `entity_names`, by id, the most frequent name first."""
        return self._rows(_NAMES, "entity_names")

    def link(self, batches: Iterable[tuple[pa.RecordBatch, pa.RecordBatch]]) -> Iterator[pa.RecordBatch]:
        """Batches of `local_entities`, each given with the `positions` of its releases, with `entity_id` filled in."""
        for batch, positions in batches:
            own = _own_ids(batch, _posts(positions), self._corrections)
            ids = pa.array([self.targets.get(one, one) for one in own], pa.string())
            place = batch.schema.get_field_index("entity_id")
            yield batch.set_column(place, batch.schema.field(place), ids)

    def _rows(self, query: str, table: str) -> Iterator[pa.RecordBatch]:
        return (batch.cast(arrow_schema(table)) for batch in _read(self._connection, query))


@contextmanager
def merge_entities(
    batches: Batches, folder: Path | None = None, corrections: Corrections = NO_CORRECTIONS
) -> Iterator[Merged]:
    """Merge the entities of all releases.

    batches: `local_entities` with the `releases` and `positions` that these stand in; what is read of them is
    `local_id`, `release_id`, `label`, `name`, `n_mentions`, `published`, `person_local_id`, `title` and `organisation`.
    folder: where to put what does not fit into memory; corrections: what the user knows of these entities.
    Raises OutputError, then or while the tables are read, where disk or memory does not suffice.
    """
    with _enough_room(folder), _working_folder(folder) as working:
        path = ":memory:" if folder is None else str(working / "names.duckdb")
        config: dict[str, Any] = {"memory_limit": f"{MEMORY_MB}MB", "threads": 1, "temp_directory": str(working)}
        with duckdb.connect(path, config=config) as connection:
            connection.execute("SET preserve_insertion_order = false")
            connection.execute(f"CREATE TABLE counted ({_COUNTED})")
            posts: dict[str, set[Post]] = defaultdict(set)
            corrected = EntityCorrections(corrections)
            for rows in _in_bulk(_counted(batch, posts, corrected) for batch in batches):
                connection.register("rows_", rows)
                connection.execute("INSERT INTO counted SELECT * FROM rows_")
                connection.unregister("rows_")
            unused = corrected.unused()
            targets = corrected.joined(join_people(_person_forms(connection), posts, corrected.apart()))
            _keep_pairs(connection, "targets", ("own", "target"), targets)
            _keep_pairs(connection, "called", ("entity_id", "name"), corrected.names)
            yield Merged(targets, unused, corrected, link_places(connection), connection)


def _keep_pairs(
    connection: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, str], pairs: Mapping[str, str]
) -> None:
    cells = (pa.array(pairs, pa.string()), pa.array(pairs.values(), pa.string()))
    connection.register("pairs_", pa.table(dict(zip(columns, cells, strict=True))))
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM pairs_")
    connection.unregister("pairs_")


@contextmanager
def _enough_room(folder: Path | None) -> Iterator[None]:
    try:
        yield
    except (duckdb.Error, OSError) as error:
        reason = str(error).splitlines()[0]
        raise OutputError(
            f"the entities of the run can't be counted ({reason}): free space in {folder or tempfile.gettempdir()}, "
            "or memory; what is done is kept, run the same command again to go on"
        ) from error


@contextmanager
def _working_folder(folder: Path | None) -> Iterator[Path]:
    """A folder that goes again; what a killed run left there goes first."""
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="rupress-") as temporary:
            yield Path(temporary)
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _counted(
    batch: tuple[pa.RecordBatch, pa.RecordBatch, pa.RecordBatch],
    posts: dict[str, set[Post]],
    corrections: EntityCorrections,
) -> pa.RecordBatch:
    """The rows that count of some releases; what posts their people hold is added to `posts`."""
    local, releases, positions = batch
    days = dict(zip(releases.column("release_id").to_pylist(), releases.column("published").to_pylist(), strict=True))
    owners = local.column("release_id").to_pylist()
    held = _posts(positions)
    own = _own_ids(local, held, corrections)
    for one, local_id in zip(own, local.column("local_id").to_pylist(), strict=True):
        if local_id in held:
            posts[one] |= held[local_id]
    columns = [
        local.column("label").cast(pa.string()),
        local.column("name").cast(pa.string()),
        pa.array(own, pa.string()),
        local.column("n_mentions"),
        pa.array(owners, pa.string()),
        pa.array([days.get(owner) for owner in owners], pa.date32()),
    ]
    return pa.RecordBatch.from_arrays(columns, ["label", "name", "own", "n", "release_id", "published"])


def _posts(positions: pa.RecordBatch) -> dict[str, frozenset[Post]]:
    """The posts of people by `local_id`."""
    names = ("person_local_id", "title", "organisation")
    held: dict[str, set[Post]] = defaultdict(set)
    for person, title, body in zip(*(positions.column(name).to_pylist() for name in names), strict=True):
        held[person].add(Post(fold(title or ""), fold(body or "")))
    return {person: frozenset(posts) for person, posts in held.items()}


def _own_ids(local: pa.RecordBatch, held: Posts, corrections: EntityCorrections) -> list[str]:
    names = ("label", "name", "local_id")
    rows = zip(*(local.column(name).to_pylist() for name in names), strict=True)
    return corrections.ids((label, name, held.get(local_id, frozenset())) for label, name, local_id in rows)


def _in_bulk(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= ROWS:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def _read(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[pa.RecordBatch]:
    reader: Iterator[pa.RecordBatch] = connection.cursor().sql(query).to_arrow_reader(ROWS)
    return reader


def _person_forms(connection: duckdb.DuckDBPyConnection) -> Iterator[Form]:
    for batch in _read(connection, _PERSONS):
        yield from map(Form, *(column.to_pylist() for column in batch.columns))
