"""A record from the named fields of a JSON line or of a table's row."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping

from pipeline.errors import RecordError
from pipeline.records import Note, Record
from pipeline.sources.decoding import decode

_NAMES = {"id": ("id", "release_id"), "title": ("title",), "published": ("published", "date"), "url": ("url",)}
FIELDS = ("text", *(name for names in _NAMES.values() for name in names))
_SURROGATE = re.compile("[\ud800-\udfff]")
_JSON_NAMES = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number"}


def record_from(fields: Mapping[str, object], source: str, record: str | None, notes: tuple[Note, ...] = ()) -> Record:
    """A record from named fields; raises RecordError for a missing, empty or wrongly typed one."""
    text = fields.get("text")
    if text is None:
        raise RecordError("the field «text» is missing", code="missing_text")
    if isinstance(text, bytes):
        decoded = decode(text)
        text, notes = decoded.text, (*notes, *decoded.notes)
    if not isinstance(text, str):
        raise RecordError(f"the field «text» is {_kind(text)}, not text", code="wrong_type")
    cells = {slot: _cell(fields, names) for slot, names in _NAMES.items()}
    return text_record(text, source, record, notes, **cells)


def text_record(
    text: str, source: str, record: str | None = None, notes: tuple[Note, ...] = (), **cells: str | None
) -> Record:
    """A record of a text; raises RecordError where there is no text."""
    if not text.strip():
        raise RecordError("the text is empty", code="empty_text")
    safe = {slot: _SURROGATE.sub("\ufffd", cell) if cell else None for slot, cell in cells.items()}
    return Record(text=text, source=source, record=record, notes=notes, **safe)


def _kind(value: object) -> str:
    return _JSON_NAMES.get(type(value), f"a {type(value).__name__}")


def _cell(fields: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, bytes):
            value = decode(value).text
        if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
            continue
        if isinstance(value, datetime.datetime):
            return value.date().isoformat()
        if isinstance(value, datetime.date):
            return value.isoformat()
        if isinstance(value, str):
            return value.strip() or None
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        raise RecordError(f"the field «{name}» is {_kind(value)}, not text", code="wrong_type")
    return None
