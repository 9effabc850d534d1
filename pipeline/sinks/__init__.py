"""Formats that the tables of a run are written in, each a module with `write` and `read`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OutputError, SettingsError
from pipeline.schema import data_package
from pipeline.sinks.files import replacing
from pipeline.sinks.streams import Streams

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FORMATS = ("parquet", "csv", "jsonl", "sqlite", "duckdb")
DATA_PACKAGE = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Sink:
    """A format: `write(folder, streams)` and `read(folder)`."""

    write: Callable[[Path, Streams], None]
    read: Callable[[Path], dict[str, pa.Table]]


def sink(file_format: str) -> Sink:
    """The sink of a format; raises SettingsError for one that is not known."""
    if file_format not in FORMATS:
        raise SettingsError(f"no format {file_format!r}: choose one of {', '.join(FORMATS)}")
    module = import_module(f"pipeline.sinks.{file_format}")
    return Sink(module.write, module.read)


def write_tables(folder: Path | str, file_format: str, streams: Streams) -> None:
    """Write all tables and `datapackage.json` into a folder; each file appears whole or not at all.

    `streams` gives for each table a function that begins its stream of record batches; all tables have their rows in
    the same order of releases, `entity_names` in the order of `entities`. Memory holds some batches of each stream.
    Raises OutputError where the folder can't be written to, SettingsError for an unknown format.
    """
    chosen = sink(file_format)
    folder = Path(folder)
    try:
        chosen.write(folder, streams)
        with replacing(folder, [DATA_PACKAGE]) as [path]:
            descriptor = json.dumps(data_package(file_format), ensure_ascii=False, indent=2)
            path.write_text(descriptor + "\n", encoding="utf8", newline="\n")
    except OSError as error:
        raise OutputError(f"can't write to {folder}: {error}; free space there or name another folder") from error


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
