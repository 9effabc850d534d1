"""Rules for lengths: durations, repetitions, windows around the anchor, distances from it."""

from __future__ import annotations

import re

from pipeline.stages.dates import guards
from pipeline.stages.dates.expressions import DateExpression
from pipeline.stages.dates.lengths import Length, iso, read_adjective, read_length, read_window
from pipeline.stages.dates.lexing import next_word, past_space, word_at
from pipeline.stages.dates.moments import glued_before
from pipeline.stages.dates.place import Place
from pipeline.stages.dates.units import read_months_count
from pipeline.stages.dates.vocabulary import EVERY, HALF_YEARS, SEASONS, SETS, UNITS, WEEKDAYS
from pipeline.stages.dates.years import is_plural

_AGO = re.compile(r" (?:тому )?назад(?![а-я])")
_EARLIER = re.compile(r" (?:ранее|раньше)(?![а-я])")
_LATER = re.compile(r" (?:спустя|позже|позднее)(?![а-я])")
_AHEAD = re.compile(r"(?<![а-я])(?:через|спустя) (?:примерно |около |почти )?$")
_COUNT_CONTEXT = re.compile(r"(?<![а-я])(?:за|итог\w*|результат\w*|отчет\w*|показател\w*|данны\w*|первы\w{1,2}) $")
_PER = re.compile(r"(?<![а-я])в $")
_BARE_LENGTH = re.compile(
    r"(?<![а-я])(?:за|через|в течение|на протяжении|примерно|около|почти|более|больше|менее|свыше|спустя|"
    r"дольше|сроком на|целый|целую|каких-то|полный|ровно|длиною в|длительностью в|сроком в) $"
)
_ON = frozenset(("неделю", "месяц", "год", "сутки"))
_FOR = re.compile(r"(?<!пересчете)(?<!расчете) на $")
_BY_AGE = re.compile(r" (?:моложе|младше|старше)")
_MORE = re.compile(r"(?<![а-я])(?:более|больше|свыше)(?: чем)?(?: за| на| в| через)? $")
_LESS = re.compile(r"(?<![а-я])(?:менее|меньше)(?: чем)?(?: за| на| в| через)? $")
_AT_MOST = re.compile(
    r"(?<![а-я])(?:не более|не больше|не дольше|не свыше|не превыша\w+|максимум|до)(?: чем)?(?: "
    r"за| на| в)? $"
)
_AT_LEAST = re.compile(r"(?<![а-я])(?:не менее|не меньше|минимум|от|как минимум)(?: чем)?(?: за| на| в)? $")
_ABOUT = re.compile(r"(?<![а-я])(?:около|примерно|порядка|почти|приблизительно|ориентировочно)(?: за| на| в| через)? $")
_AND_MORE = re.compile(r" и (?:более|больше) ")
_AFTER_EVENT = re.compile(r" (?:после|с момента|со дня)(?![а-я])")
_BEFORE_EVENT = re.compile(r" до(?![а-я])")
_RAZ = re.compile(r"(?:раз|дважды|трижды) (?:в|за) ")
_BY_DAYS = re.compile(r"по (?:(?:будним|рабочим) дням|будням|выходным|вечерам|утрам|ночам)(?![а-я])")
_RATE_END = re.compile(
    r"(?=[.,;:)»!?\n]|$| [—–-]| (?:и|на|с|со|по|в|во|до|от|к|не|а|или|за|из|для|при|больше|меньше|"
    r"более|менее|плюс|каждый|выше|ниже|чем|это|что|также|около|порядка)(?![а-я]))"
)


def _mod(low: str, start: int) -> str | None:
    words = guards.before(low, start)
    for pattern, mod in ((_AT_MOST, "<="), (_AT_LEAST, ">="), (_MORE, ">"), (_LESS, "<"), (_ABOUT, "~")):
        if pattern.search(words):
            return mod
    return None


def length(place: Place) -> list[DateExpression]:
    """«три дня», «1,5 года», «полгода», «неделю» after a word that asks for a length."""
    low, start = place.low, place.start
    if low[start].isdigit() and glued_before(low, start):
        return []
    found = read_length(low, start) or _bare_unit(low, start)
    if found is None or (found.unit in ("quarter", "half", "century") and found.number is None):
        return []
    if (
        found.unit in ("year", "month")
        and found.number not in (0.5, 1)
        and guards.is_age(low, place.text, start, found.end)
    ):
        return []
    if low.startswith("-", found.end) or _is_rank(low, start, found):
        return []
    mod = "before" if _BEFORE_EVENT.match(low, found.end) else _mod(low, start)
    mod = mod or (">=" if _AND_MORE.search(low[start : found.end]) else None)
    return [DateExpression(start, found.end, "dates.length", "duration", length=found.iso, mod=mod)]


def _is_rank(low: str, start: int, found: Length) -> bool:
    """«1 день» of a programme or «5 час»: a unit in a row and no length."""
    return (found.unit in ("hour", "minute", "second") and low[start : found.end].endswith("-")) or found.number == 0


def _bare_unit(low: str, start: int) -> Length | None:
    word, end = word_at(low, start)
    if word not in UNITS or word.startswith(("полугод", "выходн")):
        return None
    if is_plural(word) and not word.startswith("сут"):
        return None
    words = guards.before(low, start)
    asked = _BARE_LENGTH.search(words) or (word in _ON and _FOR.search(words) and not _BY_AGE.match(low, end))
    if not asked or UNITS[word].value in ("century", "second", "quarter", "weekend"):
        return None
    if guards.takes_genitive(low, end) and UNITS[word].value in ("day", "hour", "minute"):
        return None
    return Length(iso(1, UNITS[word].value), 1, UNITS[word].value, end)


def adjective(place: Place) -> list[DateExpression]:
    """«трёхдневный форум», «48-часовой хакатон», «пятилетний план»."""
    if glued_before(place.low, place.start):
        return []
    found = read_adjective(place.low, place.start)
    if found is None:
        return []
    return [DateExpression(place.start, found.end, "dates.length_adjective", "duration", length=found.iso)]


def offset(place: Place) -> list[DateExpression]:
    """«три года назад», «через полгода», «годом ранее», «два дня спустя»."""
    low, start = place.low, place.start
    if low[start].isdigit() and glued_before(low, start):
        return []
    found = read_length(low, start) or _one(low, start)
    if found is None:
        return []
    if found.number is None or is_plural(low[start : found.end]):
        return _some_time(low, start, found)
    for pattern, way in ((_AGO, "ago"), (_EARLIER, "earlier"), (_LATER, "later")):
        match = pattern.match(low, found.end)
        if match and not (match.group() == " раньше" and guards.takes_genitive(low, match.end())):
            return [_offset(start, match.end(), found, way)]
    words = guards.before(low, start)
    ahead = _AHEAD.search(words)
    if ahead:
        begins = start - len(words) + ahead.start()
        if _AFTER_EVENT.match(low, found.end):
            return [DateExpression(start, found.end, "dates.length", "duration", length=found.iso, mod="after")]
        return [_offset(begins, found.end, found, "ahead")]
    return []


def _some_time(low: str, start: int, found: Length) -> list[DateExpression]:
    """«несколько дней назад»: before the anchor, who knows when."""
    match = _AGO.match(low, found.end)
    return [DateExpression(start, match.end(), "dates.ago", "vague", wording="PAST_REF")] if match else []


def _one(low: str, start: int) -> Length | None:
    word, end = word_at(low, start)
    if word not in UNITS or UNITS[word].value == "weekend":
        return None
    return Length(iso(1, UNITS[word].value), 1, UNITS[word].value, end)


def _offset(start: int, end: int, found: Length, way: str) -> DateExpression:
    kind = "duration" if found.unit in ("hour", "minute", "second") else "date"
    return DateExpression(start, end, f"dates.{way}", kind, length=found.iso, way=way)


def window(place: Place) -> list[DateExpression]:
    """«последние пять лет», «ближайшие три года», «последний месяц»."""
    found = read_window(place.low, place.start)
    if found is None:
        return []
    side, size = found
    if size.number is None:
        return [
            DateExpression(
                place.start, size.end, "dates.window", "vague", wording="PAST_REF" if side == "back" else "FUTURE_REF"
            )
        ]
    over = place.low.startswith(("прошедш", "минувш", "истекш", "предыдущ"), place.start)
    rule = "dates.last_day" if size.iso == "P1D" and over else "dates.window"
    return [DateExpression(place.start, size.end, rule, "period", length=size.iso, way=side)]


def counted_months(place: Place) -> list[DateExpression]:
    """«девять месяцев 2024 года», «за 8 месяцев»: with or without its year, a part of a year from its start."""
    low, start = place.low, place.start
    if low[start].isdigit() and glued_before(low, start):
        return []
    found = read_months_count(low, start)
    if found is None:
        return []
    moment, end = found
    if any(pattern.match(low, end) for pattern in (_AGO, _EARLIER, _LATER, _BEFORE_EVENT)):
        return []
    if moment.within is None and not (_COUNT_CONTEXT.search(guards.before(low, start)) and (moment.number or 0) > 1):
        return []
    length_iso = None if moment.within else iso(moment.number or 0, "month")
    return [DateExpression(start, end, "dates.months", "date", first=moment, length=length_iso)]


def repeated(place: Place) -> list[DateExpression]:
    """«ежегодно», «каждую среду», «каждые пять лет», «в год», «раз в два года», «по понедельникам»."""
    low, start = place.low, place.start
    word, end = word_at(low, start)
    if word in SETS:
        return [_set(start, end, SETS[word].value, "dates.set_word")]
    if word in EVERY:
        return _every(low, start, end)
    raz = _RAZ.match(low, start)
    if raz:
        size = read_length(low, raz.end()) or _one(low, raz.end())
        return [_set(start, size.end, size.iso, "dates.set_once")] if size and size.number else []
    if word == "по":
        return _by_weekday(low, start, end)
    if word in UNITS and UNITS[word].value in ("year", "month", "week", "day", "hour", "minute", "quarter"):
        return _rate(low, start, end, word)
    if word in HALF_YEARS or word in SEASONS:
        return []
    return []


def _every(low: str, start: int, end: int) -> list[DateExpression]:
    behind = past_space(low, end)
    if behind is None:
        return []
    size = read_length(low, behind) or _one(low, behind)
    if size is None and next_word(low, end)[0] in ("календарный", "календарном", "рабочий", "учебный", "финансовый"):
        inner = past_space(low, next_word(low, end)[1])
        size = _one(low, inner) if inner is not None else None
    if size and size.number:
        return [_set(start, size.end, size.iso, "dates.set_every")]
    noun, stop = next_word(low, end)
    if noun in WEEKDAYS:
        return [_set(start, stop, "P1W", "dates.set_every")]
    return [_set(start, stop, "P1Y", "dates.set_every")] if noun in SEASONS else []


def _by_weekday(low: str, start: int, end: int) -> list[DateExpression]:
    match = _BY_DAYS.match(low, start)
    if match:
        size = "P1D" if match.group()[3:4] in "ун" or "вечер" in match.group() else "P1W"
        return [_set(start + 3, match.end(), size, "dates.set_days")]
    noun, stop = next_word(low, end)
    if noun in WEEKDAYS and "dat.pl" in WEEKDAYS[noun].cases:
        return [_set(start + 3, stop, "P1W", "dates.set_weekday")]
    return []


def _rate(low: str, start: int, end: int, word: str) -> list[DateExpression]:
    words = guards.before(low, start)
    if (
        not _PER.search(words)
        or not UNITS[word].cases & {"acc", "acc.pl"}
        or (is_plural(word) and word != "сутки")
        or words.endswith(("год в ", "день в ", "раз в "))
    ):
        return []
    return [_set(start, end, iso(1, UNITS[word].value), "dates.set_rate")] if _RATE_END.match(low, end) else []


def _set(start: int, end: int, size: str, rule: str) -> DateExpression:
    return DateExpression(start, end, rule, "set", length=size)
