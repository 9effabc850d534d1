"""Entities: `[name|norm]` marks the mentions of a text and says what each must be called in full."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

import pipeline
from pipeline.document import get, put_mentions
from pipeline.language import load
from pipeline.morphology.nominative import nominative_of
from pipeline.morphology.wording import DocWords
from pipeline.records import LocalEntity, Mention
from pipeline.stages.entities import showing
from pipeline.stages.entities.bodies import acronyms, merge_bodies, same_word
from pipeline.stages.entities.component import EntityMerger
from pipeline.stages.entities.declension import case_forms
from pipeline.stages.entities.people import Naming, merge_people
from pipeline.stages.entities.person_names import read_name, split_name
from pipeline.stages.entities.showing import Evidence, show
from pipeline.token_table import token_table

MARK = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")
NLP = load(["sentences", "tagging"])

PEOPLE = [
    "[Анна Петровна Белова|Анна Петровна Белова] выступила. По словам [Беловой|Анна Петровна Белова], всё готово.",
    "[Белов Иван Петрович|Иван Петрович Белов] приехал. [И. П. Белов|Иван Петрович Белов] доволен.",
    "Судья [Чернов Р. Ш.|Р. Ш. Чернов] вынес решение.",
    "[Иван Котов|Иван Котов] и [Мария Котова|Мария Котова] приехали. [Котова|Мария Котова] выступила первой.",
    "[Пётр Седов|Пётр Седов] поблагодарил [Олега Седова|Олег Седов].",
    "[Нина Ракитина|Нина Львовна Ракитина] открыла зал. [Нина Львовна|Нина Львовна Ракитина] рада.",
    "[Нина Львовна|Нина Львовна Ракитина] рада. Зал открыла [Нина Ракитина|Нина Львовна Ракитина].",
    "Директору завода [О. П. Вынгилеву|О. П. Вынгилев] вручили орден.",
    "По словам [Гузели Ришатовны Тагировой|Гузель Ришатовна Тагирова], всё готово.",
    "Зал открыт [Марией Лосевой-Чурапчинской|Мария Лосева-Чурапчинская] вчера.",
    "Вотум доверия [Игорю Гронсу|Игорь Гронсу]. Указ о назначении [Игоря Гронсу|Игорь Гронсу].",
    "[Чжан Вэй|Чжан Вэй] прибыл. [Чжан|Чжан Вэй] посетил завод.",
]
BODIES = [
    "[Волжский институт сварки|Волжский институт сварки] открыт. В [ВИС|Волжский институт сварки] ждут гостей.",
    "[Центр поддержки ремёсел «Узор»|Центр поддержки ремёсел «Узор»] и [«Узор»|Центр поддержки ремёсел «Узор»].",
    "[Малый театр|Малый театр] открыт. Директор [Малого|Малый театр] рад, в [Малом|Малый театр] ждут гостей.",
    "[АО «Ясный берег»|АО «Ясный берег»] растёт. Об этом сообщили [«Ясного берега»|АО «Ясный берег»] представители.",
    "[АО «Маяк»|АО «Маяк»] купило [ООО «Рассвет»|ООО «Рассвет»].",
    "[Федеральная служба по труду и занятости|Федеральная служба по труду и занятости] "
    "([Роструд|Федеральная служба по труду и занятости]) проверила завод.",
    "[наблюдательный совет АО «Маяк»|наблюдательный совет АО «Маяк»] и [АО «Маяк»|АО «Маяк»] согласны.",
    "[«Заря.Новости»|«Заря.Новости»] знают. В [«Заря.Новостях»|«Заря.Новости»] рады. "
    "[«Заря.Новости»|«Заря.Новости»] пишут.",
    "[пресс-служба АО «Маяк»|пресс-служба АО «Маяк»] и [АО «Маяк»|АО «Маяк»] разошлись в оценках.",
]

PLACES = [
    "Склад открыли в [Чунцине|Чунцин].",
    "Ярмарка прошла в [Усть-Лебяжьем|Усть-Лебяжье].",
    "Самолёт вылетел из [Абу-Даби|Абу-Даби].",
]


def marked(text: str, label: str) -> tuple[str, list[Mention], list[str]]:
    """The text without marks, its mentions, and the norm of each."""
    plain, done, mentions, norms = "", 0, [], []
    for match in MARK.finditer(text):
        plain += text[done : match.start()]
        mentions.append(Mention(len(plain), len(plain) + len(match.group(1)), label, "test"))
        norms.append(match.group(2))
        plain += match.group(1)
        done = match.end()
    return plain + text[done:], mentions, norms


def merged(text: str, label: str) -> tuple[Doc, list[str]]:
    """The Doc of a text whose entities are merged, and the norms that its marks ask for."""
    plain, mentions, norms = marked(text, label)
    doc = NLP(plain)
    put_mentions(doc, mentions)
    return EntityMerger()(doc), norms


@pytest.mark.parametrize("word", ["бубрынг-", "-", "", "ъ" * 100])
def test_a_word_that_breaks_off_is_in_no_dictionary(word: str) -> None:
    assert not showing._is_known(word)


def test_brackets_that_equate_the_same_names_again_change_nothing() -> None:
    full = "Волжский институт сварки"
    text = f"[{full}|{full}] ([VWI|{full}]) открыт. [{full}|{full}] ([VWI|{full}]) рад."
    doc, norms = merged(text, "ORG")
    assert [mention.norm for mention in get(doc, Mention)] == norms


def test_a_body_with_two_names_is_one_and_keeps_both() -> None:
    doc, norms = merged("[Банк России|Банк России] решил. В [ЦБ|ЦБ] ждут роста.", "ORG")
    assert [mention.norm for mention in get(doc, Mention)] == norms
    assert [(entity.name, entity.n_mentions) for entity in get(doc, LocalEntity)] == [("Банк России", 2)]


@pytest.mark.parametrize(
    "text, label",
    [(text, "PER") for text in PEOPLE] + [(text, "ORG") for text in BODIES] + [(text, "LOC") for text in PLACES],
)
def test_mentions_get_the_fullest_name_of_their_entity(text: str, label: str) -> None:
    doc, norms = merged(text, label)
    assert [mention.norm for mention in get(doc, Mention)] == norms
    assert [entity.name for entity in get(doc, LocalEntity)] == list(dict.fromkeys(norms))


@pytest.mark.parametrize(
    "text, parts",
    [
        ("Белова Анна Петровна", "Анна Петровна Белова"),
        ("Анна Петровна Белова", "Анна Петровна Белова"),
        ("Седов Д.В.", "Д.В. Седов"),
        ("Р. Ш. Чернов", "Р. Ш. Чернов"),
        ("Ким Чонхо", "Ким Чонхо"),
        ("Ширин Нурали кызы Алиева", "Ширин Нурали кызы Алиева"),
        ("Юсуф бин Халид", "Юсуф бин Халид"),
    ],
)
def test_given_name_stands_first(text: str, parts: str) -> None:
    assert read_name(text).text == parts


def test_namesakes_of_other_gender_stay_apart() -> None:
    people = merge_people([Naming(0, "Олег Белов", "Олег Белов"), Naming(1, "Ольга Белова", "Ольга Белова")])
    assert [person.name.text for person in people] == ["Олег Белов", "Ольга Белова"]


@pytest.mark.parametrize(
    "names, groups",
    [
        ("Россия РФ США", [[0, 1], [2]]),
        ("Тверская~область Тверь Тверской~области", [[0, 2], [1]]),
        ("Ленобласть Ленинградская~область", [[0, 1]]),
        ("Татарстан Республика~Татарстан", [[0, 1]]),
    ],
)
def test_places_under_several_names(names: str, groups: list[list[int]]) -> None:
    namings = [(i, word, word) for i, word in enumerate(names.replace("~", "\u00a0").split(" "))]
    assert [body.members for body in merge_bodies(namings, "LOC")] == groups


def test_acronym_stops_before_the_territory() -> None:
    assert "вис" in acronyms("Волжский институт сварки имени Петра Белова")


def test_surname_forms_by_gender() -> None:
    assert {"белова", "белову", "беловым"} <= case_forms("Белов", "masc")
    assert "беловой" in case_forms("Белова", "femn")
    assert "беловой" not in case_forms("Белов", "masc")


@pytest.mark.parametrize(
    "one, other, same", [("маяк", "маяка", True), ("маяк", "майка", False), ("сети", "сетях", True)]
)
def test_words_equal_up_to_case(one: str, other: str, same: bool) -> None:
    assert same_word(one, other) is same


@given(st.lists(st.text(max_size=20), max_size=6))
def test_any_text_merges_into_as_many_members_as_mentions(texts: list[str]) -> None:
    people = merge_people([Naming(i, text, text) for i, text in enumerate(texts)])
    assert sorted(index for person in people for index in person.members) == list(range(len(texts)))
    for label in ("ORG", "LOC"):
        bodies = merge_bodies([(i, text, text) for i, text in enumerate(texts)], label)
        assert sorted(index for body in bodies for index in body.members) == list(range(len(texts)))


def test_initials_keep_their_spacing() -> None:
    assert split_name("Седов Д. В.") == ["Седов", "Д. В."]


def test_a_name_that_stands_twenty_thousand_times_is_one_entity() -> None:
    people = merge_people([Naming(i, "Анна Белова", "Анна Белова") for i in range(20_000)])
    bodies = merge_bodies([(i, "АО «Маяк»", "АО «Маяк»") for i in range(20_000)], "ORG")
    assert [len(person.members) for person in people] == [20_000]
    assert [len(body.members) for body in bodies] == [20_000]


def test_mentions_in_the_same_words_and_tags_are_put_in_the_nominative_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    plain, mentions, _ = marked("Встретили [Анну Белову|]. ".replace("|]", "|-]") * 50, "PER")
    doc = NLP(plain)
    put_mentions(doc, mentions)
    monkeypatch.setattr(showing, "_known", {})
    monkeypatch.setattr(showing, "nominative_of", lambda *given: read.append(given[1]) or nominative_of(*given))
    EntityMerger()(doc)
    assert len(get(doc, Mention)) == 50
    assert 0 < len(read) < 5


PIECES = ["«", "»", "&laquo;", "&raquo;", '"', "„", "“", "(", ")", "-", "—", ".", ", ", " ", "\n", "\u00ad", "\u00a0"]
PIECES += ["АО", "ООО", "ИП", "Анна", "Белова", "И.", "Завод", "«Маяк»", "МВД", "Тверь", "область", "7", "2024", "x"]
WHOLE = load(["layout", "sentences", "tagging", "names", "boundaries", "entities"])


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_text_raises_and_every_mention_lies_in_it(text: str) -> None:
    mentions = get(WHOLE(text), Mention)
    assert all(0 <= mention.start_char < mention.end_char <= len(text) for mention in mentions)


@settings(deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join), max_size=8),
    st.sampled_from(["ORG", "LOC"]),
)
def test_any_words_can_be_names(names: list[str], label: str) -> None:
    bodies = merge_bodies([(i, name, name) for i, name in enumerate(names)], label)
    people = merge_people([Naming(i, name, name) for i, name in enumerate(names) if name.strip()])
    assert sorted(i for body in bodies for i in body.members) == list(range(len(names)))
    assert sum(len(person.members) for person in people) == sum(bool(name.strip()) for name in names)


@pytest.mark.parametrize("gap", [" ", "\u00a0", "&nbsp;", "\u2009"])
def test_white_space_of_any_sort_parts_the_words_of_a_name(gap: str) -> None:
    release = pipeline.extract(f"Директор ООО{gap}«Маяк» Ф.{gap}Г.{gap}Белов открыл цех завода в Туле.")
    names = {mention.label: mention.norm for mention in release.mentions}
    assert (names["ORG"], names["PER"]) == ("ООО «Маяк»", "Ф. Г. Белов")


@pytest.mark.parametrize("label", ["PER", "ORG", "LOC"])
@pytest.mark.parametrize("word", ["Ромтелекома", "Виданова", "Заречном"])
def test_a_wording_seen_before_is_read_by_the_words_of_its_own_text(word: str, label: str) -> None:
    doc = NLP(f"Об этом сообщили в {word}.")
    words, place = DocWords(token_table(doc)), [token.text for token in doc].index(word)
    for seen in map(frozenset, ([], ["Ромтелеком"], ["Виданов"], ["Виданова"], ["Заречное", "Заречный"], [])):
        shown = show(words, place, place + 1, word, label, seen)
        assert shown.nominative == nominative_of(words.between(place, place + 1), label, seen)


def test_wordings_known_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "_WORDINGS", 3)
    monkeypatch.setattr(showing, "_known", {})
    doc = NLP(" ".join(f"Слово{number}" for number in range(10)))
    words = DocWords(token_table(doc))
    shown = [show(words, place, place + 1, token.text, "LOC", frozenset()) for place, token in enumerate(doc)]
    assert [one.surface for one in shown] == [token.text for token in doc]
    assert 0 < len(showing._known) <= 3


def test_evidence_notes_what_was_looked_for() -> None:
    evidence = Evidence(frozenset({"Виданов"}))
    assert ("Виданов" in evidence, "Виданова" in evidence) == (True, False)
    assert evidence.asked == {"Виданов": True, "Виданова": False}
    with pytest.raises(TypeError):
        list(evidence)
