"""The rows of one shard, as the bytes of its file."""

from __future__ import annotations

import hashlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.records import Failure, Record, Release
from pipeline.run.receipts import Counts, Receipt
from pipeline.run.settings import USUAL_LIMITS, Limits
from pipeline.run.shards import Shard
from pipeline.settings import Settings
from pipeline.tables import failure_batch, signature_batch, to_batches

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.redaction import Redactor
    from pipeline.run.timing import StageClock

STAGE = "extract"
SIGNATURES = "signatures"
"""What a shard keeps beside the rows of its tables, to tell reprints by."""

_STEP = 0.5


@dataclass(frozen=True, slots=True)
class Result:
    """A shard that is done: the bytes of its file and the receipt for them."""

    data: bytes
    receipt: Receipt


@dataclass
class Extractor:
    """Extracts shard after shard with one Language, which is loaded at first use."""

    settings: Settings
    key: str
    limits: Limits = USUAL_LIMITS
    batch_size: int = 64
    _clock: StageClock | None = field(default=None, init=False)

    @cached_property
    def language(self) -> Language:
        """The Language of all stages, with a clock for each."""
        from pipeline.extraction import load_for
        from pipeline.run.timing import StageClock

        nlp = load_for(self.settings)
        self._clock = StageClock(nlp)
        return nlp

    @cached_property
    def _redactor(self) -> Redactor:
        from pipeline.redaction import Redactor

        return Redactor(self.settings)

    def shard(self, shard: Shard, step: Callable[[int], None] | None = None) -> Result:
        """The rows of a shard; a release that raises becomes a failure; `step` is told now and then how far it is."""
        started = told = time.perf_counter()
        found: list[Release | Failure] = []
        try:
            for release in self._extract(shard.records):
                found.append(release)
                if step and time.perf_counter() - told > _STEP:
                    told = time.perf_counter()
                    step(len(found))
        except MemoryError:  # in a fresh process there may be enough
            raise
        except Exception:  # one of them raises: find out which
            found = [self._one(record) for record in shard.records]
        return self._result(shard, found, started, final=True)

    def shard_one_by_one(self, shard: Shard, begin: Callable[[int], None], deadly: Mapping[int, str]) -> Result:
        """The same, telling before each record which one comes; the `deadly` ones are failures for that reason."""
        started = time.perf_counter()
        found: list[Release | Failure] = []
        for number, record in enumerate(shard.records):
            begin(number)
            found.append(self._lost(record, deadly[number]) if number in deadly else self._one(record))
        return self._result(shard, found, started, final=not deadly)

    def _extract(self, records: list[Record]) -> Iterator[Release]:
        from pipeline.extraction import extract_many

        return extract_many(records, batch_size=self.batch_size, nlp=self.language, settings=self.settings)

    def _one(self, record: Record) -> Release | Failure:
        try:
            return next(self._extract([record]))
        except MemoryError:
            raise
        except Exception as error:  # nothing in one release stops the others
            return Failure(record.source, record.record, STAGE, type(error).__name__, str(error)[:1000])

    def _lost(self, record: Record, reason: str) -> Failure:
        messages = {
            "time_limit": f"it took more than {self.limits.seconds:g} seconds: raise --time-limit, or split the text",
            "out_of_memory": "there was too little memory for it: free some, use fewer --workers, or split the text",
            "memory_limit": f"it took more than {self.limits.memory_mb} MB: raise --memory-limit, or split the text",
        }
        died = "the process that worked on it was killed: out of memory, or a crash in a library"
        return Failure(record.source, record.record, STAGE, reason, messages.get(reason, died))

    def _result(self, shard: Shard, found: list[Release | Failure], started: float, *, final: bool) -> Result:
        releases = [item for item in found if isinstance(item, Release)]
        failures = list(map(self._redactor.failure, _in_order(shard, found)))
        batches = {**to_batches(releases), "failures": failure_batch(failures)}
        signatures = signature_batch(releases)
        data, places = _pack({**batches, SIGNATURES: signatures})
        seconds = self._clock.take() if self._clock else {}
        seconds["other"] = time.perf_counter() - started - sum(seconds.values())
        counts = Counts(
            records=len(shard.items),
            releases=len(releases),
            failures=len(failures),
            characters=sum(len(release.text) for release in releases),
            rows={name: batch.num_rows for name, batch in batches.items() if batch.num_rows},
            errors=dict(Counter(failure.error for failure in failures)),
            seconds={name: round(spent, 4) for name, spent in seconds.items()},
            peak_memory_mb=peak_memory_mb(),
        )
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        return Result(data, Receipt(shard.fingerprint, self.key, len(data), digest, places, counts, final))


def _in_order(shard: Shard, found: list[Release | Failure]) -> list[Failure]:
    outcomes = iter(found)
    merged = [next(outcomes) if isinstance(item, Record) else item for item in shard.items]
    return [item for item in merged if isinstance(item, Failure)]


def _pack(batches: dict[str, pa.RecordBatch]) -> tuple[bytes, dict[str, tuple[int, int]]]:
    """Arrow streams one after another, and where each of them stands."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    places: dict[str, tuple[int, int]] = {}
    for name, batch in batches.items():
        start = sink.tell()
        with pa.ipc.new_stream(sink, batch.schema, options=options) as writer:
            writer.write_batch(batch)
        places[name] = (start, sink.tell() - start)
    return sink.getvalue().to_pybytes(), places


def peak_memory_mb() -> int:
    """The most memory that this process has held, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak // (1024 * 1024 if sys.platform == "darwin" else 1024))
