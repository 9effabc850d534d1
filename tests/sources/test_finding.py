"""Inputs stand for files in a stable order, named relative to what was given."""

import os
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.sources import find_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "2024/c.txt", "2024/d.csv", ".hidden.txt", ".git/x.txt", "out/tables.csv"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Текст", encoding="utf8")
    (tmp_path / "empty").mkdir()
    return tmp_path


def sources(*inputs: Path | str, exclude: tuple[Path, ...] = ()) -> list[str]:
    return [found.source for found in find_files(inputs, exclude)]


def test_a_folder_is_walked_by_name_without_hidden_files(folder: Path) -> None:
    assert sources(folder / "in") == ["2024/c.txt", "2024/d.csv", "a.txt", "b.txt", "out/tables.csv"]


def test_the_folder_of_the_tables_is_left_out(folder: Path) -> None:
    assert sources(folder / "in", exclude=(folder / "in/out",)) == ["2024/c.txt", "2024/d.csv", "a.txt", "b.txt"]


def test_a_file_is_named_by_its_name(folder: Path) -> None:
    assert sources(folder / "in/2024/c.txt") == ["c.txt"]


@pytest.mark.parametrize(
    "pattern, expected",
    [
        ("*.txt", ["a.txt", "b.txt"]),
        ("*/*.txt", ["2024/c.txt"]),
        ("**/*.txt", ["2024/c.txt", "a.txt", "b.txt"]),
        ("20*", ["2024/c.txt", "2024/d.csv"]),
    ],
)
def test_a_glob_names_files_from_its_fixed_part(folder: Path, pattern: str, expected: list[str]) -> None:
    assert sources(str(folder / "in" / pattern)) == expected


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    assert sources(folder / "in/2024", folder / "in/2024/c.txt") == ["c.txt", "d.csv"]


def test_a_file_whose_name_looks_like_a_glob_is_a_file(folder: Path) -> None:
    (folder / "in/[1].txt").write_text("Текст", encoding="utf8")
    assert sources(folder / "in/[1].txt") == ["[1].txt"]


def test_a_name_that_is_no_utf8_can_be_written(folder: Path) -> None:
    path = os.fsencode(folder / "in/2024") + b"/\xcf\xf0.txt"
    with open(path, "w", encoding="utf8") as file:
        file.write("Текст")
    assert "\ufffd\ufffd.txt" in sources(folder / "in/2024")


@pytest.mark.parametrize(
    "given, hint",
    [("nowhere.txt", "check the spelling"), ("empty", "holds no files"), ("*.pdf", "nothing matches")],
)
def test_nothing_to_read_says_what_to_do(folder: Path, given: str, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        find_files([str(folder / given)])


def test_no_input_says_what_to_do() -> None:
    with pytest.raises(InputError, match="name a file"):
        find_files([])
