"""The workbook as other programs read it, and what Excel can't hold."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from pipeline.records import LocalEntity, Publication, Release, Section
from pipeline.schema import TABLES
from pipeline.sinks import read_arrow, write_tables
from pipeline.sinks import xlsx as sink
from pipeline.tables import to_tables


def write(folder: Path, releases: list[Release]) -> list[str]:
    tables: Mapping[str, pa.Table] = to_tables(releases)
    streams = {name: lambda table=table: iter(table.to_batches()) for name, table in tables.items()}
    return write_tables(folder, "xlsx", streams)


def opened(folder: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(folder / "rupress.xlsx")


def test_another_reader_finds_a_sheet_a_table_with_frozen_header_and_filter(
    releases: list[Release], tmp_path: Path
) -> None:
    assert write(tmp_path, releases) == []
    book = opened(tmp_path)
    assert book.sheetnames == ["README", *(table.name for table in TABLES)]
    for table in TABLES:
        page = book[table.name]
        assert [cell.value for cell in page[1]] == list(table.column_names)
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref.startswith("A1:")
    assert book["quotes"]["D2"].alignment.wrap_text
    assert book["quotes"].column_dimensions["D"].width > book["quotes"].column_dimensions["E"].width


def test_no_cell_is_a_formula_and_days_are_days(releases: list[Release], tmp_path: Path) -> None:
    write(tmp_path, releases)
    book = opened(tmp_path)
    assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert (book["positions"]["E3"].value, book["positions"]["E3"].data_type) == ("'=директор", "s")
    assert book["releases"]["F2"].value == datetime(2031, 4, 28)
    assert book["releases"]["F2"].number_format == "yyyy-mm-dd"


def test_addresses_and_keys_are_links(releases: list[Release], tmp_path: Path) -> None:
    hostile = Release("j", "", url="javascript:alert(1)")
    write(tmp_path, [*releases, hostile])
    book = opened(tmp_path)
    assert book["releases"]["D2"].hyperlink.target == releases[0].url.replace('"', "%22")
    assert book["releases"]["D6"].hyperlink is None
    ids = [cell.value for cell in book["local_entities"]["A"]]
    person = book["positions"]["C2"]
    assert person.hyperlink.location == f"'local_entities'!A{ids.index(person.value) + 1}"
    assert book["quote_parts"]["A2"].hyperlink.location == "'quotes'!A2"


@pytest.mark.parametrize("tail", ["🎉" * 1_500, '"' * 1_500, "я" * 1_500, "#" + "я" * 1_500, "#a#б c"])
def test_an_address_that_excel_can_not_hold_is_text(tail: str, tmp_path: Path) -> None:
    write(tmp_path, [Release("r", "", url=f"https://a.example/{tail}")])
    assert opened(tmp_path)["releases"]["D2"].hyperlink is None
    assert read_arrow(tmp_path)["releases"]["url"].to_pylist() == [f"https://a.example/{tail}"]


@pytest.mark.parametrize("text", ["а" * 40_000, "🎉" * 20_000])
def test_a_longer_text_is_cut_with_a_mark_and_told(text: str, tmp_path: Path) -> None:
    told = write(tmp_path, [Release("long", text, sections=(Section("body", 0, len(text)),)), Release("short", "да")])
    book = opened(tmp_path)
    cell = book["releases"]["I2"].value
    assert cell.endswith(f" …[cut: {len(text)} characters]")
    assert len(cell.encode("utf-16-le")) // 2 <= 32_767
    assert told == [
        "xlsx: 1 cells of releases.text hold more than Excel's 32767 characters (or such as it has not) and were "
        "cut: another format has them whole"
    ]
    notes = [row for row in book["README"].iter_rows(values_only=True) if row[0] in ("note", "cut")]
    assert [row[2] for row in notes] == [*told, "releases, row 2, column text"]
    assert read_arrow(tmp_path)["releases"]["text"].to_pylist() == [cell, "да"]


def test_rows_beyond_a_sheet_go_on_in_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sink, "ROWS", 2)
    releases = [Release(f"r{n}", "", sections=(Section("body", 0, 0),)) for n in range(5)]
    told = write(tmp_path, releases)
    book = opened(tmp_path)
    assert [len(list(book[name].rows)) for name in ("releases", "releases (2)", "releases (3)")] == [3, 3, 2]
    assert book["sections (3)"]["A2"].hyperlink.location == "'releases (3)'!A2"
    assert "xlsx: releases has more rows than a sheet holds: it goes on in «releases (2)»" in told
    assert read_arrow(tmp_path)["releases"]["release_id"].to_pylist() == ["r0", "r1", "r2", "r3", "r4"]


def test_links_beyond_the_most_are_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sink, "LINKS", 1)
    told = write(tmp_path, [Release(f"r{n}", "", sections=(Section("body", 0, 0),)) for n in range(2)])
    cells = [opened(tmp_path)["sections"][place] for place in ("A2", "A3")]
    assert [(cell.value, cell.hyperlink is not None) for cell in cells] == [("r0", True), ("r1", False)]
    assert told == ["xlsx: «sections» has more links than Excel allows: its last rows have none"]


def test_a_day_before_excel_counts_is_text_and_reads_back(tmp_path: Path) -> None:
    old = Release("old", "", publication=Publication("1861-02-19", "field"), entities=(LocalEntity("LOC", "Лог", 1),))
    write(tmp_path, [old])
    assert opened(tmp_path)["releases"]["F2"].value == "1861-02-19"
    assert read_arrow(tmp_path)["releases"]["published"].to_pylist() == [date(1861, 2, 19)]


@pytest.mark.parametrize("text", ["<r><t>x</t></r>", "<r>&</r>", "_x0041_", "_x005F_x0041_", "\0\r\n\t", "=1+1"])
def test_hostile_texts_read_back(text: str, tmp_path: Path) -> None:
    write(tmp_path, [Release("hostile", text)])
    opened(tmp_path)
    assert read_arrow(tmp_path)["releases"]["text"].to_pylist() == [text]


def test_what_is_no_character_is_replaced_and_told(tmp_path: Path) -> None:
    assert len(write(tmp_path, [Release("r", "\ufffe\uffff!")])) == 1
    assert read_arrow(tmp_path)["releases"]["text"].to_pylist() == ["\ufffd\ufffd!"]


@pytest.mark.skipif(shutil.which("libreoffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(releases: list[Release], tmp_path: Path) -> None:
    write(tmp_path, releases)
    command = ["libreoffice", "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "rupress.xlsx"]
    subprocess.run(command, check=True, capture_output=True)
    assert (tmp_path / "rupress.pdf").read_bytes().startswith(b"%PDF")


def test_without_the_extra_the_error_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("В Туле открыли мост.", encoding="utf8")
    code = (
        "import sys; sys.modules['xlsxwriter'] = None\n"
        "from pipeline.cli import main; main(['extract', sys.argv[1], '--out', sys.argv[2], '--format', 'xlsx'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "a.txt", tmp_path / "out"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "rupress: format: xlsx needs xlsxwriter: pip install 'rupress[xlsx]'\n"
