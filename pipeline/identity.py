"""Ids of releases: the given one, else one made from source and content; a second use of an id gets a suffix."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace

from pipeline.records import Note, Record


def content_id(record: Record) -> str:
    """An id that is the same in every run for the same source and text."""
    content = f"{record.source}\0{record.text}".encode("utf8", "replace")
    return f"r{hashlib.sha256(content).hexdigest()[:16]}"


class Identifier:
    """Gives every record of a run an id of its own; deterministic in the order of the records."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._given: set[str] = set()

    def __call__(self, record: Record) -> Record:
        wanted = record.id or content_id(record)
        self._seen[wanted] += 1
        unique = wanted
        while unique in self._given:
            self._seen[wanted] += unique != wanted
            unique = f"{wanted}~{self._seen[wanted]}"
        self._given.add(unique)
        if unique == wanted:
            return replace(record, id=wanted)
        message = f"the id {wanted!r} was taken by an earlier release"
        return replace(record, id=unique, notes=(*record.notes, Note("source", "duplicate_id", message)))
