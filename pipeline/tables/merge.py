"""Entities of the run: which entities of single releases are one person, organisation or place.

All is decided on the set of names, never on the order in which they come, so that equal sets of input give equal ids.
Two rules: the same label and the same folded name are one; a person's short name joins the full name that it can only
shorten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.schema import arrow_schema
from pipeline.tables.names import PersonName, fold, parse_person

DOMINANT = 0.7
"""The share of releases that one full name must have among all that a surname may stand for."""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A name as it stands in `local_entities`, with how often."""

    label: str
    name: str
    n_mentions: int
    n_releases: int


@dataclass(frozen=True, slots=True)
class Merged:
    """Entities of a run: tables `entities` and `entity_names`, and `links` (`local_id`, `entity_id`).

    `links` has a row for each row of the local entities, in their order.
    """

    entities: pa.Table
    names: pa.Table
    links: pa.Table


def merge_entities(local_entities: pa.Table, releases: pa.Table) -> Merged:
    """Merge the entities of all releases.

    `local_entities` has `local_id`, `release_id`, `label`, `name`, `n_mentions`; `releases` has `release_id`,
    `published`. Other columns are ignored. Memory grows with the distinct names and with these columns.
    """
    forms = _forms(local_entities)
    groups = group_names(forms)
    keys = pa.table(
        {
            "label": pa.array([form.label for form in forms], pa.string()),
            "name": pa.array([form.name for form in forms], pa.string()),
            "entity_id": pa.array([groups[form.label, form.name] for form in forms], pa.string()),
        }
    )
    linked = _linked(local_entities.select(["local_id", "release_id", "label", "name", "n_mentions"]), keys)
    return Merged(_entities(linked, forms, groups, releases), _names(linked), linked.select(["local_id", "entity_id"]))


def link(batches: Iterable[pa.RecordBatch], links: pa.Table) -> Iterator[pa.RecordBatch]:
    """Batches of `local_entities` with `entity_id` filled in; `links` may come in any order.

    Raises ValueError for a local entity that has no link.
    """
    at = 0
    for batch in batches:
        here = links.slice(at, batch.num_rows)
        at += batch.num_rows
        local_id = batch.column("local_id")
        if not here["local_id"].combine_chunks().equals(local_id):
            here = links.take(pc.index_in(local_id, links["local_id"]))
        ids = here["entity_id"].combine_chunks()
        if ids.null_count:
            raise ValueError("a local entity has no entity: merge all rows of local_entities first")
        yield batch.set_column(batch.schema.get_field_index("entity_id"), batch.schema.field("entity_id"), ids)


def group_names(forms: Iterable[Form]) -> dict[Key, str]:
    """The entity's id for each label and name."""
    by_key: dict[Key, list[Form]] = defaultdict(list)
    for form in forms:
        by_key[form.label, fold(form.name)].append(form)
    target = _person_targets({key: some for key, some in by_key.items() if key[0] == "PER"})
    return {(form.label, form.name): entity_id(*target.get(key, key)) for key, some in by_key.items() for form in some}


def entity_id(label: str, key: str) -> str:
    """The id of the entity with a folded name: the label and 16 hexadecimal digits."""
    digest = blake2b(f"{label}\n{key}".encode(), digest_size=8)
    return f"{label}-{digest.hexdigest()}"


def _forms(local_entities: pa.Table) -> list[Form]:
    grouped = local_entities.group_by(["label", "name"]).aggregate(
        [("n_mentions", "sum"), ("release_id", "count_distinct")]
    )
    names = ("label", "name", "n_mentions_sum", "release_id_count_distinct")
    rows = zip(*(grouped[name].to_pylist() for name in names), strict=True)
    return sorted((Form(*row) for row in rows), key=lambda form: (form.label, form.name))


def _person_targets(persons: Mapping[Key, list[Form]]) -> dict[Key, Key]:
    """For short names of persons the key of the full name that they stand for."""
    by_surname: dict[str, list[tuple[PersonName, Key, int]]] = defaultdict(list)
    for key in sorted(persons):
        parsed = parse_person(best_name(persons[key]))
        if parsed is not None:
            by_surname[parsed.surname].append((parsed, key, sum(form.n_releases for form in persons[key])))
    return {key: full for namesakes in by_surname.values() for key, full in _resolve(namesakes).items()}


def _resolve(namesakes: list[tuple[PersonName, Key, int]]) -> dict[Key, Key]:
    """Join the names under one surname, the fullest first, so that a join may count on those before it."""
    target: dict[Key, Key] = {}
    roots: list[tuple[PersonName, Key]] = []
    weight: dict[Key, int] = {}
    for name, key, n_releases in sorted(namesakes, key=_fullness):
        candidates = {root: weight[root] for full, root in roots if name.may_shorten(full)}
        chosen = _dominant(candidates, 1.0 if name.is_full else DOMINANT)
        if chosen is None:
            roots.append((name, key))
            weight[key] = n_releases
        else:
            target[key] = chosen
            weight[chosen] += n_releases
    return target


def _fullness(row: tuple[PersonName, Key, int]) -> tuple[int, int, Key]:
    name, key, _ = row
    return (-sum(len(part) > 1 for part in name.given), -len(name.given), key)


def _dominant(weights: Mapping[Key, int], share: float) -> Key | None:
    """The one candidate that has at least this share of all their releases."""
    if not weights:
        return None
    best = max(sorted(weights), key=lambda key: weights[key])
    return best if weights[best] >= share * sum(weights.values()) else None


def best_name(forms: Iterable[Form]) -> str:
    """The most frequent spelling; of equals one not all in capitals, one with ё, the first by alphabet."""
    return min(forms, key=lambda form: (-form.n_mentions, form.name.isupper(), "ё" not in form.name, form.name)).name


def _linked(local_entities: pa.Table, keys: pa.Table) -> pa.Table:
    """The rows with their `entity_id`, in their order."""
    index = {(label, name): n for n, (label, name) in enumerate(zip(*_lists(keys, "label", "name"), strict=True))}
    at = [index[key] for key in zip(*_lists(local_entities, "label", "name"), strict=True)]
    ids = keys["entity_id"].take(pa.array(at, pa.int64()))
    return local_entities.append_column("entity_id", ids)


def _lists(table: pa.Table, *names: str) -> list[list[str]]:
    return [table[name].to_pylist() for name in names]


def _entities(linked: pa.Table, forms: list[Form], groups: Mapping[Key, str], releases: pa.Table) -> pa.Table:
    by_entity: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        if groups[form.label, form.name] == entity_id(form.label, fold(form.name)):
            by_entity[groups[form.label, form.name]].append(form)
    dated = linked.join(releases.select(["release_id", "published"]), "release_id", use_threads=False)
    counted = (
        dated.group_by(["entity_id", "label"], use_threads=False)
        .aggregate(
            [("n_mentions", "sum"), ("release_id", "count_distinct"), ("published", "min"), ("published", "max")]
        )
        .sort_by("entity_id")
    )
    schema = arrow_schema("entities")
    columns = {
        "entity_id": counted["entity_id"],
        "label": counted["label"],
        "name": pa.array([best_name(by_entity[one]) for one in counted["entity_id"].to_pylist()], pa.string()),
        "n_mentions": counted["n_mentions_sum"],
        "n_releases": counted["release_id_count_distinct"],
        "first_published": counted["published_min"],
        "last_published": counted["published_max"],
    }
    return pa.table([columns[name] for name in schema.names], schema=schema)


def _names(linked: pa.Table) -> pa.Table:
    counted = linked.group_by(["entity_id", "name"], use_threads=False).aggregate([("n_mentions", "sum")])
    ordered = counted.sort_by([("entity_id", "ascending"), ("n_mentions_sum", "descending"), ("name", "ascending")])
    columns = [ordered["entity_id"], ordered["name"], ordered["n_mentions_sum"]]
    return pa.table(columns, schema=arrow_schema("entity_names"))
