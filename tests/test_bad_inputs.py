"""Bad inputs never break a run, and each is accounted for: releases + failures = records.

`RUPRESS_BAD_INPUTS=10000` takes that many (`make torture`).
"""

import gzip
import io
import json
import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from badinputs import bad_input
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Failure
from pipeline.run import run, status_text
from pipeline.sinks import read_arrow
from pipeline.sources import read_inputs

INPUTS = int(os.environ.get("RUPRESS_BAD_INPUTS", "300"))

cells = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.lists(st.integers(), max_size=2)
)
fields = st.dictionaries(st.sampled_from(["id", "text", "title", "date", "url", "x"]), cells)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many bad inputs."""
    folder = tmp_path_factory.mktemp("bad")
    for number in range(INPUTS):
        name, data = bad_input(number)
        (folder / name).write_bytes(data)
    return folder


def test_every_bad_input_is_a_release_or_a_failure(folder: Path, tmp_path: Path) -> None:
    summary = run([folder], tmp_path, workers=1)
    tables = read_arrow(tmp_path)
    outcomes = tables["releases"]["source"].to_pylist() + tables["failures"]["source"].to_pylist()
    files = Counter(source.split("/", 1)[0] for source in outcomes)
    assert set(files) == {path.name for path in folder.iterdir()}
    counts = json.loads((tmp_path / "run.json").read_text(encoding="utf8"))["counts"]
    assert counts["releases"] + counts["failures"] == counts["records"] == len(outcomes)
    assert (summary.releases, summary.failures) == (tables["releases"].num_rows, tables["failures"].num_rows)
    assert len(set(tables["releases"]["release_id"].to_pylist())) == summary.releases
    assert sum(counts["errors"].values()) == summary.failures
    assert {"unexpected", "worker_died"} & set(counts["errors"]) == set()
    assert f"failures{summary.failures}" in "".join(status_text(tmp_path).split())


@settings(max_examples=60, deadline=None)
@given(records=st.lists(st.one_of(fields, cells), min_size=1, max_size=8))
def test_every_line_is_a_record_or_a_failure(tmp_path_factory: pytest.TempPathFactory, records: list[object]) -> None:
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf8")
    assert [item.record for item in read_inputs([path])] == [str(n) for n in range(1, len(records) + 1)]


def empty_zip() -> bytes:
    held = io.BytesIO()
    zipfile.ZipFile(held, "w").close()
    return held.getvalue()


EMPTY = [
    ("a.csv", b"id,text"),
    ("a.jsonl", b"\n \n"),
    ("a.jsonl", b""),
    ("a.jsonl.gz", gzip.compress(b"", mtime=0)),
    ("a.zip", empty_zip()),
]


@pytest.mark.parametrize("name, data", EMPTY)
def test_a_file_that_holds_nothing_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    [failed] = read_inputs([tmp_path])
    assert isinstance(failed, Failure)
    assert failed.error == "no_records"
