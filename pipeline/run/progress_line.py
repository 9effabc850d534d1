"""Progress as a line on a terminal, or as plain lines now and then where there is none."""

from __future__ import annotations

import shutil
import time
from typing import TextIO

from pipeline.messages import counted, duration
from pipeline.run.progress import Progress, Worker

_TERMINAL_PAUSE, _PLAIN_PAUSE = 0.2, 10.0


class ProgressLine:
    """Writes the progress of a run: one line that is written over on a terminal, else a line every ten seconds."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._pause = _TERMINAL_PAUSE if self._terminal else _PLAIN_PAUSE
        self._phase = ""
        self._written = 0.0
        self._open = False

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.phase == self._phase and now - self._written < self._pause:
            return
        self._phase, self._written = progress.phase, now
        told = [describe(progress), *(f"worker {w.number}: {worker_words(w)}" for w in progress.workers)]
        if self._terminal:
            line = "; ".join(told)[: shutil.get_terminal_size().columns - 1]
            self._stream.write(f"\r\x1b[K{line}")
            self._open = True
        else:
            self._stream.write("; ".join(told) + "\n")
        self._stream.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._open:
            self._stream.write("\n")
            self._stream.flush()
            self._open = False


def describe(progress: Progress) -> str:
    """Progress in words."""
    parts = [progress.phase]
    if progress.releases or progress.failures:
        parts.append(counted(progress.releases, "release"))
        if progress.reused:
            parts.append(f"{progress.reused} of them done before")
        parts += [f"{progress.characters / 1e6:.1f} M characters", f"{progress.rate:.1f} releases/s"]
        parts.append(counted(progress.failures, "failure"))
    if progress.left is not None:
        parts.append(f"about {duration(progress.left)} left")
    return ", ".join(parts)


def worker_words(worker: Worker) -> str:
    """What a worker has done, in words."""
    return f"{counted(worker.releases, 'release')}, {worker.memory_mb} MB"
