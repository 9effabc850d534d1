"""A run split over machines and joined again is the run as if never split."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from releases import release, same_tables, write_releases

from pipeline.cli import main
from pipeline.errors import OutputError, RupressError, SettingsError
from pipeline.run import merge, run
from pipeline.run.parts import Part, read_part
from pipeline.sinks import read_arrow


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """170 releases, one id twice, and two that can't be read: some shards."""
    path = write_releases(tmp_path_factory.mktemp("in") / "dump.jsonl", 169)
    with open(path, "a", encoding="utf8") as file:
        file.write(f'\n{{"text": "обрыв\n{{"id": "no text"}}\n{json.dumps({"id": "n1", "text": release(500)})}\n')
    return path


@pytest.fixture(scope="module")
def split(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the whole run (`whole`) and its two parts (`1`, `2`)."""
    folder = tmp_path_factory.mktemp("parts")
    run([source], folder / "whole")
    for number in (1, 2):
        run([source], folder / str(number), part=f"{number}/2")
    return folder


def test_every_release_is_in_one_part(split: Path) -> None:
    ids = [read_arrow(split / name)["releases"]["release_id"].to_pylist() for name in ("1", "2", "whole")]
    assert ids[0]
    assert ids[1]
    assert sorted(ids[0] + ids[1]) == sorted(ids[2])
    assert "n1~2" in ids[2]


def test_merged_parts_are_the_whole(split: Path, tmp_path: Path) -> None:
    summary = merge([split / "2", split / "1"], tmp_path)
    assert (summary.releases, summary.failures) == (170, 2)
    assert same_tables(tmp_path, split / "whole")


def test_a_merged_run_is_a_run(source: Path, split: Path, tmp_path: Path) -> None:
    merge([split / "1", split / "2"], tmp_path)
    merge([split / "1", split / "2"], tmp_path, format="csv")
    summary = run([source], tmp_path)
    assert summary.reused == 170
    assert same_tables(tmp_path, split / "whole")


def test_the_command_joins_parts(split: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["merge", str(split / "1"), str(split / "2"), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "170 releases and 2 failures" in done.output


@pytest.mark.parametrize(
    "parts, error, hint",
    [
        (["1"], SettingsError, "1 of 2 parts are missing: 2/2"),
        (["1", "1"], SettingsError, "part 1/2 is named twice"),
        (["1", "whole"], SettingsError, "holds no part of a run"),
        (["1", "nowhere"], OutputError, "holds no run"),
    ],
)
def test_what_is_no_set_of_parts_is_told(
    split: Path, tmp_path: Path, parts: list[str], error: type[RupressError], hint: str
) -> None:
    with pytest.raises(error, match=hint):
        merge([split / name for name in parts], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_parts_of_different_runs_are_told(source: Path, split: Path, tmp_path: Path) -> None:
    run([source], tmp_path / "2", part="2/2", limit=100)
    with pytest.raises(SettingsError, match="they differ in their input"):
        merge([split / "1", tmp_path / "2"], tmp_path / "out")
    run([source], tmp_path / "3", part="2/2", published="2025-01-01", limit=2)
    with pytest.raises(SettingsError, match="they differ in their settings"):
        merge([split / "1", tmp_path / "3"], tmp_path / "out")


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "1/0", "a/b", "1/2/3", "-1/2"])
def test_what_is_no_part_is_told(text: str) -> None:
    with pytest.raises(SettingsError, match="write 1/4, 2/4"):
        read_part(text)


def test_parts_take_turns() -> None:
    assert [[Part(n, 3).takes(index) for index in range(4)] for n in (1, 2, 3)] == [
        [True, False, False, True],
        [False, True, False, False],
        [False, False, True, False],
    ]


def test_a_part_without_shards_has_nothing_to_do(tmp_path: Path) -> None:
    source = write_releases(tmp_path / "small.jsonl", 3)
    for number in (1, 2):
        arguments = ["extract", str(source), "--out", str(tmp_path / str(number)), "--part", f"{number}/2"]
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, done.output
    assert "part 2/2 has nothing to do: the input is too small for so many parts" in done.output
    assert "nothing could be read" not in done.output
    assert merge([tmp_path / "1", tmp_path / "2"], tmp_path / "out").releases == 3
