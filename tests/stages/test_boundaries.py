"""Spans of names: the release as it should be marked up, outer and inner."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import get
from pipeline.language import load
from pipeline.morphology.tagged import tagged_text
from pipeline.records import Mention
from pipeline.stages.boundaries.foreign import Foreign
from pipeline.stages.boundaries.quoted import Quoted
from pipeline.stages.boundaries.spans import Candidate, resolve
from pipeline.stages.boundaries.view import View
from pipeline.stages.boundaries.works import Works
from pipeline.words import read_rows

NLP = load(["sentences", "tagging", "names", "boundaries"])
_MARK = re.compile(r"\[|\](?:PER|ORG|LOC)")


def marked(text: str) -> str:
    """A text with its mentions in brackets: `[Анна Белова]PER`."""
    doc = NLP(text)
    opens: dict[int, list[Mention]] = {}
    closes: dict[int, list[Mention]] = {}
    for mention in get(doc, Mention):
        opens.setdefault(mention.start_char, []).append(mention)
        closes.setdefault(mention.end_char, []).append(mention)
    pieces = []
    for place in range(len(text) + 1):
        pieces += [f"]{m.label}" for m in reversed(closes.get(place, []))]
        pieces += ["[" for _ in opens.get(place, [])]
        pieces.append(text[place : place + 1])
    return "".join(pieces)


WHOLE_BODIES = [
    "Об этом сообщили в [департаменте транспорта и дорожного хозяйства [Твери]LOC]ORG.",
    "Проект ведёт [Центр поддержки экспорта, туризма и народных промыслов «Ремёсла»]ORG.",
    "Заявки примет [комитет по труду, занятости и молодёжной политике]ORG.",
    "Проверку начала [прокуратура [Пензенской области]LOC]ORG.",
    "Начальник [управления науки [министерства образования [Республики Коми]LOC]ORG]ORG выступил первым.",
    "Договор подписал [Липецкий завод точных приборов]ORG.",
    "В зале выступил [Смоленский институт музыки имени [Павла Ветрова]PER]ORG.",
    "Рейды провело [Управление [МВД [России]LOC]ORG по городу [Калуге]LOC]ORG.",
    "Решение обжаловали в [Двадцать третьем арбитражном апелляционном суде]ORG.",
    "Ответ дала [пресс-служба [завода «Маяк-Прибор»]ORG]ORG.",
    "[Федеральная служба по охране лесов]ORG ([Рослесохрана]ORG) опубликовала отчёт.",
]
NAMED_IN_FULL = [
    "Заявление сделала [Ирина Волк]PER. [Волк]PER рассказала о деле.",
    "Начальник отдела [Кузнец Олег Петрович]PER провёл приём. [Кузнец]PER отметил, что рост есть.",
    "Заявление сделала депутат [Лебедь]PER. [Лебедь]PER отметила рост.",
    "Работу вели под руководством [Евгения Зайца]PER. [Заяц]PER сообщил о росте.",
]
TWO_NAMES = [
    "Добыча выросла в [Кемеровской области — Кузбассе]LOC и в [Ханты-Мансийском автономном округе — Югре]LOC.",
    "Отчёт дало [правительство [Кемеровской области — Кузбасса]LOC]ORG.",
    "Глава [Северной Осетии – Алании]LOC [Сергей Волков]PER посетил завод.",
    "Пропала студентка [Чжан Инъин]PER ([章莹颖]PER), сообщила мать.",
    "Столица [Северной Осетии]LOC — [Владикавказ]LOC.",
    "Рейс [Москва]LOC — [Кузбасс]LOC открыли летом.",
    "Школу открыли в [Чувашской Республике — Чувашии]LOC.",
    "Крупнейший город [Московской области]LOC — [Балашиха]LOC.",
    "Столица [Республики Татарстан]LOC — [Казань]LOC.",
    "Статью прислал [Университет [Пекина]LOC]ORG ([北京大学]ORG).",
    "Завод откроют в [Шэньчжэне]LOC ([深圳]LOC) и [Сеуле]LOC.",
]
OF_ANOTHER_KIND = [
    "Страны [Евросоюза]ORG приняли пакет, [Афросоюз]ORG ввёл пошлины. Профсоюз требует доплат.",
    "Страны [Европейского союза]ORG приняли пакет. Жители [Советского Союза]LOC помнят.",
    "Убийцей был [Габриэль Уортман]PER. На [Уортмане]PER была форма.",
    "Скончался [Илья Ильич Мечников]PER. В [Мечникове]LOC лежат больные.",
    "Сайты в зоне .РФ растут. Товары ввозят в [РФ]LOC.",
]
IN_BRACKETS = [
    "Тело нашли близ города [Хоххайм-ам-Майн]LOC ([Hochheim am Main]LOC) утром.",
    "Гонка прошла в [Аль-Айне]LOC ([Al Ain]LOC), сообщил судья.",
    "Контракт подписал [Джон Смит]PER ([Microsoft]ORG) в среду.",
]
NOT_OF_THE_NAME = [
    "Советник по делам печати американского [министерства труда]ORG приехал.",
    "Советник по делам [министерства обороны]ORG приехал.",
    "После повышения [Банком [России]LOC]ORG ключевой ставки рубль окреп.",
    "По статье 107 ТК [РФ]LOC отпуск дают раз в год, платят через СБП.",
    "[УК «Дом»]ORG отвечает за двор по УК [РФ]LOC.",
    "Штраф назначили по статье КоАП за нарушение.",
    "Астроному помогли с приборами. Телеведущая и певица поздравили ветеранов ВОВ, ООО оплатило билеты.",
    "Наборы откроются и в [Троицке]LOC, сообщили в пресс-службе департамента.",
    "[ЦБ]ORG ОХЛАДИЛ ИПОТЕКУ\n\nСтавка выросла.",
    "Решение приняло правление [Международного олимпийского комитета]ORG ([МОК]ORG).",
    "Доклад передан [Совету безопасности [ООН]ORG]ORG агентством по атомной энергии.",
    "Инфляция растёт. Проинфляционной остаётся конъюнктура рынков.",
    "Резкое повышение [Банком [России]LOC]ORG ключевой ставки 28 февраля поддержало рубль.",
    "Решение приняла [Дума города [Перми]LOC шестого созыва]ORG.",
    "Указ: Отрешить [Котова Олега Ильича]PER от должности.",
    "Идёт работа запланированных [Правительством]ORG национальных проектов.",
    "В реестре созданных [Министерством культуры]ORG музеев есть новый.",
    "Гендиректор театра уточнил, что эту практику руководство [Большого]ORG переняло у западных театров.",
    "Знак в виде буквы «М» сломали в [Казани]LOC.",
    "Столицу и область связали поезда. Россиянам вернут деньги.",
    "[Поморье]LOC ждёт гостей.",
    "Пациент умер от COVID-19. Врачи лечат Covid-19.",
    "Участники: [Бахрейн]LOC • [Барбадос]LOC • [Бермуды]LOC • [Чили]LOC",
]
WORKS = [
    "Ведущий шоу «Голос» ответил зрителям. На «Голос» пришли сто человек.",
    "Песни звучат в таких фильмах, как «Радиоволна», «Дежавю» и «Вокзал».",
    "Показали картины «Цирк», «Гавань» и «Тихий берег».",
    "В ток-шоу «Прямой эфир» выступил врач. Ток-шоу «Прямой эфир» вышло в понедельник.",
    "Сериал [«Гавань»]ORG закрыт. Компания [«Гавань»]ORG выпустила отчёт.",
    "Игра [«Ледокола»]ORG понравилась всем. Следующий матч [«Ледокол»]ORG проведёт дома.",
    "Пакет акций [«Арсенала»]ORG вырос. [«Арсенал»]ORG выпустил отчёт.",
    "Актриса снялась в новом сериале от [HBO]ORG «Чернобыль». Сериал «Чернобыль» вышел весной.",
    "Звезда сериала «Зачарованные» рада. Роль в «Зачарованных» помнят все.",
    "Фильм [«Азов»]ORG вышел в прокат. Батальон [«Азов»]ORG отступил. Бойцы [«Азова»]ORG сдались.",
    "Не успел начаться турнир, как [«Зенит»]ORG объявил о составе. [«Зенит»]ORG сыграет в [Перми]LOC.",
    "Идут фильмы «Цирк» и «Гавань», [«Мосфильм»]ORG их снял.",
]
LEGAL_AND_CLASS_WORDS = [
    "Поставщиком стало [ООО «Северный берег»]ORG.",
    "Поставщиком стало [АО «Торговый дом «Сириус»]ORG.",
    "Завод построит компания [«Альтаир-Строй»]ORG.",
    "О сделке написала газета [«Вечерний Кузнецк»]ORG.",
    "Кредит выдал [банк «Рассвет»]ORG.",
    "На выставке «Умный дом» показали новые приборы.",
]
FOREIGN_COMPANIES = [
    "Среди участников — [Бай Линь Индастри]ORG и [Шанти Фарма]ORG.",
    "Директор [Шанти Фарма]ORG [Рави Кумар]PER приехал утром.",
]
PEOPLE = [
    "Судья [Крылов Матвей Игнатьевич]PER огласил решение.",
    "Акт подписали [Зимина-Штерн Е. М.]PER и [П. И. Лосев]PER.",
    "Вошли [Белова Е. М.]PER и [Котов Р. Ш.]PER\n\nПредставитель верфи пояснил.",
    "Встречу провела [Гульнара Ренатовна Ахмадеева-Кох]PER.",
    "Слово взял [Файсал ибн Надир ас-Сабах]PER.",
    "Снимки сделала [Лейла Нурали кызы Алиева]PER.",
]
PLACES = [
    "Дом стоит на [улице Софьи Ковалевской]LOC.",
    "Поезд идёт через [Алтайский край]LOC и [Новосибирскую область]LOC.",
    "Груз отправили в [Республику Северная Осетия — Алания]LOC.",
    "Матч пройдёт во [дворце спорта «Юность»]LOC.",
    "Совещание прошло в городе [Самаре]LOC.",
]


@pytest.mark.parametrize(
    "expected",
    [
        *WHOLE_BODIES,
        *TWO_NAMES,
        *NAMED_IN_FULL,
        *OF_ANOTHER_KIND,
        *IN_BRACKETS,
        *NOT_OF_THE_NAME,
        *WORKS,
        *LEGAL_AND_CLASS_WORDS,
        *FOREIGN_COMPANIES,
        *PEOPLE,
        *PLACES,
    ],
)
def test_marks_whole_names(expected: str) -> None:
    assert marked(_MARK.sub("", expected)) == expected


def test_never_crosses_a_line_break() -> None:
    doc = NLP("Директор Анна Белова\nПётр Синицын приехал в Казань")
    assert all("\n" not in doc.text[m.start_char : m.end_char] for m in get(doc, Mention))


def test_finds_a_quoted_name_again_in_another_case() -> None:
    doc = NLP("Линию запустило АО «Вектор-Пласт». Доля «Вектор-Пласта» выросла.")
    again = [m for m in get(doc, Mention) if m.start_char > 30]
    assert [(doc.text[m.start_char : m.end_char], m.label) for m in again] == [("«Вектор-Пласта»", "ORG")]


def test_every_mention_names_its_rule() -> None:
    doc = NLP("В Твери работает департамент транспорта Твери, его глава — Анна Петровна Белова.")
    assert {m.found_by.partition(".")[0] for m in get(doc, Mention)} <= {"boundaries", "names"}
    assert len(get(doc, Mention)) == 4


def test_confidence_is_the_share_of_right_rows_of_the_rule() -> None:
    (mention,) = get(NLP("Акт подписал Лосев Пётр Ильич."), Mention)
    assert (mention.found_by, mention.label) == ("boundaries.patronymic", "PER")
    assert mention.confidence == pytest.approx(0.99, abs=0.02)


def test_outermost_mentions_are_the_entities_of_the_doc() -> None:
    doc = NLP("Отчёт дал департамент транспорта Твери.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("департамент транспорта Твери", "ORG")]


def test_the_higher_rank_wins_and_bodies_hold_places() -> None:
    body, place = Candidate(0, 4, "ORG", "body", 2), Candidate(3, 4, "LOC", "place", 0)
    crossing = Candidate(2, 6, "PER", "model", 1)
    assert resolve([place, crossing, body]) == [body, place]


@pytest.mark.parametrize(
    "text",
    ["«" * 3000, '"А ' * 2000, "пресс-служба " * 2000, "департамент науки, " * 800, "А. " * 2000, "имени " * 2000, ""],
)
def test_hostile_texts_pass(text: str) -> None:
    assert NLP(text).text == text


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Анна",
                "Белова",
                "департамент",
                "науки",
                "Твери",
                "«",
                "»",
                '"',
                "(",
                ")",
                "по",
                "и",
                ",",
                "№",
                "имени",
                "ООО",
                "—",
                "\n",
            ]
        ),
        max_size=30,
    )
)
def test_mentions_lie_inside_the_text_and_nest(words: list[str]) -> None:
    doc = NLP(" ".join(words))
    mentions = get(doc, Mention)
    for mention in mentions:
        assert doc.text[mention.start_char : mention.end_char].strip()
        if mention.parent is not None:
            outer = mentions[mention.parent]
            assert outer.start_char <= mention.start_char < mention.end_char <= outer.end_char


@pytest.mark.parametrize(
    "name",
    [
        "acronym_bodies.tsv",
        "acronym_places.tsv",
        "classes.tsv",
        "company_words.tsv",
        "heads.tsv",
        "legal.tsv",
        "loose_adjectives.tsv",
        "not_bodies.tsv",
        "places.tsv",
        "roles.tsv",
        "stop_nouns.tsv",
    ],
)
def test_word_lists_are_sorted_and_without_doubles(name: str) -> None:
    keys = [next(iter(row.values())) for row in read_rows("pipeline.stages.boundaries", name)]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("address", ["Уважаемый", "Глубокоуважаемый", "Дорогой"])
def test_a_word_of_address_is_no_part_of_a_name(address: str) -> None:
    text = f"{address} Пётр Ильич! Докладываю о работе нашего завода. Спасибо Вам за поддержку."
    doc = load(["sentences", "tagging", "names", "boundaries"])(text)
    assert [text[m.start_char : m.end_char] for m in get(doc, Mention)] == ["Пётр Ильич"]


@pytest.mark.parametrize(
    "text, agency",
    [
        ("ТУЛА, 12 января. /СТАНОК-ИНФО/. Завод открыл цех, на нём работают сорок человек.", "СТАНОК-ИНФО"),
        ("ТУЛА, 22 янв - СТАНОК. Завод открыл цех, на нём работают сорок человек.", "СТАНОК"),
        ("Тула, 4 июня 2026 года. Станокинформ. Завод открыл цех, на нём работают люди.", "Станокинформ"),
        ("Тула. 14 августа. ИА «Станок-информ». Завод открыл цех, на нём работают люди.", "ИА «Станок-информ»"),
        ("Тула, 14 августа. Завод открыл цех, на нём работают сорок человек.", None),
    ],
)
def test_a_dateline_s_agency_is_an_organisation(text: str, agency: str | None) -> None:
    doc = load(["layout", "sentences", "tagging", "names", "boundaries"])(text)
    found = [text[m.start_char : m.end_char] for m in get(doc, Mention) if m.found_by == "boundaries.dateline_agency"]
    assert found == ([agency] if agency else [])


@pytest.mark.parametrize(
    "text, opening",
    [
        ("Мэр Тулы открыл «Завод» вчера. Цех стоит.", "Мэр Завод Цех"),
        ("— « „ Завод вырос", "— « „ Завод"),
        ("Итоги:\n— Завод вырос\n— цех стоит", "Итоги — Завод — цех"),
        ("!!! Завод", "!!! Завод"),
    ],
)
def test_words_that_open_a_sentence(text, opening):
    view = View(tagged_text(NLP(text)))
    assert [word.text for word, opens in zip(view.words, view.opens, strict=True) if opens] == opening.split()


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("Это наш Ханда Моторс из Китая.", ["Ханда Моторс"]),
        ("Это наш Ханда\nМоторс из Китая.", []),
        ("Это наш Ханда и Моторс из Китая.", []),
        ("Это наш ХандаL Моторс из Китая.", ["L Моторс"]),
        ("Ханда Нова — разработчик приборов.", ["Ханда Нова"]),
        ("Нам помогла компания Бай Синь.", ["Бай Синь"]),
    ],
)
def test_a_company_in_cyrillic_is_a_run_of_words_apart_in_one_line(text, companies):
    view = View(tagged_text(NLP(text)))
    assert [text[slice(*view.text.chars(c.start, c.end))] for c in Foreign(view, frozenset()).find()] == companies


def test_cost_of_works_grows_with_their_number():
    def seconds(number):
        view = View(tagged_text(NLP("".join(f"фильм «Цирк {n}» и «Цирка {n}» " for n in range(number)))))
        works = Works(view, Quoted(view, ()))
        began = time.process_time()
        assert len(works.titles([]).no_bodies) == 2 * number
        return time.process_time() - began

    assert seconds(1200) / seconds(150) < 24, "8 if linear, 64 if quadratic"
