"""Worker processes that extract shards, and go on when one of them dies, hangs or takes too much memory.

A worker that hangs or grows over the limits is killed. A worker that dies takes no other shard with it: its shard is
tried again in a new process, one record at a time, and the record that ends that one too becomes a failure.
"""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

import psutil

from pipeline.errors import RupressError
from pipeline.processes import start_process
from pipeline.run.extraction import Extractor, Result
from pipeline.run.progress import Worker
from pipeline.run.settings import USUAL_LIMITS, Limits
from pipeline.run.shards import Shard
from pipeline.settings import Settings

# One thread a worker: workers share the cores, and sums come out the same whatever their number.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
_FAILED_STARTS = 3
_LONGEST_START = 600.0
_LOOK_AFTER = 0.5
_TOO_LITTLE = "free memory, or use fewer --workers"
DIED = "worker_died"


@dataclass(slots=True)
class Task:
    """A shard to do; after a worker died of it, one record at a time, without the `deadly` ones (number: why)."""

    shard: Shard
    one_by_one: bool = False
    deadly: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Worker:
    number: int
    process: BaseProcess
    connection: Connection
    ready: bool = False
    task: Task | None = None
    at: int | None = None
    done: int = 0
    before: int = 0
    memory_mb: int = 0
    silence: float = 0.0
    killed_for: str | None = None

    @property
    def busy(self) -> bool:
        """Whether it loads the models or has a shard to do."""
        return not self.ready or self.task is not None

    def kill(self, reason: str) -> None:
        """End it; what it is at is lost for this reason."""
        self.killed_for = reason
        self.process.kill()

    def measure(self) -> None:
        """See how much memory it holds."""
        with suppress(psutil.Error):
            self.memory_mb = psutil.Process(self.process.pid).memory_info().rss >> 20


def serve(connection: Connection, settings: Settings, key: str, limits: Limits) -> None:
    """What a worker does: load the models, then a shard at a time until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends the workers
    extractor = Extractor(settings, key, limits)
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
    except MemoryError:
        connection.send(("exhausted", None))


Serve = Callable[[Connection, Settings, str, Limits], None]
Step = Callable[[], None]


class Pool:
    """Some worker processes; leaving the `with` ends them.

    limits: what one release may take; step: called when `states` has changed; serve: what a worker does, see `serve`.
    """

    def __init__(
        self,
        workers: int,
        settings: Settings,
        key: str,
        *,
        limits: Limits = USUAL_LIMITS,
        step: Step = lambda: None,
        serve: Serve = serve,
    ) -> None:
        self._size, self._step, self._serve = workers, step, serve
        self._settings, self._key, self._limits = settings, key, limits
        self._workers: list[_Worker] = []
        self._pending: deque[Task] = deque()
        self._failed_starts = 0
        self._looked = 0.0

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

    def states(self) -> tuple[Worker, ...]:
        """What each worker has done, `in_work` of it in a shard that is not done, and how much memory it holds."""
        ordered = sorted(self._workers, key=lambda worker: worker.number)
        return tuple(Worker(w.number, w.before + w.done, w.done, w.memory_mb) for w in ordered)

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
            self._look_after()

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
        with _environment(_ONE_THREAD):
            try:
                process, ours = start_process(self._serve, self._settings, self._key, self._limits)
            except OSError as error:
                raise RupressError(f"no worker process can be started ({error.strerror}): {_TOO_LITTLE}") from error
        taken = {worker.number for worker in self._workers}
        number = next(n for n in range(1, self._size + 1) if n not in taken)
        self._workers.append(_Worker(number, process, ours))

    def _give(self, worker: _Worker, task: Task) -> None:
        worker.task, worker.at, worker.done, worker.silence = task, None, 0, 0.0
        with suppress(BrokenPipeError, ConnectionResetError):  # it died before: `_listen` hears of it
            worker.connection.send(task)

    def _listen(self) -> Iterator[Result]:
        by_connection = {worker.connection: worker for worker in self._workers}
        for connection in self._wait(list(by_connection)):
            worker = by_connection[connection]
            try:
                kind, value = worker.connection.recv()
            except (EOFError, OSError):  # OSError: it died in the middle of a message
                self._bury(worker)
                continue
            worker.silence = 0.0
            if kind == "refused":
                raise RupressError(value)
            if kind == "exhausted":
                worker.killed_for = "out_of_memory"  # it ends, and is buried
            elif kind == "ready":
                worker.ready = True
            elif kind in ("at", "step"):
                worker.done = value
                worker.at = value if kind == "at" else None
                self._step()
            else:
                worker.before += len(worker.task.shard.records) if worker.task else 0
                worker.task, worker.done, self._failed_starts = None, 0, 0
                yield value

    def _wait(self, connections: list[Connection]) -> list[Any]:
        """The connections that have something to tell.

        Only while this process listens is a worker silent: not while the caller is away or the machine sleeps.
        """
        began = time.monotonic()
        told = wait(connections, _LOOK_AFTER)
        listened = min(time.monotonic() - began, 2 * _LOOK_AFTER)
        for worker in self._workers:
            worker.silence += listened
        return told

    def _look_after(self) -> None:
        """Kill the workers that are over a limit."""
        if time.monotonic() - self._looked < _LOOK_AFTER:
            return
        self._looked = time.monotonic()
        for worker in self._workers:
            worker.measure()
            if worker.memory_mb > self._limits.memory_mb:
                worker.kill("memory_limit")
            elif worker.silence > (self._limits.seconds if worker.task else _LONGEST_START) and worker.busy:
                worker.kill("time_limit")

    def _bury(self, worker: _Worker) -> None:
        """Take a dead worker's task back, to be done with more care."""
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join(5)
        task, at = worker.task, worker.at
        if task is not None and task.one_by_one and at is not None:
            task.deadly[at] = worker.killed_for or DIED
        elif not worker.ready or (task is not None and task.one_by_one):
            self._no_start(worker)
        if task is not None:
            task.one_by_one = True
            self._pending.appendleft(task)

    def _no_start(self, worker: _Worker) -> None:
        """A worker ended before it came to a release; raise RupressError where several did in a row."""
        self._failed_starts += 1
        if self._failed_starts >= _FAILED_STARTS:
            ended = worker.killed_for or f"exit code {worker.process.exitcode}"
            raise RupressError(
                f"the worker processes end before they come to a release ({ended}): "
                f"{_TOO_LITTLE}, or raise --memory-limit"
            )


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
