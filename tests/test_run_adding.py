"""Other inputs into a folder are added to it; the same ones take the place of what was there."""

from dataclasses import replace
from pathlib import Path

import pytest
from releases import same_tables, write_releases

from pipeline.errors import OutputError, SettingsError
from pipeline.run import run, status_text
from pipeline.run.groups import Group, as_whole, check_unfinished, kept_beside, new_group, with_group
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
    assert "a.jsonl; b.jsonl" in status_text(out)
    run([inputs / "a.jsonl", inputs / "b.jsonl"], tmp_path / "at_once")
    assert same_tables(out, tmp_path / "at_once")
    write_releases(inputs / "a.jsonl", 1)
    run([inputs / "a.jsonl"], out, published="2025-01-01")
    assert ids(out) == ["n0", "n2~2", "n3", "n4"]
    assert read_arrow(out)["releases"]["published_value"].to_pylist() == ["2025-01-01", None, None, None]
    assert len(list((out / ".rupress/shards").glob("*.json"))) == 2


def group(out: Path, *inputs: Path, part: Part = WHOLE, limit: int | None = None) -> Group:
    return new_group(out, inputs, find_files(inputs), Settings(), part, limit)


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
    with pytest.raises(SettingsError, match=r"holds releases of in, and some of these files are among them"):
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


def test_tables_that_were_moved_know_their_inputs(inputs: Path, tmp_path: Path) -> None:
    run([inputs / "a.jsonl", inputs / "b.jsonl"], tmp_path / "out")
    (tmp_path / "far/away").mkdir(parents=True)
    (tmp_path / "out").rename(tmp_path / "far/away/tables")
    write_releases(inputs / "b.jsonl", 1, start=2)
    summary = run([inputs / "a.jsonl", inputs / "b.jsonl"], tmp_path / "far/away/tables")
    assert summary.releases == 4
    assert ids(tmp_path / "far/away/tables") == ["n0", "n1", "n2", "n2~2"]


def test_a_folder_tells_nothing_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "ivan/private/in").mkdir(parents=True)
    write_releases(tmp_path / "ivan/private/in/a.jsonl", 1)
    run([tmp_path / "ivan/private/in"], tmp_path / "out")
    for path in (tmp_path / "out").rglob("*"):
        held = path.read_bytes() if path.is_file() else b""
        assert b"ivan" not in held, path
        assert b"private" not in held, path


def test_a_project_may_move_with_its_tables(inputs: Path, tmp_path: Path) -> None:
    here = group(tmp_path / "out", inputs)
    (tmp_path / "project").mkdir()
    there = inputs.rename(tmp_path / "project/in")
    assert kept_beside(group(tmp_path / "project/out", there), [here], tmp_path) == []
    write_releases(there / "c.jsonl", 1)
    assert kept_beside(group(tmp_path / "project/out", there), [here], tmp_path) == []


def test_a_file_that_was_moved_is_the_same(inputs: Path, tmp_path: Path) -> None:
    here = group(tmp_path / "out", inputs / "a.jsonl")
    (tmp_path / "old").mkdir()
    there = (inputs / "a.jsonl").rename(tmp_path / "old/a.jsonl")
    assert kept_beside(group(tmp_path / "out", there), [here], tmp_path) == []


def test_a_file_that_may_be_another_after_a_move_is_told(inputs: Path, tmp_path: Path) -> None:
    here = group(tmp_path / "out", inputs / "a.jsonl")
    (tmp_path / "project/in").mkdir(parents=True)
    write_releases(tmp_path / "project/in/a.jsonl", 2, start=10)
    with pytest.raises(SettingsError, match=r"holds releases of a\.jsonl and was moved"):
        kept_beside(group(tmp_path / "project/out", tmp_path / "project/in/a.jsonl"), [here], tmp_path)


def test_files_of_one_name_in_two_places_are_two(inputs: Path, tmp_path: Path) -> None:
    here = group(tmp_path / "out", inputs / "a.jsonl")
    (tmp_path / "other").mkdir()
    write_releases(tmp_path / "other/a.jsonl", 2, start=10)
    assert kept_beside(group(tmp_path / "out", tmp_path / "other/a.jsonl"), [here], tmp_path) == [here]


def test_a_merged_run_knows_the_inputs_of_its_parts(inputs: Path, tmp_path: Path) -> None:
    parts = group(tmp_path / "parts/1", inputs, part=Part(1, 2))
    assert kept_beside(group(tmp_path / "whole", inputs), [as_whole(parts)], tmp_path) == []


def test_a_smaller_limit_does_not_drop_what_a_folder_holds(inputs: Path, tmp_path: Path) -> None:
    """A limit that reads all there is, or more than before, is none of it."""
    run([inputs / "a.jsonl"], tmp_path / "out", limit=2)
    with pytest.raises(SettingsError, match=r"holds the first 2 records of a\.jsonl, and limit 1 would drop the rest"):
        run([inputs / "a.jsonl"], tmp_path / "out", limit=1)
    run([inputs / "a.jsonl"], tmp_path / "out")
    run([inputs / "a.jsonl"], tmp_path / "out", limit=3)
    assert ids(tmp_path / "out") == ["n0", "n1", "n2"]


def test_a_smaller_limit_does_not_drop_the_work_of_a_stopped_run(inputs: Path, tmp_path: Path) -> None:
    whole, ten, five = (group(tmp_path / "out", inputs, limit=limit) for limit in (None, 10, 5))
    check_unfinished(ten, five, tmp_path)
    check_unfinished(whole, ten, tmp_path)
    for smaller, larger, told in ((five, ten, "with limit 10"), (ten, whole, "without a limit")):
        with pytest.raises(SettingsError, match=f"{told} that was stopped, and limit {smaller.limit} would drop some"):
            check_unfinished(smaller, larger, tmp_path)


def test_a_group_survives_its_file(inputs: Path, tmp_path: Path) -> None:
    one = replace(group(tmp_path / "out", inputs, part=Part(2, 3)), order=("x", "y", "z"))
    assert Group.from_fields(one.to_fields()) == one
    assert one.shards == ["y"]
