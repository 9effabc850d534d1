"""Cuts the input into shards: small stretches of records that are worked on, and kept, as a whole.

Where a shard ends is decided by the records themselves, so a record put in or taken out changes the shards around it
and no others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from typing import Any

from pipeline.records import Failure, Note, Record

FEWEST, MOST = 32, 128
MOST_CHARACTERS = 2_000_000
_CUT_ONE_IN = 64

Item = Record | Failure


@dataclass(frozen=True, slots=True)
class Shard:
    """Records to work on, with the failures that reading met among them; `fingerprint` binds it to what made it."""

    items: tuple[Item, ...]
    fingerprint: str

    @property
    def records(self) -> list[Record]:
        """The items that are records."""
        return [item for item in self.items if isinstance(item, Record)]

    def to_json(self) -> str:
        """The shard as a JSON text, for another machine."""
        return json.dumps({"fingerprint": self.fingerprint, "items": [_fields(item) for item in self.items]})

    @classmethod
    def from_json(cls, text: str) -> Shard:
        """The shard that `to_json` gave."""
        fields = json.loads(text)
        return cls(tuple(map(_item, fields["items"])), fields["fingerprint"])


def _fields(item: Item) -> list[Any]:
    return [type(item).__name__, *astuple(item)]


def _item(fields: list[Any]) -> Item:
    if fields[0] == "Failure":
        return Failure(*fields[1:])
    record = Record(*fields[1:])
    notes: list[Any] = fields[-1]
    return replace(record, notes=tuple(Note(*note) for note in notes))


def cut(items: Iterable[Item], key: str) -> Iterator[Shard]:
    """Shards of the items, in order; `key` is the digest of all else that results depend on."""
    held: list[Item] = []
    digests: list[bytes] = []
    characters = 0
    for item in items:
        held.append(item)
        digests.append(_digest(item))
        characters += len(item.text) if isinstance(item, Record) else 0
        at_a_cut = len(held) >= FEWEST and int.from_bytes(digests[-1][:4], "big") % _CUT_ONE_IN == 0
        if at_a_cut or len(held) >= MOST or characters >= MOST_CHARACTERS:
            yield _shard(held, digests, key)
            held, digests, characters = [], [], 0
    if held:
        yield _shard(held, digests, key)


def _digest(item: Item) -> bytes:
    return hashlib.blake2b(json.dumps(_fields(item)).encode(), digest_size=16).digest()


def _shard(items: list[Item], digests: list[bytes], key: str) -> Shard:
    fingerprint = hashlib.blake2b(key.encode() + b"".join(digests), digest_size=16).hexdigest()
    return Shard(tuple(items), fingerprint)
