"""From inputs to a folder of tables."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol, Unpack

from pipeline.errors import OutputError, SettingsError
from pipeline.run.extraction import Result
from pipeline.run.finishing import RunSummary, finish
from pipeline.run.groups import Group, check_unfinished, kept_beside, named, new_group, with_group
from pipeline.run.parts import WHOLE, Part, read_part
from pipeline.run.pool import Pool
from pipeline.run.progress import Progress, Report, Worker
from pipeline.run.receipts import Receipt
from pipeline.run.settings import USUAL_LIMITS, Limits, read_limits
from pipeline.run.shards import Item, Shard, cut
from pipeline.run.store import Store
from pipeline.settings import Options, Settings
from pipeline.sinks import sink
from pipeline.sources import Found, Meter, find_files, read_files

ENGINES = ("local", "spark")
MOST_WORKERS = 256
_TELL_STATUS = 2.0


class Engine(Protocol):
    """What turns shards into results: a pool of processes here, or a cluster."""

    def extract(self, shards: Iterator[Shard]) -> Iterator[Result]:
        """Results as they come, in no order."""

    def states(self) -> tuple[Worker, ...]:
        """What each worker has done so far."""


@dataclass(frozen=True, slots=True)
class Work:
    """How a run works, whatever it finds."""

    format: str = "parquet"
    workers: int = 1
    limit: int | None = None
    part: Part = WHOLE
    limits: Limits = USUAL_LIMITS
    engine: str = "local"


def run(  # noqa: PLR0913 - the options of the command
    inputs: Sequence[str | Path],
    out: str | Path,
    format: str = "parquet",
    *,
    published: str | date | None = None,
    force_published: str | date | None = None,
    workers: int = 1,
    limit: int | None = None,
    part: str | None = None,
    time_limit: float | None = None,
    memory_limit: int | None = None,
    engine: str = "local",
    progress: Report | None = None,
    **options: Unpack[Options],
) -> RunSummary:
    """Extract all releases of the inputs and write their tables into a folder.

    format: one of `pipeline.sinks.FORMATS`; published, force_published: as in `pipeline.extract`.
    workers: how many processes; the rows are the same whatever their number.
    limit: the most records to read; part: `2/4` for the second of four machines that share the inputs.
    time_limit: seconds, memory_limit: MB that one release may take; one that takes more is a failure.
    engine: `local`, or `spark` for the Spark session that is active or can be started.
    progress: called with a `Progress` now and then.
    options: `exclude`, `labels`, `corrections` and `drop_contacts`, as in `pipeline.extract`.
    A run that was stopped goes on where it was; what has changed since (input, settings, code, models) is done again.
    Other inputs that the folder holds stay in it.
    Raises InputError, SettingsError, OutputError or ModelError before the first release.
    """
    settings = Settings.of(published=published, force_published=force_published, **options)
    check_work(format, workers, limit, engine)
    limits = read_limits(time_limit, memory_limit, workers)
    work = Work(format, workers, limit, read_part(part), limits, engine)
    return _Run(Path(out), settings, work, progress).go(inputs)


def check_work(file_format: str, workers: int, limit: int | None, engine: str) -> None:
    """Raise SettingsError for settings that no run can work with."""
    sink(file_format)
    if not 1 <= workers <= MOST_WORKERS:
        raise SettingsError(f"workers: {workers} is out of range: use 1 to {MOST_WORKERS}")
    if limit is not None and limit < 1:
        raise SettingsError(f"limit: {limit} is out of range: use 1 or more, or leave it out")
    if engine not in ENGINES:
        raise SettingsError(f"no engine {engine!r}: choose one of {', '.join(ENGINES)}")


class _Run:
    """One run into one folder."""

    def __init__(self, out: Path, settings: Settings, work: Work, progress: Report | None) -> None:
        self._out, self._settings, self._work = out, settings, work
        self._store = Store(out)
        self._report = progress or (lambda _: None)
        self._started = time.perf_counter()
        self._now = Progress("loading models")
        self._told_status = 0.0
        self._meter = Meter()
        self._met_work: tuple[float, int] | None = None
        self._engine: Engine | None = None
        self._order: list[str] = []
        self._records = 0
        self._done: dict[str, Receipt] = {}

    def go(self, inputs: Sequence[str | Path]) -> RunSummary:
        if self._out.exists() and not self._out.is_dir():
            raise OutputError(f"{self._out} is a file: name another folder with --out")
        files = find_files(inputs, exclude=[self._out])
        group = new_group(self._out, inputs, files, self._settings, self._work.part, self._work.limit)
        with self._store.locked():
            before = self._store.groups()
            check_unfinished(group, self._store.unfinished(), self._out)
            held = self._receipts_of(kept_beside(group, before, self._out))
            self._store.write_state(before, unfinished=group)
            self._extract(self._items(files, held), group)
            self._tell("writing tables")
            group = replace(group, order=tuple(self._order), records=self._records)
            groups = with_group(group, before, self._out)
            receipts = {receipt.fingerprint: receipt for receipt in held} | self._done
            summary = finish(
                self._work.format,
                self._store,
                groups,
                [receipts[shard] for one in groups for shard in one.shards],
                started=self._started,
                reused=self._now.reused + sum(receipt.counts.releases for receipt in held),
                options={**self._settings.told(), **self._told_work()},
                corrections=self._settings.corrections,
            )
            self._tell("done")
            return summary

    def _told_work(self) -> dict[str, Any]:
        work = self._work
        told = {"workers": work.workers, "limit": work.limit, "part": str(work.part)}
        return {**told, "engine": work.engine, "limits": asdict(work.limits)}

    def _receipts_of(self, kept: Sequence[Group]) -> list[Receipt]:
        """The receipts of the groups that stay; raises OutputError where a shard of theirs is gone."""
        found = [self._store.receipt(shard) for group in kept for shard in group.shards]
        whole = [receipt for receipt in found if receipt is not None]
        if len(whole) < len(found):
            raise OutputError(
                f"{self._out} has lost shards of {', '.join(map(named, kept))}: "
                "name these inputs too, so that they are done again"
            )
        return whole

    def _items(self, files: Sequence[Found], held: Sequence[Receipt]) -> Iterator[Item]:
        taken = (name for batch in self._store.batches(held, "releases") for name in batch["release_id"].to_pylist())
        return itertools.islice(read_files(files, meter=self._meter, taken=taken), self._work.limit)

    def _extract(self, items: Iterator[Item], group: Group) -> None:
        self._tell("loading models")
        with self._started_engine(group.key) as self._engine:
            for result in self._engine.extract(self._missing(items, group)):
                self._store.put(result)
                self._took(result.receipt)

    def _started_engine(self, key: str) -> AbstractContextManager[Engine]:
        work = self._work
        if work.engine == "spark":
            return _spark(work, self._settings, key)
        return Pool(work.workers, self._settings, key, limits=work.limits, step=self._step)

    def _step(self) -> None:
        self._tell("extracting")

    def _missing(self, items: Iterator[Item], group: Group) -> Iterator[Shard]:
        """The shards of this part that have no valid receipt; the others are taken as they are."""
        for index, shard in enumerate(cut(items, group.key)):
            self._order.append(shard.fingerprint)
            self._records += len(shard.items)
            if not group.part.takes(index):
                continue
            receipt = self._store.receipt(shard.fingerprint)
            if receipt is not None and receipt.final:
                self._took(receipt, reused=True)
            else:
                self._met_work = self._met_work or (time.perf_counter(), self._meter.done)
                yield shard

    def _took(self, receipt: Receipt, *, reused: bool = False) -> None:
        self._done[receipt.fingerprint] = receipt
        counts, now = receipt.counts, self._now
        self._now = replace(
            now,
            releases=now.releases + counts.releases,
            characters=now.characters + counts.characters,
            failures=now.failures + counts.failures,
            reused=now.reused + (counts.releases if reused else 0),
        )
        self._tell("extracting")

    def _tell(self, phase: str) -> None:
        now = time.perf_counter()
        workers = self._engine.states() if self._engine and phase == "extracting" else ()
        left = self._left(now) if phase == "extracting" else None
        self._now = replace(self._now, phase=phase, seconds=now - self._started, left=left, workers=workers)
        told = replace(self._now, releases=self._now.releases + sum(worker.in_work for worker in workers))
        self._report(told)
        if phase != "extracting" or now - self._told_status > _TELL_STATUS:
            self._told_status = now
            self._store.write_progress(asdict(told))

    def _left(self, now: float) -> float | None:
        """Seconds left if the rest of the input takes as long as what was read since the first shard to do.

        None where that says nothing: before the first such shard, and when all is read and only the work is left.
        """
        if self._met_work is None or not self._meter.total:
            return None
        since, before = self._met_work
        done, rest = self._meter.done - before, self._meter.total - self._meter.done
        return (now - since) * rest / done if done > 0 and rest > 0 else None


@contextmanager
def _spark(work: Work, settings: Settings, key: str) -> Iterator[Engine]:
    from pipeline.run.cluster import SparkEngine, spark_session

    with spark_session(work.workers) as session:
        yield SparkEngine(session, settings, key, work.limits)
