"""Telephones, e-mail addresses and sections of contacts: where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.records import Section
from pipeline.redaction.masking import Span
from pipeline.text import shadow

_GAP = r"[ ().\-–—]{0,3}"
_AT, _DOT = r"(?:@|\s?[(\[{](?:at|собака)[)\]}]\s?)", r"(?:\.|\s?[(\[{](?:dot|точка)[)\]}]\s?)"
_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]++{_AT}[\w-]{{1,63}}"
    rf"(?:(?:{_DOT}[а-яё\d-]{{1,63}}){{0,4}}{_DOT}(?:рф|рус|москва|дети)(?!\w)|(?:{_DOT}[a-z\d-]{{1,63}}){{1,6}})",
    re.IGNORECASE,
)
_PHONES = (
    re.compile(rf"(?<![\w+])\+ ?\d{{1,3}}(?:{_GAP}\d){{7,12}}(?!\d)"),
    re.compile(rf"(?<![\w.,])8(?:\d{{10}}|[ (\-–—]{{1,3}}\d{{3,5}}[ )\-–—]{{1,3}}\d(?:{_GAP}\d){{4,6}})(?!\d)"),
    re.compile(rf"(?<!\w)\(\d{{3,5}}\)(?:{_GAP}\d){{5,7}}(?!\d)"),
    re.compile(r"(?<![\w.,-])(?:\d{3,4}[ -]{1,2})?\d{3}[-–]\d\d[-–]\d\d(?![\w-])"),
    re.compile(r"(?<![\w.,-])(?!(?:0[1-9]|[12]\d|3[01])-(?:0[1-9]|1[0-2])-)\d\d-\d\d-\d\d(?![\w-])"),  # no date
    re.compile(
        r"(?<!\w)(?:тел|телефон\w{0,4}|факс\w{0,3}|моб|сот|whatsapp|viber|доб|добавочн\w{0,3})\.?"
        rf"(?:/\w{{1,8}}\.?)?[ :№\-–—]{{0,5}}\+?(?:\(\d{{3,5}}\) ?)?\d(?:{_GAP}\d){{1,14}}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)горяч\w{{2,3}} лини\w{{1,2}}(?: [а-яё]{{1,20}}){{0,3}} ?[:\-–—] ?\d(?:{_GAP}\d){{2,14}}",
        re.IGNORECASE,
    ),
)
_NUMBER = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{4,20}}(?!\d)")
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d\d){1,2}|(?:19|20)\d\d\D{1,3}(?:19|20)\d\d")
_TAIL = 7


def contact_spans(text: str, sections: Sequence[Section] = ()) -> list[Span]:
    """The ranges of contacts in a text: sections of contacts, telephones, addresses of e-mail.

    A number of five digits or more that stands in a section of contacts is masked wherever the text has it again.
    """
    parts = [(section.start_char, section.end_char) for section in sections if section.kind == "contacts"]
    cleaned = shadow(text)
    found = [cleaned.span(start, end) for start, end in _patterns(cleaned.text)]
    again = {number for start, end in parts for _, number in _numbers(shadow(text[start:end]).text)}
    if again:
        found += [cleaned.span(*span) for span, number in _numbers(cleaned.text) if number in again]
    return [*parts, *found]


def _patterns(text: str) -> Iterator[Span]:
    for pattern in (_EMAIL, *_PHONES):
        yield from (match.span() for match in pattern.finditer(text))


def _numbers(text: str) -> Iterator[tuple[Span, str]]:
    """Numbers that may be telephones, each with its last digits."""
    for match in _NUMBER.finditer(text):
        if not _DAY.fullmatch(match[0]):
            yield match.span(), "".join(filter(str.isdigit, match[0]))[-_TAIL:]
