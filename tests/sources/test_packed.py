"""What is packed is read; what is broken, nested or a bomb is a failure."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.sources.reading import sniff

LINES = "".join(json.dumps({"text": f"Цех номер {n} открыт"}) + "\n" for n in range(400)).encode()


def packed(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def test_gzip(tmp_path: Path, read) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(LINES))
    assert len(read()) == 400


def test_a_truncated_gzip_gives_what_it_holds_and_a_failure(tmp_path: Path, read) -> None:
    data = gzip.compress(LINES)
    (tmp_path / "a.jsonl.gz").write_bytes(data[: len(data) * 2 // 3])
    *records, failed = read()
    assert len(records) > 100
    assert failed == f"a.jsonl.gz:{len(records) + 1} !truncated"


def test_what_is_no_gzip_is_a_failure(tmp_path: Path, read) -> None:
    (tmp_path / "a.txt.gz").write_bytes(b"plain text")
    assert read() == ["a.txt.gz !damaged"]


def test_members_of_a_zip(tmp_path: Path, read) -> None:
    members = {
        "b.txt": "Второй".encode(),
        "a/a.jsonl.gz": gzip.compress(b'{"text": "x"}'),
        "in.zip": b"",
        "t.doc": b"x",
    }
    (tmp_path / "p.zip").write_bytes(packed(members))
    assert read() == [
        "p.zip/a/a.jsonl.gz:1 x",
        "p.zip/b.txt Второй",
        "p.zip/in.zip !nested_archive",
        "p.zip/t.doc !unknown_kind",
    ]


def test_a_path_out_of_a_zip_leads_nowhere(tmp_path: Path, read) -> None:
    (tmp_path / "p.zip").write_bytes(packed({"../../evil.txt": b"text", "/abs.txt": b"text"}))
    assert read() == ["p.zip/evil.txt text", "p.zip/abs.txt text"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.zip"]


def test_a_damaged_zip_is_a_failure(tmp_path: Path, read) -> None:
    data = packed({"a.txt": LINES, "b.txt": b"text"})
    (tmp_path / "p.zip").write_bytes(data[:100] + b"\0\0\0\0" + data[104:])
    (tmp_path / "q.zip").write_bytes(data[:-30])
    assert read() == ["p.zip/a.txt !damaged", "p.zip/b.txt text", "q.zip !damaged"]


def test_bombs_are_refused(tmp_path: Path, read) -> None:
    zeros = b" " * (80 * 1024 * 1024)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(zeros, 1))
    (tmp_path / "b.zip").write_bytes(packed({"a.txt": zeros}))
    assert [line.rsplit(" ")[-1] for line in read()] == ["!bomb", "!bomb"]


def test_a_parquet_bomb_is_refused(tmp_path: Path, read) -> None:
    texts = pa.array(["а" * 1024 * 1024] * 80)
    pq.write_table(pa.table({"text": texts}), tmp_path / "a.parquet", compression="zstd", use_dictionary=False)
    assert (tmp_path / "a.parquet").stat().st_size < 1024 * 1024
    assert read() == ["a.parquet !bomb"]


def test_the_kind_of_a_stream_is_told_by_its_first_bytes() -> None:
    heads = {
        b'{"text": "x"}\n': ("jsonl", False),
        gzip.compress(b'{"text": "x"}\n'): ("jsonl", True),
        b"<!DOCTYPE html><p>": ("html", False),
        b"id;text;url\n1;x;y": ("csv", False),
        b"PAR1xxxx": ("parquet", False),
        packed({"a.txt": b"x"}): ("zip", False),
        "\ufeffТекст, просто text".encode(): ("text", False),
    }
    assert {head: sniff(head) for head in heads} == heads
