"""Which rules a word or number may begin, judged by the word itself and a glance at what follows.

Most words of a text begin nothing; most of the rest («этом», «три», «25») begin something only before another word of
time. Looking that up costs a fraction of trying the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from pipeline.numerals import forms
from pipeline.stages.dates import length_rules, rules
from pipeline.stages.dates import vocabulary as words
from pipeline.stages.dates.lexing import ROMAN
from pipeline.stages.dates.rules import RULES, Rule

_MOMENT, _CLOCK = rules.moment_or_range, rules.clock_first
_LENGTHS = (length_rules.offset, length_rules.length)
_REPEATED = length_rules.repeated
_NUMBER = (
    rules.day_list,
    rules.year_list,
    _CLOCK,
    length_rules.counted_months,
    _MOMENT,
    *_LENGTHS,
    length_rules.adjective,
)
_OPEN, _HELD = False, True
_ENTRIES: tuple[tuple[frozenset[str], tuple[Rule, ...], bool], ...] = (
    (frozenset((*words.MONTHS, *words.WEEKDAYS, *words.SEASONS, *words.DAY_WORDS)), (_MOMENT,), _OPEN),
    (frozenset((*words.DAY_ADJECTIVES, *words.PARTS)), (_MOMENT,), _OPEN),
    (frozenset((*words.RELATIVE, *words.SAME)), (_MOMENT,), _HELD),
    (frozenset(words.WINDOWS), (length_rules.window,), _HELD),
    (frozenset(words.EVERY), (_REPEATED,), _HELD),
    (frozenset((*words.SETS, "раз", "дважды", "трижды", "по")), (_REPEATED,), _OPEN),
    (frozenset(words.UNITS), (_REPEATED, *_LENGTHS, rules.year_of_report), _OPEN),
    (frozenset((*words.HALF_YEARS, "несколько", "нескольких", "нескольким", "несколькими")), _LENGTHS, _OPEN),
    (frozenset(("года", "квартала", "полугодия", "месяца")), (rules.year_of_report,), _OPEN),
    (frozenset(words.DAY_PARTS), (_CLOCK, rules.day_part), _OPEN),
    (frozenset(forms("cardinal")), (_CLOCK, length_rules.counted_months, _MOMENT, *_LENGTHS), _HELD),
    (frozenset(form for form in forms("ordinal") if form.endswith(("ые", "ых", "ым", "ыми"))), (_MOMENT,), _OPEN),
    (frozenset(forms("ordinal")), (_MOMENT,), _HELD),
)  # fmt: skip
_STARTERS = frozenset(form for entry in _ENTRIES for form in entry[0])
_BEHIND = _STARTERS | frozenset((*words.PORTIONS, *words.SHORT_MONTHS))
_BEHIND_STEMS = re.compile(
    r"(?:и|или|а|с|в|по|до|же|м|п|ч|г|гг|вв|кв|h|q|мес|мин|сек|срок|полных|целых)(?![а-яa-z])|"
    r"(?:период|час|мин|квартал|полугоди|век|столети|календарн|рабоч|учебн|финансов|сельскохозяйств|маркетингов|"
    r"аграрн|производств)"
)
_NEXT = re.compile(r"[ \n]{1,4}(?:([а-яa-z]+)|[\d—–−‑-])|[—–−‑»\"”-]")
_DAYS = re.compile(r"по (?:[а-я]+ам|[а-я]+ням|[а-я]+ям|[а-я]+ым|[а-я]+им)(?![а-я])")
_AFTER_DIGITS = re.compile(r"[.,:/]\d|, \d|[а-яa-z]")
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_COMPOUND = re.compile(r"[а-я]{3,14}?(?:летн|годичн|месячн|недельн|дневн|суточн|часов|минутн|секундн)[а-я]{2,3}")


_Branch = dict[str, "_Branch"]


class _Start(NamedTuple):
    rules: tuple[Rule, ...]
    held: bool


_NOTHING: tuple[Rule, ...] = ()
_BY_DIGITS = tuple(rule for rule in RULES if rule in (*_NUMBER, rules.bare_year))


def rules_at(low: str, word: str, end: int) -> tuple[Rule, ...]:
    """The rules to try at a word that ends at a place, in their order; none where nothing can begin."""
    if word[0].isdigit():
        return _BY_DIGITS if _YEAR.fullmatch(word) or _is_followed(low, end, digits=True) else _NOTHING
    start = _start_of(word)
    if start is None or (start.held and not _is_followed(low, end)):
        return _NOTHING
    if word == "по" and not _DAYS.match(low, end - 2):
        return _NOTHING
    return start.rules


@cache
def _known(word: str) -> _Start | None:
    entries = [entry for entry in _ENTRIES if word in entry[0]]
    if not entries:
        return None
    wanted = {rule for entry in entries for rule in entry[1]}
    return _Start(tuple(rule for rule in RULES if rule in wanted), all(entry[2] for entry in entries))


_START = {word: start for word in _STARTERS if (start := _known(word))}
_ADJECTIVE = _Start((length_rules.adjective,), _OPEN)
_ROMAN = _Start((_MOMENT,), _HELD)


def _start_of(word: str) -> _Start | None:
    known = _START.get(word)
    if known is not None:
        return known
    if ROMAN.fullmatch(word):
        return _ROMAN
    return _ADJECTIVE if _COMPOUND.fullmatch(word) else None


def _is_followed(low: str, end: int, digits: bool = False) -> bool:
    """Whether what stands behind a word or number may go on as an expression of time."""
    match = _NEXT.match(low, end)
    if match is None:
        return digits and _AFTER_DIGITS.match(low, end) is not None
    word = match[1]
    return word is None or word in _BEHIND or _BEHIND_STEMS.match(word) is not None or ROMAN.fullmatch(word) is not None


def _trie(forms: Iterable[str]) -> str:
    """A pattern for any of the forms that shares their beginnings, so that a scan takes few steps at each letter."""
    root: _Branch = {}
    for form in forms:
        here = root
        for letter in form:
            here = here.setdefault(letter, {})
        here[""] = {}
    return _pattern(root)


def _pattern(branch: _Branch) -> str:
    options = [re.escape(letter) + _pattern(branch[letter]) for letter in sorted(branch) if letter]
    if not options:
        return ""
    return f"(?:{'|'.join(options)})" + ("?" if "" in branch else "")


SCAN = re.compile(
    r"\d+|(?<![a-z])[ivxl]{1,7}(?![a-z])|(?<![а-я])(?:"
    rf"(?<!-)(?P<vague>{_trie(words.VAGUE)})(?![а-я-]| (?:год|месяц|сезон|недел))|"
    rf"(?:{_trie(_STARTERS)}|х{{1,4}})(?![а-я])|{_trie(forms('compound'))}[а-я]{{4,20}}(?![а-я]))"
)
