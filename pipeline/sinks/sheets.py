"""Sheets of a workbook: how they look, what Excel lets them hold, and what is told of the rest."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.schema import BY_NAME, TABLES, Column, Table

LONGEST_TEXT = 32_767
"""UTF-16 units that a cell may hold."""

FIRST_DAY = datetime(1900, 3, 1)
"""Earlier days Excel can't tell: it counts from 1900 and takes that for a leap year."""

BOOK_OPTIONS: dict[str, Any] = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
LONG = {"text": 80, "message": 60, "title": 40}
_WIDTHS = {"date": 12, "integer": 11, "number": 11, "string": 22}
_ROW_HEIGHT = {"releases": 75}
_LONGEST_ADDRESS = 2_000
_PLAIN = ":/?#@!$&'()*+,;=%"
_SHOWN_PLACES = 20
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f]|^<(?=r>)")
_NO_CHARACTERS = str.maketrans("\ufffe\uffff", "\ufffd\ufffd")
_ADDRESS = re.compile(r"https?://[^\s<>]+$", re.IGNORECASE)


class Page(Worksheet):  # type: ignore[misc]
    """A sheet that writes every text so that it reads back as it was."""

    @staticmethod
    def _escape_control_characters(text: str) -> str:
        """The library's own lets «_x005F_x0041_» be read back as another text, and takes «<r>…</r>» for markup."""
        return _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def new_sheet(book: xlsxwriter.Workbook, name: str) -> Page:
    """A further sheet of a workbook."""
    page: Page = book.add_worksheet(name, worksheet_class=Page)
    return page


def sheet_name(table: str, number: int) -> str:
    """The sheet of a table; further ones have a number: `mentions`, `mentions (2)`."""
    return table if number == 0 else f"{table} ({number + 1})"


def reference_columns(table: Table) -> dict[str, str]:
    """The columns that hold the key of a row elsewhere, and of which table."""
    keys = [key for key in table.foreign_keys if len(key.columns) == 1]
    return {key.columns[0]: key.table for key in keys if len(BY_NAME[key.table].primary_key) == 1}


def web_address(cell: str) -> str | None:
    """The address that a cell may link to; None where it is no web address or Excel can't hold it."""
    return cell if _ADDRESS.match(cell) and len(quote(cell, _PLAIN, errors="replace")) <= _LONGEST_ADDRESS else None


def cut_text(cell: str) -> str:
    """A text as a cell can hold it: itself, without U+FFFE and U+FFFF, its beginning with a mark of its length."""
    if "\ufffe" in cell or "\uffff" in cell:
        cell = cell.translate(_NO_CHARACTERS)
    units = len(cell) + sum(char > "\uffff" for char in cell) if len(cell) > LONGEST_TEXT // 2 else len(cell)
    if units <= LONGEST_TEXT:
        return cell
    mark = f" …[cut: {len(cell)} characters]"
    room = LONGEST_TEXT - len(mark)
    return cell.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + mark


@dataclass(frozen=True, slots=True)
class Formats:
    """How cells look."""

    header: Format
    wrapped: Format
    plain: Format
    day: Format
    link: Format

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> Formats:
        """The formats of a workbook."""
        top = {"valign": "top"}
        return cls(
            header=book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4", **top}),
            wrapped=book.add_format({"text_wrap": True, **top}),
            plain=book.add_format(top),
            day=book.add_format({"num_format": "yyyy-mm-dd", **top}),
            link=book.add_format({"font_color": "#0B57A4", "underline": 1, **top}),
        )


class Sheet:
    """A sheet of a table while it is filled."""

    def __init__(self, book: xlsxwriter.Workbook, table: Table, number: int, formats: Formats) -> None:
        self.name = sheet_name(table.name, number)
        self.page = new_sheet(book, self.name)
        self.links = 0
        self.formats = [formats.wrapped if column.name in LONG else formats.plain for column in table.columns]
        self._columns, self._height = table.columns, _ROW_HEIGHT.get(table.name)
        self.page.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            self.page.set_column(place, place, _width(column))
            self.page.write_string(0, place, column.name, formats.header)

    def begin_row(self, place: int) -> None:
        """Set the height of a row (from 0) that would else be as high as its whole text."""
        if self._height:
            self.page.set_row(place + 1, self._height)

    def close(self, rows: int) -> None:
        """Give the sheet of so many rows its filters."""
        self.page.autofilter(0, 0, max(rows, 1), len(self._columns) - 1)


def _width(column: Column) -> int:
    return max(LONG.get(column.name, _WIDTHS[column.type]), min(len(column.name) + 3, 24))


@dataclass(slots=True)
class Cuts:
    """What a workbook could not hold: cells cut, sheets that go on elsewhere, sheets with too many links."""

    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    places: list[str] = field(default_factory=list)
    sheets: dict[str, str] = field(default_factory=dict)
    unlinked: set[str] = field(default_factory=set)

    def cut(self, table: str, column: str, sheet: str, row: int) -> None:
        """Count a cell that was cut; `row` from 0."""
        self.cells[table, column] += 1
        if len(self.places) < _SHOWN_PLACES:
            self.places.append(f"{sheet}, row {row + 1}, column {column}")

    def told(self) -> list[str]:
        """A sentence for each kind of trouble."""
        found = [
            f"xlsx: {count} cells of {table}.{column} hold more than Excel's {LONGEST_TEXT} characters (or such as it "
            "has not) and were cut: another format has them whole"
            for (table, column), count in sorted(self.cells.items())
        ]
        found += [
            f"xlsx: {table} has more rows than a sheet holds: it goes on in «{sheet}»"
            for sheet, table in self.sheets.items()
        ]
        found += [
            f"xlsx: «{sheet}» has more links than Excel allows: its last rows have none"
            for sheet in sorted(self.unlinked)
        ]
        return found

    def write(self, page: Page, formats: Formats) -> None:
        """Fill the sheet README: what each sheet holds, and what the workbook could not hold."""
        page.set_column(0, 1, 22)
        page.set_column(2, 2, 90)
        rows: list[tuple[str, str, str]] = [("sheet", "column", "meaning")]
        for table in TABLES:
            rows.append((table.name, "", f"A row is {table.row}."))
            rows += [("", column.name, column.meaning) for column in table.columns]
        told = self.told() or ["nothing was left out or cut"]
        rows += [("", "", ""), *(("note", "", sentence) for sentence in told)]
        rows += [("cut", "", place) for place in self.places]
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.write_string(place, column, cell, formats.header if place == 0 else formats.wrapped)
        page.freeze_panes(1, 0)
