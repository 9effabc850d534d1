"""The tables as a Data Package (version 2) descriptor: types, meanings, keys, files."""

from __future__ import annotations

from typing import Any

from pipeline.schema.declared import BY_NAME, TABLES
from pipeline.schema.model import Column, Table
from pipeline.schema.nesting import ADDED, LINE_TABLES, Nested, nested_in
from pipeline.schema.textguard import MARK, guard

PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"

MEDIA_TYPES = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "sqlite": "application/vnd.sqlite3",
    "duckdb": "application/vnd.duckdb",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DATABASES = ("sqlite", "duckdb")
ONE_FILE = (*DATABASES, "xlsx")
CSV_DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True}


def file_name(table: str, file_format: str) -> str:
    """The file of a table in a format, relative to the folder of a run."""
    return f"rupress.{file_format}" if file_format in ONE_FILE else f"{table}.{file_format}"


def data_package(file_format: str) -> dict[str, Any]:
    """The descriptor of a run's folder in one of the formats."""
    names = LINE_TABLES if file_format == "jsonl" else tuple(table.name for table in TABLES)
    return {
        "$schema": PACKAGE_PROFILE,
        "name": "rupress",
        "title": "Tables from Russian press releases",
        "rupress:format": file_format,
        "resources": [_resource(BY_NAME[name], file_format) for name in names],
    }


def _resource(table: Table, file_format: str) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": table.name,
        "type": "table",
        "path": file_name(table.name, file_format),
        "format": file_format,
        "mediatype": MEDIA_TYPES[file_format],
        "description": f"A row is {table.row}.",
    }
    if file_format in ("csv", "jsonl"):
        resource["encoding"] = "utf-8"
    if file_format == "csv":
        resource["dialect"] = CSV_DIALECT
        resource["rupress:textGuard"] = MARK
    if file_format in DATABASES:
        resource["dialect"] = {"table": table.name}
    if file_format == "xlsx":
        resource["dialect"] = {"sheetName": table.name}
    return resource | {"schema": _schema(table, file_format)}


def _schema(table: Table, file_format: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": TABLE_PROFILE,
        "fields": [_field(column, file_format) for column in table.columns],
        "missingValues": [""] if file_format == "csv" else [],
    }
    if file_format == "jsonl":
        schema["fields"] += [_nested_field(nested) for nested in nested_in(table.name)]
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if table.foreign_keys and file_format != "jsonl":
        schema["foreignKeys"] = [
            {
                "fields": list(key.columns),
                "reference": _target(table, key.table) | {"fields": list(BY_NAME[key.table].primary_key)},
            }
            for key in table.foreign_keys
        ]
    return schema


def _target(table: Table, name: str) -> dict[str, str]:
    """In version 2 a key into the same table names no resource."""
    return {} if name == table.name else {"resource": name}


def _field(column: Column, file_format: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.meaning}
    constraints: dict[str, Any] = {}
    if not column.nullable:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = [guard(value) if file_format == "csv" else value for value in column.values]
    if constraints:
        field["constraints"] = constraints
    if file_format == "csv" and column.type == "string" and not column.nullable:
        field["missingValues"] = []
    return field


def _nested_field(nested: Nested) -> dict[str, Any]:
    columns = (*nested.columns, *ADDED.get(nested.table, ()))
    fields = [_field(column, "jsonl") for column in columns]
    fields += [_nested_field(inner) for inner in nested_in(nested.table)]
    return {
        "name": nested.name,
        "type": "object" if nested.one else "array",
        "description": ("" if nested.one else "A list; an item is ") + BY_NAME[nested.table].row,
        "rupress:fields": fields,
    }
