"""Other inputs into a folder are added to it; the same ones take the place of what was there."""

import os
from pathlib import Path

import pytest
from releases import release, same_tables, write_releases

from pipeline.errors import SettingsError
from pipeline.run import run, status_text
from pipeline.run.groups import Group
from pipeline.run.store import Store
from pipeline.sinks import read_arrow


def ids(folder: Path) -> list[str]:
    return read_arrow(folder)["releases"]["release_id"].to_pylist()


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder with two dumps that share an id."""
    (tmp_path / "in").mkdir()
    write_releases(tmp_path / "in/a.jsonl", 3)
    write_releases(tmp_path / "in/b.jsonl", 3, start=2)
    return tmp_path / "in"


def test_other_inputs_are_added(inputs: Path, tmp_path: Path) -> None:
    run([inputs / "a.jsonl"], tmp_path / "added")
    summary = run([inputs / "b.jsonl"], tmp_path / "added")
    assert (summary.releases, summary.reused) == (6, 3)
    assert ids(tmp_path / "added") == ["n0", "n1", "n2", "n2~2", "n3", "n4"]
    run([inputs / "a.jsonl", inputs / "b.jsonl"], tmp_path / "at_once")
    assert same_tables(tmp_path / "added", tmp_path / "at_once")
    assert "a.jsonl; ../in/b.jsonl" in status_text(tmp_path / "added")


def test_a_changed_input_takes_the_place_of_its_old_releases(inputs: Path, tmp_path: Path) -> None:
    run([inputs / "a.jsonl"], tmp_path / "out")
    run([inputs / "b.jsonl"], tmp_path / "out")
    write_releases(inputs / "a.jsonl", 1)
    run([inputs / "a.jsonl"], tmp_path / "out")
    assert sorted(ids(tmp_path / "out")) == ["n0", "n2", "n3", "n4"]


def test_a_file_put_into_a_folder_is_added(inputs: Path, tmp_path: Path) -> None:
    run([inputs], tmp_path / "out")
    (inputs / "c.txt").write_text(release(70), encoding="utf8")
    assert run([inputs], tmp_path / "out").releases == 7
    (inputs / "c.txt").unlink()
    assert run([inputs], tmp_path / "out").releases == 6


def test_inputs_that_hold_the_old_ones_take_their_place(inputs: Path, tmp_path: Path) -> None:
    run([inputs / "a.jsonl"], tmp_path / "out")
    run([inputs], tmp_path / "out")
    assert len(ids(tmp_path / "out")) == 6


def test_a_file_of_a_folder_that_was_read_is_told(inputs: Path, tmp_path: Path) -> None:
    run([inputs], tmp_path / "out")
    with pytest.raises(SettingsError, match=r"holds releases of ../in, and some of these files are among them"):
        run([inputs / "a.jsonl"], tmp_path / "out")
    assert len(ids(tmp_path / "out")) == 6


def test_a_moved_project_goes_on(inputs: Path, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    os.rename(inputs, tmp_path / "project/in")
    run([tmp_path / "project/in"], tmp_path / "project/out")
    os.rename(tmp_path / "project", tmp_path / "moved")
    assert run([tmp_path / "moved/in"], tmp_path / "moved/out").reused == 6


def test_releases_of_another_version_are_not_mixed_in(inputs: Path, tmp_path: Path) -> None:
    run([inputs / "a.jsonl"], tmp_path / "out")
    store = Store(tmp_path / "out")
    [group] = store.groups()
    store.write_state([Group.from_fields({**group.to_fields(), "key": "older"})])
    with pytest.raises(SettingsError, match="another version of rupress"):
        run([inputs / "b.jsonl"], tmp_path / "out")
    assert run([inputs / "a.jsonl", inputs / "b.jsonl"], tmp_path / "out").releases == 6


def test_each_group_keeps_its_settings(inputs: Path, tmp_path: Path) -> None:
    run([inputs / "a.jsonl"], tmp_path / "out", published="2025-01-01")
    run([inputs / "b.jsonl"], tmp_path / "out", published="2026-02-02")
    values = read_arrow(tmp_path / "out")["releases"]["published_value"].to_pylist()
    assert values == ["2025-01-01"] * 3 + ["2026-02-02"] * 3
