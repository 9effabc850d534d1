"""All records of some inputs, one after another; what can't be read is a failure and the rest goes on."""

from __future__ import annotations

import io
import json
import stat
import sys
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from pipeline.errors import RecordError
from pipeline.identity import Identifier
from pipeline.records import Failure, Record
from pipeline.sources.finding import Found, find_files
from pipeline.sources.opening import BadMember, Opened, kind_of, unknown_kind, unpack
from pipeline.sources.readers import READERS, failure

_BLOCK = 256 * 1024
_SNIFFED = ("", ".text")


@dataclass(slots=True)
class Meter:
    """How much of the inputs has been read, in bytes; `total` is None where that can't be known."""

    total: int | None = 0
    done: int = 0


def read_inputs(
    inputs: Sequence[str | Path], *, exclude: Collection[Path] = (), meter: Meter | None = None
) -> Iterator[Record | Failure]:
    """Every record of the inputs, with an id of its own, and a failure for everything that gave none.

    exclude: folders to leave out; meter: kept up to date while reading.
    Raises InputError at once where there is nothing to read; see `find_files`.
    """
    return read_files(find_files(inputs, exclude), meter=meter)


def read_files(
    files: Sequence[Found], *, meter: Meter | None = None, taken: Iterable[str] = ()
) -> Iterator[Record | Failure]:
    """The same for files that were found before; `taken`: ids that other releases have already."""
    meter = meter or Meter()
    sizes = [_size(found) for found in files]
    meter.total = None if None in sizes else sum(size or 0 for size in sizes)
    return _read(files, Identifier(taken), meter)


def _size(found: Found) -> int | None:
    if found.path is None or not (found.path.is_file() or not found.named):
        return None
    try:
        return found.path.stat().st_size
    except OSError:
        return 0


def _read(files: Sequence[Found], identify: Identifier, meter: Meter) -> Iterator[Record | Failure]:
    for found in files:
        before = meter.done
        for item in _read_file(found, meter, before):
            yield identify(item) if isinstance(item, Record) else item
        meter.done = before + (_size(found) or 0)


def _read_file(found: Found, meter: Meter, before: int) -> Iterator[Record | Failure]:
    try:
        with _open(found) as stream:
            kind, gzipped = _kind(found, stream)
            empty = True
            for opened in unpack(cast(BinaryIO, stream), found.source, kind=kind, gzipped=gzipped):
                empty = False
                if isinstance(opened, BadMember):
                    yield failure(opened.source, None, explain(opened.error))
                    continue
                for item in _read_opened(opened):
                    meter.done = before + (stream.tell() if stream.seekable() else 0)
                    yield item
            if empty:
                yield failure(found.source, None, RecordError("the archive holds no files", code="no_records"))
    except Exception as error:  # whatever a file does to a library, the others are still read
        yield failure(found.source, None, explain(error))


def _read_opened(opened: Opened) -> Iterator[Record | Failure]:
    items = READERS[opened.kind](opened.stream, opened.source)
    last: str | None = None
    empty = True
    try:
        for item in items:
            last, empty = item.record, False
            yield item
        if empty:
            yield failure(opened.source, None, RecordError("the file holds no records", code="no_records"))
    except Exception as error:
        yield failure(opened.source, _after(last), explain(error))


def _after(record: str | None) -> str | None:
    return str(int(record) + 1) if record is not None else None


def _open(found: Found) -> io.BufferedReader:
    if found.path is None:
        return io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer), _BLOCK)
    if found.path.is_dir():
        raise RecordError("the folder can't be opened, or is a link", code="unreadable")
    regular = stat.S_ISREG(found.path.stat().st_mode)
    if not regular and not found.named:
        raise RecordError("skipped: no regular file", code="not_a_file")
    return cast(io.BufferedReader, open(found.path, "rb", buffering=_BLOCK))


def _kind(found: Found, stream: io.BufferedReader) -> tuple[str, bool]:
    """The kind of a file by its name, or by its first bytes where it has no telling name."""
    kind, gzipped = kind_of(found.source)
    if kind:
        return kind, gzipped
    nameless = found.path is None or PurePosixPath(found.source).suffix.lower() in _SNIFFED
    if not found.named or not nameless:
        raise unknown_kind(found.source)
    return sniff(stream.peek(1))


def sniff(head: bytes) -> tuple[str, bool]:
    """The kind of some bytes, and whether they are gzipped."""
    if head.startswith(b"\x1f\x8b"):
        return sniff(_inflate(head))[0], True
    if head.startswith(b"PK\x03\x04"):
        return "zip", False
    if head.startswith(b"PAR1"):
        return "parquet", False
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "html", False
    first = start.split(b"\n", 1)[0]
    if start.startswith(b"{"):
        return ("jsonl" if _looks_like_json(first) else "text"), False
    cells = {cell.strip(b" \"\r'").lower() for cell in first.replace(b";", b",").replace(b"\t", b",").split(b",")}
    return ("csv" if b"text" in cells and len(cells) > 1 else "text"), False


def _inflate(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 64 * 1024)
    except zlib.error:
        return b""


def _looks_like_json(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return line.lstrip(b"{ \t").startswith(b'"')


def explain(error: Exception) -> RecordError:
    """What went wrong with a file, in words that a user can act on."""
    if isinstance(error, RecordError):
        return error
    if isinstance(error, EOFError):
        return RecordError("the file ends too early: it is truncated", code="truncated")
    if (
        isinstance(error, zlib.error | zipfile.BadZipFile | NotImplementedError)
        or type(error).__name__ == "BadGzipFile"
    ):
        return RecordError(f"the packed file is damaged: {error}", code="damaged")
    if isinstance(error, UnicodeDecodeError):
        return RecordError("the packed file is damaged: a name in it is no text", code="damaged")
    if isinstance(error, RuntimeError) and "encrypted" in str(error):
        return RecordError("the archive is locked by a password: unpack it first", code="encrypted")
    if isinstance(error, OSError):
        return RecordError(f"it can't be read: {error.strerror or 'input error'}", code="unreadable")
    return RecordError(f"it can't be read: {type(error).__name__}: {error}", code="unexpected")
