"""A full disk, or too little memory at the end, ends a run with a sentence; with room again it goes on."""

import importlib.util
import os
import resource
import shutil
import subprocess
from pathlib import Path

import pytest
from releases import command, same_tables, write_releases

from pipeline.errors import OutputError
from pipeline.run import merge, run
from pipeline.tables import merge as merging

KB = 1024


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_releases(tmp_path_factory.mktemp("in") / "dump.jsonl", 150)


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole")
    run([source], out)
    return out


def with_room(size: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command where no file can grow over so many bytes."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # noqa: E731
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False, preexec_fn=limit)


@pytest.mark.parametrize(
    "size, file_format, where",
    [
        (8 * KB, "parquet", "shards/"),
        (80 * KB, "csv", "can't write to"),
        (200 * KB, "sqlite", "rupress.sqlite"),
        (500 * KB, "duckdb", "rupress.duckdb"),
    ],
)
def test_a_full_disk_is_told_and_the_run_goes_on(
    source: Path, whole: Path, tmp_path: Path, size: int, file_format: str, where: str
) -> None:
    done = with_room(size, "extract", source, "--out", tmp_path, "--format", file_format)
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    told = done.stderr.splitlines()[-1]
    assert where in told
    assert "free space" in told
    assert not list(tmp_path.rglob("*.tmp*"))
    assert run([source], tmp_path, format=file_format).releases == 150
    assert same_tables(tmp_path, whole)


def test_a_full_disk_is_told_by_merge(source: Path, whole: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        run([source], tmp_path / str(number), part=f"{number}/2")
    parts = (tmp_path / "1", tmp_path / "2")
    done = with_room(200 * KB, "merge", *parts, "--out", tmp_path / "out", "--format", "sqlite")
    assert done.returncode == 4
    assert "free space" in done.stderr
    assert "Traceback" not in done.stderr
    merge(parts, tmp_path / "out")
    assert same_tables(tmp_path / "out", whole)


def test_too_little_memory_to_count_entities_is_told(
    source: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as changed:
        changed.setattr(merging, "MEMORY_MB", 1)
        with pytest.raises(OutputError, match="run the same command again"):
            run([source], tmp_path)
    run([source], tmp_path)
    assert same_tables(tmp_path, whole)


@pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or not (shutil.which("java") or os.environ.get("JAVA_HOME")),
    reason="pyspark (rupress[spark]) or Java is not installed",
)
def test_spark_that_gives_up_is_told(source: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYSPARK_PYTHON": "/bin/false"}
    arguments = command("extract", source, "--out", tmp_path, "--engine", "spark")
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 4
    told = done.stderr.splitlines()[-1]
    assert told.startswith("rupress: Spark gave up")
    assert "run the same command again" in told
    assert "Traceback" not in done.stderr
