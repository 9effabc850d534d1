"""Sections of a text and its date of publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.records import Publication, Section
from pipeline.stages.layout.closing import label_lines
from pipeline.stages.layout.dates import read_stamp
from pipeline.stages.layout.lines import lines_from
from pipeline.stages.layout.opening import dateline_end, header_end, headline_end, stamp_end
from pipeline.text import Shadow, shadow


@dataclass(frozen=True, slots=True)
class Layout:
    """The sections of a text in order, trimmed of white space, and what they say of its publication."""

    sections: tuple[Section, ...]
    publication: Publication


def read_layout(text: str, cleaned: Shadow | None = None) -> Layout:
    """Cut a text into sections; offsets are those of the text as received."""
    cleaned = cleaned or shadow(text)
    found = list(_merge(_sections(cleaned.text)))
    return Layout(tuple(_original(cleaned, section) for section in found), _publication(cleaned.text, found))


def _sections(text: str) -> Iterator[Section]:
    place = 0
    opening = (
        ("header", header_end),
        ("headline", headline_end),
        ("header", stamp_end),
        ("dateline", dateline_end),
    )
    for kind, reader in opening:
        end = reader(text, place)
        if end > place:
            yield from _trimmed(text, kind, place, end)
            place = end
    lines = list(lines_from(text, place))
    for line, kind in zip(lines, label_lines(lines), strict=True):
        yield Section(kind, line.start, line.end)


def _trimmed(text: str, kind: str, start: int, end: int) -> Iterator[Section]:
    words = text[start:end].strip()
    if words:
        first = start + text[start:end].index(words[0])
        yield Section(kind, first, first + len(words))


def _merge(sections: Iterable[Section]) -> Iterator[Section]:
    """Neighbours of one kind as one section."""
    last: Section | None = None
    for section in sections:
        if last is not None and last.kind == section.kind:
            last = Section(last.kind, last.start_char, section.end_char)
        else:
            if last is not None:
                yield last
            last = section
    if last is not None:
        yield last


def _original(cleaned: Shadow, section: Section) -> Section:
    start, end = cleaned.span(section.start_char, section.end_char)
    return Section(section.kind, start, end)


def _publication(text: str, sections: list[Section]) -> Publication:
    for kind in ("header", "dateline"):
        for section in sections:
            if section.kind == kind:
                value = read_stamp(text[section.start_char : section.end_char])
                if value is not None:
                    return Publication(value, kind)
    return Publication()
