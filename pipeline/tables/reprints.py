"""Reprints: which releases nearly repeat an earlier one.

A release is held as the MinHash of its words in threes and of its numbers, which weigh more, so that a form filled in
with other figures is no reprint. Page dates, credits, contacts and tails do not count. All is decided on the contents
of the releases, never on the order in which they come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.records import Release
from pipeline.text import shadow

PERMUTATIONS, BANDS = 128, 32
SIMILAR = 0.75
"""Share of words in threes, of all in either release, that makes one a reprint of the other."""

NUMBER_WEIGHT = 3
FEWEST_WORDS = 5
MOST_COMPARED = 64
"""In a bucket of the index that holds more, each release is compared with so many next to it."""

SCHEMA = pa.schema(
    [
        pa.field("release_id", pa.string(), nullable=False),
        pa.field("published", pa.string()),
        pa.field("content", pa.binary(), nullable=False),
        pa.field("signature", pa.binary(), nullable=False),
    ]
)

_ODD = np.uint64(0x9E3779B97F4A7C15)
Signatures = npt.NDArray[np.uint16]
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


def _signature(words: Sequence[str]) -> bytes | None:
    if not words:
        return None
    from datasketch import MinHash

    hashed = MinHash(PERMUTATIONS, seed=1)
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
    found: dict[str, str] = {}
    for group in _groups(releases.signatures):
        for place, leader in _leaders(group, releases.signatures):
            found[releases.ids[place]] = releases.ids[leader]
    return found


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


def _groups(signatures: Signatures) -> list[list[int]]:
    """Places of releases that are alike, directly or by way of others; each group in order."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if len(signatures) < 2:
        return []
    pairs = np.array(sorted(_alike(signatures)), np.int64).reshape(-1, 2)
    size = len(signatures)
    graph = coo_array((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    order = np.argsort(labels, kind="stable")
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    return [group.tolist() for group in np.split(order, cuts) if len(group) > 1]


def _alike(signatures: Signatures) -> set[tuple[int, int]]:
    """Pairs of places whose releases are alike, among those that share a band of their signatures."""
    rows = PERMUTATIONS // BANDS
    whole = np.zeros(len(signatures), np.uint64)
    for start in range(0, PERMUTATIONS, rows):
        whole = whole * _ODD + _band(signatures[:, start : start + rows])
    _, first, same = np.unique(whole, return_index=True, return_inverse=True)
    found = {(int(first[one]), place) for place, one in enumerate(same) if first[one] != place}
    distinct = np.sort(first)
    for start in range(0, PERMUTATIONS, rows):
        pairs = set(_in_buckets(distinct, _band(signatures[distinct, start : start + rows]))) - found
        found |= {pair for pair in pairs if _similarity(signatures, *pair) >= SIMILAR}
    return found


def _band(columns: Signatures) -> npt.NDArray[np.uint64]:
    """Some columns of signatures as one number each."""
    return np.ascontiguousarray(columns).view(np.uint64).ravel()


def _in_buckets(places: npt.NDArray[np.int64], band: npt.NDArray[Any]) -> Iterator[tuple[int, int]]:
    order = np.argsort(band, kind="stable")
    cuts = np.flatnonzero(np.diff(band[order])) + 1
    for bucket in np.split(places[order], cuts):
        if len(bucket) <= MOST_COMPARED:
            yield from combinations(bucket.tolist(), 2)
        else:
            for ahead in range(1, MOST_COMPARED):
                yield from zip(bucket[:-ahead].tolist(), bucket[ahead:].tolist(), strict=True)


def _similarity(signatures: Signatures, one: int, other: int) -> float:
    return float(np.mean(signatures[one] == signatures[other]))


def _leaders(group: Sequence[int], signatures: Signatures) -> Iterator[tuple[int, int]]:
    """For each reprint of a group the earliest release that it is like: likeness is not handed on from text to text."""
    leaders: list[int] = []
    for place in group:
        alike = np.mean(signatures[leaders] == signatures[place], axis=1) >= SIMILAR if leaders else np.zeros(0, bool)
        if alike.any():
            yield place, leaders[int(np.argmax(alike))]
        else:
            leaders.append(place)
