"""Extraction on a local Spark session gives the tables that processes give."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from releases import command, release, same_tables, write_releases

from pipeline.errors import SettingsError
from pipeline.run import run
from pipeline.sinks import read_arrow

CORRECTIONS = "action,label,name,other\nrename,ORG,Завод «Северный луч»,АО «Луч»\nname,LOC,Цех,\n"
pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed (rupress[spark])"),
    pytest.mark.skipif(
        not (shutil.which("java") or os.environ.get("JAVA_HOME")), reason="Spark needs Java, and there is none here"
    ),
]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """70 releases, one of them a reprint, and one without text."""
    path = write_releases(tmp_path_factory.mktemp("in") / "dump.jsonl", 69)
    with open(path, "a", encoding="utf8") as file:
        file.write('\n{"id": "again", "text": "' + release(1) + ' Да.", "date": "2025-04-01"}\n{"id": "no text"}\n')
    return path


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole")
    run([source], out)
    return out


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    from pipeline.run.cluster import spark_session

    with spark_session(2) as started:
        yield started


def test_the_tables_of_a_data_frame(session: Any, source: Path, whole: Path) -> None:
    from pipeline import spark

    frame = session.read.json(str(source)).withColumnRenamed("date", "published")
    tables = spark.extract(frame)
    expected = read_arrow(whole)
    assert list(tables) == list(expected)
    for name, table in expected.items():
        columns = [column for column in table.column_names if column not in ("source", "record")]
        found = [tuple(row) for row in tables[name].select(*columns).collect()]
        wanted = [tuple(row.values()) for row in table.select(columns).to_pylist()]
        assert sorted(found, key=repr) == sorted(wanted, key=repr), name
    tables.unpersist()


def test_ids_in_a_data_frame_are_made_or_told_apart(session: Any) -> None:
    from pipeline import spark

    frame = session.createDataFrame(
        [("x", "Мост открыли."), ("x", "Порт закрыли."), (None, "Цех.")], "ID string, text string"
    )
    tables = spark.extract(frame, published="2025-01-02")
    ids = sorted(row.release_id for row in tables["releases"].collect())
    assert [ids[0][0], *ids[1:]] == ["r", "x", "x~2"]
    assert [row.code for row in tables["notes"].collect()].count("duplicate_id") == 1
    tables.unpersist()


def test_ids_in_a_data_frame_are_those_of_a_run(session: Any, tmp_path: Path) -> None:
    """White space round an id is none of it, a made id is never a given one, a row that can't be read takes none."""
    ids = ["x", "x", "x~2", "x\n", "x~2", " x", "x~x", None]
    texts = [None, *(f"Мост номер {n} открыли." for n in range(len(ids) - 1))]
    rows = [{"id": one, "text": text} for one, text in zip(ids, texts, strict=True)]
    (tmp_path / "dump.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf8")
    run([tmp_path / "dump.jsonl"], tmp_path / "out")
    expected = read_arrow(tmp_path / "out")

    from pipeline import spark

    frame = [(row["id"], row["text"], "dump.jsonl", str(n)) for n, row in enumerate(rows, 1)]
    tables = spark.extract(session.createDataFrame(frame, "id string, text string, source string, record string"))
    for name in ("releases", "local_entities", "failures"):
        columns = expected[name].column_names[:4]
        found = [tuple(row) for row in tables[name].select(*columns).collect()]
        wanted = [tuple(row.values()) for row in expected[name].select(columns).to_pylist()]
        assert sorted(found, key=repr) == sorted(wanted, key=repr), name
    tables.unpersist()


def test_settings_of_a_data_frame_are_those_of_a_run(session: Any, source: Path, tmp_path: Path) -> None:
    corrections = tmp_path / "mine.csv"
    corrections.write_text(CORRECTIONS, encoding="utf8")
    options: Any = {"labels": ["PER", "ORG"], "exclude": ["quotes"], "corrections": corrections}
    run([source], tmp_path / "out", **options)
    expected = read_arrow(tmp_path / "out")

    from pipeline import spark

    tables = spark.extract(session.read.json(str(source)), **options)
    for name in ("mentions", "quotes", "entities", "entity_names"):
        columns = expected[name].column_names
        found = [tuple(row) for row in tables[name].select(*columns).collect()]
        assert sorted(found, key=repr) == sorted((tuple(r.values()) for r in expected[name].to_pylist()), key=repr), (
            name
        )
    assert "АО «Луч»" in expected["entities"]["name"].to_pylist()
    tables.unpersist()


def test_a_setting_that_is_none_is_told_before_spark_starts() -> None:
    from pipeline import spark

    with pytest.raises(SettingsError, match="labels"):
        spark.extract(None, labels=["PEOPLE"])  # type: ignore[arg-type]


def test_the_command_on_spark_gives_the_same_tables(source: Path, whole: Path, tmp_path: Path) -> None:
    options = ("--engine", "spark", "--workers", "2")
    done = subprocess.run(command("extract", source, "--out", tmp_path, *options), capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert same_tables(whole, tmp_path)


def test_spark_that_is_not_there_is_told(source: Path, tmp_path: Path) -> None:
    code = "import sys; sys.modules['pyspark'] = None; from pipeline.cli import main; main()"
    arguments = ("extract", str(source), "--out", str(tmp_path), "--engine", "spark")
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'rupress[spark]'" in done.stderr
