from __future__ import annotations

from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from pipeline.records import (
    DateValue,
    Failure,
    LocalEntity,
    Mention,
    PercentValue,
    Position,
    Publication,
    Quote,
    QuotePart,
    QuoteSpeaker,
    Release,
    Section,
    Sentence,
)
from pipeline.schema import BY_NAME, RELEASE_TABLES, TABLES
from pipeline.tables import failure_batch, rows, to_batches, to_frames, to_tables, unique_ids

TEXT = "Анна Зорина («Ромашка») сказала: «Растём». Рост — 5%."


def mention(words: str, label: str, **more: object) -> Mention:
    start = TEXT.index(words)
    return Mention(start, start + len(words), label, "test.rule", **more)  # type: ignore[arg-type]


RELEASE = Release(
    "r7",
    TEXT,
    publication=Publication("2031-02-03", "argument"),
    sections=(Section("body", 0, len(TEXT)),),
    sentences=(Sentence(0, 0, 42), Sentence(0, 43, len(TEXT))),
    mentions=(
        mention("Анна Зорина", "PER", norm="Анна Зорина", entity=0),
        mention("Ромашка", "ORG", entity=1),
        mention("5%", "PERCENT", percent=PercentValue(5, 5, measure="")),
    ),
    entities=(LocalEntity("PER", "Анна Зорина", 1), LocalEntity("ORG", "Ромашка", 1)),
    positions=(Position(0, 4, "Анна Зорина", 0, "директор", None, None, "current", "test.rule", float("nan")),),
    quotes=(
        Quote("direct", (QuotePart(34, 40),), (QuoteSpeaker(0, 11, "Анна Зорина", 0),), "name", "test.rule"),
        Quote("direct", (QuotePart(0, 4), QuotePart(5, 11)), (), "implicit", "test.rule"),
    ),
)


def column(table: str, name: str, release: Release = RELEASE) -> list[object]:
    return [row[name] for row in rows(release)[table]]


def test_every_release_table_has_its_columns_in_order() -> None:
    found = rows(RELEASE)
    assert tuple(found) == RELEASE_TABLES
    assert all(tuple(row) == BY_NAME[name].column_names for name, some in found.items() for row in some)


def test_rows_are_named_after_their_release() -> None:
    assert column("mentions", "mention_id") == ["r7:m1", "r7:m2", "r7:m3"]
    assert column("mentions", "local_id") == ["r7:e1", "r7:e2", None]
    assert column("local_entities", "local_id") == ["r7:e1", "r7:e2"]
    assert column("positions", "person_local_id") == ["r7:e1"]
    assert column("quote_speakers", "quote_id") == ["r7:q1"]
    assert column("quote_parts", "quote_id") == ["r7:q1", "r7:q2", "r7:q2"]


def test_a_mention_stands_in_the_sentence_that_it_begins_in() -> None:
    assert column("mentions", "sentence") == [0, 0, 1]


def test_words_are_those_of_the_text() -> None:
    assert column("mentions", "text") == ["Анна Зорина", "Ромашка", "5%"]
    assert column("quotes", "text") == ["Растём", "Анна Зорина"]


def test_the_first_speaker_is_the_quotes_own() -> None:
    first, second = rows(RELEASE)["quotes"]
    assert (first["speaker"], first["speaker_local_id"], first["speaker_end_char"]) == ("Анна Зорина", "r7:e1", 11)
    assert (second["speaker"], second["speaker_local_id"], second["speaker_start_char"]) == (None, None, None)


def test_absent_is_null() -> None:
    assert column("releases", "source") == [None]
    assert column("percents", "measure") == [None]
    assert column("positions", "confidence") == [None]
    assert column("releases", "text", Release("r", "")) == [""]


@pytest.mark.parametrize(
    "value,expected",
    [("2031-05-03", date(2031, 5, 3)), ("2031-05-03T10:00", date(2031, 5, 3)), ("2031-02-30", None), (None, None)],
)
def test_dates_are_days(value: str | None, expected: date | None) -> None:
    release = Release("r", "x", mentions=(Mention(0, 1, "DATE", "t", date=DateValue("date", value, value, value)),))
    assert column("dates", "start_date", release) == [expected]
    assert column("dates", "value", release) == [value]


@pytest.mark.parametrize("published,day", [("2031-02-03", date(2031, 2, 3)), ("2031-02", None), (None, None)])
def test_published_needs_the_whole_day(published: str | None, day: date | None) -> None:
    release = Release("r", "", publication=Publication(published))
    assert (column("releases", "published", release), column("releases", "published_value", release)) == (
        [day],
        [published],
    )


def test_a_number_beyond_all_bounds_has_no_value() -> None:
    release = Release("r", "x", mentions=(Mention(0, 1, "PERCENT", "t", percent=PercentValue(1.0, float("inf"))),))
    assert rows(release)["percents"] == []


def test_a_second_release_with_an_id_is_renamed_with_a_note() -> None:
    ids = ["a", "a", "a~2", "b", "a"]
    found = list(unique_ids(Release(name, "") for name in ids))
    assert [release.release_id for release in found] == ["a", "a~2", "a~2~2", "b", "a~3"]
    assert [len(release.notes) for release in found] == [0, 1, 1, 0, 1]


def test_colons_in_ids_make_no_two_rows_one() -> None:
    two = [Release(name, "xx", mentions=(mention("А", "PER"),) * 12) for name in ("a", "a:m1", "a:m1:m1", "a:m")]
    ids = to_frames(two)["mentions"]["mention_id"]
    assert ids.is_unique


def test_lone_surrogates_become_one_replacement_character() -> None:
    batch = to_batches([Release("r", "", source="файл\udcff.txt")])["releases"]
    assert batch.column("source").to_pylist() == ["файл\ufffd.txt"]


def test_frames_are_arrow_backed_and_complete() -> None:
    frames = to_frames([RELEASE])
    assert list(frames) == [table.name for table in TABLES]
    assert all(isinstance(dtype, pd.ArrowDtype) for frame in frames.values() for dtype in frame.dtypes)
    assert frames["releases"]["published"].dtype == pd.ArrowDtype(pa.date32())


def test_frames_of_nothing_are_empty() -> None:
    assert {len(frame) for frame in to_frames([]).values()} == {0}


def test_every_foreign_key_holds() -> None:
    tables = to_tables([RELEASE, RELEASE, Release("a:m1", "")])
    for table in TABLES:
        for key in table.foreign_keys:
            target = BY_NAME[key.table]
            known = set(zip(*(tables[target.name][name].to_pylist() for name in target.primary_key), strict=True))
            held = zip(*(tables[table.name][name].to_pylist() for name in key.columns), strict=True)
            assert {cells for cells in held if None not in cells} <= known


def test_failures_are_rows() -> None:
    batch = failure_batch([Failure("a.txt", None, "reading", "encoding", "is no text")])
    assert batch.to_pylist() == [
        {"source": "a.txt", "record": None, "stage": "reading", "error": "encoding", "message": "is no text"}
    ]
