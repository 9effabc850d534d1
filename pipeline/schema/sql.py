"""The tables as SQL: definitions for SQLite and DuckDB, indexes and views."""

from __future__ import annotations

from typing import Literal

from pipeline.schema.declared import BY_NAME, load_order
from pipeline.schema.model import ForeignKey, Table

Dialect = Literal["sqlite", "duckdb"]

_TYPES: dict[str, dict[str, str]] = {
    "sqlite": {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "TEXT"},
    "duckdb": {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE"},
}

V_QUOTES = """CREATE VIEW v_quotes AS
SELECT r.published, q.speaker, q.role, q.organisation, q.text, q.kind, q.release_id, r.title
FROM quotes AS q JOIN releases AS r ON r.release_id = q.release_id"""


def create_tables(dialect: Dialect) -> list[str]:
    """One CREATE TABLE a table, in an order in which foreign keys lead backwards."""
    return [_create(table, dialect) for table in load_order()]


def create_indexes() -> list[str]:
    """One CREATE INDEX a foreign key that no primary key begins with (SQLite; DuckDB makes its own)."""
    return [
        f"CREATE INDEX {table.name}_{'_'.join(key.columns)} ON {table.name} ({', '.join(key.columns)})"
        for table in load_order()
        for key in table.foreign_keys
        if table.primary_key[: len(key.columns)] != key.columns
    ]


def create_views() -> list[str]:
    """One CREATE VIEW a view."""
    return [V_QUOTES]


def comments() -> list[str]:
    """The meaning of every table and column as COMMENT ON statements (DuckDB)."""
    statements = []
    for table in load_order():
        statements.append(f"COMMENT ON TABLE {table.name} IS {_literal(table.row)}")
        statements += [
            f"COMMENT ON COLUMN {table.name}.{column.name} IS {_literal(column.meaning)}" for column in table.columns
        ]
    return statements


def _create(table: Table, dialect: Dialect) -> str:
    types = _TYPES[dialect]
    lines = [f"{column.name} {types[column.type]}{'' if column.nullable else ' NOT NULL'}" for column in table.columns]
    if table.primary_key:
        lines.append(f"PRIMARY KEY ({', '.join(table.primary_key)})")
    lines += [_reference(key) for key in table.foreign_keys if _is_checkable(table, key, dialect)]
    return f"CREATE TABLE {table.name} (\n  " + ",\n  ".join(lines) + "\n)"


def _is_checkable(table: Table, key: ForeignKey, dialect: Dialect) -> bool:
    # DuckDB refuses a row that refers to a row of the same table from the same INSERT.
    return dialect != "duckdb" or key.table != table.name


def _reference(key: ForeignKey) -> str:
    target = ", ".join(BY_NAME[key.table].primary_key)
    return f"FOREIGN KEY ({', '.join(key.columns)}) REFERENCES {key.table} ({target})"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
