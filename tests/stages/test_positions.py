"""Positions: a text, and `person: title @ organisation (status)` for each row that it must give."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import get
from pipeline.language import load
from pipeline.records import Position
from pipeline.stages.positions.lexicon import body_noun, is_group_of_persons, modifier, post_noun
from pipeline.words import read_rows

NLP = load(exclude=["dates", "percents", "quotes"])
PREPARED = load(exclude=["dates", "percents", "positions", "quotes", "issuer"])

STATEMENTS = [
    (
        "Об этом сообщила заместитель директора завода «Маяк» Анна Белова.",
        ["Анна Белова: заместитель директора @ завод «Маяк» (current)"],
    ),
    (
        "Это подтвердила Анна Белова, генеральный директор АО «Рассвет».",
        ["Анна Белова: генеральный директор @ АО «Рассвет» (current)"],
    ),
    ("Совещание провёл мэр Твери Олег Котов.", ["Олег Котов: мэр Твери (current)"]),
    (
        "Решение огласили судьи Пётр Седов и Ирина Котова.",
        ["Пётр Седов: судья (current)", "Ирина Котова: судья (current)"],
    ),
    ("Ректором университета назначена Мария Седова.", ["Мария Седова: ректор университета (appointed)"]),
    (
        "Олег Котов является председателем совета директоров АО «Рассвет».",
        ["Олег Котов: председатель совета директоров @ АО «Рассвет» (current)"],
    ),
    (
        "Бывший министр культуры Тверской области Олег Котов приехал на открытие.",
        ["Олег Котов: бывший министр культуры Тверской области (former)"],
    ),
    (
        "Временно исполняющий обязанности губернатора Тверской области Олег Котов выступил.",
        ["Олег Котов: временно исполняющий обязанности губернатора Тверской области (acting)"],
    ),
    (
        "Олег Котов покинул пост председателя правления АО «Рассвет».",
        ["Олег Котов: председатель правления @ АО «Рассвет» (dismissed)"],
    ),
    (
        "АО «Рассвет» открыло цех. Коммерческий директор компании Мария Седова ждёт роста.",
        ["Мария Седова: коммерческий директор @ АО «Рассвет» (current)"],
    ),
    (
        "На пост ректора назначена заместительница Олега Котова Анна Белова.",
        ["Анна Белова: ректор (appointed)"],
    ),
    (
        "Совет уволил директора завода «Маяк» Олега Котова.",
        ["Олег Котов: директор @ завод «Маяк» (dismissed)"],
    ),
    ("Сообщил директор филиала ППК «Заря» Олег Котов.", ["Олег Котов: директор филиала @ ППК «Заря» (current)"]),
    ("Вопрос задал директор по исследованиям Олег Котов.", ["Олег Котов: директор по исследованиям (current)"]),
    (
        "Олег Котов назначил кандидатом на пост мэра посла Франции в Италии Анну Белову.",
        ["Анна Белова: посол Франции в Италии (current)"],
    ),
    (
        "Вчера вечером на большое открытие нового цеха завода в Твери приехала Анна Белова. Она назначена директором.",
        ["Анна Белова: директор (appointed)"],
    ),
    (
        "На открытие нового цеха завода приехала Анна Белова. Она назначила директором сестру.",
        [],
    ),
    ("Олег Котов приехал вчера вечером.", []),
    (
        "Обязанности ректора будет исполнять Анна Белова.",
        ["Анна Белова: ректор (acting)"],
    ),
    (
        "Тверская «Чайка» сыграла дома. Директор клуба Олег Котов доволен «Чайкой».",
        ["Олег Котов: директор @ Тверская «Чайка» (current)"],
    ),
    (
        "Олег Котов представил нового ректора. Им стала Анна Белова.",
        ["Анна Белова: ректор (appointed)"],
    ),
    (
        "Обсерватория «Полюс» открыла купол. Пришёл директор планетария Олег Котов.",
        ["Олег Котов: директор планетария (current)"],
    ),
    (
        "ООО «Пароходство „Чайка“» продало баржу. Генеральный директор пароходства Олег Котов доволен.",
        ["Олег Котов: генеральный директор @ ООО «Пароходство „Чайка“» (current)"],
    ),
    (
        "АО «Рассвет» судится с поставщиком. Юрист кирпичного завода Анна Белова молчит.",
        ["Анна Белова: юрист кирпичного завода (current)"],
    ),
    (
        "Минтранс открыл мост. Заместитель министра транспорта Олег Котов доволен.",
        ["Олег Котов: заместитель министра транспорта @ Минтранс (current)"],
    ),
    (
        "Министр культуры Олег Котов доволен. Выставку открыло Министерство культуры.",
        ["Олег Котов: министр культуры @ Министерство культуры (current)"],
    ),
    (
        "Министр культуры Франции Олег Котов доволен. Выставку открыло Министерство культуры Италии.",
        ["Олег Котов: министр культуры Франции (current)"],
    ),
    (
        "Минтранс открыл мост. Министр связи Олег Котов доволен.",
        ["Олег Котов: министр связи (current)"],
    ),
    (
        "Из газеты «Заря» ушли трое. Балетный обозреватель Анна Белова молчит.",
        ["Анна Белова: балетный обозреватель @ «Заря» (current)"],
    ),
    (
        "Выступил представитель властей Твери Олег Котов.",
        ["Олег Котов: представитель @ власти Твери (current)"],
    ),
    (
        "Рок-группа «Чайка» уехала. Пресс-секретарь группы Анна Белова рада.",
        ["Анна Белова: пресс-секретарь @ Рок-группа «Чайка» (current)"],
    ),
]


def shown(position: Position) -> str:
    place = f" @ {position.organisation}" if position.organisation else ""
    return f"{position.person}: {position.title}{place} ({position.status})"


@pytest.mark.parametrize("text, expected", STATEMENTS)
def test_statements(text: str, expected: list[str]) -> None:
    assert sorted(shown(position) for position in get(NLP(text), Position)) == sorted(expected)


def test_offsets_cover_the_words_of_the_post() -> None:
    text = "Об этом сообщила заместитель директора завода «Маяк» Анна Белова."
    (position,) = get(NLP(text), Position)
    assert text[position.start_char : position.end_char] == "заместитель директора завода «Маяк»"
    assert position.found_by == "positions.apposition_left"


def test_a_guessed_organisation_lowers_the_confidence() -> None:
    named, near = get(NLP("Директор АО «Рассвет» Анна Белова уехала. Пришёл бухгалтер Олег Котов."), Position)
    assert (named.confidence or 0) > (near.confidence or 0) > 0


@pytest.mark.parametrize(
    "word, noun",
    [("директору", "директор"), ("вице-президента", "вице-президент"), ("экс-главе", "глава"), ("стола", None)],
)
def test_post_nouns_in_any_case(word: str, noun: str | None) -> None:
    assert post_noun(word) == noun


@pytest.mark.parametrize(
    "name, expected", [("Врачи городской больницы", True), ("молодые педагоги", True), ("Вольные дороги", False)]
)
def test_a_plural_of_persons_is_no_employer(name: str, expected: bool) -> None:
    assert is_group_of_persons(name) is expected


def test_kinds_of_body_and_adjectives_in_any_case() -> None:
    assert body_noun("департаменту") == "департамент"
    assert body_noun("интернет-магазина") == "магазин"
    assert modifier("коммерческого") is not None
    assert modifier("зелёного") is None


@pytest.mark.parametrize("name", ["posts.tsv", "modifiers.tsv", "bodies.tsv", "copulas.tsv", "hosts.tsv"])
def test_word_lists_are_sorted_and_without_repeats(name: str) -> None:
    words = [next(iter(row.values())) for row in read_rows("pipeline.stages.positions", name)]
    assert words == sorted(set(words))


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="директорАннаБелова«»,.—-( )и\n", max_size=120))
def test_no_text_raises(text: str) -> None:
    doc = NLP(text)
    assert all(0 <= p.start_char < p.end_char <= len(text) for p in get(doc, Position))


def seconds_of_positions(text: str) -> float:
    finder, docs = NLP.get_pipe("rupress_positions"), [PREPARED(text) for _ in range(2)]
    times = []
    for doc in docs:
        started = time.process_time()
        finder(doc)
        times.append(time.process_time() - started)
    return min(times)


def test_cost_grows_with_the_length():
    piece = "Министр финансов Олег Котов показал главному технологу завода «Маяк» Петру Седову цех. "
    small, large = (seconds_of_positions(piece * number) for number in (150, 1200))
    assert large / small < 16, "8 if linear, 64 if quadratic"
