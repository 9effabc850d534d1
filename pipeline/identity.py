"""Ids of releases: the given one, else one made from source and content; a second use of an id gets a suffix."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from pipeline.records import Note, Record


def content_id(record: Record) -> str:
    """An id that is the same in every run for the same source and text."""
    content = f"{record.source}\0{record.text}".encode("utf8", "replace")
    return f"r{hashlib.sha256(content).hexdigest()[:16]}"


class Identifier:
    """Gives every record of a run an id of its own; deterministic in the order of the records.

    taken: ids that are in use before the first record comes.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._uses: dict[str, int] = {}
        for name in taken:
            self._uses.setdefault(name, 1)

    def __call__(self, record: Record) -> Record:
        wanted = record.id or content_id(record)
        uses = self._uses.get(wanted, 0)
        unique = wanted
        while unique in self._uses:
            uses += 1
            unique = f"{wanted}~{uses}"
        self._uses[wanted] = max(uses, 1)
        self._uses.setdefault(unique, 1)
        if unique == wanted:
            return replace(record, id=wanted)
        message = f"the id {wanted!r} was taken by an earlier release"
        return replace(record, id=unique, notes=(*record.notes, Note("source", "duplicate_id", message)))
