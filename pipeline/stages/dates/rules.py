"""The rules that read one expression of time at a place, in the order in which they are tried.

A rule takes a Place and gives the expressions that begin there, mostly one, or an empty list. The name that it gives
an expression is what `found_by` of the mention says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from pipeline.morphology.analyzer import parses
from pipeline.stages.dates import guards
from pipeline.stages.dates.clocks import clock_behind, part_before, read_clock
from pipeline.stages.dates.expressions import DateExpression, Moment
from pipeline.stages.dates.length_rules import adjective, counted_months, length, offset, repeated, window
from pipeline.stages.dates.lexing import next_word, word_at
from pipeline.stages.dates.moments import glued_before, read_day_list, read_moment, read_range, read_year_list
from pipeline.stages.dates.place import Place
from pipeline.stages.dates.vocabulary import (
    DAY_ADJECTIVES,
    DAY_PARTS,
    DAY_WORDS,
    MONTHS,
    RELATIVE,
    SAME,
    SEASONS,
    WEEKDAYS,
)
from pipeline.stages.dates.years import is_counted

__all__ = ["RULES", "Place"]

_EVENT_YEAR = re.compile(r"((?:19[4-9]|20[0-4])\d)(?!\d|[.,:/-]\d|-[а-я]{2})")
_BARE_YEAR_BEFORE = re.compile(r"(?<![а-я])(?:в|к|с|весной|летом|осенью|зимой) $")
_BARE_YEAR_AFTER = re.compile(r"(?=[.,;:)»!?\n]|$| [—–-] | (?:и|на|в|он|она|они|до|по|был[аио]?) )")
_CLOSED_DAY = re.compile(r"\d{1,2}[»\"”]")
_HEADER_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])(?![\d-])")


_NAMING = frozenset((*MONTHS, *WEEKDAYS, *SEASONS, *DAY_WORDS))


class _Read(NamedTuple):
    first: Moment
    last: Moment | None
    end: int


def day_list(place: Place) -> list[DateExpression]:
    """«5, 7 и 9 октября»: one expression a day."""
    if not place.low[place.start].isdigit() or glued_before(place.low, place.start):
        return []
    days = read_day_list(place.low, place.start)
    if not days:
        return []
    role, mod = guards.role_before(place.low, place.start, days[0][2])
    return [
        DateExpression(start, end, "dates.day_list", "date", first=day, role=role, mod=mod) for day, start, end in days
    ]


def year_list(place: Place) -> list[DateExpression]:
    """«2019, 2021 и 2023 годах»: one expression a year."""
    if glued_before(place.low, place.start):
        return []
    return [
        DateExpression(start, end, "dates.year_list", "date", first=year)
        for year, start, end in read_year_list(place.low, place.start)
    ]


def clock_first(place: Place) -> list[DateExpression]:
    """«10:00 23 сентября», «вечером 21 июня», «ночь на 5 октября», «15:00» alone."""
    low, start = place.low, place.start
    if low[start].isdigit() and glued_before(low, start):
        return []
    before = part_before(low, start)
    if before:
        day = _read_day(place, before[1])
        return [_timed(place, day, before[0], day.end, "dates.day_part")] if day else []
    if read_clock(low, start, dotted=True) is None:
        return []
    words = guards.before(low, start)
    prepositional = bool(_CLOCK_BEFORE.search(words))
    clock = read_clock(low, start, dotted=prepositional)
    if clock is None or _SCORE.search(words) or ("." in low[start : start + 3] and is_counted(low, clock[1])):
        return []
    if words.endswith("на ") and _COMPARED.match(low, clock[1]):
        return []  # «на 2 часа раньше» is how long
    behind = _CLOCK_LINK.match(low, clock[1])
    day = _read_day(place, behind.end()) if behind else None
    if day:
        return [_timed(place, day, clock[0], day.end, "dates.clock_day")]
    if not prepositional and not _is_plain_clock(low, start, clock[1]):
        return []
    mod = "~" if guards.role_before(low, start, clock[1])[1] == "~" else None
    return [DateExpression(start, clock[1], "dates.clock", "time", clock=clock[0], mod=mod)]


_CLOCK_BEFORE = re.compile(r"(?<![а-я])(?:в|к|с|до|после|около|примерно|ровно|позднее|позже|начало:?|на) $")
_CLOCK_LINK = re.compile(r"(?:,? |,? (?:мск|по московскому времени),? |, в )(?:в |во )?")
_COMPARED = re.compile(r" (?:раньше|ранее|позже|позднее|больше|меньше|дольше|быстрее)(?![а-я])")
_SCORE = re.compile(r"(?:сч[её]т\w*|побед\w*|поражени\w*|выигр\w*|проигр\w*|ничь\w*) (?:со сч[её]том )?$")


def _is_plain_clock(low: str, start: int, end: int) -> bool:
    return low[start:end][2:3] == ":" or low[start:end].endswith(("утра", "вечера", "ночи", "мск", "времени"))


def _read_day(place: Place, start: int) -> _Read | None:
    found = read_moment(place.low, start)
    if found is None or found[0].unit not in ("day", "weekday") or found[0].part:
        return None
    return _Read(found[0], None, found[1])


def _timed(place: Place, read: _Read, clock: str, end: int, rule: str) -> DateExpression:
    role, mod = guards.role_before(place.low, place.start, end)
    return DateExpression(
        place.start,
        end,
        rule,
        "time",
        first=read.first,
        clock=clock,
        role="until" if role == "until" else None,
        mod=mod,
    )


def moment_or_range(place: Place) -> list[DateExpression]:
    """A calendar unit or a range of two, with the hour that follows a day."""
    low, start = place.low, place.start
    if low[start].isdigit() and glued_before(low, start):
        return _glued_day(place)
    ends = read_range(low, start, guards.is_since(low, start))
    if ends:
        rule = f"dates.{ends[1].unit}_range"
        item = DateExpression(_opened(place), ends[2], rule, "period", first=ends[0], last=ends[1])
        return [] if _stands_alone_wrongly(place, ends[0], ends[2]) else [item]
    found = read_moment(low, start)
    if found is None or _stands_alone_wrongly(place, found[0], found[1]):
        return []
    moment, end = found
    clock = clock_behind(low, end) if moment.unit in ("day", "weekday") and not moment.part else None
    if clock:
        return [_timed(place, _Read(moment, None, end), clock[0], clock[1], "dates.day_clock")]
    role, mod = guards.role_before(low, start, end)
    return [DateExpression(_opened(place), end, _rule_name(moment), "date", first=moment, role=role, mod=mod)]


def _glued_day(place: Place) -> list[DateExpression]:
    """A whole date that a page has run into the word before it («Новости26 декабря 2025»)."""
    low, start = place.low, place.start
    found = read_moment(low, start) if low[start - 1].isalpha() else None
    if found is None or found[0].unit != "day" or found[0].year is None or found[0].year.number is None:
        return []
    clock = clock_behind(low, found[1])
    if clock:
        return [DateExpression(start, clock[1], "dates.day_clock", "time", first=found[0], clock=clock[0])]
    return [DateExpression(start, found[1], _rule_name(found[0]), "date", first=found[0])]


def _opened(place: Place) -> int:
    """The start with the quote mark of «23» сентября."""
    opening = place.text[place.start - 1 : place.start]
    if opening in ("«", '"', "“") and _CLOSED_DAY.match(place.low, place.start):
        return place.start - 1
    return place.start


def _rule_name(moment: Moment) -> str:
    if moment.part:
        return "dates.part"
    if moment.same:
        return "dates.same_period"
    if moment.shift is not None:
        return f"dates.relative_{moment.unit}"
    parts = [moment.unit]
    inner = moment.within
    while inner is not None:
        parts.append("relative" if inner.shift is not None else inner.unit)
        inner = inner.within
    return f"dates.{'_'.join(parts)}"


def _stands_alone_wrongly(place: Place, moment: Moment, end: int) -> bool:
    """Whether the word is no date here: a name, surroundings, a season or relative day with nothing to hold it."""
    low, text, start = place.low, place.text, place.start
    word, word_end = word_at(low, start)
    if not word:
        return False
    if end == word_end and word in _NAMING and guards.in_title(text, start, end):
        return True
    if word in MONTHS and end == word_end:
        return guards.is_name(text, start, end)
    if word in SEASONS and end == word_end:
        return guards.is_bare_season(low, start, end)
    if word in WEEKDAYS and end == word_end:
        return guards.is_environment(low, start, end) or guards.before(low, start).endswith(
            ("черная ", "черную ", "черной ")
        )
    if word in DAY_ADJECTIVES:
        return not re.search(r"(?<![а-я])(?:с|со|до|к|от) $", guards.before(low, start))
    if word == "накануне":
        return guards.takes_genitive(low, end)
    if moment.unit == "day" and moment.within is None and word in RELATIVE:
        return True
    if word in DAY_WORDS and low.startswith(("-", "шн"), end):
        return True
    return (
        word in SAME
        and moment.same
        and moment.unit == "year"
        and not low[start:end].endswith("года")
        and word not in ("том", "тот", "тому")
    )


def bare_year(place: Place) -> list[DateExpression]:
    """A year without «год»: «ЧМ-2018», «(2018)», «в 1929,»; and the month of a page's stamp («date 2025-09»)."""
    low, start = place.low, place.start
    if not low[start].isdigit():
        return []
    words = guards.before(low, start)
    if words.endswith("date "):
        header = _HEADER_MONTH.match(low, start)
        if header:
            month = Moment("month", int(header[2]), within=Moment("year", int(header[1])))
            return [DateExpression(start, header.end(), "dates.page_month", "date", first=month)]
    match = _EVENT_YEAR.match(low, start)
    if match is None:
        return []
    event = bool(re.search(r"(?<![а-яa-z])[а-я]{2,12}[»\"]?-$", words)) or bool(
        re.search(r"\($", words) and low.startswith(")", match.end())
    )
    said = bool(_BARE_YEAR_BEFORE.search(words)) and _ends_alone(low, match.end())
    if not event and not said:
        return []
    role, mod = guards.role_before(low, start, match.end())
    year = Moment("year", int(match[1]))
    return [
        DateExpression(
            start,
            match.end(),
            "dates.event_year" if event else "dates.bare_year",
            "date",
            first=year,
            role=role,
            mod=mod,
        )
    ]


def _ends_alone(low: str, end: int) -> bool:
    """Whether nothing that a number could count stands behind it: «в 1929,», «с 1940 служил»."""
    if _BARE_YEAR_AFTER.match(low, end):
        return True
    known = parses(next_word(low, end)[0])
    return bool(known) and known[0].is_known and "VERB" in known[0].tag


def day_part(place: Place) -> list[DateExpression]:
    """«утром», «вечером», «ночью» without a day."""
    word = re.match(r"[а-я]+", place.low[place.start : place.start + 12])
    if word is None or word.group() not in ("утром", "вечером", "ночью"):
        return []
    clock = f"T{DAY_PARTS[word.group()].value}"
    return [DateExpression(place.start, place.start + word.end(), "dates.day_part", "time", clock=clock)]


def year_of_report(place: Place) -> list[DateExpression]:
    """«по итогам года», «итоги полугодия»: the unit that lies around the anchor."""
    low, start = place.low, place.start
    word = re.match(
        r"(года|квартала|полугодия|месяца|сезона)(?![а-я])(?! (?:работы|деятельности|назад|культуры|"
        r"педагога|семьи))",
        low[start : start + 30],
    )
    if word is None or not re.search(r"(?<![а-я])итог\w{0,3} $", guards.before(low, start)):
        return []
    unit = {"года": "year", "квартала": "quarter", "полугодия": "half", "месяца": "month"}.get(word[1])
    if unit is None:
        return []
    moment = Moment(unit, shift=0)
    return [DateExpression(start, start + word.end(1), "dates.report_unit", "date", first=moment)]


Rule = Callable[[Place], list[DateExpression]]

RULES: tuple[Rule, ...] = (
    day_list,
    year_list,
    repeated,
    window,
    clock_first,
    counted_months,
    moment_or_range,
    offset,
    length,
    adjective,
    bare_year,
    year_of_report,
    day_part,
)
