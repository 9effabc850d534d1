"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SEAL = "datapackage.json"
"""The file that is written last: a folder whose tables were caught between old and new has none."""


@contextmanager
def replacing(folder: Path, names: Sequence[str]) -> Iterator[list[Path]]:
    """Temporary paths to write to, in the order of `names`; on leaving they take the places of these files.

    Every file is on disk before the first takes its place; the seal is broken before, and is for the caller to write
    again when all is done. After an exception the places are as they were.
    """
    folder.mkdir(parents=True, exist_ok=True)
    temporary = [folder / f".{name}.tmp" for name in names]
    _remove(temporary)
    try:
        yield temporary
        for path in temporary:
            _sync(path)
        (folder / SEAL).unlink(missing_ok=True)
        for path, name in zip(temporary, names, strict=True):
            os.replace(path, folder / name)
        _sync_folder(folder)
    finally:
        _remove(temporary)


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
        for left in path.parent.glob(f"{path.name}*"):  # what a database keeps beside its file
            left.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder can't be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
