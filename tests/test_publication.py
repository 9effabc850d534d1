"""Publication dates: from fields, settings and the text, and which of them holds."""

from datetime import date

import pytest

import pipeline
from pipeline.errors import SettingsError
from pipeline.publication import checked_published, read_published


@pytest.mark.parametrize(
    "value, read",
    [
        ("2025-09-23", "2025-09-23"),
        ("2025-09-23T10:00:00+03:00", "2025-09-23"),
        ("2025-09-23 10:00", "2025-09-23"),
        ("2025-9-3", "2025-09-03"),
        ("2025-09", "2025-09"),
        ("2025", "2025"),
        ("23.09.2025", "2025-09-23"),
        ("23.09.2025 10:45", "2025-09-23"),
        (date(2025, 9, 23), "2025-09-23"),
        ("2025-02-30", None),
        ("2025-13", None),
        ("2025-00-10", None),
        ("вчера", None),
        ("", None),
        ("0001-01-01", None),
    ],
)
def test_read(value, read):
    assert read_published(value) == read


def test_a_wrong_setting_says_how_to_write_it():
    with pytest.raises(SettingsError, match="2025-09-23"):
        checked_published("23 сентября", "--published")


DATED = " date 2025-09-23 Завод «Маяк» открыл новый цех в Туле."
UNDATED = "Завод «Маяк» открыл новый цех в Туле."


@pytest.mark.parametrize(
    "record, options, value, source",
    [
        ({"text": UNDATED}, {}, None, None),
        ({"text": UNDATED}, {"published": "2025-01-02"}, "2025-01-02", "argument"),
        ({"text": DATED}, {"published": "2025-01-02"}, "2025-09-23", "header"),
        ({"text": DATED, "published": "2025-03-04"}, {"published": "2025-01-02"}, "2025-03-04", "field"),
        ({"text": DATED, "date": "2025-03-04"}, {"force_published": "2025-01-02"}, "2025-01-02", "argument"),
        ({"text": DATED, "published": "скоро"}, {}, "2025-09-23", "header"),
    ],
)
def test_which_date_holds(record, options, value, source):
    nlp = pipeline.load(stages=["layout"])
    publication = pipeline.extract(record, nlp=nlp, **options).publication
    assert (publication.value, publication.source) == (value, source)


def test_a_field_that_is_no_date_is_noted():
    release = pipeline.extract({"text": UNDATED, "published": "скоро"}, nlp=pipeline.load(stages=["layout"]))
    assert [(note.stage, note.code) for note in release.notes] == [("source", "bad_published")]
