"""Text from bytes: UTF-8, UTF-16, Windows-1251, KOI8-R or CP866, told apart without a hint.

The three Cyrillic one-byte encodings map the same bytes to other letters, so the reading whose letters and capitals
look most like Russian wins. On texts of 20 to 50 letters and on headlines in capitals this is right more often than
charset_normalizer, which needs about 100 letters.
"""

from __future__ import annotations

import codecs
import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from pipeline.errors import RecordError
from pipeline.records import Note

STAGE = "source"
ONE_BYTE = ("cp1251", "koi8-r", "cp866")
LONGEST_LINE = 64 * 1024 * 1024
_SAMPLE = 64 * 1024
_ENOUGH_EVIDENCE = 40

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "gzip data"),
    (b"PAR1", "a parquet file"),
    (b"SQLite format 3", "an SQLite file"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"),
)
_CONTROL_BYTES = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1b") + b"\x7f"
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")

# Letters of running Russian text, in percent; the other letters of the encodings stand for themselves below.
_FREQUENCIES = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (
            *(10.97, 8.45, 8.01, 7.35, 6.70, 6.26, 5.47, 4.73, 4.54, 4.40, 3.49, 3.21, 2.98, 2.81, 2.62, 2.01, 1.90),
            *(1.74, 1.70, 1.65, 1.59, 1.44, 1.21, 0.97, 0.94, 0.73, 0.64, 0.48, 0.36, 0.32, 0.26, 0.04, 0.10),
        ),
        strict=True,
    )
)
_NEIGHBOUR_LETTERS, _TYPOGRAPHY = "іїєґў", "«»—–№…“”„‘’\u00a0§°©®™•·±\u00ad"
_OTHER_COST, _FAIR_COST, _LEADING_CAPITAL, _CAPITAL_IN_CAPITALS, _CAPITAL_AFTER_SMALL = 9.0, 4.0, 0.5, 0.1, 5.0
_STRANGE = 7.0


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding that it was read from, and what was odd about it."""

    text: str
    encoding: str
    notes: tuple[Note, ...] = ()


def _letter_costs() -> dict[str, float]:
    costs = {letter: -math.log(share / 100) for letter, share in _FREQUENCIES.items()}
    return costs | dict.fromkeys(_NEIGHBOUR_LETTERS, 5.0) | dict.fromkeys(_TYPOGRAPHY, _FAIR_COST)


_COSTS = _letter_costs()
# What a character costs when it follows another: by (previous class, character); classes are small, capital, other.
_SMALL, _CAPITAL, _OTHER = range(3)


def _class_of(char: str) -> int:
    if not char.isalpha():
        return _OTHER
    return _CAPITAL if char != char.lower() else _SMALL


def _tables(encoding: str) -> tuple[tuple[tuple[float, ...], ...], tuple[int, ...]]:
    chars = [bytes([b]).decode(encoding, "replace") for b in range(256)]
    classes = tuple(_class_of(char) for char in chars)
    capital = {_SMALL: _CAPITAL_AFTER_SMALL, _CAPITAL: _CAPITAL_IN_CAPITALS, _OTHER: _LEADING_CAPITAL}
    rows = []
    for previous in (_SMALL, _CAPITAL, _OTHER):
        base = [0.0 if b < 128 else _COSTS.get(chars[b].lower(), _OTHER_COST) for b in range(256)]
        extra = [capital[previous] if b >= 128 and classes[b] == _CAPITAL else 0.0 for b in range(256)]
        rows.append(tuple(x + y for x, y in zip(base, extra, strict=True)))
    return tuple(rows), classes


_TABLES = {encoding: _tables(encoding) for encoding in ONE_BYTE}


def _cost(data: bytes, encoding: str) -> float:
    """How unlike Russian the bytes look when read so: about 3.5 a letter for Russian, 5 and more for anything else."""
    rows, classes = _TABLES[encoding]
    total, previous = 0.0, _OTHER
    for byte in data:
        total += rows[previous][byte]
        previous = classes[byte]
    return total


def _high_bytes(data: bytes) -> int:
    return len(data) - len(data.translate(None, bytes(range(128, 256))))


def _utf16_without_bom(data: bytes) -> str | None:
    """UTF-16 of Russian or English text: one byte of each pair is nearly always 0x00 or 0x04."""
    pairs = len(data) // 2
    if pairs < 2:
        return None
    for encoding, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        halves = data[offset : pairs * 2 : 2]
        if (halves.count(0) + halves.count(4)) > 0.7 * pairs:
            return encoding
    return None


def _one_byte(data: bytes) -> str:
    return min(ONE_BYTE, key=lambda encoding: _cost(data, encoding))


def _sample(data: bytes) -> bytes:
    """The part of the data that holds its first letters outside ASCII."""
    if len(data) <= _SAMPLE:
        return data
    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, first.start() - 100) if first else 0
    return data[start : start + _SAMPLE]


def refuse_binary(data: bytes) -> None:
    """Raise RecordError where the bytes are no text."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise RecordError(f"this is {name}, not text: convert it to text first", code="binary")
    head = data[:_SAMPLE]
    controls = len(head) - len(head.translate(None, _CONTROL_BYTES))
    if controls > max(2, 0.02 * len(head)):
        raise RecordError("the bytes are not text in any known encoding", code="binary")


def detect(data: bytes) -> str:
    """The encoding of some bytes: utf-8 unless they say otherwise."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    wide = _utf16_without_bom(data[:_SAMPLE])
    if wide is not None:
        return wide
    return "utf-8" if _utf8_or_none(data) is not None else _one_byte(_sample(data))


def _note(code: str, message: str, start: int | None = None, end: int | None = None) -> Note:
    return Note(STAGE, code, message, start, end)


def _utf8_or_none(data: bytes) -> Decoded | None:
    """The bytes read as UTF-8, a few broken ones replaced; None where they are something else."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    text = _join_pairs(data.decode("utf-8", "surrogatepass")) if _only_surrogates(data) else None
    if text is not None:
        return Decoded(text, "utf-8")
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    if broken * 10 > _high_bytes(data) and not (broken == 1 and _high_bytes(data) > 4):
        return None
    first = text.find("\ufffd")
    message = f"{broken} broken UTF-8 sequences were each replaced by U+FFFD"
    return Decoded(text, "utf-8", (_note("broken_utf8", message, first, first + 1),))


def _only_surrogates(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _join_pairs(text: str) -> str:
    def join(match: re.Match[str]) -> str:
        return match.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le")

    return _SURROGATE_PAIR.sub(join, text)


def decode(data: bytes) -> Decoded:
    """The text of some bytes, without a byte order mark; raises RecordError (code `binary`) where they are no text."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    wide = _utf16_without_bom(data[:_SAMPLE])
    if wide is not None:
        return _decode_marked(data, wide)
    refuse_binary(data)
    return _utf8_or_none(data) or _decode_one_byte(data, _one_byte(_sample(data)))


def _decode_marked(data: bytes, encoding: str) -> Decoded:
    if encoding == "utf-8":
        refuse_binary(data)
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd") - data.decode(encoding, "ignore").count("\ufffd")
    if not broken:
        return Decoded(text, encoding)
    first = text.find("\ufffd")
    message = f"{broken} broken {encoding.upper()} sequences were each replaced by U+FFFD"
    return Decoded(text, encoding, (_note("broken_encoding", message, first, first + 1),))


def _decode_one_byte(data: bytes, encoding: str) -> Decoded:
    sample = _sample(data)
    strange = _cost(sample, encoding) > _STRANGE * max(1, _high_bytes(sample))
    notes = (_note("encoding_uncertain", f"read as {encoding}, but it does not look like Russian"),) if strange else ()
    return Decoded(data.decode(encoding, "replace"), encoding, notes)


class _LineDecoder:
    """Decodes lines one by one; short lines in a one-byte encoding go by the evidence of the lines before them."""

    def __init__(self) -> None:
        self._evidence = dict.fromkeys(ONE_BYTE, 0.0)

    def __call__(self, line: bytes) -> Decoded:
        as_utf8 = _utf8_or_none(line)
        if as_utf8 is not None:
            return as_utf8
        sample = _sample(line)
        costs = {encoding: _cost(sample, encoding) for encoding in ONE_BYTE}
        for encoding, cost in costs.items():
            self._evidence[encoding] += cost
        judged = costs if _high_bytes(sample) >= _ENOUGH_EVIDENCE else self._evidence
        return _decode_one_byte(line, min(ONE_BYTE, key=judged.__getitem__))


def read_lines(stream: BinaryIO) -> Iterator[Decoded]:
    """The lines of a byte stream with their line ends, each decoded for itself, so that a dump may mix encodings.

    Raises RecordError (`binary`) when the head is no text, and `too_large` for a line over `LONGEST_LINE` bytes.
    """
    head = stream.read(4096)
    head += stream.readline(LONGEST_LINE)
    if not head:
        return
    encoding = detect(head)
    if encoding.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(head, stream, encoding)
        return
    body = head.removeprefix(b"\xef\xbb\xbf")
    refuse_binary(body)
    decoder = _LineDecoder()
    lines = body.split(b"\n")
    rest = lines.pop()
    for line in lines:
        yield decoder(line + b"\n")
    for line in itertools.chain([rest] if rest else [], iter(lambda: stream.readline(LONGEST_LINE), b"")):
        if len(line) >= LONGEST_LINE:
            raise _too_long()
        yield decoder(line)


def _too_long() -> RecordError:
    message = f"a line is longer than {LONGEST_LINE // 2**20} MB: the rest of the file is left out"
    return RecordError(message, code="too_large")


def _wide_lines(head: bytes, stream: BinaryIO, encoding: str) -> Iterator[Decoded]:
    """Lines of UTF-16 or UTF-32, split after decoding because a line feed's byte may be half of a letter."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    pending, chunk, first = "", head, True
    while chunk:
        text = decoder.decode(chunk)
        pending += text.removeprefix("\ufeff") if first else text
        first = False
        *lines, pending = pending.split("\n")
        if len(pending) > LONGEST_LINE:
            raise _too_long()
        yield from (Decoded(line + "\n", encoding) for line in lines)
        chunk = stream.read(1 << 20)
    pending += decoder.decode(b"", True)
    if pending:
        yield Decoded(pending, encoding)
