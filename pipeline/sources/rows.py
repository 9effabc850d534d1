"""Rows of CSV and TSV files, with the broken ones told apart from the rest."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import RecordError
from pipeline.records import Note
from pipeline.sources.decoding import STAGE, Decoded

LARGEST_CELL = 64 * 1024 * 1024
_REREAD_LINES = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row and what was odd about them."""

    cells: tuple[str, ...]
    notes: tuple[Note, ...] = ()


def header_cells(line: str, delimiter: str) -> list[str]:
    """The cells of the first line."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        raise RecordError(f"the header can't be read: {error}", code="broken_row") from None


class Rows:
    """The rows after the header, or what is wrong with one.

    A row whose quote marks break the rules of CSV is taken as it stands if it then has the right number of cells
    (titles and names often start with a quote mark). A quote mark that is never closed would swallow the rest of
    the file: that row is given up and reading goes on with the line after it.
    """

    def __init__(self, lines: Iterator[Decoded], delimiter: str, width: int) -> None:
        self._lines, self._delimiter, self._width = lines, delimiter, width
        self._back: deque[Decoded] = deque()
        self._row: list[Decoded] = []
        self._reread = 0

    def __iter__(self) -> Iterator[Row | RecordError]:
        csv.field_size_limit(LARGEST_CELL)
        while True:
            reader = csv.reader(self._feed(), delimiter=self._delimiter, strict=True)
            try:
                while True:
                    self._row = []
                    cells = next(reader, None)
                    if cells is None:
                        return
                    if cells:
                        yield Row(tuple(cells), self._notes())
            except csv.Error as error:
                yield self._as_it_stands() or RecordError(f"broken row: {error}", code="broken_row")
            self._reread += len(self._row)
            if self._reread > _REREAD_LINES:
                yield RecordError("too many quote marks are never closed: the rest is left out", code="broken_row")
                return
            self._back.extendleft(reversed(self._row[1:]))

    def _feed(self) -> Iterator[str]:
        while True:
            line = self._back.popleft() if self._back else next(self._lines, None)
            if line is None:
                return
            self._row.append(line)
            yield line.text

    def _notes(self) -> tuple[Note, ...]:
        return tuple(note for line in self._row for note in line.notes)

    def _as_it_stands(self) -> Row | None:
        line = self._row[0]
        cells = line.text.rstrip("\r\n").split(self._delimiter)
        if len(cells) != self._width:
            return None
        note = Note(
            STAGE, "quote_marks", "the row's quote marks break the rules of CSV: its cells are taken as they stand"
        )
        return Row(tuple(cells), (*line.notes, note))
