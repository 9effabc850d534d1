"""The end of a run: tables from shards, and what `run.json` tells."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.corrections import NO_CORRECTIONS, Correction, Corrections
from pipeline.records import Failure
from pipeline.run.corrections import shown, unused_corrections
from pipeline.run.extraction import SIGNATURES, peak_memory_mb
from pipeline.run.groups import Group
from pipeline.run.receipts import Counts, Receipt, total
from pipeline.run.settings import code_digest, model_digests, versions
from pipeline.run.store import Store, write_whole
from pipeline.schema import RELEASE_TABLES
from pipeline.sinks import write_tables
from pipeline.sinks.streams import Streams
from pipeline.tables import find_reprints, mark_reprints, merge_entities

_SHOWN_FAILURES = 5


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did.

    `reused` of its releases were done before, `shown` are the first failures, `remarks` what else is worth telling.
    """

    folder: Path
    format: str
    releases: int
    failures: int
    characters: int
    reused: int
    seconds: float
    errors: dict[str, int]
    shown: tuple[Failure, ...] = ()
    remarks: tuple[str, ...] = ()


def write_all(
    out: Path, file_format: str, store: Store, receipts: Sequence[Receipt], corrections: Corrections = NO_CORRECTIONS
) -> tuple[list[str], list[Correction]]:
    """Write the tables of all shards into a folder.

    Returns what the format could not hold, a sentence each, and the corrections that applied to nothing.
    """

    def rows(table: str) -> Callable[[], Iterator[pa.RecordBatch]]:
        return lambda: store.batches(receipts, table)

    tables = ("local_entities", "releases", "positions")
    shards = zip(*(store.batches(receipts, name) for name in tables), strict=True)
    reprints = find_reprints(store.batches(receipts, SIGNATURES))
    with merge_entities(shards, store.folder / "merge", corrections) as merged:
        streams: Streams = {
            **{name: rows(name) for name in (*RELEASE_TABLES, "failures")},
            "releases": lambda: mark_reprints(store.batches(receipts, "releases"), reprints),
            "local_entities": lambda: merged.link(
                zip(store.batches(receipts, "local_entities"), store.batches(receipts, "positions"), strict=True)
            ),
            "entities": merged.entities,
            "entity_names": merged.names,
        }
        remarks = write_tables(out, file_format, streams)
    return remarks, unused_corrections(corrections, merged.unused, rows("mentions"), rows("notes"))


def finish(
    file_format: str,
    store: Store,
    groups: Sequence[Group],
    receipts: Sequence[Receipt],
    *,
    started: float,
    reused: int,
    options: dict[str, Any],
    corrections: Corrections = NO_CORRECTIONS,
) -> RunSummary:
    """Write tables, `run.json` and the state of a run that has all its shards; drop the shards that it did not use.

    started: by `time.perf_counter`; options: what else `run.json` tells under `settings`; corrections: what the
    user knows of the entities.
    """
    began, out = time.perf_counter(), store.folder.parent
    remarks, unused = write_all(out, file_format, store, receipts, corrections)
    unapplied = [f"correction that applied to nothing: {shown(line)}" for line in unused]
    counts = total(receipt.counts for receipt in receipts)
    seconds = {"extract": began - started, "write": time.perf_counter() - began}
    report = _report(groups, counts, reused, seconds, {"format": file_format, **options})
    report["remarks"] = remarks
    report["corrections"] = _told_corrections(corrections, unused)
    write_whole(out / "run.json", (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode())
    store.write_state(groups)
    store.keep_only(receipt.fingerprint for receipt in receipts)
    return RunSummary(
        folder=out,
        format=file_format,
        releases=counts.releases,
        failures=counts.failures,
        characters=counts.characters,
        reused=reused,
        seconds=time.perf_counter() - started,
        errors=counts.errors,
        shown=_first_failures(store, receipts),
        remarks=(*remarks, *unapplied),
    )


def _told_corrections(corrections: Corrections, unused: Sequence[Correction]) -> dict[str, Any]:
    """Corrections for `run.json`: which files and lines, and no name of anybody."""
    return {
        "files": list(corrections.files),
        "lines": len(corrections.lines),
        "digest": corrections.digest,
        "unused": [line.line for line in unused],
    }


def _report(
    groups: Sequence[Group], counts: Counts, reused: int, seconds: dict[str, float], options: dict[str, Any]
) -> dict[str, Any]:
    return {
        "versions": versions(),
        "code_digest": code_digest(),
        "model_digests": model_digests(),
        "settings": options,
        "inputs": [_told(group) for group in groups],
        "counts": {
            "records": counts.records,
            "releases": counts.releases,
            "reused": reused,
            "failures": counts.failures,
            "characters": counts.characters,
            "rows": dict(sorted(counts.rows.items())),
            "errors": dict(sorted(counts.errors.items())),
        },
        "seconds": {name: round(spent, 3) for name, spent in seconds.items()},
        "stage_seconds": {name: round(spent, 3) for name, spent in counts.seconds.items()},
        "peak_memory_mb": {"run": peak_memory_mb(), "worker": counts.peak_memory_mb},
    }


def _told(group: Group) -> dict[str, Any]:
    """A group for `run.json`: names of inputs without their folders, its settings, its part."""
    names = [one.name for one in group.inputs]
    return {"names": names, "shards": len(group.shards), **group.settings, "part": str(group.part)}


def _first_failures(store: Store, receipts: Sequence[Receipt]) -> tuple[Failure, ...]:
    failed = [receipt for receipt in receipts if receipt.counts.failures]
    rows = (row for batch in store.batches(failed, "failures") for row in batch.to_pylist())
    first = itertools.islice(rows, _SHOWN_FAILURES)
    return tuple(Failure(**{**row, "source": row["source"] or ""}) for row in first)
