"""What looks like a date and is none (ages, anniversaries, names), and what the words before a date make of it."""

from __future__ import annotations

import re

from pipeline.morphology.analyzer import parses
from pipeline.stages.dates.lexing import next_word
from pipeline.stages.dates.vocabulary import SEASONS, WEEKDAYS, is_instrumental

REACH = 48

_SINCE = re.compile(r"(?<![а-яa-z])(?:с|со|c) [«\"]?$")
_UNTIL = re.compile(r"(?<![а-я])(?:до|не позднее|не позже|самое позднее|по|вплоть до) (?:вечера |утра )?[«\"]?$")
_BY = re.compile(r"(?<![а-я])(?:к|ко) [«\"]?$")
_ON = re.compile(r"(?<![а-я])на $")
_AFTER = re.compile(r"(?<![а-я])(?:после|позже|позднее) [«\"]?$")
_BEFORE = re.compile(r"(?<![а-я])(?:перед|до наступления) [«\"]?$")
_NOT_BEFORE = re.compile(r"(?<![а-я])не (?:ранее|раньше)(?: чем)?(?: с| со| в| во)? $")
_ROUGHLY = re.compile(
    r"(?<![а-я])(?:примерно|приблизительно|ориентировочно|около|порядка|предположительно)(?: в|"
    r" во| к| на| с| до)? $"
)
_ROLE_WORDS = frozenset(
    "с со c до позднее позже по вечера утра к ко на после перед наступления ранее раньше чем в во примерно "
    "приблизительно ориентировочно около порядка предположительно".split()
)
_COMPARED = re.compile(
    r"(?:сравнени[юи]|сравнить|отношени[юи]|одновременно|наряду|вместе|связи|соответствии|совпал[аои]?|"
    r"границе|границы) со? $"
)
_PREPOSITION = re.compile(
    r"(?<![а-я])(?:в|во|с|со|до|к|ко|на|за|по|от|из|между|после|перед|через|или|и|около|прошл\w+|"
    r"минувш\w+|следующ\w+|кажд\w+|вечера?|утр[оау]|ночь) [«\"]?$"
)

_AGE_BEFORE = re.compile(
    r"(?:прож\w+(?: более| больше| около| почти| до)?|возраст\w*(?: категори\w+| групп\w+)?(?: от \d{1,2} до|"
    r" (?:от|до|старше|около|более|менее|с|в))?|старше|моложе|младше|исполн\w+|достиг\w+|"
    r"(?<![а-я])(?:ему|ей|мне|им|нам|вам|тебе|в свои|в их|которому|которой|которым)(?: было| уже|"
    r" всего| тогда| сейчас| лишь| около| более)*|"
    r"(?:человек|мужчин|женщин|девушк|юнош|мальчик|девочк|ребен|дет|подрост|пенсионер|житель|студент|"
    r"школьник|граждан|люд|лиц)[а-я]{0,4},?(?: (?:от|до|с|в|и))?(?: \d{1,2}(?: до| и))?) $"
)
_WAS = re.compile(r"(?<![а-я])(?:было|будет|стукнуло)(?: уже| всего| тогда| сейчас| лишь| около| более)? $")
_AGE_AFTER = re.compile(r" (?:от роду|и старше|и младше|и моложе|со дня|с рождения)|-н|,? (?:в возрасте)")
_ANNIVERSARY_AFTER = re.compile(r" (?:со дня|с (?:момента|начала|даты|основания|рождения)|победы)")
_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяabcdefghijklmnopqrstuvwxyz"
_ANY_SEASON_BEFORE = re.compile(r"(?<![а-я])(?:[а-я] и|ни|даже|обычно|традиционно|всегда|как|только) $|[а-я] и $")
_ANY_SEASON_AFTER = re.compile(
    r" (?:и|ни|,? а также) (?:зимой|летом|весной|осенью)(?! \d)|,? (?:обычно|традиционно|всегда|часто)(?![а-я])"
)
_CAPITAL = re.compile(r"[А-ЯЁ]")
_TITLE_BEFORE = re.compile(r"(?<!: )[«\"“]([А-ЯЁ][^«»\"“”.!?:;\n]{0,40})$")
_TITLE_AFTER = re.compile(r"([^«»\"“”.!?:;\n]{0,40})[»\"”]")
_NAME_BEHIND = re.compile(r" [А-ЯЁ]")


def before(low: str, start: int) -> str:
    """The words before a place."""
    return low[max(0, start - REACH) : start].replace("\n", " ")


def role_before(low: str, start: int, end: int) -> tuple[str | None, str | None]:
    """What the words before an expression make of it: its role (since, until, by, on) and its mod."""
    words = before(low, start)
    if _last_word(words) not in _ROLE_WORDS:
        return None, None
    if _NOT_BEFORE.search(words):
        return None, ">="
    if _SINCE.search(words):
        last = low[start:end].split()[-1].strip('.,»"')
        if _COMPARED.search(words) or any(is_instrumental(w.strip('.,»"')) for w in (last, low[start:end].split()[0])):
            return None, None
        return "since", None
    if _UNTIL.search(words):
        return "until", None
    if _BY.search(words):
        return "by", "by"
    if _ON.search(words):
        return "on", None
    if _AFTER.search(words):
        return None, ">"
    if _BEFORE.search(words):
        return None, "before"
    return None, "~" if _ROUGHLY.search(words) else None


def _last_word(words: str) -> str:
    kept = words.rstrip(' «"')
    return kept[len(kept.rstrip(_LETTERS)) :]


def is_since(low: str, start: int) -> bool:
    """Whether «с» (since) stands right before a place, or «от» as the first end of a range."""
    words = before(low, start)
    return words.endswith((" от ", "(от ")) or (_last_word(words) in ("с", "со", "c") and bool(_SINCE.search(words)))


def has_preposition(low: str, start: int) -> bool:
    """Whether a preposition or a word that asks for a date stands before a place."""
    return start == 0 or bool(_PREPOSITION.search(before(low, start)))


def is_name(text: str, start: int, end: int) -> bool:
    """Whether a month's form is a name instead: «Марта» in a sentence or before a surname, «Май-Парк», «Октябрь»."""
    if not _CAPITAL.match(text, start):
        return False
    opening = text[max(0, start - 3) : start].strip()
    if text.startswith("-", end) or (text[start - 1 : start] == "«" and text.startswith("»", end)):
        return True
    inside = bool(opening) and opening[-1] not in '.!?:«"“(—–-•*…\n' and "\n" not in text[max(0, start - 2) : start]
    return inside or bool(_NAME_BEHIND.match(text, end))


def in_title(text: str, start: int, end: int) -> bool:
    """Whether a word without a year stands in a short title in quotes: «Ласковый май», «Весна после зимы»."""
    after = _TITLE_AFTER.match(text, end)
    before = _TITLE_BEFORE.search(text, max(0, start - REACH), start) if after else None
    if before is None or after is None:
        return False
    words = f"{before[1]}{after[1]}".split()
    return 0 < len(words) < 4 and not any(
        word.isalpha() and parses(word.lower())[0].tag.POS in ("VERB", "INFN", "GRND", "PRTS", "PREP")
        for word in (words[0], *words)
        if word is words[0] or word not in _SMALL
    )


_SMALL = frozenset(("в", "на", "после", "для", "до", "под", "и", "с", "о"))


def is_environment(low: str, start: int, end: int) -> bool:
    """Whether a form of «среда» means surroundings: «в среде», «среды обитания»."""
    word = low[start:end]
    if not word.startswith("сред") or word not in WEEKDAYS:
        return False
    words = before(low, start)
    if word == "среду":
        return not re.search(r"(?<![а-я])(?:в|на|каждую|за) $", words)
    if word == "средам":
        return not words.endswith("по ")
    return not re.search(r"(?:(?<![а-я])(?:до|с|со|после|вечера?|утр[оау]|ночь на|[:.]\d\d|к) $)", words) or bool(
        re.match(r" (?:обитания|проживания|жизни|общения)", low[end : end + 14])
    )


def is_bare_season(low: str, start: int, end: int) -> bool:
    """Whether a season's form stands without anything that makes it a date («лета», «зимой и летом», «и зимой»)."""
    word = low[start:end]
    if not all(case.startswith("ins") for case in SEASONS[word].cases):
        return not has_preposition(low, start)
    return bool(_ANY_SEASON_BEFORE.search(before(low, start)) or _ANY_SEASON_AFTER.match(low, end))


def is_age(low: str, text: str, start: int, end: int) -> bool:
    """Whether a number of years or months is somebody's age or the count of an anniversary."""
    words = before(low, start)
    if _WAS.search(words) and low.endswith(("лет", "год", "года"), 0, end):
        return True
    if _AGE_BEFORE.search(words) or _AGE_AFTER.match(low, end):
        return True
    if _ANNIVERSARY_AFTER.match(low, end) and not low.endswith(("месяца", "месяцев", "месяц"), 0, end):
        return True
    if re.search(r"(?<![а-я])(?:в|к|с) $", words) and not re.search(
        r"(?:срок\w* в|пригов\w+ (?:[а-я]+ ){0,2}к|длиной в|размером в) $", words
    ):
        return not re.match(r" (?:лишени|заключени|колони|тюрьм|условно|строгого)", low[end : end + 14])
    head = re.search(r"([а-я]+)(?: (?:было|уже|всего|сейчас|около|более|больше|почти|исполнилось))? $", words)
    if head is None:
        return False
    capital = text[start - len(words) + head.start(1)].isupper()
    return _is_dative_person(head[1], capital)


def _is_dative_person(word: str, capital: bool) -> bool:
    parse = parses(word)[0]
    tag = str(parse.tag)
    return "datv" in tag and "NOUN" in tag and ("anim" in tag or (capital and any(g in tag for g in ("Name", "Surn"))))


def takes_genitive(low: str, end: int) -> bool:
    """Whether the word behind a place is a genitive that hangs on the word before it («накануне матча»)."""
    word, _ = next_word(low, end)
    if len(word) < 3:
        return False
    kinds = [str(parse.tag) for parse in parses(word)]
    return (
        bool(kinds)
        and all("gent" in k and ("NOUN" in k or "ADJF" in k or "PRTF" in k) for k in kinds[:1])
        and not any("nomn" in k or "VERB" in k for k in kinds)
    )
