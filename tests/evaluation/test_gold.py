"""Finding and reading annotated releases, in the notation and as JSON lines."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pipeline.errors import GoldError
from pipeline.evaluation import gold_records, read_gold
from pipeline.evaluation.records import Days, GoldCue, GoldMention, Span
from pipeline.records import LABELS, SECTION_KINDS, PercentValue

DATA = Path(__file__).parents[2] / "data"

TEXT = " date 2025 Рост с 2 до 3 % отметила Ия Лунь, сообщил фонд «Гать»."
FIELDS = {
    "id": "gat",
    "text": TEXT,
    "published": "2025-03-01",
    "ignore": [[0, 11]],
    "mentions": [
        {"start": 16, "stop": 26, "kind": "PERCENT", "norm": None,
         "value": {"low": 2, "high": 3, "comparator": "=", "unit": "pp", "comparator_alt": "~"}},
        {"start": 36, "stop": 43, "kind": "PER", "norm": "Ия Лунь", "value": None, "norm_alt": ["И. Лунь"]},
        {"start": 53, "stop": 64, "kind": "ORG", "norm": "фонд «Гать»", "value": None, "kind_alt": "LOC",
         "alt": [{"start": 58, "stop": 64, "text": "«Гать»", "norm": "«Гать»"}], "optional": True},
        {"start": 6, "stop": 10, "kind": "DATE", "norm": None,
         "value": {"start": "2025-01-01", "stop": "2025-12-31T10:00"},
         "value_alt": {"start": "2025-01-01", "stop": None}},
    ],
    "positions": [{"person": "Ия Лунь", "position": "эколог", "organisation": None, "start": 36, "stop": 43}],
    "quotes": [
        {"kind": "indirect", "spans": [[11, 26]], "cue": {"start": 27, "stop": 35, "lemma": "отметить"},
         "speaker": {"start": 36, "stop": 43, "form": "name", "name": "Ия Лунь", "kind": "PER", "role": "эколог",
                     "organisation": None}},
        {"kind": "indirect", "spans": [[11, 26]], "cue": None, "speaker": {"form": "implicit"}, "optional": True},
    ],
}  # fmt: skip


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_json_lines(tmp_path: Path):
    [gold] = read_gold(write(tmp_path / "gold.jsonl", FIELDS))
    date, percent, person, body = gold.mentions
    assert date.dates == (Days("2025-01-01", "2025-12-31"), Days("2025-01-01", None))
    assert percent.percents == (
        PercentValue(2, 3, "=", "percentage_point"),
        PercentValue(2, 3, "~", "percentage_point"),
    )
    assert person.norms == ("Ия Лунь", "И. Лунь")
    assert body == GoldMention(
        53, 64, "ORG", ("фонд «Гать»", "«Гать»"), alternatives=(Span(58, 64),), other_label="LOC", optional=True
    )
    assert gold.unscored == (Span(0, 11),)
    assert gold.positions[0].title == "эколог"
    first, second = gold.quotes
    assert (first.cue, first.speaker.name) == (GoldCue(Span(27, 35), "отметить"), "Ия Лунь")
    assert (second.cue, second.speaker.span, second.optional) == (None, None, True)


def test_packed_json_lines(tmp_path: Path):
    path = tmp_path / "gold.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(FIELDS).encode()))
    assert [gold.id for gold in read_gold(path)] == ["gat"]


def test_records_for_a_run(tmp_path: Path):
    [record] = gold_records(read_gold(write(tmp_path / "gold.jsonl", FIELDS)))
    assert (record.id, record.text, record.published) == ("gat", TEXT, "2025-03-01")


def test_folder_holds_only_its_text_files(tmp_path: Path):
    (tmp_path / "README.md").write_text("not gold")
    (tmp_path / "b.txt").write_text("-----\nдва\n-----\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("id: x\n-----\nодин\n-----\n", encoding="utf-8")
    assert [(gold.id, gold.text) for gold in read_gold(tmp_path)] == [("x", "один"), ("b", "два")]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"id": 1}\n', "gold.jsonl:1: not an annotated release"),
        ('\n{"id"\n', "gold.jsonl:2: not an annotated release"),
        ("[]\n", "gold.jsonl:1: not an annotated release"),
    ],
)
def test_broken_lines(tmp_path: Path, content: str, complaint: str):
    path = tmp_path / "gold.jsonl"
    path.write_text(content)
    with pytest.raises(GoldError, match=complaint):
        read_gold(path)


def test_nothing_to_read(tmp_path: Path):
    for path in (tmp_path, tmp_path / "absent.jsonl"):
        with pytest.raises(GoldError, match="no annotated releases here"):
            read_gold(path)


def test_ids_are_unique(tmp_path: Path):
    with pytest.raises(GoldError, match="two releases have the id 'gat'"):
        read_gold(write(tmp_path / "gold.jsonl", FIELDS, FIELDS))


def test_the_projects_gold_is_large_and_varied():
    gold = read_gold(DATA / "gold")
    assert len(gold) >= 24
    assert {mention.label for release in gold for mention in release.mentions} == set(LABELS)
    assert {section.kind for release in gold for section in release.sections} == set(SECTION_KINDS)
    assert {quote.kind for release in gold for quote in release.quotes} == {"direct", "indirect", "mixed"}


def test_samples_that_are_gold_have_its_text():
    gold = {release.id: release.text for release in read_gold(DATA / "gold")}
    shared = [path for path in (DATA / "samples").glob("*.txt") if path.stem in gold]
    assert len(shared) >= 12
    for path in shared:
        assert path.read_bytes().decode("utf-8") == gold[path.stem], path.name
