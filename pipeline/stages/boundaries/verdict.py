"""The names model's word on slovnet's spans and the rules': it reads both as hints and decides."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.morphology.tagged import TaggedText
from pipeline.neural.names_features import NameSpan
from pipeline.neural.names_model import NamesModel
from pipeline.neural.names_words import NameText
from pipeline.records import Mention
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.brackets import with_brackets
from pipeline.stages.boundaries.naming import naming
from pipeline.stages.boundaries.relabelling import relabelled
from pipeline.stages.boundaries.spans import Candidate, Ruled
from pipeline.stages.boundaries.trimming import trimmed
from pipeline.stages.boundaries.view import DASHES
from pipeline.stages.boundaries.works import outside
from pipeline.words import read_rows

RULE = "names.model"


def decide(
    model: NamesModel,
    texts: Sequence[NameText],
    tagged: Sequence[Sequence[NameSpan]],
    ruled: Sequence[Ruled],
) -> list[list[Mention]]:
    """The mentions of each text that stand; one that a rule gives too keeps the rule's name."""
    decided = model.tag(texts, tagged, [found.names for found in ruled])
    return [list(_mentions(*parts)) for parts in zip([held.text for held in texts], decided, ruled, strict=True)]


def mention_of(text: TaggedText, candidate: Candidate) -> Mention:
    """What a rule found as a mention."""
    known = lexicon.confidences().get((candidate.rule, candidate.label))
    return Mention(
        *text.chars(candidate.start, candidate.end), candidate.label, found_by=candidate.rule, confidence=known
    )


def _mentions(text: TaggedText, spans: Sequence[NameSpan], ruled: Ruled) -> Iterator[Mention]:
    by_rule = {candidate[:3]: candidate for candidate in ruled.names}
    believed = [trimmed(text, span) for span in outside(text, spans, ruled.works)]
    whole = _two_named(text, believed, ruled.names)
    for span in naming(text, relabelled(text, with_brackets(text, whole), ruled.names)):
        known = by_rule.get(span[:3])
        if known:
            yield mention_of(text, known)
        else:
            chars = text.chars(span.start, span.end)
            yield Mention(*chars, span.label, RULE, confidence=_confidence(span.score))


def _two_named(text: TaggedText, spans: Sequence[NameSpan], ruled: Sequence[Candidate]) -> list[NameSpan]:
    """Spans with a place of two names whole where the rules have it so («Кемеровской области — Кузбассе»)."""
    starts = [span.start for span in spans]
    wholes: dict[int, Candidate] = {}
    inside: set[int] = set()
    for whole in ruled:
        if whole.label == "LOC" and any(word.text in DASHES for word in text.words[whole.start : whole.end]):
            places = range(bisect_left(starts, whole.start), bisect_left(starts, whole.end))
            if len(places) > 1 and all(spans[at].label == "LOC" and spans[at].end <= whole.end for at in places):
                wholes[places[0]] = whole
                inside.update(places)
    return [
        NameSpan(*wholes[at][:3]) if at in wholes else span
        for at, span in enumerate(spans)
        if at in wholes or at not in inside
    ]


@cache
def _steps() -> tuple[tuple[float, float], ...]:
    rows = read_rows(__package__, "model_confidence.tsv")
    return tuple((float(row["score"]), float(row["right"])) for row in rows)


def _confidence(score: float) -> float:
    return next(right for floor, right in reversed(_steps()) if score >= floor)
