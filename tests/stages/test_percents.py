"""Percentages: what is found and where (in square brackets), and what it means."""

from itertools import pairwise

import pytest
import spacy
from growth import growth
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import get
from pipeline.records import Mention
from pipeline.stages.percents import component as _component  # noqa: F401  registers the factory
from pipeline.stages.percents import read_percents


def marked(text: str) -> str:
    """The text with every percentage that is found in square brackets."""
    for item in reversed(read_percents(text)):
        text = f"{text[: item.start]}[{text[item.start : item.end]}]{text[item.end :]}"
    return text


@pytest.mark.parametrize(
    "expected",
    [
        "Надои выросли на [12,5%], жирность — на [0,2 процентного пункта].",
        "Доля сена — [40\u00a0%], овса — [15&nbsp;%].",
        "Скидка составит [10–15%], летом от [5 до 7 процентов].",
        "Доля выросла с [8%] до [12%].",
        "Согласны [двадцать пять процентов] жителей, против [полпроцента].",
        "Выпуск вырос на [семь с половиной процентов].",
        "Вступили [30 с лишним процентов] хозяйств.",
        "Введена [20-процентная] надбавка и [четырёхпроцентный] сбор.",
        "Ставку снизили на [50 б. п.], рентабельность на [1,5 п. п.]",
        "Солёность пруда — [3 промилле], моря — [35‰].",
        "Динамика: [−0,5%] к августу и [+2%] к маю.",
        "Темп вырос с [-5,3%] до [-2%], брак -[3%], доля [20-25%].",
    ],
)
def test_finds(expected: str) -> None:
    assert marked(expected.replace("[", "").replace("]", "")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Улов вырос в 2,5 раза, выручка — на треть.",
        "Процентная ставка не изменилась, процент брака мал.",
        "Ссылка: https://sever.example/wiki/%D0%9C%D0%BE",
        "Шкаф №%, код A1%2F.",
    ],
)
def test_finds_nothing(text: str) -> None:
    assert marked(text) == text


@pytest.mark.parametrize(
    ("text", "comparator", "direction"),
    [
        ("Улов вырос более чем на 20%.", ">", "up"),
        ("Явка превысила 60%.", ">", None),
        ("Брак не превышает 2%.", "<=", None),
        ("Потери вряд ли превысят 3%.", "<=", None),
        ("Не менее 30% мест отдадут школам.", ">=", None),
        ("Менее 1% заявок отклонено.", "<", None),
        ("Всхожесть не дотягивала и до 50%.", "<", None),
        ("Улов упал почти на 40%.", "~", "down"),
        ("Занято около 15% мест.", "~", None),
        ("Скидки до 40% дадут школам.", "<=", None),
        ("Долю доведут до 40%.", "=", "level"),
        ("Доход обещают от 14%.", ">=", None),
        ("Сбор на 7% больше прошлогоднего.", "=", "up"),
        ("Билет стал дешевле на 5%.", "=", "down"),
        ("Ряды поредели, голосов процентов пять.", "~", None),
        ("Доля пашни составила 12%.", "=", "level"),
        ("Всхожесть доходила до 94%.", "=", "level"),
        ("Отмечен спад на 2% после роста на дрожжах.", "=", "down"),
        ("Индекс составил -2%.", "=", "down"),
        ("Темп рос с -5%.", "=", "down"),
    ],
)
def test_means(text: str, comparator: str, direction: str | None) -> None:
    (found,) = read_percents(text)
    assert found.value.comparator == comparator
    assert direction is None or found.value.direction == direction


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("По итогам года рост вывоза льняной пряжи области превысил 50%.", "рост вывоза льняной пряжи области"),
        ("Фабрика увеличила чистую прибыль на 18%.", "чистая прибыль"),
        ("Загрузка цеха — не менее 82%.", "загрузка цеха"),
        ("За проект проголосовали 60% жителей.", "жители"),
        ("Она выросла на 5%.", None),
        ("Выручка артели выросла практически на 5%.", "выручка артели"),
        ("Совет решил сохранить ставку аренды на уровне 5%.", "ставка аренды"),
        ("Надои, по оценке района, в мае выросли на 4%.", "надои"),
        ("На 6% вырос выпуск сукна.", "выпуск сукна"),
        ("Также выросла погрузка зерна на 4,9%.", "погрузка зерна"),
        ("За год снизилась средняя цена сукна на 3%.", "средняя цена сукна"),
        ("Артель сократила почти 65% перевозок.", "перевозки"),
        ("Введена 20-процентная северная надбавка.", "северная надбавка"),
        ("Сдали 30% собранной моркови.", "собранная морковь"),
        ("Плата за вывоз снега выросла на 5%.", "плата за вывоз снега"),
        ("Поставки рапса в Китай в мае упали на 5%.", "поставки рапса в Китай"),
        ("Порт владеет 40% акций «Волны».", "акции «Волны»"),
        ("Котировки индекса Norden за день выросли на 2%.", "котировки индекса Norden"),
        ("Собрано 40 тонн, сбор яблок составил 9 тонн, что на 5% больше плана.", "сбор яблок"),
        ("Долю местных саженцев доведут до 75%.", "доля местных саженцев"),
        ("Влажность опилок ниже 12%.", "влажность опилок"),
        ("Ввод жилья: +3,2% к январю.", "ввод жилья"),
        ("Пруды очистили в 46 деревнях (12%).", None),
        ("На сход пришли жители 46 деревень (12%).", "деревни"),
        ("Большинство (69%) участников схода — за.", "участники схода"),
        ("Пришли 13% опрошенных.", "опрошенные"),
        ("Фермеру дали заём под 9% годовых.", "заём"),
        ("Сбор равен двум процентам.", "сбор"),
        ("Пенсии егерей будут проиндексированы на 4,8%.", "пенсии егерей"),
        ("План по прогнозу выполнен на 104%.", "план"),
        ("Спрос, по оценке на 6 мая, будет находиться вблизи 4% в мае.", "спрос"),
    ],
)
def test_measures(text: str, measure: str | None) -> None:
    (found,) = read_percents(text)
    assert found.value.measure == measure


def test_measures_go_on_to_the_next_percentage() -> None:
    found = read_percents("Всхожесть пшеницы составит 80% в 2025 году и вернётся к 90% в 2026 году.")
    assert [item.value.measure for item in found] == ["всхожесть пшеницы"] * 2


def test_component_adds_mentions() -> None:
    nlp = spacy.blank("ru")
    nlp.add_pipe("rupress_percents")
    doc = nlp("Доля пашни составила 12%.")
    assert [(m.label, m.found_by, m.percent and m.percent.low) for m in get(doc, Mention)] == [
        ("PERCENT", "percents.digits", 12.0)
    ]


@pytest.mark.parametrize("piece", ["1", "%", "1%", "% ", "п. п. ", "двадцать ", "до ", "-", "1–"])
def test_long_hostile_text_is_read_to_its_end(piece: str) -> None:
    text = piece * (100_000 // len(piece)) + " Итог: 12%."
    assert text[read_percents(text)[-1].start : read_percents(text)[-1].end] == "12%"


@pytest.mark.parametrize("piece", ["1", "%", "1% ", "% % ", "процентов ", "двадцать ", "рост на 5% ", "от 1 до "])
def test_cost_grows_with_the_length(piece: str) -> None:
    assert growth(read_percents, piece) < 24


@given(st.decimals(min_value=0, max_value=999, places=1), st.sampled_from(["%", " %", " процента", "\u00a0процентов"]))
def test_a_number_means_itself(number: object, unit: str) -> None:
    (found,) = read_percents(f"Доля пашни составила {str(number).replace('.', ',')}{unit} земель.")
    assert (found.value.low, found.value.high) == (float(str(number)), float(str(number)))


@given(st.text(alphabet="0123456789 .,-–%п.процентовбольшедо", max_size=60))
def test_any_text_gives_ordered_findings_inside_it(text: str) -> None:
    found = read_percents(text)
    assert all(0 <= item.start < item.end <= len(text) and item.value.low <= item.value.high for item in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
