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
SELECT r.published AS date, q.speaker, q.role, q.organisation, q.text AS quote, q.release_id AS release,
  q.kind, r.title, r.url, q.quote_id
FROM quotes AS q JOIN releases AS r ON r.release_id = q.release_id"""

ASKED_FOR = (
    ("releases", "published"),
    ("mentions", "norm"),
    ("entities", "name"),
    ("entity_names", "name"),
    ("positions", "person"),
    ("quotes", "speaker"),
    ("quotes", "organisation"),
)
"""Columns that questions begin with: each gets an index."""

SEARCHED = {"quotes": ("text", "speaker", "role", "organisation"), "releases": ("title", "text")}
"""Tables with full-text search, and the columns that it looks at."""

_WORDS = r"[\p{L}\p{N}]+"


def create_tables(dialect: Dialect) -> list[str]:
    """One CREATE TABLE a table, in an order in which foreign keys lead backwards."""
    return [_create(table, dialect) for table in load_order()]


def create_indexes(dialect: Dialect) -> list[str]:
    """One CREATE INDEX a column that questions begin with, and in SQLite (DuckDB has its own) a foreign key."""
    keys = [
        (table.name, key.columns)
        for table in load_order()
        for key in table.foreign_keys
        if dialect == "sqlite" and table.primary_key[: len(key.columns)] != key.columns
    ]
    wanted = [*keys, *((table, (column,)) for table, column in ASKED_FOR)]
    return [f"CREATE INDEX {table}_{'_'.join(columns)} ON {table} ({', '.join(columns)})" for table, columns in wanted]


def create_search(dialect: Dialect) -> list[str]:
    """Full-text search over quotes and releases.

    SQLite: FTS5 tables `quotes_fts` and `releases_fts`, which Datasette finds by itself. DuckDB, whose own extension
    would be a download: `quote_words` and `release_words`, and the macros `search_quotes` and `search_releases`.
    """
    make = _fts5 if dialect == "sqlite" else _words
    return [statement for table, columns in SEARCHED.items() for statement in make(table, columns)]


def _fts5(table: str, columns: tuple[str, ...]) -> list[str]:
    listed = ", ".join(columns)
    indexed = ", ".join(map(_also_without_yo, columns))
    return [
        f"CREATE VIRTUAL TABLE {table}_fts USING fts5({listed}, content='{table}', tokenize='unicode61', prefix='3 5')",
        f"INSERT INTO {table}_fts(rowid, {listed}) SELECT rowid, {indexed} FROM {table}",
    ]


def _also_without_yo(column: str) -> str:
    """What is indexed of a column: its text, and where it has ё the same once more with е, which FTS5 does not fold."""
    folded = f"replace(replace({column}, 'ё', 'е'), 'Ё', 'Е')"
    return f"CASE WHEN {column} GLOB '*[ёЁ]*' THEN {column} || char(10) || {folded} ELSE {column} END"


def _words(table: str, columns: tuple[str, ...]) -> list[str]:
    """A row for each word of each row, and a macro that finds the rows with all words that are asked for."""
    (key,) = BY_NAME[table].primary_key
    one = table.removesuffix("s")
    whole = f"concat_ws(' ', {', '.join(columns)})"
    pairs = f"SELECT DISTINCT unnest({_split(whole)}) AS word, {key} FROM {table} ORDER BY word"
    return [
        f"CREATE TABLE {one}_words AS {pairs}",
        f"""CREATE MACRO search_{table}(words) AS TABLE
WITH asked AS (SELECT DISTINCT unnest({_split("words")}) AS word),
found AS (
  SELECT w.{key} FROM asked JOIN {one}_words AS w ON starts_with(w.word, asked.word)
  GROUP BY w.{key} HAVING count(DISTINCT asked.word) = (SELECT count(*) FROM asked))
SELECT t.* FROM {table} AS t JOIN found ON found.{key} = t.{key}""",
    ]


def _split(text: str) -> str:
    return f"regexp_extract_all(replace(lower({text}), 'ё', 'е'), '{_WORDS}')"


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
    # DuckDB refuses a row that refers to a row of the same INSERT, and a table that is not there yet.
    return dialect != "duckdb" or not (key.later or key.table == table.name)


def _reference(key: ForeignKey) -> str:
    target = ", ".join(BY_NAME[key.table].primary_key)
    return f"FOREIGN KEY ({', '.join(key.columns)}) REFERENCES {key.table} ({target})"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
