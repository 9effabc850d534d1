"""Worker processes that extract shards, and go on when one of them dies.

A worker that dies takes no other shard with it: its shard is tried again in a new process, one record at a time, and
the record that kills that one too becomes a failure.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType

from pipeline.errors import RupressError
from pipeline.run.extraction import Extractor, Result
from pipeline.run.settings import Settings
from pipeline.run.shards import Shard

# One thread a worker: workers share the cores, and sums come out the same whatever their number.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
_FAILED_STARTS = 3


@dataclass(slots=True)
class Task:
    """A shard to do; after a worker died of it, one record at a time, without the `deadly` ones."""

    shard: Shard
    one_by_one: bool = False
    deadly: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    ready: bool = False
    task: Task | None = None
    at: int | None = None
    done: int = 0


def serve(connection: Connection, settings: Settings, key: str) -> None:
    """What a worker does: load the models, then a shard at a time until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends the workers
    extractor = Extractor(settings, key)
    try:
        _ = extractor.language
        connection.send(("ready", None))
        while True:
            task: Task = connection.recv()
            if task.one_by_one:
                begin = lambda number: connection.send(("at", number))  # noqa: E731
                result = extractor.shard_one_by_one(task.shard, begin, task.deadly)
            else:
                result = extractor.shard(task.shard, lambda done: connection.send(("step", done)))
            connection.send(("done", result))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except RupressError as error:
        connection.send(("refused", str(error)))


Serve = Callable[[Connection, Settings, str], None]
Step = Callable[[], None]


class Pool:
    """Some worker processes; leaving the `with` ends them.

    step: called when `in_work` has changed; serve: what a worker does, see `serve`.
    """

    def __init__(
        self, workers: int, settings: Settings, key: str, *, step: Step = lambda: None, serve: Serve = serve
    ) -> None:
        self._size, self._settings, self._key, self._step, self._serve = workers, settings, key, step, serve
        self._workers: list[_Worker] = []
        self._pending: deque[Task] = deque()
        self._failed_starts = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.connection.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()

    @property
    def in_work(self) -> int:
        """How many releases are done of the shards that are not."""
        return sum(worker.done for worker in self._workers)

    def extract(self, shards: Iterator[Shard]) -> Iterator[Result]:
        """Results as they come, in no order; no more shards are read ahead than there are workers."""
        more = True
        while True:
            while more and len(self._pending) < self._size:
                shard = next(shards, None)
                more = shard is not None
                if shard is not None:
                    self._pending.append(Task(shard))
            self._assign()
            if not self._pending and not any(worker.task for worker in self._workers):
                return
            yield from self._listen()

    def _assign(self) -> None:
        """Give tasks to workers that are ready, and start as many more as there is work for."""
        free = [worker for worker in self._workers if worker.task is None]
        wanted = min(self._size - len(self._workers), len(self._pending) - len(free))
        for _ in range(wanted):
            self._start()
        for worker in free:
            if worker.ready and self._pending:
                self._give(worker, self._pending.popleft())

    def _start(self) -> None:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=self._serve, args=(theirs, self._settings, self._key), daemon=True)
        with _environment(_ONE_THREAD):
            process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))

    def _give(self, worker: _Worker, task: Task) -> None:
        worker.task, worker.at, worker.done = task, None, 0
        with suppress(BrokenPipeError, ConnectionResetError):  # it died before: `_listen` hears of it
            worker.connection.send(task)

    def _listen(self) -> Iterator[Result]:
        by_connection = {worker.connection: worker for worker in self._workers}
        for connection in wait(list(by_connection)):
            worker = by_connection[connection]  # type: ignore[index]
            try:
                kind, value = worker.connection.recv()
            except (EOFError, ConnectionResetError):
                self._bury(worker)
                continue
            if kind == "refused":
                raise RupressError(value)
            if kind == "ready":
                worker.ready, self._failed_starts = True, 0
            elif kind == "at":
                worker.at = worker.done = value
            elif kind == "step":
                worker.done = value
                self._step()
            else:
                worker.task, worker.done = None, 0
                yield value

    def _bury(self, worker: _Worker) -> None:
        """Take a dead worker's task back, to be done with more care."""
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join(5)
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _FAILED_STARTS:
                code = worker.process.exitcode
                raise RupressError(
                    f"the worker processes end while they load the models (exit code {code}): "
                    "free memory, or use fewer --workers"
                )
        if worker.task is not None:
            if worker.task.one_by_one and worker.at is not None:
                worker.task.deadly.add(worker.at)
            worker.task.one_by_one = True
            self._pending.appendleft(worker.task)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
