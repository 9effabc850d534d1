"""Corrections to the entities of a run: what is joined, kept apart and called otherwise, in any order of releases."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from pipeline.corrections import Correction, Corrections
from pipeline.records import LocalEntity, Position, Release
from pipeline.tables import merge_entities, to_tables

Line = tuple[str, ...]


def corrections(*lines: Line) -> Corrections:
    return Corrections(tuple(sorted((Correction(*line) for line in lines), key=lambda line: line.fields)))


def named(*names: str, label: str = "PER") -> list[Release]:
    return [Release(str(n), "", entities=(LocalEntity(label, name, 1),)) for n, name in enumerate(names)]


def groups(releases: list[Release], *lines: Line) -> dict[str, list[str]]:
    """The local names of every entity, by the entity's name; the same in any order of releases."""
    results = []
    for seed in range(3):
        random.Random(seed).shuffle(releases)
        tables = to_tables(releases, corrections=corrections(*lines))
        entities = dict(zip(*(tables["entities"][name].to_pylist() for name in ("entity_id", "name")), strict=True))
        found: dict[str, list[str]] = {}
        for name, entity in zip(*(tables["local_entities"][c].to_pylist() for c in ("name", "entity_id")), strict=True):
            found.setdefault(f"{entity} {entities[entity]}", []).append(name)
        assert {entity for entity, *_ in (key.split() for key in found)} == set(entities)
        results.append({key: sorted(names) for key, names in sorted(found.items())})
    assert results[0] == results[1] == results[2]
    return {key.split(" ", 1)[1]: names for key, names in results[0].items()}


@pytest.mark.parametrize(
    "label, names, lines, expected",
    [
        ("ORG", "ЛГУ|Лучинский университет", [("alias", "ORG", "лгу", "Лучинский университет")],
         {"Лучинский университет": ["ЛГУ", "Лучинский университет"]}),
        ("ORG", "ЛГУ", [("alias", "ORG", "ЛГУ", "Лучинский университет")], {"Лучинский университет": ["ЛГУ"]}),
        ("PER", "Зоя Лис|З. Лис|Зоя Волк", [("merge", "PER", "Зоя Лис", "Зоя Волк")],
         {"Зоя Волк": ["З. Лис", "Зоя Волк", "Зоя Лис"]}),
        ("PER", "Зоя Лис|Лис|Анна Лис", [("merge", "PER", "Лис", "Анна Лис")],
         {"Анна Лис": ["Анна Лис", "Лис"], "Зоя Лис": ["Зоя Лис"]}),
        ("PER", "Зоя Лис|Лис", [("merge", "PER", "Лис", "Анна Лис")], {"Анна Лис": ["Лис"], "Зоя Лис": ["Зоя Лис"]}),
        ("PER", "А Бук|В Гук|Д Дуб", [("merge", "PER", "А Бук", "В Гук"), ("merge", "PER", "В Гук", "Д Дуб")],
         {"Д Дуб": ["А Бук", "В Гук", "Д Дуб"]}),
        ("PER", "Дэвид Кэмерон|Дэвид Кемерон", [("split", "PER", "Дэвид Кэмерон", "Дэвид Кемерон")],
         {"Дэвид Кемерон": ["Дэвид Кемерон"], "Дэвид Кэмерон": ["Дэвид Кэмерон"]}),
        ("PER", "Зоя Лис|Лис|З. Лис", [("split", "PER", "Лис", "З. Лис")],
         {"Зоя Лис": ["З. Лис", "Зоя Лис"], "Лис": ["Лис"]}),
        ("ORG", "ЦБ|Банк России", [("split", "ORG", "ЦБ", "Банк России")],
         {"Банк России": ["Банк России"], "ЦБ": ["ЦБ"]}),
        ("PER", "Зоя Лис|Лис", [("rename", "PER", "Лис", "Зоя Лис-Волкова")], {"Зоя Лис-Волкова": ["Зоя Лис", "Лис"]}),
        ("ORG", "завод «Маяк»", [("rename", "ORG", "Завод Маяк", "АО «Маяк»")], {"АО «Маяк»": ["завод «Маяк»"]}),
        ("PER", "А Бук|В Гук", [("merge", "PER", "А Бук", "В Гук"), ("rename", "PER", "А Бук", "Гук-Бук")],
         {"Гук-Бук": ["А Бук", "В Гук"]}),
        ("PER", "Анна Ель|Ель|Зоя Дуб|Дуб", [("merge", "PER", "Анна Ель", "Дуб"), ("merge", "PER", "Зоя Дуб", "Ель")],
         {"Ель": ["Анна Ель", "Дуб", "Ель", "Зоя Дуб"]}),
    ],
)  # fmt: skip
def test_names_after_corrections(label: str, names: str, lines: list[Line], expected: dict[str, list[str]]) -> None:
    assert groups(named(*names.split("|"), label=label), *lines) == expected


def test_two_people_of_one_name_are_told_apart_by_post() -> None:
    def holding(number: int, name: str, post: str, body: str | None = None) -> Release:
        position = Position(0, 1, name, 0, post, body, None, "current", "test")
        return Release(f"r{number}", "", entities=(LocalEntity("PER", name, 1),), positions=(position,))

    releases = [
        holding(1, "Иван Лис", "главный тренер", "клуб «Стриж»"),
        holding(2, "Иван Лис", "министр связи"),
        holding(3, "Лис", "главный тренер", "клуб «Стриж»"),
    ]
    tables = to_tables(releases, corrections=corrections(("split", "PER", "Иван Лис", "", "Тренер")))
    one, two, three = tables["local_entities"]["entity_id"].to_pylist()
    assert one == three != two


def test_an_id_does_not_change_with_a_rename_or_a_merge_into_it() -> None:
    def ids(*lines: Line) -> set[str]:
        tables = to_tables(named("Зоя Лис", "Анна Бук"), corrections=corrections(*lines))
        return set(tables["entities"]["entity_id"].to_pylist())

    plain = ids()
    assert ids(("rename", "PER", "Зоя Лис", "З. Л.")) == plain
    assert ids(("merge", "PER", "Зоя Лис", "Анна Бук")) < plain


def test_corrections_that_apply_to_nothing_are_known() -> None:
    lines = [
        ("alias", "ORG", "ЛГУ", "Лучинский университет"),
        ("merge", "PER", "Зоя Лис", "Анна Бук"),
        ("rename", "PER", "Никто", "Некто"),
        ("split", "PER", "Зоя Лис", "Никто"),
        ("split", "PER", "Зоя Лис", "", "тренер"),
    ]
    tables = to_tables(named("Зоя Лис"))

    def one(name: str) -> pa.RecordBatch:
        found = tables[name].combine_chunks().to_batches()
        return found[0] if found else pa.RecordBatch.from_pylist([], schema=tables[name].schema)

    whole = (one("local_entities"), one("releases"), one("positions"))
    with merge_entities([whole], corrections=corrections(*lines)) as merged:
        assert [line.fields for line in merged.unused] == [(*line, "", "")[:5] for line in (lines[0], *lines[2:])]
