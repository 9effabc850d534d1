"""Reprints point at the earliest release of their kind, whatever the order in which they come."""

import random
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Publication, Release, Section
from pipeline.tables import find_reprints, signature_batch, to_tables
from pipeline.tables.reprints import SCHEMA

BODY = (
    "Завод «Северный луч» открыл в Твери новый цех по выпуску подшипников для речных судов. На строительство ушло два "
    "года, рабочие места получили сто двадцать человек. Директор завода Анна Котова напомнила, что предприятие "
    "работает с 1957 года и отправляет продукцию в двенадцать регионов. До конца года здесь выпустят 40 тысяч изделий, "
    "а следующей весной запустят вторую линию и учебный центр для школьников и студентов."
)
OTHER = (
    "Городской музей готовит выставку старых карт и планов. Посетители увидят атласы, которые картографы составляли "
    "для торговых экспедиций, и приборы для съёмки берегов. Экскурсии проведут сотрудники архива."
)


def release(name: str, text: str, published: str | None = None) -> Release:
    return Release(name, text, publication=Publication(published), sections=(Section("body", 0, len(text)),))


def reprints(*releases: Release) -> dict[str, str]:
    table = to_tables(releases)["releases"]
    pairs = zip(table["release_id"].to_pylist(), table["duplicate_of"].to_pylist(), strict=True)
    return {name: first for name, first in pairs if first is not None}


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        BODY + " Подробности на сайте завода.",
        BODY.replace("напомнила", "рассказала").replace("ё", "е"),
        "Новость дня. " + BODY.replace("речных судов", "речных и морских судов"),
        BODY.replace(" ", "\u00a0", 5).replace("«", '"').replace("»", '"'),
    ],
)
def test_a_reprint_with_small_changes(text: str) -> None:
    found = reprints(release("later", text, "2025-03-02"), release("first", BODY, "2025-03-01"), release("o", OTHER))
    assert found == {"later": "first"}


@pytest.mark.parametrize(
    "one, two",
    [
        (BODY, OTHER),
        (
            "На 12 марта курс юаня составил 11,32 рубля, баррель нефти стоил 70 долларов.",
            "На 13 марта курс юаня составил 11,41 рубля, баррель нефти стоил 71 доллар.",
        ),
        (BODY, BODY[: len(BODY) // 3] + " " + OTHER),
    ],
)
def test_releases_of_their_own(one: str, two: str) -> None:
    assert reprints(release("a", one), release("b", two)) == {}


def test_page_dates_credits_and_tails_do_not_count() -> None:
    head, tail = " date 2025-03-01 ", "\nФото: Иван Лис. Читайте также: " + OTHER
    page = head + BODY + tail
    sections = (
        Section("header", 0, len(head)),
        Section("body", len(head), len(head) + len(BODY)),
        Section("tail", len(head) + len(BODY), len(page)),
    )
    found = reprints(
        release("plain", BODY, "2025-03-02"), replace(release("page", page, "2025-03-01"), sections=sections)
    )
    assert found == {"plain": "page"}


def test_the_earliest_is_told_by_its_day_and_then_by_its_content() -> None:
    assert reprints(release("a", BODY), release("b", BODY + " Да.", "2025-03")) == {"a": "b"}
    one, two = release("a", BODY), release("b", BODY + " Да.")
    assert reprints(one, two) == reprints(two, one)


def test_a_chain_of_changes_does_not_hand_likeness_on() -> None:
    words = BODY.split()
    texts = [" ".join(words[start : start + 40]) for start in range(0, 24, 4)]
    found = reprints(*(release(f"r{n}", text, f"2025-03-{n + 1:02}") for n, text in enumerate(texts)))
    assert found["r1"] == "r0"
    assert "r0" not in {found.get("r5")}


def test_many_copies_of_one_text_are_no_burden() -> None:
    found = reprints(*(release(f"r{n:04}", BODY, f"2025-01-{n % 28 + 1:02}") for n in range(3000)))
    assert len(found) == 2999
    assert set(found.values()) == {"r0000"}


def templated(draw: np.random.Generator, count: int, shared: int) -> np.ndarray:
    """Signatures of releases made from one template: so many of 128 places are equal in all, the rest are their own."""
    signatures = draw.integers(0, 1 << 16, (count, 128), dtype=np.uint16)
    columns = draw.permutation(128)[:shared]
    signatures[:, columns] = signatures[0, columns]
    return signatures


def drifting(draw: np.random.Generator, count: int, changed: int) -> np.ndarray:
    """Signatures of releases each of which changes so many places of the one before."""
    signatures = np.empty((count, 128), np.uint16)
    now = draw.integers(0, 1 << 16, 128, dtype=np.uint16)
    for row in signatures:
        now[draw.permutation(128)[:changed]] = draw.integers(0, 1 << 16, changed, dtype=np.uint16)
        row[:] = now
    return signatures


@pytest.mark.parametrize(
    "make, places, least, most", [(templated, 90, 0, 0), (templated, 110, 1, 1), (drifting, 30, 0.4, 0.6)]
)
def test_the_cost_grows_with_the_releases(
    make: Callable[..., np.ndarray], places: int, least: float, most: float
) -> None:
    """Eight times as many cost about eight times as much; comparing all with all would cost 64 times as much."""
    seconds: list[float] = []
    for count in (800, 6400):
        signatures = make(np.random.default_rng(1), count, places)
        rows = [(f"r{n:05}", None, n.to_bytes(4), one.astype("<u2").tobytes()) for n, one in enumerate(signatures)]
        kept = pa.RecordBatch.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)
        began = time.process_time()
        found = find_reprints([kept])
        seconds.append(time.process_time() - began)
        assert least * (count - 1) <= len(found) <= most * (count - 1)
    assert seconds[1] < 20 * seconds[0]


@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_neither_order_nor_cutting_matters(shuffler: random.Random, cuts: int) -> None:
    texts = [
        BODY,
        BODY + " Да.",
        OTHER,
        OTHER.replace("атласы", "глобусы"),
        OTHER,
        BODY.replace("цех", "участок"),
        "Ой",
    ]
    releases = [release(f"r{n}", text, "2025-01-01" if n % 2 else None) for n, text in enumerate(texts)]
    expected = find_reprints([signature_batch(releases)])
    shuffler.shuffle(releases)
    size = max(1, len(releases) // cuts)
    batches = [signature_batch(releases[at : at + size]) for at in range(0, len(releases), size)]
    assert find_reprints(batches) == expected
    assert len(expected) == 4


def test_a_run_without_words_has_no_reprints() -> None:
    assert reprints(release("a", "…"), release("b", "…")) == {}
    assert find_reprints([]) == {}
