"""Which claims stay where several rules claim the same words or the same cue."""

from __future__ import annotations

from bisect import bisect_right, insort

from pipeline.stages.quotes.claims import Claim
from pipeline.stages.quotes.reading import Reading

_BY_COLON = frozenset({"author_quote", "about_this", "block"})


def _two_by_one_cue(claim: Claim, earlier: Claim | None) -> bool:
    """One cue makes two quotes only where one of them follows a colon or points back."""
    return earlier is None or (earlier.rule in _BY_COLON and claim.rule in ("cue_that", "colon_paraphrase", "by_words"))


def select(reading: Reading, claims: list[Claim]) -> list[Claim]:
    """The claims to keep, in the order of the text: one a cue, one a stretch of words, none inside direct speech."""
    kept: list[Claim] = []
    cues: dict[int, Claim] = {}
    spans: set[tuple[tuple[int, int], ...]] = set()
    spoken: list[tuple[int, int]] = []
    attributed: list[int] = []
    for claim in claims:
        if not claim.parts or tuple(claim.parts) in spans or reading.is_silent(claim.start):
            continue
        if _inside(spoken, claim.start) or _swallows(claim, spoken) or _retells(claim, attributed):
            continue
        if claim.cue is not None and not _two_by_one_cue(claim, cues.get(claim.cue.first)):
            continue
        spans.add(tuple(claim.parts))
        if claim.cue is not None:
            cues[claim.cue.first] = claim
        if claim.kind == "direct" and claim.cue is not None and claim.parts[0][0] < claim.at:
            insort(attributed, claim.at)
        if claim.kind == "direct":
            for part in claim.parts:
                insort(spoken, part)
        kept.append(claim)
    return sorted(kept, key=lambda c: (c.start, c.end))


def _retells(claim: Claim, attributed: list[int]) -> bool:
    """Whether an insertion is about direct speech with its author's words: «…», — сказал X, передаёт агентство."""
    if claim.rule not in ("author_inserted", "unmarked_author"):
        return False
    place = bisect_right(attributed, claim.start)
    return place < len(attributed) and attributed[place] < claim.end


def _inside(spoken: list[tuple[int, int]], offset: int) -> bool:
    """Whether an offset lies in direct speech that was found already."""
    place = bisect_right(spoken, offset, key=lambda part: part[0])
    return any(offset < end for _, end in spoken[max(0, place - 3) : place])


def _swallows(claim: Claim, spoken: list[tuple[int, int]]) -> bool:
    """Whether a turn or block without marks holds direct speech that has an attribution of its own."""
    if claim.rule not in ("transcript", "dash_block"):
        return False
    place = bisect_right(spoken, claim.start, key=lambda part: part[0])
    return any(claim.start <= start < claim.end for start, _ in spoken[max(0, place - 1) : place + 1])
