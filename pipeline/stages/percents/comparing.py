"""What the words around a percentage make of it: a bound or a guess, a change up or down, a level reached."""

from __future__ import annotations

import re

from pipeline.memory import remembered
from pipeline.stages.percents.amounts import Amount
from pipeline.words import any_of, read_rows

REACH = 110

_LINK = (
    r"(?: и)?(?: чем(?: на)?)?(?: в| до| к| с| под)?(?: все| целых| и| уровне в| уровень в| отметку "
    r"в| планку в| порог в)? $"
)
_LINK_ON = (
    r"(?: и)?(?: чем)?(?: на| в| до| к| с| под)?(?: все| целых| и| уровне в| уровень в| отметку "
    r"в| планку в| порог в)? $"
)
_BOUNDS = (
    ("<=", (
        rf"(?:не более|не больше|не выше|не свыше|не превы[а-я]+|не превосход[а-я]+|не дороже|максимум|"
        rf"самое большее|в пределах){_LINK_ON}"
    )),
    (">=", rf"(?:не менее|не меньше|не ниже|(?:как )?минимум|хотя бы|по меньшей мере|по крайней мере){_LINK_ON}"),
    ("<", rf"(?:не достиг[а-я]+|не дотяг[а-я]+|не дотян[а-я]+|не дош[а-я]+|недотягива[а-я]+|без малого){_LINK_ON}"),
    (">", (
        rf"(?:более|больше|свыше|выше|сверх|превы[а-я]+|превзош[а-я]+|превосход[а-я]+|перевал[а-я]+ "
        rf"за|перешагн[а-я]+(?: за)?|перекры[а-я]+){_LINK}"
    )),
    ("<", rf"(?:менее|меньше|ниже){_LINK}"),
    ("~", (
        rf"(?:около|примерно|порядка|почти|приблизительно|ориентировочно|близк[а-я]+|где-то|чуть ли "
        rf"не|едва ли не|практически|приближа[а-я]+){_LINK_ON}"
    )),
)  # fmt: skip
_HARDLY = re.compile(rf"(?:вряд ли|едва ли|навряд ли) превы[а-я]+{_LINK_ON}")
_COMPARATORS = tuple((sign, re.compile(rf"(?<![а-я]){pattern}")) for sign, pattern in _BOUNDS)
_COMPARES = re.compile(
    any_of(
        "боле боль выше сверх превы превз превос перевал перешаг перекр мене мень ниже около пример поряд почти прибл "
        "ориент близк где-то чуть едва практ дороже максимум минимум пределах хотя мере достиг дотя дош малого "
        "вряд".split()
    )
)
_FROM = re.compile(r"(?<!отклонения )(?<!вниз )(?<!вверх )(?<!зависит )(?<!отличается )(?<![а-я])от $")
_UP_TO = re.compile(r"(?<![а-я])до (?:уровня в |отметки в )?$")
_TO_LATER = re.compile(r"(?: [а-я]+){1,6} до \d")
_FROM_EARLIER = re.compile(r"(?<![а-я])(?:от|с) \d[\d.,]* ?(?:%|процент[а-я]*)(?: [а-я]+){0,6} до $")
_AFTER_ROUGHLY = re.compile(r" ?\(?(?:ориентировочно|примерно|приблизительно|или около того)")
_LESS_AFTER = re.compile(r" (?:и|или) (?:более|больше|выше)(?![а-я])")
_MORE_AFTER = re.compile(r" (?:и|или) (?:менее|меньше|ниже)(?![а-я])")
_CLAUSE = re.compile(r"[.!?;\n«»](?:(?= |$|\n)|(?<=[«»]))")
_ADDED = re.compile(r"(?<=[а-я]), (?:который|где|а также)")
_SINCE = re.compile(r"(?<![а-я])с (?:почти |примерно |около )?$")
_LONGEST_END = 40
"""How long what the patterns that end in «$» match may be."""
_SIGNED = re.compile(r"(?<![а-я])(?:минус|плюс) $")
_BY = re.compile(r"(?<![а-я])на (?:[а-я]+ ){0,2}$")
_WORD = re.compile(r"[а-я]+")
_CHANGES = re.compile(
    r"(?<![а-я])(?:вырос|выраст|раст(?:е|у|и)|увелич|повы[сш]|подн[яи]|прибав|довед|довес|довел|"
    r"дове|сни[зж]|сокра[тщ]|упа|пада|уменьш|"
    r"дости|дош|дой|доход|дотя|измен|"
    r"перен|опус|сузи|просе|восстанов|прирос|возрос|возрас|нарас|ускор|замедл|укрепл|ослаб|"
    r"увелич|расшир|понизи|пониж|рост(?:а|у|ом)?(?![а-я])|снижени|сокращени|повышени|подорож|подешев|"
    r"с \d)[а-я]*(?![а-я])"
)
_LISTED = re.compile(r"(?<= )\d[\d.,]{0,8}(?: ?[–—-] ?\d[\d.,]{0,8})? ?%? (?:и|или) $")
_BEHIND = re.compile(
    r",? (?!после|до|против|из|за|при|от|вместо)(?:[а-я]+ ){0,1}?(больше|меньше|выше|ниже|дороже|дешевле|"
    r"роста?|спада?|прирост(?:а|у|ом)?(?![а-я])|снижени|сокращени|падени|увеличени|повышени)"
)


def _stems() -> tuple[tuple[str, str], ...]:
    rows = read_rows(__package__, "directions.tsv")
    return tuple((row["stem"], row["direction"]) for row in rows)


_STEMS = dict(_stems())
_SHORTEST = min(map(len, _STEMS))
_LONGEST = max(map(len, _STEMS))


def words_before(low: str, amount: Amount) -> str:
    """The words that may compare a percentage or tell its direction."""
    return low[max(0, amount.start - REACH) : amount.start].replace("\n", " ")


def comparator_of(low: str, amount: Amount, before: str) -> str:
    """= > >= < <= or ~, by the words before the number and right behind the unit."""
    if amount.comparator:
        return amount.comparator
    if _AFTER_ROUGHLY.match(low, amount.end):
        return "~"
    if _LESS_AFTER.match(low, amount.end):
        return ">="
    if _MORE_AFTER.match(low, amount.end):
        return "<="
    if _COMPARES.search(before):
        if _HARDLY.search(before):
            return "<="
        for sign, pattern in _COMPARATORS:
            if pattern.search(before):
                return sign
    if _ends(before, _FROM) and amount.low == amount.high:
        return "=" if _TO_LATER.match(low, amount.end) else ">="
    if _ends(before, _UP_TO) and amount.low == amount.high and not reaches(before):
        return "<="
    return "="


def _ends(before: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """Where a pattern matches some words up to their end."""
    return pattern.search(before, max(0, len(before) - _LONGEST_END))


def reaches(before: str) -> bool:
    """Whether «до» before a percentage tells the level that a change reaches, not a bound."""
    clause = _CLAUSE.split(before)[-1]
    if _FROM_EARLIER.search(clause):
        return True
    return bool(_CHANGES.search(_ADDED.split(clause)[-1])) or bool(
        re.search(r"(?:%|процент[а-я]*|пункт[а-я]*|п\. ?п\.),? $", before[: before.rfind("до ")])
    )


def direction_of(low: str, amount: Amount, before: str) -> str | None:
    """up or down for a change, level for a value reached, None for a share."""
    if amount.sign:
        return {"+": "up", "±": None}.get(amount.sign, "down")
    if _ends(before, _SIGNED):
        return "down" if before.endswith("минус ") else "up"
    listed = _ends(before, _LISTED)
    before = before[: listed.start()] if listed else before
    behind = _BEHIND.match(low, amount.end)
    if behind:
        return word_direction(behind[1])
    if _ends(before, _UP_TO):
        return "level" if reaches(before) else None
    if _ends(before, _SINCE):
        return None
    clause = _CLAUSE.split(before)[-1]
    found = _last_direction(clause)
    if _BY.search(before):
        if found == "level" and re.search(r"(?<![а-я])превы[а-я]+", clause):
            return "up"
        return found if found in ("up", "down") else _direction_behind(low, amount.end)
    if found == "level":
        return "up" if _names_growth(clause) else "down" if _names_fall(clause) else "level"
    return found if found and _is_object(clause) else None


def _names_growth(clause: str) -> bool:
    return bool(re.search(r"(?<![а-я])(?:при)?рост(?:а|у|ом|е)?(?![а-я])", clause))


def _names_fall(clause: str) -> bool:
    return bool(re.search(r"(?<![а-я])(?:спад|снижение|сокращение|падение)(?![а-я])", clause))


def _is_object(clause: str) -> bool:
    """«рост превысил 50%», «прибавили 9%»: the change is told by the number itself."""
    return bool(
        re.search(r"(?:прибав|потеря|убав|рост|прирост|паден|спад|снижен|сокращен)[а-я]*(?: [а-я]+){0,6} $", clause)
    )


def _last_direction(clause: str) -> str | None:
    for word in reversed(_WORD.findall(clause)):
        direction = word_direction(word)
        if direction:
            return direction
    return None


def _direction_behind(low: str, end: int) -> str | None:
    stop = _CLAUSE.search(low, end, end + 60)
    clause = low[end : stop.start() if stop else end + 60]
    return next((d for word in _WORD.findall(clause)[:6] if (d := word_direction(word)) in ("up", "down")), None)


@remembered
def word_direction(word: str) -> str | None:
    """up, down or level by the stem of a word, None for a word that tells none."""
    for size in range(min(_LONGEST, len(word)), _SHORTEST - 1, -1):
        if word[:size] in _STEMS:
            return _STEMS[word[:size]] or None
    return None
