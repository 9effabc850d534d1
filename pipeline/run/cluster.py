"""Shards extracted on Apache Spark: the engine behind `--engine spark`, and what runs on its workers.

Each Python worker of Spark keeps a pool of one process, so that a release that dies, hangs or grows there costs itself,
as it does on one machine, and models are loaded once a worker.
"""

from __future__ import annotations

import atexit
import itertools
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.errors import RupressError, SettingsError
from pipeline.run.extraction import Result
from pipeline.run.pool import Pool
from pipeline.run.progress import Worker
from pipeline.run.receipts import Receipt
from pipeline.run.settings import Limits
from pipeline.run.shards import Shard
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SHARDS_A_SLOT = 8
"""Shards that a slot of the cluster is given at a time; more make fewer pauses, fewer are kept sooner."""

_LOCAL = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
_DONE = "data binary, receipt string"
Batches = Iterator[pa.RecordBatch]


@contextmanager
def spark_session(workers: int) -> Iterator[SparkSession]:
    """The session that is active, else one that is started: on the cluster of spark-submit or PYSPARK_SUBMIT_ARGS, or
    on this machine, `workers` wide.

    Raises SettingsError where Spark is not installed or can't start.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise SettingsError("engine: spark is not installed: pip install 'rupress[spark]'") from None
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    active = SparkSession.getActiveSession()
    if active is not None:
        yield active
        return
    session = _start(SparkSession.builder.appName("rupress"), workers)
    try:
        yield session
    finally:
        session.stop()


def _start(builder: Any, workers: int) -> SparkSession:
    if not {"PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS"} & set(os.environ):  # nobody says where the cluster is
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.master(f"local[{workers}]").config(map=_LOCAL)
        builder = builder.config("spark.sql.shuffle.partitions", str(workers))
    try:
        session: SparkSession = builder.getOrCreate()
    except Exception as error:  # PySpark has no one kind of error for it
        reason = str(error).splitlines()[0][:200]
        raise SettingsError(f"engine: Spark can't start ({reason}): install Java 17 or later, set JAVA_HOME") from None
    return session


class SparkEngine:
    """Extracts shards on a Spark session."""

    def __init__(self, session: SparkSession, settings: Settings, key: str, limits: Limits) -> None:
        self._session = session
        self._work = shard_worker(settings, key, limits)

    def extract(self, shards: Iterator[Shard]) -> Iterator[Result]:
        """Results as they come; the shards go to the cluster some at a time."""
        slots = int(self._session.sparkContext.defaultParallelism)
        while some := list(itertools.islice(shards, slots * SHARDS_A_SLOT)):
            rows = [(shard.to_json(),) for shard in some]
            frame = self._session.createDataFrame(rows, "shard string").repartition(min(slots, len(rows)))
            for row in _collected(frame.mapInArrow(self._work, _DONE)):
                yield Result(bytes(row.data), Receipt.from_json(row.receipt))

    def states(self) -> tuple[Worker, ...]:
        """Nothing: Spark's own pages tell what its workers do."""
        return ()


def _collected(frame: Any) -> list[Any]:
    """The rows of a DataFrame; raises RupressError where Spark can't give them."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        rows: list[Any] = frame.collect()
    except (Py4JError, PySparkException, OSError) as error:
        raise RupressError(
            f"Spark gave up ({_reason(str(error))}): its log tells more; what is done is kept, "
            "run the same command again to go on"
        ) from None
    return rows


def _reason(text: str) -> str:
    """The line of a message of Spark's that says most: the last error that is no frame of a stack."""
    lines = [line.strip() for line in text.splitlines() if not line.strip().startswith(("at ", "File ", "..."))]
    errors = [line for line in lines if re.match(r"(?:Caused by)?:? ?[\w.]*(?:Error|Exception)\b", line)]
    return next(iter([*errors[-1:], *lines, "no reason given"])).removeprefix("Caused by").lstrip(": ")[:300]


def shard_worker(settings: Settings, key: str, limits: Limits) -> Callable[[Batches], Batches]:
    """A function for `mapInArrow` from shards, a JSON text a row, to their files and receipts."""

    def work(batches: Batches) -> Batches:
        shards = (Shard.from_json(text) for batch in batches for text in batch.column("shard").to_pylist())
        for result in pooled(settings, key, limits).extract(shards):
            columns = [pa.array([result.data], pa.binary()), pa.array([result.receipt.to_json()], pa.string())]
            yield pa.RecordBatch.from_arrays(columns, ["data", "receipt"])

    return work


@cache
def pooled(settings: Settings, key: str, limits: Limits) -> Pool:
    """The pool of this Python worker, kept from task to task."""
    pool = Pool(1, settings, key, limits=limits)
    atexit.register(pool.__exit__, None, None, None)
    return pool
