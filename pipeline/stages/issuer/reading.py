"""Who issues a release, read from how bodies are named in its contacts, signature, header and lede."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.records import Issuer, Mention, Section
from pipeline.text import lowered

LEDE_SENTENCES = 2
_AROUND = 60

_OFFICE = r"(?:пресс-?\s?(?:служб|центр|бюро)\w*|медиацентр\w*|департамент\w* коммуникаций)"
_OFFICE_OF = re.compile(_OFFICE + r"\s+$")
_OF_OFFICE = re.compile(r"\s*[,:(–—-]?\s*" + _OFFICE)
_SOURCE = re.compile(r"(?:^|\n)\s*(?:источник|пресс-?релиз|официальное сообщение)\s*[:–—-]?\s*$")
_RELEASE_OF = re.compile(r"пресс-?релиз\w*\s*[:–—-]?\s*$")
_REPORTS = re.compile(
    r"(?:\s*\([^)]{1,40}\))?\s+(?:официально\s+)?"
    r"(?:сообща(?:ет|ют)|информиру(?:ет|ют)|объявля(?:ет|ют)|извеща(?:ет|ют)|уведомля(?:ет|ют)|приглаша(?:ет|ют))\b"
)
_REPORTED_IN = re.compile(r"(?:сообщ(?:ают|или)|рассказали|уточнили|проинформировали)(?:\s+\w+)?\s+во?\s+$")
_REPORTED_BY_OFFICE = re.compile(r"сообщ(?:ает|ают|или|ила|ил)\s+(?:\w+\s+)?(?:в\s+)?" + _OFFICE + r"\s+$")
_AND_IN = re.compile(r"\s*(?:,|и)\s+(?:во?\s)")
_ALONE = re.compile(r"[\s«»\"().,:–—-]*$")


@dataclass(frozen=True, slots=True)
class Place:
    """A body where it is named: the text before and after it, in lower case, and where that is."""

    mention: Mention
    kind: str
    before: str
    after: str
    line: str
    in_lede: bool


def stands_in_contacts(place: Place) -> bool:
    """«Контакты для СМИ: … X»: a body of the contacts."""
    return place.kind == "contacts"


def press_office_signs(place: Place) -> bool:
    """«Пресс-служба X» or «Источник: X» as a line of its own outside the body."""
    before = _OFFICE_OF.sub("", place.before)
    signed = place.before != before or _OF_OFFICE.match(place.after) or _SOURCE.search(place.before)
    return place.kind != "body" and bool(signed)


def press_office_line(place: Place) -> bool:
    """«Пресс-служба X» as a line of its own in the body."""
    rest = place.line.split("\0")
    return bool(re.fullmatch(r"\s*" + _OFFICE + r"\s*", rest[0]) and _ALONE.match(rest[1]))


def stands_in_header(place: Place) -> bool:
    """«Пресс-релиз X», or X alone in the header."""
    rest = place.line.split("\0")
    alone = bool(_ALONE.match(rest[0]) and _ALONE.match(rest[1]))
    return place.kind == "header" and (alone or bool(_RELEASE_OF.search(place.before)))


def press_office_reports(place: Place) -> bool:
    """«…, сообщила пресс-служба X», or X's press office by whatever words in the lede."""
    if _REPORTED_BY_OFFICE.search(place.before):
        return place.kind == "body"
    return place.in_lede and bool(_OFFICE_OF.search(place.before) or _OF_OFFICE.match(place.after))


def body_reports(place: Place) -> bool:
    """«X сообщает…» or «сообщили в X» in the lede."""
    reported = _REPORTED_IN.search(place.before) and not _AND_IN.match(place.after)
    return place.in_lede and bool(_REPORTS.match(place.after) or reported)


Rule = Callable[[Place], bool]
RULES: tuple[Rule, ...] = (
    press_office_signs,
    press_office_line,
    stands_in_header,
    press_office_reports,
    stands_in_contacts,
    body_reports,
)
"""The surest first; a rule that names two bodies names none, and the next is asked."""


def read_issuer(
    text: str, sections: Sequence[Section], sentence_ends: Sequence[int], mentions: Sequence[Mention]
) -> Issuer | None:
    """The body that issues the release, None where no rule is sure."""
    places = list(_places(text, sections, sentence_ends, mentions))
    for rule in RULES:
        named = {place.mention.entity for place in places if rule(place)}
        if len(named) == 1:
            (entity,) = named
            return Issuer(entity, f"issuer.{rule.__name__}") if entity is not None else None
    return None


def _places(
    text: str, sections: Sequence[Section], sentence_ends: Sequence[int], mentions: Sequence[Mention]
) -> Iterator[Place]:
    low = lowered(text)
    lede_end = _lede_end(sections, sentence_ends, len(text))
    outer = {mention.parent for mention in mentions if mention.label == "ORG"}
    for index, mention in enumerate(mentions):
        if mention.label != "ORG" or mention.entity is None:
            continue
        start, end = mention.start_char, mention.end_char
        if index in outer and low.startswith("пресс", start):  # «пресс-служба X»: X is the body
            continue
        line_start, line_end = low.rfind("\n", 0, start) + 1, low.find("\n", end)
        line = low[line_start:start] + "\0" + low[end : line_end if line_end >= 0 else len(low)]
        yield Place(
            mention,
            next((section.kind for section in sections if section.start_char <= start < section.end_char), "body"),
            low[max(0, start - _AROUND) : start],
            low[end : end + _AROUND],
            line,
            start < lede_end,
        )


def _lede_end(sections: Sequence[Section], sentence_ends: Sequence[int], length: int) -> int:
    """Where the first sentences of the body end."""
    body = next((section.start_char for section in sections if section.kind == "body"), 0)
    ends = [end for end in sentence_ends if end > body][:LEDE_SENTENCES]
    return ends[-1] if ends else length
