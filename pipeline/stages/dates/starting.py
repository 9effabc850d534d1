"""Where in a text an expression may begin, and by which rules, judged by a word or number and a glance around it.

Most words of a text begin nothing; most of the rest («этом», «три», «25») begin something only before another word of
time. Looking that up costs a fraction of trying the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import NamedTuple

from pipeline.numerals import forms
from pipeline.stages.dates import length_rules, rules
from pipeline.stages.dates import vocabulary as words
from pipeline.stages.dates.lexing import ROMAN, WORD
from pipeline.stages.dates.moments import glued_before
from pipeline.stages.dates.rules import RULES, Rule
from pipeline.words import any_of

Guard = Callable[[str, int, int], bool]

_NOTHING: tuple[Rule, ...] = ()
_MOMENT, _CLOCK, _REPEATED = rules.moment_or_range, rules.clock_first, length_rules.repeated
_LENGTHS = (length_rules.offset, length_rules.length)
_BY_NUMBER: tuple[Rule, ...] = (
    rules.day_list,
    rules.year_list,
    _CLOCK,
    length_rules.counted_months,
    _MOMENT,
    *_LENGTHS,
    length_rules.adjective,
    rules.bare_year,
)

_BY_YEAR = _BY_NUMBER[_BY_NUMBER.index(_MOMENT) :]
"""The rules for «2025 года», which is no day, clock or count of months and goes on to no list."""

_NEXT = re.compile(r"[ \n]{1,4}(?:([а-яa-z]+)|[\d—–−‑-])|[—–−‑»\"”-]")
_BEHIND_STEMS = re.compile(
    r"(?:и|или|а|с|в|по|до|же|м|п|ч|г|гг|вв|кв|h|q|мес|мин|сек|срок|полных|целых)(?![а-яa-z])|"
    r"(?:период|час|мин|квартал|полугоди|век|столети|календарн|рабоч|учебн|финансов|сельскохозяйств|маркетингов|"
    r"аграрн|производств)"
)
_WEEKDAYS_BY = "|".join(word for word, form in words.WEEKDAYS.items() if "dat.pl" in form.cases)
_BY_DAYS = re.compile(rf"по (?:будн|рабоч|выходн|вечер|утр|ноч|{_WEEKDAYS_BY})")
_WORD_BEFORE = re.compile(r"([а-я-]{1,16})[ \n«]$")
_BEFORE_UNIT = frozenset(
    "в за на через спустя течение протяжении примерно около почти ровно более больше менее свыше дольше сроком целый "
    "целую целого целой целых каких-то полный полного полную длиною длиной длительностью раз итог итоги итогам итогов "
    "итогах".split()
)
_AFTER_UNIT = re.compile(r" (?:тому|назад|ранее|раньше|спустя|позже|позднее)(?![а-я])")
_DIGITS_OF_YEAR = 4
_YEAR_NOUNS = frozenset(word for word, form in words.UNITS.items() if form.value == "year" and word.startswith("год"))
_YEAR = re.compile(r"(?:1\d|20)\d\d(?!\d)")
_HOUR_OR_DAY = re.compile(r"\d{1,2}[:.][0-5]\d|\d{1,2}[./]\d{1,2}[./]\d\d|[12]\d{3}-\d\d-\d\d")
_BEHIND_NUMBER = re.compile(
    r"(?: и (?:более|больше))? {1,3}\n?([а-яa-z]+)|\n([а-я]+)| {0,2}[—–−‑-] {0,2}[\da-zа-я]|, \d|[»\"”] "
)
_SUFFIX = re.compile(
    r"-?(?:го|ого|его|е|ое|ые|ей|й|ый|ой|м|ом|ым|ми|ти|и|х|ых|му|ому|ю|я|ая|м|п|кв|мес|h|q|ч|г|гг|мин|сек|в|вв|часа?|"
    r"часов)(?![а-яa-z])|(?:ти|и|х|ми|-){0,2}(?:летн|годичн|месячн|недельн|дневн|суточн|часов|минутн|секундн)"
)
_COMPOUND_STEMS = ("летн", "годичн", "месячн", "недельн", "дневн", "суточн", "часов", "минутн", "секундн")
_COMPOUND_UNITS = re.compile(rf"(?:{'|'.join(_COMPOUND_STEMS)})[а-я]{{2,3}}(?![а-я])")
_COMPOUND_NUMBER = re.compile(r"(?<![а-я])([а-я]{3,14})-?$")
_LONGEST = 18


class Start(NamedTuple):
    """A place where an expression may begin: the offsets of its first word, the rules to try, or its vague value."""

    start: int
    end: int
    rules: tuple[Rule, ...]
    vague: str | None = None


def starts(low: str) -> list[Start]:
    """The places of a text in lower case where an expression may begin, in text order.

    Four scans, each led by letters of one kind, cost half of one for all.
    """
    found = [*_word_starts(low), *_number_starts(low), *_roman_starts(low), *_compound_starts(low)]
    found.sort(key=itemgetter(0))
    return found


def _word_starts(low: str) -> Iterator[Start]:
    done = 0
    for match in WORD.finditer(low):
        word = match[0]
        if word not in _FIRST_WORDS or match.start() < done:
            continue
        start, end = match.span()
        vague = _VAGUE.match(low, start) if word in _FIRST_OF_VAGUE else None
        if vague:
            done = vague.end()
            yield Start(start, done, _NOTHING, words.VAGUE[vague[0]])
        elif word in _OPENINGS:
            opening = _OPENINGS[word]
            for guard in opening.guards:
                if guard(low, start, end):
                    yield Start(start, end, opening.rules)
                    break


def _roman_starts(low: str) -> Iterator[Start]:
    for match in _ROMANS.finditer(low):
        if _is_followed(low, *match.span()):
            yield Start(*match.span(), (_MOMENT,))


def _compound_starts(low: str) -> Iterator[Start]:
    """«трёхдневный», by its second half; a number in words is its first."""
    if not any(map(low.__contains__, _COMPOUND_STEMS)):
        return
    for match in _COMPOUND_UNITS.finditer(low):
        first = _COMPOUND_NUMBER.search(low, max(0, match.start() - _LONGEST), match.start())
        if first and first[1] in forms("compound"):
            yield Start(first.start(), match.end(), (length_rules.adjective,))


def _number_starts(low: str) -> Iterator[Start]:
    """Numbers with all that hangs on them («12.5.1», «10:30–12:00»), which begin one expression or none."""
    for match in _NUMBERS.finditer(low):
        start, end = match.span()
        found = _glued_rules(low, start) if glued_before(low, start) else _number_rules(low, start, end)
        if found:
            yield Start(start, end, found)


def _glued_rules(low: str, start: int) -> tuple[Rule, ...]:
    """«Новости26 декабря 2025 года» and «ЧМ-2018» are read all the same."""
    if low[start - 1].isalpha():
        return (_MOMENT,)
    return (rules.bare_year,) if low[start - 1] == "-" and _YEAR.match(low, start) else _NOTHING


def _number_rules(low: str, start: int, end: int) -> tuple[Rule, ...]:
    behind = _BEHIND_NUMBER.match(low, end)
    word = behind and (behind[1] or behind[2])
    if word in _MONTHS and end - start < 3:
        return (_MOMENT,)
    if end - start == _DIGITS_OF_YEAR and word in _YEAR_NOUNS and _YEAR.match(low, start):
        return _BY_YEAR
    if _YEAR.match(low, start) or _HOUR_OR_DAY.match(low, start):
        return _BY_NUMBER
    if behind is None:
        return _BY_NUMBER if _SUFFIX.match(low, end) else _NOTHING
    return _BY_NUMBER if not word or _may_follow(word, _BEHIND_NUMBERS) else _NOTHING


def _anywhere(low: str, start: int, end: int) -> bool:
    return True


def _is_followed(low: str, start: int, end: int) -> bool:
    """Whether what stands behind a word may go on as an expression of time."""
    match = _NEXT.match(low, end)
    return match is not None and (match[1] is None or _may_follow(match[1], _BEHIND))


def _is_measured(low: str, start: int, end: int) -> bool:
    """Whether the word before a unit («за год», «раз в месяц») or behind it («год назад») makes it one of time."""
    before = _WORD_BEFORE.search(low, max(0, start - _LONGEST), start)
    return (before is not None and before[1] in _BEFORE_UNIT) or _AFTER_UNIT.match(low, end) is not None


def _is_by_days(low: str, start: int, end: int) -> bool:
    return _BY_DAYS.match(low, start) is not None


def _may_follow(word: str, known: frozenset[str]) -> bool:
    return word in known or _BEHIND_STEMS.match(word) is not None or ROMAN.fullmatch(word) is not None


_CARDINALS, _ORDINALS = frozenset(forms("cardinal")), frozenset(forms("ordinal"))
_MONTHS = frozenset((*words.MONTHS, *words.SHORT_MONTHS))
_ENTRIES: tuple[tuple[frozenset[str], tuple[Rule, ...], Guard], ...] = (
    (frozenset((*words.MONTHS, *words.WEEKDAYS, *words.SEASONS, *words.DAY_WORDS)), (_MOMENT,), _anywhere),
    (frozenset((*words.DAY_ADJECTIVES, *words.PARTS)), (_MOMENT,), _anywhere),
    (frozenset((*words.RELATIVE, *words.SAME)), (_MOMENT,), _is_followed),
    (frozenset(words.WINDOWS), (length_rules.window,), _is_followed),
    (frozenset(words.EVERY), (_REPEATED,), _is_followed),
    (frozenset((*words.SETS, "раз", "дважды", "трижды")), (_REPEATED,), _anywhere),
    (frozenset(("по",)), (_REPEATED,), _is_by_days),
    (frozenset(words.UNITS), (_REPEATED, *_LENGTHS, rules.year_of_report), _is_measured),
    (frozenset((*words.HALF_YEARS, "несколько", "нескольких", "нескольким", "несколькими")), _LENGTHS, _anywhere),
    (frozenset(words.DAY_PARTS), (_CLOCK, rules.day_part), _anywhere),
    (_CARDINALS, (_CLOCK, length_rules.counted_months, _MOMENT, *_LENGTHS), _is_followed),
    (frozenset(form for form in _ORDINALS if form.endswith(("ые", "ых", "ым", "ыми"))), (_MOMENT,), _anywhere),
    (_ORDINALS, (_MOMENT,), _is_followed),
)
_CYRILLIC_ROMANS = frozenset(("х", "хх", "ххх", "хххх"))
_STARTERS = frozenset(form for entry in _ENTRIES for form in entry[0])
_BEHIND = _STARTERS | _MONTHS | frozenset(words.PORTIONS)
_BEHIND_NUMBERS = _BEHIND - _CARDINALS


class _Opening(NamedTuple):
    """What a word may begin: the rules to try, and the guards of which one must hold."""

    rules: tuple[Rule, ...]
    guards: tuple[Guard, ...]


def _opening(word: str) -> _Opening:
    entries = [entry for entry in _ENTRIES if word in entry[0]]
    wanted = {rule for entry in entries for rule in entry[1]}
    guards = dict.fromkeys(entry[2] for entry in entries)
    return _Opening(tuple(rule for rule in RULES if rule in wanted), tuple(guards))


_OPENINGS = {word: _opening(word) for word in _STARTERS}
_OPENINGS |= dict.fromkeys(_CYRILLIC_ROMANS, _Opening((_MOMENT,), (_is_followed,)))

_VAGUE = re.compile(rf"(?<!-){any_of(words.VAGUE)}(?![а-я-]| (?:год|месяц|сезон|недел))")
_FIRST_OF_VAGUE = frozenset(phrase.split()[0] for phrase in words.VAGUE)
_FIRST_WORDS = _FIRST_OF_VAGUE.union(_OPENINGS)
_NUMBERS = re.compile(r"\d\d*(?:(?: \d{3}(?!\d))+|(?:[.,:/–—−-]\d+)+)?")
_ROMANS = re.compile(r"[ivxl](?<![a-z][a-z])[ivxl]{0,6}(?![a-z])")
