"""Reads corrections as a clerk saves them from a spreadsheet: UTF-8 or Windows-1251, `;`, `,` or tab between cells."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.corrections.checking import check_together
from pipeline.corrections.model import ACTIONS, COLUMNS, Correction, Corrections
from pipeline.errors import SettingsError, nearest
from pipeline.records import ENTITY_LABELS
from pipeline.words import read_rows

_SEPARATORS = ";,\t"
_NEEDED = {"name": (), "alias": ("other",), "merge": ("other",), "rename": ("other",), "split": (), "drop": ()}
_USED = {**_NEEDED, "split": ("other", "post")}
_ADVICE = {
    "other": "write the other name into the column other",
    "post": "only split has a post",
}


def read_corrections(paths: str | Path | Iterable[str | Path]) -> Corrections:
    """The corrections in some files, or in all .csv files of folders.

    Raises SettingsError, with file and line, for what can't be read and for lines that contradict each other.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    files = [file for path in given for file in _files(Path(path))]
    lines = [line for file in files for line in _read(file)]
    check_together(lines)
    unique = {line.fields: line for line in reversed(lines)}
    return Corrections(tuple(unique[fields] for fields in sorted(unique)), tuple(file.name for file in files))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(one for one in path.iterdir() if one.suffix.lower() == ".csv" and one.is_file())
        if not found:
            raise SettingsError(f"corrections: the folder {path} holds no .csv file")
        return found
    if not path.is_file():
        raise SettingsError(f"corrections: there is no file or folder {path}: check the spelling")
    return [path]


def _read(file: Path) -> Iterator[Correction]:
    try:
        text = _decoded(file.read_bytes())
    except OSError as error:
        raise SettingsError(f"corrections: can't read {file} ({error.strerror})") from None
    rows = _rows(text)
    if not rows:
        raise SettingsError(f"corrections: {file.name} is empty: its first line names the columns {', '.join(COLUMNS)}")
    (number, header), *others = rows
    columns = [_column(cell, f"{file.name}:{number}") for cell in header]
    for number, cells in others:
        yield _correction(dict(zip(columns, cells, strict=False)), f"{file.name}:{number}")


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Lines with their numbers, cells trimmed; without empty lines, lines that begin with # and Excel's `sep=;`."""
    lines = text.splitlines(keepends=True)
    first = next((line for line in lines if line.strip() and not line.startswith(("#", "sep="))), "")
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(lines, delimiter=separator)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for row in reader:
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells) and not cells[0].startswith(("#", "sep=")):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise SettingsError(f"corrections: line {begins} is no line of a CSV file: {error}") from None
    return rows


def _words(kind: str) -> Mapping[str, str]:
    return {row["word"]: row["means"] for row in read_rows(__package__ or "", "words.tsv") if row["kind"] == kind}


def _column(cell: str, line: str) -> str:
    return _known(cell.lower(), COLUMNS, "column", line) if cell else ""


def _known(cell: str, names: Sequence[str], kind: str, line: str) -> str:
    """A cell as one of some names, or as the Russian word for it; raises SettingsError for another."""
    words = _words(kind)
    by_word = {name.lower(): name for name in names} | dict(words)
    found = by_word.get(cell.lower())
    if found is None:
        allowed = f"{', '.join(names)} (or {', '.join(words)})"
        raise SettingsError(
            f"corrections: {line}: no {kind} is called {cell!r}{nearest(cell, (*words, *names))}; allowed are {allowed}"
        )
    return found


def _correction(cells: Mapping[str, str], line: str) -> Correction:
    action = _known(cells.get("action", ""), ACTIONS, "action", line)
    labels = ("PER",) if action == "drop" else ENTITY_LABELS
    label = _known(cells.get("label", ""), ENTITY_LABELS, "label", line)
    if label not in labels:
        raise SettingsError(f"corrections: {line}: drop takes people only: write PER into the column label")
    name, other, post = (cells.get(column, "") for column in ("name", "other", "post"))
    found = Correction(action, label, name, other, post, line)
    if not any(char.isalnum() for char in found.name):
        raise SettingsError(f"corrections: {line}: the column name is empty: write the name as it stands in the tables")
    for column in ("other", "post"):
        value = getattr(found, column)
        if column in _NEEDED[action] and not value:
            raise SettingsError(f"corrections: {line}: {action} needs two names: {_ADVICE[column]}")
        if value and column not in _USED[action]:
            raise SettingsError(f"corrections: {line}: {action} takes no {column}: leave this cell empty")
    if action == "split" and bool(found.other) == bool(found.post):
        raise SettingsError(
            f"corrections: {line}: split needs either the other name (other) or, for two people of one name, the post "
            "or body of one of them (post)"
        )
    return found
