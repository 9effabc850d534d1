"""Quotation marks: in the texts below, the expected contents stand beside each text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.marks import Marks, parse

PAIRED = [
    ("«Мы строим «Луч» у реки», — сказал он.", ["Мы строим «Луч» у реки", "Луч"]),
    ('„Луч“ и “Сад” и "Дом"', ["Луч", "Сад", "Дом"]),
    ('"Мы ждём "Луч" и "Сад"", - сказал он', ['Мы ждём "Луч" и "Сад"', "Луч", "Сад"]),
    ("Завод «„Луч“ и «Дом»» открыт", ["„Луч“ и «Дом»", "Луч", "Дом"]),
    ('Комета 5" шириной', []),
    ("Без кавычек", []),
]

REPAIRED = [
    ("Завод «Торговый дом «Луч» открыт", "shared_closer", ["Торговый дом «Луч»", "Луч"]),
    (
        "«Луч» будет расти. Это «сильный» завод», — сказал он.",
        "shared_opener",
        ["«Луч» будет расти. Это «сильный» завод", "Луч", "сильный"],
    ),
    ("«Мы строим «Луч» и сад, — сказал Перов.", "missing_closer", ["Мы строим «Луч» и сад", "Луч"]),
    ("Утром было тихо. Мы строим дом», — сказал Перов.", "missing_opener", ["Мы строим дом"]),
    ('Завод «Луч" открыт', "mixed_marks", ["Луч"]),
    ("Завод «Луч открыт", "unclosed_mark", []),
    ("Завод Луч» открыт", "surplus_mark", []),
]


def contents(text: str, marks: Marks) -> list[str]:
    return [text[pair.content_start : pair.content_end] for pair in marks.pairs]


@pytest.mark.parametrize("text, expected", PAIRED)
def test_matching_marks_are_paired_without_repairs(text: str, expected: list[str]) -> None:
    marks = parse(text)
    assert contents(text, marks) == expected
    assert [repair.code for repair in marks.repairs if repair.code != "surplus_mark"] == []


@pytest.mark.parametrize("text, code, expected", REPAIRED)
def test_broken_marks_are_repaired_and_reported(text: str, code: str, expected: list[str]) -> None:
    marks = parse(text)
    assert contents(text, marks) == expected
    assert code in {repair.code for repair in marks.repairs}


def test_a_speech_opened_once_reaches_over_paragraphs() -> None:
    text = "«Первый шаг сделан.\n\nВторой будет завтра», — сказал Перов."
    marks = parse(text)
    assert contents(text, marks) == ["Первый шаг сделан.\n\nВторой будет завтра"]
    assert marks.repairs == ()


def test_a_speech_opened_in_every_paragraph_is_a_series() -> None:
    text = "«Первый шаг.\n«Второй шаг.\n«Третий», — сказал Перов. Завод «Луч» открыт."
    marks = parse(text)
    assert contents(text, marks) == ["Первый шаг.", "Второй шаг.", "Третий", "Луч"]
    assert [pair.series for pair in marks.pairs] == [0, 0, 0, None]


def test_depth_tells_the_outer_from_the_inner() -> None:
    marks = parse("«Мы строим «Луч» у реки» и «Дом»")
    assert [pair.depth for pair in marks.pairs] == [0, 1, 0]
    assert len(marks.outermost()) == 2


HOSTILE = [
    ("«" * 100_000, 0, "unclosed_mark"),
    ("»" * 100_000, 0, "surplus_mark"),
    ("«а\n" * 30_000, 0, "unclosed_mark"),
    ('"а" ' * 25_000, 25_000, None),
    ("«а» " * 25_000, 25_000, None),
    ("— " * 50_000, 0, None),
]


@pytest.mark.parametrize("text, pairs, code", HOSTILE, ids=["open", "close", "lines", "straight", "paired", "dashes"])
def test_long_runs_of_marks_are_read(text: str, pairs: int, code: str | None) -> None:
    marks = parse(text)
    assert len(marks.pairs) == pairs
    assert {repair.code for repair in marks.repairs} == ({code} if code else set())


@given(st.text(alphabet='«»„“”"аБ .,!—-\n', max_size=80))
def test_pairs_nest_and_lie_in_the_text(text: str) -> None:
    marks = parse(text)
    holding: list[int] = []
    for pair in marks.pairs:
        assert 0 <= pair.start <= pair.content_start <= pair.content_end <= pair.end <= len(text)
        while holding and holding[-1] <= pair.start:
            holding.pop()
        assert not holding or pair.end <= holding[-1]
        assert pair.depth == len(holding)
        holding.append(pair.end)
