"""Reprints: which releases nearly repeat an earlier one.

A release is held as the MinHash of its words in threes and of its numbers, which weigh more, so that a form filled in
with other figures is no reprint. Page dates, credits, contacts and tails do not count. All is decided on the contents
of the releases, never on the order in which they come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.records import Release
from pipeline.text import shadow

if TYPE_CHECKING:
    from datasketch import MinHash

PERMUTATIONS, BANDS = 128, 32
SIMILAR = 0.75
"""Share of words in threes, of all in either release, that makes one a reprint of the other."""

NUMBER_WEIGHT = 3
FEWEST_WORDS = 5
MOST_COMPARED = 64
"""Where more releases of their own share a band, a later one is compared with the last so many of them."""

SCHEMA = pa.schema(
    [
        pa.field("release_id", pa.string(), nullable=False),
        pa.field("published", pa.string()),
        pa.field("content", pa.binary(), nullable=False),
        pa.field("signature", pa.binary(), nullable=False),
    ]
)

_ROWS = PERMUTATIONS // BANDS
_ODD = np.uint64(0x9E3779B97F4A7C15)
Signatures = npt.NDArray[np.uint16]
Places = npt.NDArray[np.int64]
_WORD = re.compile(r"\w+")


def signature_batch(releases: Iterable[Release]) -> pa.RecordBatch:
    """What is kept of each release to tell reprints by, in `SCHEMA`; a release without a word has no row."""
    rows = [_row(release) for release in releases]
    return pa.RecordBatch.from_pylist([row for row in rows if row is not None], schema=SCHEMA)


def _row(release: Release) -> dict[str, Any] | None:
    signature = _signature(_words(release))
    if signature is None:
        return None
    content = blake2b(release.text.encode("utf8", "replace"), digest_size=16).digest()
    published = release.publication.value
    return {"release_id": release.release_id, "published": published, "content": content, "signature": signature}


def _words(release: Release) -> list[str]:
    body = [word for section in release.sections if section.kind == "body" for word in _split(release.words(section))]
    return body if len(body) >= FEWEST_WORDS else _split(release.text)


def _split(text: str) -> list[str]:
    return _WORD.findall(shadow(text).text.lower().replace("ё", "е"))


@cache
def _empty_hash() -> MinHash:
    """The MinHash of nothing, whose permutations are drawn once a process."""
    from datasketch import MinHash

    return MinHash(PERMUTATIONS, seed=1)


def _signature(words: Sequence[str]) -> bytes | None:
    if not words:
        return None
    hashed = _empty_hash().copy()
    hashed.update_batch([shingle.encode("utf8", "replace") for shingle in _shingles(words)])
    signature: bytes = hashed.hashvalues.astype("<u2").tobytes()
    return signature


def _shingles(words: Sequence[str]) -> set[str]:
    threes = {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}
    numbers = {word for word in words if word.isdigit()}
    return threes | {f"{word} {copy}" for word in numbers for copy in range(NUMBER_WEIGHT)}


@dataclass(frozen=True, slots=True)
class _Releases:
    """Releases in the order in which one is a reprint of another: by day of publication, then by content."""

    ids: list[str]
    signatures: Signatures


def find_reprints(kept: Iterable[pa.RecordBatch]) -> dict[str, str]:
    """The id of the earliest for each release that repeats one; `kept` are batches of `signature_batch`."""
    releases = _ordered(kept)
    return {releases.ids[place]: releases.ids[leader] for place, leader in _leaders(releases.signatures)}


def mark_reprints(batches: Iterable[pa.RecordBatch], reprints: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    """Batches of `releases` with `duplicate_of` filled in."""
    for batch in batches:
        column = pa.array([reprints.get(name) for name in batch.column("release_id").to_pylist()], pa.string())
        place = batch.schema.get_field_index("duplicate_of")
        yield batch.set_column(place, batch.schema.field(place), column)


def _ordered(kept: Iterable[pa.RecordBatch]) -> _Releases:
    table = pa.Table.from_batches(kept, SCHEMA)
    table = table.set_column(1, "published", pc.fill_null(table["published"], "~"))  # unknown days come last
    order = pc.sort_indices(table, [(name, "ascending") for name in ("published", "content", "release_id")])
    signatures = np.empty((table.num_rows, PERMUTATIONS), np.uint16)
    filled = 0
    for chunk in table["signature"].chunks:  # without a Python object for each
        offset, values = chunk.offset * 2 * PERMUTATIONS, chunk.buffers()[2]
        if len(chunk):
            rows = np.frombuffer(values, "<u2", len(chunk) * PERMUTATIONS, offset).reshape(-1, PERMUTATIONS)
            signatures[filled : filled + len(chunk)] = rows
            filled += len(chunk)
    return _Releases(table["release_id"].take(order).to_pylist(), signatures[order.to_numpy()])


def _leaders(signatures: Signatures) -> Iterator[tuple[int, int]]:
    """For each reprint the earliest release that it is like: likeness is not handed on from text to text."""
    first, same = _distinct(signatures)
    texts = signatures[first]
    leaders = _earliest_alike(texts)
    for place, text in enumerate(same.tolist()):
        leader = leaders.get(text, text)
        if first[leader] != place:
            yield place, int(first[leader])


def _distinct(signatures: Signatures) -> tuple[Places, Places]:
    """The places of the first of equal signatures, in order, and for each place which of these it is equal to."""
    whole = np.zeros(len(signatures), np.uint64)
    for start in range(0, PERMUTATIONS, _ROWS):
        whole = whole * _ODD + _band(signatures, start)
    _, first, same = np.unique(whole, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[same]


def _earliest_alike(signatures: Signatures) -> dict[int, int]:
    """For each that is like an earlier one that is like none before it, the earliest of these.

    Compared are those that share a band, as long as few do (`MOST_COMPARED`): the cost grows with the releases, also
    where many are made from one template.
    """
    buckets, left = _buckets(signatures)
    held: dict[int, list[int]] = {}
    found: dict[int, int] = {}
    for place in np.flatnonzero((buckets >= 0).any(axis=1)).tolist():
        mine = buckets[place][buckets[place] >= 0]
        left[mine] -= 1
        before = sorted({one for bucket in mine.tolist() for one in held.get(bucket, ())})
        alike = np.mean(signatures[before] == signatures[place], axis=1) >= SIMILAR
        if alike.any():
            found[place] = before[int(np.argmax(alike))]
        for bucket in mine.tolist():
            _hold(held, bucket, place if place not in found else None, more=left[bucket] > 0)
    return found


def _hold(held: dict[int, list[int]], bucket: int, leader: int | None, *, more: bool) -> None:
    """Keep a leader for those of its bucket that come later; let go of a bucket when nobody does."""
    if not more:
        held.pop(bucket, None)
    elif leader is not None:
        leaders = held.setdefault(bucket, [])
        leaders.append(leader)
        del leaders[:-MOST_COMPARED]


def _buckets(signatures: Signatures) -> tuple[npt.NDArray[np.int32], Places]:
    """For each signature and band the number of the bucket that it shares with others, -1 where it is alone in it; and
    the size of each bucket.
    """
    buckets = np.full((len(signatures), BANDS), -1, np.int32)
    sizes: list[Places] = []
    for band in range(BANDS):
        _, same, counts = np.unique(_band(signatures, band * _ROWS), return_inverse=True, return_counts=True)
        shared = counts > 1
        number = np.where(shared, np.cumsum(shared) - 1 + sum(map(len, sizes)), -1)
        buckets[:, band] = number[same]
        sizes.append(counts[shared])
    return buckets, np.concatenate(sizes)


def _band(signatures: Signatures, start: int) -> npt.NDArray[np.uint64]:
    """The columns of a band as one number each."""
    return np.ascontiguousarray(signatures[:, start : start + _ROWS]).view(np.uint64).ravel()
