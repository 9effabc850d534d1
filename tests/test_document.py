"""Findings on a Doc: typed outside, and the same after bytes, DocBin and processes."""

import json
import pickle
import subprocess
import sys

import pytest
import spacy
from spacy.tokens import Doc, DocBin
from spacy.tokens.underscore import Underscore

from pipeline import document
from pipeline.records import DateValue, Mention, Note, Position, Quote, QuotePart, QuoteSpeaker

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
    document.put(doc, Position, [])
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


def in_a_process_that_knows_nothing(doc: Doc) -> Doc:
    program = "import pickle, sys; sys.stdout.buffer.write(pickle.load(sys.stdin.buffer).to_bytes())"
    done = subprocess.run([sys.executable, "-c", program], input=pickle.dumps(doc), capture_output=True, check=True)
    return Doc(NLP.vocab).from_bytes(done.stdout)


def by_pickle(doc: Doc) -> Doc:
    return pickle.loads(pickle.dumps(doc))


CARRIERS = [lambda doc: doc, by_bytes, by_docbin, by_pickle, by_json, in_two_processes, in_a_process_that_knows_nothing]


@pytest.mark.parametrize("carry", CARRIERS)
def test_findings_survive(doc, carry):
    carried = carry(doc)
    assert document.get(carried, Mention) == tuple(sorted(MENTIONS, key=lambda m: m.start_char))
    assert document.get(carried, Quote) == (QUOTE,)
    assert document.get(carried, Position) == document.get(carried, Note) == ()


def test_the_extension_can_be_sent_to_processes_that_are_spawned():
    assert pickle.loads(pickle.dumps(Underscore.get_state()))[2].keys() == Underscore.doc_extensions.keys()


def test_a_part_of_a_doc_has_no_findings_of_the_whole(doc):
    assert document.get(doc[4:8].as_doc(copy_user_data=True), Mention) == ()


def test_a_doc_of_another_version_says_so(doc):
    doc._.rupress = {"Mention": [[25, 36, "PER"]]}
    with pytest.raises(ValueError, match="another version of rupress: Mention has 3 cells"):
        document.get(doc, Mention)


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
