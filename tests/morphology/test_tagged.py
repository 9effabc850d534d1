"""The distinct words of a batch: asked once each, found at all their places."""

import pytest

from pipeline.language import load
from pipeline.morphology.tagged import WordTypes, end_to_end, tagged_text, tagged_word

NLP = load(stages=["sentences", "tagging"])
TEXT = "Мэр-эколог и мэр Тулы. Мэр ушёл."


def words_at(text, mask):
    return [(place, text.words[place].text) for place in text.places(mask)]


@pytest.fixture(scope="module")
def text():
    return tagged_text(NLP(TEXT))


def test_words_are_found_in_lower_case_and_by_the_parts_of_hyphenated_lemmas(text):
    assert words_at(text, text.types.having(frozenset({"мэр", "тулы"}))) == [(2, "мэр"), (3, "Тулы"), (5, "Мэр")]
    assert words_at(text, text.types.of_lemmas(frozenset({"мэр"}))) == [(0, "Мэр-эколог"), (2, "мэр"), (5, "Мэр")]


def test_a_test_is_asked_once_a_capitalised_word_however_many_places_and_texts():
    asked = []

    def is_works(word):
        asked.append(word.text)
        return word.text == "Завод"

    texts = [tagged_text(doc) for doc in NLP.pipe(["Завод в Туле. Завод вырос.", "Завод в Твери."])]
    assert [text.places(text.types.capitals_that(is_works)) for text in texts] == [[0, 4], [0]]
    assert sorted(asked) == ["Завод", "Твери", "Туле"]


@pytest.mark.parametrize("together", [True, False])
def test_texts_end_to_end_hold_all_words_whether_of_one_batch_or_of_many(together):
    written = ["Завод в Туле.", "", "Мэр Тулы в Твери."]
    docs = list(NLP.pipe(written)) if together else [NLP(text) for text in written]
    whole = end_to_end([tagged_text(doc) for doc in docs])
    assert words_at(whole, whole.types.having(frozenset({"в", "туле", "мэр"}))) == [
        (1, "в"), (2, "Туле"), (4, "Мэр"), (6, "в"),
    ]  # fmt: skip
    assert [whole.types.words[number] for number in whole.numbers] == whole.words


def test_a_batch_without_words_marks_nothing():
    assert WordTypes([]).having(frozenset({"в"})).tolist() == []


def test_the_same_word_with_another_tag_is_another_type():
    types = WordTypes([tagged_word("Мэр", "мэр", "NOUN", ""), tagged_word("Мэр", "Мэр", "PROPN", "")])
    assert types.of_lemmas(frozenset({"мэр"})).tolist() == [True, False]
    assert types.capitals.tolist() == [True, True]
