"""Extraction on Apache Spark, from a DataFrame of texts to a DataFrame a table (extra `rupress[spark]`).

    from pipeline import spark
    tables = spark.extract(session.read.parquet("texts.parquet"))
    tables["quotes"].write.parquet("quotes.parquet")

rupress must be installed where Spark's Python workers run. `extract_packed` and `tables` are the two halves of
`extract`, for who wants to keep what is between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Unpack

import pyarrow as pa

from pipeline.corrections import Corrections
from pipeline.errors import RecordError, SettingsError
from pipeline.identity import content_id
from pipeline.records import Failure, Note, Record
from pipeline.run.cluster import pooled
from pipeline.run.extraction import SIGNATURES
from pipeline.run.settings import USUAL_LIMITS, Limits, run_key
from pipeline.run.shards import cut
from pipeline.schema import RELEASE_TABLES, TABLES, arrow_schema
from pipeline.settings import Files, Options, Settings, corrections_of
from pipeline.sources import FIELDS, record_from
from pipeline.tables import find_reprints, merge_entities
from pipeline.tables.reprints import SCHEMA as SIGNATURE_SCHEMA

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PACKED = (*RELEASE_TABLES, "failures", SIGNATURES)
_KEPT_FIELDS = (*FIELDS, "source", "record")
_NUMBERED = r"(?s)^(.*)~([1-9][0-9]{0,8})$"
Batches = Iterator[pa.RecordBatch]


def extract(
    df: DataFrame,
    *,
    published: object = None,
    force_published: object = None,
    limits: Limits = USUAL_LIMITS,
    settings: Settings | None = None,
    **options: Unpack[Options],
) -> SparkTables:
    """The tables of all releases in a DataFrame, a DataFrame each, by name.

    df: a column `text`, and where present `id`, `title`, `published` or `date`, `url`, `source`, `record`.
    published, force_published, settings and single ones by name: as in `pipeline.extract`, corrections of entities too;
    those that applied to nothing are not told. limits: what one release may take.
    The extraction is done once, at first use, and kept on the disks of the cluster until `unpersist()`.
    """
    from pyspark import StorageLevel

    chosen = Settings.of(settings, published=published, force_published=force_published, **options)
    packed = extract_packed(df, limits=limits, settings=chosen)
    return tables(packed.persist(StorageLevel.DISK_ONLY), chosen.corrections)


def extract_packed(
    df: DataFrame,
    *,
    published: object = None,
    force_published: object = None,
    limits: Limits = USUAL_LIMITS,
    settings: Settings | None = None,
    **options: Unpack[Options],
) -> DataFrame:
    """What `tables` needs, a row for some releases: write it to Parquet, and the extraction is safe."""
    chosen = Settings.of(settings, published=published, force_published=force_published, **options)
    if "text" not in {name.lower() for name in df.columns}:
        raise SettingsError(f"no column is called «text» (columns: {', '.join(df.columns)}): rename the releases' own")
    schema = ", ".join(f"`{name}` binary" for name in PACKED)
    return _with_ids(df).mapInArrow(_packer(chosen, run_key(chosen.told()), limits), schema)


def tables(packed: DataFrame, corrections: Files | Corrections | None = None) -> SparkTables:
    """The tables of what `extract_packed` gave; corrections: those that it was given, for the entities."""
    return SparkTables(packed, corrections_of(corrections))


class SparkTables(Mapping[str, "DataFrame"]):
    """The tables of a run by name, as `pipeline.read_tables` has them; rows come in no order.

    `entities`, `duplicate_of` and what refers to them are worked out by the driver, at first use.
    """

    def __init__(self, packed: DataFrame, corrections: Corrections) -> None:
        self._packed, self._corrections = packed, corrections

    def __getitem__(self, name: str) -> DataFrame:
        if name in ("entities", "entity_names"):
            return self._frame(self._merged[name])
        if name == "local_entities":
            return self._filled(name, "entity_id", "local_id", self._merged["links"])
        if name == "releases":
            return self._filled(name, "duplicate_of", "release_id", self._reprints)
        if name not in {table.name for table in TABLES}:
            raise KeyError(name)
        return self._rows(name, arrow_schema(name))

    def __iter__(self) -> Iterator[str]:
        return iter(table.name for table in TABLES)

    def __len__(self) -> int:
        return len(TABLES)

    def unpersist(self) -> None:
        """Let go of what was extracted."""
        self._packed.unpersist()

    def _rows(self, name: str, schema: pa.Schema) -> DataFrame:
        return self._packed.select(name).mapInArrow(_unpacker(schema), _spark_schema(schema))

    def _filled(self, name: str, column: str, key: str, values: pa.Table) -> DataFrame:
        """The rows of a table with the column that only the whole run can tell."""
        rows = self._rows(name, arrow_schema(name))
        joined = rows.drop(column).join(self._frame(values).dropDuplicates([key]), key, "left")
        return joined.select(*arrow_schema(name).names)

    def _frame(self, table: pa.Table) -> DataFrame:
        session = self._packed.sparkSession
        return session.createDataFrame(table.to_pylist() or [], _spark_schema(table.schema))

    def _collected(self, name: str, columns: list[str]) -> pa.Table:
        schema = pa.schema([(SIGNATURE_SCHEMA if name == SIGNATURES else arrow_schema(name)).field(c) for c in columns])
        rows = self._rows(name, SIGNATURE_SCHEMA if name == SIGNATURES else arrow_schema(name)).select(*columns)
        return pa.Table.from_pylist([row.asDict() for row in rows.toLocalIterator()], schema=schema)

    @cached_property
    def _merged(self) -> dict[str, pa.Table]:
        columns = ["local_id", "release_id", "label", "name", "n_mentions", "entity_id"]
        local = self._collected("local_entities", columns).combine_chunks()
        releases = self._collected("releases", ["release_id", "published"]).combine_chunks()
        columns = ["person_local_id", "title", "organisation"]
        positions = self._collected("positions", columns).combine_chunks()
        whole = [_one_batch(table) for table in (local, releases, positions)]
        with merge_entities([(whole[0], whole[1], whole[2])], corrections=self._corrections) as merged:
            linked = pa.Table.from_batches(merged.link([(whole[0], whole[2])]), local.schema)
            return {
                "links": linked.select(["local_id", "entity_id"]),
                "entities": pa.Table.from_batches(merged.entities(), arrow_schema("entities")),
                "entity_names": pa.Table.from_batches(merged.names(), arrow_schema("entity_names")),
            }

    @cached_property
    def _reprints(self) -> pa.Table:
        found = find_reprints(self._collected(SIGNATURES, SIGNATURE_SCHEMA.names).to_batches())
        columns = {"release_id": list(found), "duplicate_of": list(found.values())}
        return pa.table(columns, schema=pa.schema([("release_id", pa.string()), ("duplicate_of", pa.string())]))


def _one_batch(table: pa.Table) -> pa.RecordBatch:
    """A table in one batch, which may have no rows."""
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


def _with_ids(df: DataFrame) -> DataFrame:
    """The columns that count, under our names, and for each row the id that it asks for (`wanted`), which one it is of
    those that ask for it (`repeated`), and the numbers that follow this id and ~ in ids of others (`taken`).
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    by_name = {name.lower(): name for name in reversed(df.columns)}
    known = df.select(*(f.col(f"`{by_name[name]}`").alias(name) for name in _KEPT_FIELDS if name in by_name))
    columns = ", ".join(f"`{field.name}` {field.dataType.simpleString()}" for field in known.schema)
    named = known.mapInArrow(_with_wanted, f"{columns}, wanted string")
    record = [f.expr("try_cast(record AS bigint)")] if "record" in by_name else []
    order = [*record, *(f.col(name).cast("string") for name in reversed(known.columns))]
    in_order = Window.partitionBy("wanted").orderBy(*([f.col("source")] if "source" in by_name else []), *order)
    parts = [f.regexp_extract("wanted", _NUMBERED, n).alias(name) for n, name in ((1, "base"), (2, "number"))]
    numbered = named.select(*parts).where("number <> ''").groupBy("base").agg(f.collect_set("number").alias("taken"))
    counted = named.withColumn("repeated", f.row_number().over(in_order))
    return counted.join(numbered, counted["wanted"] == numbered["base"], "left").drop("base")


def _with_wanted(batches: Batches) -> Batches:
    """Rows with the id that each asks for; one that can't be read asks for none that a release could have."""
    for batch in batches:
        wanted = pa.array([_wanted(row) for row in batch.to_pylist()], pa.string())
        yield pa.RecordBatch.from_arrays([*batch.columns, wanted], [*batch.schema.names, "wanted"])


def _wanted(row: Mapping[str, Any]) -> str:
    item = _read(row)
    if isinstance(item, Failure):
        return "\0" + blake2b(repr(row).encode("utf8", "replace"), digest_size=16).hexdigest()
    return item.id or content_id(item)


def _packer(settings: Settings, key: str, limits: Limits) -> Callable[[Batches], Batches]:
    """A function for `mapInArrow` from rows of texts to packed rows."""

    def pack(batches: Batches) -> Batches:
        items = (_item(row) for batch in batches for row in batch.to_pylist())
        for result in pooled(settings, key, limits).extract(cut(items, key)):
            places = result.receipt.tables
            cells = [result.data[start : start + length] for start, length in (places[name] for name in PACKED)]
            yield pa.RecordBatch.from_arrays([pa.array([cell], pa.binary()) for cell in cells], list(PACKED))

    return pack


def _read(row: Mapping[str, Any]) -> Record | Failure:
    source, place = str(row.get("source") or ""), row.get("record")
    where = None if place is None else str(place)
    try:
        return record_from(row, source, where)
    except RecordError as error:
        return Failure(source, where, "source", error.code, str(error))


def _item(row: Mapping[str, Any]) -> Record | Failure:
    item, wanted = _read(row), row["wanted"]
    if isinstance(item, Failure):
        return item
    if row["repeated"] == 1:
        return replace(item, id=wanted)
    number = row["repeated"]
    for taken in sorted(int(one) for one in row["taken"] or ()):
        number += 2 <= taken <= number
    note = Note("source", "duplicate_id", f"the id {wanted!r} was taken by another release")
    return replace(item, id=f"{wanted}~{number}", notes=(*item.notes, note))


def _unpacker(schema: pa.Schema) -> Callable[[Batches], Batches]:
    """A function for `mapInArrow` from one packed column to its rows."""

    def unpack(batches: Batches) -> Batches:
        for batch in batches:
            for cell in batch.column(0).to_pylist():
                for rows in pa.ipc.open_stream(cell):
                    yield rows.cast(schema.remove_metadata()) if not rows.schema.equals(schema) else rows

    return unpack


def _spark_schema(schema: pa.Schema) -> str:
    types = {pa.string(): "string", pa.int64(): "bigint", pa.float64(): "double", pa.date32(): "date"}
    return ", ".join(f"`{field.name}` {types.get(field.type, 'binary')}" for field in schema)


__all__ = ["SparkTables", "extract", "extract_packed", "tables"]
