"""The tables of a run, declared once in `declared`; Arrow, SQL, Data Package and docs follow from there."""

from pipeline.schema.arrow import arrow_schema
from pipeline.schema.datapackage import data_package, file_name
from pipeline.schema.declared import BY_NAME, RELEASE_TABLES, RUN_TABLES, TABLES, load_order, table
from pipeline.schema.model import Column, ForeignKey, Table
from pipeline.schema.pages import schema_markdown, schema_text

__all__ = [
    "BY_NAME",
    "RELEASE_TABLES",
    "RUN_TABLES",
    "TABLES",
    "Column",
    "ForeignKey",
    "Table",
    "arrow_schema",
    "data_package",
    "file_name",
    "load_order",
    "schema_markdown",
    "schema_text",
    "table",
]
