"""Findings on a Doc: typed outside, and the same after bytes, DocBin and processes."""

import json
import pickle

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from pipeline import document
from pipeline.records import DateValue, Mention, Note, Quote, QuotePart, QuoteSpeaker

TEXT = "«Завод вырос», — сказала Анна Белова 23 сентября в Туле."
NLP = spacy.blank("ru")
DATE = DateValue("date", "2025-09-23", "2025-09-23", "2025-09-23", grain="day")
MENTIONS = [
    Mention(51, 55, "LOC", "test"),
    Mention(25, 36, "PER", "test", norm="Анна Белова", entity=0),
    Mention(37, 48, "DATE", "test", date=DATE),
]
QUOTE = Quote("direct", (QuotePart(1, 12),), (QuoteSpeaker(25, 36, "Анна Белова", 0),), "name", "test", cue="сказать")


@pytest.fixture
def doc() -> Doc:
    doc = NLP(TEXT)
    document.put_mentions(doc, MENTIONS)
    document.put(doc, Quote, [QUOTE])
    return doc


def by_bytes(doc: Doc) -> Doc:
    return Doc(NLP.vocab).from_bytes(doc.to_bytes())


def by_docbin(doc: Doc) -> Doc:
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    return next(iter(DocBin().from_bytes(stored).get_docs(NLP.vocab)))


def in_two_processes(doc: Doc) -> Doc:
    first, _ = NLP.pipe([doc, NLP("Второй.")], n_process=2)
    return first


def by_json(doc: Doc) -> Doc:
    written = json.dumps(doc.to_json(underscore=["rupress"]))
    return Doc(NLP.vocab).from_json(json.loads(written))


def by_pickle(doc: Doc) -> Doc:
    return pickle.loads(pickle.dumps(doc))


@pytest.mark.parametrize("carry", [lambda doc: doc, by_bytes, by_docbin, in_two_processes, by_pickle, by_json])
def test_findings_survive(doc, carry):
    carried = carry(doc)
    assert document.get(carried, Mention) == tuple(sorted(MENTIONS, key=lambda m: m.start_char))
    assert document.get(carried, Quote) == (QUOTE,)


def test_ents_are_the_outermost_mentions(doc):
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("Анна Белова", "PER"),
        ("23 сентября", "DATE"),
        ("Туле", "LOC"),
    ]


def test_notes_add_up(doc):
    document.note(doc, Note("quotes", "a", "first"))
    document.note(doc, Note("quotes", "b", "second"))
    assert [note.code for note in document.get(doc, Note)] == ["a", "b"]


@pytest.mark.parametrize(
    "spans, parents",
    [
        ([(0, 10), (2, 5), (6, 9)], [None, 0, 0]),
        ([(0, 10), (2, 8), (3, 5)], [None, 0, 1]),
        ([(0, 4), (5, 9)], [None, None]),
        ([(0, 6), (4, 9)], [None, None]),
        ([(3, 5), (0, 10)], [None, 0]),
    ],
)
def test_parents(spans, parents):
    linked = document.link_parents(Mention(start, end, "ORG", "test") for start, end in spans)
    assert [mention.parent for mention in linked] == parents


def test_a_mention_inside_a_token_still_gives_an_entity():
    doc = Doc(NLP.vocab, words=["ИКЕА-Тула"])
    document.put_mentions(doc, [Mention(5, 9, "LOC", "test")])
    assert [ent.text for ent in doc.ents] == ["ИКЕА-Тула"]
