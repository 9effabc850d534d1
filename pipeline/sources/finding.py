"""Which files an input stands for: a file, a folder, a glob or `-`."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError

STDIN = "-"
_MAGIC = set("*?[")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. `source` names it relative to the input; `named` says that the user named this very file."""

    path: Path | None
    source: str
    named: bool = False


def find_files(inputs: Sequence[str | Path], exclude: Collection[Path] = ()) -> list[Found]:
    """The files behind some inputs, folders in the order of their names, each file once.

    exclude: folders to leave out (where the tables go).
    Raises InputError for a missing file, an empty folder, a glob without a match, and no input at all.
    """
    if not inputs:
        raise InputError("no input: name a file, a folder, a glob or - for standard input")
    left_out = {folder.resolve() for folder in exclude}
    seen: set[Path] = set()
    files: list[Found] = []
    for given in inputs:
        for found in _find(str(given), left_out):
            key = found.path.absolute() if found.path else Path(STDIN)
            if key not in seen:
                seen.add(key)
                files.append(found)
    return files


def _find(given: str, left_out: Collection[Path]) -> list[Found]:
    if given == STDIN:
        return [Found(None, STDIN, named=True)]
    path = Path(given)
    if path.is_dir():
        files = list(_walk(path, path, left_out))
        if not files:
            raise InputError(f"the folder {given} holds no files: put .txt, .jsonl, .csv or .parquet files there")
        return files
    if os.path.lexists(path):
        return [Found(path, printable(path.name), named=True)]
    if _MAGIC & set(given):
        return _match(given, left_out)
    raise InputError(f"there is no file or folder {given}: check the spelling and the current folder")


def _match(pattern: str, left_out: Collection[Path]) -> list[Found]:
    base = Path(*_fixed_parts(Path(pattern)))
    files: list[Found] = []
    for match in sorted(glob.glob(pattern, recursive=True)):
        path = Path(match)
        if path.is_dir():
            if "**" not in pattern:
                files.extend(_walk(path, base, left_out))
        elif not _inside(path, left_out):
            files.append(Found(path, _relative(path, base)))
    if not files:
        raise InputError(f"nothing matches {pattern}: check the pattern and the current folder")
    return files


def _fixed_parts(pattern: Path) -> Iterator[str]:
    for part in pattern.parts[:-1]:
        if _MAGIC & set(part):
            return
        yield part


def _walk(folder: Path, base: Path, left_out: Collection[Path]) -> Iterator[Found]:
    """Files below a folder by name; hidden ones (a leading dot) are passed over, as a shell does."""
    for entry in sorted(folder.iterdir(), key=lambda p: p.name) if os.access(folder, os.R_OK | os.X_OK) else ():
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            if entry.resolve() not in left_out:
                yield from _walk(entry, base, left_out)
        else:
            yield Found(entry, _relative(entry, base))
    if not os.access(folder, os.R_OK | os.X_OK):
        yield Found(folder, _relative(folder, base))


def _inside(path: Path, folders: Collection[Path]) -> bool:
    return bool(folders) and any(parent in folders for parent in path.resolve().parents)


def _relative(path: Path, base: Path) -> str:
    name = path.relative_to(base) if base.parts and path != base else path
    return printable(name.as_posix() if not name.is_absolute() else name.name)


def printable(name: str) -> str:
    """A file name that can be written as UTF-8: bytes that are none become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
