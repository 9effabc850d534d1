"""Whether the clause around an expression speaks of the past or of what is to come."""

from __future__ import annotations

import re

from pipeline.memory import remembered
from pipeline.morphology.analyzer import parses
from pipeline.stages.dates.lexing import GLUED_STOP
from pipeline.words import read_words

PAST, FUTURE, PRESENT = "past", "future", "present"
REACH = 160

_END = re.compile(rf"[.!?;…](?=\s|$|[»\"])|{GLUED_STOP.pattern}(?=[а-яё])|\n")
_COMMA = re.compile(r",|\s[—–-]\s|:|»|«|\(|\)")
_WORD = re.compile(r"[а-яё]{2,40}")
_AHEAD = read_words(__package__, "ahead.tsv")
_STILL = re.compile(r"(?<![а-яё])(?:еще|ещё)(?: в| во| с| со)? $")
_LONGEST_STEM = 12
_WILL_BE = frozenset(("будет", "будут", "будем", "буду"))


def tense_at(low: str, start: int, end: int) -> str | None:
    """past, future, present or None, by the verb nearest to the expression: in its clause, else in its sentence.

    What is said inside quotation marks has its own tense: «сказал» before them does not count.
    """
    if _STILL.search(low, max(0, start - 12), start):
        return PAST
    left, right = _sentence(low, start, end)
    before, after = _inside_marks(low[left:start], low[end:right])
    inner_left = max((m.end() for m in _COMMA.finditer(before)), default=0)
    first_right = _COMMA.search(after)
    inner_right = first_right.start() if first_right else len(after)
    return _nearest(before[inner_left:], after[:inner_right]) or _nearest(before, "") or _nearest("", after)


def _inside_marks(before: str, after: str) -> tuple[str, str]:
    opened = before.rfind("«")
    if opened < before.rfind("»") or opened < 0:
        return before, after
    closed = after.find("»")
    return before[opened + 1 :], after[:closed] if closed >= 0 else after


def _sentence(low: str, start: int, end: int) -> tuple[int, int]:
    left = max(0, start - REACH)
    for match in _END.finditer(low, left, start):
        if not _is_abbreviation(low, match.start()):
            left = match.end()
    stop = min(len(low), end + REACH)
    for match in _END.finditer(low, end, stop):
        if not _is_abbreviation(low, match.start()):
            return left, match.start()
    return left, stop


def _is_abbreviation(low: str, dot: int) -> bool:
    return low[dot] == "." and bool(
        re.search(r"(?<![а-я])(?:г|гг|им|ул|тыс|руб|млн|млрд|т|д|п|кв|м|св|обл|[а-я])$", low[max(0, dot - 5) : dot])
    )


def _nearest(before: str, after: str) -> str | None:
    found = []
    words = list(_WORD.finditer(before))
    for steps, match in enumerate(reversed(words)):
        tense = _tense(match.group())
        if tense == PAST and any(
            word.group() in _WILL_BE for word in words[max(0, len(words) - steps - 4) : -steps - 1]
        ):
            tense = FUTURE
        if tense:
            found.append((steps, tense))
            break
    for steps, match in enumerate(_WORD.finditer(after)):
        tense = _tense(match.group())
        if tense:
            found.append((steps, tense))
            break
    ahead = [tense for _, tense in found if tense == FUTURE]
    if ahead and min(found)[1] != PAST:
        return FUTURE
    return min(found)[1] if found else None


def _looks_ahead(word: str) -> bool:
    return any(word[:size] in _AHEAD and len(word) - size < 6 for size in range(_LONGEST_STEM, 4, -1))


@remembered
def _tense(word: str) -> str | None:
    known = parses(word)
    is_known = bool(known) and known[0].is_known
    is_noun = is_known and known[0].tag.POS == "NOUN"  # «ожидания» expect nothing
    if word in _WILL_BE or (_looks_ahead(word) and not is_noun):
        return FUTURE
    if not is_known:
        return None
    tag = known[0].tag
    part = str(tag.POS)
    if part == "NOUN" and tag.case == "ablt" and len(known) > 1 and "1per" in known[1].tag:
        tag, part = known[1].tag, "VERB"  # «закроем» is hardly ever the instrumental of «закрой»
    if part == "VERB":
        return {"past": PAST, "futr": FUTURE, "pres": PRESENT}.get(str(tag.tense))
    return PAST if part == "PRTS" else None
