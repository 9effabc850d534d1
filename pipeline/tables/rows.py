"""The rows of a release, table by table.

Names of rows are the release's id, a colon, a letter and a number from 1: `r7:m1` a mention, `r7:e1` an entity,
`r7:p1` a position, `r7:q1` a quote. The part after the last colon holds none, so names are unique whenever the ids of
releases are, whatever stands in these.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from pipeline.records import (
    DateValue,
    Mention,
    Note,
    Position,
    Quote,
    QuotePart,
    QuoteSpeaker,
    Release,
    Section,
    Sentence,
)
from pipeline.schema import BY_NAME, RELEASE_TABLES

Row = dict[str, Any]


def rows(release: Release) -> dict[str, list[Row]]:
    """All rows of a release by table; `entity_id` and `duplicate_of` are left to the end of a run."""
    found = {
        "releases": [_release(release)],
        "sections": [_section(release, n, section) for n, section in enumerate(release.sections)],
        "sentences": [_sentence(release, n, sentence) for n, sentence in enumerate(release.sentences)],
        "mentions": list(_mentions(release)),
        "local_entities": list(_local_entities(release)),
        "dates": list(_dates(release)),
        "percents": list(_percents(release)),
        "positions": [_position(release, n, position) for n, position in enumerate(release.positions)],
        "quotes": [_quote(release, n, quote) for n, quote in enumerate(release.quotes)],
        "quote_parts": [
            _part(release, _id(release, "q", q), n, part)
            for q, quote in enumerate(release.quotes)
            for n, part in enumerate(quote.parts)
        ],
        "quote_speakers": [
            _speaker(release, _id(release, "q", q), n, speaker)
            for q, quote in enumerate(release.quotes)
            for n, speaker in enumerate(quote.speakers)
        ],
        "notes": [_note(release, note) for note in release.notes],
    }
    return {name: [_checked(name, row) for row in found[name]] for name in RELEASE_TABLES}


def unique_ids(releases: Iterable[Release]) -> Iterator[Release]:
    """The releases; one whose id came before becomes `id~2` (`id~3`, …), with a note."""
    seen: set[str] = set()
    for release in releases:
        name, n = release.release_id, 1
        while name in seen:
            n += 1
            name = f"{release.release_id}~{n}"
        seen.add(name)
        yield release if n == 1 else _renamed(release, name)


def _renamed(release: Release, name: str) -> Release:
    message = f"another release has the id {release.release_id!r}: this one is {name!r}"
    return replace(release, release_id=name, notes=(*release.notes, Note("tables", "repeated_id", message)))


def to_day(value: str | None) -> date | None:
    """The day of an ISO date or datetime, None where there is none."""
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def _checked(table: str, row: Row) -> Row:
    """The row in column order, with null for what is absent: empty text, a number that is none."""
    return {
        column.name: _absent(row.get(column.name)) if column.nullable else row[column.name]
        for column in BY_NAME[table].columns
    }


def _absent(cell: Any) -> Any:
    if cell == "" or (isinstance(cell, float) and not math.isfinite(cell)):
        return None
    return cell


def _id(release: Release, letter: str, index: int) -> str:
    return f"{release.release_id}:{letter}{index + 1}"


def _ref(release: Release, letter: str, index: int | None) -> str | None:
    return None if index is None else _id(release, letter, index)


def _span(record: Section | Sentence | Mention | Position | Quote | QuotePart | QuoteSpeaker | Note) -> Row:
    return {"start_char": record.start_char, "end_char": record.end_char}


def _release(release: Release) -> Row:
    return {
        "release_id": release.release_id,
        "source": release.source,
        "record": release.record,
        "url": release.url,
        "title": release.title,
        "published": to_day(release.published),
        "published_value": release.publication.value,
        "published_from": release.publication.source,
        "text": release.text,
        "n_sentences": len(release.sentences),
        "n_tokens": release.n_tokens,
        "issuer": _ref(release, "e", release.issuer.entity if release.issuer else None),
    }


def _section(release: Release, n: int, section: Section) -> Row:
    return {"release_id": release.release_id, "section": n, "kind": section.kind, **_span(section)}


def _sentence(release: Release, n: int, sentence: Sentence) -> Row:
    words = release.words(sentence)
    return {
        "release_id": release.release_id,
        "sentence": n,
        "section": sentence.section,
        "text": words,
        **_span(sentence),
    }


def _mentions(release: Release) -> Iterator[Row]:
    starts = [sentence.start_char for sentence in release.sentences]
    for n, mention in enumerate(release.mentions):
        at = bisect_right(starts, mention.start_char) - 1
        inside = at >= 0 and mention.start_char < release.sentences[at].end_char
        yield {
            "mention_id": _id(release, "m", n),
            "release_id": release.release_id,
            "sentence": at if inside else None,
            "label": mention.label,
            **_span(mention),
            "text": release.words(mention),
            "nominative": mention.nominative,
            "norm": mention.norm,
            "local_id": _ref(release, "e", mention.entity),
            "parent_id": _ref(release, "m", mention.parent),
            "confidence": mention.confidence,
            "found_by": mention.found_by,
        }


def _local_entities(release: Release) -> Iterator[Row]:
    for n, entity in enumerate(release.entities):
        yield {
            "local_id": _id(release, "e", n),
            "release_id": release.release_id,
            "label": entity.label,
            "name": entity.name,
            "n_mentions": entity.n_mentions,
        }


def _dates(release: Release) -> Iterator[Row]:
    for n, mention in enumerate(release.mentions):
        if mention.date is not None:
            yield {"mention_id": _id(release, "m", n), "release_id": release.release_id, **_date(mention.date)}


def _date(value: DateValue) -> Row:
    return {
        "kind": value.kind,
        "value": value.value,
        "start_date": to_day(value.start_date),
        "end_date": to_day(value.end_date),
        "grain": value.grain,
        "mod": value.mod,
        "anchor_value": value.anchor_value,
        "anchor_from": value.anchor_from,
    }


def _percents(release: Release) -> Iterator[Row]:
    for n, mention in enumerate(release.mentions):
        value = mention.percent
        if value is None or not (math.isfinite(value.low) and math.isfinite(value.high)):
            continue
        yield {
            "mention_id": _id(release, "m", n),
            "release_id": release.release_id,
            "low": float(value.low),
            "high": float(value.high),
            "comparator": value.comparator,
            "unit": value.unit,
            "direction": value.direction,
            "measure": value.measure,
        }


def _position(release: Release, n: int, position: Position) -> Row:
    return {
        "position_id": _id(release, "p", n),
        "release_id": release.release_id,
        "person_local_id": _ref(release, "e", position.person_entity),
        "person": position.person,
        "title": position.title,
        "organisation_local_id": _ref(release, "e", position.organisation_entity),
        "organisation": position.organisation,
        "status": position.status,
        **_span(position),
        "text": release.words(position),
        "confidence": position.confidence,
        "found_by": position.found_by,
    }


def _quote(release: Release, n: int, quote: Quote) -> Row:
    first = quote.speakers[0] if quote.speakers else QuoteSpeaker(None, None, None, None)
    return {
        "quote_id": _id(release, "q", n),
        "release_id": release.release_id,
        "kind": quote.kind,
        "text": release.quote_text(quote),
        **_span(quote),
        "cue": quote.cue,
        "cue_start_char": quote.cue_start_char,
        "cue_end_char": quote.cue_end_char,
        "speaker_form": quote.speaker_form,
        "speaker_start_char": first.start_char,
        "speaker_end_char": first.end_char,
        "speaker": first.speaker,
        "speaker_local_id": _ref(release, "e", first.entity),
        "role": first.role,
        "organisation": first.organisation,
        "organisation_local_id": _ref(release, "e", quote.organisation_entity),
        "confidence": quote.confidence,
        "found_by": quote.found_by,
    }


def _part(release: Release, quote_id: str, n: int, part: QuotePart) -> Row:
    return {"quote_id": quote_id, "part": n, **_span(part), "text": release.words(part)}


def _speaker(release: Release, quote_id: str, n: int, speaker: QuoteSpeaker) -> Row:
    return {
        "quote_id": quote_id,
        "n": n,
        **_span(speaker),
        "speaker": speaker.speaker,
        "local_id": _ref(release, "e", speaker.entity),
        "role": speaker.role,
        "organisation": speaker.organisation,
    }


def _note(release: Release, note: Note) -> Row:
    return {
        "release_id": release.release_id,
        "stage": note.stage,
        "code": note.code,
        **_span(note),
        "message": note.message,
    }
