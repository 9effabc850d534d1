"""Writes the report of a folder of tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import SettingsError
from pipeline.markup.words import words
from pipeline.markup.writing import write_page
from pipeline.report import data
from pipeline.report.page import page
from pipeline.report.texts import CHUNK, KINDS, text_chunks
from pipeline.show import visible
from pipeline.sinks import read_arrow

if TYPE_CHECKING:
    import pyarrow as pa

FILE_NAME = "report.html"
TEXT_LIMIT = 30
"""Millions of characters of text that a report holds unless told otherwise: a file of 60 to 100 MB."""
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Written:
    """The file of a report, its releases, how many of them have their text in it, and its size in bytes."""

    path: Path
    releases: int
    texts: int
    size: int


def write_report(folder: Path, out: Path | None = None, text_limit: int = TEXT_LIMIT) -> Written:
    """Write the report of the tables in a folder, of any format, to `out` or `report.html` in the folder.

    text_limit: millions of characters of text to hold; the newest releases come first, the rest go without text.
    Raises OutputError where there are no tables or the file can't be written, SettingsError for a limit below 0.
    """
    if text_limit < 0:
        raise SettingsError(f"texts: {text_limit} is out of range: 0 or more millions of characters")
    tables = read_arrow(folder)
    path = out or folder / FILE_NAME
    parts = report_parts(tables, _name(folder), text_limit * MILLION)
    size = write_page(path, page(parts, parts["index"]["name"]))
    return Written(path, tables["releases"].num_rows, parts["index"]["texts"], size)


def _name(folder: Path) -> str:
    """What the folder is called, fit to be written and shown."""
    return visible(folder.resolve().name.encode("utf8", "replace").decode("utf8")) or "rupress"


def report_parts(tables: Mapping[str, pa.Table], name: str, text_limit: int) -> dict[str, Any]:
    """The data of a report by part: words of the page, `index`, quotes, posts, percentages, and texts in chunks.

    name: what the report is called. text_limit: how many characters of text to hold.
    """
    from pipeline import __version__

    run = data.Run(tables)
    chunks = text_chunks(run, text_limit)
    index = {
        "name": name,
        "version": __version__,
        "kinds": KINDS,
        "chunk": CHUNK,
        "texts": sum(map(len, chunks)),
        "releases": data.releases_part(run),
        "entities": data.entities_part(run),
        "failures": data.failures_part(run),
    }
    parts: dict[str, Any] = {
        "words": words(),
        "index": index,
        "quotes": data.quotes_part(run),
        "positions": data.positions_part(run),
        "percents": data.percents_part(run),
    }
    return parts | {f"texts-{number}": chunk for number, chunk in enumerate(chunks)}
