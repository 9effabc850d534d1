"""Reads hours and parts of the day at a place of a text: «10:00 по московскому времени», «15 часов», «вечером»."""

from __future__ import annotations

import re

from pipeline.numerals import forms, read_cardinal
from pipeline.stages.dates.lexing import SPACE, word_at
from pipeline.stages.dates.vocabulary import DAY_PARTS

_FROM_TO = re.compile(r"(?:с|со) (?:\d{1,2}(?:-го)?(?: [а-я]{3,8})?|[а-я]{5,12}) на (?:[а-я]{5,12}, (?=\d))?")

_CLOCK_WORDS = frozenset((*DAY_PARTS, *forms("cardinal")))

Clock = tuple[str, int]

_CLOCK = re.compile(r"([01]?\d|2[0-4])(:|\.)([0-5]\d)(?::[0-5]\d)?(?![\d%]|[.,:]\d)")
_ZONE = re.compile(
    r",? ?\(?(?:по (?:московскому|местному|мск|красноярск\w+|среднеевропейскому)(?: времени)?|"
    r"(?:мск|msk|gmt|utc|час\w* мск)(?:[+-]\d{1,2})?(?![а-яa-z]))"
)
_HOURS = re.compile(
    r"([01]?\d|2[0-4])(?:-?(?:ти|и))? ?(?:час(?:ов|а|ам|у)?|ч\.?)(?![а-я])(?: ([0-5]\d) мин(?:ут[аы]?)?)?"
)
_HOURS_WORD = re.compile(r" ?час(?:ов|а|ам|у)?(?![а-я])")
_PART = re.compile(r" (утра|дня|вечера|ночи)(?![а-я])")
_LINK = re.compile(r"(?:,? \(?(?:(?:примерно |около |приблизительно |ровно )?(?:в|к|с|до|около|после|на) )?|,? )")


def read_clock(low: str, place: int, dotted: bool = False) -> Clock | None:
    """A clock time as `T10:00` with the place behind it and its zone; «18.00» only where `dotted` allows it."""
    match = _CLOCK.match(low, place)
    if match and (match[2] == ":" or dotted):
        return _with_zone(low, f"T{int(match[1]) % 24:02}:{match[3]}", _part_behind(low, match.end()) or match.end())
    match = _HOURS.match(low, place)
    if match:
        return _hours(low, int(match[1]), match[2] or "00", match.end())
    words = read_cardinal(low, place)
    noun = _HOURS_WORD.match(low, words[1]) if words else None
    if words and noun and words[0] <= 24 and words[0] == int(words[0]):
        return _hours(low, int(words[0]), "00", noun.end())
    word, end = word_at(low, place)
    if word in DAY_PARTS and ":" in DAY_PARTS[word].value:
        return _with_zone(low, f"T{DAY_PARTS[word].value}", end)
    return None


def _part_behind(low: str, place: int) -> int | None:
    part = _PART.match(low, place)
    return part.end() if part else None


def _hours(low: str, hour: int, minutes: str, end: int) -> Clock:
    part = _PART.match(low, end)
    if part:
        end = part.end()
        if part[1] in ("дня", "вечера") and hour < 12:
            hour += 12
        if part[1] == "ночи" and hour == 12:
            hour = 0
    return _with_zone(low, f"T{hour % 24:02}:{minutes}", end)


def _with_zone(low: str, clock: str, end: int) -> Clock:
    zone = _ZONE.match(low, end)
    if zone is None or "(" in zone.group():
        return clock, end
    return clock, zone.end()


def clock_behind(low: str, place: int) -> Clock | None:
    """A clock time or a part of the day that follows a day: «в 15:30», « 09:40», «вечером»."""
    if low[place : place + 1].isdigit():
        glued = _CLOCK.match(low, place)
        return (f"T{glued[1]}:{glued[3]}", glued.end()) if glued and glued[2] == ":" and len(glued[1]) == 2 else None
    link = _LINK.match(low, place)
    if link is None:
        return None
    word, end = word_at(low, link.end())
    if word and word not in _CLOCK_WORDS:
        return None
    if word in ("утром", "днем", "вечером", "ночью"):
        later = clock_behind(low, end) if low.startswith(" в ", end) else None
        return later or (f"T{DAY_PARTS[word].value}", end)
    prepositional = bool(link.group().strip(" ,("))
    clock = read_clock(low, link.end(), dotted=prepositional)
    if clock and (prepositional or ":" in low[link.end() : clock[1]]):
        return clock[0], clock[1]
    return None


def part_before(low: str, place: int) -> tuple[str, int] | None:
    """A part of the day that stands before its day («утром », «ночь на », «вечер »), with the place of the day."""
    word, end = word_at(low, place)
    if word not in DAY_PARTS or ":" in DAY_PARTS[word].value:
        return None
    space = SPACE.match(low, end)
    if space is None:
        return None
    here = space.end()
    both = _FROM_TO.match(low, here)
    if both:
        return f"T{DAY_PARTS[word].value}", both.end()
    for link in ("на ", "в ", "во "):
        if low.startswith(link, here):
            return f"T{DAY_PARTS[word].value}", here + len(link)
    return f"T{DAY_PARTS[word].value}", here
