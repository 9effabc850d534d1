"""Releases that a perfect run would give for annotated ones."""

from __future__ import annotations

from pipeline.evaluation.records import GoldMention, GoldQuote, GoldRelease, Span
from pipeline.records import (
    DateValue,
    Mention,
    PercentValue,
    Position,
    Publication,
    Quote,
    QuotePart,
    QuoteSpeaker,
    Release,
)


def perfect_release(gold: GoldRelease) -> Release:
    """The release that scores 1 in every figure."""
    return Release(
        release_id=gold.id,
        text=gold.text,
        publication=Publication(gold.published, "field"),
        sections=gold.sections,
        mentions=tuple(_mention(mention) for mention in gold.mentions),
        positions=tuple(
            Position(
                start_char=post.span.start_char if post.span else 0,
                end_char=post.span.end_char if post.span else 0,
                person=post.person,
                person_entity=None,
                title=post.title,
                organisation=post.organisation,
                organisation_entity=None,
                status=post.status or "current",
                found_by="gold",
            )
            for post in gold.positions
        ),
        quotes=tuple(_quote(quote) for quote in gold.quotes),
    )


def _mention(gold: GoldMention) -> Mention:
    date: DateValue | None = None
    percent: PercentValue | None = None
    if gold.label == "DATE" and gold.dates:
        first = gold.dates[0]
        date = DateValue("date", first.start, first.start, first.stop)
    if gold.label == "PERCENT" and gold.percents:
        percent = gold.percents[0]
    norm = gold.norms[0] if gold.norms else None
    return Mention(gold.start_char, gold.end_char, gold.label, "gold", norm=norm, date=date, percent=percent)


def _quote(gold: GoldQuote) -> Quote:
    speaker = gold.speaker
    start, end = _ends(speaker.span)
    cue_start, cue_end = _ends(gold.cue.span if gold.cue else None)
    name = speaker.name
    return Quote(
        kind=gold.kind,
        parts=tuple(QuotePart(part.start_char, part.end_char) for part in gold.parts),
        speakers=(QuoteSpeaker(start, end, name, None, speaker.role, speaker.organisation),),
        speaker_form=speaker.form,
        found_by="gold",
        cue=gold.cue.lemma if gold.cue else None,
        cue_start_char=cue_start,
        cue_end_char=cue_end,
    )


def _ends(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start_char, span.end_char) if span else (None, None)
