"""One release marked up for reading in the terminal.

Names, dates and percentages are coloured by label and bracketed; dates and percentages carry their value, quotes stand
between ❝ and ❞ with a number. Below the text the quotes and positions are listed. Control characters and marks that
turn the direction of writing are shown as pictures, so a text can't play with the terminal.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.records import DateValue, Mention, PercentValue, Position, Quote, Release

if TYPE_CHECKING:
    from rich.text import Text

STYLES = {"PER": "bold magenta", "ORG": "bold cyan", "LOC": "bold green", "DATE": "bold yellow", "PERCENT": "bold red"}
_QUOTE, _VALUE, _ASIDE = "italic", "dim", "dim"
_OUTSIDE_BODY = frozenset({"header", "dateline", "credit", "contacts", "tail"})
_UNITS = {"percent": "%", "percentage_point": "p.p.", "permille": "‰", "basis_point": "b.p."}
_DIRECTIONS = {"up": "↑", "down": "↓", "level": "→"}
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of the text with its style and what to write round it."""

    start: int
    end: int
    style: str
    before: str = ""
    after: str = ""


def visible(text: str) -> str:
    """The text with every character that could act on a terminal shown as a picture (␛) or by its number (‹202E›)."""
    return _UNSAFE.sub(_picture, _LINE_END.sub("\n", text))


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"‹{code:04X}›"


def date_value(value: DateValue) -> str:
    """What a date means, in a few signs: `2025-09-23`, `before 2025-Q2`, `vague`."""
    unknown = value.kind if value.kind in ("set", "vague", "duration") else "?"
    words = [value.mod or "", value.value or unknown]
    return " ".join(word for word in words if word)


def percent_value(value: PercentValue) -> str:
    """What a percentage means, in a few signs: `↑ >= 15 % of выручка`."""
    number = f"{value.low:g}" if value.low == value.high else f"{value.low:g}–{value.high:g}"
    comparator = "" if value.comparator == "=" else value.comparator
    measure = f"of {value.measure}" if value.measure else ""
    words = [
        _DIRECTIONS.get(value.direction or "", ""),
        comparator,
        number,
        _UNITS.get(value.unit, value.unit),
        measure,
    ]
    return " ".join(word for word in words if word)


def mention_value(mention: Mention) -> str:
    """The value of a date or percentage, "" for a name."""
    if mention.date is not None:
        return date_value(mention.date)
    return percent_value(mention.percent) if mention.percent is not None else ""


def position_line(position: Position) -> str:
    """A post in a line: who, what, where, and its status unless it is held now."""
    status = "" if position.status == "current" else f" ({position.status})"
    return f"{position.person} — {_joined(position.title, position.organisation)}{status}"


def quote_line(quote: Quote) -> str:
    """Who says a quote, in what role, and the word that reports it."""
    speakers = [_joined(s.speaker or quote.speaker_form, s.role, s.organisation) for s in quote.speakers]
    cue = f" ({quote.cue})" if quote.cue else ""
    return f"{quote.kind}{cue}: {'; '.join(speakers) or quote.speaker_form}"


def _joined(*words: str | None) -> str:
    return ", ".join(dict.fromkeys(word for word in words if word))


def headline(release: Release) -> str:
    """The release's id, day of publication and title in a line."""
    publication = release.publication
    day = f"published {publication.value} ({publication.source})" if publication.value else "day of publication unknown"
    return " · ".join(part for part in (release.release_id, day, release.title) if part)


def render(release: Release) -> Text:
    """The release as rich text; nothing in it is taken for markup."""
    from rich.text import Text

    page = Text()
    page.append(visible(headline(release)) + "\n\n", style="bold")
    for piece, style in _pieces(release):
        page.append(visible(piece), style=style)
    for title, lines in _lists(release):
        page.append(f"\n\n{title}", style="bold")
        for line in lines:
            page.append("\n" + visible(line))
    page.append("\n")
    return page


def _lists(release: Release) -> Iterator[tuple[str, list[str]]]:
    quotes = [
        f"  {n}. {quote_line(quote)}\n     {release.quote_text(quote)}" for n, quote in enumerate(release.quotes, 1)
    ]
    sections = (
        ("Quotes", quotes),
        ("Positions", [f"  {position_line(position)}" for position in release.positions]),
        ("Notes", [f"  {note.stage}: {note.code}: {note.message}" for note in release.notes]),
    )
    return ((title, lines) for title, lines in sections if lines)


def _marks(release: Release) -> Iterator[_Mark]:
    """Outer marks before the ones inside them."""
    for section in release.sections:
        if section.kind in _OUTSIDE_BODY:
            yield _Mark(section.start_char, section.end_char, _ASIDE)
    for number, quote in enumerate(release.quotes, 1):
        for part in quote.parts:
            yield _Mark(part.start_char, part.end_char, _QUOTE, "❝", f"❞{number}")
    for mention in release.mentions:
        value = mention_value(mention)
        after = f"]{mention.label}" + (f"={value}" if value else "")
        yield _Mark(mention.start_char, mention.end_char, STYLES.get(mention.label, "bold"), "[", after)


def _pieces(release: Release) -> Iterator[tuple[str, str]]:
    """Stretches of the text, and of what is written between them, each with its style."""
    marks = list(_marks(release))
    opening: dict[int, list[_Mark]] = defaultdict(list)
    closing: dict[int, list[_Mark]] = defaultdict(list)
    for mark in marks:
        opening[mark.start].append(mark)
        closing[mark.end].insert(0, mark)
    places = sorted({0, len(release.text), *opening, *closing})
    active: list[_Mark] = []
    for place, following in zip(places, [*places[1:], len(release.text)], strict=True):
        for mark in closing[place]:
            active.remove(mark)
            yield mark.after, _VALUE
        for mark in opening[place]:
            active.append(mark)
            yield mark.before, _VALUE
        yield release.text[place:following], " ".join(mark.style for mark in active)


def visible_same_length(text: str) -> str:
    """The text with characters that could act on a screen replaced one by one, so that offsets hold."""
    lines = _LINE_END.sub("\n", text.replace("\r\n", " \n"))
    return _UNSAFE.sub(lambda match: _picture(match)[0], lines)
