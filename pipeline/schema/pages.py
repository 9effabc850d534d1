"""The tables as pages to read: Markdown for the documentation, plain text for the terminal."""

from __future__ import annotations

from pipeline.schema.declared import TABLES
from pipeline.schema.model import Column, Table

_IN_DATABASES = """## In the databases

`--format sqlite` and `--format duckdb` write one file with these tables, keys, indexes and more:

- The view `v_quotes` has date, speaker, role, organisation, quote, release, kind, title, url and quote_id:
  `SELECT date, speaker, role, organisation, quote FROM v_quotes ORDER BY date`.
- SQLite: `quotes_fts` and `releases_fts` find words (FTS5; Datasette shows a search field by itself):
  `SELECT q.* FROM quotes_fts AS f JOIN quotes AS q ON q.rowid = f.rowid WHERE quotes_fts MATCH 'строительств* мост*'`.
  Write е for ё: «еще» finds «ещё» too, «ещё» only what is written so.
- DuckDB: `search_quotes` and `search_releases` find rows with all the words, each by its beginning:
  `SELECT speaker, text FROM search_quotes('строительств мост')`. Ё and е are one letter there.
"""


def schema_markdown() -> str:
    """All tables as a Markdown page."""
    return "\n".join(["# Tables", ""] + [line for table in TABLES for line in _markdown(table)] + [_IN_DATABASES])


def schema_text() -> str:
    """All tables as plain text, a column a line."""
    return "\n".join(line for table in TABLES for line in _plain(table))


def _keys(table: Table) -> list[str]:
    lines = [f"Primary key: {', '.join(table.primary_key)}."] if table.primary_key else []
    if table.foreign_keys:
        links = "; ".join(f"{', '.join(key.columns)} → {key.table}" for key in table.foreign_keys)
        lines.append(f"Foreign keys: {links}.")
    return lines


def _meaning(column: Column) -> str:
    return column.meaning + (f" ({', '.join(column.values)})" if column.values else "")


def _markdown(table: Table) -> list[str]:
    rows = [
        f"| `{column.name}` | {column.type} | {'yes' if column.nullable else ''} | {_meaning(column)} |"
        for column in table.columns
    ]
    keys = " ".join(_keys(table))
    head = [f"## {table.name}", "", f"A row is {table.row}.", ""]
    return [*head, "| column | type | null | meaning |", "|---|---|---|---|", *rows, "", *([keys, ""] if keys else [])]


def _plain(table: Table) -> list[str]:
    width = max(len(column.name) for column in table.columns)
    rows = [
        f"  {column.name:{width}}  {column.type:7}  {'null' if column.nullable else '    '}  {_meaning(column)}"
        for column in table.columns
    ]
    return [f"{table.name}: a row is {table.row}", *rows, *(f"  {line}" for line in _keys(table)), ""]
