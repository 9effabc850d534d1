"""Other inputs into a folder are added to it; the same ones take the place of what was there."""

from dataclasses import replace
from pathlib import Path

import pytest
from releases import same_tables, write_releases

from pipeline.errors import OutputError, SettingsError
from pipeline.run import run, status_text
from pipeline.run.groups import Group, check_unfinished, kept_beside, moved, new_group, with_group
from pipeline.run.parts import WHOLE, Part
from pipeline.settings import Settings
from pipeline.sinks import read_arrow
from pipeline.sources import find_files


def ids(folder: Path) -> list[str]:
    return read_arrow(folder)["releases"]["release_id"].to_pylist()


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder with two dumps that share an id."""
    (tmp_path / "in").mkdir()
    write_releases(tmp_path / "in/a.jsonl", 3)
    write_releases(tmp_path / "in/b.jsonl", 3, start=2)
    return tmp_path / "in"


def test_other_inputs_are_added_and_changed_ones_done_again(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([inputs / "a.jsonl"], out)
    summary = run([inputs / "b.jsonl"], out)
    assert (summary.releases, summary.reused) == (6, 3)
    assert ids(out) == ["n0", "n1", "n2", "n2~2", "n3", "n4"]
    assert "../in/a.jsonl; ../in/b.jsonl" in status_text(out)
    run([inputs / "a.jsonl", inputs / "b.jsonl"], tmp_path / "at_once")
    assert same_tables(out, tmp_path / "at_once")
    write_releases(inputs / "a.jsonl", 1)
    run([inputs / "a.jsonl"], out, published="2025-01-01")
    assert ids(out) == ["n0", "n2~2", "n3", "n4"]
    assert read_arrow(out)["releases"]["published_value"].to_pylist() == ["2025-01-01", None, None, None]
    assert len(list((out / ".rupress/shards").glob("*.json"))) == 2


def group(out: Path, *inputs: Path, part: Part = WHOLE) -> Group:
    return new_group(out, inputs, find_files(inputs), Settings(), part)


def test_the_same_inputs_take_their_place(inputs: Path, tmp_path: Path) -> None:
    a, b = (group(tmp_path / "out", inputs / name) for name in ("a.jsonl", "b.jsonl"))
    again = replace(a, order=("shard",))
    assert kept_beside(again, [a, b], tmp_path) == [b]
    assert with_group(again, [a, b], tmp_path) == [again, b]
    assert with_group(b, [a], tmp_path) == [a, b]


def test_a_part_does_not_take_the_place_of_a_whole_run(inputs: Path, tmp_path: Path) -> None:
    whole, part = (group(tmp_path / "out", inputs, part=part) for part in (WHOLE, Part(1, 2)))
    with pytest.raises(SettingsError, match="a part of a run goes into a folder of its own"):
        kept_beside(part, [whole], tmp_path)


def test_a_stopped_run_is_not_lost_to_other_inputs(inputs: Path, tmp_path: Path) -> None:
    a, b = (group(tmp_path / "out", inputs / name) for name in ("a.jsonl", "b.jsonl"))
    check_unfinished(a, a, tmp_path)
    with pytest.raises(SettingsError, match=r"a\.jsonl that was stopped: give its command again first"):
        check_unfinished(b, a, tmp_path)


@pytest.mark.parametrize("state", ["{", "[]", '{"shards": []}', '{"groups": [{}]}'])
def test_a_folder_whose_state_cannot_be_read_is_left_alone(inputs: Path, tmp_path: Path, state: str) -> None:
    (tmp_path / "out/.rupress").mkdir(parents=True)
    (tmp_path / "out/.rupress/state.json").write_text(state, encoding="utf8")
    with pytest.raises(OutputError, match="name another folder with --out"):
        run([inputs], tmp_path / "out")


def test_a_linked_folder_is_the_folder(inputs: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(inputs)
    assert group(tmp_path / "out", inputs) == group(tmp_path / "out", tmp_path / "link")


def test_inputs_that_hold_the_old_ones_take_their_place(inputs: Path, tmp_path: Path) -> None:
    a, both = group(tmp_path / "out", inputs / "a.jsonl"), group(tmp_path / "out", inputs)
    assert kept_beside(both, [a], tmp_path) == []


def test_a_folder_that_lost_a_file_is_the_same_input(inputs: Path, tmp_path: Path) -> None:
    before = group(tmp_path / "out", inputs)
    (inputs / "a.jsonl").unlink()
    assert kept_beside(group(tmp_path / "out", inputs), [before], tmp_path) == []


def test_a_file_of_a_folder_that_was_read_is_told(inputs: Path, tmp_path: Path) -> None:
    a, both = group(tmp_path / "out", inputs / "a.jsonl"), group(tmp_path / "out", inputs)
    with pytest.raises(SettingsError, match=r"holds releases of ../in, and some of these files are among them"):
        kept_beside(a, [both], tmp_path)


def test_releases_of_another_version_are_not_mixed_in(inputs: Path, tmp_path: Path) -> None:
    a, b = (group(tmp_path / "out", inputs / name) for name in ("a.jsonl", "b.jsonl"))
    with pytest.raises(SettingsError, match="another version of rupress"):
        kept_beside(b, [replace(a, key="older")], tmp_path)


def test_a_part_goes_into_a_folder_of_its_own(inputs: Path, tmp_path: Path) -> None:
    a = group(tmp_path / "out", inputs / "a.jsonl")
    b = group(tmp_path / "out", inputs / "b.jsonl", part=Part(1, 2))
    for new, held in ((a, b), (b, a)):
        with pytest.raises(SettingsError, match="a folder of its own"):
            kept_beside(new, [held], tmp_path)


def test_a_project_may_move_and_a_merge_sees_its_inputs_from_elsewhere(inputs: Path, tmp_path: Path) -> None:
    here = group(tmp_path / "out", inputs)
    assert here.inputs == ("../in",)
    inputs.parent.joinpath("project").mkdir()
    there = inputs.rename(tmp_path / "project/in")
    assert group(tmp_path / "project/out", there) == here
    elsewhere = moved(here, tmp_path / "project/out", tmp_path / "far/away/out", WHOLE)
    assert elsewhere == group(tmp_path / "far/away/out", there)


def test_a_group_survives_its_file(inputs: Path, tmp_path: Path) -> None:
    one = replace(group(tmp_path / "out", inputs, part=Part(2, 3)), order=("x", "y", "z"))
    assert Group.from_fields(one.to_fields()) == one
    assert one.shards == ["y"]
