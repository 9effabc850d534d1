"""Compares the ways in which a run can be done: in parts, on Spark by command and by library, in one process.

    .ci/engines.py INPUT.jsonl[.gz] OUT RECORDS

Writes the first RECORDS lines into a fresh folder OUT, extracts them each way and prints for each whether all tables
equal those of one process: row for row, those of the library (a DataFrame has no order) as sets of rows.
"""

from __future__ import annotations

import gzip
import itertools
import json
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import spark
from pipeline.run import merge, run
from pipeline.run.cluster import spark_session
from pipeline.sinks import read_arrow

PARTS = 3


def main() -> None:
    """Do all of them."""
    source, out, records = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    dump = out / "dump.jsonl"
    with gzip.open(source, "rb") if source.suffix == ".gz" else open(source, "rb") as lines:
        dump.write_bytes(b"".join(itertools.islice(lines, records)))
    summary = run([dump], out / "one")
    print(f"{summary.releases} releases, {summary.failures} failures", flush=True)
    expected = read_arrow(out / "one")
    run([dump], out / "two", workers=2)
    compare("two workers", expected, read_arrow(out / "two"))
    for number in range(1, PARTS + 1):
        run([dump], out / f"part{number}", part=f"{number}/{PARTS}")
    merge([out / f"part{number}" for number in range(1, PARTS + 1)], out / "merged")
    compare(f"{PARTS} parts, merged", expected, read_arrow(out / "merged"))
    run([dump], out / "spark", engine="spark", workers=2)
    compare("--engine spark", expected, read_arrow(out / "spark"))
    compare("pipeline.spark.extract", unordered(expected), unordered(by_library(dump)))


def by_library(dump: Path) -> dict[str, Any]:
    """The tables of a DataFrame with the records of a dump."""
    lines = dump.read_text(encoding="utf8").splitlines()
    rows = [{**json.loads(line), "source": dump.name, "record": str(n)} for n, line in enumerate(lines, 1)]
    names = [
        name for name in ("id", "text", "title", "published", "date", "url", "source", "record") if name in rows[0]
    ]
    cells = [tuple(row.get(name) for name in names) for row in rows]
    with spark_session(2) as session:
        tables = spark.extract(session.createDataFrame(cells, ", ".join(f"{name} string" for name in names)))
        return {name: [tuple(row) for row in frame.collect()] for name, frame in tables.items()}


def unordered(tables: dict[str, Any]) -> dict[str, Counter[str]]:
    """The rows of each table, in no order."""
    rows = {
        name: [tuple(row.values()) for row in table.to_pylist()] if isinstance(table, pa.Table) else table
        for name, table in tables.items()
    }
    return {name: Counter(map(repr, some)) for name, some in rows.items()}


def compare(way: str, expected: dict[str, Any], found: dict[str, Any]) -> None:
    """Print which tables differ."""
    equal = lambda one, two: one.equals(two) if isinstance(one, pa.Table) else one == two  # noqa: E731
    differing = [name for name in expected if not equal(expected[name], found[name])]
    print(f"{way}: {', '.join(differing) or 'all tables equal'}", flush=True)


if __name__ == "__main__":
    main()
