"""What an annotator says about a release: the right answers that a run is scored against."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records import PercentValue, Section


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters of the release's text."""

    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a DATE covers, inclusive, as ISO days; None is open."""

    start: str | None
    stop: str | None


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A mention with everything that counts as right for it.

    The first of `norms`, `dates`, `percents` is the answer, the others are right too; so are the spans of
    `alternatives` and the label `other_label`. An optional mention is neither missed nor spurious.
    """

    start_char: int
    end_char: int
    label: str
    norms: tuple[str, ...] = ()
    dates: tuple[Days, ...] = ()
    percents: tuple[PercentValue, ...] = ()
    alternatives: tuple[Span, ...] = ()
    other_label: str | None = None
    optional: bool = False

    @property
    def span(self) -> Span:
        return Span(self.start_char, self.end_char)

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans that are right."""
        return (self.span, *self.alternatives)


@dataclass(frozen=True, slots=True)
class GoldPosition:
    """A post of a person; `span` is where the text states it, `status` is empty where it was not judged."""

    person: str
    title: str
    organisation: str | None = None
    span: Span | None = None
    status: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldCue:
    """The words that report a quote, and their lemma."""

    span: Span
    lemma: str


@dataclass(frozen=True, slots=True)
class GoldSpeaker:
    """Who says a quote: `span` is the naming beside the cue, `kind` PER, ORG, GROUP or None for nobody named.

    `also` are further equal speakers; any of them is right.
    """

    form: str
    span: Span | None = None
    name: str | None = None
    kind: str | None = None
    role: str | None = None
    organisation: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """A quote: its parts without quotation marks, its cue, its speaker."""

    kind: str
    parts: tuple[Span, ...]
    speaker: GoldSpeaker
    cue: GoldCue | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldRelease:
    """One annotated release. Nothing is scored inside `unscored`; empty `sections` are not scored at all."""

    id: str
    text: str
    published: str | None = None
    mentions: tuple[GoldMention, ...] = ()
    positions: tuple[GoldPosition, ...] = ()
    quotes: tuple[GoldQuote, ...] = ()
    sections: tuple[Section, ...] = ()
    unscored: tuple[Span, ...] = ()

    def words(self, span: Span) -> str:
        """The words that a span covers."""
        return self.text[span.start_char : span.end_char]
