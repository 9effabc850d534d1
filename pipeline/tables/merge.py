"""Entities of the run: which entities of single releases are one person, organisation or place.

All is decided on the set of names, never on the order in which they come, so that equal sets of input give equal ids.
Two rules: the same label and the same folded name are one; a person's short name joins the full name that it can only
shorten. The rows are counted by DuckDB, on disk where they are many; memory holds the names of persons.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.schema import arrow_schema
from pipeline.tables.names import PersonName, fold, parse_person

DOMINANT = 0.7
"""The share of releases that one full name must have among all that a surname may stand for."""

MEMORY_MB = 1024
"""What counting may hold in memory; more goes to disk."""

ROWS = 10_000
Batches = Iterable[tuple[pa.RecordBatch, pa.RecordBatch]]

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
SELECT entity_id, label, any_value(best.name) AS name, CAST(sum(n) AS BIGINT) AS n_mentions,
  count(DISTINCT release_id) AS n_releases, min(published) AS first_published, max(published) AS last_published
FROM named JOIN best USING (entity_id) GROUP BY entity_id, label ORDER BY entity_id
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
class Form:
    """A name of a person as it stands in `local_entities`, with how often; `own` is its id while it joins no other."""

    own: str
    name: str
    n_mentions: int
    n_releases: int


@dataclass(frozen=True, slots=True)
class Merged:
    """Entities of a run: `targets` leads from the ids that names would have to those of the entities they join."""

    targets: Mapping[str, str]
    _connection: duckdb.DuckDBPyConnection = field(repr=False)

    def entities(self) -> Iterator[pa.RecordBatch]:
        """The table `entities`, by id."""
        return self._rows(_ENTITIES, "entities")

    def names(self) -> Iterator[pa.RecordBatch]:
        """The table `entity_names`, by id, the most frequent name first."""
        return self._rows(_NAMES, "entity_names")

    def link(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Batches of `local_entities` with `entity_id` filled in."""
        for batch in batches:
            names = zip(batch.column("label").to_pylist(), batch.column("name").to_pylist(), strict=True)
            own = (_own_id(label, name) for label, name in names)
            ids = pa.array([self.targets.get(one, one) for one in own], pa.string())
            place = batch.schema.get_field_index("entity_id")
            yield batch.set_column(place, batch.schema.field(place), ids)

    def _rows(self, query: str, table: str) -> Iterator[pa.RecordBatch]:
        return (batch.cast(arrow_schema(table)) for batch in _read(self._connection, query))


@contextmanager
def merge_entities(batches: Batches, folder: Path | None = None) -> Iterator[Merged]:
    """Merge the entities of all releases.

    batches: pairs of `local_entities` and the `releases` that these stand in; other columns than `release_id`, `label`,
    `name`, `n_mentions` and `published` are ignored. folder: where to put what does not fit into memory.
    """
    with _working_folder(folder) as working:
        path = ":memory:" if folder is None else str(working / "names.duckdb")
        config: dict[str, Any] = {"memory_limit": f"{MEMORY_MB}MB", "threads": 1, "temp_directory": str(working)}
        with duckdb.connect(path, config=config) as connection:
            connection.execute("SET preserve_insertion_order = false")
            connection.execute(f"CREATE TABLE counted ({_COUNTED})")
            for rows in _in_bulk(map(_counted, batches)):
                connection.register("rows_", rows)
                connection.execute("INSERT INTO counted SELECT * FROM rows_")
                connection.unregister("rows_")
            targets = _person_targets(_person_forms(connection))
            pairs = pa.table({"own": pa.array(targets, pa.string()), "target": pa.array(targets.values(), pa.string())})
            connection.register("pairs_", pairs)
            connection.execute("CREATE TABLE targets AS SELECT * FROM pairs_")
            connection.unregister("pairs_")
            yield Merged(targets, connection)


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


def _counted(pair: tuple[pa.RecordBatch, pa.RecordBatch]) -> pa.RecordBatch:
    local, releases = pair
    days = dict(zip(releases.column("release_id").to_pylist(), releases.column("published").to_pylist(), strict=True))
    labels, names = local.column("label").to_pylist(), local.column("name").to_pylist()
    owners = local.column("release_id").to_pylist()
    columns = [
        pa.array(labels, pa.string()),
        pa.array(names, pa.string()),
        pa.array(map(_own_id, labels, names), pa.string()),
        local.column("n_mentions"),
        pa.array(owners, pa.string()),
        pa.array([days.get(owner) for owner in owners], pa.date32()),
    ]
    return pa.RecordBatch.from_arrays(columns, ["label", "name", "own", "n", "release_id", "published"])


def _in_bulk(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= ROWS:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


@lru_cache(maxsize=20_000)
def _own_id(label: str, name: str) -> str:
    return entity_id(label, fold(name))


def _read(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[pa.RecordBatch]:
    reader: Iterator[pa.RecordBatch] = connection.cursor().sql(query).to_arrow_reader(ROWS)
    return reader


def _person_forms(connection: duckdb.DuckDBPyConnection) -> Iterator[Form]:
    for batch in _read(connection, _PERSONS):
        yield from map(Form, *(column.to_pylist() for column in batch.columns))


def entity_id(label: str, key: str) -> str:
    """The id of the entity with a folded name: the label and 16 hexadecimal digits."""
    digest = blake2b(f"{label}\n{key}".encode(), digest_size=8)
    return f"{label}-{digest.hexdigest()}"


def _person_targets(forms: Iterable[Form]) -> dict[str, str]:
    """For short names of persons the id of the full name that they stand for; `forms` come by their `own` ids."""
    by_surname: dict[str, list[Namesake]] = defaultdict(list)
    for own, same in groupby(forms, attrgetter("own")):
        spellings = list(same)
        parsed = parse_person(best_name(spellings))
        if parsed is not None:
            weight = sum(form.n_releases for form in spellings)
            by_surname[parsed.surname].append((parsed, fold(spellings[0].name), own, weight))
    return {own: full for namesakes in by_surname.values() for own, full in _resolve(namesakes).items()}


Namesake = tuple[PersonName, str, str, int]
"""A person's name, folded too, its own id, and in how many releases it stands."""


def _resolve(namesakes: list[Namesake]) -> dict[str, str]:
    """Join the names under one surname, the fullest first, so that a join may count on those before it."""
    target: dict[str, str] = {}
    roots: list[tuple[PersonName, str]] = []
    weight: dict[str, int] = {}
    for name, _, own, n_releases in sorted(namesakes, key=_fullness):
        candidates = {root: weight[root] for full, root in roots if name.may_shorten(full)}
        chosen = _dominant(candidates, 1.0 if name.is_full else DOMINANT)
        if chosen is None:
            roots.append((name, own))
            weight[own] = n_releases
        else:
            target[own] = chosen
            weight[chosen] += n_releases
    return target


def _fullness(namesake: Namesake) -> tuple[int, int, str]:
    name, folded, *_ = namesake
    return (-sum(len(part) > 1 for part in name.given), -len(name.given), folded)


def _dominant(weights: Mapping[str, int], share: float) -> str | None:
    """The one candidate that has at least this share of all their releases."""
    if not weights:
        return None
    best = max(sorted(weights), key=lambda key: weights[key])
    return best if weights[best] >= share * sum(weights.values()) else None


def best_name(forms: Iterable[Form]) -> str:
    """The most frequent spelling; of equals one not all in capitals, one with ё, the first by alphabet."""
    return min(forms, key=lambda form: (-form.n_mentions, form.name.isupper(), "ё" not in form.name, form.name)).name
