"""Opens files and what is packed in them, and refuses bombs."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from pipeline.errors import RecordError
from pipeline.sources.finding import printable

KINDS = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
}
PACKED = (".gz", ".zip")
LARGEST_SAFE = 64 * 1024 * 1024
LARGEST_RATIO = 100
_IN_MEMORY = 16 * 1024 * 1024
_BLOCK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """A byte stream of one kind of file; `source` names it."""

    stream: BinaryIO
    source: str
    kind: str


class _Guarded(io.RawIOBase):
    """Unpacked bytes, counted: more than `LARGEST_RATIO` times the packed ones is a bomb."""

    def __init__(self, inner: BinaryIO, packed_bytes: Callable[[], int]) -> None:
        self._inner, self._packed_bytes, self._total = inner, packed_bytes, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        # read1 hands over what there is before a truncated end raises
        data = cast(io.BufferedReader, self._inner).read1(len(view))
        self._total += len(data)
        if self._total > LARGEST_SAFE and self._total > LARGEST_RATIO * max(1, self._packed_bytes()):
            raise RecordError("unpacked it is over 100 times larger: refused as a bomb", code="bomb")
        view[: len(data)] = data
        return len(data)


def kind_of(name: str) -> tuple[str, bool]:
    """The kind of a file by its ending ("" if unknown), and whether it is gzipped."""
    path = PurePosixPath(name.lower())
    gzipped = path.suffix == ".gz"
    suffix = PurePosixPath(path.stem).suffix if gzipped else path.suffix
    return ("zip" if suffix == ".zip" else KINDS.get(suffix, "")), gzipped


def unknown_kind(name: str) -> RecordError:
    """The error for a file whose ending says nothing."""
    endings = ", ".join((*KINDS, *PACKED))
    hint = "; a file of JSON lines should end in .jsonl" if name.lower().endswith((".json", ".ndjson")) else ""
    return RecordError(f"skipped: unknown kind of file (known endings: {endings}){hint}", code="unknown_kind")


def unpack(stream: BinaryIO, source: str, *, kind: str, gzipped: bool, depth: int = 0) -> Iterator[Opened | BadMember]:
    """The readable streams in a file: itself, what gzip holds, or the members of a zip.

    Trouble with a member takes its place; raises RecordError for what can't be read at all.
    """
    if gzipped:
        unpacked = gzip.GzipFile(fileobj=stream)
        guarded = _Guarded(cast(BinaryIO, unpacked), stream.tell)
        stream = cast(BinaryIO, io.BufferedReader(guarded, _BLOCK))
    if kind == "zip":
        if depth:
            raise RecordError("a zip inside a zip is not read: unpack it first", code="nested_archive")
        yield from _members(seekable(stream), source)
    elif kind:
        yield Opened(stream, source, kind)
    else:
        raise unknown_kind(source)


@dataclass(frozen=True, slots=True)
class BadMember:
    """Trouble with one member of an archive."""

    source: str
    error: Exception


def seekable(stream: BinaryIO) -> BinaryIO:
    """The stream itself where it can be wound back, else a copy on disk."""
    if stream.seekable():
        return stream
    spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - lives as long as what reads from it
    while block := stream.read(_BLOCK):
        spool.write(block)
    spool.seek(0)
    return cast(BinaryIO, spool)


def _members(stream: BinaryIO, source: str) -> Iterator[Opened | BadMember]:
    with zipfile.ZipFile(stream) as archive:
        members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda m: m.filename)
        unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
        if unpacked > LARGEST_SAFE and unpacked > LARGEST_RATIO * max(1, packed):
            raise RecordError(f"unpacked it is {unpacked // 2**20} MB, over 100 times larger: refused", code="bomb")
        for member in members:
            name = f"{source}/{_member_name(member)}"
            if PurePosixPath(member.filename).name.startswith(".") or member.filename.startswith("__MACOSX/"):
                continue
            try:
                with archive.open(member) as inner:
                    guarded = _Guarded(cast(BinaryIO, inner), lambda size=member.compress_size: size)  # type: ignore[misc]
                    kind, gzipped = kind_of(member.filename)
                    opened = cast(BinaryIO, io.BufferedReader(guarded, _BLOCK))
                    yield from unpack(opened, name, kind=kind, gzipped=gzipped, depth=1)
            except (RecordError, RuntimeError, NotImplementedError, OSError, zipfile.BadZipFile) as error:
                yield BadMember(name, error)


def _member_name(member: zipfile.ZipInfo) -> str:
    """A member's name as a plain relative path: nothing is written under it, but rows should not lead astray."""
    name = member.filename
    if not member.flag_bits & 0x800 and not name.isascii():
        # zip without the UTF-8 flag: Russian archivers write CP866, which zipfile reads as CP437
        name = name.encode("cp437", "replace").decode("cp866", "replace")
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return printable("/".join(parts)) or "?"
