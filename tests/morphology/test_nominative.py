"""Nominative forms in context: `text | span | nominative`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline
from pipeline.language import load
from pipeline.morphology.nominative import nominative, person_gender
from pipeline.morphology.wording import as_written, dress

NLP = load(["sentences", "tagging"])

PEOPLE = [
    "Награду вручили Ольге Ветровой вчера. | Ольге Ветровой | Ольга Ветрова",
    "В коллегию вошли судьи Белова-Левитская Е. М. и другие. | Белова-Левитская Е. М. | Белова-Левитская Е. М.",
    "Речь Олега Ветрова-младшего длилась час. | Олега Ветрова-младшего | Олег Ветров-младший",
    "По словам Игоря Ветрова, цех открыт. | Игоря Ветрова | Игорь Ветров",
    "Встреча с Розой Ренатовной Ахмадеевой-Кох. | Розой Ренатовной Ахмадеевой-Кох | Роза Ренатовна Ахмадеева-Кох",
    "Дело ведёт следователь П. И. Лосева. | П. И. Лосева | П. И. Лосева",
    "Речь Джованни Росси длилась час. | Джованни Росси | Джованни Росси",
]
BODIES = [
    "Глава департамента связи Твери уехал. | департамента связи Твери | департамент связи Твери",
    "В Большом выставочном и бизнес-центре. | Большом выставочном и бизнес-центре | Большой выставочный и бизнес-центр",
    "Он работает в компании «Белый парус». | компании «Белый парус» | компания «Белый парус»",
    "Кресло гендиректора «Русмала» свободно. | «Русмала» | «Русмал»",
    "Дело в Двадцать третьем районном суде. | Двадцать третьем районном суде | Двадцать третий районный суд",
    "Акции «Белого паруса» выросли. | «Белого паруса» | «Белый парус»",
    "Делегация Особой зоны развития приехала. | Особой зоны развития | Особая зона развития",
    "Его выбрали главой Высшего совета общества. | Высшего совета общества | Высший совет общества",
    "Он поступил в Высшую школу танца. | Высшую школу танца | Высшая школа танца",
    "Об этом сообщили в МЧС России. | МЧС России | МЧС России",
    "Глава Узбекско-Камского совета уехал. | Узбекско-Камского совета | Узбекско-Камский совет",
    "Глава Южно-Уральского госуниверситета уехал. | Южно-Уральского госуниверситета | Южно-Уральский госуниверситет",
    "Встречу провёл глава пресс-клуба «Сурский берег». | пресс-клуба «Сурский берег» | пресс-клуб «Сурский берег»",
    "В Минцифры считают, что рост есть. | Минцифры | Минцифры",
    "Справку дало бюро научной экспертизы. | бюро научной экспертизы | бюро научной экспертизы",
    'Работа холдинга "Северные железные дороги" идёт. | "Северные железные дороги" | "Северные железные дороги"',
]
PLACES = [
    "Он отдыхал в Афинах. | Афинах | Афины",
    "Он жил в Соединённых Штатах Америки. | Соединённых Штатах Америки | Соединённые Штаты Америки",
    "Дом построили в городе Твери. | городе Твери | город Тверь",
    "Рейс из Ростова-на-Дону задержан. | Ростова-на-Дону | Ростов-на-Дону",
    "Пожар был на улице Речной. | улице Речной | улица Речная",
]


MISTAGGED = [
    "Работу вёл директор Коми научного центра. | Коми научного центра | Коми научный центр",
    "Дело Ветрова-старшего и Ветровой-младшей закрыто. | Ветровой-младшей | Ветрова-младшая",
    "Они преданы партии PAS и лично Майе Ронду. | Майе Ронду | Майя Ронду",
    "Форум прошёл в Точке кипения. | Точке кипения | Точка кипения",
]


@pytest.mark.parametrize("line", [*PEOPLE, *BODIES, *PLACES, *MISTAGGED])
def test_nominative_in_context(line: str) -> None:
    text, span, expected = line.split(" | ")
    tokens = NLP(text).char_span(text.index(span), text.index(span) + len(span))
    assert tokens is not None
    assert nominative(list(tokens)) == expected


@pytest.mark.parametrize("line", [*PEOPLE, *BODIES, *PLACES])
def test_normalize_agrees(line: str) -> None:
    text, span, expected = line.split(" | ")
    start = text.index(span)
    assert pipeline.normalize(text, [(start, start + len(span))]) == [expected]


def test_spans_may_cut_words_and_cross_lines() -> None:
    text = "Глава\nдепартамента транспорта уехал."
    spans = [(0, 5), (6, 29), (3, 3)]
    assert pipeline.normalize(text, spans) == ["Глава", "департамент транспорта", ""]


@pytest.mark.parametrize("span", [(-1, 2), (3, 2), (0, 100)])
def test_a_span_outside_the_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="does not lie in a text of 5 characters"):
        pipeline.normalize("Глава", [span])


@pytest.mark.parametrize("name, gender", [("Ольга Ильинична Лосева", "femn"), ("Илья Ветров", "masc")])
def test_gender_of_a_person(name: str, gender: str) -> None:
    assert person_gender(list(NLP(f"{name} уже здесь.")[: len(name.split())])) == gender


def test_yo_is_the_text_s_own_unless_asked_for() -> None:
    tokens = list(NLP("По словам Артема Ветрова, всё готово.")[2:4])
    assert nominative(tokens, "PER") == "Артем Ветров"
    assert nominative(tokens, "PER", restore_yo=True) == "Артём Ветров"


@pytest.mark.parametrize(
    "form, like, expected", [("москва", "МОСКВЕ", "МОСКВА"), ("ростов-на-дону", "Ростове-на-Дону", "Ростов-на-Дону")]
)
def test_a_form_takes_the_capitals_of_its_word(form: str, like: str, expected: str) -> None:
    assert dress(form, like) == expected


def test_a_form_takes_the_letters_of_its_word() -> None:
    assert (as_written("Пётр", "Петра"), as_written("Пётр", "Пётра")) == ("Петр", "Пётр")


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet='АБвгдеё «»"-.1\n', max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_any_span_of_any_text_has_a_form(text: str, start: int, end: int) -> None:
    low, high = sorted((min(start, len(text)), min(end, len(text))))
    assert len(pipeline.normalize(text, [(low, high)])) == 1
