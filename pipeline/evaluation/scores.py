"""Scoring a run: `evaluate` compares releases with gold, `render` and `render_misses` show the outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.errors import GoldError
from pipeline.evaluation.mention_scores import score_mentions
from pipeline.evaluation.position_scores import PAIR, TRIPLE, score_positions
from pipeline.evaluation.quote_scores import BOTH, EXACT, FOUND, KIND, SPEAKER, score_quotes
from pipeline.evaluation.records import GoldRelease
from pipeline.evaluation.section_scores import CHARACTERS, SPANS, score_sections
from pipeline.evaluation.tally import Figure, Miss, Rate, Scores, Tally
from pipeline.messages import counted
from pipeline.records import ENTITY_LABELS, LABELS, SECTION_KINDS, Release

ORDER = (
    *(f"{label} exact" for label in LABELS),
    *(f"{label} norm" for label in ENTITY_LABELS),
    "DATE value",
    "PERCENT value",
    PAIR,
    TRIPLE,
    FOUND,
    EXACT,
    SPEAKER,
    KIND,
    BOTH,
    CHARACTERS,
    SPANS,
    *(f"sections {kind}" for kind in SECTION_KINDS),
)


def evaluate(gold: Iterable[GoldRelease], releases: Iterable[Release]) -> Scores:
    """Score releases against the gold release of the same id; releases without gold are left out.

    Raises GoldError where a gold release was not run or its text is not the text that was run.
    """
    found = {release.release_id: release for release in releases}
    tally = Tally()
    count = 0
    for wanted in gold:
        release = found.get(wanted.id)
        if release is None:
            raise GoldError(f"{wanted.id}: the run has no release with this id")
        if release.text != wanted.text:
            raise GoldError(f"{wanted.id}: the run's text is not the annotated text")
        score_mentions(wanted, release, tally)
        score_positions(wanted, release, tally)
        score_quotes(wanted, release, tally)
        score_sections(wanted, release, tally)
        count += 1
    return tally.scores(ORDER, count)


def render(scores: Scores) -> str:
    """A table of the figures for the terminal: shares have no precision and recall."""
    lines = [counted(scores.n_releases, "release"), f"{'figure':26}{'P':>7}{'R':>7}{'F1':>7}{'gold':>8}{'found':>8}"]
    lines += [_line(name, figure) for name, figure in scores.figures.items() if not _is_empty(figure)]
    return "\n".join(lines)


def _line(name: str, figure: Figure) -> str:
    if isinstance(figure, Rate):
        rates = "".join(f"{100 * value:7.1f}" for value in (figure.precision, figure.recall, figure.f1))
        return f"{name:26}{rates}{figure.expected:8}{figure.predicted:8}"
    return f"{name:26}{'':14}{100 * figure.value:6.1f}%{figure.total:8}"


def _is_empty(figure: Figure) -> bool:
    return (figure.expected + figure.predicted if isinstance(figure, Rate) else figure.total) == 0


def errors(scores: Scores, figure: str | None = None) -> Iterator[Miss]:
    """What is wrong, in the order of the figures; of one figure if it is named."""
    places = {name: place for place, name in enumerate(scores.figures)}
    for miss in sorted(scores.misses, key=lambda miss: places[miss.figure]):
        if figure is None or miss.figure == figure:
            yield miss


def render_errors(scores: Scores, limit: int) -> str:
    """The first `limit` errors of each figure, a line each."""
    shown: dict[str, int] = {}
    lines = []
    for miss in errors(scores):
        shown[miss.figure] = shown.get(miss.figure, 0) + 1
        if shown[miss.figure] <= limit:
            lines.append(_error_line(miss))
    return "\n".join(lines)


def _error_line(miss: Miss) -> str:
    line = f"{miss.figure} {miss.verdict} | {miss.release_id} | {' '.join(miss.words.split())}"
    if miss.expected or miss.got:
        line += f" | gold {miss.expected or '-'} | got {miss.got or '-'}"
    return line
