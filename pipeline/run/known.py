"""What a folder of tables remembers of its inputs: enough to know them again, and nothing about the machine.

Inputs are known again by where they are, so that a changed dump takes the place of what was made of it, and files also
by what they hold, so that folders may move.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from pipeline.sources import Found, printable
from pipeline.sources.finding import STDIN

_ENDS = 64 * 1024


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """An input: its name without folders, and digests of its place on the machine, of its place as the tables see it,
    and (of a file) of its source, size and both ends; one that can't be told is empty.
    """

    name: str
    place: str
    beside: str
    content: str = ""


def known_input(out: Path, given: str | Path) -> Known:
    """An input as the user named it."""
    if str(given) == STDIN:
        return Known(STDIN, STDIN, "")
    path = Path(given).resolve()
    return Known(printable(path.name or str(given)), _digest(str(path)), _beside(out, path))


def known_file(out: Path, found: Found) -> Known:
    """A file that an input stands for."""
    if found.path is None:
        return Known(STDIN, STDIN, "")
    path = found.path.resolve()
    return Known(printable(path.name), _digest(str(path)), _beside(out, path), _content(found))


def all_among(some: Iterable[Known], others: Collection[Known]) -> bool:
    """Whether each of some files is one of the others, by its place or by what it holds."""
    places, contents = {one.place for one in others}, {one.content for one in others} - {""}
    return all(one.place in places or one.content in contents for one in some)


def share_place(some: Collection[Known], others: Collection[Known]) -> bool:
    """Whether a file is among both."""
    return bool({one.place for one in some} & {one.place for one in others})


def may_share(some: Collection[Known], others: Collection[Known]) -> str | None:
    """The name of a file that stands to the tables as one of the others does, but elsewhere: all of them were moved, or
    the tables alone.
    """
    places, beside = {one.place for one in others}, {one.beside for one in others} - {""}
    return next((one.name for one in some if one.beside in beside and one.place not in places), None)


def _beside(out: Path, path: Path) -> str:
    try:
        return _digest(os.path.relpath(path, out.resolve()))
    except ValueError:  # on another drive
        return ""


def _content(found: Found) -> str:
    try:
        about = found.path.stat() if found.path else None
        if found.path is None or about is None or not stat.S_ISREG(about.st_mode):
            return ""
        with open(found.path, "rb") as file:
            head = file.read(_ENDS)
            file.seek(max(0, about.st_size - _ENDS))
            return _digest(f"{found.source}\0{about.st_size}\0", head, file.read(_ENDS))
    except OSError:
        return ""


def _digest(text: str, *parts: bytes) -> str:
    digest = blake2b(text.encode("utf8", "surrogateescape"), digest_size=12)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()
