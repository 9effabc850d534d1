"""Checks against annotated and raw texts that lie beside the checkout.

    .ci/shared.py SHARED [--all] [--pin]

Scores end-to-end gold files with SHARED/score/evaluate.py and holds the figures to `.ci/shared-floors.json`, then runs
raw texts with one and with two workers and checks that both give the same rows, that `text[start:end]` is the text of
every row with offsets, and that every foreign key holds. `--all` takes more gold and whole raw files instead of a part
of each; `--pin` writes the figures reached as new floors (a floor only rises).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

import pipeline
from pipeline.schema import BY_NAME, TABLES

FLOORS = Path(__file__).parent / "shared-floors.json"
GOLD = (
    "e2e.seed",
    "e2e.real.dev",
    "e2e.made.dev",
    "e2e.made.train",
    "quotes.dev",
    "dates.dev",
    "percents.dev",
    "typology.dates",
    "typology.percents",
)
MORE_GOLD = ("ner.wikinews.dev", "ner.factrueval.dev", "positions.factrueval.dev", "positions.wikinews.dev")
RAW = {"releases": None, "kremlin": None, "vz": 10_000, "ledes": 5_000}
PART = {"releases": 60, "kremlin": 20, "vz": 100, "ledes": 100}
SLACK = 0.0005
COMMAND = Path(sys.executable).parent / "rupress"


def extract(source: Path, out: Path, *options: str) -> None:
    """Run the command; an exit code other than 0 ends the check."""
    subprocess.run([COMMAND, "extract", source, "--out", out, *options], check=True, stderr=subprocess.DEVNULL)


def figures(shared: Path, name: str, work: Path) -> dict[str, float]:
    """The figures of one gold file: F1 or share by `task figure`."""
    gold = shared / "gold" / f"{name}.jsonl"
    extract(gold, work / name, "--format", "jsonl")
    scorer = [sys.executable, shared / "score" / "evaluate.py", gold, work / name / "releases.jsonl", "--json"]
    report = json.loads(subprocess.run(scorer, check=True, capture_output=True, text=True).stdout)
    flat = {}
    for task, rows in report.items():
        for figure, value in rows.items():
            rows_of = value if isinstance(value, dict) else {"f1": value}
            number = next((rows_of[key] for key in ("f1", "F1", "share", "strict") if key in rows_of), None)
            if isinstance(number, (int, float)):
                flat[f"{task} {figure}"] = round(float(number), 4)
    return flat


def check_scores(shared: Path, names: Iterable[str], work: Path, pin: bool) -> list[str]:
    """Lines that say which figure fell below its floor."""
    floors = json.loads(FLOORS.read_text(encoding="utf8")) if FLOORS.exists() else {}
    broken = []
    for name in names:
        reached = figures(shared, name, work)
        for figure, value in reached.items():
            floor = floors.get(name, {}).get(figure)
            print(f"{name:26} {figure:42} {value:.3f}" + (f"  (floor {floor:.3f})" if floor is not None else ""))
            if floor is not None and value < floor - SLACK:
                broken.append(f"{name} {figure}: {value:.4f} is below its floor {floor:.4f}")
        if pin:
            old = floors.get(name, {})
            floors[name] = {figure: max(value, old.get(figure, 0.0)) for figure, value in reached.items()}
    if pin:
        FLOORS.write_text(json.dumps(floors, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf8")
    return broken


def wrong_offsets(tables: dict[str, pd.DataFrame]) -> list[str]:
    """Rows whose `text` is not the text between their offsets."""
    texts = dict(zip(tables["releases"]["release_id"], tables["releases"]["text"], strict=True))
    owners = dict(zip(tables["quotes"]["quote_id"], tables["quotes"]["release_id"], strict=True))
    wrong = []
    for name in ("sentences", "mentions", "positions", "quote_parts"):
        table = tables[name]
        ids = table["release_id"] if "release_id" in table else table["quote_id"].map(owners)
        rows = zip(ids, table["start_char"], table["end_char"], table["text"], strict=True)
        wrong += [f"{name}: {row}" for row in rows if texts[row[0]][row[1] : row[2]] != row[3]]
    parts = tables["quote_parts"].groupby("quote_id", sort=False)["text"].agg(" ".join)
    quotes = dict(zip(tables["quotes"]["quote_id"], tables["quotes"]["text"], strict=True))
    return wrong + [f"quotes: {key}" for key, text in parts.items() if quotes[key] != text]


def broken_keys(tables: dict[str, pd.DataFrame]) -> list[str]:
    """Foreign keys that point at nothing, and primary keys that stand twice."""
    broken = []
    for table in TABLES:
        rows = tables[table.name]
        if table.primary_key and rows.duplicated(list(table.primary_key)).any():
            broken.append(f"{table.name}: a primary key stands twice")
        for key in table.foreign_keys:
            parents = set(tables[key.table][list(BY_NAME[key.table].primary_key)].itertuples(index=False, name=None))
            children = rows[list(key.columns)].dropna().itertuples(index=False, name=None)
            lost = sum(child not in parents for child in children)
            if lost:
                broken.append(f"{table.name} {key.columns}: {lost} rows point at nothing in {key.table}")
    return broken


def different_rows(one: dict[str, pd.DataFrame], two: dict[str, pd.DataFrame]) -> list[str]:
    return [f"{name}: one and two workers differ" for name in one if not one[name].equals(two[name])]


def check_raw(shared: Path, name: str, limit: int | None, work: Path) -> list[str]:
    source = shared / "raw" / f"{name}.jsonl.gz"
    part = () if limit is None else ("--limit", str(limit))
    tables = []
    for workers in ("1", "2"):
        started = time.monotonic()
        extract(source, work / f"{name}{workers}", "--workers", workers, *part)
        tables.append(pipeline.read_tables(work / f"{name}{workers}"))
        characters = int(tables[-1]["releases"]["text"].str.len().sum())
        seconds = time.monotonic() - started
        rate = characters / seconds
        print(f"{name}: {workers} workers, {characters:,} characters, {seconds:.0f} s, {rate:,.0f} a second")
    one, two = tables
    print("  " + ", ".join(f"{table} {len(rows):,}" for table, rows in one.items()))
    failures = [f"{name}: {len(one['failures'])} failures"] if len(one["failures"]) else []
    return failures + [f"{name}: {line}" for line in wrong_offsets(one) + broken_keys(one) + different_rows(one, two)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--all", action="store_true", help="whole raw files")
    parser.add_argument("--raw", action="store_true", help="raw files only")
    parser.add_argument("--pin", action="store_true", help="write the figures reached as floors")
    options = parser.parse_args()
    names = (*GOLD, *MORE_GOLD) if options.all or options.pin else GOLD
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        broken = [] if options.raw else check_scores(options.shared, names, work, options.pin)
        for name, limit in (RAW if options.all else PART).items():
            broken += check_raw(options.shared, name, limit, work)
    for line in broken[:40]:
        print(line)
    print(f"{len(broken)} faults")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
