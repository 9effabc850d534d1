"""Quotes: found by token overlap and exactly, and whose they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.evaluation.matching import (
    BAG_THRESHOLD,
    bag_f1,
    overlap,
    same_person,
    token_numbers,
    tokens_of,
    trim_quote,
)
from pipeline.evaluation.records import GoldQuote, GoldRelease, GoldSpeaker, Span
from pipeline.evaluation.tally import Miss, Tally
from pipeline.records import Quote, Release

FOUND, EXACT, SPEAKER, KIND, BOTH = (
    "quotes IoU",
    "quotes exact",
    "quotes speaker",
    "quotes kind",
    "quotes +speaker",
)
IOU_THRESHOLD = 0.5
INSIDE_THRESHOLD = 0.8
SAME_SPEAKER_BONUS = 1e-4


@dataclass(frozen=True, slots=True)
class _Content:
    """What a quote covers, for comparing: trimmed spans, numbers of tokens, the naming of its speaker."""

    spans: tuple[Span, ...]
    tokens: frozenset[int]
    speaker: Span | None


def score_quotes(gold: GoldRelease, release: Release, tally: Tally) -> None:
    """Count the quotes of one release; rows in the region of an optional gold quote are not counted."""
    tokens = tokens_of(gold.text)
    wanted = [quote for quote in gold.quotes if not quote.optional]
    targets = [_gold_content(gold, quote, tokens) for quote in wanted]
    optional = [_gold_content(gold, quote, tokens) for quote in gold.quotes if quote.optional]
    candidates = [(quote, _content(gold, quote, tokens)) for quote in release.quotes]
    candidates = [(quote, content) for quote, content in candidates if content.tokens]
    contents = [content for _, content in candidates]

    found = _align(targets, contents, _likeness, IOU_THRESHOLD)
    skipped = {n for n, row in enumerate(contents) if n not in found.values() and _in_any(row, optional)}
    exact = _align(targets, contents, lambda a, b: float(a.spans == b.spans), 1.0)
    predicted = len(contents) - len(skipped)
    tally.rate(FOUND, right=len(found), predicted=predicted, expected=len(wanted))
    n_exact_rows = len(set(exact.values()) | (set(range(len(contents))) - skipped))
    tally.rate(EXACT, right=len(exact), predicted=n_exact_rows, expected=len(wanted))
    right = 0
    for number, quote in enumerate(wanted):
        if number in found:
            right += _score_speaker(gold, quote, candidates[found[number]][0], tally)
        else:
            tally.misses.append(Miss(FOUND, "missed", gold.id, _start(gold, quote.parts[0])))
    tally.rate(BOTH, right=right, predicted=predicted, expected=len(wanted))
    for number, row in enumerate(contents):
        if number not in found.values() and number not in skipped:
            tally.misses.append(Miss(FOUND, "spurious", gold.id, _start(gold, row.spans[0])))


def _score_speaker(gold: GoldRelease, wanted: GoldQuote, row: Quote, tally: Tally) -> int:
    right = _same_speaker(gold, wanted.speaker, row)
    tally.share(SPEAKER, right=int(right))
    tally.share(KIND, right=int(row.kind == wanted.kind))
    if not right:
        words = _start(gold, wanted.parts[0])
        tally.misses.append(Miss(SPEAKER, "wrong", gold.id, words, wanted.speaker.name or "-", row.speaker or "-"))
    return int(right)


def _same_speaker(gold: GoldRelease, wanted: GoldSpeaker, row: Quote) -> bool:
    """A person by name; an organisation by much of its name; a nameless source by its words or their place."""
    named = gold.words(wanted.span) if wanted.span else None
    names = [name for name in (wanted.name, *wanted.also) if name]
    if not wanted.name or wanted.form == "anonymous" or wanted.kind not in ("PER", "ORG"):
        if not row.speaker:
            return _same_place(wanted.span, _speaker_span(row))
        described = f"{wanted.role} {wanted.organisation or ''}" if wanted.role else None
        return _agrees(row.speaker, [wanted.role, described, *names, named])
    if wanted.kind == "PER":
        return any(same_person(row.speaker, name) for name in names)
    return _agrees(row.speaker, [*names, wanted.organisation, named])


def _agrees(name: str | None, descriptions: Sequence[str | None]) -> bool:
    return any(bag_f1(name, description) >= BAG_THRESHOLD for description in descriptions)


def _same_place(wanted: Span | None, found: Span | None) -> bool:
    return found is None if wanted is None else overlap(wanted, found)


def _speaker_span(quote: Quote) -> Span | None:
    first = quote.speakers[0] if quote.speakers else None
    if first is None or first.start_char is None or first.end_char is None:
        return None
    return Span(first.start_char, first.end_char)


def _gold_content(gold: GoldRelease, quote: GoldQuote, tokens: Sequence[Span]) -> _Content:
    return _make_content(gold.text, quote.parts, quote.speaker.span, tokens)


def _content(gold: GoldRelease, quote: Quote, tokens: Sequence[Span]) -> _Content:
    parts = [Span(part.start_char, part.end_char) for part in quote.parts]
    return _make_content(gold.text, parts, _speaker_span(quote), tokens)


def _make_content(text: str, parts: Sequence[Span], speaker: Span | None, tokens: Sequence[Span]) -> _Content:
    trimmed = sorted(trim_quote(text, part) for part in parts)
    spans = tuple(span for span in trimmed if span.start_char < span.end_char)
    return _Content(spans, token_numbers(tokens, spans), speaker)


def _iou(first: _Content, second: _Content) -> float:
    union = len(first.tokens | second.tokens)
    return len(first.tokens & second.tokens) / union if union else 0.0


def _likeness(first: _Content, second: _Content) -> float:
    """Shared tokens; of two quotes of the same words the one with the same speaker is nearer."""
    shared = _iou(first, second)
    return shared + SAME_SPEAKER_BONUS * overlap(first.speaker, second.speaker) if shared else 0.0


def _align(
    targets: Sequence[_Content], rows: Sequence[_Content], likeness: Callable[[_Content, _Content], float], least: float
) -> dict[int, int]:
    """Row of each target that has one: pairs one to one, the likest first, then in the order of the text."""
    scored = sorted((-likeness(target, row), n, m) for n, target in enumerate(targets) for m, row in enumerate(rows))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for negative, target, row in scored:
        if -negative >= least and target not in pairs and row not in taken:
            pairs[target] = row
            taken.add(row)
    return pairs


def _in_any(row: _Content, regions: Sequence[_Content]) -> bool:
    return any(_lies_in(row, region) for region in regions)


def _lies_in(row: _Content, region: _Content) -> bool:
    shared = len(row.tokens & region.tokens)
    return bool(shared) and (_iou(row, region) >= IOU_THRESHOLD or shared >= INSIDE_THRESHOLD * len(row.tokens))


def _start(gold: GoldRelease, span: Span) -> str:
    return gold.words(Span(span.start_char, min(span.end_char, span.start_char + 80)))
