"""The main text of HTML pages, found in a process of its own: a page that hangs there, or ends it, costs itself."""

from __future__ import annotations

import logging
import signal
import warnings
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection
from typing import Any, cast

from pipeline.errors import RecordError
from pipeline.processes import start_process

PAGE_SECONDS = 60.0
PAGE_MEMORY_MB = 4096
"""What the process may address, with its libraries."""

CELLS = ("text", "title", "date", "url")
_SPLIT = "save its text alone as .txt"


def main_text(page: str) -> dict[str, str | None]:
    """The main text of a page and what it says of itself, see `CELLS`; raises RecordError where that can't be found."""
    return _reader().main_text(page)


class _PageReader:
    """Keeps a process that reads pages, and starts another when a page was too much for it."""

    def __init__(self) -> None:
        self._process: Any = None
        self._connection: Connection | None = None

    def main_text(self, page: str) -> dict[str, str | None]:
        connection = self._started()
        try:
            connection.send(page)
            if not connection.poll(PAGE_SECONDS):
                self._end()
                raise RecordError(f"the page took more than {PAGE_SECONDS:g} seconds: {_SPLIT}", code="time_limit")
            kind, value = connection.recv()
        except (EOFError, OSError):
            self._end()
            message = f"the process that read the page was killed: out of memory, or a crash in a library; {_SPLIT}"
            raise RecordError(message, code="worker_died") from None
        if kind == "exhausted":
            self._end()
            message = f"the page took more than {PAGE_MEMORY_MB} MB: {_SPLIT}"
            raise RecordError(message, code="memory_limit")
        if kind == "failed":
            self._end()  # it may have been for want of memory
            raise RecordError(f"it can't be read: {value}", code="unexpected")
        return cast(dict[str, str | None], value)

    def _started(self) -> Connection:
        if self._connection is None:
            self._process, self._connection = start_process(_serve, PAGE_MEMORY_MB)
        return self._connection

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._process.kill()
            self._process.join()
        self._connection = None


@cache
def _reader() -> _PageReader:
    return _PageReader()


def _serve(connection: Connection, memory_mb: int) -> None:
    """What the process does: a page at a time until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends this process
    _limit_memory(memory_mb)
    with suppress(EOFError, OSError):
        while True:
            connection.send(_answer(connection.recv()))


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # no such limit on this system
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _answer(page: str) -> tuple[str, object]:
    try:
        return "found", _main_text(page)
    except MemoryError:
        return "exhausted", None
    except Exception as error:  # whatever a page does to a library, the others are still read
        return "failed", f"{type(error).__name__}: {error}"[:1000]


def _main_text(page: str) -> dict[str, str | None]:
    """What trafilatura finds in a page; what it has to say about the page on the way is not for the user."""
    from trafilatura import bare_extraction

    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = bare_extraction(
            page,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    cells = found if isinstance(found, dict) else found.as_dict() if found is not None else {}
    return {name: cells.get(name) for name in CELLS}
