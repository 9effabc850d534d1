"""Sections: every visible character by its kind, and whole stretches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.evaluation.matching import SPACES
from pipeline.evaluation.records import GoldRelease, Span
from pipeline.evaluation.tally import Miss, Tally
from pipeline.records import SECTION_KINDS, Release, Section

CHARACTERS, SPANS = "sections characters", "sections spans"


def score_sections(gold: GoldRelease, release: Release, tally: Tally) -> None:
    """Count the sections of one release, white space aside; nothing where the gold has none."""
    if not gold.sections:
        return
    wanted, found = _kinds(gold.text, gold.sections), _kinds(gold.text, release.sections)
    places = [place for place, char in enumerate(gold.text) if not char.isspace()]
    expected = Counter(wanted[place] for place in places)
    predicted = Counter(found[place] for place in places)
    right = Counter(wanted[place] for place in places if wanted[place] == found[place])
    tally.share(CHARACTERS, right=right.total(), total=len(places))
    for kind in SECTION_KINDS:
        tally.rate(f"sections {kind}", right=right[kind], predicted=predicted[kind], expected=expected[kind])
    _score_spans(gold, release, tally)


def _kinds(text: str, sections: Iterable[Section]) -> list[str]:
    kinds = [""] * len(text)
    for section in sections:
        kinds[section.start_char : section.end_char] = [section.kind] * (section.end_char - section.start_char)
    return kinds


def _score_spans(gold: GoldRelease, release: Release, tally: Tally) -> None:
    wanted, found = _trimmed(gold.text, gold.sections), _trimmed(gold.text, release.sections)
    tally.rate(SPANS, right=len(wanted & found), predicted=len(found), expected=len(wanted))
    for kind, span in sorted(wanted - found):
        tally.misses.append(Miss(SPANS, "missed", gold.id, _short(gold.words(span)), kind))
    for kind, span in sorted(found - wanted):
        tally.misses.append(Miss(SPANS, "spurious", gold.id, _short(gold.words(span)), "-", kind))


def _trimmed(text: str, sections: Iterable[Section]) -> set[tuple[str, Span]]:
    spans = set()
    for section in sections:
        words = text[section.start_char : section.end_char]
        start = section.start_char + len(words) - len(words.lstrip())
        end = section.start_char + len(words.rstrip())
        if start < end:
            spans.add((section.kind, Span(start, end)))
    return spans


def _short(words: str) -> str:
    words = SPACES.sub(" ", words)
    return words if len(words) <= 80 else f"{words[:50]} … {words[-25:]}"
