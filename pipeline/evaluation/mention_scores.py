"""Mentions: exact spans, and the normal forms and values of those that were found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.evaluation.matching import fold, overlap, trim, trim_date
from pipeline.evaluation.records import Days, GoldMention, GoldRelease, Span
from pipeline.evaluation.tally import Miss, Tally
from pipeline.records import ENTITY_LABELS, LABELS, Mention, Release

UNSCORED_DATE_KINDS = ("duration", "set", "vague")
UNTIL = re.compile(r"(?:\bдо|\bпо|не позднее|не позже)\s+(?:конца\s+|начала\s+|середины\s+)?$", re.IGNORECASE)
SINCE = re.compile(r"(?:\b[сc]|начиная с|не ранее)\s+(?:начала\s+|конца\s+|середины\s+)?$", re.IGNORECASE)
LOOK_BACK = 40

Key = tuple[str, Span]


def score_mentions(gold: GoldRelease, release: Release, tally: Tally) -> None:
    """Count the mentions of one release.

    A date is right where a wider mention of kind `time` holds it («18:00 3 апреля»); durations, repetitions and vague
    times are not annotated and not counted. A row that touches an optional gold mention is neither right nor wrong.
    """
    text = gold.text
    rows: dict[Key, Mention] = {}
    hours: list[Mention] = []
    for mention in release.mentions:
        span = Span(mention.start_char, mention.end_char)
        kind = mention.date.kind if mention.date else "date"
        if kind in UNSCORED_DATE_KINDS or any(overlap(span, unscored) for unscored in gold.unscored):
            continue
        if kind == "time":
            hours.append(mention)
        else:
            rows[_key(text, mention.label, span)] = mention
    for label in LABELS:
        tally.rate(f"{label} exact")
    for wanted in gold.mentions:
        if not wanted.optional:
            _score_one(gold, wanted, _find(text, wanted, rows, hours), tally)
    optional = [mention.span for mention in gold.mentions if mention.optional]
    for label, span in rows:
        if not any(overlap(span, other) for other in optional):
            tally.rate(f"{label} exact", predicted=1)
            tally.misses.append(Miss(f"{label} exact", "spurious", gold.id, gold.words(span)))


def _key(text: str, label: str, span: Span) -> Key:
    return label, trim_date(text, span) if label == "DATE" else trim(text, span)


def _find(text: str, wanted: GoldMention, rows: dict[Key, Mention], hours: list[Mention]) -> Mention | None:
    """Take the row for a gold mention out of those that are left."""
    for key in _right_keys(text, wanted):
        if key in rows:
            return rows.pop(key)
    if wanted.label == "DATE":
        for hour in hours:
            if hour.start_char <= wanted.start_char and wanted.end_char <= hour.end_char:
                hours.remove(hour)
                return hour
    return None


def _right_keys(text: str, wanted: GoldMention) -> Iterator[Key]:
    for label in (wanted.label, wanted.other_label):
        for span in wanted.spans if label else ():
            yield label or "", _key(text, wanted.label, span)[1]


def _score_one(gold: GoldRelease, wanted: GoldMention, row: Mention | None, tally: Tally) -> None:
    exact = f"{wanted.label} exact"
    tally.rate(exact, right=int(row is not None), predicted=int(row is not None), expected=1)
    words = gold.words(wanted.span)
    if row is None:
        tally.misses.append(Miss(exact, "missed", gold.id, words))
        return
    judged = _judge(gold.text, wanted, row)
    if judged is None:
        return
    right, expected, got = judged
    figure = f"{wanted.label} {'norm' if wanted.label in ENTITY_LABELS else 'value'}"
    tally.share(figure, right=int(right))
    if not right:
        tally.misses.append(Miss(figure, "wrong", gold.id, words, expected, got))


def _judge(text: str, wanted: GoldMention, row: Mention) -> tuple[bool, str, str] | None:
    """Whether the normal form or value is right, what it should be, what it is; None where the gold has none."""
    if wanted.label in ENTITY_LABELS:
        names = {fold(name) for name in wanted.norms}
        return (fold(row.norm) in names, " or ".join(wanted.norms), row.norm or "-") if names else None
    if wanted.label == "DATE":
        days = _right_days(text, wanted)
        found = _days(row)
        return (found in days, _show(days[0]), _show(found)) if days else None
    percents = {(p.low, p.high, p.comparator, p.unit) for p in wanted.percents}
    value = row.percent
    got = (value.low, value.high, value.comparator, value.unit) if value else None
    return (got in percents, str(sorted(percents)), str(got)) if percents else None


def _days(row: Mention) -> Days:
    value = row.date
    return (
        Days((value.start_date or "")[:10] or None, (value.end_date or "")[:10] or None) if value else Days(None, None)
    )


def _right_days(text: str, wanted: GoldMention) -> list[Days]:
    """The days of the gold, and the open range where the words before it say since or until."""
    days = list(wanted.dates)
    if days:
        before = text[max(0, wanted.start_char - LOOK_BACK) : wanted.start_char]
        if SINCE.search(before):
            days.append(Days(days[0].start, None))
        if UNTIL.search(before):
            days.append(Days(None, days[0].stop))
    return days


def _show(days: Days) -> str:
    return f"{days.start or ''}..{days.stop or ''}"
