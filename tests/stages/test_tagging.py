"""Morphology and lemmas in context: `word/POS/lemma`."""

import pytest
from spacy.tokens import Doc

import pipeline
from pipeline.morphology.analyzer import lemma, parses
from pipeline.morphology.tagged import tagged_text
from pipeline.token_table import token_table


@pytest.fixture(scope="module")
def nlp():
    return pipeline.load(stages=["sentences", "tagging"])


@pytest.mark.parametrize(
    "marked",
    [
        "Завод/NOUN/завод вырос/VERB/вырасти",
        "Мы/PRON/мы стали/VERB/стать сильнее/ADJ/сильный",
        "из/ADP/из стали/NOUN/сталь",
        "в/ADP/в Туле/PROPN/тула",
    ],
)
def test_tags(nlp, marked):
    cells = [cell.split("/") for cell in marked.split()]
    doc = nlp(" ".join(word for word, _, _ in cells))
    assert [token.lemma_ for token in doc] == [base for _, _, base in cells]
    assert doc[0].pos_ == cells[0][1]


def test_white_space_is_tagged_so(nlp):
    doc = nlp("Завод\n\nвырос&nbsp;вдвое")
    assert [token.pos_ == "SPACE" for token in doc] == [False, True, False, True, False]


def test_invisible_marks_do_not_hide_a_lemma(nlp):
    assert nlp("на заво\u00adде")[1].lemma_ == "завод"


def test_batches_change_no_tag(nlp):
    texts = ["Завод вырос.", "", "В Туле. Тепло!", "Цех"]
    alone = [[(t.pos_, str(t.morph), t.lemma_) for t in nlp(text)] for text in texts]
    assert [[(t.pos_, str(t.morph), t.lemma_) for t in doc] for doc in nlp.pipe(texts)] == alone


@pytest.mark.parametrize(
    "word, pos, features, base",
    [
        ("стали", "VERB", {"Tense": "Past"}, "стать"),
        ("стали", "NOUN", {"Case": "Gen"}, "сталь"),
        ("Туле", "PROPN", {"Gender": "Fem", "Case": "Loc"}, "тула"),
        ("qwerty", "X", {}, "qwerty"),
    ],
)
def test_lemma_under_a_tag(word, pos, features, base):
    assert lemma(word, pos, features) == base


def test_a_word_too_long_has_no_parse():
    assert parses("а" * 100) == ()
    assert lemma("А" * 100) == "а" * 100


def test_words_and_tags_kept_by_the_tagger_are_those_of_the_doc(nlp):
    doc = nlp("Выручка  «Маяка» _ выросла на 7 %.\n\nОб этом сообщил А. Белов.")
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert token_table(again) == token_table(doc)
    assert tagged_text(again) == tagged_text(doc)
