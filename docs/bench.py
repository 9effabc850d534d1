"""How fast one thread is: characters a second over data/samples, by stage, with load time and peak memory.

    make bench

Every text is worked on `ROUNDS` times after one round to warm up, as a dump repeats its words; the median round counts.
"""

from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import platform  # noqa: E402
import resource  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
ROUNDS = 7


def main() -> None:
    started = time.perf_counter()
    import pipeline
    from pipeline.records import Record
    from pipeline.sources import read_inputs

    records = [item for item in read_inputs([str(SAMPLES)]) if isinstance(item, Record)]
    characters = sum(len(record.text) for record in records)
    next(pipeline.extract_many(records[:1]))
    first = time.perf_counter() - started
    list(pipeline.extract_many(records))
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        list(pipeline.extract_many(records))
        rounds.append(time.perf_counter() - started)
    rates = sorted(characters / seconds for seconds in rounds)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{platform.machine()}, Python {platform.python_version()}, one thread, {len(records)} releases of data/samples"
    )
    print(f"{statistics.median(rates):,.0f} characters a second ({rates[0]:,.0f}–{rates[-1]:,.0f} in {ROUNDS} rounds)")
    print(f"{first:.1f} s from the start of Python to the first release, {memory} MB at the peak")
    _by_stage(records, characters)


def _by_stage(records: list[object], characters: int) -> None:
    import pipeline

    nlp = pipeline.load()
    docs = [nlp.make_doc(record.text) for record in records]  # type: ignore[attr-defined]
    for name, stage in nlp.pipeline:
        started = time.perf_counter()
        docs = list(stage.pipe(docs)) if hasattr(stage, "pipe") else [stage(doc) for doc in docs]
        seconds = time.perf_counter() - started
        print(f"  {name:20} {seconds:6.2f} s {characters / seconds:12,.0f} characters a second")


if __name__ == "__main__":
    main()
