"""What a percentage measures, in the words of the text and in the nominative; None where the clause does not tell.

The shapes, in the order in which they are tried: «20-процентная надбавка», «12,5 % после 11 %» (what the one before
measures), «ставка 5 %» and «рост цен на 3 %» (the words right before), «загрузка — 82 %», «на 5 % вырос выпуск»,
«завод увеличил выручку на 37 %» (the object), «выпуск стали вырос на 4 %» (the subject), «40 % жителей» (the whole).
"""

from __future__ import annotations

import re

from pipeline.morphology.analyzer import parses
from pipeline.stages.percents.amounts import Amount
from pipeline.stages.percents.comparing import word_direction
from pipeline.stages.percents.phrases import TIMES, Phrase, Word, nominative, part_of_speech, phrase_at, phrase_before
from pipeline.stages.percents.phrases import words_of as _words
from pipeline.words import read_words

REACH = 200

_BOUND = re.compile(r"[.!?;:,\n«»\"()](?= |$|\n|[«\"(])|[«»\"(\n]")
_ASIDE = re.compile(
    r", (?:по (?:оценк|данны|прогноз|итог|слова|предварительн|информаци|мнени|расч[её]т)|согласно|вероятно|"
    r"скорее всего|как|в (?:свою|частности|среднем)|кроме|с уч[её]том|напротив|соответственно|"
    r"однако)[^,.;:!?()\n]{0,70},"
)
_DASH = re.compile(r" [—–-] ")
_LEVELS = (
    "буд", "колеб", "опуст", "превзо", "равн", "дотяг", "замедл", "измен", "была", "было", "был", "прибли", "заякор",
    "наход", "сохран", "ожида", "прогноз", "оцени", "стабилиз", "верн", "складыв", "сложи", "зафикс", "насчит", "ускор",
)  # fmt: skip
_KEPT = ("сохран", "удерж", "установ", "держ", "оцен", "довод", "довед", "довел", "вернут")
_BETWEEN = read_words(__package__, "between.tsv")
_CARRIED = read_words(__package__, "carried.tsv")
_RATES = ("ставк", "скидк", "дол", "уров", "темп", "надбавк", "комисси", "квот", "порог", "лимит", "показател",
          "рентабельност", "доходност", "инфляци", "явк", "маржинальност", "дивиденд", "ндс", "налог", "пошлин",
          "погрешност", "вероятност", "спад", "рецесси", "загрузк", "взнос")  # fmt: skip


def measure_of(text: str, amount: Amount, previous: tuple[int, str | None] = (0, None)) -> str | None:
    """What a percentage measures; `previous` is where the one before it ends, and what that measures."""
    if amount.rule == "percents.adjective":
        return _named(phrase_at(_words(text[amount.end : amount.end + REACH // 2]), 0, _case_of(text, amount)))
    behind = _words(_CUT.split(text[amount.end : amount.end + REACH // 2], maxsplit=1)[0])
    if previous[1] and _carries(text[previous[0] : amount.start]) and _whole(text, amount, behind) is None:
        return previous[1]
    clause = _clause(text[max(0, amount.start - REACH, previous[0]) : amount.start])
    found = _right_before(clause) or _before_dash(clause) or _verb_behind(text, amount, behind)
    found = found or _by_verb(_clause(text[max(0, amount.start - REACH) : amount.start]))
    return _named(found) or _named(_whole(text, amount, behind), opens_sentence=False)


_CHANGED = re.compile(r"(?<![а-яё])(?:на|до|с|уровня) $")
_CUT = re.compile(r"[.!?;:,()«»\"\n—–]")


def _named(phrase: Phrase | None, opens_sentence: bool = True) -> str | None:
    return nominative(phrase, opens_sentence) if phrase else None


def _case_of(text: str, amount: Amount) -> str:
    """The case of what follows «20-процентную»: that of the adjective's ending."""
    ending = re.search(r"н([а-я]{2,3})$", text[amount.start : amount.end].lower())
    return {
        "ый": "nomn", "ая": "nomn", "ое": "nomn", "ые": "nomn", "ого": "gent", "ой": "gent", "ых": "gent",
        "ому": "datv", "ым": "ablt", "ыми": "ablt", "ом": "loct", "ую": "accs",
    }.get(ending[1] if ending else "", "gent")  # fmt: skip


def _carries(between: str) -> bool:
    """Whether only times and small words stand between two percentages: «11 % в марте после 9 % в феврале»."""
    if len(between) > 90 or re.search(r"[.!?;:\n«»]", between.replace("б. п.", "").replace(" г.", "")):
        return False
    return all(word.text.lower() in _CARRIED or _is_time(word) for word in _words(between))


def _is_time(word: Word) -> bool:
    known = parses(word.text.lower())
    return bool(known) and known[0].normal_form in TIMES


def _clause(before: str) -> str:
    before = _ASIDE.sub(lambda match: " " * len(match.group()), before)
    end = max((match.end() for match in _BOUND.finditer(before)), default=0)
    return before[end:]


def _right_before(clause: str) -> Phrase | None:
    """«налоговая ставка 5 %», «рост цен на 3 %»: a noun of change or rate with the number behind it."""
    words = _words(clause)
    if not words or _DASH.search(clause[-3:]):
        return None
    kept = len(words)
    while kept and words[kept - 1].text.lower() in _BETWEEN:
        kept -= 1
    if kept < len(words) and clause[words[kept - 1].end : words[kept].start].strip():
        return None
    if clause[words[-1].end :].strip():
        return None
    phrase = phrase_before(words[:kept]) if kept else None
    if phrase is None:
        return None
    noun = phrase.words[phrase.at].text.lower()
    changes = word_direction(noun) in ("up", "down") and kept < len(words)
    return phrase if changes or noun.startswith(_RATES) else None


def _before_dash(clause: str) -> Phrase | None:
    pieces = _DASH.split(clause)
    if len(pieces) < 2 or not all(word.text.lower() in _BETWEEN for word in _words(pieces[-1])):
        return None
    words = _words(pieces[-2])
    if any(part_of_speech(word) == "VERB" for word in words):
        return None
    return _first_nominative(words)


def _first_nominative(words: list[Word], verb: Word | None = None) -> Phrase | None:
    """The first phrase in the nominative that no preposition governs and that agrees with the verb."""
    index = 0
    while index < len(words):
        phrase = phrase_at(words, index, "nomn")
        if part_of_speech(words[index]) == "PREP":
            index = _past_governed(words, index + 1)
        elif phrase and not _is_leftover(words, index) and (verb is None or _agrees(phrase, verb)):
            return phrase
        else:
            index += 1
    return None


def _is_leftover(words: list[Word], index: int) -> bool:
    """Whether the adjective before a word shows that the word is in another case («электронной продукции»)."""
    before = words[index - 1] if index else None
    return before is not None and words[index].start - before.end == 1 and part_of_speech(before) in ("ADJF", "PRTF")


def _past_governed(words: list[Word], index: int) -> int:
    for case in ("gent", "loct", "datv", "ablt", "accs"):
        phrase = phrase_at(words, index, case, people=True)
        if phrase:
            return index + len(phrase.words)
    return index


def _verb_behind(text: str, amount: Amount, behind: list[Word]) -> Phrase | None:
    """«на 5 % вырос выпуск ткани»."""
    before = text[max(0, amount.start - 12) : amount.start].lower()
    if not behind or not before.endswith(("на ", "до ", "на\u00a0")) or behind[0].start != 1:
        return None
    if part_of_speech(behind[0]) != "VERB" or word_direction(behind[0].text.lower()) is None:
        return None
    phrase = phrase_at(behind, 1, "nomn")
    return phrase if phrase and _agrees(phrase, behind[0]) else None


def _by_verb(clause: str) -> Phrase | None:
    words = _words(_DASH.split(clause)[-1])
    at = next((i for i in range(len(words) - 1, -1, -1) if part_of_speech(words[i]) in _VERBS), None)
    if at is None:
        return None
    verb, rest = words[at].text.lower(), words[at + 1 :]
    if _is_filler(rest) and not verb.endswith(_NOT_FINITE):
        return _first_nominative(words[:at], words[at]) if _measures(verb) else None
    if verb.endswith(("ся", "сь")) or not (word_direction(verb) in ("up", "down") or verb.startswith(_KEPT)):
        return _first_nominative(words[:at], words[at]) if _measures(verb) and _is_filler(rest) else None
    phrase = phrase_at(rest, 0, "accs")
    left = rest[len(phrase.words) :] if phrase else []
    to_whom = phrase_at(left, 0, "datv", people=True) if left else None
    return phrase if _is_filler(left[len(to_whom.words) if to_whom else 0 :]) else None


_VERBS = ("VERB", "PRTS", "INFN", "GRND")
_NOT_FINITE = ("ть", "ти", "ться", "чь", "вая", "ив", "ав", "ув")


def _is_filler(words: list[Word]) -> bool:
    return all(word.text.lower() in _BETWEEN or _is_time(word) for word in words)


def _measures(verb: str) -> bool:
    """Whether a verb tells a change or a level."""
    return word_direction(verb) is not None or verb.startswith(_LEVELS)


def _agrees(phrase: Phrase, verb: Word) -> bool:
    tag, head = parses(verb.text.lower())[0].tag, phrase.head.tag
    if tag.number and head.number and tag.number != head.number:
        return False
    return not (tag.number == "sing" and tag.gender and head.gender and tag.gender != head.gender)


def _whole(text: str, amount: Amount, behind: list[Word]) -> Phrase | None:
    """«40 % жителей», «60 % от тарифа»: what the share is a share of."""
    if amount.unit != "percent" or not behind or text[amount.end : amount.end + 1] not in (" ", "\u00a0"):
        return None
    first = 1 if behind[0].text == "от" and len(behind) > 1 else 0
    if behind[0].start != 1 or (first and _CHANGED.search(text[max(0, amount.start - 12) : amount.start].lower())):
        return None
    phrase = phrase_at(behind, first, "gent", people=True)
    rest = behind[first + len(phrase.words) :] if phrase else []
    coordinated = len(rest) > 1 and rest[0].text == "и" and phrase_at(rest, 1, "gent", people=True)
    return None if coordinated else phrase
