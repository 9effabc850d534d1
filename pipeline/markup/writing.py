"""Writes pages."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import OutputError


def write_page(path: Path, pieces: Iterable[str]) -> int:
    """Write a page so that it appears whole or not at all; its size in bytes.

    Raises OutputError where it can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _write_beside(path, pieces)
    except OSError as error:
        raise OutputError(f"can't write {path} ({error.strerror}): name another file with --out") from None


def _write_beside(path: Path, pieces: Iterable[str]) -> int:
    beside = path.with_name(f".{path.name}.tmp")
    try:
        with open(beside, "w", encoding="utf8", newline="\n") as file:
            file.writelines(pieces)
        size = beside.stat().st_size
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return size
