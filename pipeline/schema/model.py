"""What a table is: columns with types and meanings, a primary key, foreign keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["string", "integer", "number", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `values` lists all that may stand in it where that is a closed list."""

    name: str
    type: Type
    meaning: str
    nullable: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns that hold the primary key of a row of `table`, or null; `later` says that this table refers back."""

    columns: tuple[str, ...]
    table: str
    later: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a run; `row` says what one row is."""

    name: str
    row: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")


def text(name: str, meaning: str, *, null: bool = False, values: tuple[str, ...] = ()) -> Column:
    """A column of strings."""
    return Column(name, "string", meaning, null, values)


def integer(name: str, meaning: str, *, null: bool = False) -> Column:
    """A column of whole numbers."""
    return Column(name, "integer", meaning, null)


def number(name: str, meaning: str, *, null: bool = False) -> Column:
    """A column of real numbers."""
    return Column(name, "number", meaning, null)


def day(name: str, meaning: str) -> Column:
    """A column of days, null where the day is not known."""
    return Column(name, "date", meaning, nullable=True)


def span(prefix: str = "", of: str = "it", *, null: bool = False) -> tuple[Column, Column]:
    """The two columns of a half-open character range of `releases.text`."""
    return (
        integer(f"{prefix}start_char", f"first character of {of} in releases.text", null=null),
        integer(f"{prefix}end_char", f"character after the last one of {of}", null=null),
    )
