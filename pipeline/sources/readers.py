"""Records from one opened file, one reader a kind: text, JSON lines, CSV and TSV, parquet, HTML."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from pipeline.errors import RecordError
from pipeline.records import Failure, Record
from pipeline.sources.decoding import STAGE, Decoded, decode, read_lines
from pipeline.sources.fields import FIELDS, record_from, text_record
from pipeline.sources.opening import LARGEST_RATIO, LARGEST_SAFE, seekable
from pipeline.sources.pages import main_text
from pipeline.sources.rows import Rows, header_cells

Item = Record | Failure
Reader = Callable[[BinaryIO, str], Iterator[Item]]

LARGEST_TEXT = 64 * 1024 * 1024
LARGEST_PAGE = 16 * 1024 * 1024
_ROWS_AT_A_TIME = 64


def failure(source: str, record: str | None, error: RecordError) -> Failure:
    """The row of `failures` for a record that could not be read."""
    return Failure(source, record, STAGE, error.code, str(error))


def _whole(stream: BinaryIO, largest: int = LARGEST_TEXT) -> Decoded:
    data = stream.read(largest + 1)
    if len(data) > largest:
        message = f"the file is larger than {largest // 2**20} MB: split it into releases"
        raise RecordError(message, code="too_large")
    if not data.strip():
        raise RecordError("the file is empty", code="empty_text")
    return decode(data)


def read_text(stream: BinaryIO, source: str) -> Iterator[Item]:
    """One release: the whole file."""
    decoded = _whole(stream)
    yield text_record(decoded.text, source, None, decoded.notes)


def read_html(stream: BinaryIO, source: str) -> Iterator[Item]:
    """One release: the main text of a page, with the title and the date that the page states."""
    decoded = _whole(stream, LARGEST_PAGE)
    found = main_text(decoded.text.replace("\0", ""))
    text = found["text"] or ""
    if not text.strip():
        raise RecordError("the page holds no main text", code="no_main_text")
    cells = {"title": found["title"], "published": found["date"], "url": found["url"]}
    yield text_record(text, source, None, decoded.notes, **cells)


def read_jsonl(stream: BinaryIO, source: str) -> Iterator[Item]:
    """One release a line; blank lines are passed over, a line that can't be read is a failure."""
    for number, line in enumerate(read_lines(stream), 1):
        if not line.text.strip():
            continue
        try:
            yield record_from(_json_object(line.text), source, str(number), line.notes)
        except RecordError as error:
            yield failure(source, str(number), error)


def _json_object(line: str) -> Mapping[str, object]:
    try:
        fields = json.loads(line)
    except RecursionError:
        raise RecordError("broken JSON: nested too deeply", code="broken_json") from None
    except json.JSONDecodeError as error:
        raise RecordError(f"broken JSON: {error.msg} at character {error.pos + 1}", code="broken_json") from None
    except ValueError as error:
        raise RecordError(f"broken JSON: {error}", code="broken_json") from None
    if not isinstance(fields, dict):
        raise RecordError("the line is no JSON object with a field «text»", code="wrong_type")
    return fields


def read_csv(stream: BinaryIO, source: str) -> Iterator[Item]:
    """One release a row, cells parted by comma, semicolon or tab, whichever the header shows."""
    return _read_table(stream, source, ",;\t")


def read_tsv(stream: BinaryIO, source: str) -> Iterator[Item]:
    """One release a row, cells parted by tabs."""
    return _read_table(stream, source, "\t")


def _read_table(stream: BinaryIO, source: str, delimiters: str) -> Iterator[Item]:
    lines = read_lines(stream)
    first = next((line for line in lines if line.text.strip()), None)
    if first is None:
        raise RecordError("the file is empty", code="empty_text")
    delimiter = max(delimiters, key=first.text.count)
    header = header_cells(first.text, delimiter)
    names = [name.strip().lower() for name in header]
    require_text_column(names, header)
    for number, row in enumerate(Rows(lines, delimiter, len(names)), 1):
        try:
            if isinstance(row, RecordError):
                raise row
            yield record_from(_row_fields(names, row.cells), source, str(number), row.notes)
        except RecordError as error:
            yield failure(source, str(number), error)


def require_text_column(names: Sequence[str], shown: Sequence[str]) -> None:
    """Raise RecordError, with the columns that there are, where no column is called `text`."""
    if "text" not in names:
        columns = ", ".join(name[:40] for name in shown[:20]) or "none"
        message = f"no column is called «text» (columns: {columns}): rename the one that holds the release"
        raise RecordError(message, code="no_text_column")


def _row_fields(names: Sequence[str], row: Sequence[str]) -> dict[str, object]:
    if any(row[len(names) :]):
        message = f"the row has {len(row)} cells, the header {len(names)}: put quotes round cells that hold a separator"
        raise RecordError(message, code="wrong_width")
    return {name: cell for name, cell in zip(names, row, strict=False) if cell}


def read_parquet(stream: BinaryIO, source: str) -> Iterator[Item]:
    """One release a row; other columns are not read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(seekable(stream))
        by_name = {name.lower(): name for name in table.schema_arrow.names}
        require_text_column(list(by_name), table.schema_arrow.names)
        _refuse_parquet_bomb(table.metadata)
        wanted = [by_name[name] for name in FIELDS if name in by_name]
        rows = itertools.chain.from_iterable(
            _undecoded(batch).to_pylist() for batch in table.iter_batches(batch_size=_ROWS_AT_A_TIME, columns=wanted)
        )
        for number, row in enumerate(rows, 1):
            try:
                yield record_from({name.lower(): cell for name, cell in row.items()}, source, str(number))
            except RecordError as error:
                yield failure(source, str(number), error)
    except (pa.ArrowException, UnicodeDecodeError) as error:
        raise RecordError(f"damaged parquet file: {error}", code="damaged") from None


def _undecoded(batch: Any) -> Any:
    """The batch with its strings as bytes: one that is no UTF-8 should cost no other row."""
    import pyarrow as pa

    as_bytes = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
    return pa.table(
        {name: batch[name].cast(as_bytes.get(batch[name].type, batch[name].type)) for name in batch.schema.names}
    )


def _refuse_parquet_bomb(metadata: Any) -> None:
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    columns = [group.column(i) for group in groups for i in range(group.num_columns)]
    unpacked = sum(column.total_uncompressed_size for column in columns)
    packed = sum(column.total_compressed_size for column in columns)
    if unpacked > LARGEST_SAFE and unpacked > LARGEST_RATIO * max(1, packed):
        raise RecordError(f"unpacked it is {unpacked // 2**20} MB, over 100 times larger: refused", code="bomb")


READERS: dict[str, Reader] = {
    "text": read_text,
    "jsonl": read_jsonl,
    "csv": read_csv,
    "tsv": read_tsv,
    "parquet": read_parquet,
    "html": read_html,
}
