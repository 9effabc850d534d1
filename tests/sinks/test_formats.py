from __future__ import annotations

import csv
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import OutputError, SettingsError
from pipeline.records import Release
from pipeline.schema import TABLES
from pipeline.sinks import FORMATS, read_arrow, read_tables, write_tables
from pipeline.tables import to_frames, to_tables


def streams(tables: Mapping[str, pa.Table], rows: int = 1) -> dict[str, object]:
    return {name: lambda table=table: iter(table.to_batches(max_chunksize=rows)) for name, table in tables.items()}


@pytest.fixture(params=FORMATS)
def written(request: pytest.FixtureRequest, releases: list[Release], tmp_path: Path) -> Path:
    write_tables(tmp_path / "out", request.param, streams(to_tables(releases)))
    return tmp_path / "out"


def write(folder: Path, file_format: str, releases: list[Release]) -> Path:
    write_tables(folder, file_format, streams(to_tables(releases)))
    return folder


def test_every_format_gives_the_same_frames(written: Path, releases: list[Release]) -> None:
    expected, found = to_frames(releases), read_tables(written)
    assert list(found) == list(expected) == [table.name for table in TABLES]
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(found[name], frame)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=12),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_survives_every_format(tmp_path: Path, texts: list[str]) -> None:
    releases = [Release(f"{n}{text}", text, title=text, source=text[::-1]) for n, text in enumerate(texts)]
    expected = to_tables(releases)["releases"].to_pylist()
    for file_format in FORMATS:
        write(tmp_path / file_format, file_format, releases)
        assert read_arrow(tmp_path / file_format)["releases"].to_pylist() == expected


def test_nothing_but_tables_and_their_descriptor_is_left(written: Path) -> None:
    descriptor = json.loads((written / "datapackage.json").read_text(encoding="utf8"))
    paths = {resource["path"] for resource in descriptor["resources"]}
    assert {path.name for path in written.iterdir()} == paths | {"datapackage.json"}


def test_writing_again_replaces(written: Path, releases: list[Release]) -> None:
    file_format = json.loads((written / "datapackage.json").read_text(encoding="utf8"))["rupress:format"]
    write(written, file_format, releases[:1])
    assert list(read_tables(written)["releases"]["release_id"]) == ["=2+2:m1"]


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_run_without_releases_has_all_tables(file_format: str, tmp_path: Path) -> None:
    write_tables(tmp_path, file_format, {})
    assert {name: len(frame) for name, frame in read_tables(tmp_path).items()} == {table.name: 0 for table in TABLES}


@pytest.mark.parametrize("file_format", ["parquet", "csv", "jsonl", "xlsx"])
def test_equal_tables_give_equal_bytes(file_format: str, releases: list[Release], tmp_path: Path) -> None:
    one, two = (write(tmp_path / name, file_format, releases) for name in "ab")
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in two.iterdir()}


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_stream_that_breaks_leaves_what_was_there(file_format: str, releases: list[Release], tmp_path: Path) -> None:
    write(tmp_path, file_format, releases)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def broken() -> Iterator[pa.RecordBatch]:
        yield from to_tables(releases[:1])["releases"].to_batches()
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError):
        write_tables(tmp_path, file_format, {"releases": broken})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_csv_cells_run_no_formula_and_read_back(releases: list[Release], tmp_path: Path) -> None:
    write(tmp_path, "csv", releases)
    with (tmp_path / "positions.csv").open(encoding="utf8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["title"] for row in rows] == ["директор", "''=директор"]
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf8", newline="") as file:
            assert not [cell for row in csv.reader(file) for cell in row if cell.startswith(tuple("=+-@\t\r"))]
    descriptor = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf8"))
    assert {resource["rupress:textGuard"] for resource in descriptor["resources"]} == {"'"}


def test_csv_is_utf8_with_lf_and_an_empty_cell_for_null(releases: list[Release], tmp_path: Path) -> None:
    written = (write(tmp_path, "csv", releases) / "releases.csv").read_bytes()
    assert written.startswith(b'"release_id","source"')
    assert b'"\xd0\xbf\xd1\x83\xd1\x81\xd1\x82\xd0\xbe",,,,,,,,"",0,0,,\n' in written


def test_sqlite_keys_hold_and_the_view_reads(releases: list[Release], tmp_path: Path) -> None:
    with closing(sqlite3.connect(write(tmp_path, "sqlite", releases) / "rupress.sqlite")) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        cursor = connection.execute("SELECT * FROM v_quotes WHERE speaker IS NOT NULL")
        names = [column[0] for column in cursor.description]
        assert names[:6] == ["date", "speaker", "role", "organisation", "quote", "release"]
        assert cursor.fetchone()[:4] == ("2031-04-28", "Зоя Крапивина", "директор", "завод «Лучинский»")
        keys = connection.execute("PRAGMA foreign_key_list(mentions)").fetchall()
        assert {key[2] for key in keys} == {"releases", "sentences", "local_entities", "mentions"}


def test_sqlite_finds_words_in_quotes_and_releases(releases: list[Release], tmp_path: Path) -> None:
    with closing(sqlite3.connect(write(tmp_path, "sqlite", releases) / "rupress.sqlite")) as connection:
        found = "SELECT q.speaker FROM quotes_fts AS f JOIN quotes AS q ON q.rowid = f.rowid WHERE quotes_fts MATCH ?"
        assert connection.execute(found, ("рад* вдвойне",)).fetchall() == [("Зоя Крапивина",)]
        assert connection.execute(found, ("speaker: крапивина",)).fetchall() == [("Зоя Крапивина",)]
        assert connection.execute(found, ("вдвойне трижды",)).fetchall() == []
        titles = "SELECT count(*) FROM releases_fts WHERE releases_fts MATCH 'лучинск*'"
        assert connection.execute(titles).fetchone() == (1,)
        plan = connection.execute("EXPLAIN QUERY PLAN SELECT * FROM quotes WHERE speaker = 'Зоя Крапивина'").fetchall()
        assert "USING INDEX quotes_speaker" in str(plan)


def test_duckdb_finds_words_in_quotes_and_releases(releases: list[Release], tmp_path: Path) -> None:
    with duckdb.connect(str(write(tmp_path, "duckdb", releases) / "rupress.duckdb"), read_only=True) as connection:
        assert connection.sql("SELECT speaker FROM search_quotes('Рады вдвой')").fetchall() == [("Зоя Крапивина",)]
        assert connection.sql("SELECT speaker FROM search_quotes('вдвойне трижды')").fetchall() == []
        assert connection.sql("SELECT count(*) FROM search_releases('лучинский кавыч')").fetchall() == [(1,)]
        indexes = connection.sql("SELECT index_name FROM duckdb_indexes()").fetchall()
        assert ("quotes_speaker",) in indexes


@pytest.mark.parametrize(
    "asked, sqlite, duckdb_",
    [
        ("еще", ["а", "б"], ["а", "б"]),
        ("ещё", ["а"], ["а", "б"]),
        ("звезды", ["а", "б"], ["а", "б"]),
        ("звёзды", ["а"], ["а", "б"]),
        ("ЁЛКИ", ["а"], ["а", "б"]),
        ("Елки", ["а", "б"], ["а", "б"]),
        ("лед", [], []),
    ],
)
def test_words_with_yo_are_found_by_the_letter_e(
    tmp_path: Path, asked: str, sqlite: list[str], duckdb_: list[str]
) -> None:
    releases = [Release("а", "Ещё две звёзды. Ёлки"), Release("б", "Еще две звезды. Елки"), Release("в", "Планета")]
    with closing(sqlite3.connect(write(tmp_path, "sqlite", releases) / "rupress.sqlite")) as connection:
        joined = "releases_fts AS f JOIN releases AS r ON r.rowid = f.rowid WHERE releases_fts MATCH ?"
        assert [one for (one,) in connection.execute(f"SELECT release_id FROM {joined}", (asked,))] == sqlite
        phrase = connection.execute(f"SELECT release_id FROM {joined}", ('"две звезды"',)).fetchall()
        assert phrase == [("а",), ("б",)]
        marked = connection.execute(f"SELECT highlight(releases_fts, 1, '[', ']') FROM {joined}", ("еще",)).fetchall()
        assert marked[1] == ("[Еще] две звезды. Елки",)
        connection.execute("INSERT INTO releases_fts(releases_fts) VALUES ('integrity-check')")
    with duckdb.connect(str(write(tmp_path, "duckdb", releases) / "rupress.duckdb"), read_only=True) as connection:
        found = connection.execute("SELECT release_id FROM search_releases(?) ORDER BY 1", (asked,)).fetchall()
        assert [one for (one,) in found] == duckdb_


def test_tables_caught_between_old_and_new_are_not_read(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written last is the descriptor, and it goes before the first table changes."""
    seen: list[bool] = []
    replace = os.replace

    def watched(source: Path, goal: Path) -> None:
        seen.append((written / "datapackage.json").exists())
        replace(source, goal)

    monkeypatch.setattr(os, "replace", watched)
    file_format = json.loads((written / "datapackage.json").read_text(encoding="utf8"))["rupress:format"]
    write_tables(written, file_format, {})
    assert seen
    assert not any(seen)
    assert (written / "datapackage.json").exists()


def test_duckdb_keys_comments_and_view(releases: list[Release], tmp_path: Path) -> None:
    with duckdb.connect(str(write(tmp_path, "duckdb", releases) / "rupress.duckdb"), read_only=True) as connection:
        assert connection.sql("SELECT speaker FROM v_quotes WHERE date = DATE '2031-04-28'").fetchall() == [
            ("Зоя Крапивина",),
            (None,),
        ]
        kinds = connection.sql("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()
        assert {("PRIMARY KEY",), ("FOREIGN KEY",)} <= set(kinds)
        comment = "SELECT comment FROM duckdb_columns() WHERE table_name = 'quotes' AND column_name = 'cue'"
        assert connection.sql(comment).fetchall() == [("lemma of the word that reports it",)]


def test_a_jsonl_line_holds_all_of_a_release(releases: list[Release], tmp_path: Path) -> None:
    lines = (write(tmp_path, "jsonl", releases) / "releases.jsonl").read_text(encoding="utf8").split("\n")
    line = json.loads(lines[0])
    inner, date, percent = line["mentions"][3], line["mentions"][5]["date"], line["mentions"][1]["percent"]
    assert (inner["parent"], inner["entity_id"]) == (2, line["local_entities"][0]["entity_id"])
    assert (date["value"], date["start_date"], date["end_date"]) == ("2031-05-03T10:00", "2031-05-03", None)
    assert (percent["low"], percent["comparator"], percent["direction"]) == (7.5, "=", "up")
    assert "date" not in line["mentions"][1]
    quote = line["quotes"][0]
    assert [line["text"][p["start_char"] : p["end_char"]] for p in quote["parts"]] == [
        p["text"] for p in quote["parts"]
    ]
    assert [speaker["speaker"] for speaker in quote["speakers"]] == ["Зоя Крапивина", None]
    assert (line["published"], line["notes"][1]["code"], len(lines)) == ("2031-04-28", "odd", 5)


def test_jsonl_says_when_rows_are_out_of_order(releases: list[Release], tmp_path: Path) -> None:
    tables = to_tables(releases)
    with pytest.raises(ValueError, match=r"notes: the row of .* out of order"):
        write_tables(
            tmp_path,
            "jsonl",
            streams(tables | {"releases": tables["releases"].slice(1)})
            | {name: lambda: iter(()) for name in tables if name not in ("releases", "notes")},
        )


def test_unknown_format_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="choose one of parquet, csv"):
        write_tables(tmp_path, "odt", {})


@pytest.mark.parametrize(
    "made,said",
    [
        (lambda folder: folder / "none", "no folder"),
        (lambda folder: folder, "holds no tables"),
        (lambda folder: (folder / "datapackage.json").write_text("[]") and folder, "no descriptor"),
        (
            lambda folder: (folder / "datapackage.json").write_text('{"rupress:format": "odf"}') and folder,
            "unknown format",
        ),
    ],
)
def test_a_folder_without_tables_says_what_to_do(made: object, said: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=said):
        read_tables(made(tmp_path))  # type: ignore[operator]


def test_a_damaged_file_is_an_output_error(written: Path) -> None:
    for path in written.iterdir():
        if path.name != "datapackage.json":
            path.write_bytes(b"\x00{damaged")
    with pytest.raises(OutputError, match="can't be read"):
        read_tables(written)


def test_a_place_that_is_no_folder_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("taken")
    with pytest.raises(OutputError, match="can't write to"):
        write_tables(tmp_path / "file" / "out", "csv", {})


def test_arrow_tables_keep_the_declared_schema(written: Path, releases: list[Release]) -> None:
    expected = to_tables(releases)
    assert {n: t.schema.remove_metadata() for n, t in read_arrow(written).items()} == {
        n: t.schema.remove_metadata() for n, t in expected.items()
    }


def test_tables_of_an_earlier_format_go(tmp_path: Path) -> None:
    """Only files that rupress wrote go; a table of the user's own stays."""
    streams = {table.name: (lambda: iter(())) for table in TABLES}
    write_tables(tmp_path, "csv", streams)
    (tmp_path / "mine.csv").write_text("mine", encoding="utf8")
    write_tables(tmp_path, "sqlite", streams)
    assert {path.name for path in tmp_path.iterdir()} == {"rupress.sqlite", "datapackage.json", "mine.csv"}
