"""Finds percentages: a unit («%», «процентов», «п. п.», «промилле») with the number or numbers that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.numerals import forms, read_cardinal

WINDOW = 64

UNIT = re.compile(
    r"%(?!\d|[a-f0-9]{2}%)(?:-?н[а-я]{2,3}(?![а-я])|-(?:й|я|е|го|му|м|ю|х|ми)(?![а-я])| процент(?:а|ов)?(?![а-я]))?|‰"
    r"|про(?:центн[а-я]{2,3} пункт[а-я]{0,3}(?![а-я])|цент(?:а|у|ом|е|ы|ов|ам|ами|ах)?(?![а-я])|ц\.|милле(?![а-я])"
    r"|центн(?:ый|ого|ому|ым|ом|ая|ой|ую|ое|ые|ых|ыми)(?![а-я]))"
    r"|базисн[а-я]{2,3} пункт[а-я]{0,3}(?![а-я])"
    r"|п(?<![а-я.]п)(?:\. {0,2}п(?:\.|(?![а-я.]))|п(?![а-я.]))|б(?<![а-я]б)\. {0,2}п(?:\.|(?![а-я.]))"
)
_NUM = r"\d{1,3}(?: \d{3}){1,3}(?:[.,]\d{1,6})?|\d{1,12}(?:[.,]\d{1,6})?"
_LESSEN = r"(?P<more> ?с лишним| ?с небольшим)?"
_DIGITS = re.compile(
    rf"(?=[\d+−–±-])(?:(?P<low>{_NUM}) ?(?:%|процент[а-я]{{0,2}})? ?(?P<joint>[-–—−‑]|до|\.\.\.|…) ?)?"
    rf"(?P<sign>[+−–±-])?(?P<high>{_NUM}){_LESSEN}[  -]{{0,2}}$"
)
_HALF = re.compile(r"(?<![а-я])пол-?$")
_COMPOUND = re.compile(r"(?<![а-я])([а-я]{2,24})$")
_AFTER = re.compile(rf" (?P<digits>{_NUM})(?![\d.,:%-])|(?= [а-я])")
_TO = re.compile(rf" ?[-–—−] ?(?P<high>{_NUM}) ?(?=%|процент)")
_FROM_TO = re.compile(rf" до (?P<high>{_NUM}) ?(?=%|процент)")
_WORD = re.compile(r"[а-я]+")


class Amount(NamedTuple):
    """A percentage as found: offsets, numbers, unit, sign, the rule, and what its own words say of the comparison."""

    start: int
    end: int
    low: float
    high: float
    unit: str
    rule: str
    sign: str = ""
    comparator: str | None = None


def find_amounts(low: str) -> Iterator[Amount]:
    """The percentages of a text in lower case, in text order and without overlaps."""
    done = 0
    for match in UNIT.finditer(low):
        if match.start() < done:
            continue
        amount = _amount(low, match, done)
        if amount is None:
            continue
        amount = _extended(low, amount)
        done = amount.end
        yield amount


def unit_of(word: str) -> str:
    """percent, percentage_point, basis_point or permille, by the words of a unit."""
    if word.startswith("базисн") or word.startswith("б"):
        return "basis_point"
    if word in ("‰", "промилле"):
        return "permille"
    return "percentage_point" if "пункт" in word or (word[0] == "п" and not word.startswith("про")) else "percent"


def _amount(low: str, unit: re.Match[str], done: int) -> Amount | None:
    left = max(done, unit.start() - WINDOW)
    before = low[left : unit.start()]
    name = unit_of(unit.group())
    digits = _DIGITS.search(before)
    if digits:
        return _from_digits(low, left, digits, unit, name)
    if unit.group()[0] in "%‰":
        return None
    half = _HALF.search(before)
    if half and name == "percent":
        return Amount(left + half.start(), unit.end(), 0.5, 0.5, name, "percents.half")
    compound = _COMPOUND.search(before)
    if compound:
        return _from_compound(left, compound, unit, name)
    return _from_words(low, left, before, unit, name) or _inverted(low, unit, name)


def _from_digits(low: str, left: int, digits: re.Match[str], unit: re.Match[str], name: str) -> Amount | None:
    start = left + digits.start("high")
    high = _number(digits["high"])
    first = _lower_end(low, left, digits, high)
    sign = ""
    if first is not None:
        start, lower = first
    else:
        lower = high
        if digits["sign"] and not _joined(low, left + digits.start("sign")):
            sign = digits["sign"]
            start = left + digits.start("sign")
    if _glued(low, start):
        return None
    rule = (
        "percents.adjective"
        if unit.group().startswith("процентн") and "пункт" not in unit.group()
        else "percents.digits"
    )
    comparator = ">" if digits["more"] else None
    return Amount(start, unit.end(), lower, high, name, "percents.range" if first else rule, sign, comparator)


def _lower_end(low: str, left: int, digits: re.Match[str], high: float) -> tuple[int, float] | None:
    if digits["low"] is None or (digits["sign"] and digits["sign"] != "+"):
        return None
    lower, start = _number(digits["low"]), left + digits.start("low")
    if lower >= high or _glued(low, start):
        return None
    if (
        digits["joint"] == "до"
        and not low[max(0, start - 4) : start].endswith((" от ", "(от ", "\nот "))
        and not (start == 3 and low.startswith("от "))
    ):
        return None
    return start, lower


def _number(digits: str) -> float:
    return float(digits.replace(" ", "").replace(",", "."))


def _glued(low: str, start: int) -> bool:
    before = low[start - 1 : start]
    return bool(before) and (
        before.isalnum() or before in "_/" or (before in ".,:-" and low[start - 2 : start - 1].isalnum())
    )


_BEFORE_SIGN = re.compile(r"(?:[:(] {1,3}|(?<![а-яё])(?:с|со|до|на|в|от|к|около|состав[а-я]{1,6}) )$")


def _joined(low: str, sign: int) -> bool:
    """Whether a dash before a number joins it to a word and is no sign."""
    before = low[sign - 1 : sign]
    if low[sign] in "–-" and before == " ":
        return not _BEFORE_SIGN.search(low, max(0, sign - 16), sign) or low[sign + 1 : sign + 2] == " "
    return bool(before) and not before.isspace() and before not in '(:«"'


def _from_compound(left: int, compound: re.Match[str], unit: re.Match[str], name: str) -> Amount | None:
    value = _compound_value(compound[1]) if name == "percent" else None
    if value is None or not unit.group().startswith("процентн"):
        return None
    return Amount(left + compound.start(), unit.end(), value, value, name, "percents.adjective")


def _compound_value(word: str) -> float | None:
    values = forms("compound")
    if word in values:
        return values[word]
    for size in range(len(word) - 2, 3, -1):
        if word[:size] in values and word[size:] in values and values[word[:size]] > 19 and values[word[size:]] < 10:
            return values[word[:size]] + values[word[size:]]
    return None


def _from_words(low: str, left: int, before: str, unit: re.Match[str], name: str) -> Amount | None:
    if name == "percent" and unit.group().startswith("процентн"):
        return None
    starts = [match.start() for match in _WORD.finditer(before)][-8:]
    for start in starts:
        if start and before[start - 1] not in ' -(«"\n':
            continue
        found = read_cardinal(before, start)
        if found is None:
            continue
        rest = before[found[1] :]
        if rest.strip(" ") == "" and rest:
            return Amount(left + start, unit.end(), found[0], found[0], name, "percents.words")
        if rest.strip() in ("с лишним", "с небольшим"):
            return Amount(left + start, unit.end(), found[0], found[0], name, "percents.words", comparator=">")
        upper = (
            read_cardinal(before, found[1] + len(rest) - len(rest.lstrip(" -–—")))
            if rest[:1] in "-–—" or rest[:2] == " –"
            else None
        )
        upper = upper or (
            read_cardinal(before, found[1] + 4) if rest.startswith(" до ") and before[:start].endswith("от ") else None
        )
        if upper and before[upper[1] :].strip() == "" and upper[0] > found[0]:
            return Amount(left + start, unit.end(), found[0], upper[0], name, "percents.words")
    return None


def _inverted(low: str, unit: re.Match[str], name: str) -> Amount | None:
    """«процентов пять»: the number behind its unit makes it a guess."""
    if not unit.group().startswith("процентов"):
        return None
    match = _AFTER.match(low, unit.end())
    if match is None:
        return None
    if match["digits"]:
        value, end = _number(match["digits"]), match.end()
    else:
        words = read_cardinal(low, unit.end() + 1)
        if words is None or words[0] >= 1000:
            return None
        value, end = words
    return Amount(unit.start(), end, value, value, name, "percents.inverted", comparator="~")


def _extended(low: str, amount: Amount) -> Amount:
    """«10% — 15%» and «от 10% до 15%» as one range."""
    if amount.unit != "percent" or amount.low != amount.high:
        return amount
    match = _TO.match(low, amount.end)
    if match is None and low[max(0, amount.start - 3) : amount.start] == "от ":
        match = _FROM_TO.match(low, amount.end)
    if match is None or _number(match["high"]) <= amount.high:
        return amount
    unit = UNIT.match(low, match.end())
    if unit is None:
        return amount
    high = _number(match["high"])
    return Amount(
        amount.start, unit.end(), amount.low, high, amount.unit, "percents.range", amount.sign, amount.comparator
    )
