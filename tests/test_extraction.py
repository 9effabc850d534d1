"""From texts to releases, through the library's own verbs."""

import subprocess
import sys
from dataclasses import replace

import pytest
import spacy
from spacy.tokens import Doc

import pipeline
from pipeline.errors import DocNotKeptError, SettingsError
from pipeline.language import STAGES
from pipeline.stages.quotes.component import QuoteFinder
from pipeline.stages.tokens import lexemes

TEXT = "Директор завода «Маяк» Анна Белова сообщила 23 сентября, что выпуск вырос на 12%."
TEXT_IN_TWO_SENTENCES = "Завод «Маяк» вырос. «Мы довольны», — заявил его директор Пётр Котов."


def test_every_stage_is_a_component():
    assert pipeline.load().pipe_names == [f"rupress_{stage}" for stage in STAGES]


def test_stages_can_be_chosen_and_left_out():
    assert pipeline.load(exclude=["quotes"]).pipe_names[-2:] == ["rupress_positions", "rupress_issuer"]
    assert pipeline.load(stages=["layout", "dates"]).pipe_names == ["rupress_layout", "rupress_dates"]


def test_an_unknown_stage_is_refused():
    with pytest.raises(SettingsError, match="quotes"):
        pipeline.load(exclude=["quote"])


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_runs_in_anyones_pipeline(stage):
    nlp = spacy.blank("ru")
    nlp.add_pipe(f"rupress_{stage}")
    assert nlp(TEXT).text == TEXT


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_can_be_left_out(stage):
    release = pipeline.extract(TEXT, nlp=pipeline.load(exclude=[stage]))
    assert release.text == TEXT


@pytest.mark.parametrize("keep", [True, False])
def test_a_component_of_ones_own_goes_between(keep):
    seen = []

    def spy(doc):
        seen.append(([ent.text for ent in doc.ents], [token.pos_ for token in doc], len(list(doc.sents))))
        return doc

    spacy.Language.component(f"test_spy_{keep}", func=spy)
    nlp = pipeline.load()
    nlp.add_pipe(f"test_spy_{keep}", before="rupress_dates")
    pipeline.extract(TEXT_IN_TWO_SENTENCES, keep_doc=keep, nlp=nlp)
    [(names, parts, sentences)] = seen
    assert ("Пётр Котов" in names, parts[:2], sentences) == (True, ["NOUN", "PUNCT"], 2)


def test_a_tokenizer_of_ones_own_may_mark_sentences():
    nlp = pipeline.load(exclude=["sentences"])
    tokenizer = nlp.tokenizer

    def marking(text):
        doc = tokenizer(text)
        words, spaces = zip(*((token.text, bool(token.whitespace_)) for token in doc), strict=True)
        return Doc(nlp.vocab, words, spaces, sent_starts=[place in (0, 5) for place in range(len(doc))])

    nlp.tokenizer = marking
    assert len(pipeline.extract(TEXT, keep_doc=False, nlp=nlp).sentences) == 2


def test_an_error_handler_gets_a_whole_doc(monkeypatch):
    def refuse(stage, doc):
        raise ValueError

    def handle(name, stage, docs, error):
        raise RuntimeError([ent.text for ent in docs[0].ents])

    nlp = pipeline.load()
    nlp.set_error_handler(handle)
    monkeypatch.setattr(QuoteFinder, "__call__", refuse)
    with pytest.raises(RuntimeError, match="Анна Белова"):
        list(pipeline.extract_many([TEXT], nlp=nlp))


def test_docs_that_nobody_sees_are_spared_what_only_others_read(monkeypatch):
    monkeypatch.setattr("pipeline.document._set_entities", lambda *args: pytest.fail("entities were set"))
    (release,) = pipeline.extract_many([TEXT])
    assert "Анна Белова" in [TEXT[m.start_char : m.end_char] for m in release.mentions]


def test_a_batch_goes_through_one_stage_before_the_next():
    seen = []
    nlp = spacy.blank("ru")
    for name in ("one", "two"):
        spacy.Language.component(f"test_{name}", func=lambda doc, name=name: seen.append(name + doc.text) or doc)
        nlp.add_pipe(f"test_{name}")
    releases = pipeline.extract_many(["А", "Б", "В"], batch_size=2, nlp=nlp)
    assert [release.text for release in releases] == ["А", "Б", "В"]
    assert seen == ["oneА", "oneБ", "twoА", "twoБ", "oneВ", "twoВ"]


def test_a_batch_meets_components_as_spacy_calls_them():
    class Streaming:
        def __call__(self, doc):
            return doc

        def pipe(self, stream, batch_size):
            while (doc := next(stream, None)) is not None:
                yield doc

    def refuse(doc):
        raise KeyError(doc.text)

    def handle(name, component, docs, error):
        raise RuntimeError(f"{name} on {docs[0].text}") from error

    nlp = spacy.blank("ru")
    spacy.Language.factory("test_streaming", func=lambda nlp, name: Streaming())
    spacy.Language.component("test_refusing", func=refuse)
    nlp.add_pipe("test_streaming")
    assert len(list(pipeline.extract_many(["А", "Б"], nlp=nlp))) == 2
    nlp.add_pipe("test_refusing")
    nlp.set_error_handler(handle)
    with pytest.raises(RuntimeError, match="test_refusing on А"):
        list(pipeline.extract_many(["А", "Б"], nlp=nlp))
    nlp.disable_pipe("test_refusing")
    assert len(list(pipeline.extract_many(["А", "Б"], nlp=nlp))) == 2


def test_releases_come_in_order_and_with_ids_of_their_own():
    records = [{"text": TEXT, "id": "a"}, TEXT, {"text": TEXT, "id": "a"}, ""]
    releases = list(pipeline.extract_many(records, batch_size=2))
    assert [release.text for release in releases] == [TEXT, TEXT, TEXT, ""]
    assert [release.release_id for release in releases][::2] == ["a", "a~2"]
    assert len({release.release_id for release in releases}) == 4
    assert [note.code for note in releases[2].notes] == ["duplicate_id"]


def test_batches_change_nothing():
    texts = [TEXT, "Второй текст. В Туле тепло.", TEXT * 3, "", "Ещё один."]
    whole = list(pipeline.extract_many(texts, batch_size=64))
    assert whole == [pipeline.extract(text, keep_doc=False) for text in texts]


@pytest.mark.parametrize("left_out", ["", *STAGES])
def test_releases_are_the_same_whether_others_see_their_docs_or_not(left_out):
    nlp = pipeline.load(exclude=[left_out] if left_out else [])
    seen = list(pipeline.extract_many([TEXT, TEXT_IN_TWO_SENTENCES], keep_docs=True, nlp=nlp))
    unseen = list(pipeline.extract_many([TEXT, TEXT_IN_TWO_SENTENCES], nlp=nlp))
    assert [replace(release, kept_doc=None) for release in seen] == unseen


def test_stages_in_an_order_of_ones_own_read_what_stands_on_the_doc():
    nlp = pipeline.load(stages=["tagging", "sentences", "layout", "dates"])
    (seen,), (unseen,) = (list(pipeline.extract_many([TEXT], keep_docs=keep, nlp=nlp)) for keep in (True, False))
    assert (unseen.n_tokens, unseen.mentions, unseen.sentences) == (seen.n_tokens, seen.mentions, seen.sentences)


def test_a_kept_doc_has_what_spacy_knows_of_tokens():
    doc = pipeline.extract(TEXT).doc
    assert [(ent.text, ent.label_) for ent in doc.ents][:2] == [("завода «Маяк»", "ORG"), ("Анна Белова", "PER")]
    assert (doc[0].pos_, doc[0].lemma_, str(doc[0].morph.get("Case")[0])) == ("NOUN", "директор", "Nom")


def test_a_text_is_split_once_and_the_first_words_are_kept(monkeypatch):
    monkeypatch.setattr(lexemes, "KEPT_WORDS", 20)
    nlp = pipeline.load(stages=["layout", "sentences"])
    split, tokenizer = [], nlp.tokenizer
    nlp.tokenizer = lambda text: split.append(text) or tokenizer(text)
    texts = ["", TEXT, "Новое слово.", "Ещё одно."]
    assert len(list(pipeline.extract_many(texts, nlp=nlp))) == 4
    assert split == texts
    assert [word in nlp.vocab for word in ("Белова", "слово", "одно")] == [True, True, False]


def test_docs_are_kept_only_when_asked_for():
    assert pipeline.extract(TEXT).doc.text == TEXT
    (release,) = pipeline.extract_many([TEXT])
    with pytest.raises(DocNotKeptError, match="keep_docs=True"):
        _ = release.doc


ODD_TEXTS = {
    "empty": "",
    "blank": " \n\u00a0\t ",
    "nul": "Завод\x00 «Маяк»\x00",
    "surrogate": "Завод \ud800 «Маяк»",
    "control": "\x1b[31mЗавод\x07 «Маяк»",
    "binary": "".join(map(chr, range(256))),
    "english": "The plant in Tula has grown by 12%, said Anna Belova on 23 September 2025.",
    "ukrainian": "Завод у Тулі збільшив випуск на 12%, повідомила Ганна Бєлова 23 вересня.",
    "emoji": "Завод 🏭 «Маяк» 👩‍🏭 вырос",
    "marks": '«»"“”„»»««—–-:,«',
    "one mark": "«",
    "digits": "1 " * 5_000,
    "no spaces": "завод" * 5_000,
    "lines": "\n".join("Цех № 5, 12%" for _ in range(500)),
    "open marks": "«Завод вырос, сказал он. " * 300,
    "quotes": '"' * 5_000,
}


@pytest.mark.parametrize("name", ODD_TEXTS)
def test_no_text_raises(name):
    release = pipeline.extract(ODD_TEXTS[name])
    assert len(release.text) == len(ODD_TEXTS[name])
    for record in (*release.sections, *release.sentences, *release.mentions, *release.positions):
        assert 0 <= record.start_char < record.end_char <= len(release.text)
    for quote in release.quotes:
        assert all(release.words(part).strip() for part in quote.parts)


def loaded_by(code: str, modules: set[str]) -> set[str]:
    script = f"import sys; {code}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return modules & set(done.stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    assert loaded_by("import pipeline", {"spacy", "pandas", "numpy", "pyarrow"}) == set()


def test_natasha_and_pymorphy2_are_never_loaded():
    assert loaded_by(f"import pipeline; pipeline.extract({TEXT!r})", {"natasha", "pymorphy2", "yargy"}) == set()
