"""Who speaks, in what role and for whom: an invented text, and `speaker, role @ organisation` of its last quote."""

from __future__ import annotations

import pytest

from pipeline.document import get
from pipeline.language import load
from pipeline.records import Quote

NLP = load(exclude=["dates", "percents"])


def shown(text: str) -> str:
    """The speaker, role and organisation of the last quote; «?» for a speaker without a name."""
    speaker = get(NLP(text), Quote)[-1].speakers[0]
    role = f", {speaker.role}" if speaker.role else ""
    organisation = f" @ {speaker.organisation}" if speaker.organisation else ""
    return (speaker.speaker or "?") + role + organisation


LEARNED = [
    (
        "Олег Котов приехал в Тверь. Министр напомнил, что школы готовы. Котов отметил, что дороги чинят.",
        "Олег Котов, министр",
    ),
    (
        "Министр связи Олег Котов приехал. Глава Минсвязи пояснил, что сеть растёт.",
        "Олег Котов, министр связи @ Минсвязи",
    ),
]

WHOSE_POST = [
    (
        "Глава Минздрава Олег Котов принял заместителя министра труда Петра Седова. "
        "«Больница нужна городу», — подчеркнул министр.",
        "Олег Котов, глава @ Минздрав",
    ),
    (
        "Министр экологии Италии Анна Белова приехала на место. Глава МВД Италии заявил, что поиск идёт.",
        "?, глава @ МВД Италии",
    ),
    (
        "Директор завода «Маяк» Олег Котов принял директора фабрики «Луч» Петра Седова. "
        "Директор фабрики отметил, что спрос растёт.",
        "Петр Седов, директор @ «Луч»",
    ),
]

PHRASES = [
    (
        "Мэр города Тверь Тверской области Олег Котов сказал, что мост закрыт.",
        "Олег Котов, мэр города Тверь Тверской области",
    ),
    (
        "Глава президентского Совета по садам (СПС) Олег Котов сказал, что мост закрыт.",
        "Олег Котов, глава @ президентский Совет по садам",
    ),
    ("Представитель госдепа Олег Котов сказал, что мост закрыт.", "Олег Котов, представитель @ госдеп"),
    ("Представитель облизбиркома сообщил, что явка выросла.", "?, представитель облизбиркома @ облизбирком"),
    ("Кандидат на пост мэра Твери Олег Котов сказал, что мост закрыт.", "Олег Котов, кандидат на пост мэра Твери"),
    (
        "После встречи с министрами обороны НАТО в Софии Белова уехала. Помощник мэра Анна Белова сказала, что ждёт.",
        "Анна Белова, помощник мэра",
    ),
    (
        "Анна Белова, представитель фонда Петра Седова, сказала, что мост закрыт.",
        "Анна Белова, представитель @ фонд Петра Седова",
    ),
    ("Заместитель Олега Котова Анна Белова сказала, что мост закрыт.", "Анна Белова, заместитель"),
    ("Патриарх Московский и всея Руси Кирилл сказал, что мост закрыт.", "Кирилл, патриарх Московский и всея Руси"),
]

UNNAMED = [
    (
        "Министр Олег Котов приехал. Источник в мэрии сообщил, что мост закроют. "
        "Собеседник агентства добавил, что ремонт начнут в мае.",
        "?, источник в мэрии @ мэрия",
    ),
    (
        "Анна Белова выступила в думе, передаёт корреспондент газеты «Заря». «Школа нужна», — заявила она.",
        "Анна Белова",
    ),
    (
        "В Минтрансе рассказали, что мост открыт. Там отметили, что проезд свободен.",
        "Минтранс @ Минтранс",
    ),
]


@pytest.mark.parametrize("text, expected", LEARNED)
def test_a_role_in_an_attribution_is_a_post_of_its_person(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize("text, expected", WHOSE_POST)
def test_a_role_is_of_the_person_whose_post_and_body_it_names(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize("text, expected", PHRASES)
def test_roles_are_read_from_the_words_beside_a_name(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize("text, expected", UNNAMED)
def test_sources_without_a_name_are_taken_up_again(text: str, expected: str) -> None:
    assert shown(text) == expected
