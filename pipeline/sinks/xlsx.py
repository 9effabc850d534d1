"""Excel: one workbook, a sheet a table, with frozen headers, filters and links (extra `rupress[xlsx]`).

Every text is written as a text, so no cell runs as a formula. What Excel can't hold is told on the sheet README and to
the caller: a longer text is cut with a mark, rows beyond the last one of a sheet go on in a further sheet, and links
beyond the most that a sheet may have are plain text. Read back, everything is as it was but for such cuts and for
numbers, which keep 16 digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.exceptions import XlsxWriterException

from pipeline.schema import TABLES, Table, arrow_schema, file_name, table
from pipeline.sinks.files import replacing
from pipeline.sinks.sheets import (
    BOOK_OPTIONS,
    FIRST_DAY,
    Cuts,
    Formats,
    Sheet,
    cut_text,
    new_sheet,
    reference_columns,
    sheet_name,
    web_address,
)
from pipeline.sinks.streams import Streams, batches

NAME = file_name("", "xlsx")
ROWS = 1_048_575
"""Rows of a sheet below its header."""

LINKS = 65_530
"""The most links that a sheet may have."""

Targets = dict[str, dict[str, int]]


def write(folder: Path, streams: Streams) -> list[str]:
    """Write every table into one workbook; what it can't hold is returned, a sentence each."""
    with replacing(folder, [NAME]) as [path], TemporaryDirectory(prefix="rupress-") as temporary:
        book = xlsxwriter.Workbook(str(path), {**BOOK_OPTIONS, "tmpdir": temporary})
        try:
            cuts = _Book(book, streams).fill()
            book.close()
        except XlsxWriterException as error:
            raise OSError(str(error)) from error
    return cuts.told()


def read(folder: Path) -> dict[str, pa.Table]:
    """Read every table, sheets that go on with one included."""
    try:
        with CalamineWorkbook.from_path(folder / NAME) as book:
            return {one.name: _read(book, one) for one in TABLES}
    except CalamineError as error:
        raise ValueError(str(error)) from error


class _Book:
    """A workbook while it is filled."""

    def __init__(self, book: xlsxwriter.Workbook, streams: Streams) -> None:
        self._book, self._streams = book, streams
        book.set_properties({"title": "rupress", "created": FIRST_DAY})
        self._formats = Formats.of(book)
        self._cuts = Cuts()
        self._targets: Targets = {}

    def fill(self) -> Cuts:
        readme = new_sheet(self._book, "README")
        self._targets = self._rows_of_keys()
        for one in TABLES:
            self._fill(one)
        self._cuts.write(readme, self._formats)
        return self._cuts

    def _rows_of_keys(self) -> Targets:
        """For every table that links lead to, the place of each row by its key."""
        wanted = {target for one in TABLES for target in reference_columns(one).values()}
        return {
            name: {key: place for place, key in enumerate(self._keys(name, table(name).primary_key[0]))}
            for name in sorted(wanted)
        }

    def _keys(self, name: str, column: str) -> Iterator[str]:
        for batch in batches(self._streams, name):
            yield from batch[column].to_pylist()

    def _fill(self, one: Table) -> None:
        sheet = Sheet(self._book, one, 0, self._formats)
        writers = self._writers(one)
        place = 0
        for batch in batches(self._streams, one.name):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                if place and place % ROWS == 0:
                    sheet.close(ROWS)
                    sheet = Sheet(self._book, one, place // ROWS, self._formats)
                    self._cuts.sheets[sheet.name] = one.name
                sheet.begin_row(place % ROWS)
                for column, cell in enumerate(row):
                    if cell is not None:
                        writers[column](sheet, place % ROWS + 1, column, cell)
                place += 1
        sheet.close(place - place // ROWS * ROWS or min(place, ROWS))

    def _writers(self, one: Table) -> list[Callable[[Sheet, int, int, Any], None]]:
        references = reference_columns(one)
        kinds: dict[str, Callable[[Sheet, int, int, Any], None]] = {
            "string": partial(self._text, one.name),
            "date": self._day,
            "integer": self._number,
            "number": self._number,
        }
        found: list[Callable[[Sheet, int, int, Any], None]] = []
        for column in one.columns:
            if column.name == "url":
                found.append(partial(self._address, one.name))
            elif column.name in references:
                found.append(partial(self._reference, one.name, references[column.name]))
            else:
                found.append(kinds[column.type])
        return found

    def _text(self, name: str, sheet: Sheet, row: int, column: int, cell: str) -> None:
        shown = cut_text(cell)
        if shown is not cell:
            self._cuts.cut(name, table(name).columns[column].name, sheet.name, row)
        sheet.page.write_string(row, column, shown, sheet.formats[column])

    def _number(self, sheet: Sheet, row: int, column: int, cell: float) -> None:
        sheet.page.write_number(row, column, cell, sheet.formats[column])

    def _day(self, sheet: Sheet, row: int, column: int, cell: date) -> None:
        if cell < FIRST_DAY.date():  # Excel counts days from 1900
            sheet.page.write_string(row, column, cell.isoformat(), sheet.formats[column])
        else:
            sheet.page.write_datetime(row, column, cell, self._formats.day)

    def _address(self, name: str, sheet: Sheet, row: int, column: int, cell: str) -> None:
        address = web_address(cell)
        if address is None or not self._may_link(sheet):
            self._text(name, sheet, row, column, cell)
        else:
            sheet.page.write_url(row, column, address, self._formats.link, cell)

    def _reference(self, name: str, target: str, sheet: Sheet, row: int, column: int, cell: str) -> None:
        place = self._targets[target].get(cell)
        if place is None or cut_text(cell) is not cell or not self._may_link(sheet):
            self._text(name, sheet, row, column, cell)
            return
        goal = f"internal:'{sheet_name(target, place // ROWS)}'!A{place % ROWS + 2}"
        sheet.page.write_url(row, column, goal, self._formats.link, cell)

    def _may_link(self, sheet: Sheet) -> bool:
        if sheet.links >= LINKS:
            self._cuts.unlinked.add(sheet.name)
            return False
        sheet.links += 1
        return True


def _read(book: CalamineWorkbook, one: Table) -> pa.Table:
    schema = arrow_schema(one.name)
    parts = [_read_sheet(book, sheet_name(one.name, 0), one, schema)]
    while (name := sheet_name(one.name, len(parts))) in book.sheet_names:
        parts.append(_read_sheet(book, name, one, schema))
    return pa.concat_tables(parts)


def _read_sheet(book: CalamineWorkbook, name: str, one: Table, schema: pa.Schema) -> pa.Table:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    header = [str(cell) for cell in rows[0]] if rows else []
    places = [header.index(column.name) for column in one.columns]
    cells = rows[1:]
    columns = [
        pa.array(
            [_read_cell(row[place], column.type, column.nullable) for row in cells], schema.field(column.name).type
        )
        for place, column in zip(places, one.columns, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _read_cell(cell: Any, kind: str, nullable: bool) -> Any:
    if cell == "":
        return None if nullable or kind != "string" else ""
    if kind == "string":
        return cell
    if kind == "date":
        return cell if isinstance(cell, date) else date.fromisoformat(cell)
    return int(cell) if kind == "integer" else float(cell)
