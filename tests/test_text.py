"""The cleaned copy of a text and the way back to its offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import clean_word, shadow

ODD = "аб «»\u00a0\u2009\u00ad\u200b\u0301и\u0306е\u0308cCоO &nbsp;&laquo;\t"


@pytest.mark.parametrize(
    "text, cleaned",
    [
        ("рост 5\u00a0%", "рост 5 %"),
        ("12,5\u202f%", "12,5 %"),
        ("5&nbsp;%", "5 %"),
        ("пред\u00adприятие", "предприятие"),
        ("го\u0301род", "город"),
        ("Толсто\u0438\u0306", "Толстой"),
        ("&laquo;Ромашка&raquo;", "«Ромашка»"),
        ("Мoсква", "Москва"),
        ("Cбербанк", "Сбербанк"),
        ("IT-компания", "IT-компания"),
        ("COVID", "COVID"),
        ("YouTubeканал", "YouTubeканал"),
    ],
)
def test_cleaned(text, cleaned):
    assert shadow(text).text == cleaned


@pytest.mark.parametrize("text, word", [("цена 5&nbsp;рублей", "рублей"), ("\u200bза\u00adвод «Маяк»", "Маяк")])
def test_a_cleaned_span_points_at_the_original(text, word):
    cleaned = shadow(text)
    start = cleaned.text.index(word)
    low, high = cleaned.span(start, start + len(word))
    assert text[low:high] == word


def test_a_span_with_removed_marks_covers_them():
    text = "на пред\u00adпри\u00adятии"
    low, high = shadow(text).span(3, 14)
    assert text[low:high] == "пред\u00adпри\u00adятии"


@given(st.text(alphabet=ODD, max_size=60))
def test_every_cleaned_character_comes_from_where_it_says(text):
    cleaned = shadow(text)
    places = [cleaned.original(i) for i in range(len(cleaned.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)
    for i in range(len(cleaned.text)):
        low, high = cleaned.span(i, i + 1)
        assert clean_word(text[low:high]).replace("\n", " ") or text[low:high].isspace()


def test_a_clean_text_is_its_own_copy():
    text = "Завод «Маяк» открыл цех — 23 сентября."
    assert shadow(text).text == text
