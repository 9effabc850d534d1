"""Tokens and sentences: `_` marks token ends, `|` sentence ends."""

from itertools import pairwise

import pytest
import razdel
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.stages.tokens import sentences, tokenizer
from pipeline.stages.tokens.sentences import sentence_spans
from pipeline.stages.tokens.tokenizer import words_and_spaces


@pytest.mark.parametrize(
    "marked",
    [
        "Рост_ на_ 50_%_.",
        "бизнес-диалог_ «_Москва–Шанхай_»",
        "28_ млн_ руб_._,_ т_._ е_._ 24,5_%",
        "заво\u00adд_\u00a0_«_Маяк_»",
        "цена_&nbsp;_5",
        "купили_ трубу_Верхнеозёрский_ завод",
        "компания_ ДиДжин_ Текнолоджи",
        "РентгенФлюид",
    ],
)
def test_tokens(marked):
    words, _ = words_and_spaces(marked.replace("_", ""))
    assert words == [word.strip(" ") for word in marked.split("_")]


@pytest.mark.parametrize(
    "marked",
    [
        "Форум прошёл в г. Туле.|Его открыл мэр.",
        "Это т. е. рост.|Далее.",
        "Награду вручил А. С. Белов.|Все рады.",
        "Награду получил Белов А. С.|Все рады.",
        "«Мы готовы. Мы ждём. Приходите!» — сказала Белова.|Она уехала.",
        '"Мы готовы. Мы ждём", - сказала Белова.|Она уехала.',
        "Открылся центр «Моспром».|Его директор рад.",
        "«Мы готовы.|Это начало.",
        "Первая строка|Вторая строка",
        "Рост составил 5,5 %.|В 2024 г. было меньше.",
        "Мост откроют в 2026 г.|Всего построят пять.",
        "Это видели в 2026 г. Иванова и Белов.",
    ],
)
def test_sentences(marked):
    text = marked.replace("|", "\n" if "строка" in marked else " ")
    assert [text[start:end] for start, end in sentence_spans(text)] == marked.split("|")


@given(st.text(alphabet='аб.А1 «»"\n\u00a0\u00ad\u200b&nbsp;-—%\t\x00🙂', max_size=80))
def test_a_doc_keeps_every_character(text):
    words, spaces = words_and_spaces(text)
    assert "".join(word + " " * space for word, space in zip(words, spaces, strict=True)) == text


@given(st.text(alphabet='абА. «»!?\n"', max_size=80))
def test_sentences_are_in_order_and_apart(text):
    spans = list(sentence_spans(text))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join("".join(text[s:e].split()) for s, e in spans) == "".join(text.split())


def test_a_section_starts_a_sentence():
    nlp = pipeline.load(stages=["layout", "sentences"])
    doc = nlp(" date 2025-09-23 Завод открыл цех")
    assert [sent.text.strip() for sent in doc.sents] == ["date 2025-09-23", "Завод открыл цех"]


@pytest.mark.parametrize(
    "text", ["«" * 100_000, '"' * 100_000, "-" * 100_000, "а" * 100_000, "а-" * 50_000, ". " * 50_000, "А.Б." * 25_000]
)
def test_hostile_texts_end(text):
    words, spaces = words_and_spaces(text)
    assert sum(map(len, words)) + sum(spaces) == len(text)
    assert all(0 <= start < end <= len(text) for start, end in sentence_spans(text))


PIECES = [*'аяЯёБ12 .!?…;"«»()—-\n', "г. ", "т. е. ", "А. С. ", " :) ", "... ", "1. ", "руб. ", "слово ", "Слово "]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_sentences_of_a_line_are_razdels(text):
    for line in text.split("\n"):
        assert list(sentences._sentenize(line)) == list(razdel.sentenize(line))


@given(
    st.lists(st.sampled_from([*'аЯё1.,;:!?«»"()-%№', "завод", "Завод", "ООО", "12"]), min_size=1, max_size=8).map(
        "".join
    )
)
def test_tokens_of_a_chunk_are_razdels_but_for_words_run_together(chunk):
    found = list(razdel.tokenize(chunk))
    seams = {token.start + tokenizer.seam(token.text) for token in found if tokenizer.seam(token.text)}
    assert tokenizer._token_ends(chunk) == sorted({token.stop for token in found} | seams)
