"""What a percentage measures, in the words of the text and in the nominative; None where the clause does not tell.

The shapes, in the order in which they are tried: «20-процентная надбавка», «12,5 % после 11 %» (what the one before
measures), «276 домов (6 %)», «ставка 5 %», «рост цен на 3 %» and «пакет в 49 %» (the words right before), «загрузка —
82 %», «ввод жилья: 5 %», «на 5 % вырос выпуск», «собрано 40 тонн, что на 5 % больше», «завод сократил 5 % рабочих»,
«завод увеличил выручку на 37 %» and «долю доведут до 40 %» (the object), «выпуск стали вырос на 4 %» and «вырос выпуск
стали на 4 %» (the subject), «40 % жителей» (the whole).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.morphology.analyzer import parses
from pipeline.stages.percents.amounts import Amount
from pipeline.stages.percents.comparing import word_direction
from pipeline.stages.percents.phrases import (
    Phrase,
    Word,
    known,
    nominative,
    part_of_speech,
    people_at,
    phrase_at,
    phrase_before,
    with_complements,
    words_of,
)
from pipeline.words import read_words

REACH = 200

_BOUND = re.compile(r"[.!?;:,\n«»\"()](?:(?= |$|\n|[«\"(])|(?<=[«»\"(\n]))")
_ASIDE = re.compile(
    r", (?:по (?:оценк|данны|прогноз|итог|слова|предварительн|информаци|мнени|расч[её]т)|согласно|вероятно|"
    r"скорее всего|как|в (?:свою|частности|среднем)|кроме|с уч[её]том|напротив|соответственно|"
    r"однако)[^,.;:!?()\n]{0,70},"
)
_DASH = re.compile(r" [—–-] ")
_LEVELS = (
    "буд", "колеб", "опуст", "превзо", "равн", "дотяг", "замедл", "измен", "была", "было", "был", "прибли", "заякор",
    "наход", "сохран", "ожида", "прогноз", "оцени", "стабилиз", "верн", "складыв", "сложи", "зафикс", "насчит", "ускор",
    "равен", "выполн", "исполн", "индексир", "проиндексир",
)  # fmt: skip
_KEPT = ("сохран", "удерж", "установ", "держ", "оцен", "довод", "довед", "довел", "вернут")
_ABOUT = ("почти", "примерно", "около", "более", "больше", "чем", "свыше", "порядка")
_CHANGED_BY_SOMEBODY = ("сокра", "увеличи", "снизи", "уменьши", "урез", "нарасти")
_BETWEEN = read_words(__package__, "between.tsv")
_CARRIED = read_words(__package__, "carried.tsv")
_RATES = ("ставк", "скидк", "дол", "уров", "темп", "надбавк", "комисси", "квот", "порог", "лимит", "показател",
          "рентабельност", "доходност", "инфляци", "явк", "маржинальност", "дивиденд", "ндс", "налог", "пошлин",
          "погрешност", "вероятност", "спад", "рецесси", "загрузк", "взнос")  # fmt: skip


_CHANGED = re.compile(r"(?<![а-яё])(?:на|до|с|уровня) $")
_CUT = re.compile(r"[.!?;:,()«»\"\n—–]")
_COLON = re.compile(r": ?[-+−–±]?$")
_COUNTED = re.compile(r"\d(?: (?:тыс|млн|млрд)\.?)? $")
_THAN_MAIN = re.compile(r", (?:что|это)(?: на| почти| примерно| более чем| больше чем){1,3} $")
_MORE_BEHIND = re.compile(r",? (?:больше|меньше|выше|ниже|лучше|хуже|дороже|дешевле)(?![а-яё])")
_QUANTITIES = frozenset(("большинство", "большинства", "меньшинство", "часть", "половина", "треть", "четверть"))
_COMPARING = frozenset(("выше", "ниже", "более", "менее", "больше", "меньше", "свыше", "около"))


class Piece(NamedTuple):
    """A stretch of a clause with its words."""

    text: str
    words: list[Word]

    @classmethod
    def of(cls, text: str) -> Piece:
        return cls(text, words_of(text))


def measure_of(text: str, amount: Amount, previous: tuple[int, str | None] = (0, None)) -> str | None:
    """What a percentage measures; `previous` is where the one before it ends, and what that measures."""
    after = text[amount.end : amount.end + REACH // 2]
    if amount.rule == "percents.adjective":
        piece = Piece.of(after)
        return _named(piece, phrase_at(piece.words, 0, _case_of(text, amount)))
    if previous[1] and _carries(text[previous[0] : amount.start]) and _whole(text, amount, after) is None:
        return previous[1]
    first = max(0, amount.start - REACH)
    before = text[first : amount.start]
    clause = Piece.of(_clause(text[max(first, previous[0]) : amount.start]))
    return (
        _in_brackets(before, after)
        or _right_before(clause)
        or _before_dash(clause.text)
        or _before_colon(before)
        or _verb_behind(before, after)
        or _of_main_clause(before, after)
        or (_whole(text, amount, after) if _takes_object(clause) else None)
        or _by_verb(clause if previous[0] <= first else Piece.of(_clause(before)))
        or _whole(text, amount, after)
    )


def _behind(after: str) -> Piece:
    """What stands behind a percentage, with the words up to the first mark."""
    return Piece(after, words_of(_CUT.split(after, maxsplit=1)[0]))


def _named(piece: Piece, phrase: Phrase | None, opens_sentence: bool = True) -> str | None:
    return nominative(with_complements(phrase, piece.words, piece.text), opens_sentence) if phrase else None


def _case_of(text: str, amount: Amount) -> str:
    """The case of what follows «20-процентную»: that of the adjective's ending."""
    ending = re.search(r"н([а-я]{2,3})$", text[amount.start : amount.end].lower())
    return {
        "ый": "nomn", "ая": "nomn", "ое": "nomn", "ые": "nomn", "ого": "gent", "ой": "gent", "ых": "gent",
        "ому": "datv", "ым": "ablt", "ыми": "ablt", "ом": "loct", "ую": "accs",
    }.get(ending[1] if ending else "", "gent")  # fmt: skip


def _carries(between: str) -> bool:
    """Whether only times and small words stand between two percentages: «11 % в марте после 9 % в феврале»."""
    if len(between) > 90 or re.search(r"[.!?;:\n«»]", re.sub(r"[бп]\. п\.| г\.", "", between)):
        return False
    return all(word.text.lower() in _CARRIED or known(word.text).names_time for word in words_of(between))


def _clause(before: str) -> str:
    before = _ASIDE.sub(lambda match: " " * len(match.group()), before)
    return _BOUND.split(before)[-1]


def _in_brackets(before: str, after: str) -> str | None:
    """«276 домов (6 %)», «большинство (69 %) участников»: what is counted before the brackets or behind them."""
    if not before.endswith("(") or not after.startswith(")"):
        return None
    words = words_of(before[:-1])
    phrase = phrase_before(words, people=True) if words and before[words[-1].end : -1] == " " else None
    if phrase and phrase.case == "gent" and _COUNTED.search(before[: phrase.words[0].start]):
        return nominative(phrase)
    piece = _behind(after[1:])
    counts = words and words[-1].text.lower() in _QUANTITIES and piece.words and piece.words[0].start == 1
    behind = phrase_at(piece.words, 0, "gent", people=True) if counts else None
    return _named(piece, behind, opens_sentence=False)


def _right_before(piece: Piece) -> str | None:
    """«налоговая ставка 5 %», «рост цен на 3 %», «пакет в 49 %»: a noun with the number right behind it."""
    clause, words = piece
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
    sized = kept == len(words) - 1 and words[kept].text in ("в", "под")
    return nominative(phrase) if changes or sized or noun.startswith(_RATES) else None


def _before_dash(clause: str) -> str | None:
    pieces = _DASH.split(clause)
    if len(pieces) < 2 or not all(word.text.lower() in _BETWEEN for word in words_of(pieces[-1])):
        return None
    return _verbless(pieces[-2])


def _before_colon(before: str) -> str | None:
    """«Ввод жилья: +5 %»."""
    match = _COLON.search(before, max(0, len(before) - 3))
    return _verbless(_clause(before[: match.start()])) if match else None


def _verbless(text: str) -> str | None:
    piece = Piece.of(text)
    if any(part_of_speech(word) in _VERBS for word in piece.words):
        return None
    return _named(piece, _first_nominative(piece.words))


def _first_nominative(words: list[Word], verb: Word | None = None) -> Phrase | None:
    """The first phrase in the nominative that no preposition governs and that agrees with the verb."""
    index = 0
    while index < len(words):
        if part_of_speech(words[index]) == "PREP":
            index = _past_governed(words, index + 1)
            continue
        phrase = phrase_at(words, index, "nomn")
        if phrase and not _is_leftover(words, index) and (verb is None or _agrees(phrase, verb)):
            return phrase
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


def _verb_behind(before: str, after: str) -> str | None:
    """«на 5 % вырос выпуск ткани»."""
    if not before[-3:].lower().endswith(("на ", "до ", "на\u00a0")):
        return None
    behind = _behind(after)
    words = behind.words
    if not words or words[0].start != 1:
        return None
    if part_of_speech(words[0]) != "VERB" or word_direction(words[0].text.lower()) is None:
        return None
    phrase = phrase_at(words, 1, "nomn")
    return _named(behind, phrase) if phrase and _agrees(phrase, words[0]) else None


def _takes_object(clause: Piece) -> bool:
    """Whether a share is what a verb before it makes more or less: «завод сократил почти 5 % рабочих»."""
    last = next((word for word in reversed(clause.words) if word.text.lower() not in _ABOUT), None)
    return last is not None and part_of_speech(last) == "VERB" and last.text.lower().startswith(_CHANGED_BY_SOMEBODY)


def _of_main_clause(before: str, after: str) -> str | None:
    """«погрузка составила 100 тонн, что на 3 % меньше»: the subject of the clause that «что» takes up."""
    match = _THAN_MAIN.search(before) if _MORE_BEHIND.match(after) else None
    if match is None:
        return None
    main = Piece.of(_clause(before[: match.start()]))
    verb = next((word for word in main.words if part_of_speech(word) in _VERBS), None)
    if verb is None:
        return None
    return _named(main, _first_nominative(main.words[: main.words.index(verb)], verb))


def _by_verb(clause: Piece) -> str | None:
    last = _DASH.split(clause.text)[-1]
    piece = clause if last == clause.text else Piece.of(last)
    words = piece.words
    at = next((i for i in range(len(words) - 1, -1, -1) if part_of_speech(words[i]) in _VERBS), None)
    if at is None:
        return _by_comparison(piece)
    verb, rest = words[at].text.lower(), words[at + 1 :]
    if _is_filler(rest) and not verb.endswith(_NOT_FINITE):
        subject = _first_nominative(words[:at], words[at]) if _measures(verb) else None
        return _named(piece, subject or _object_before(words, at))
    if verb.endswith(("ся", "сь")) or not (word_direction(verb) in ("up", "down") or verb.startswith(_KEPT)):
        if not _measures(verb):
            return None
        before = _named(piece, _first_nominative(words[:at], words[at])) if _is_filler(rest) else None
        return before or _subject_behind(piece, at)
    return _object_behind(piece, at + 1) or _subject_behind(piece, at)


def _subject_behind(piece: Piece, at: int) -> str | None:
    """«выросла погрузка зерна на 5 %»: the subject right behind a verb of change that takes no object."""
    verb = piece.words[at]
    changes = word_direction(verb.text.lower()) in ("up", "down")
    if not changes or "tran" in parses(verb.text.lower())[0].tag:
        return None
    phrase = phrase_at(piece.words, at + 1, "nomn")
    return _whole_before_fillers(piece, at + 1, phrase) if phrase and _agrees(phrase, verb) else None


def _object_behind(piece: Piece, first: int) -> str | None:
    """«увеличил чистую прибыль акционерам на 5 %»."""
    phrase = phrase_at(piece.words, first, "accs")
    return _whole_before_fillers(piece, first, phrase) if phrase else None


def _whole_before_fillers(piece: Piece, first: int, phrase: Phrase) -> str | None:
    """A phrase with its complements where nothing else but small words and whom it is for stands before the number."""
    whole = with_complements(phrase, piece.words, piece.text)
    end = phrase.words[-1].end + len(whole.tail)
    left = [word for word in piece.words[first:] if word.start >= end]
    to_whom = phrase_at(left, 0, "datv", people=True) if left else None
    return nominative(whole) if _is_filler(left[len(to_whom.words) if to_whom else 0 :]) else None


def _object_before(words: list[Word], at: int) -> Phrase | None:
    """«долю доведут до 40 %»: the object of a verb in the plural that has no subject."""
    tag = parses(words[at].text.lower())[0].tag
    direct = word_direction(words[at].text.lower()) in ("up", "down", "level") or words[at].text.startswith(_KEPT)
    if tag.number != "plur" or "tran" not in tag or not direct:
        return None
    phrases = (phrase_at(words[:at], index, "accs") for index in range(at))
    return next((phrase for phrase in phrases if phrase and phrase.words[-1] == words[at - 1]), None)


def _by_comparison(piece: Piece) -> str | None:
    """«влажность ниже 12 %», without a verb."""
    phrase = _first_nominative(piece.words)
    if phrase is None:
        return None
    rest = piece.words[piece.words.index(phrase.words[-1]) + 1 :]
    compares = any(word.text in _COMPARING for word in rest)
    return _named(piece, phrase) if compares and _is_filler(rest) else None


_VERBS = ("VERB", "PRTS", "INFN", "GRND", "ADJS")
_NOT_FINITE = ("ть", "ти", "ться", "чь", "вая", "ив", "ав", "ув")


def _is_filler(words: list[Word]) -> bool:
    return all(word.text.lower() in _BETWEEN or known(word.text).names_time for word in words)


def _measures(verb: str) -> bool:
    """Whether a verb tells a change or a level."""
    return word_direction(verb) is not None or verb.startswith(_LEVELS)


def _agrees(phrase: Phrase, verb: Word) -> bool:
    tag, head = parses(verb.text.lower())[0].tag, phrase.head.tag
    if tag.number and head.number and tag.number != head.number:
        return False
    return not (tag.number == "sing" and tag.gender and head.gender and tag.gender != head.gender)


def _whole(text: str, amount: Amount, after: str) -> str | None:
    """«40 % жителей», «60 % от тарифа»: what the share is a share of."""
    if amount.unit != "percent" or not after.startswith((" ", "\u00a0")):
        return None
    behind = _behind(after)
    words = behind.words
    if not words:
        return None
    first = 1 if words[0].text == "от" and len(words) > 1 else 0
    if words[0].start != 1 or (first and _CHANGED.search(text[max(0, amount.start - 12) : amount.start].lower())):
        return None
    phrase = phrase_at(words, first, "gent", people=True) or people_at(words, first)
    rest = words[first + len(phrase.words) :] if phrase else []
    coordinated = len(rest) > 1 and rest[0].text == "и" and phrase_at(rest, 1, "gent", people=True)
    return None if coordinated else _named(behind, phrase, opens_sentence=False)
