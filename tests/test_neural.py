"""The packed tagger gives the tags that slovnet itself gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.neural import load_taggers, model_digests
from pipeline.neural.kept_rows import KeptRows
from pipeline.neural.models import MORPHOLOGY, NAMES, NAVEC, model_path

SENTENCES = [
    "Директор завода « Маяк » Анна Белова приехала в Тулу .".split(),
    [],
    "Выручка выросла на 12,5 % .".split(),
    ["Тула"],
    "В четверг мэр Тулы Пётр Светлов открыл мост через Упу .".split() * 7,
]


@pytest.fixture(scope="module")
def slovnet_models():
    from navec import Navec
    from slovnet import NER, Morph

    navec = Navec.load(model_path(NAVEC))
    return Morph.load(model_path(MORPHOLOGY)).navec(navec).infer, NER.load(model_path(NAMES)).navec(navec).infer


@pytest.mark.parametrize("which", ["morphology", "names"])
def test_tags_are_slovnets(which, slovnet_models):
    reference = slovnet_models[which == "names"]
    filled = [words for words in SENTENCES if words]
    (expected,) = [list(reference.decoder(reference.process(reference.encoder(filled))))]
    tags = getattr(load_taggers(), which).tag(SENTENCES)
    assert [row for row in tags if row] == expected
    assert tags[1] == []


def test_windows_change_nothing(monkeypatch):
    tagger = load_taggers().names
    whole = tagger.rows(SENTENCES)
    monkeypatch.setattr("pipeline.neural.tower.WINDOW", 5)
    for a, b in zip(whole, tagger.rows(SENTENCES), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-4)


@given(st.integers(1, 6), st.lists(st.lists(st.integers(0, 9), max_size=8)))
def test_rows_are_right_however_few_are_kept(kept, asked):
    rows_of = KeptRows(kept, 2, lambda keys: np.array([[key, key * key] for key in keys], np.float32))
    for keys in asked:
        rows, places = rows_of(keys)
        assert [rows[places[key]].tolist() for key in keys] == [[key, key * key] for key in keys]


def test_rows_that_are_kept_are_read_once():
    read = []
    rows_of = KeptRows(3, 1, lambda keys: read.extend(keys) or np.zeros((len(keys), 1), np.float32))
    for keys in ("ab", "ba", "abc", "abcd", "ab", "cd"):
        rows_of(keys)
    assert "".join(read) == "ab" + "c" + "abcd" + "ab" + "cd"


def test_no_sequences_give_no_tags():
    assert load_taggers().names.tag([]) == []
    assert load_taggers().morphology.tag([[], []]) == [[], []]


def test_digests_name_every_model():
    assert len(model_digests()) == 4
    assert all(len(digest) == 64 for digest in model_digests().values())
