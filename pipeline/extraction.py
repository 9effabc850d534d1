"""From texts to releases: what goes into the Language and what comes out of it."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Unpack

from spacy.language import Language
from spacy.tokens import Doc

from pipeline import document
from pipeline.corrections import Corrections
from pipeline.identity import Identifier
from pipeline.language import has_own_stages_alone, load, through_stages
from pipeline.publication import DEFAULT, known_publication, read_published
from pipeline.records import (
    Issuer,
    LocalEntity,
    Mention,
    Note,
    Position,
    Publication,
    Quote,
    Record,
    Release,
    Section,
    Sentence,
)
from pipeline.redaction import Redactor
from pipeline.settings import Options, Settings
from pipeline.stages.tokens.lexemes import with_words_kept
from pipeline.token_table import TokenTable, doc_text, leave_unseen, sentence_words, token_table

BATCH_CHARACTERS = 1_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")


def default_language() -> Language:
    """The Language of all stages, loaded once a process."""
    return language_of(Settings())


def language_of(settings: Settings) -> Language:
    """The Language that some settings call for; the last ones are kept."""
    return _language(settings.exclude, Corrections(settings.corrections.of("name", "alias")))


def load_for(settings: Settings) -> Language:
    """A Language of one's own that some settings call for."""
    return load(exclude=settings.exclude, corrections=settings.corrections)


@lru_cache(maxsize=2)
def _language(exclude: tuple[str, ...], corrections: Corrections) -> Language:
    return load(exclude=exclude, corrections=corrections)


def to_record(item: str | Mapping[str, object] | Record) -> Record:
    """A text, a mapping with the fields of an input record, or a record, as a record with a text fit for a Doc."""
    if isinstance(item, str):
        record = Record(text=item)
    else:
        record = item if isinstance(item, Record) else Record.from_mapping(item)
    text, replaced = _SURROGATE.subn("\ufffd", record.text)
    if not replaced:
        return record
    message = f"{replaced} lone surrogates were replaced by U+FFFD"
    return replace(record, text=text, notes=(*record.notes, Note("source", "lone_surrogate", message)))


def extract(
    text: str | Mapping[str, object] | Record,
    published: object = None,
    *,
    force_published: object = None,
    nlp: Language | None = None,
    keep_doc: bool = True,
    settings: Settings | None = None,
    **options: Unpack[Options],
) -> Release:
    """Everything that one release holds.

    text: the release, or a record or mapping with `text` and, where present, `id`, `title`, `published`, `url`.
    published: the day of publication (`2025-09-23`, `2025-09`, a date) where the release carries none.
    force_published: the same, whatever the release carries.
    nlp: the Language to use; the one that the settings call for by default.
    settings: made by `pipeline.Settings.of`, or single ones by name: `exclude` (stages to leave out), `labels` (those
    to have), `corrections` (CSV files), `drop_contacts`. Leaving out masks `text`; a kept `doc` holds it as received.
    Raises SettingsError for a date that can't be read and other wrong settings; nothing in the text raises.
    """
    chosen = Settings.of(settings, published=published, force_published=force_published, **options)
    return next(extract_many([text], keep_docs=keep_doc, nlp=nlp, settings=chosen))


def extract_many(
    texts: Iterable[str | Mapping[str, object] | Record],
    batch_size: int = 64,
    keep_docs: bool = False,
    *,
    published: object = None,
    force_published: object = None,
    nlp: Language | None = None,
    settings: Settings | None = None,
    **options: Unpack[Options],
) -> Iterator[Release]:
    """Releases in the order of the texts, worked on in batches; arguments as in `extract`.

    batch_size: how many texts to work on at once (a batch holds a million characters at most, or one text).
    keep_docs: whether a release keeps its spaCy Doc; memory grows with each one kept.
    """
    chosen = Settings.of(settings, published=published, force_published=force_published, **options)
    return _extract(map(Identifier(), map(to_record, texts)), batch_size, keep_docs, chosen, nlp)


def _extract(
    records: Iterator[Record],
    batch_size: int,
    keep_docs: bool,
    settings: Settings,
    nlp: Language | None,
) -> Iterator[Release]:
    language, redactor = nlp or language_of(settings), Redactor(settings)
    for batch in _batches(records, batch_size):
        unseen = not keep_docs and has_own_stages_alone(language)
        made = (_make_doc(language, record, settings, unseen) for record in batch)
        with _uncollected():
            docs = list(with_words_kept(language.vocab, made))
            with nullcontext() if keep_docs else language.memory_zone():
                docs += made
                done = [
                    redactor(release_of(doc, record, keep_docs))
                    for doc, record in zip(through_stages(language, docs), batch, strict=True)
                ]
            docs.clear()  # before the collector comes back and walks through them
        yield from done


@contextmanager
def _uncollected() -> Iterator[None]:
    """A batch makes millions of small objects and no cycles worth looking for: the collector waits till it is done."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _batches(records: Iterator[Record], batch_size: int) -> Iterator[list[Record]]:
    while batch := list(islice(records, 1)):
        characters = len(batch[0].text)
        while len(batch) < batch_size and characters < BATCH_CHARACTERS and (more := list(islice(records, 1))):
            batch += more
            characters += len(more[0].text)
        yield batch


def _make_doc(nlp: Language, record: Record, settings: Settings, unseen: bool) -> Doc:
    doc = nlp.make_doc(record.text)
    if unseen:
        leave_unseen(doc)
    published = known_publication(record.published, settings.published, settings.force_published)
    document.put(doc, Publication, [published])
    document.note(doc, *record.notes)
    if record.published and read_published(record.published) is None:
        message = f"{record.published!r} in the field of publication is no date"
        document.note(doc, Note("source", "bad_published", message))
    return doc


def release_of(doc: Doc, record: Record, keep_doc: bool = False) -> Release:
    """The findings on a Doc and the fields of its record as one release."""
    publication, table = document.publication(doc), token_table(doc)
    if publication.source == DEFAULT:
        publication = replace(publication, source="argument")
    return Release(
        release_id=record.id or "",
        text=doc_text(doc),
        source=record.source,
        record=record.record,
        url=record.url,
        title=record.title,
        publication=publication,
        n_tokens=len(table.words),
        sections=document.get(doc, Section),
        sentences=tuple(_sentences(table, document.get(doc, Section))),
        mentions=document.get(doc, Mention),
        entities=document.get(doc, LocalEntity),
        positions=document.get(doc, Position),
        quotes=document.get(doc, Quote),
        issuer=next(iter(document.get(doc, Issuer)), None),
        notes=document.get(doc, Note),
        kept_doc=doc if keep_doc else None,
    )


def _sentences(table: TokenTable, sections: Sequence[Section]) -> Iterator[Sentence]:
    """Sentences, each with the index of the section it starts in, without white space around them."""
    place = 0
    for words in sentence_words(table):
        start, end = table.starts[words[0]], table.ends[words[-1]]
        while place + 1 < len(sections) and sections[place + 1].start_char <= start:
            place += 1
        yield Sentence(place, start, end)
