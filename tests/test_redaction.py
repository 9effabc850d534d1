"""What is left out of a release: contacts, people, labels; offsets hold and nothing else goes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.corrections import Correction, Corrections
from pipeline.errors import SettingsError
from pipeline.records import Release
from pipeline.redaction.contacts import contact_spans
from pipeline.redaction.masking import MASK, mask
from pipeline.redaction.people import Person

NEWS = (
    "Завод «Маяк» увеличил выпуск на 12%\n"
    "«Мы довольны», — сказала директор завода «Маяк» Анна Белова. Её заместитель Пётр Лугов добавил, что план есть. "
    "Белова поблагодарила коллектив. Справки по телефону 22-15-17. Премию имени Ивана Ельцова вручили в Твери.\n\n"
    "Контакты для прессы:\nМарина Седых, тел. +7 (4822) 33-44-55, 221517, press@mayak.example\n"
)


def dropping(*names: str) -> Corrections:
    return Corrections(tuple(Correction("drop", "PER", name) for name in names))


def masked(text: str) -> str:
    return mask(text, contact_spans(text))


def braced(shown: str) -> tuple[str, str]:
    """A text, and how it is with the parts in braces masked."""
    parts = re.split(r"[{}]", shown)
    return "".join(parts), "".join(re.sub(r"\S", MASK, part) if n % 2 else part for n, part in enumerate(parts))


@pytest.mark.parametrize(
    "shown",
    [
        "{тел. +7 (495) 123-45-67}, офис",
        "звоните {8 800 555-35-35}!",
        "{+74951234567}",
        "{8(4822)334455}",
        "{(4822) 33-44-55}",
        "{495 123-45-67}",
        "справки: {22-15-17}, до 22-12-17",
        "{8 800\u00a0555 35 35}",
        "{телефон: 22-33-44}, {доб. 12}",
        "{Горячая линия: 0-55-03}, {горячая линия министерства — 122}",
        "{a.b+c@mail.example.org}.",
        "{пресса@маяк.рф}",
        "{edo@mayak.example}.Всю почту — на {buh@mayak.example}",
        "{info (at) mayak.example}",
        "{info@\u00admayak.example}",
    ],
)
def test_telephones_and_addresses_are_masked(shown: str) -> None:
    text, expected = braced(shown)
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "выросли до 12 345 678 900 рублей",
        "23.09.2025 в 10:00",
        "с 2024-2025 годов, 8 марта 2025 года",
        "счёт 3:2 (1:0, 1:1, 1:1)",
        "8 000 человек, 15 000 000 рублей",
        "ГОСТ 12345-2020, статья 228.1",
        "аккаунт @mayak.press и №5, ММВ-7-21/337@",
        "добавилось 1082 дома, добавил. 19 миллионов",
        "позвонил по телефону.\n25 марта",
        "плюс +7 градусов, +1,5%",
        "на горячую линию 2000 обращений, горячая линия: 5 правил",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text


@given(st.text(alphabet="+78() -.@aя1\n", max_size=300))
def test_masking_keeps_the_length_and_is_done_at_once(text: str) -> None:
    once = masked(text)
    assert len(once) == len(text)
    assert [char for char in once if char != MASK] == [b for a, b in zip(once, text, strict=True) if a != MASK]


@pytest.mark.parametrize(
    "text", ["a" * 200_000, "1" * 200_000, "1-" * 100_000, "a@" * 100_000, "+7 (" * 50_000, "тел" * 60_000]
)
def test_hostile_texts_take_no_time(text: str) -> None:
    masked(text)


def test_contacts_go_from_a_release_with_those_named_only_there() -> None:
    whole, release = pipeline.extract(NEWS), pipeline.extract(NEWS, drop_contacts=True)
    assert any("Седых" in entity.name for entity in whole.entities)
    assert not any("Седых" in entity.name or "Контакты" in entity.name for entity in release.entities)
    assert len(release.text) == len(NEWS)
    for secret in ("33-44-55", "22-15-17", "221517", "mayak.example", "Седых"):
        assert secret not in release.text
    kept = [m for m in whole.mentions if m.end_char <= NEWS.index("Контакты") and "22" not in whole.words(m)]
    assert [release.words(mention) for mention in release.mentions] == [whole.words(mention) for mention in kept]
    assert len(release.quotes) == len(whole.quotes)
    assert [note.code for note in release.notes] == ["contacts_dropped"]


def test_a_person_goes_with_posts_and_quotes_and_others_stay() -> None:
    release = pipeline.extract(NEWS, corrections=dropping("Анна Сергеевна Белова"))
    assert "Белов" not in repr(release)
    assert {entity.name for entity in release.entities if entity.label == "PER"} >= {"Пётр Лугов"}
    assert not any(position.title == "директор" for position in release.positions)
    assert [quote.speaker for quote in release.quotes] == ["Пётр Лугов"]
    assert "директор завода «Маяк» ████ ██████" in release.text
    assert release.text.index("Лугов") == NEWS.index("Лугов")


@pytest.mark.parametrize(
    "name, shown",
    [
        ("Анна Белова", "{Анне Беловой} и {А. С. Беловой} вручили, {Беловой А}. нет"),
        ("Анна Сергеевна Белова", "{Анну Сергеевну} ждали"),
        ("Иван Лис", "{Лис Иван} и лис в лесу, И лис"),
        ("Иван Лис", "Пётр Лис, П. Лис, П. И. Лис, {И. Лис}"),
    ],
)
def test_a_name_is_found_in_any_case(name: str, shown: str) -> None:
    text, expected = braced(shown)
    assert mask(text, Person(name).spans(text)) == expected


@pytest.mark.parametrize(
    "name, other, same",
    [
        ("Анна Сергеевна Белова", "Белова", True),
        ("Анна Сергеевна Белова", "А. Белова", True),
        ("Анна Белова", "Анна Сергеевна Белова", True),
        ("Анна Белова", "Белова А. С.", True),
        ("Анна Белова", "Ольга Белова", False),
        ("Анна Белова", "О. Белова", False),
        ("Анна Белова", "Анна Белых", False),
        ("Анна Сергеевна Белова", "Анна Петровна Белова", False),
    ],
)
def test_which_names_may_be_a_persons(name: str, other: str, same: bool) -> None:
    assert Person(name).may_be(other) is same


def test_labels_choose_what_stands_in_the_tables() -> None:
    release = pipeline.extract(NEWS, labels=["PER"])
    assert {mention.label for mention in release.mentions} == {"PER"}
    assert {entity.label for entity in release.entities} == {"PER"}
    directors = [position for position in release.positions if position.title == "директор"]
    assert [(one.organisation, one.organisation_entity) for one in directors] == [("Завод «Маяк»", None)]
    assert all(release.entities[one.person_entity].name == one.person for one in directors)


def test_settings_as_an_object_are_those_by_name() -> None:
    settings = pipeline.Settings.of(published="2025-03-12", exclude="quotes, issuer", labels="PER,DATE")
    by_name = pipeline.extract(NEWS, "2025-03-12", exclude=["issuer", "quotes"], labels=["DATE", "PER"])
    one: Release = pipeline.extract(NEWS, settings=settings)
    assert one == by_name
    assert one.quotes == ()


@pytest.mark.parametrize(
    "options, said",
    [
        ({"exclude": ["qoutes"]}, "exclude: 'qoutes' is none of layout, .*; did you mean 'quotes'?"),
        ({"labels": ["per"]}, "labels: 'per' is none of PER, .*; write PER"),
        ({"labels": []}, "labels: none is given"),
        ({"lables": ["PER"]}, "no setting is called 'lables'; did you mean 'labels'?"),
        ({"drop_contacts": "yes"}, "drop_contacts: 'yes' is neither true nor false"),
        ({"drop_contacts": True, "exclude": ["layout"]}, "layout finds the contacts"),
        ({"corrections": "nowhere.csv"}, "corrections: there is no file or folder nowhere.csv"),
        ({"corrections": dropping("А Б"), "exclude": ["entities"]}, "needs the stages names, boundaries, entities"),
    ],
)
def test_wrong_settings_are_told(options: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said.replace("?", r"\?")):
        pipeline.extract("текст", **options)
