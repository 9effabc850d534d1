"""Posts: person with title, and with the organisation; each post counts once however often it is stated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from pipeline.evaluation.matching import bag_f1, fold, same_organisation, same_person
from pipeline.evaluation.records import GoldPosition, GoldRelease
from pipeline.evaluation.tally import Miss, Tally
from pipeline.records import Position, Release

PAIR, TRIPLE = "positions person+title", "positions +organisation"
TITLE_THRESHOLD = 0.7
Row = TypeVar("Row", GoldPosition, Position)


def score_positions(gold: GoldRelease, release: Release, tally: Tally) -> None:
    """Count the posts of one release; a post of a person whose gold post is optional is not counted."""
    rows = _once(release.positions, lambda row: (row.person, row.title, row.organisation))
    wanted = _once(gold.positions, lambda row: (row.person, row.title, row.organisation))
    for figure in (PAIR, TRIPLE):
        tally.rate(figure)
    for post in (post for post in wanted if not post.optional):
        row = next((row for row in rows if same_person(row.person, post.person) and _same_title(row, post)), None)
        right = row is not None and (not post.organisation or same_organisation(row.organisation, post.organisation))
        found = int(row is not None)
        tally.rate(PAIR, right=found, predicted=found, expected=1)
        tally.rate(TRIPLE, right=int(right), predicted=found, expected=1)
        if row is not None:
            rows.remove(row)
        if not right:
            _note(gold, post, row, tally)
    for post in (post for post in wanted if post.optional):
        row = next((row for row in rows if same_person(row.person, post.person)), None)
        if row is not None:
            rows.remove(row)
    for row in rows:
        tally.rate(PAIR, predicted=1)
        tally.rate(TRIPLE, predicted=1)
        tally.misses.append(Miss(PAIR, "spurious", gold.id, f"{row.person} | {row.title} | {row.organisation or '-'}"))


def _note(gold: GoldRelease, post: GoldPosition, row: Position | None, tally: Tally) -> None:
    words = f"{post.person} | {post.title} | {post.organisation or '-'}"
    if row is None:
        tally.misses.append(Miss(PAIR, "missed", gold.id, words))
    else:
        tally.misses.append(Miss(TRIPLE, "wrong", gold.id, words, post.organisation or "-", row.organisation or "-"))


def _once(rows: Iterable[Row], key: Callable[[Row], tuple[str | None, ...]]) -> list[Row]:
    kept: dict[tuple[str, ...], Row] = {}
    for row in rows:
        kept.setdefault(tuple(fold(part) for part in key(row)), row)
    return list(kept.values())


def _same_title(row: Position, post: GoldPosition) -> bool:
    """Titles agree with or without the organisation: the line between them can be drawn in two places."""
    ours = (row.title, f"{row.title} {row.organisation or ''}")
    theirs = (post.title, f"{post.title} {post.organisation or ''}")
    return max(bag_f1(mine, other) for mine in ours for other in theirs) >= TITLE_THRESHOLD
