"""The learned ranker: candidates, weights file, and choices in invented sentences."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from spacy.language import Language

from pipeline.errors import ModelError
from pipeline.language import load
from pipeline.morphology.ranker import Ranker, around_span, ranker, seen_words, weights_path
from pipeline.morphology.ranker.candidates import candidates, dress
from pipeline.morphology.ranker.weights import Weights
from pipeline.morphology.wording import join, words_of


@cache
def tagger() -> Language:
    return load(stages=["sentences", "tagging"])


def normal(marked: str, label: str = "", restore_yo: bool = False, lower_start: bool = False) -> str:
    """The normal form of the part of a sentence that stands in square brackets."""
    start, end = marked.index("["), marked.index("]") - 1
    doc = tagger()(marked.replace("[", "").replace("]", ""))
    span = doc.char_span(start, end, alignment_mode="expand")
    words = words_of(list(span), start, end)
    forms = ranker().nominative(
        words, label, seen_words(doc), around_span(span), restore_yo=restore_yo, lower_start=lower_start
    )
    return join(words, forms)


@pytest.mark.parametrize(
    "marked, expected",
    [
        ("Грамоту вручили [Ольге Петровне Ромашкиной].", "Ольга Петровна Ромашкина"),
        ("Об этом рассказали [Игорю Лапшину].", "Игорь Лапшин"),
        ("По словам [Василия Короленко], работы завершены.", "Василий Короленко"),
        ("Договор подписан с [департаментом образования города].", "департамент образования города"),
        ("Выставка открылась в [Нижнем Новгороде].", "Нижний Новгород"),
        ("Поезд идёт до [Ростова-на-Дону].", "Ростов-на-Дону"),
        ("Сотрудники [компании «Северный ветер»] получили премию.", "компания «Северный ветер»"),
        ("Жители [Свердловской области] выбрали лучший двор.", "Свердловская область"),
        ("Заседание прошло в [МИД России].", "МИД России"),
        ("Гости приехали из [Баку].", "Баку"),
    ],
)
def test_nominative(marked: str, expected: str) -> None:
    assert normal(marked) == expected


def test_yo_is_restored_on_request_alone() -> None:
    marked = "Слово дали [Петру Алексеевичу Соловьеву]."
    assert normal(marked) == "Петр Алексеевич Соловьев"
    assert normal(marked, restore_yo=True) == "Пётр Алексеевич Соловьёв"


def test_opening_capital_is_taken_on_request_alone() -> None:
    marked = "[Компания «Северный ветер»] открыла склад."
    assert normal(marked) == "Компания «Северный ветер»"
    assert normal(marked, lower_start=True) == "компания «Северный ветер»"


@pytest.mark.parametrize("word", ["», «", "2025", "IBM", "—", "", "а", "-", "--", "ё" * 300, "а-" * 100])
def test_odd_words_are_given_back(word: str) -> None:
    assert candidates(word)[0].form == word


@pytest.mark.parametrize(
    "word, form",
    [
        ("Хворостухиной", "Хворостухина"),
        ("Тютчевске", "Тютчевск"),
        ("Иванову-Лужскому", "Иванов-Лужский"),
        ("Янтуриной-Мост", "Янтурина-Мост"),
        ("вице-премьера", "вице-премьер"),
    ],
)
def test_candidates_hold_the_nominative(word: str, form: str) -> None:
    assert form in {candidate.form for candidate in candidates(word)}


@pytest.mark.parametrize(
    "form, like, expected",
    [
        ("москва", "МОСКВЫ", "МОСКВА"),
        ("омон", "ОМОНа", "ОМОН"),
        ("ростов-на-дону", "Ростове-на-Дону", "Ростов-на-Дону"),
    ],
)
def test_dress_keeps_capitals(form: str, like: str, expected: str) -> None:
    assert dress(form, like) == expected


def test_words_without_choice_need_no_weights() -> None:
    doc = tagger()("IBM 2025")
    empty = Ranker(Weights.load(weights_path()))
    assert empty.nominative(words_of(list(doc))) == ["IBM", "2025"]


def test_foreign_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    keys, values = np.zeros(1, np.uint32), np.zeros(1, np.float16)
    np.savez(path, protocol=np.int64(99), keys=keys, values=values, scale=np.float32(1))
    with pytest.raises(ModelError, match="protocol 99"):
        Weights.load(path)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(b"not a zip file")
    with pytest.raises(ModelError, match=r"weights\.npz"):
        Weights.load(path)


def test_weights_of_crossed_features_are_those_of_the_features_spelled_out() -> None:
    weights = Weights.load(weights_path())
    beginnings = ["0PER>", "1PROPN|gent|sing|masc>", "8^|Ba|gent>"]
    endings = [("turn", "keep"), ("keep", "keep|True|True|True|"), ("нет такого", "turn")]
    sums = [[sum(weights[beginning + ending] for ending in group) for group in endings] for beginning in beginnings]
    assert weights.crossed(beginnings, endings) == sums
    assert any(map(any, sums))
