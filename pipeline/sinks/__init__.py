"""Formats that the tables of a run are written in, each a module with `write` and `read`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import OutputError, SettingsError, nearest
from pipeline.schema import TABLES, data_package, file_name
from pipeline.sinks.files import SEAL as DATA_PACKAGE
from pipeline.sinks.files import replacing
from pipeline.sinks.streams import Streams

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FORMATS = ("parquet", "csv", "jsonl", "sqlite", "duckdb", "xlsx")
_EXTRAS = {"xlsx": "rupress[xlsx]"}


@dataclass(frozen=True, slots=True)
class Sink:
    """A format: `write(folder, streams)`, which returns what it could not hold, if anything, and `read(folder)`."""

    write: Callable[[Path, Streams], list[str] | None]
    read: Callable[[Path], dict[str, pa.Table]]


def sink(file_format: str) -> Sink:
    """The sink of a format; raises SettingsError for one that is not known or not installed."""
    if file_format not in FORMATS:
        raise SettingsError(
            f"no format {file_format!r}{nearest(file_format, FORMATS)}: choose one of {', '.join(FORMATS)}"
        )
    try:
        module = import_module(f"pipeline.sinks.{file_format}")
    except ModuleNotFoundError as error:
        if file_format not in _EXTRAS:
            raise
        extra = _EXTRAS[file_format]
        raise SettingsError(f"format: {file_format} needs {error.name}: pip install '{extra}'") from None
    return Sink(module.write, module.read)


def write_tables(folder: Path | str, file_format: str, streams: Streams) -> list[str]:
    """Write all tables and `datapackage.json` into a folder; each file appears whole or not at all.

    `streams` gives for each table a function that begins its stream of record batches; all tables have their rows in
    the same order of releases, `entity_names` in the order of `entities`. Memory holds some batches of each stream.
    Tables that an earlier run left there in another format go, so that a folder holds one run.
    What the format could not hold is returned, a sentence each.
    Raises OutputError where the folder can't be written to, SettingsError for an unknown format.
    """
    chosen = sink(file_format)
    folder = Path(folder)
    try:
        stale = _table_files(_package(folder)) - _table_files(data_package(file_format))
        remarks = chosen.write(folder, streams) or []
        with replacing(folder, [DATA_PACKAGE]) as [path]:
            descriptor = json.dumps(data_package(file_format), ensure_ascii=False, indent=2)
            path.write_text(descriptor + "\n", encoding="utf8", newline="\n")
        for name in stale:
            (folder / name).unlink(missing_ok=True)
        return remarks
    except OSError as error:
        raise OutputError(f"can't write to {folder}: {error}; free space there or name another folder") from error


def _package(folder: Path) -> dict[str, Any]:
    """The descriptor that an earlier run left in a folder; empty where there is none that can be read."""
    try:
        found = json.loads((folder / DATA_PACKAGE).read_text(encoding="utf8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _table_files(package: Mapping[str, Any]) -> set[str]:
    """The names of the files that a descriptor names, as far as they are files of rupress."""
    ours = {file_name(table.name, file_format) for table in TABLES for file_format in FORMATS}
    paths = {str(resource.get("path")) for resource in package.get("resources", ())}
    return paths & ours


def read_arrow(folder: Path | str) -> dict[str, pa.Table]:
    """All tables of a folder that a run wrote, as Arrow tables; raises OutputError where they can't be read."""
    folder = Path(folder)
    file_format = found_format(folder)
    try:
        return sink(file_format).read(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputError(
            f"the {file_format} tables in {folder} can't be read: {error}; write them again with `rupress extract`"
        ) from error


def read_tables(folder: Path | str) -> dict[str, pd.DataFrame]:
    """All tables of a folder that a run wrote, whatever its format, as pandas frames with Arrow-backed types.

    Raises OutputError where the folder holds none or they can't be read.
    """
    from pipeline.tables.arrow import frames

    return frames(read_arrow(folder))


def found_format(folder: Path) -> str:
    """The format of the tables in a folder; raises OutputError where there are none."""
    if not folder.is_dir():
        raise OutputError(f"no folder {folder}: name the one that `rupress extract` wrote to with --out")
    try:
        descriptor = json.loads((folder / DATA_PACKAGE).read_text(encoding="utf8"))
        file_format = descriptor["rupress:format"]
    except FileNotFoundError:
        raise OutputError(
            f"{folder} holds no tables: the run has not ended, or wrote elsewhere; `rupress extract … --out {folder}` "
            "writes them or goes on where it stopped"
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputError(
            f"{folder / DATA_PACKAGE} is no descriptor of a run ({error!r}): write the tables again with "
            "`rupress extract`"
        ) from error
    if file_format not in FORMATS:
        raise OutputError(f"{folder} holds tables in the unknown format {file_format!r}: update rupress to read them")
    return str(file_format)
