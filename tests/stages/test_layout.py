"""Layout: each stretch of a page by its purpose. `|` parts the sections, `kind:` names them."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.layout import read_layout

BODY = "Завод «Маяк» в Туле запустил линию по выпуску подшипников и принял на работу сорок человек."
SECTIONS = [
    f"header:date 2025-09-23| body:{BODY}",
    f"header:date 2025-09| headline:Тульский «Маяк» растёт|\n\nbody:{BODY}",
    f"header:Новости суда26 декабря 202509:23|\n\nbody:{BODY}",
    f"header:https://mayak.example/news/17| headline:Тульский «Маяк» растёт|\nbody:{BODY}",
    f"headline:Тульский «Маяк» растёт|\nheader:01.12.2025 18:30|\n\nbody:{BODY}",
    f"headline:Тульский «Маяк» вырос на 22 %|body:{BODY}",
    f"headline:Тульский завод увеличил выпуск|body:Вчера {BODY}",
    f"header:12 мая 2025, 12:30|body:{BODY}",
    f"headline:Тульский «Маяк» растёт|\nheader:2 декабря 202411:45 Время чтения: 2 минуты|\nbody:{BODY}",
    f"body:23 сентября в 10:00 завод «Маяк» запустил линию. {BODY}",
    f"dateline:ТУЛА, 12 января. /СТАНОК-ИНФО/.| body:{BODY}",
    f"dateline:ТУЛА, 22 янв - СТАНОК.| body:{BODY}",
    f"dateline:Тула. 29 марта. СТАНОК -| body:{BODY}",
    f"headline:Новая линия|\ndateline:Тула, 14 октября 2025 г.| body:{BODY}",
    f"headline:Новая линия|\ndateline:Тула, 8 декабря|\nbody:{BODY}",
    f"body:{BODY}|\ncredit:Фото: Пётр Светлов, «Станок»",
    f"body:{BODY}|\n\ncredit:© Пётр Светлов/ СТАНОК-ИНФО|\n\nbody:{BODY}",
    f"body:{BODY}|\ncontacts:Контакты для СМИ: Анна Белова, +7 (4872) 00-00-00",
    f"body:{BODY}|\ncontacts:Контактное лицо: Анна Белова\n+7 (4872) 00-00-00\npress@mayak.example",
    f"body:{BODY}|\ntail:Подробнее – в эфире телеканала «Тула»",
    f"body:{BODY}|\ntail:Реклама. ООО «Маяк»",
    f"body:{BODY}|\ntail:Источник: пресс-служба завода",
    f"body:{BODY}|\ntail:Читайте также\nВ Туле открыли сквер\nВ Ефремове ремонтируют мост",
    f"body:{BODY}|\ntail:Анна Белова",
    f"body:Пятница, 20 декабря. {BODY}",
    f"body:Компания ДиДжин Текнолоджи пришла в Тулу. {BODY}",
    f"body:{BODY}",
]


def parse(marked: str) -> tuple[str, list[tuple[str, str]]]:
    parts = [re.match(r"(\s*)(\w+):(.*)", part, re.DOTALL).groups() for part in marked.split("|")]
    return "".join(gap + words for gap, _, words in parts), [(kind, words) for _, kind, words in parts]


@pytest.mark.parametrize("marked", SECTIONS)
def test_sections(marked):
    text, expected = parse(marked)
    found = [(s.kind, text[s.start_char : s.end_char]) for s in read_layout(text).sections]
    assert found == expected


@pytest.mark.parametrize(
    "text, value, source",
    [
        (f" date 2025-09-23 {BODY}", "2025-09-23", "header"),
        (f" date 2025-09 {BODY}", "2025-09", "header"),
        (f"Новости26 декабря 202509:23\n{BODY}", "2025-12-26", "header"),
        (f"САМАРА, 4 июня 2026 года. Волга-Пресс. {BODY}", "2026-06-04", "dateline"),
        (f"САМАРА, 4 июня. Волга-Пресс. {BODY}", None, None),
        (f" date 2025-02-30 {BODY}", None, None),
        (BODY, None, None),
    ],
)
def test_publication(text, value, source):
    publication = read_layout(text).publication
    assert (publication.value, publication.source) == (value, source)


@given(st.text(alphabet="Фото: date 2025-09\n\u00a0.ТулаА«»", max_size=120))
def test_sections_are_in_order_apart_and_trimmed(text):
    sections = read_layout(text).sections
    assert all(text[s.start_char : s.end_char].strip() for s in sections)
    assert all(a.end_char <= b.start_char for a, b in pairwise(sections))


@pytest.mark.parametrize(
    "text", ["1" * 100_000, "12:30" * 20_000, "А" * 100_000, "Тула, " * 20_000, "\n" * 100_000, "8 (" * 30_000]
)
def test_hostile_texts_end(text):
    assert sum(s.end_char - s.start_char for s in read_layout(text).sections) <= len(text)
