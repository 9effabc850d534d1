from __future__ import annotations

import json
import sqlite3

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.schema import BY_NAME, TABLES, arrow_schema, data_package, load_order, schema_markdown, schema_text
from pipeline.schema.nesting import NESTED
from pipeline.schema.sql import comments, create_indexes, create_search, create_tables, create_views
from pipeline.schema.textguard import guard, unguard
from pipeline.sinks import FORMATS


def test_keys_name_columns_of_equal_type() -> None:
    for table in TABLES:
        assert set(table.primary_key) <= set(table.column_names)
        for key in table.foreign_keys:
            target = BY_NAME[key.table]
            types = [target.column(name).type for name in target.primary_key]
            assert [table.column(name).type for name in key.columns] == types


def test_columns_are_named_once_and_described() -> None:
    for table in TABLES:
        assert len(set(table.column_names)) == len(table.columns)
        assert all(column.meaning and "|" not in column.meaning for column in table.columns)


def test_tables_load_after_those_they_refer_to() -> None:
    order = [table.name for table in load_order()]
    assert sorted(order) == sorted(BY_NAME)
    for table in TABLES:
        for key in table.foreign_keys:
            assert key.later or order.index(key.table) <= order.index(table.name)


def test_arrow_types_and_meanings() -> None:
    schema = arrow_schema("releases")
    assert schema.field("published").type == pa.date32()
    assert schema.field("title").nullable
    assert not schema.field("text").nullable
    assert b"as received" in schema.field("text").metadata[b"description"]


def test_both_databases_take_the_definitions() -> None:
    lite, duck = sqlite3.connect(":memory:"), duckdb.connect(":memory:")
    for statement in (*create_tables("sqlite"), *create_indexes("sqlite"), *create_views(), *create_search("sqlite")):
        lite.execute(statement)
    for statement in (
        *create_tables("duckdb"),
        *create_indexes("duckdb"),
        *comments(),
        *create_views(),
        *create_search("duckdb"),
    ):
        duck.execute(statement)
    for table in TABLES:
        assert [row[1] for row in lite.execute(f"PRAGMA table_info({table.name})")] == list(table.column_names)
        assert duck.sql(f"SELECT * FROM {table.name}").columns == list(table.column_names)
    lite.close()
    duck.close()


@pytest.mark.parametrize("file_format", [f for f in FORMATS if f != "jsonl"])
def test_the_descriptor_tells_every_table_and_column(file_format: str) -> None:
    package = json.loads(json.dumps(data_package(file_format)))
    described = {r["name"]: [field["name"] for field in r["schema"]["fields"]] for r in package["resources"]}
    assert described == {table.name: list(table.column_names) for table in TABLES}
    mentions = next(r for r in package["resources"] if r["name"] == "mentions")["schema"]
    assert mentions["primaryKey"] == ["mention_id"]
    assert {"fields": ["parent_id"], "reference": {"fields": ["mention_id"]}} in mentions["foreignKeys"]


def test_the_jsonl_descriptor_tells_the_nested_lists() -> None:
    releases = data_package("jsonl")["resources"][0]
    fields = {field["name"]: field for field in releases["schema"]["fields"]}
    mention = {field["name"]: field for field in fields["mentions"]["rupress:fields"]}
    assert mention["date"]["type"] == "object"
    assert {"parent", "entity_id", "local_id", "norm"} <= set(mention)
    assert {nested.table for nested in NESTED} | {"releases", "entities", "failures"} == set(BY_NAME)


def test_pages_tell_every_column() -> None:
    for page in (schema_markdown(), schema_text()):
        assert all(column.name in page and column.meaning in page for table in TABLES for column in table.columns)


@pytest.mark.parametrize(
    "cell,guarded",
    [
        ("=1", "'=1"),
        ("'=1", "''=1"),
        ("-", "'-"),
        ("\tx", "'\tx"),
        ("'так'", "'так'"),
        ("a=1", "a=1"),
        ("", ""),
        ("\n=", "\n="),
    ],
)
def test_guard(cell: str, guarded: str) -> None:
    assert (guard(cell), unguard(guarded)) == (guarded, cell)


@given(st.text(alphabet="'=+-@\t\rа\n ", max_size=8))
def test_guard_gives_every_cell_back(cell: str) -> None:
    assert unguard(guard(cell)) == cell
    assert not guard(cell).startswith(tuple("=+-@\t\r"))
