"""From inputs to a folder of tables."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from pipeline.errors import OutputError, SettingsError
from pipeline.publication import checked_published
from pipeline.records import Failure
from pipeline.run.extraction import peak_memory_mb
from pipeline.run.pool import Pool
from pipeline.run.progress import Progress, Report
from pipeline.run.receipts import Counts, Receipt, total
from pipeline.run.settings import Settings, code_digest, model_digests, run_key, versions
from pipeline.run.shards import Item, Shard, cut
from pipeline.run.store import Store, write_whole
from pipeline.schema import RELEASE_TABLES, arrow_schema
from pipeline.sinks import sink, write_tables
from pipeline.sinks.streams import Streams
from pipeline.sources import Meter, read_inputs
from pipeline.tables import link, merge_entities

MOST_WORKERS = 256
_SHOWN_FAILURES = 5


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did; `reused` of its releases were done before, `shown` are the first failures."""

    folder: Path
    format: str
    releases: int
    failures: int
    characters: int
    reused: int
    seconds: float
    errors: dict[str, int]
    shown: tuple[Failure, ...] = ()


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    format: str = "parquet",
    *,
    published: str | date | None = None,
    force_published: str | date | None = None,
    workers: int = 1,
    limit: int | None = None,
    progress: Report | None = None,
) -> RunSummary:
    """Extract all releases of the inputs and write their tables into a folder.

    format: one of `pipeline.sinks.FORMATS`; published, force_published: as in `pipeline.extract`.
    workers: how many processes; the rows are the same whatever their number.
    limit: the most records to read; progress: called with a `Progress` now and then.
    A run that was stopped goes on where it was; what has changed since (input, settings, code, models) is done again.
    Raises InputError, SettingsError, OutputError or ModelError before the first release.
    """
    settings = Settings(
        checked_published(published, "published"), checked_published(force_published, "force_published")
    )
    _check(format, workers, limit)
    return _Run(Path(out), format, settings, workers, progress).go(inputs, limit)


def _check(file_format: str, workers: int, limit: int | None) -> None:
    sink(file_format)
    if not 1 <= workers <= MOST_WORKERS:
        raise SettingsError(f"workers: {workers} is out of range: use 1 to {MOST_WORKERS}")
    if limit is not None and limit < 1:
        raise SettingsError(f"limit: {limit} is out of range: use 1 or more, or leave it out")


class _Run:
    """One run into one folder."""

    def __init__(self, out: Path, file_format: str, settings: Settings, workers: int, progress: Report | None) -> None:
        self._out, self._format, self._settings, self._workers = out, file_format, settings, workers
        self._store = Store(out)
        self._report = progress or (lambda _: None)
        self._key = run_key(settings)
        self._started = time.perf_counter()
        self._now = Progress("loading models")
        self._meter = Meter()
        self._pool: Pool | None = None
        self._order: list[str] = []
        self._done: dict[str, Receipt] = {}

    def go(self, inputs: Sequence[str | Path], limit: int | None) -> RunSummary:
        if self._out.exists() and not self._out.is_dir():
            raise OutputError(f"{self._out} is a file: name another folder with --out")
        items = itertools.islice(read_inputs(inputs, exclude=[self._out], meter=self._meter), limit)
        with self._store.locked():
            self._store.write_state({"key": self._key})
            extracting = self._extract(items)
            self._tell("writing tables")
            began = time.perf_counter()
            receipts = [self._done[fingerprint] for fingerprint in self._order]
            self._write(receipts)
            seconds = {"extract": extracting, "write": time.perf_counter() - began}
            counts = total(receipt.counts for receipt in receipts)
            self._write_run_json(counts, seconds)
            self._store.keep_only(self._order)
            self._store.write_state({"key": self._key, "shards": self._order})
            self._tell("done")
            return self._summary(receipts, counts)

    def _extract(self, items: Iterator[Item]) -> float:
        self._tell("loading models")
        with Pool(self._workers, self._settings, self._key, step=self._step) as self._pool:
            for result in self._pool.extract(self._missing(items)):
                self._store.put(result)
                self._took(result.receipt)
        return time.perf_counter() - self._started

    def _step(self) -> None:
        self._tell("extracting")

    def _missing(self, items: Iterator[Item]) -> Iterator[Shard]:
        """The shards that have no valid receipt; the others are taken as they are."""
        for shard in cut(items, self._key):
            self._order.append(shard.fingerprint)
            receipt = self._store.receipt(shard.fingerprint)
            if receipt is not None and receipt.final:
                self._took(receipt, reused=True)
            else:
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
        seconds = time.perf_counter() - self._started
        left = None
        if phase == "extracting" and self._meter.total and 0 < self._meter.done < self._meter.total:
            left = seconds * (self._meter.total - self._meter.done) / self._meter.done
        self._now = replace(self._now, phase=phase, seconds=seconds, left=left)
        in_work = self._pool.in_work if self._pool else 0
        self._report(replace(self._now, releases=self._now.releases + in_work))

    def _write(self, receipts: list[Receipt]) -> None:
        local = self._table(receipts, "local_entities", ["local_id", "release_id", "label", "name", "n_mentions"])
        merged = merge_entities(local, self._table(receipts, "releases", ["release_id", "published"]))
        streams: Streams = {
            name: (lambda name=name: self._store.batches(receipts, name))  # type: ignore[misc]
            for name in (*RELEASE_TABLES, "failures")
        }
        streams = {
            **streams,
            "local_entities": lambda: link(self._store.batches(receipts, "local_entities"), merged.links),
            "entities": merged.entities.to_batches,
            "entity_names": merged.names.to_batches,
        }
        write_tables(self._out, self._format, streams)

    def _table(self, receipts: list[Receipt], name: str, columns: list[str]) -> pa.Table:
        schema = pa.schema([arrow_schema(name).field(column) for column in columns])
        batches = (batch.select(columns) for batch in self._store.batches(receipts, name))
        return pa.Table.from_batches(batches, schema)

    def _write_run_json(self, counts: Counts, seconds: dict[str, float]) -> None:
        report = {
            "versions": versions(),
            "code_digest": code_digest(),
            "model_digests": model_digests(),
            "settings": {**asdict(self._settings), "format": self._format, "workers": self._workers},
            "counts": {
                "records": counts.records,
                "releases": counts.releases,
                "reused": self._now.reused,
                "failures": counts.failures,
                "characters": counts.characters,
                "rows": dict(sorted(counts.rows.items())),
                "errors": dict(sorted(counts.errors.items())),
            },
            "seconds": {name: round(spent, 3) for name, spent in seconds.items()},
            "stage_seconds": {name: round(spent, 3) for name, spent in counts.seconds.items()},
            "peak_memory_mb": {"run": peak_memory_mb(), "worker": counts.peak_memory_mb},
        }
        text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
        write_whole(self._out / "run.json", text.encode())

    def _summary(self, receipts: list[Receipt], counts: Counts) -> RunSummary:
        failed = [receipt for receipt in receipts if receipt.counts.failures]
        rows = (row for batch in self._store.batches(failed, "failures") for row in batch.to_pylist())
        return RunSummary(
            folder=self._out,
            format=self._format,
            releases=counts.releases,
            failures=counts.failures,
            characters=counts.characters,
            reused=self._now.reused,
            seconds=time.perf_counter() - self._started,
            errors=counts.errors,
            shown=tuple(
                Failure(**{**row, "source": row["source"] or ""}) for row in itertools.islice(rows, _SHOWN_FAILURES)
            ),
        )
