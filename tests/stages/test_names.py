"""The model's names, before the rules repair them."""

from __future__ import annotations

from pipeline.document import get
from pipeline.language import load
from pipeline.records import Mention

NLP = load(["sentences", "names"])


def test_finds_people_and_places() -> None:
    doc = NLP("Анна Белова живёт в Казани.")
    found = [(doc.text[m.start_char : m.end_char], m.label, m.found_by) for m in get(doc, Mention)]
    assert found == [("Анна Белова", "PER", "names.slovnet"), ("Казани", "LOC", "names.slovnet")]


def test_texts_in_a_batch_are_found_alike() -> None:
    texts = ["Анна Белова живёт в Казани.", "", "Пётр Синицын уехал в Омск."]
    assert [get(doc, Mention) for doc in NLP.pipe(texts)] == [get(NLP(text), Mention) for text in texts]
