"""Who issues a release, read from how bodies are named in its contacts, signature, header and lede."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pipeline.records import Issuer, Mention, Section
from pipeline.text import lowered
from pipeline.words import any_of, read_words

LEDE_SENTENCES = 2
_AROUND, _LINE, _REST = 60, 200, 500

_OFFICE = r"(?:пресс-?\s?(?:служб|центр|бюро)\w*|медиацентр\w*|департамент\w* коммуникаций)"
_OFFICE_START = re.compile(_OFFICE + r"\s+")
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
_SAID = r"(?:разъясни|уточни|предупреди|напомни|сообщи|объяви|проинформирова|рассказа)л[аои]?\b|рекомендовал[аои]?\b"
_OPENS_WITH_BODY = re.compile(r"[\s«\"]*(?:(?:компания|фирма|корпорация|группа компаний)\s+)?[«\"]?$")
_STATES = re.compile(r"[»\"]?(?:\s*\([^)]{1,40}\))?\s+(?:также\s+)?(?:" + _SAID + ")")
_BOARD_OF = re.compile(r"\s*(?:совет директоров|наблюдательный совет|правление)\s+[«\"]?$")
_DECIDES = re.compile(r"принял[аои]?\s+решение")
_THIS_REPORTED = re.compile(r"об этом\s+(?:сообщи|объяви|заяви)л[аои]?\s+(?:(?:компания|фирма|корпорация)\s+)?[«\"]?$")
_REPORTED_BY = re.compile(r",\s+(?:как\s+)?(?:сообщ(?:ает|или|ил|ила|ило)|информирует)\s+$")
_INSTITUTION = re.compile(
    r"(?:рос[а-я]*(?:надзор|стат|реестр)|мин[а-я]+|(?:[а-я]+(?:ий|ый|ая|ое)\s+)*"
    r"(?:министерство|департамент|администрация|правительство|прокуратура|управление|служба|центр|фонд|банк|завод|"
    r"университет|институт|музей|театр|комбинат|больница))\b"
)
_ROLE = (
    r"(?:ведомств|министерств|компани|предприяти|организаци|департамент|администраци|холдинг|завод|банк|фонд)\w{0,3}"
)
_THERE = re.compile(
    r"(?:" + _OFFICE + r"|(?:сообщ(?:ают|или)|рассказали|уточнили|пояснили)\s+(?:\w+\s+)?в(?:\s+самом)?)\s+"
    rf"{_ROLE}\s*(?:[.,;:!?»\n]|$)"
)
_REFER_TO = re.compile(r"ссылка\s+на\s+(?:" + _OFFICE + r"\s+)?(?:сайт\s+)?[«\"]?$")
_REQUIRED = re.compile(r"[»\"]?\s+обязательна")
_MEDIA = re.compile(r"\b" + any_of(read_words(__package__, "media.tsv")) + r"|\.(?:com|kz|ru)\b")
_AND_IN = re.compile(r"\s*(?:,|и)\s+(?:во?\s)")
_ALONE = re.compile(r"[\s«»\"().,:–—-]*$")


class Place(NamedTuple):
    """A body where it is named: the text before and after it, in lower case, and where that is.

    `opening` is what stands before it at the beginning of the body, `rest` what follows it in the lede; None elsewhere.
    """

    mention: Mention
    kind: str
    before: str
    after: str
    line: str
    opening: str | None
    rest: str | None
    name: str
    is_medium: bool

    @property
    def in_lede(self) -> bool:
        """Whether it stands in the first sentences."""
        return self.rest is not None


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


def reference_is_due(place: Place) -> bool:
    """«При использовании ссылка на пресс-службу X обязательна»."""
    return bool(_REFER_TO.search(place.before) and _REQUIRED.match(place.after))


def body_states(place: Place) -> bool:
    """«X разъяснил…» at the beginning of the body."""
    if place.is_medium or place.opening is None or not place.in_lede:
        return False
    return bool(_OPENS_WITH_BODY.match(place.opening) and _STATES.match(place.after))


def board_decides(place: Place) -> bool:
    """«Совет директоров X … принял решение» at the beginning of the body."""
    return bool(place.opening and place.rest and _BOARD_OF.match(place.opening) and _DECIDES.search(place.rest))


def this_is_reported(place: Place) -> bool:
    """«…. Об этом сообщила компания X» in the lede."""
    return place.in_lede and not place.is_medium and bool(_THIS_REPORTED.search(place.before))


def institution_reports(place: Place) -> bool:
    """«…, сообщает Росстат» in the lede: a body that is no medium by what it is called."""
    if place.is_medium or not place.in_lede:
        return False
    return bool(_REPORTED_BY.search(place.before) and _INSTITUTION.match(place.name))


def only_body_before_its_office(place: Place) -> bool:
    """«X открыл…, сообщила пресс-служба ведомства» in the lede, which names no other body before."""
    return not place.is_medium and bool(place.rest and _THERE.search(place.rest))


def body_reports(place: Place) -> bool:
    """«X сообщает…» or «сообщили в X» in the lede."""
    if place.is_medium:
        return False
    reported = _REPORTED_IN.search(place.before) and not _AND_IN.match(place.after)
    return place.in_lede and bool(_REPORTS.match(place.after) or reported)


Rule = Callable[[Place], bool]
RULES: tuple[Rule, ...] = (
    press_office_signs,
    press_office_line,
    stands_in_header,
    reference_is_due,
    press_office_reports,
    stands_in_contacts,
    body_reports,
    body_states,
    board_decides,
    this_is_reported,
    institution_reports,
    only_body_before_its_office,
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
    body = _body_start(sections)
    lede_end = _lede_end(sections, sentence_ends, len(text))
    outer = {mention.parent for mention in mentions if mention.label == "ORG"}
    for index, mention in enumerate(mentions):
        if mention.label != "ORG" or mention.entity is None:
            continue
        start, end = mention.start_char, mention.end_char
        if low.startswith("пресс", start):  # «пресс-служба X»: X is the body, or the whole where X is no mention
            if index in outer:
                continue
            office = _OFFICE_START.match(low, start, end)
            start = office.end() if office else start
        line_start = low.rfind("\n", max(0, start - _LINE), start) + 1 or max(0, start - _LINE)
        line = low[line_start:start] + "\0" + low[end : end + _LINE].split("\n", 1)[0]
        yield Place(
            mention,
            next((section.kind for section in sections if section.start_char <= start < section.end_char), "body"),
            low[max(0, start - _AROUND) : start],
            low[end : end + _AROUND],
            line,
            low[body:start] if body <= start < body + _AROUND else None,
            low[end : min(lede_end, end + _REST)] if start < lede_end else None,
            low[start:end],
            bool(_MEDIA.search(low, start, end)),
        )


def _body_start(sections: Sequence[Section]) -> int:
    return next((section.start_char for section in sections if section.kind == "body"), 0)


def _lede_end(sections: Sequence[Section], sentence_ends: Sequence[int], length: int) -> int:
    """Where the first sentences of the body end."""
    body = _body_start(sections)
    ends = [end for end in sentence_ends if end > body][:LEDE_SENTENCES]
    return ends[-1] if ends else length
