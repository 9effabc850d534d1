"""A release that kills its worker, hangs or takes too much memory costs itself alone."""

import os
import signal
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

import pyarrow as pa
import pytest
from releases import release

from pipeline.errors import RupressError, SettingsError
from pipeline.records import Failure, Record, Release
from pipeline.run.extraction import Extractor
from pipeline.run.pool import Pool, serve
from pipeline.run.settings import Limits, read_limits
from pipeline.run.shards import Shard, cut
from pipeline.settings import Settings

LIMITS = Limits(seconds=8, memory_mb=1100)
TOO_MUCH = 1 << 30


def do_what_it_says(text: str) -> None:
    """Be killed, hang or take memory, for a release that tells to."""
    if "смерть" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "зависание" in text:
        time.sleep(3600)
    if "заминка" in text:
        time.sleep(8)
    if "нехватка" in text or ("теснота" in text and "соседи" in text):
        raise MemoryError
    if "память" in text:
        held = bytearray(TOO_MUCH)
        held[::4096] = b"x" * len(held[::4096])
        time.sleep(3600)


def deadly_serve(connection: Connection, settings: Settings, key: str, limits: Limits) -> None:
    """A worker that does what a release tells it."""
    one, some = Extractor._one, Extractor._extract

    def deadly_one(self: Extractor, record: Record) -> Release | Failure:
        do_what_it_says(record.text)
        return one(self, record)

    def deadly_some(self: Extractor, records: list[Record]) -> Iterator[Release]:
        do_what_it_says(" ".join(record.text for record in records))
        return some(self, records)

    Extractor._one, Extractor._extract = deadly_one, deadly_some  # type: ignore[method-assign]
    serve(connection, settings, key, limits)


def shards_of(texts: list[str]) -> list[Shard]:
    return list(cut([Record(text=text, id=f"n{n}", source="s", record=str(n)) for n, text in enumerate(texts)], "key"))


def extracted(shards: list[Shard], workers: int) -> dict[str, list[dict[str, object]]]:
    tables: dict[str, list[dict[str, object]]] = {"releases": [], "failures": []}
    with Pool(workers, Settings(), "key", limits=LIMITS, serve=deadly_serve) as pool:
        for result in pool.extract(iter(shards)):
            for name, rows in tables.items():
                start, length = result.receipt.tables[name]
                rows += pa.ipc.open_stream(result.data[start : start + length]).read_all().to_pylist()
            assert result.receipt.final == (not result.receipt.counts.failures)
    return tables


def test_a_release_that_ends_its_worker_costs_itself_alone() -> None:
    fates = {3: " смерть", 35: " зависание", 50: " память"}
    shards = shards_of([release(n) + fates.get(n, "") for n in range(80)])
    assert len(shards) > 1
    tables = extracted(shards, workers=2)
    expected = [f"n{n}" for n in range(80) if n not in fates]
    assert sorted(str(row["release_id"]) for row in tables["releases"]) == sorted(expected)
    assert sorted((row["record"], row["error"]) for row in tables["failures"]) == [
        ("3", "worker_died"),
        ("35", "time_limit"),
        ("50", "memory_limit"),
    ]
    told = {str(row["error"]): str(row["message"]) for row in tables["failures"]}
    assert "more than 8 seconds: raise --time-limit" in told["time_limit"]
    assert "more than 1100 MB: raise --memory-limit" in told["memory_limit"]


def test_a_release_with_too_little_memory_is_tried_alone_in_a_fresh_worker_first() -> None:
    shards = shards_of([release(0) + " соседи", release(1) + " теснота", release(2) + " нехватка", release(3)])
    tables = extracted(shards, workers=1)
    assert [row["release_id"] for row in tables["releases"]] == ["n0", "n1", "n3"]
    assert [(row["record"], row["error"]) for row in tables["failures"]] == [("2", "out_of_memory")]
    assert "use fewer --workers" in str(tables["failures"][0]["message"])


def test_a_worker_is_not_silent_while_nobody_listens() -> None:
    """A release takes 8 seconds, more than the limit, for 7 of which the one who takes the results is away."""
    shards = [*shards_of([release(0) + " заминка"]), *shards_of([release(1)])]
    with Pool(2, Settings(), "key", limits=Limits(seconds=6), serve=deadly_serve) as pool:
        results = pool.extract(iter(shards))
        next(results)
        time.sleep(7)
        assert next(results).receipt.counts.failures == 0


def early_death(connection: Connection, settings: Settings, key: str, limits: Limits) -> None:
    """A worker that never gets to work."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_workers_that_never_start_end_the_run_with_advice() -> None:
    with Pool(1, Settings(), "key", serve=early_death) as pool, pytest.raises(RupressError, match="free memory"):
        list(pool.extract(iter(shards_of([release(1)]))))


def test_workers_that_do_not_fit_the_limit_end_the_run_with_advice() -> None:
    limits = Limits(seconds=60, memory_mb=64)
    with Pool(1, Settings(), "key", limits=limits) as pool, pytest.raises(RupressError, match="raise --memory-limit"):
        list(pool.extract(iter(shards_of([release(1)]))))


def half_a_message(connection: Connection, settings: Settings, key: str, limits: Limits) -> None:
    """A worker that dies in the middle of its first message, every time."""
    os.write(connection.fileno(), b"\0\0\1\0half")
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_dies_in_the_middle_of_a_message_is_a_dead_worker() -> None:
    with Pool(1, Settings(), "key", serve=half_a_message) as pool, pytest.raises(RupressError, match="free memory"):
        list(pool.extract(iter(shards_of([release(1)]))))


def test_limits_that_no_release_keeps_to_are_told() -> None:
    with pytest.raises(SettingsError, match="more than 0 seconds"):
        read_limits(0, None, 1)
    with pytest.raises(SettingsError, match=r"256 \(MB\) or more"):
        read_limits(None, 8, 1)


def test_workers_share_the_memory_of_the_machine() -> None:
    assert read_limits(None, None, 256).memory_mb < read_limits(None, None, 1).memory_mb <= 4096
    assert read_limits(60, 9000, 256) == Limits(60, 9000)
