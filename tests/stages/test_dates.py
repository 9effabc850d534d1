"""Dates: what is found and where (in square brackets), and what it means under an anchor."""

from datetime import date
from itertools import pairwise

import pytest
import spacy
from growth import growth
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import get, put
from pipeline.records import DateValue, Mention, Publication
from pipeline.stages.dates import component as _component  # noqa: F401  registers the factory
from pipeline.stages.dates import read_dates, resolve_dates

ANCHOR = "2025-09-23"  # a Tuesday


def marked(text: str) -> str:
    """The text with every date that is found in square brackets."""
    for item in reversed(read_dates(text)):
        text = f"{text[: item.start]}[{text[item.start : item.end]}]{text[item.end :]}"
    return text


def resolved(text: str, anchor: str | None = ANCHOR) -> list[DateValue]:
    return resolve_dates(read_dates(text), anchor, "published" if anchor else None, text)


@pytest.mark.parametrize(
    "expected",
    [
        "Каток открыли [3 декабря 2024 года] в Вязьме.",
        "Протокол от [03.12.2024] № 7 и акт от [2024-12-05].",
        "Договор от [«3» декабря 2024 г.] подписан.",
        "Смены пройдут с [2 по 19 июля].",
        "Смены пройдут [2–19 июля] у озера.",
        "Приём документов с [20 декабря 2025 года по 15 января 2026 года].",
        "Матчи сыграют [4], [6] и [8 ноября].",
        "Концерты прошли [30 апреля] и [2 мая 2025 года].",
        "В [2023 и 2024 годах] построили два моста.",
        "Половодье было в [2011], [2013] и [2016 годах], засуха — в [2018] и [2021 гг.]",
        "Мост разведут в [ночь с 5 на 6 октября].",
        "Сюжет длится [2 часа 17 минут], ремонт шёл [двадцать два месяца].",
        "Хор «Ласковый май» и клуб «Светлый четверг» выступят в [мае].",
        "Каток открыт зимой и летом, а [весной 2026 года] закроется.",
        "Пруд вырыли много [лет назад], через [год] после пожара.",
        "Надои за [январь — август 2025 года] выросли.",
        "Доход за [9 месяцев 2025 года] известен.",
        "Итоги [первого полугодия] и [III квартала 2024 года].",
        "Набор на [2025/26 учебный год] открыт.",
        "Ткани [1930-х годов] и грамоты [XVII—XVIII веков].",
        "Мельница стоит с [семидесятых], а дом с [сорок шестого года].",
        "В [минувшую среду] и в [следующем квартале] совещаний не было.",
        "Сбор в [четверг, 25 сентября, в 10:30] у входа.",
        "Поезд вернули к [4:30 среды, 24 сентября].",
        "В [ночь на 5 октября] мост разведут.",
        "Каталог изменили [два года назад], а цены [через месяц] вырастут.",
        "Смена длилась [48 часов], [трёхдневный] сбор прошёл.",
        "Совет одобрил план.[28 декабря 2024 года] выйдет указ.",
        "Журнал выходит [ежемесячно], а приложение — [раз в два месяца].",
        "Кружок работает по [пятницам], выпуск — 3 тонны в [сутки].",
        "Новости района[26 декабря 2025] вышли.",
        "Смотритель уехал на [месяц], стаж — [10 и более лет].",
        "С [1968] служил на маяке.",
        "Срок поверки — [12 месяцев] с даты пуска.",
        "Его приговорили к [восьмилетнему] тюремному сроку.",
        "Отчёт сдали за [предыдущий финансовый год].",
    ],
)
def test_finds(expected: str) -> None:
    assert marked(expected.replace("[", "").replace("]", "")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ему сорок два года.",
        "Тренеру 52 года, его помощнице было 30 лет.",
        "В секцию берут детей от 7 до 12 лет.",
        "Вечер памяти посвящён 70-летию завода.",
        "Приз получили лыжники в возрасте от 15 до 17 лет.",
        "Рост составил 4% в пересчёте на год, а брат на год моложе.",
        "Кинотеатр «Октябрь» и отель «Май-Плаза».",
        "Версия 3.1 и сборка 12.5.1 вышли.",
        "Часть 4 статьи 12.15 закона.",
        "В зале 2025 человек и 1980 кресел.",
        "Звонить: 8 (4812) 55-20-25.",
        "Подробности: https://sever.example/news/2025/09/23/",
        "Счёт матча 3:12, затем 14:0.",
        "В творческой среде знают Марту Лопухину.",
        "Товар подорожал на 23.09 рубля.",
    ],
)
def test_finds_nothing(text: str) -> None:
    assert marked(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Мост открыт 3 декабря 2024 года.", "2024-12-03"),
        ("Премию вручили 12 ноября.", "2024-11-12"),
        ("Премию вручат 12 января.", "2026-01-12"),
        ("Каток открылся в феврале.", "2025-02"),
        ("Каток откроется в феврале.", "2026-02"),
        ("Гости приехали в понедельник.", "2025-09-22"),
        ("Гости приедут в понедельник.", "2025-09-29"),
        ("В прошлую субботу был парад.", "2025-09-20"),
        ("Вчера прошла ярмарка.", "2025-09-22"),
        ("На следующей неделе привезут книги.", "2025-W40"),
        ("В минувшие выходные шёл дождь.", "2025-W38-WE"),
        ("В IV квартале прошлого года сдали школу.", "2024-Q4"),
        ("Во втором полугодии 2026 года сдадут школу.", "2026-H2"),
        ("Осенью 2024 года сажали липы.", "2024-AU"),
        ("Зимой 2024/25 года сажали ели.", "2024-12/2025-02"),
        ("С начала года посажено 40 лип.", "2025-01-01/2025-09-23"),
        ("Музей работает с 2011 года.", "2011/.."),
        ("Заявки ждут до 10 октября.", "../2025-10-10"),
        ("К концу 2026 года сдадут цех.", "2026-12-31"),
        ("За последние три года вырос сад.", "2022-09-23/2025-09-23"),
        ("Сад заложили пять лет назад.", "2020"),
        ("Итоги подведут через четыре дня.", "2025-09-27"),
        ("За 8 месяцев собрали урожай.", "2025-01/2025-08"),
        ("Каникулы продлятся с 29 декабря по 11 января.", "2025-12-29/2026-01-11"),
        ("Мода 70-х годов прошлого века.", "197X"),
        ("Мода девяностых годов.", "199X"),
        ("Станки будут полностью собраны в мае.", "2026-05"),
        ("За 10М 2024 собрано 40 т мёда.", "2024-01/2024-10"),
        ("Церковь построили в XVIII веке.", "17XX"),
        ("Первая половина октября будет тёплой.", "2025-10-01/2025-10-15"),
        ("Сегодня в 15:30 откроют выставку.", "2025-09-23T15:30"),
        ("Вечером 20 сентября дали салют.", "2025-09-20TEV"),
        ("Стройка займёт полтора года.", "P1Y6M"),
        ("Фестиваль проводят каждые три года.", "P3Y"),
        ("В ноябре ожидания торговцев улучшились.", "2024-11"),
        ("В ноябре торговцы ожидают спроса.", "2025-11"),
        ("Спрос оживится позднее.В ноябре он упал.", "2024-11"),
        ("Смену закончили на 2 часа раньше.", "PT2H"),
        ("Сбор назначен на 2 часа дня.", "2025-09-23T14:00"),
    ],
)
def test_means(text: str, value: str) -> None:
    assert [found.value for found in resolved(text)] == [value]


def test_period_a_year_earlier_is_the_same_period() -> None:
    values = resolved("За восемь месяцев 2025 года собрано 5 т мёда против 4 т за тот же период прошлого года.")
    assert [v.value for v in values] == ["2025-01/2025-08", "2024-01/2024-08"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("На следующий год запланировано 300 рейсов, годом ранее их было 250.", ["2026", "2024"]),
        ("В 2023 году собрали 40 тонн, годом ранее — 30.", ["2023", "2022"]),
        ("В следующем году ждут 40 тонн, годом позже — 60.", ["2026", "2027"]),
    ],
)
def test_a_year_earlier_counts_from_what_has_been(text: str, values: list[str]) -> None:
    assert [value.value for value in resolved(text)] == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Директор сказал: «Котельная заработает к зиме».", "2025-12/2026-02"),
        ("«Мы закроем проект к зиме», — сказал директор.", "2025-12/2026-02"),
        ("Директор сообщил, что котельная заработала к весне.", "2025-SP"),
    ],
)
def test_tense_inside_marks_is_that_of_what_is_said(text: str, value: str) -> None:
    assert [found.value for found in resolved(text)] == [value]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Заявки ждали в мае. Итоги января — марта 2024 года известны.", ["2024-05", "2024-01/2024-03"]),
        (
            "Выставка открылась 5 мая. Её готовили с апреля 2024 года, цех ждут не позднее 2030 года.",
            ["2024-05-05", "2024-04/..", "../2030"],
        ),
        ("Салют дадут 9 мая. Крепость взяли 2 мая 1945 года, музей открыт в 2014 году.", [None, "1945-05-02", "2014"]),
        ("За последние три года вырос сад, 5 мая 2024 года его открыли.", [None, "2024-05-05"]),
    ],
)
def test_the_year_of_a_text_stands_in_for_an_anchor(text: str, values: list[str | None]) -> None:
    padded = "Слово о деле. " * 40 + text
    assert [found.value for found in resolved(padded, anchor=None)] == values


def test_comparison_is_not_since() -> None:
    (value,) = resolved("По сравнению с январём 2024 года сбор вырос.")
    assert (value.kind, value.start_date, value.end_date) == ("date", "2024-01-01", "2024-01-31")


@pytest.mark.parametrize(
    ("text", "kind", "mod"),
    [
        ("Вчера был праздник.", "date", None),
        ("В начале июля шли дожди.", "date", "start"),
        ("С начала года сухо.", "date", "start"),
    ],
)
def test_without_anchor_the_rest_is_kept(text: str, kind: str, mod: str | None) -> None:
    (value,) = resolved(text, anchor=None)
    assert (value.kind, value.value, value.start_date, value.mod) == (kind, None, None, mod)


def test_month_as_anchor_places_months_but_no_days() -> None:
    day, month = resolved("Вчера решили, что в октябре откроют тир.", anchor="2025-09")
    assert (day.value, month.value, month.anchor_value) == (None, "2025-10", "2025-09")


def test_page_stamp_stands_in_for_an_anchor() -> None:
    stamp, day = resolved(" date 2026-02 Библиотека откроется 7 марта.", anchor=None)
    assert (stamp.value, day.value, day.anchor_from) == ("2026-02", "2026-03-07", "text")


def test_offsets_are_of_the_text_as_received() -> None:
    text = "С\u00a01\u00a0янва\u00adря 2026\u2009г. действует&nbsp;закон."
    (item,) = read_dates(text)
    assert text[item.start : item.end] == "1\u00a0янва\u00adря 2026\u2009г."


def test_component_adds_mentions_beside_those_of_others() -> None:
    nlp = spacy.blank("ru")
    nlp.add_pipe("rupress_dates")
    doc = nlp.make_doc("Смотр прошёл в пятницу, 19 сентября, в Ельне.")
    put(doc, Publication, [Publication(ANCHOR, "argument")])
    put(doc, Mention, [Mention(39, 44, "LOC", "test")])
    doc = nlp.get_pipe("rupress_dates")(doc)
    found = [
        (doc.text[m.start_char : m.end_char], m.label, m.found_by, m.date and m.date.value) for m in get(doc, Mention)
    ]
    assert found[0] == ("пятницу, 19 сентября", "DATE", "dates.day_month", "2025-09-19")
    assert [ent.label_ for ent in doc.ents] == ["DATE", "LOC"]


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "-",
        "1 ",
        "1.",
        "5, ",
        "01.01.",
        "2020-",
        "с 1 по ",
        "год ",
        "в среду ",
        "«",
        "тридцать ",
        "2011, ",
        "«Май ",
        "ночь с ",
        "начала ",
        "первой половины ",
        "5 мая и ",
        "через ",
    ],
)
def test_long_hostile_text_is_read_to_its_end(piece: str) -> None:
    text = piece * (100_000 // len(piece)) + " Итог подвели 3 декабря 2024 года."
    assert resolved(text)[-1].value == "2024-12-03"


@pytest.mark.parametrize("piece", ["1", "1 ", "-", "1 1 ", "5, ", "год ", "тридцать ", "начала ", "\u00a0", "с 1 по "])
def test_cost_grows_with_the_length(piece: str) -> None:
    assert growth(lambda text: resolved(text), piece) < 24


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="0123456789 .,:-–«»годаянвремяIVXчислопятницуднейсодо", max_size=80),
    st.sampled_from([ANCHOR, "2025-09", "2025", "?", None]),
)
def test_any_text_gives_ordered_findings_inside_it(text: str, anchor: str | None) -> None:
    found = read_dates(text)
    assert all(0 <= item.start < item.end <= len(text) for item in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    values = resolve_dates(found, anchor, None, text)
    assert len(values) == len(found)
    assert all(v.start_date is None or v.end_date is None or v.start_date <= v.end_date for v in values)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2040, 12, 31)))
def test_a_day_in_digits_means_itself(day: date) -> None:
    assert [v.value for v in resolved(f"Акт от {day:%d.%m.%Y} подписан.", None)] == [day.isoformat()]
