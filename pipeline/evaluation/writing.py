"""Writing an annotated release back into the notation."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from pipeline.errors import GoldError
from pipeline.evaluation.markup import escape, write_attributes
from pipeline.evaluation.markup import field as attribute
from pipeline.evaluation.records import GoldMention, GoldPosition, GoldQuote, GoldRelease, GoldSpeaker, Span
from pipeline.evaluation.values import write_days, write_percent
from pipeline.records import ENTITY_LABELS

RULE = "-----"
TEXT_SIGNS = "\\[]{}"
PREFIXES = {"PER": "p", "ORG": "o", "LOC": "l", "DATE": "d", "PERCENT": "n"}


@dataclass(slots=True)
class _Marks:
    """The ids given so far; one span has one id a prefix."""

    release: GoldRelease
    ids: dict[tuple[str, Span], str] = field(default_factory=dict)
    mention_ids: dict[int, str] = field(default_factory=dict)
    spans: list[tuple[Span, str]] = field(default_factory=list)

    def mark(self, prefix: str, span: Span) -> str:
        """The id of a span, given when first asked for."""
        if (prefix, span) not in self.ids:
            number = 1 + sum(known == prefix for known, _ in self.ids)
            self.ids[prefix, span] = f"{prefix}{number}"
            self.spans.append((span, self.ids[prefix, span]))
        return self.ids[prefix, span]

    def mark_speaker(self, span: Span) -> tuple[str, GoldMention | None]:
        """The id of the mention that covers exactly this span, else of plain words."""
        for index, mention in enumerate(self.release.mentions):
            if mention.span == span and mention.label in ENTITY_LABELS:
                prefix = PREFIXES[mention.label]
                number = 1 + sum(known.startswith(prefix) for known in self.mention_ids.values())
                return self.mention_ids.setdefault(index, f"{prefix}{number}"), mention
        return self.mark("s", span), None


def write_notation(release: GoldRelease) -> str:
    """The release in the notation; raises GoldError where its spans cross, which the notation can't say."""
    marks = _Marks(release)
    position_ids, position_lines = _positions(marks)
    quote_lines = [_quote(marks, number, quote, position_ids) for number, quote in enumerate(release.quotes, start=1)]
    header = [f"id: {release.id}"] + ([f"published: {release.published}"] if release.published else [])
    lines = [*header, RULE, _guard_rules(_text(marks)), RULE, *position_lines, *quote_lines]
    return "\n".join(lines) + "\n"


def _guard_rules(text: str) -> str:
    return "\n".join("\\" + line if line == RULE else line for line in text.split("\n"))


def _positions(marks: _Marks) -> tuple[dict[str, GoldPosition], list[str]]:
    """Lines of the posts; several posts at one stretch of text are t1, t1/2, t1/3."""
    by_id: dict[str, GoldPosition] = {}
    lines = []
    for position in marks.release.positions:
        identifier = None
        if position.span is not None:
            first = marks.mark("t", position.span)
            same = sum(known.partition("/")[0] == first for known in by_id)
            identifier = f"{first}/{same + 1}" if same else first
            by_id[identifier] = position
        fields = [
            *attribute("person", position.person),
            *attribute("title", position.title),
            *attribute("organisation", position.organisation),
            *attribute("status", position.status),
            *(["optional"] if position.optional else []),
        ]
        lines.append(write_attributes(f"position {identifier}" if identifier else "position", fields))
    return by_id, lines


def _quote(marks: _Marks, number: int, quote: GoldQuote, positions: dict[str, GoldPosition]) -> str:
    for part in quote.parts:
        marks.spans.append((part, f"q{number}"))
    cue = []
    if quote.cue is not None:
        cue = [*attribute("cue", marks.mark("c", quote.cue.span)), *attribute("lemma", quote.cue.lemma)]
    fields = [
        *attribute("kind", quote.kind),
        *attribute("form", quote.speaker.form),
        *_speaker(marks, quote.speaker, positions),
        *cue,
        *(["optional"] if quote.optional else []),
    ]
    return write_attributes(f"quote q{number}", fields)


def _speaker(marks: _Marks, speaker: GoldSpeaker, positions: dict[str, GoldPosition]) -> list[str]:
    fields, mention = [], None
    if speaker.span is not None:
        identifier, mention = marks.mark_speaker(speaker.span)
        fields = attribute("speaker", identifier)
    also = [item for name in speaker.also for item in attribute("also", name)]
    answer = (speaker.name, speaker.role, speaker.organisation)
    if speaker.kind == "PER" and speaker.role:
        for identifier, post in positions.items():
            if (post.person, post.title, post.organisation) == answer:
                return [*fields, *attribute("post", identifier), *also]
    implied = (mention.norms[0] if mention.norms else None, mention.label) if mention else (None, None)
    return [
        *fields,
        *(attribute("name", speaker.name or "") if speaker.name != implied[0] else []),
        *(attribute("speaker_kind", speaker.kind or "") if speaker.kind != implied[1] else []),
        *attribute("role", speaker.role),
        *attribute("organisation", speaker.organisation),
        *also,
    ]


def _text(marks: _Marks) -> str:
    """The text with its marks; marks that end at one place close from the inside out."""
    release = marks.release
    labelled = [(m.span, _mention(release, m, marks.mention_ids.get(i))) for i, m in enumerate(release.mentions)]
    todo = sorted([*labelled, *marks.spans], key=lambda mark: (mark[0].start_char, -mark[0].end_char))
    starts = {start: list(group) for start, group in groupby(todo, key=lambda mark: mark[0].start_char)}
    sections = {
        section.start_char: _section_mark(release, section.start_char, section.kind) for section in release.sections
    }
    places = sorted({0, len(release.text), *starts, *(span.end_char for span, _ in todo), *sections})
    open_marks: list[tuple[Span, str]] = []
    written: list[str] = []
    for place, following in zip(places, [*places[1:], len(release.text)], strict=True):
        while open_marks and open_marks[-1][0].end_char == place:
            written.append(f"]{{{open_marks.pop()[1]}}}")
        written.append(sections.get(place, ""))
        for span, content in starts.get(place, []):
            if open_marks and span.end_char > open_marks[-1][0].end_char:
                raise GoldError(f"{release.id}: {release.words(span)!r} crosses {release.words(open_marks[-1][0])!r}")
            open_marks.append((span, content))
            written.append("[")
        written.append(escape(release.text[place:following], TEXT_SIGNS, keep="\n"))
    return "".join(written)


def _section_mark(release: GoldRelease, start: int, kind: str) -> str:
    unscored = any(span.start_char == start for span in release.unscored)
    return f"{{#{kind}; unscored}}" if unscored else f"{{#{kind}}}"


def _mention(release: GoldRelease, mention: GoldMention, identifier: str | None) -> str:
    head = f"{mention.label} {identifier}" if identifier else mention.label
    answers = [
        *mention.norms,
        *(write_days(days) for days in mention.dates),
        *(write_percent(percent) for percent in mention.percents),
    ]
    key = "norm" if mention.label in ENTITY_LABELS else "value"
    if mention.label in ENTITY_LABELS and not answers:
        answers = [""]
    if mention.norms == (release.words(mention.span),):
        answers = []
    fields = [
        *(item for answer in answers[:1] for item in attribute(key, answer)),
        *(item for answer in answers[1:] for item in attribute("or", answer)),
        *(item for span in mention.alternatives for item in attribute("alt", release.words(span))),
        *attribute("label", mention.other_label),
        *(["optional"] if mention.optional else []),
    ]
    return write_attributes(head, fields)
