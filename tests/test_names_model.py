"""The names model: features, decoding, weights found and checked, the same scores however texts are packed."""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from pipeline.document import get
from pipeline.errors import ModelError
from pipeline.language import load
from pipeline.morphology.tagged import TaggedText, WordTypes, tagged_word
from pipeline.neural import names_model
from pipeline.neural.names_decoding import IMPOSSIBLE, SHUT_FIRST, SHUT_LAST, TAGS, decode, legal_moves
from pipeline.neural.names_features import Hints, NameSpan, affixes, describe, head_tags, outermost, width
from pipeline.neural.names_model import DILATIONS, NamesModel
from pipeline.neural.names_words import NameText, name_text, spans_of
from pipeline.neural.tower import added
from pipeline.neural.viterbi import best_paths
from pipeline.records import Mention
from pipeline.stages.boundaries.component import BoundaryRepairer

RELEASE = (
    "Завод «Мирославль» открыл цех в Твери\n\n"
    "Об этом рассказала директор департамента цифрового развития Тверской области Нина Гордеева."
)


@pytest.fixture(scope="module")
def nlp():
    return load(stages=["layout", "sentences", "tagging", "names"])


@pytest.fixture(scope="module")
def model() -> NamesModel:
    return NamesModel.load()


def bare_text(*words: str) -> TaggedText:
    starts, no = [10 * place for place in range(len(words))], [False] * len(words)
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    held = [tagged_word(w, w.lower(), "NOUN", "") for w in words]
    return TaggedText(held, starts, ends, [0] * len(words), no, no, WordTypes(held), np.arange(len(held)))


def read(nlp, text: str) -> tuple[NameText, list[NameSpan]]:
    doc = nlp(text)
    held = name_text(doc)
    return held, list(spans_of(held.text, get(doc, Mention)))


def found(model: NamesModel, nlp, text: str) -> list[tuple[str, str, bool]]:
    doc = nlp(text)
    held = name_text(doc)
    tagged = list(spans_of(held.text, get(doc, Mention)))
    ruled = list(spans_of(held.text, get(BoundaryRepairer(model=None)(doc), Mention)))
    spans = model.tag([held], [tagged], [ruled])[0]
    return [(span.label, text[slice(*held.text.chars(span.start, span.end))], span.inner) for span in spans]


def test_shipped_weights_find_names_and_names_inside_names(model, nlp):
    assert found(model, nlp, RELEASE) == [
        ("ORG", "Завод «Мирославль»", False),
        ("LOC", "Твери", False),
        ("ORG", "департамента цифрового развития Тверской области", False),
        ("LOC", "Тверской области", True),
        ("PER", "Нина Гордеева", False),
    ]


def test_scores_lie_between_nothing_and_certainty(model, nlp):
    held, tagged = read(nlp, RELEASE)
    assert all(0 < span.score <= 1 for span in model.tag([held], [tagged], [[]])[0])


@pytest.mark.parametrize("text", ["", "\n\n", "—", "«", "»»»", '"', "ООО «", "А" * 500, "1" * 300 + " «" * 50])
def test_odd_texts_do_not_raise(model, nlp, text):
    assert isinstance(found(model, nlp, text), list)


def test_texts_packed_together_are_scored_as_alone(model, nlp):
    texts = [RELEASE, "Пётр Лаптев приехал в Псков.", "", RELEASE.upper()]
    held = [read(nlp, text) for text in texts]
    together = model.scores([h for h, _ in held], [t for _, t in held], [[] for _ in held])
    for (text, tagged), scores in zip(held, together, strict=True):
        alone = model.scores([text], [tagged], [[]])[0]
        assert np.allclose(scores, alone, atol=1e-3)


def test_rows_that_nobody_left_are_worked_out(model, nlp):
    doc = nlp(RELEASE)
    left, again = name_text(doc).rows, name_text(doc).rows
    assert left.shape == (len(name_text(doc).words), 64)
    assert np.allclose(left, again, atol=1e-4)


def test_words_beyond_what_is_remembered_are_read_again(nlp, monkeypatch):
    held = [read(nlp, text)[0] for text in (RELEASE, "Пётр Лаптев приехал в Псков.", RELEASE)]
    roomy = NamesModel.load()
    wanted = [roomy.scores([text], [[]], [[]])[0] for text in held]
    monkeypatch.setattr(names_model, "REMEMBERED", 8)
    small = NamesModel.load()
    for text, scores in zip(held, wanted, strict=True):
        assert np.allclose(small.scores([text], [[]], [[]])[0], scores, atol=1e-4)


def test_a_window_cut_changes_no_score(model, nlp, monkeypatch):
    held, tagged = read(nlp, RELEASE)
    whole = model.scores([held], [tagged], [[]])[0]
    monkeypatch.setattr("pipeline.neural.names_model.WINDOW", 7)
    assert np.allclose(model.scores([held], [tagged], [[]])[0], whole, atol=1e-3)


def test_dilated_convolutions_equal_a_sum_over_neighbours():
    random = np.random.default_rng(1)
    rows = random.normal(size=(20, 4)).astype(np.float32)
    kernels = [random.normal(size=(4, 4)).astype(np.float32) for _ in range(3)]
    for distance in DILATIONS:
        packed = added(rows @ np.concatenate(kernels, axis=1), distance)
        for place in range(20):
            near = ((place - distance, 0), (place, 1), (place + distance, 2))
            wanted = sum(rows[i] @ kernels[k] for i, k in near if 0 <= i < 20)
            assert np.allclose(packed[place], wanted, atol=1e-4)


def test_the_best_path_is_the_best_of_all_legal_paths():
    random = np.random.default_rng(2)
    scores = random.normal(size=(3, TAGS)).astype(np.float32) * 3
    legal = legal_moves()
    moves = np.where(legal, random.normal(size=(TAGS, TAGS)), IMPOSSIBLE).astype(np.float32)
    paths = [
        (a, b, c)
        for a in range(TAGS) for b in range(TAGS) for c in range(TAGS)
        if legal[0, a] and legal[a, b] and legal[b, c] and legal[c, 0]
    ]  # fmt: skip
    value = {
        p: scores[0, p[0]] + scores[1, p[1]] + scores[2, p[2]] + moves[p[0], p[1]] + moves[p[1], p[2]] for p in paths
    }
    assert tuple(best_paths([scores], moves, SHUT_FIRST, SHUT_LAST)[0].tolist()) == max(value, key=value.__getitem__)


def test_paths_of_different_lengths_do_not_disturb_each_other():
    random = np.random.default_rng(3)
    moves = np.where(legal_moves(), 0, IMPOSSIBLE).astype(np.float32)
    scores = [random.normal(size=(n, TAGS)).astype(np.float32) for n in (2, 0, 7, 1, 7)]
    together = best_paths(scores, moves)
    assert [path.tolist() for path in together] == [best_paths([s], moves)[0].tolist() for s in scores]


def test_no_span_crosses_a_line():
    scores = np.full((2, 3, TAGS), -5, np.float32)
    scores[[0, 1], 0, [1, 3]] = 5
    assert all(
        s.end - s.start == 1
        for s in decode([[0, 1]], [scores], np.where(legal_moves(), 0, IMPOSSIBLE)[None].repeat(3, 0))[0]
    )


@pytest.mark.parametrize("start, end, tags", [(0, 1, [8]), (0, 2, [5, 7]), (3, 6, [5, 6, 7])])
def test_spans_as_tags(start, end, tags):
    outer, place, body = head_tags(8, [NameSpan(start, end, "ORG"), NameSpan(7, 8, "PER")]).T.tolist()
    assert (outer[start:end], outer[7], set(place), set(body)) == (tags, 4, {0}, {0})
    assert head_tags(8, []).tolist() == [[0, 0, 0]] * 8


def test_outer_spans_hold_inner_ones():
    body, place, person = NameSpan(0, 4, "ORG"), NameSpan(3, 4, "LOC"), NameSpan(5, 6, "PER")
    assert outermost([person, place, body]) == ([body, person], [place])


def test_a_word_is_described_by_as_many_numbers_as_promised():
    hints = Hints(["head", "class"], {"завод": ["head"], "компания": ["class"]})
    rows = describe(bare_text("завод", "«", "Луч", "»"), hints, [], [NameSpan(0, 4, "ORG")])
    assert rows.shape == (4, width(hints))


def test_missing_weights_say_what_to_do(tmp_path):
    with pytest.raises(ModelError):
        NamesModel.load(tmp_path / "weights.npz")


def test_damaged_weights_are_a_model_error(tmp_path):
    path = tmp_path / "weights.npz"
    path.write_bytes(b"not an archive")
    with pytest.raises(ModelError):
        NamesModel.load(path)


def test_weights_of_another_protocol_are_refused(tmp_path):
    path = tmp_path / "weights.npz"
    with np.load(names_model.weights_path(), allow_pickle=False) as archive:
        weights = {name: archive[name] for name in archive.files}
    np.savez(path, **{**weights, "protocol": np.array(99)})
    with pytest.raises(ModelError, match="99"):
        NamesModel.load(path)


def test_weights_lie_beside_the_package_or_in_it():
    assert names_model.weights_path().name == "weights.npz"
    assert isinstance(names_model.weights_path(), Path)


def test_training_sums_over_all_paths(monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "models" / "names"))
    chains = pytest.importorskip("chains")
    torch.manual_seed(0)
    scores, moves = torch.randn(1, 3, 1, 2, requires_grad=True), torch.randn(1, 2, 2)
    edges, mask = torch.tensor([[1.0, 0.0], [1.0, 1.0]]), torch.ones(1, 3)
    paths = [path for path in product(range(2), repeat=3) if path[0] == 0]  # none may begin with tag 1
    weights = torch.stack([_weight(scores[0, :, 0], moves[0], path) for path in paths]).exp().detach()
    total = chains.log_sum(scores, moves, edges, mask)
    assert torch.allclose(total, weights.sum().log(), atol=1e-5)
    share = torch.tensor([sum(w for w, path in zip(weights, paths, strict=True) if path[2] == tag) for tag in range(2)])
    (gradient,) = torch.autograd.grad(total.sum(), scores)
    assert torch.allclose(gradient[0, 2, 0], share / weights.sum(), atol=1e-5)
    marginals = chains.marginals(scores.detach(), moves, edges, mask)
    assert torch.allclose(marginals.tags[0, 2, 0], share / weights.sum(), atol=1e-5)
    assert torch.isclose(marginals.moves.sum(), torch.tensor(2.0), atol=1e-5)
    padded = torch.cat([scores.detach(), torch.randn(1, 2, 1, 2)], 1).requires_grad_()
    behind = chains.log_sum(padded, moves, edges, torch.tensor([[1.0, 1.0, 1.0, 0.0, 0.0]]))
    assert torch.allclose(behind, total, atol=1e-5)
    (gradient,) = torch.autograd.grad(behind.sum(), padded)
    assert torch.allclose(gradient[0, :3, 0], marginals.tags[0, :, 0], atol=1e-5)
    assert not gradient[0, 3:].any()


def _weight(scores, moves, path):
    return sum(scores[at, tag] for at, tag in enumerate(path)) + sum(moves[a, b] for a, b in pairwise(path))


def test_torch_gives_the_same_scores(model, nlp, monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "models" / "names"))
    network_module = pytest.importorskip("network")
    held, tagged = read(nlp, RELEASE)
    with np.load(names_model.weights_path(), allow_pickle=False) as archive:
        arrays = {name: torch.tensor(archive[name].astype(np.float32)) for name in archive.files if "." in name}
        arrays["transitions"] = torch.tensor(archive["transitions"].astype(np.float32))
    network = network_module.Network(len(arrays["affixes.weight"]), width(model.hints), len(arrays["mix.bias"])).eval()
    network.load_state_dict(arrays, strict=False)
    batch = {
        "tower": torch.tensor(held.rows),
        "affixes": torch.tensor([affixes(w.text) for w in held.words]),
        "described": torch.tensor(describe(held.text, model.hints, tagged, [])),
        "mask": torch.ones(len(held.words)),
        "spelled": torch.ones(len(held.words)),
        "domain": torch.tensor(0),
    }
    with torch.no_grad():
        wanted = network({name: value[None] for name, value in batch.items()})[0].numpy()
    found = model.scores([held], [tagged], [[]])[0]
    assert np.allclose(np.maximum(found, -100), np.maximum(wanted, -100), atol=1e-3)


def test_what_teachers_judge_lies_within_the_annotation(monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "models" / "names"))
    network = pytest.importorskip("network").Network(affix_rows=4, described=2, width=8).eval()
    outside, person = 1 << 0, 1 << 4  # a word that is a whole person's name
    allowed = torch.tensor([[[person, outside, outside], [outside, outside, outside]]])
    batch = {
        "tower": torch.randn(1, 2, names_model.TOWER_COLUMNS),
        "affixes": torch.zeros(1, 2, 3, dtype=torch.long),
        "described": torch.randn(1, 2, 2),
        "mask": torch.ones(1, 2),
        "spelled": torch.ones(1, 2),
        "domain": torch.tensor([0]),
        "ruled": torch.zeros(1, 2, 3, dtype=torch.long),
    }
    with torch.no_grad():
        within = network.judge({**batch, "allowed": allowed}).tags
        anywhere = network.judge({**batch, "allowed": torch.full_like(allowed, (1 << 13) - 1)}).tags
    assert within[0, 0, 0].argmax() == 4
    assert torch.allclose(within.max(-1).values, torch.ones(1, 2, 3))
    assert anywhere[0, 0, 0, 4] < 0.9
