"""What a run did, what failed and why, told at any time."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError
from pipeline.messages import spaced
from pipeline.run.groups import Group, named
from pipeline.run.parts import WHOLE
from pipeline.run.progress import Progress, Worker
from pipeline.run.progress_line import describe, worker_words
from pipeline.run.receipts import Receipt, total
from pipeline.run.store import Store

_EXAMPLES = 3


def status_text(folder: str | Path) -> str:
    """A report on the run in a folder; raises OutputError where there was none."""
    out = Path(folder)
    store = Store(out)
    if not store.exists:
        raise OutputError(f"{out} holds no run: name the folder that `rupress extract` was given with --out")
    unfinished = store.unfinished()
    receipts, expected = _receipts(store, unfinished)
    missing = expected - len(receipts)
    counts = total(receipt.counts for receipt in receipts)
    lines = [
        f"{out}: {_head(store, unfinished)}",
        *([f"inputs      {'; '.join(named(group) for group in store.groups())}"] if unfinished is None else []),
        *([f"missing     {missing} of {expected} shards: run the same command again"] if missing else []),
        f"releases    {spaced(counts.releases):>12}",
        f"characters  {spaced(counts.characters):>12}",
        f"failures    {spaced(counts.failures):>12}",
    ]
    if unfinished is None:
        lines += _timing(_run_json(out))
    elif store.in_use:
        lines += _progress(store.progress())
    return "\n".join([*lines, *_failures(store, receipts)]) + "\n"


def _receipts(store: Store, unfinished: Group | None) -> tuple[list[Receipt], int]:
    """Those of the tables whose shards are there, in order, and how many there should be; while a run is not finished,
    all that it has so far.
    """
    if unfinished is not None:
        found = [receipt for receipt in store.receipts(unfinished.key) if store.has_rows(receipt)]
        return found, len(found)
    shards = [shard for group in store.groups() for shard in group.shards]
    receipts = [store.receipt(shard, whole=False) for shard in shards]
    return [receipt for receipt in receipts if receipt is not None and store.has_rows(receipt)], len(shards)


def _head(store: Store, unfinished: Group | None) -> str:
    if unfinished is None:
        return "finished"
    part = f" (part {unfinished.part})" if unfinished.part != WHOLE else ""
    if store.in_use:
        return f"at work on {named(unfinished)}{part}"
    return f"not finished: run the same command again to go on with {named(unfinished)}{part}"


def _progress(fields: dict[str, Any]) -> list[str]:
    """What the run that is at work told last."""
    try:
        workers = tuple(Worker(**worker) for worker in fields["workers"])
        progress = Progress(**{**fields, "workers": workers})
    except (KeyError, TypeError):
        return []
    return [f"progress    {describe(progress)}", *(f"worker {w.number}    {worker_words(w)}" for w in workers)]


def _run_json(out: Path) -> dict[str, Any]:
    try:
        found = json.loads((out / "run.json").read_text(encoding="utf8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _timing(report: dict[str, Any]) -> list[str]:
    stages = report.get("stage_seconds") or {}
    memory = report.get("peak_memory_mb") or {}
    lines = [f"stage       {name}  {seconds:.1f} s" for name, seconds in stages.items()]
    return lines + [f"memory      {name}  {size} MB" for name, size in memory.items()]


def _failures(store: Store, receipts: list[Receipt]) -> list[str]:
    """The failures by stage and kind, with some examples of each."""
    failed = [receipt for receipt in receipts if receipt.counts.failures]
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    for row in itertools.chain.from_iterable(batch.to_pylist() for batch in store.batches(failed, "failures")):
        kind = (row["stage"], row["error"])
        sizes[kind] += 1
        if len(grouped[kind]) < _EXAMPLES:
            grouped[kind].append(row)
    lines = []
    for kind in sorted(grouped):
        lines.append(f"failed      {kind[0]}: {kind[1]}, {sizes[kind]} times")
        lines += [f"            {where(row['source'], row['record'])}: {row['message']}" for row in grouped[kind]]
    return lines


def where(source: str | None, record: str | None) -> str:
    """Where an input stands, for a reader."""
    return (source or "?") + (f", record {record}" if record else "")
