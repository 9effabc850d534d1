"""Records and failures of every kind of file."""

import datetime
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.records import Failure, Record
from pipeline.sources import Meter, pages, read_inputs, readers

NEWS = "Завод «Северный луч» открыл цех в Твери, сообщила директор Анна Котова."


def one(path: Path) -> Record:
    [item] = read_inputs([path])
    assert isinstance(item, Record)
    return item


def test_a_folder_of_texts_is_one_release_each(tmp_path: Path, read) -> None:
    (tmp_path / "b.txt").write_bytes("Второй".encode("cp1251"))
    (tmp_path / "a.txt").write_bytes("\ufeffПервый\r\n".encode())
    assert read() == ["a.txt Первый\r\n", "b.txt Второй"]


@pytest.mark.parametrize(
    "name, data, code",
    [
        ("a.txt", b"", "empty_text"),
        ("a.txt", b" \r\n\t", "empty_text"),
        ("a.txt", b"%PDF-1.4", "binary"),
        ("a.pdf", b"%PDF-1.4", "unknown_kind"),
        ("a.json", b"[]", "unknown_kind"),
        ("a.parquet", b"PAR1", "damaged"),
        ("a.html", b"<html><body></body></html>", "no_main_text"),
        ("a.csv", b"id,body\n1,2\n", "no_text_column"),
        ("a.csv", b"", "empty_text"),
        ("a.jsonl", b"\x00\x01\x02\x03\x04\x05\x06\x07" * 20, "binary"),
    ],
)
def test_a_file_that_gives_no_release_is_a_failure(tmp_path: Path, read, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert read() == [f"{name} !{code}"]


@pytest.mark.parametrize(
    "line, expected",
    [
        ('{"text": "Текст"}', "Текст"),
        ('{"text": "Текст", "id": 7, "other": [1]}', "Текст"),
        ('{"text": "", "id": 1}', "!empty_text"),
        ('{"id": 1}', "!missing_text"),
        ('{"text": null}', "!missing_text"),
        ('{"text": 5}', "!wrong_type"),
        ('{"text": ["a"]}', "!wrong_type"),
        ('{"text": "Текст", "title": {"a": 1}}', "!wrong_type"),
        ('["Текст"]', "!wrong_type"),
        ('{"text": "Текст"', "!broken_json"),
        ("[" * 100_000, "!broken_json"),
        ('{"text": "Текст", "id": ' + "9" * 5000 + "}", "!broken_json"),
    ],
)
def test_a_json_line_is_a_record_or_a_failure_and_the_rest_goes_on(
    tmp_path: Path, read, line: str, expected: str
) -> None:
    (tmp_path / "a.jsonl").write_text(f'\n{line}\n{{"text": "Дальше"}}', encoding="utf8")
    assert read() == [f"a.jsonl:2 {expected}", "a.jsonl:3 Дальше"]


def test_the_fields_of_a_json_line(tmp_path: Path) -> None:
    fields = {"text": NEWS, "id": 12, "title": "Цех", "date": "2025-03-04", "url": "https://example.org/1", "x": 1}
    (tmp_path / "a.jsonl").write_text(json.dumps(fields), encoding="utf8")
    record = one(tmp_path / "a.jsonl")
    assert (record.id, record.title, record.published, record.url) == (
        "12",
        "Цех",
        "2025-03-04",
        "https://example.org/1",
    )


def test_published_goes_before_date(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Т", "date": "2024-01-01", "published": "2025-01-01"}', encoding="utf8")
    assert one(tmp_path / "a.jsonl").published == "2025-01-01"


def test_a_record_of_two_megabytes_is_one_record(tmp_path: Path) -> None:
    text = NEWS * 16_000
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text}, ensure_ascii=False), encoding="utf8")
    assert one(tmp_path / "a.jsonl").text == text


@pytest.mark.parametrize(
    "rows, expected",
    [
        ("id,text\n1,Первый\n2,Второй\n", ["1 Первый", "2 Второй"]),
        ("id;TEXT\n1;Первый, да\n", ["1 Первый, да"]),
        ('id,text\n1,"Он сказал: ""да"",\r\nи ушёл"\r\n2,Второй\r\n', ['1 Он сказал: "да",\r\nи ушёл', "2 Второй"]),
        ('id,text\n1,"Луч" открыл цех\n2,Второй\n', ['1 "Луч" открыл цех', "2 Второй"]),
        ('id,text\n1,"Не закрыта, увы\n2,Второй\n3,Третий\n', ["1 !broken_row", "2 Второй", "3 Третий"]),
        ("id,text\n1,Раз, два\n2,Второй\n", ["1 !wrong_width", "2 Второй"]),
        ("id,text\n1,\n2\n\n3,Третий\n", ["1 !missing_text", "2 !missing_text", "3 Третий"]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_rows_of_csv(tmp_path: Path, read, rows: str, expected: list[str], encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(rows.encode(encoding))
    assert read() == [f"a.csv:{row}" for row in expected]


def test_quote_marks_that_break_csv_are_noted(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text('text\ttitle\n"Луч" открыл цех\tЦех\n', encoding="utf8")
    record = one(tmp_path / "a.tsv")
    assert (record.text, record.title) == ('"Луч" открыл цех', "Цех")
    assert [note.code for note in record.notes] == ["quote_marks"]


def test_a_missing_column_names_those_that_there_are(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,body,headline\n1,2,3\n", encoding="utf8")
    [failed] = read_inputs([tmp_path / "a.csv"])
    assert "id, body, headline" in failed.message


def test_rows_of_parquet(tmp_path: Path) -> None:
    day = datetime.date(2025, 1, 2)
    pq.write_table(
        pa.table({"text": [NEWS, None], "date": [day, day], "ID": [1, 2], "x": [0, 0]}), tmp_path / "a.parquet"
    )
    record, failed = read_inputs([tmp_path / "a.parquet"])
    assert (record.id, record.published, record.text) == ("1", "2025-01-02", NEWS)
    assert (failed.record, failed.error) == ("2", "missing_text")


def test_texts_of_parquet_are_decoded_one_by_one(tmp_path: Path) -> None:
    texts = [NEWS.encode(), NEWS.encode("cp1251"), b"%PDF-1.4"]
    pq.write_table(pa.table({"text": pa.array(texts, pa.binary())}), tmp_path / "a.parquet")
    first, second, failed = read_inputs([tmp_path / "a.parquet"])
    assert (first.text, second.text, failed.error) == (NEWS, NEWS, "binary")


def test_the_main_text_of_a_page(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="windows-1251"><title>Новый цех в Твери</title>'
        '<meta property="article:published_time" content="2025-03-04T10:00:00+03:00"></head><body>'
        f"<nav>Главная Контакты</nav><article><p>{NEWS * 3}</p><p>{NEWS * 2}</p></article></body></html>"
    )
    (tmp_path / "a.html").write_bytes(page.encode("cp1251"))
    record = one(tmp_path / "a.html")
    assert record.text == f"{NEWS * 3}\n{NEWS * 2}"
    assert (record.title, record.published) == ("Новый цех в Твери", "2025-03-04")


def test_ids_are_given_or_made_and_a_second_one_is_told_apart(tmp_path: Path) -> None:
    lines = [{"text": "А", "id": "x"}, {"text": "Б", "id": "x"}, {"text": "В"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf8")
    first, second = (list(read_inputs([tmp_path / "a.jsonl"])) for _ in range(2))
    assert [record.id for record in first] == [record.id for record in second]
    assert [record.id for record in first][:2] == ["x", "x~2"]
    assert [note.code for note in first[1].notes] == ["duplicate_id"]


def test_the_meter_ends_at_the_size_of_all_files(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(NEWS, encoding="utf8")
    meter = Meter()
    list(read_inputs([tmp_path], meter=meter))
    assert meter.total == meter.done == 2 * len(NEWS.encode())


@pytest.mark.parametrize(
    "limit, value, errors",
    [
        ("PAGE_SECONDS", 0.0, "time_limit"),
        ("PAGE_MEMORY_MB", 1, "memory_limit, worker_died or unexpected, by what meets it first"),
        ("LARGEST_PAGE", 99, "too_large"),
    ],
)
def test_a_page_that_takes_too_much_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: float, errors: str
) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><article><p>{NEWS}</p></article></body></html>", encoding="utf8")
    pages._reader.cache_clear()
    with monkeypatch.context() as changed:
        changed.setattr(readers if limit == "LARGEST_PAGE" else pages, limit, value)
        [failed] = read_inputs([tmp_path / "a.html"])
    assert isinstance(failed, Failure)
    assert failed.error in errors
    assert isinstance(one(tmp_path / "a.html"), Record)
