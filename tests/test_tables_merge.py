from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.records import LocalEntity, Position, Publication, Release
from pipeline.tables import merge_entities, to_frames, to_tables
from pipeline.tables.names import parse_person
from pipeline.text import fold_name as fold


def groups(*names: str, label: str = "PER") -> list[list[str]]:
    """Names, a release each, as they are merged: groups in order of their names."""
    releases = [Release(str(n), "", entities=(LocalEntity(label, name, 1),)) for n, name in enumerate(names)]
    table = to_tables(releases)["local_entities"]
    by_entity: dict[str, set[str]] = {}
    for name, entity in zip(table["name"].to_pylist(), table["entity_id"].to_pylist(), strict=True):
        by_entity.setdefault(entity, set()).add(name)
    return sorted(sorted(group) for group in by_entity.values())


@pytest.mark.parametrize(
    "one,two",
    [
        ("Завод «Лучинский»", 'завод "Лучинский"'),
        ("Берёзовый Лог", "Березовый  лог"),
        ("Усть–Лучинск", "Усть-Лучинск"),
        ("И.О. Крапивин", "И. О. Крапивин"),
        ("Нижний\u00a0Лог", "Нижний Лог"),
    ],
)
def test_spellings_of_one_name(one: str, two: str) -> None:
    assert fold(one) == fold(two)


@pytest.mark.parametrize(
    "name,parts",
    [
        ("Зоя Ильинична Крапивина", (("зоя", "ильинична"), "крапивина")),
        ("З. И. Крапивина", (("з", "и"), "крапивина")),
        ("З.И. Крапивина", (("з", "и"), "крапивина")),
        ("Крапивина З. И.", (("з", "и"), "крапивина")),
        ("Крапивина", ((), "крапивина")),
        ("Грета фон дер Лунд", (("грета",), "фон дер лунд")),
        ("фон дер Лунд", ((), "фон дер лунд")),
        ("Анна-Мария Зорина-Лес", (("анна-мария",), "зорина-лес")),
    ],
)
def test_parts_of_a_persons_name(name: str, parts: tuple[tuple[str, ...], str]) -> None:
    parsed = parse_person(name)
    assert parsed is not None
    assert (parsed.given, parsed.surname) == parts


@pytest.mark.parametrize("name", ["", "И. О.", " ", "А."])
def test_names_without_a_surname(name: str) -> None:
    assert parse_person(name) is None


@pytest.mark.parametrize(
    "names",
    [
        ("Зоя Крапивина", "Крапивина"),
        ("Зоя Крапивина", "З. Крапивина", "Крапивина"),
        ("Зоя Ильинична Крапивина", "Зоя Крапивина", "З. И. Крапивина", "Крапивина З. И.", "Крапивина"),
        ("З. И. Крапивина", "З. Крапивина", "Крапивина"),
        ("Зоя Крапивина", "З. И. Крапивина"),
        ("Грета фон дер Лунд", "фон дер Лунд"),
        ("Зоя Крапивина", "ЗОЯ КРАПИВИНА"),
    ],
)
def test_one_person(names: tuple[str, ...]) -> None:
    assert groups(*names) == [sorted(names)]


@pytest.mark.parametrize(
    "names,merged",
    [
        (("Зоя Крапивина", "Анна Крапивина", "Крапивина"), [["Анна Крапивина"], ["Зоя Крапивина"], ["Крапивина"]]),
        (("Зоя Крапивина", "Анна Крапивина", "А. Крапивина"), [["А. Крапивина", "Анна Крапивина"], ["Зоя Крапивина"]]),
        (("Пётр Лис", "Пётр Ильич Лис", "Пётр Кузьмич Лис"), [["Пётр Ильич Лис"], ["Пётр Кузьмич Лис"], ["Пётр Лис"]]),
        (("Пётр Крапивин", "Крапивина"), [["Крапивина"], ["Пётр Крапивин"]]),
        (("П. И. Лис", "П. К. Лис"), [["П. И. Лис"], ["П. К. Лис"]]),
    ],
)
def test_persons_kept_apart(names: tuple[str, ...], merged: list[list[str]]) -> None:
    assert groups(*names) == merged


def test_a_surname_goes_to_the_full_name_that_most_releases_have() -> None:
    assert ["Зоя Крапивина", "Крапивина"] in groups(*["Зоя Крапивина"] * 7, *["Анна Крапивина"] * 3, "Крапивина")
    assert ["Крапивина"] in groups(*["Зоя Крапивина"] * 6, *["Анна Крапивина"] * 4, "Крапивина")


def holding(name: str, post: str, body: str = "") -> Release:
    """A release that names one person in one post."""
    return Release(
        f"{name} {post}",
        "",
        entities=(LocalEntity("PER", name, 1),),
        positions=(Position(0, 1, name, 0, post, body or None, None, "current", "test"),),
    )


def ids(*releases: Release) -> list[str]:
    table = to_tables(releases)["local_entities"]
    return table["entity_id"].to_pylist()


def test_names_of_one_person_are_one_and_a_namesake_in_another_post_is_apart() -> None:
    names = ("Ольга Виданова", "О. Виданова", "Виданова")
    *same, other = ids(*(holding(name, "глава департамента") for name in names), holding("Виданова", "тренер"))
    assert len(set(same)) == 1
    assert other not in same


def test_a_short_name_without_a_post_or_with_the_same_body_joins_the_full_one() -> None:
    full = holding("Ольга Виданова", "заместитель директора", "завод «Маяк»")
    same = holding("Виданова", "технолог", "завод «Маяк»")
    bare = Release("bare", "", entities=(LocalEntity("PER", "Виданова", 1),))
    assert len(set(ids(full, same, bare))) == 1


def test_a_surname_in_an_oblique_case_is_its_person() -> None:
    texts = ["Приехала Ольга Виданова. Встретили Виданову на вокзале.", "Зал открыла О. Виданова, директор школы."]
    people = to_frames(pipeline.extract_many(texts))["entities"].query("label == 'PER'")
    assert people[["name", "n_mentions", "n_releases"]].to_numpy().tolist() == [["Ольга Виданова", 3, 2]]


@pytest.mark.parametrize(
    "label, names",
    [
        ("ORG", ("ЦБ", "Банк России", "Центральный банк Российской Федерации")),
        ("ORG", ("правительство РФ", "Правительство Российской Федерации", "правительство России")),
        ("ORG", ("Reuters", "Рейтер")),
        ("LOC", ("КНР", "Китай", "Китайская Народная Республика")),
        ("LOC", ("РФ", "Россия", "Российская Федерация")),
        ("PER", ("Дэвид Кэмерон", "Дэвид Кемерон")),
        ("PER", ("Гарри Орлов", "Гари Орлов")),
    ],
)
def test_names_of_one_thing(label: str, names: tuple[str, ...]) -> None:
    assert len(groups(*names, label=label)) == 1


@pytest.mark.parametrize(
    "names",
    [("Олег Попов", "Олег Попков"), ("Евгений Лис", "Евгения Лис"), ("Иван Орлов", "Иван Орлова")],
)
def test_names_that_only_look_alike_are_two(names: tuple[str, ...]) -> None:
    assert len(groups(*names)) == 2


def places(*releases: tuple[str, ...]) -> dict[str, tuple[str | None, ...]]:
    """The codes of the places that releases name together."""
    made = [
        Release(str(n), "", entities=tuple(LocalEntity("LOC", name, 1) for name in names))
        for n, names in enumerate(releases)
    ]
    codes = ("country_code", "region_code", "wikidata_id", "geonames_id")
    rows = to_tables(made)["entities"].to_pylist()
    return {row["name"]: tuple(row[code] for code in codes) for row in rows}


def test_places_have_their_codes() -> None:
    found = places(("КНР",), ("Калуга", "Калужская область"), ("Шангри-Ла",))
    assert found == {
        "КНР": ("CN", None, "Q148", "1814991"),
        "Калуга": ("RU", "RU-KLU", None, "553915"),
        "Калужская область": ("RU", "RU-KLU", "Q2842", "553899"),
        "Шангри-Ла": (None, None, None, None),
    }


def test_a_shared_name_is_told_by_the_region_around_it_or_not_at_all() -> None:
    assert places(("Октябрьский", "Башкирия"))["Октябрьский"][1] == "RU-BA"
    assert places(("Октябрьский",))["Октябрьский"][3] is None


def test_only_persons_have_short_names() -> None:
    assert groups("Большой Лог", "Лог", label="LOC") == [["Большой Лог"], ["Лог"]]


def test_labels_are_kept_apart() -> None:
    release = Release("r", "", entities=(LocalEntity("LOC", "Лог", 1), LocalEntity("ORG", "Лог", 1)))
    assert len(to_frames([release])["entities"]) == 2


def test_an_entity_sums_up_its_releases() -> None:
    named = [("2031-02-01", "Зоя Крапивина", 2), ("2031-01-05", "Крапивина", 3), ("2031-03", "Зоя Крапивина", 1)]
    frames = to_frames(
        Release(day, "", publication=Publication(day), entities=(LocalEntity("PER", name, n),))
        for day, name, n in named
    )
    (entity,) = frames["entities"].to_dict("records")
    assert entity.pop("entity_id").startswith("PER-")
    assert entity == {
        "label": "PER",
        "name": "Зоя Крапивина",
        "n_mentions": 6,
        "n_releases": 3,
        "first_published": date(2031, 1, 5),
        "last_published": date(2031, 2, 1),
        **dict.fromkeys(("country_code", "region_code", "wikidata_id", "geonames_id")),
    }
    assert frames["entity_names"][["name", "n_mentions"]].to_numpy().tolist() == [
        ["Зоя Крапивина", 3],
        ["Крапивина", 3],
    ]


def test_the_most_frequent_spelling_names_an_entity() -> None:
    releases = [
        Release(str(n), "", entities=(LocalEntity("ORG", name, n + 1),)) for n, name in enumerate(["ЛУЧ", "Луч"])
    ]
    assert list(to_frames(releases)["entities"]["name"]) == ["Луч"]


NAMES = [
    "Зоя Крапивина",
    "Крапивина",
    "З. Крапивина",
    "Анна Крапивина",
    "З. И. Крапивина",
    "Пётр Лис",
    "Петр Лис",
    "Лис",
    "",
]


@given(st.lists(st.lists(st.sampled_from(NAMES), max_size=3), max_size=12), st.randoms(use_true_random=False))
def test_ids_do_not_depend_on_the_order_of_releases(texts: list[list[str]], shuffled: random.Random) -> None:
    releases = [
        Release(str(n), "", entities=tuple(LocalEntity("PER", name, 1) for name in names))
        for n, names in enumerate(texts)
    ]
    other = shuffled.sample(releases, len(releases))
    one, two = to_tables(releases), to_tables(other)
    for table in ("entities", "entity_names"):
        assert one[table].equals(two[table])
    assert one["local_entities"].sort_by("local_id").equals(two["local_entities"].sort_by("local_id"))


def test_what_does_not_fit_into_memory_goes_to_a_folder_and_out_of_it(tmp_path: Path) -> None:
    nothing = pa.array([], pa.string())
    local, releases, positions = (
        pa.record_batch(columns)
        for columns in (
            {
                "local_id": ["r-1", "s-1"],
                "label": ["PER", "PER"],
                "name": ["Зоя Лис", "Лис"],
                "release_id": ["r", "s"],
                "n_mentions": [2, 1],
            },
            {"release_id": ["r", "s"], "published": pa.array([None, date(2031, 1, 2)], pa.date32())},
            {"person_local_id": nothing, "title": nothing, "organisation": nothing},
        )
    )
    (tmp_path / "merge").mkdir()
    (tmp_path / "merge/left.duckdb").write_text("left by a run that was killed")
    with merge_entities([(local, releases, positions)], tmp_path / "merge") as merged:
        [entity] = [row for batch in merged.entities() for row in batch.to_pylist()]
        assert [row["name"] for batch in merged.names() for row in batch.to_pylist()] == ["Зоя Лис", "Лис"]
    assert (entity["name"], entity["n_mentions"], entity["n_releases"]) == ("Зоя Лис", 3, 2)
    assert (entity["first_published"], entity["last_published"]) == (date(2031, 1, 2), date(2031, 1, 2))
    assert not (tmp_path / "merge").exists()
