"""The packed tagger gives the tags that slovnet itself gives."""

import numpy as np
import pytest

from pipeline.neural import load_taggers, model_digests
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


@pytest.mark.parametrize("kept", [3, 12, 20])
def test_words_beyond_what_a_tower_keeps_are_read_again(kept, monkeypatch):
    tagger = load_taggers().names
    whole = tagger.rows(SENTENCES)
    monkeypatch.setattr("pipeline.neural.tower.KEPT_COLUMNS", kept)
    again = [tagger.rows([words])[0] for words in SENTENCES]
    for a, b in zip(whole, again, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-4)


def test_no_sequences_give_no_tags():
    assert load_taggers().names.tag([]) == []
    assert load_taggers().morphology.tag([[], []]) == [[], []]


def test_digests_name_every_model():
    assert len(model_digests()) == 4
    assert all(len(digest) == 64 for digest in model_digests().values())
