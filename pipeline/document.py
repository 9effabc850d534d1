"""Findings on a spaCy Doc: typed records in `doc.user_data`.

`to_bytes`, DocBin and spaCy's processes carry plain values alone: there a record becomes the list of its cells, and is
made of them again when it is first asked for. The extension `doc._.rupress` shows all cells.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import numpy as np
import srsly
from numpy.typing import NDArray
from spacy.tokens import Doc

from pipeline.records import (
    DateValue,
    Issuer,
    LocalEntity,
    Mention,
    Note,
    PercentValue,
    Position,
    Publication,
    Quote,
    QuotePart,
    QuoteSpeaker,
    Section,
)
from pipeline.token_table import is_unseen, token_words

Kind = TypeVar("Kind", Section, Mention, LocalEntity, Position, Quote, Issuer, Note, Publication)

EXTENSION = "rupress"
_DATA: Any = ("._.", "rupress_findings", None, None)
"""A key in `doc.user_data` as that of an extension: what concerns the whole Doc is not copied to parts of it."""
_ENTITY = ["ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID"]
_INSIDE, _OUTSIDE, _BEGINS = 1, 2, 3
_ONE: dict[type[Any], dict[str, type[Any]]] = {Mention: {"date": DateValue, "percent": PercentValue}}
_MANY: dict[type[Any], dict[str, type[Any]]] = {Quote: {"parts": QuotePart, "speakers": QuoteSpeaker}}
_INNER = [kind for held in (*_ONE.values(), *_MANY.values()) for kind in held.values()]
_KINDS = frozenset({*Kind.__constraints__, *_INNER})


class Findings(dict[str, Any]):
    """Records by the name of their kind; who unpickles them imports this module, and with it their encoder."""


def _stored(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """A record as its cells: what spaCy stores of it. `chain` is the encoder of other values."""
    if type(value) in _KINDS:
        return tuple(getattr(value, field.name) for field in fields(value))
    return value if chain is None else chain(value)


srsly.msgpack_encoders.register(EXTENSION, func=_stored)


def _shown(value: Any) -> Any:
    """Records, and what holds records, as plain values."""
    if isinstance(value, dict):
        return {name: _shown(held) for name, held in value.items()}
    value = _stored(value)
    return tuple(map(_shown, value)) if isinstance(value, tuple) else value


def _show(doc: Doc) -> Any:
    return _shown(doc.user_data.get(_DATA))


def _set(doc: Doc, value: Any) -> None:
    doc.user_data[_DATA] = value


if not Doc.has_extension(EXTENSION):
    Doc.set_extension(EXTENSION, getter=_show, setter=_set)


def _restored(kind: type[Any], cells: Sequence[Any]) -> Any:
    """The record whose cells were stored."""
    names = [field.name for field in fields(kind)]
    if len(names) != len(cells):
        raise ValueError(f"the Doc was stored by another version of rupress: {kind.__name__} has {len(cells)} cells")
    named = dict(zip(names, cells, strict=True))
    for name, inner in _ONE.get(kind, {}).items():
        named[name] = named[name] and inner(*named[name])
    for name, inner in _MANY.get(kind, {}).items():
        named[name] = tuple(inner(*item) for item in named[name])
    return kind(**named)


def get(doc: Doc, kind: type[Kind]) -> tuple[Kind, ...]:
    """All records of a kind that the stages so far have put on a Doc, in their order."""
    held = doc.user_data.get(_DATA) or {}
    rows: tuple[Any, ...] = held.get(kind.__name__, ())
    if rows and not isinstance(rows[0], kind):
        rows = held[kind.__name__] = tuple(_restored(kind, cells) for cells in rows)
    return tuple(rows)


def put(doc: Doc, kind: type[Kind], records: Iterable[Kind]) -> None:
    """Replace all records of a kind on a Doc."""
    doc.user_data[_DATA] = Findings({**(doc.user_data.get(_DATA) or {}), kind.__name__: tuple(records)})


def note(doc: Doc, *notes: Note) -> None:
    """Add notes to a Doc."""
    if notes:
        put(doc, Note, (*get(doc, Note), *notes))


def publication(doc: Doc) -> Publication:
    """When the release was published, as far as a stage or the caller has said."""
    held = get(doc, Publication)
    return held[0] if held else Publication()


def put_mentions(doc: Doc, mentions: Iterable[Mention]) -> None:
    """Replace the mentions of a Doc, ordered with the outer before the inner; `doc.ents` becomes the outermost.

    `doc.ents` of a Doc that nobody sees, because it is not kept and the stages run alone, stays empty.
    """
    ordered = link_parents(mentions)
    put(doc, Mention, ordered)
    if not is_unseen(doc):
        _set_entities(doc, _outermost(doc, ordered))


class _Range(NamedTuple):
    first: int
    behind: int
    label: str


def _outermost(doc: Doc, mentions: Sequence[Mention]) -> list[_Range]:
    """The tokens that each mention touches which lies in no other; of two that share a token the longer one's."""
    words = token_words(doc)
    ranges = [
        _Range(bisect_right(words.ends, mention.start_char), bisect_left(words.starts, mention.end_char), mention.label)
        for mention in mentions
        if mention.parent is None
    ]
    ranges = [held for held in ranges if held.first < held.behind]
    crossing = any(one.behind > other.first for one, other in pairwise(ranges))
    return _without_crossing(ranges) if crossing else ranges


def _without_crossing(ranges: Sequence[_Range]) -> list[_Range]:
    kept: list[_Range] = []
    taken: set[int] = set()
    for held in sorted(ranges, key=lambda held: (held.first - held.behind, held.first)):
        places = range(held.first, held.behind)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(held)
    return kept


def _set_entities(doc: Doc, ranges: Iterable[_Range]) -> None:
    """Make ranges of tokens that do not cross the entities of a Doc, as `doc.ents` would, at a tenth of its cost."""
    columns = np.zeros((len(doc), len(_ENTITY)), np.uint64)
    columns[:, 0] = _OUTSIDE
    for first, behind, label in ranges:
        columns[first:behind, 0] = _INSIDE
        columns[first, 0] = _BEGINS
        columns[first:behind, 1] = doc.vocab.strings.add(label)
    set_attributes(doc, _ENTITY, columns)


def link_parents(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions in text order, the outer before the inner, each with the index of the smallest one that holds it."""
    ordered = sorted(mentions, key=lambda m: (m.start_char, -m.end_char, m.label))
    linked: list[Mention] = []
    open_outer: list[int] = []
    for index, mention in enumerate(ordered):
        while open_outer and linked[open_outer[-1]].end_char < mention.end_char:
            open_outer.pop()
        parent = open_outer[-1] if open_outer else None
        linked.append(mention if mention.parent == parent else replace(mention, parent=parent))
        open_outer.append(index)
    return linked


def set_attributes(doc: Doc, names: Sequence[str], rows: NDArray[np.uint64]) -> None:
    """Set attributes of all tokens at once: a row a token, a column a name, values as spaCy's unsigned ids."""
    if len(rows):
        doc.from_array(list(names), rows)  # type: ignore[arg-type]
