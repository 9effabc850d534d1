"""Reading the marked text: `[words]{LABEL id; key=value}`, `[words]{id}`, `{#section}`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.evaluation.markup import Attributes, Complain, read_attributes, read_escape
from pipeline.evaluation.records import GoldMention, Span
from pipeline.evaluation.values import read_days, read_percent
from pipeline.records import ENTITY_LABELS, LABELS, SECTION_KINDS, Section

PIECE = re.compile(r"[^\\\[\]{}]+|[\\\[\]{}]")
BRACES = re.compile(r"\{((?:[^\\{}]|\\.)*)\}", re.DOTALL)
MENTION_KEYS = {"norm", "value", "or", "alt", "label"}
Locate = Callable[[int], Complain]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text without its markup, and what the markup said."""

    text: str
    mentions: tuple[GoldMention, ...]
    sections: tuple[Section, ...]
    unscored: tuple[Span, ...]
    spans: dict[str, tuple[Span, ...]]
    mentions_by_id: dict[str, GoldMention]

    def all(self, identifier: str, complain: Complain) -> tuple[Span, ...]:
        """The spans marked with an id, in their order."""
        if identifier not in self.spans:
            raise complain(f"nothing in the text is marked {identifier}")
        return self.spans[identifier]

    def one(self, identifier: str, complain: Complain) -> Span:
        """The only span marked with an id."""
        spans = self.all(identifier, complain)
        if len(spans) > 1:
            raise complain(f"{identifier} marks {len(spans)} stretches of the text, here it must be one")
        return spans[0]

    def mention_of(self, identifier: str) -> GoldMention | None:
        """The mention with an id, None where the id marks plain words."""
        return self.mentions_by_id.get(identifier)


@dataclass(slots=True)
class _State:
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    open: list[tuple[int, Complain]] = field(default_factory=list)
    marks: list[tuple[Span, Attributes, Complain]] = field(default_factory=list)
    section_starts: list[tuple[int, str, bool]] = field(default_factory=list)

    def add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)


def read_marked_text(raw: str, locate: Locate) -> MarkedText:
    """Take the markup out of a text; offsets are those of the text that is left.

    `locate` makes a source of errors for a line of the raw text, counted from 0.
    """
    state = _State()
    at, line = 0, 0
    while at < len(raw):
        piece = PIECE.match(raw, at)
        assert piece is not None, "the two halves of PIECE match any character"
        following = _take(piece.group(), piece.end(), raw, state, locate(line))
        line += raw.count("\n", at, following)
        at = following
    if state.open:
        raise state.open[-1][1]("this [ is not closed: a bracket of the release itself is written \\[")
    return _marked_text(state)


def _take(piece: str, after: int, raw: str, state: _State, complain: Complain) -> int:
    """Take one piece of the raw text in; the place where the next one begins."""
    if piece == "\\":
        char, after = read_escape(raw, after, complain)
        state.add(char)
    elif piece == "[":
        state.open.append((state.length, complain))
    elif piece == "]":
        return _close(after, raw, state, complain)
    elif piece == "{":
        return _section(after - 1, raw, state, complain)
    elif piece == "}":
        raise complain("a brace of the release itself is written \\}")
    else:
        state.add(piece)
    return after


def _close(after: int, raw: str, state: _State, complain: Complain) -> int:
    braces = BRACES.match(raw, after)
    if braces is None or not state.open:
        raise complain(
            "] closes a marked stretch and is followed by {…}; a bracket of the release itself is written \\]"
        )
    start, _ = state.open.pop()
    if start == state.length:
        raise complain("an empty stretch can't be marked")
    state.marks.append((Span(start, state.length), read_attributes(braces.group(1), complain), complain))
    return braces.end()


def _section(at: int, raw: str, state: _State, complain: Complain) -> int:
    braces = BRACES.match(raw, at)
    attributes = read_attributes(braces.group(1), complain) if braces else None
    if braces is None or attributes is None or attributes.head.lstrip("#") not in SECTION_KINDS:
        raise complain(
            f"{{ begins a section, {{#kind}} with one of {', '.join(SECTION_KINDS)}; else it is written \\{{"
        )
    if not state.section_starts and state.length:
        raise complain("the first section begins where the text begins")
    state.section_starts.append((state.length, attributes.head.lstrip("#"), "unscored" in attributes.flags))
    return braces.end()


def _marked_text(state: _State) -> MarkedText:
    text = "".join(state.pieces)
    spans: dict[str, list[Span]] = {}
    mentions, by_id = [], {}
    for span, attributes, complain in sorted(state.marks, key=lambda mark: (mark[0].start_char, -mark[0].end_char)):
        is_mention = attributes.head in LABELS
        identifier = attributes.id if is_mention else attributes.head
        if identifier:
            spans.setdefault(identifier, []).append(span)
        if is_mention:
            mention = _mention(text, span, attributes, complain)
            mentions.append(mention)
            if identifier:
                by_id[identifier] = mention
        elif not attributes.head[:1].islower() or attributes.values or attributes.flags:
            raise complain(f"a mark is {', '.join(LABELS)} or an id in lower case, not {attributes.head!r}")
    mentions.sort(key=lambda mention: (mention.start_char, -mention.end_char, mention.label))
    sections, unscored = _sections(state, text)
    return MarkedText(
        text, tuple(mentions), sections, unscored, {key: tuple(found) for key, found in spans.items()}, by_id
    )


def _sections(state: _State, text: str) -> tuple[tuple[Section, ...], tuple[Span, ...]]:
    ends = [*(start for start, _, _ in state.section_starts[1:]), len(text)]
    rows = [
        (kind, start, end, unscored) for (start, kind, unscored), end in zip(state.section_starts, ends, strict=False)
    ]
    sections = tuple(Section(kind, start, end) for kind, start, end, _ in rows if start < end)
    return sections, tuple(Span(start, end) for _, start, end, unscored in rows if unscored and start < end)


def _mention(text: str, span: Span, attributes: Attributes, complain: Complain) -> GoldMention:
    unknown = (set(attributes.values) - MENTION_KEYS) | (attributes.flags - {"optional"})
    if unknown:
        raise complain(f"{attributes.head} has no field {', '.join(sorted(unknown))}")
    label = attributes.head
    norms, values = attributes.all("norm"), attributes.all("value")
    if label in ENTITY_LABELS and not norms:
        norms = (text[span.start_char : span.end_char],)
    answers = (*norms, *values, *attributes.all("or"))
    answers = tuple(answer for answer in answers if answer)
    return GoldMention(
        start_char=span.start_char,
        end_char=span.end_char,
        label=label,
        norms=answers if label in ENTITY_LABELS else (),
        dates=tuple(read_days(answer, complain) for answer in answers) if label == "DATE" else (),
        percents=tuple(read_percent(answer, complain) for answer in answers) if label == "PERCENT" else (),
        alternatives=tuple(_alternative(text, span, words, complain) for words in attributes.all("alt")),
        other_label=attributes.get("label"),
        optional="optional" in attributes.flags,
    )


def _alternative(text: str, span: Span, words: str, complain: Complain) -> Span:
    """The occurrence of `words` that shares most characters with the span."""
    best, shared = None, 0
    at = text.find(words, max(0, span.start_char - len(words) + 1), span.end_char + len(words)) if words else -1
    while at != -1:
        common = min(at + len(words), span.end_char) - max(at, span.start_char)
        if common > shared:
            best, shared = Span(at, at + len(words)), common
        at = text.find(words, at + 1, span.end_char + len(words))
    if best is None:
        raise complain(f"the words of alt={words!r} do not stand at this mention")
    return best
