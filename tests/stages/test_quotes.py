"""Quotes of invented releases: each text stands beside the kind, words and speaker of its quotes."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.document import get
from pipeline.language import load
from pipeline.records import SPEAKER_FORMS, Note, Quote
from pipeline.words import read_rows

STAGES = ("sentences", "tagging", "names", "quotes")


@cache
def language() -> Language:
    return load(STAGES)


def quotes(text: str) -> tuple[Quote, ...]:
    return get(language()(text), Quote)


def forms(text: str) -> list[str]:
    return [quote.speaker_form for quote in quotes(text)]


def shown(text: str) -> list[tuple[str, str, str | None]]:
    """Kind, words (parts joined by « | ») and speaker of each quote."""
    return [
        (quote.kind, " | ".join(text[p.start_char : p.end_char] for p in quote.parts), quote.speaker)
        for quote in quotes(text)
    ]


DIRECT = [
    ("«Мы открыли цех», — сказал Иван Перов.", "Мы открыли цех", "Иван Перов"),
    ("«Мы открыли цех», сказал Иван Перов.", "Мы открыли цех", "Иван Перов"),
    ("Иван Перов сказал: «Мы открыли цех».", "Мы открыли цех", "Иван Перов"),
    ("«Мы открыли цех, — сказал Иван Перов. — Второй впереди».", "Мы открыли цех | Второй впереди", "Иван Перов"),
    ("«Мы открыли цех», — сказал Иван Перов, — «второй впереди».", "Мы открыли цех | второй впереди", "Иван Перов"),
    (
        "«Мы открыли цех», — сказал Иван Перов. «Второй откроем весной».",
        "Мы открыли цех | Второй откроем весной",
        "Иван Перов",
    ),
    ("Иван Перов: «Мы открыли новый цех».", "Мы открыли новый цех", "Иван Перов"),
    ("Слова Ивана Перова: «Мы открыли новый цех».", "Мы открыли новый цех", "Иван Перов"),
    ("«Мы открыли цех», — цитирует агентство директора Ивана Перова.", "Мы открыли цех", "Иван Перов"),
    ("Иван Перов отметил, что «цех уже работает».", "цех уже работает", "Иван Перов"),
    ("— Мы открыли цех, — сказал Иван Перов. — Второй впереди.", "Мы открыли цех | Второй впереди", "Иван Перов"),
    (
        "«Первый цех готов.\n\n«Второй откроем весной», — сказал Иван Перов.",
        "Первый цех готов | Второй откроем весной",
        "Иван Перов",
    ),
    (
        "«Первый цех готов.\n\nВторой откроем весной», — сказал Иван Перов.",
        "Первый цех готов.\n\nВторой откроем весной",
        "Иван Перов",
    ),
    ("«Мы строим «Луч» и сад, — сказал Иван Перов.", "Мы строим «Луч» и сад", "Иван Перов"),
    ('"Мы ждём "Луч" и "Сад"", - сказал Иван Перов.', 'Мы ждём "Луч" и "Сад"', "Иван Перов"),
    ("«Луч» будет расти», — заявила Анна Лунёва.", "«Луч» будет расти", "Анна Лунёва"),
    ("«Скоро лето!» — обрадовалась Анна Лунёва.", "Скоро лето!", "Анна Лунёва"),
    (
        "Анна Лунёва сказала:\nЦех открыт, смена работает. Второй цех впереди.\n\nЗавод стоит у реки.",
        "Цех открыт, смена работает. Второй цех впереди",
        "Анна Лунёва",
    ),
    ("«Мы открыли новый цех», — замглавы завода.", "Мы открыли новый цех", None),
]

INDIRECT = [
    ("Анна Лунёва отметила, что завод растёт.", "завод растёт", "Анна Лунёва"),
    ("Завод растёт второй год, сообщила директор Анна Лунёва.", "Завод растёт второй год", "Анна Лунёва"),
    ("По словам Анны Лунёвой, завод растёт.", "завод растёт", "Анна Лунёва"),
    ("Завод, по словам Анны Лунёвой, растёт.", "Завод | растёт", "Анна Лунёва"),
    ("При этом, по словам Анны Лунёвой, завод растёт.", "завод растёт", "Анна Лунёва"),
    ("Как сообщила Анна Лунёва, завод растёт.", "завод растёт", "Анна Лунёва"),
    ("Завод растёт второй год. Об этом заявила Анна Лунёва.", "Завод растёт второй год", "Анна Лунёва"),
    (
        "Завод растёт второй год. Об этом, как пишет ТАСС, во вторник заявила Анна Лунёва.",
        "Завод растёт второй год",
        "Анна Лунёва",
    ),
    ("О том, что завод растёт, сообщила Анна Лунёва.", "завод растёт", "Анна Лунёва"),
    ("Минпром сообщил новость, что завод растёт.", "завод растёт", "Минпром"),
    ("Анна Лунёва обратила внимание, что стало теплее.", "стало теплее", "Анна Лунёва"),
    ("Анна Лунёва пояснила, почему завод растёт.", "почему завод растёт", "Анна Лунёва"),
    ("Анна Лунёва добавила: завод будет расти и дальше.", "завод будет расти и дальше", "Анна Лунёва"),
    ("Завод растёт, говорится в сообщении Минпрома.", "Завод растёт", "Минпром"),
    ("В Минпроме сообщили, что завод растёт.", "завод растёт", "Минпром"),
    ("Анна Лунёва уверена, что завод вырастет.", "завод вырастет", "Анна Лунёва"),
    ("Анна Лунёва выразила надежду, что завод вырастет.", "завод вырастет", "Анна Лунёва"),
    ("Считает Анна Лунёва, завод вырастет.", "завод вырастет", "Анна Лунёва"),
    (
        "Автобус ушёл в 5:40, к полудню проехали сто человек, рассказала Анна Лунёва.",
        "Автобус ушёл в 5:40, к полудню проехали сто человек",
        "Анна Лунёва",
    ),
    ("Завод запустил цех.Анна Лунёва отметила, что завод растёт.Позже был обед.", "завод растёт", "Анна Лунёва"),
    ("Анна Лунёва сообщила, что завод растёт.«Тверские вести» вышли утром.", "завод растёт", "Анна Лунёва"),
    ("Анна Лунёва сообщила, что завод растёт в Твери.Ранее завод закрывали.", "завод растёт в Твери", "Анна Лунёва"),
    ("Анна Лунёва сообщила, что завод растёт в Твери.«Вести» вышли утром.", "завод растёт в Твери", "Анна Лунёва"),
    ("Также Минпром отметило, что завод растёт.", "завод растёт", "Минпром"),
    ("В профсоюзе подчеркнули, что завод растёт.", "завод растёт", "профсоюз"),
    (
        "Работу вели после того, как экологи сообщили о выбросе. Цех, отметила Анна Лунёва, закрыт.",
        "Цех | закрыт",
        "Анна Лунёва",
    ),
    ("Суд постановил, что завод не закроют.", "завод не закроют", "Суд"),
    ("Олег Котов закрыл завод, отметив, что спорят они зря.", "спорят они зря", "Олег Котов"),
    ("Как сообщил источник, близкий к заводу, завод растёт.", "завод растёт", None),
    ("Завод растёт второй год.\n\nВОЛНА\n\nОб этом заявила Анна Лунёва.", "Завод растёт второй год", "Анна Лунёва"),
    ("Завод растёт второй год, сообщили на космодроме.", "Завод растёт второй год", "космодром"),
    ("Готовится министр Иван Перов.\n\nСтудентки-практикантки рассказали, что завод растёт.", "завод растёт", None),
    (
        "Представитель завода уверял, что цех закрыт.\n\nНа встречу пришла юрист завода «Маяк» Анна Лунёва.",
        "цех закрыт",
        None,
    ),
]


@pytest.mark.parametrize("text, words, speaker", DIRECT)
def test_direct_speech(text: str, words: str, speaker: str | None) -> None:
    assert shown(text) == [("direct", words, speaker)]


@pytest.mark.parametrize("text, words, speaker", INDIRECT)
def test_paraphrases(text: str, words: str, speaker: str) -> None:
    assert shown(text) == [("indirect", words, speaker)]


@pytest.mark.parametrize(
    "text",
    [
        "Анна Лунёва сообщила о сроках:\nсначала цех;\nпотом склад.",
        "Анна Лунёва рассказала о своей книге The Garden: My Life.",
    ],
)
def test_what_follows_a_colon_is_no_speech(text: str) -> None:
    assert shown(text) == []


def test_a_paraphrase_and_a_block_share_a_reporting_word() -> None:
    text = "Анна Лунёва сказала, что не знает срока:\nВозможно, цех откроют весной.\n\nЗавод стоит у реки."
    assert [words for _, words, _ in shown(text)] == ["не знает срока", "Возможно, цех откроют весной"]


def test_a_plural_of_persons_speaks_as_a_group() -> None:
    assert forms("Министр Иван Перов приехал.\n\nСтудентки-практикантки рассказали, что завод растёт.") == ["group"]


def test_a_medium_that_passes_on_direct_speech_makes_no_second_quote() -> None:
    text = "«Мы открыли цех. Второй впереди», — сказал Иван Перов, передаёт «Тверской вестник»."
    assert shown(text) == [("direct", "Мы открыли цех. Второй впереди", "Иван Перов")]


def test_the_question_that_somebody_answers_is_no_quote() -> None:
    text = "Отвечая на вопрос, какой цех закроют, Иван Перов сказал: «Мы откроем новый цех»."
    assert shown(text) == [("direct", "Мы откроем новый цех", "Иван Перов")]


MIXED = [
    ("Анна Лунёва заявила, что план «ляжет в основу новой работы».", "план «ляжет в основу новой работы»"),
    ("По словам Анны Лунёвой, завод «живёт завтрашним днём».", "завод «живёт завтрашним днём»"),
]


@pytest.mark.parametrize("text, words", MIXED)
def test_paraphrases_with_verbatim_words(text: str, words: str) -> None:
    assert shown(text) == [("mixed", words, "Анна Лунёва")]


NO_QUOTES = [
    "В ОЭЗ «Северный парк» открылся бизнес-диалог «Тверь–Казань».",
    "Центр «Моревед» поддержал операторы «большой пятёрки».",
    "Губернатор поручил открыть школу к осени.",
    "Иван Перов отказался комментировать слухи.",
    "Иван Перов не сообщил, кому достался завод.",
    "Следует отметить, что завод растёт.",
    "Завод отметил юбилей концертом.",
    "Сообщение о пожаре появилось утром.",
    "Заседание по утверждению нового правительства прошло вчера.",
    "По официальным данным Иван Перов уехал в Тверь.",
    "Анна Лунёва рассказала о городе незадолго до того, как открыли завод.",
    "Выставка проходит под девизом: «Не спи, читай!»",
    "Минпром отметил рост цен, что связано с погодой.",
    "Минпром сообщил о росте цен, что стало рекордом.",
    "Участники отвечают условиям: стаж не меньше пяти лет.",
]


@pytest.mark.parametrize("text", NO_QUOTES)
def test_names_orders_and_refusals_are_no_quotes(text: str) -> None:
    assert shown(text) == []


SPEAKERS = [
    ("Анна Лунёва приехала. Она отметила, что завод растёт.", "pronoun", "Анна Лунёва"),
    ("Анна Лунёва приехала. По её словам, завод растёт.", "pronoun", "Анна Лунёва"),
    ("Директор Анна Лунёва приехала. «Завод будет расти», — сказала директор.", "role", "Анна Лунёва"),
    ("Директор Анна Лунёва приехала. «Завод будет расти», — сказала Лунёва.", "name", "Анна Лунёва"),
    ("Источник в мэрии сообщил, что завод растёт.", "anonymous", None),
    ("Врачи предупредили, что грипп вернётся.", "group", None),
    ("«Завод будет расти», — отметили в пресс-службе Минпрома.", "org", "Минпром"),
    ("Анна Лунёва подписала план, согласно которому завод будет расти.", "document", None),
]


@pytest.mark.parametrize("text, form, speaker", SPEAKERS)
def test_speakers_are_resolved(text: str, form: str, speaker: str | None) -> None:
    (quote,) = quotes(text)
    assert (quote.speaker_form, quote.speaker) == (form, speaker)


def test_two_speakers_come_in_order() -> None:
    (quote,) = quotes("Иван Перов и Анна Лунёва сообщили, что завод растёт.")
    assert [speaker.speaker for speaker in quote.speakers] == ["Иван Перов", "Анна Лунёва"]


def test_one_subject_with_two_cues_makes_two_quotes() -> None:
    text = "Иван Перов заявил, что завод растёт, добавив, что рабочих хватает."
    assert shown(text) == [("indirect", "завод растёт", "Иван Перов"), ("indirect", "рабочих хватает", "Иван Перов")]


def test_a_transcript_has_a_quote_a_turn() -> None:
    text = "Беседа в саду.\n\nИ. Перов: — Яблони цветут рано.\n\nА. Лунёва: — А груши поздно."
    assert [words for _, words, _ in shown(text)] == ["Яблони цветут рано", "А груши поздно"]


def test_the_cue_and_the_mention_have_offsets() -> None:
    text = "«Мы открыли цех», — сказал директор Иван Перов."
    (quote,) = quotes(text)
    assert (quote.cue, text[quote.cue_start_char : quote.cue_end_char]) == ("сказать", "сказал")
    speaker = quote.speakers[0]
    assert text[speaker.start_char : speaker.end_char] == "Иван Перов"
    assert quote.role == "директор"


def test_repairs_of_marks_are_noted() -> None:
    doc = language()("«Мы строим «Луч» и сад, — сказал Иван Перов.")
    assert [note.code for note in get(doc, Note)] == ["missing_closer"]


def test_every_rule_has_a_confidence() -> None:
    shares = {row["rule"]: float(row["right"]) for row in read_rows("pipeline.stages.quotes", "confidence.tsv")}
    assert all(0 < share <= 1 for share in shares.values())
    found = {quote.found_by.removeprefix("quotes.") for text, *_ in DIRECT + INDIRECT for quote in quotes(text)}
    assert found <= shares.keys()


HOSTILE = [
    ("«" * 100_000, 0),
    ('"а" ' * 10_000, 0),
    ("«да, " * 10_000, 0),
    ("— " * 50_000, 0),
    ("сообщил, " * 5_000, 0),
    ("по словам " * 5_000, 0),
    ("«Мы строим дом и сад», — сказал Иван Перов. " * 300, 300),
]


@pytest.mark.parametrize(
    "text, count", HOSTILE, ids=["open", "straight", "unclosed", "dashes", "cues", "prepositions", "many"]
)
def test_long_runs_are_read(text: str, count: int) -> None:
    assert len(quotes(text)) in (count, min(count, 1))


WORDS = st.sampled_from(
    [*'«»"—,.:?\n', "что", "как", "по", "словам", "Иванов", "Мария", "она", "сказала", "об", "этом", "сообщили"]
) | st.sampled_from(["говорится", "в", "из", "министерстве", "его", "добавив", "уверен", "согласно", "директор", "ли"])


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_any_words_give_ordered_parts(text: str) -> None:
    for quote in quotes(text):
        assert quote.speaker_form in SPEAKER_FORMS
        ends = [(part.start_char, part.end_char) for part in quote.parts]
        assert all(0 <= start < end <= len(text) for start, end in ends)
        assert all(first[1] <= second[0] for first, second in pairwise(ends))


ROLES = [
    (
        "Об этом, по словам Олега Котова, знают все. Заместитель губернатора — министр финансов Олег Котов уехал.",
        ("заместитель губернатора — министр финансов", None),
    ),
    ("Завод растёт, сообщил директор филиала ППК «Заря» Олег Котов.", ("директор филиала", "ППК «Заря»")),
    ("Победитель конкурса Олег Котов сказал: «Мы долго шли к этому дню».", (None, None)),
]


@pytest.mark.parametrize("text, expected", ROLES)
def test_roles_are_without_the_organisation(text: str, expected: tuple[str | None, str | None]) -> None:
    (quote,) = get(load(exclude=["dates", "percents"])(text), Quote)
    assert (quote.role, quote.organisation) == expected


def test_a_press_service_works_for_its_body() -> None:
    (quote,) = get(load(exclude=["dates", "percents"])("Завод растёт, сообщила пресс-служба Минпрома."), Quote)
    assert (quote.speaker, quote.organisation) == ("пресс-служба Минпрома", "Минпром")
