"""Files of corrections as they come from spreadsheets, and lines that can't all be right."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corrections import Correction, read_corrections
from pipeline.errors import SettingsError

HEADER = "action;label;name;other;post;note\n"
ALIAS = Correction("alias", "ORG", "ЛГУ", "Лучинский государственный университет")


def read(folder: Path, text: str, encoding: str = "utf8") -> list[tuple[str, ...]]:
    (folder / "c.csv").write_bytes(text.encode(encoding))
    return [line.fields for line in read_corrections(folder / "c.csv").lines]


@pytest.mark.parametrize("encoding", ["utf8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_as_a_spreadsheet_saves_it(encoding: str, mark: str, end: str, tmp_path: Path) -> None:
    rows = [["action", "label", "name", "other", "post", "note"], ["alias", "ORG", ALIAS.name, ALIAS.other, "", "да"]]
    text = end.join(mark.join(row) for row in rows) + end
    assert read(tmp_path, text, encoding) == [ALIAS.fields]


@pytest.mark.parametrize(
    "text",
    [
        "Действие;Вид;Имя;Другое имя;Примечание\nсиноним;организация;ЛГУ;Лучинский государственный университет;\n",
        "sep=;\naction;label;name;other\n\n;;;\n# прежние\nALIAS;org; ЛГУ ;Лучинский  государственный университет\n",
        'name,action,label,other\n"ЛГУ",alias,ORG,"Лучинский государственный\nуниверситет"\n',
    ],
)
def test_russian_words_empty_lines_and_any_order_of_columns(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, text) == [ALIAS.fields]


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "c.csv is empty: its first line names the columns action"),
        ("actoin;label\n", "c.csv:1: no column is called 'actoin'; did you mean 'action'?"),
        (HEADER + "alais;ORG;а;б\n", "c.csv:2: no action is called 'alais'; did you mean 'alias'?"),
        (
            HEADER + "alias;ORG;ЛГУ;Университет\nname;PERS;Маяк\n",
            "c.csv:3: no label is called 'PERS'; did you mean 'PER'?",
        ),
        (HEADER + "name;ORG;«»\n", "c.csv:2: the column name is empty"),
        (HEADER + "merge;PER;Зоя Лис\n", "c.csv:2: merge needs two names"),
        (HEADER + "drop;ORG;завод\n", "c.csv:2: drop takes people only"),
        (HEADER + "name;ORG;завод;фабрика\n", "c.csv:2: name takes no other"),
        (HEADER + "split;PER;Иван Лис\n", "c.csv:2: split needs either the other name"),
        (HEADER + "alias;ORG;ЛГУ;«лгу»\n", "c.csv:2: «ЛГУ» can't be joined with itself"),
        (
            HEADER + "merge;PER;А Б;В Г\nsplit;PER;А Б;В Г\n",
            "c.csv:2 and c.csv:3: «А Б» and «В Г» are both joined and split",
        ),
        (
            HEADER + "merge;PER;А;Б\nalias;PER;Б;В\nsplit;PER;В;А\n",
            "c.csv:2 and c.csv:3 and c.csv:4: «В» and «А» are both",
        ),
        (HEADER + "merge;PER;А;Б\nmerge;PER;А;В\n", "c.csv:2 and c.csv:3: «А» is said to be both «Б» and «В»"),
        (HEADER + "merge;PER;А;Б\nmerge;PER;Б;В\nmerge;PER;В;А\n", "«А» is led back to itself"),
        (HEADER + "merge;PER;Х;А\nmerge;PER;А;Б\nmerge;PER;Б;А\n", "«А» is led back to itself"),
        (HEADER + "rename;ORG;А;Б\nrename;ORG;а;В\n", "c.csv:2 and c.csv:3: one entity is renamed to both"),
        (HEADER + "drop;PER;Зоя Лис\nrename;PER;зоя лис;З. Лис\n", "c.csv:2 and c.csv:3: «Зоя Лис» is both left out"),
        (HEADER + "name;ORG;Маяк\nname;LOC;маяк\n", "c.csv:2 and c.csv:3: «маяк» is said to be both ORG and LOC"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        read(tmp_path, text)
    assert said in str(error.value)


def test_a_folder_is_all_its_files_in_any_order(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(HEADER + "name;ORG;Маяк\n", encoding="utf8")
    (tmp_path / "a.CSV").write_text(HEADER + "rename;ORG;Маяк;завод «Маяк»\nname;ORG;Маяк\n", encoding="utf8")
    (tmp_path / "notes.txt").write_text("?", encoding="utf8")
    found = read_corrections(tmp_path)
    assert [line.fields[:3] for line in found.lines] == [("name", "ORG", "Маяк"), ("rename", "ORG", "Маяк")]
    assert found.files == ("a.CSV", "b.csv")
    assert found.digest == read_corrections([tmp_path / "b.csv", tmp_path / "a.CSV"]).digest


@given(st.binary(max_size=80), st.text(max_size=60))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    for content in (data, HEADER.encode() + data, (HEADER + text).encode("utf8", "replace")):
        (folder / "c.csv").write_bytes(content)
        with suppress(SettingsError):
            read_corrections(folder / "c.csv")
