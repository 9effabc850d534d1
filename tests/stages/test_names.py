"""The model's names, before the rules repair them."""

from __future__ import annotations

import pytest

from pipeline.document import get
from pipeline.language import load
from pipeline.records import Mention
from pipeline.stages.names.component import mentions_of
from pipeline.token_table import token_table

NLP = load(["sentences", "names"])


def test_finds_people_and_places() -> None:
    doc = NLP("Анна Белова живёт в Казани.")
    found = [(doc.text[m.start_char : m.end_char], m.label, m.found_by) for m in get(doc, Mention)]
    assert found == [("Анна Белова", "PER", "names.slovnet"), ("Казани", "LOC", "names.slovnet")]


def test_texts_in_a_batch_are_found_alike() -> None:
    texts = ["Анна Белова живёт в Казани.", "", "Пётр Синицын уехал в Омск."]
    assert [get(doc, Mention) for doc in NLP.pipe(texts)] == [get(NLP(text), Mention) for text in texts]


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("", ""),
        ("O O", ""),
        ("B-PER I-PER O", "0-2 PER"),
        ("B-PER B-PER", "0-1 PER, 1-2 PER"),
        ("B-PER I-ORG I-ORG", "0-1 PER, 1-3 ORG"),
        ("O I-LOC", "1-2 LOC"),
        ("B-ORG O I-ORG", "0-1 ORG, 2-3 ORG"),
    ],
)
def test_spans_of_bio_tags(tags: str, spans: str) -> None:
    words = tags.split()
    table = token_table(NLP.make_doc(" ".join("я" for _ in words)))
    found = [f"{m.start_char // 2}-{(m.end_char + 1) // 2} {m.label}" for m in mentions_of(table, words)]
    assert ", ".join(found) == spans
