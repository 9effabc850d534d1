"""One release as HTML: a page of its own, or a block for a notebook. No script, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pipeline.markup.spans import QUOTE, SECTION_MARKS, Span, nest, pieces
from pipeline.markup.words import asset, words
from pipeline.show import visible, visible_same_length

if TYPE_CHECKING:
    from pipeline.records import DateValue, Mention, PercentValue, Position, Quote, QuoteSpeaker, Release

LABELS = ("PER", "ORG", "LOC", "DATE", "PERCENT")


def render_html(release: Release) -> str:
    """The release as a page: text with nested marks, quotes, posts, dates and percentages below; links to nothing."""
    css = asset("marks.css") + asset("page.css")
    policy = f"default-src 'none'; style-src '{csp_hash(css)}'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{_safe(_title(release))}</title>\n<style>{css}</style>\n</head>\n"
        f'<body class="rupress">\n<main class="one-release">{_content(release, heading=True)}</main>\n'
        "</body>\n</html>\n"
    )


def render_block(release: Release) -> str:
    """The release as a block with its own styles, for the output of a notebook's cell."""
    css = asset("marks.css") + asset("page.css").replace("body.rupress", ".rupress")
    content = _content(release, heading=False)
    return (
        f"<style>{css}</style>\n"
        f'<div class="rupress in-notebook" lang="ru"><div class="one-release">{content}</div></div>'
    )


def csp_hash(content: str) -> str:
    """What a Content-Security-Policy calls an inline style or script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf8")).digest()).decode("ascii")


def release_spans(release: Release) -> list[Span]:
    """The marks of a release, nested: sections outside the body, parts of quotes, mentions."""
    sections = (
        Span(section.start_char, section.end_char, SECTION_MARKS[section.kind], number)
        for number, section in enumerate(release.sections, 1)
        if section.kind in SECTION_MARKS
    )
    quotes = (
        Span(part.start_char, part.end_char, QUOTE, number, last=part is quote.parts[-1])
        for number, quote in enumerate(release.quotes, 1)
        for part in quote.parts
    )
    mentions = (Span(m.start_char, m.end_char, m.label, number) for number, m in enumerate(release.mentions, 1))
    return nest([*sections, *quotes, *mentions])


def date_meaning(value: DateValue) -> str:
    """What a date means, in Russian: `2025-09-23`, `к 2025-Q2`, `длительность P3Y`, `неопределённо`."""
    ru = words()["ru"]
    kind = ru["date_kinds"][value.kind] if value.kind in ("duration", "set", "vague") else ""
    known = value.value if value.value and value.kind != "vague" else ""
    return " ".join(filter(None, [kind, ru["mods"].get(value.mod or "", value.mod), known])) or "?"


def percent_meaning(value: PercentValue) -> str:
    """What a percentage means, in Russian: `рост, ≥ 15 %: выручка`."""
    ru = words()["ru"]
    number = f"{value.low:g}" if value.low == value.high else f"{value.low:g}–{value.high:g}"
    comparator = "" if value.comparator == "=" else ru["mods"].get(value.comparator, value.comparator)
    amount = " ".join(filter(None, [comparator, number.replace(".", ","), ru["units"].get(value.unit, value.unit)]))
    direction = ru["directions"].get(value.direction or "", "")
    return ", ".join(filter(None, [direction, amount])) + (f": {value.measure}" if value.measure else "")


def _title(release: Release) -> str:
    headline = next((release.words(s) for s in release.sections if s.kind == "headline"), "")
    stem = PurePath(release.source).name.split(".")[0]
    return " ".join((release.title or headline or stem or release.release_id).split())


def _safe(text: str) -> str:
    return escape(visible(text))


def _content(release: Release, heading: bool) -> str:
    lists = (
        ("quotes", "ol", "said", _quotes(release)),
        ("positions", "ul", "rows", map(_position, release.positions)),
        ("percents", "ul", "rows", _values(release, "PERCENT")),
        ("dates", "ul", "rows", _values(release, "DATE")),
        ("notes", "ul", "rows", (f"{_safe(n.stage)}: {_safe(n.message)}" for n in release.notes)),
    )
    below = "".join(_section(heading, title, tag, style, list(rows)) for title, tag, style, rows in lists)
    return f'{_header(release, heading)}<div class="release-text chips">{_text(release)}</div>{below}'


def _section(heading: bool, title: str, tag: str, style: str, rows: list[str]) -> str:
    if not rows:
        return ""
    name = words()["ru"][title]
    head = f"<h2>{name}</h2>" if heading else f'<div class="heading">{name}</div>'
    return f'{head}<{tag} class="{style}">{"".join(f"<li>{row}</li>" for row in rows)}</{tag}>'


def _header(release: Release, heading: bool) -> str:
    ru = words()["ru"]
    tag, style = ("h1", "") if heading else ("div", ' class="title"')
    day = f"{ru['published']}: {release.publication.value}" if release.publication.value else ru["no_date"]
    facts = " · ".join(filter(None, [day, release.source, release.release_id]))
    legend = "".join(f'<li><span class="mark {label}">{ru["labels"][label]}</span></li>' for label in LABELS)
    legend += f'<li><span class="quote">{ru["labels"]["quote"]}</span></li>'
    return (
        f"<header><{tag}{style}>{_safe(_title(release))}</{tag}>"
        f'<p class="facts">{_safe(facts)}</p><ul class="legend" aria-label="{ru["legend"]}">{legend}</ul></header>'
    )


def _text(release: Release) -> str:
    """The marked-up text. Labels and numbers are drawn by the style sheet, so that copied text is the release's."""
    openings: list[str] = []
    for piece in pieces(visible_same_length(release.text), release_spans(release)):
        if piece is None:
            openings.append("</span>")
        else:
            openings.append(escape(piece) if isinstance(piece, str) else _opening(release, piece))
    return "".join(openings)


def _opening(release: Release, span: Span) -> str:
    if span.kind in SECTION_MARKS.values():
        return f'<span class="{span.kind}">'
    if span.kind == QUOTE:
        number = f' data-number="{span.number}"' if span.last else ""
        return f'<span class="quote" title="{_safe(_said_by(release.quotes[span.number - 1]))}"{number}>'
    mention = release.mentions[span.number - 1]
    chip = f' data-chip="{_safe(_chip(mention))}"' if span.last else ""
    return f'<span class="mark {escape(span.kind)}" title="{_safe(_meaning(mention))}"{chip}>'


def _chip(mention: Mention) -> str:
    if mention.date is not None and mention.date.value and mention.date.kind in ("date", "period", "time"):
        return mention.date.value
    return str(words()["ru"]["chips"].get(mention.label, mention.label))


def _meaning(mention: Mention) -> str:
    label = words()["ru"]["labels"].get(mention.label, mention.label)
    if mention.date is not None:
        return f"{label}: {date_meaning(mention.date)}"
    if mention.percent is not None:
        return percent_meaning(mention.percent)
    return f"{label}: {mention.norm}" if mention.norm else str(label)


def _said_by(quote: Quote) -> str:
    form = words()["ru"]["forms"].get(quote.speaker_form, "")
    return "; ".join(_speaker(speaker) for speaker in quote.speakers) or form


def _speaker(speaker: QuoteSpeaker) -> str:
    return ", ".join(dict.fromkeys(filter(None, [speaker.speaker, speaker.role, speaker.organisation])))


def _quotes(release: Release) -> Iterator[str]:
    kinds = words()["ru"]["quote_kinds"]
    for number, quote in enumerate(release.quotes, 1):
        name, _, rest = _said_by(quote).partition(", ")
        told = [f"<b>{_safe(name)}</b>" if name else "", _safe(rest), _safe(kinds[quote.kind]), _safe(quote.cue or "")]
        yield (
            f'<span class="number">{number}</span><div><blockquote>{_safe(release.quote_text(quote))}</blockquote>'
            f"<p>{' · '.join(filter(None, told))}</p></div>"
        )


def _position(position: Position) -> str:
    status = "" if position.status == "current" else words()["ru"]["statuses"][position.status]
    post = ", ".join(filter(None, [position.title, position.organisation]))
    aside = f' <span class="quiet">({_safe(status)})</span>' if status else ""
    return f"<b>{_safe(position.person)}</b> — {_safe(post)}{aside}"


def _values(release: Release, label: str) -> Iterable[str]:
    meaning: Callable[[Any], str] = date_meaning if label == "DATE" else percent_meaning
    for mention in release.mentions:
        value = mention.date if label == "DATE" else mention.percent
        if mention.label == label and value is not None:
            spoken = " ".join(release.words(mention).split())
            yield f'<span class="mark {label}">{_safe(spoken)}</span> {_safe(meaning(value))}'
