"""Floors: what fails, what may be pinned, and the project's own floors under a real run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import pipeline
from pipeline.errors import GoldError
from pipeline.evaluation import (
    Floors,
    Rate,
    Scores,
    Share,
    check_floors,
    evaluate,
    gold_digest,
    gold_records,
    pin_floors,
    read_floors,
    read_gold,
    render,
)

GOLD = Path(__file__).parents[2] / "data" / "gold"
TODAY = date(2025, 9, 23)


def scores(per: int, norm: int) -> Scores:
    return Scores({"PER exact": Rate(per, 1000, 1000), "PER norm": Share(norm, 1000)}, (), 1)


FLOORS = Floors({"PER exact": 0.9, "PER norm": 0.8}, "d1", TODAY)


@pytest.mark.parametrize(
    ("per", "norm", "complaints"),
    [
        (900, 800, []),
        (1000, 800, []),
        (899, 800, ["PER exact: 0.8990, under its floor of 0.9000"]),
        (900, 0, ["PER norm: 0.0000, under its floor of 0.8000"]),
    ],
)
def test_a_drop_fails(per: int, norm: int, complaints: list[str]):
    assert check_floors(scores(per, norm), FLOORS, "d1") == complaints


def test_a_drop_within_the_tolerance_passes():
    near = Floors({"PER exact": 0.9004}, "d1", TODAY)
    assert check_floors(scores(900, 800), near, "d1") == []


def test_a_figure_that_is_gone_fails():
    assert check_floors(Scores({}, (), 0), FLOORS, "d1")[0] == "PER exact: not scored any more, its floor is 0.9000"


def test_changed_gold_fails_until_pinned_again():
    [complaint] = check_floors(scores(1000, 1000), FLOORS, "d2")
    assert complaint.startswith("the gold has changed since the floors were pinned on 2025-09-23")


def test_pinned_floors_are_read_back(tmp_path: Path):
    path = tmp_path / "floors.toml"
    assert pin_floors(path, scores(900, 800), "d1", pinned=TODAY) == FLOORS
    assert read_floors(path) == FLOORS


def test_floors_rise_freely_and_sink_only_on_purpose(tmp_path: Path):
    path = tmp_path / "floors.toml"
    pin_floors(path, scores(900, 800), "d1", pinned=TODAY)
    pin_floors(path, scores(950, 800), "d1", pinned=TODAY)
    with pytest.raises(GoldError, match=r"PER exact from 0\.9500 to 0\.9000"):
        pin_floors(path, scores(900, 800), "d2", pinned=TODAY)
    assert read_floors(path).figures["PER exact"] == 0.95
    pin_floors(path, scores(900, 800), "d2", pinned=TODAY, lower=True)
    assert read_floors(path).figures["PER exact"] == 0.9


@pytest.mark.parametrize("content", ["", "digest = 3\n", "figures = 1\npinned = 2025-01-01\ndigest = 'x'\n", "]"])
def test_broken_floors(tmp_path: Path, content: str):
    path = tmp_path / "floors.toml"
    path.write_text(content)
    with pytest.raises(GoldError, match="no floors can be read here"):
        read_floors(path)


def test_digest_knows_every_byte_and_name(tmp_path: Path):
    first = tmp_path / "a.txt"
    first.write_bytes(b"1")
    digests = [gold_digest(tmp_path)]
    first.write_bytes(b"2")
    digests.append(gold_digest(tmp_path))
    first.rename(tmp_path / "b.txt")
    digests.append(gold_digest(tmp_path))
    (tmp_path / "README.md").write_bytes(b"no gold")
    assert gold_digest(tmp_path) == digests[-1]
    assert len(set(digests)) == 3


def test_the_pipeline_stands_on_its_floors():
    gold = read_gold(GOLD)
    found = evaluate(gold, pipeline.extract_many(gold_records(gold)))
    floors = read_floors(GOLD / "floors.toml")
    assert floors.figures, "pin the floors"
    assert check_floors(found, floors, gold_digest(GOLD)) == [], render(found)
