"""Starts processes of rupress's own, each at the other end of a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import ModuleType


def start_process(target: Callable[..., None], *arguments: object) -> tuple[BaseProcess, Connection]:
    """A process that runs a function of a module with its end of a pipe and further arguments; and this end.

    Raises OSError where the system starts no more.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *arguments), daemon=True)
    with _without_main():
        process.start()
    theirs.close()
    return process, ours


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the script that runs: multiprocessing would run it again in the new process, which needs nothing of it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
