"""Names that a user lists: in what forms they are found, and what they do to names found otherwise."""

from __future__ import annotations

from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.corrections import Correction, Corrections
from pipeline.stages.known_names.matching import NameFinder


def marked(names: list[str], text: str) -> str:
    for found in reversed(NameFinder(names).find(text)):
        text = f"{text[: found.start_char]}[{text[found.start_char : found.end_char]}]{text[found.end_char :]}"
    return text


@pytest.mark.parametrize(
    "name, shown",
    [
        ("Точка роста", "В [«Точке роста»] и [Точку роста]; точка роста цен".replace("[«", "«[").replace("»]", "]»")),
        ("центр «Лучина»", "[Центр «Лучина»], [центра Лучина]"),
        ("Эвелина Ясная", "[Эвелине Ясной], [ЭВЕЛИНА ЯСНАЯ], Эвелина Тёмная"),
        ("ВОТУ", "[ВОТУ] и воту"),
        ("ВОТУ им. Лисова", "[ВОТУ им. Лисова] и ВОТУ имени Лисова"),
        ("Яндекс.Луч", "в [Яндекс.Луче] и Яндекс Луче"),
        ("Кедровая гора", "на [Кедровой\u00a0горе], у [Кедро\u00adвой горы]"),
        ("ёлка", "[елка], [Ёлкой]"),
    ],
)
def test_forms_of_a_name(name: str, shown: str) -> None:
    text = shown.replace("[", "").replace("]", "")
    assert marked([name], text) == shown


def test_the_longer_of_two_names_stands() -> None:
    assert marked(["Лисова", "ВОТУ имени Лисова"], "ВОТУ имени Лисова и Лисова") == "[ВОТУ имени Лисова] и [Лисова]"


@given(st.lists(st.text(max_size=12), max_size=4), st.text(max_size=60))
def test_any_names_in_any_text(names: list[str], text: str) -> None:
    found = NameFinder(names).find(text)
    assert all(0 <= one.start_char < one.end_char <= len(text) for one in found)
    assert all(one.end_char <= other.start_char for one, other in pairwise(found))


def corrected(text: str, *lines: tuple[str, ...]) -> pipeline.Release:
    return pipeline.extract(text, corrections=Corrections(tuple(Correction(*line) for line in lines)))


@pytest.mark.parametrize(
    "text, label, name, expected",
    [
        ("Форум прошёл в Точке кипения.", "ORG", "Точка кипения", [("Точке кипения", "ORG", "Точка кипения")]),
        ("Завод «Маяк» открыт.", "ORG", "Маяк", [("Завод «Маяк»", "ORG", "Завод «Маяк»")]),
        ("Завод «Маяк» открыт.", "LOC", "Завод «Маяк»", [("Завод «Маяк»", "LOC", "Завод «Маяк»")]),
        ("Приехала Анна Белова.", "ORG", "Анна Белова", [("Анна Белова", "ORG", "Анна Белова")]),
    ],
)
def test_a_listed_name_beside_others(text: str, label: str, name: str, expected: list[tuple[str, str, str]]) -> None:
    release = corrected(text, ("name", label, name))
    assert [(release.words(one), one.label, one.norm) for one in release.mentions] == expected


def test_a_listed_person_speaks() -> None:
    text = "«Мы рады», — сообщила Ясная Поляна."
    release = corrected(text, ("name", "PER", "Ясная Поляна"))
    assert [(one.label, one.found_by) for one in release.mentions] == [("PER", "known_names.listed")]
    assert [quote.speaker for quote in release.quotes] == ["Ясная Поляна"]


def test_aliases_make_one_entity_of_a_release() -> None:
    text = "АО «Лучина» и завод «Маяк» открыли цех. «Растём», — сообщили в АО «Лучина»."
    release = corrected(text, ("alias", "ORG", "АО «Лучина»", "завод «Маяк»"))
    assert [(entity.name, entity.n_mentions) for entity in release.entities] == [("завод «Маяк»", 3)]
    assert {mention.norm for mention in release.mentions if mention.label == "ORG"} == {"завод «Маяк»"}
    assert release.quotes[0].organisation == "завод «Маяк»"


def test_the_component_works_in_anyones_pipeline_and_after_to_disk(tmp_path) -> None:
    nlp = spacy.blank("ru")
    pipeline.load(stages=["sentences"], corrections=Corrections((Correction("name", "ORG", "ВОТУ"),))).to_disk(tmp_path)
    nlp.add_pipe("rupress_known_names", config={"names": [["ORG", "ВОТУ"]]})
    for language in (nlp, spacy.load(tmp_path)):
        assert [(ent.text, ent.label_) for ent in language("Ректор ВОТУ рад.").ents] == [("ВОТУ", "ORG")]
