"""What stands before the body: the page's header, the headline, the dateline.

Each reader takes a text and the offset to start at, and gives the offset where its section ends, or the same offset.
"""

from __future__ import annotations

import re

from pipeline.morphology.glue import seam
from pipeline.stages.layout.dates import CLOCK, DAY_MONTH, YEAR

LONGEST_HEADLINE = 220

_PAGE_DATE = re.compile(r"\s*date \d{4}-\d\d(?:-\d\d)?(?=\s|$)")
_URL = re.compile(r"\s*(?:https?://|www\.)\S{1,300}")
_READING_TIME = re.compile(
    r"\s*(?:время чтения:? ?)?\d{1,2} ?мин(?:\.|ут[аы]?)?(?: чтения| на чтение)?(?![а-яё])", re.IGNORECASE
)
_DAY = re.sub(r"\?P<\w+>", "?:", DAY_MONTH)
_YEAR = re.sub(r"\?P<\w+>", "?:", YEAR)
_YEAR_WORD = r"(?: ?(?:года|г\.))?"
_WORDED_DATE = rf"{_DAY},? ?{_YEAR}{_YEAR_WORD}"
_NUMERIC_DATE = rf"\d{{1,2}}[./]\d{{1,2}}[./]{_YEAR}|{_YEAR}-\d\d-\d\d"
_BEFORE_CLOCK = r"[ ,|/—-]{0,3}"
_STAMP_WITH_CLOCK = re.compile(
    rf"\s*(?i:{_WORDED_DATE}|{_NUMERIC_DATE}|{_DAY}){_BEFORE_CLOCK}{CLOCK}(?:[,|] ?{_YEAR})?"
    r"(?=\s*(?:\n|$)|\s*[А-ЯЁ«\"]|\d| (?i:время чтения)| \d{1,2} ?мин)"
)
_LABEL = re.compile(r"\s*[^\d\n.]{3,40}(?=\d)")
_CLOCK = re.compile(rf"\s*{CLOCK}(?=\s|\d|[А-ЯЁ«]|$)")
_PLACE = r"[А-ЯЁ][А-ЯЁа-яё]{1,25}(?:[- ](?:на-)?[А-ЯЁ][А-ЯЁа-яё]{1,25}){0,2}"
_STAMP_LINE = re.compile(
    rf"[ ]*(?:{_WORDED_DATE}|{_NUMERIC_DATE})(?:{_BEFORE_CLOCK}{CLOCK})?(?:, ?{_PLACE})?[ .]*(?=\n|$)"
    rf"|[ ]*{_PLACE}, ?(?:{_WORDED_DATE}|{_NUMERIC_DATE}){_BEFORE_CLOCK}{CLOCK}[ .]*(?=\n|$)"
)
_STAMP_AT_END = re.compile(rf" ?(?:{_WORDED_DATE}|{_NUMERIC_DATE}){_BEFORE_CLOCK}(?:{CLOCK})?$")
_WORD_WITH_CAPITAL = re.compile(r"(?<![А-ЯЁа-яё])[А-ЯЁа-яё][а-яё]{2,30}[А-ЯЁ][а-яё]{0,30}(?![А-ЯЁа-яё])")
_MARK_WITH_CAPITAL = re.compile(r"(?<=[%»!?\d)])(?=[А-ЯЁ][а-яё]{2})")
_SENTENCE_INSIDE = re.compile(r"[а-яё\d»\"]{2}[.!?…] ?[А-ЯЁ«\"]")

_DATELINE_DATE = rf"(?:{_DAY}|\d{{1,2}}\.\d{{1,2}})(?:[ .]{_YEAR})?{_YEAR_WORD}"
_AGENCY = r"/[^/\n]{2,60}/|(?:ИА )?[«\"]?[А-ЯЁA-Z][А-ЯЁA-Zа-яёa-z«»\" -]{2,40}?"
_DATELINE = re.compile(
    rf"\s*{_PLACE}(?: \([^()\n]{{2,40}}\))?[.,] ?{_DATELINE_DATE}"
    rf"(?:(?:[.,]? ?[-–—]?) ?(?:{_AGENCY})(?: ?[.–—-]{{1,2}})(?=\s)|\.? ?[-–—.:](?=\s)|(?<=г\.)(?=\s)|(?=\n|$))"
)
_WEEKDAY = re.compile(r"\s*(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)[.,]", re.IGNORECASE)
_CITY_DASH = re.compile(r"\s*[А-ЯЁ]{3,25}(?:[- ][А-ЯЁ]{2,25}){0,2}(?: ?[–—-] |\. )")
_ENDS_SENTENCE = re.compile(r"[.…;:,][»\"”]?\s*$")


def header_end(text: str, start: int) -> int:
    """Where the page's own words end: date prefix, address, label with a date, clock, reading time."""
    end = start
    while (following := _header_piece(text, end)) > end:
        end = following
    return end


def _header_piece(text: str, start: int) -> int:
    for pattern in (_PAGE_DATE, _URL, _STAMP_LINE, _STAMP_WITH_CLOCK):
        if match := pattern.match(text, start):
            return match.end()
    if start and (match := _CLOCK.match(text, start) or _READING_TIME.match(text, start)):
        return match.end()
    return _labelled_stamp_end(text, start)


def _labelled_stamp_end(text: str, start: int) -> int:
    """«Новости суда26 декабря 202509:23»: a short label, a date and a clock, whatever follows on the line."""
    label = _LABEL.match(text, start)
    stamp = _STAMP_WITH_CLOCK.match(text, label.end()) if label else None
    return stamp.end() if stamp else start


def stamp_end(text: str, start: int) -> int:
    """Where the stamp below a headline ends: a date on a line of its own or before a clock, with a reading time."""
    match = _STAMP_LINE.match(text, _skip_space(text, start)) or _STAMP_WITH_CLOCK.match(text, start)
    if match is None:
        return start
    reading_time = _READING_TIME.match(text, match.end())
    return reading_time.end() if reading_time else match.end()


def headline_end(text: str, start: int) -> int:
    """Where a headline ends: a first line without a full stop that more text follows, or one glued to the lede."""
    place = _skip_space(text, start)
    line_end = _line_end(text, place)
    line = text[place:line_end]
    if not line or _DATELINE.match(line):
        return start
    if glued := glued_headline_length(line):
        return place + glued
    if (stamp := _STAMP_AT_END.search(line[:LONGEST_HEADLINE])) and stamp.start() > 0:
        return place + stamp.start()
    more = text[line_end:].strip()
    if len(line) > LONGEST_HEADLINE or len(more) < len(line) or _ENDS_SENTENCE.search(line) or line[0] in "—–-":
        return start
    return line_end


def glued_headline_length(line: str) -> int:
    """How long a headline is that runs into the lede without a space («… вырос на 22 %Вчера …»); 0 where none does."""
    window = line[:LONGEST_HEADLINE]
    marks = (match.start() for match in _MARK_WITH_CAPITAL.finditer(window))
    words = (
        match.start() + seam(match.group()) for match in _WORD_WITH_CAPITAL.finditer(window) if seam(match.group())
    )
    places = (place for place in (*marks, *words) if place > 15 and len(line) - place > 40)
    return next((place for place in places if not _SENTENCE_INSIDE.search(line, 0, place)), 0)


def dateline_end(text: str, start: int) -> int:
    """Where an agency's place and date end («МОСКВА, 12 января. /АГЕНТСТВО/.»)."""
    if _WEEKDAY.match(text, start):
        return start
    match = _DATELINE.match(text, start) or _CITY_DASH.match(text, start)
    return match.end() if match else start


def _skip_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
