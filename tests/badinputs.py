"""Bad inputs without end: samples of every kind of file, broken at random but the same for the same seed."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
from releases import release

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866")
ODD = (
    "\0",
    "\ufffd",
    "\u202e",
    "\ud800",
    "&nbsp;",
    "\x1b[31m",
    "𝕫",
    "=cmd()",
    '"',
    "«",
    "\r",
    "\n\n",
    "\ufeff",
    "ё" * 40,
    " ",
)
VALUES = (None, "", 0, -1, 1e400, True, [], {}, ["text"], {"text": 1}, 10**400, "2025-99-99", "2025-03-01", "\ud800")


def text(chance: random.Random) -> str:
    """A release, cut and mixed with odd characters."""
    words = release(chance.randrange(1000))
    for _ in range(chance.randrange(4)):
        place = chance.randrange(len(words) + 1)
        words = words[:place] + chance.choice(ODD) + words[place:]
    return words[: chance.randrange(1, len(words) + 1)] if chance.random() < 0.3 else words


def encoded(words: str, chance: random.Random) -> bytes:
    return words.encode(chance.choice(ENCODINGS), "replace")


def as_text(chance: random.Random) -> tuple[str, bytes]:
    return "txt", encoded(text(chance), chance)


def as_html(chance: random.Random) -> tuple[str, bytes]:
    page = (
        f"<html><head><title>{text(chance)}</title></head><body><article><p>{text(chance)}</p></article></body></html>"
    )
    return "html", encoded(page, chance)


def as_jsonl(chance: random.Random) -> tuple[str, bytes]:
    lines = []
    for _ in range(chance.randrange(1, 4)):
        record: dict[str, object] = {"id": chance.choice(("x", "y", 7)), "text": text(chance)}
        if chance.random() < 0.5:
            record[chance.choice(("id", "text", "title", "date", "published", "url"))] = chance.choice(VALUES)
        lines.append(json.dumps(record, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass"))
    return "jsonl", b"\n".join(lines)


def as_csv(chance: random.Random) -> tuple[str, bytes]:
    held = io.StringIO()
    writer = csv.writer(
        held, delimiter=chance.choice(",;\t"), quoting=chance.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL))
    )
    writer.writerow(["id", "text", "date"])
    writer.writerows(
        [n, text(chance), chance.choice(("", "2025-03-01", "вчера"))] for n in range(chance.randrange(1, 4))
    )
    return chance.choice(("csv", "tsv")), encoded(held.getvalue(), chance)


def as_parquet(chance: random.Random) -> tuple[str, bytes]:
    held = io.BytesIO()
    cells = [encoded(text(chance), chance) for _ in range(chance.randrange(1, 4))]
    pq.write_table(pa.table({"text": pa.array([*cells, None], pa.binary()), "id": list(range(len(cells) + 1))}), held)
    return "parquet", held.getvalue()


def as_zip(chance: random.Random) -> tuple[str, bytes]:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for n in range(chance.randrange(1, 4)):
            ending, data = chance.choice(PLAIN)(chance)
            folder = chance.choice(("", "a/", "../", "/", "выпуски/", "C:\\"))
            archive.writestr(f"{folder}{n}.{ending}", data)
    return "zip", held.getvalue()


def as_gzip(chance: random.Random) -> tuple[str, bytes]:
    ending, data = chance.choice(PLAIN)(chance)
    return f"{ending}.gz", gzip.compress(data, 1)


Maker = Callable[[random.Random], tuple[str, bytes]]
PLAIN: tuple[Maker, ...] = (as_text, as_html, as_jsonl, as_csv, as_parquet)
MAKERS: tuple[Maker, ...] = (*PLAIN, as_jsonl, as_csv, as_zip, as_gzip)


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def flip(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randrange(1, 9)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def put_in(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.randbytes(chance.randrange(1, 40)) + data[place:]


def repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data + data[start : start + 400]


def wrong_name(data: bytes, chance: random.Random) -> bytes:
    return data


BREAKS = (cut, flip, put_in, repeat, wrong_name)
ENDINGS = ("txt", "jsonl", "csv", "tsv", "parquet", "html", "zip", "gz", "txt.gz", "doc")


def bad_input(number: int) -> tuple[str, bytes]:
    """The name and the bytes of one bad input; some are whole, most are broken in one to three ways."""
    chance = random.Random(number)
    ending, data = chance.choice(MAKERS)(chance)
    for _ in range(chance.randrange(4)):
        way = chance.choice(BREAKS)
        if data:
            data = way(data, chance)
        ending = chance.choice(ENDINGS) if way is wrong_name else ending
    return f"{number:06}.{ending}", data
