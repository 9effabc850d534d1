"""Reads noun phrases of a clause (adjectives, a noun, the genitives behind it) and gives them in the nominative."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.morphology.analyzer import parses

if TYPE_CHECKING:
    from pymorphy3.analyzer import Parse

CASES = ("nomn", "accs", "gent", "ablt", "loct", "datv")
_WORD = re.compile(r"[А-Яа-яЁё][А-Яа-яЁё-]*")
_NAMES = ("Name", "Surn", "Patr", "Geox", "Orgn")
_ADJECTIVES = ("ADJF", "PRTF")
_OPENERS = ("PREP", "CONJ", "PRCL", "NPRO", "ADVB", "INTJ", "VERB", "INFN")
_LONGEST = 9
TIMES = frozenset(
    "год месяц квартал полугодие неделя день сутки итог время период процент раз число ход начало конец середина "
    "выражение пункт пересчёт январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь осень "
    "весна лето зима данные сравнение сторона учёт результат рубль миллион миллиард".split()
)


class Word(NamedTuple):
    """A word of a clause with its offsets in the clause."""

    text: str
    start: int
    end: int


class Phrase(NamedTuple):
    """A noun phrase: the reading of its noun, its case, where the noun stands, and the words from first to last."""

    head: Parse
    case: str
    at: int
    words: tuple[Word, ...]


def words_of(piece: str) -> list[Word]:
    """The Russian words of a piece of text."""
    return [Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(piece)]


def part_of_speech(word: Word) -> str:
    """The likeliest part of speech in the notation of the dictionary; "" for an unknown word."""
    known = parses(word.text.lower())
    return str(known[0].tag.POS or "") if known else ""


def phrase_at(words: list[Word], index: int, case: str, people: bool = False) -> Phrase | None:
    """The phrase in a case that begins at a word; `people` admits nouns for people."""
    here = index
    while here < len(words) and here - index < _LONGEST and _reading(words[here], _ADJECTIVES, case):
        if here > index and not _adjoins(words[here - 1], words[here]):
            return None
        here += 1
    head = _reading(words[here], ("NOUN",), case) if here < len(words) else None
    if head is None or (here > index and not _adjoins(words[here - 1], words[here])):
        return None
    if not _is_thing(head, people):
        return None
    return Phrase(head, case, here - index, tuple(words[index : _last_genitive(words, index, here) + 1]))


def phrase_before(words: list[Word]) -> Phrase | None:
    """The longest phrase, in whatever case, whose last word is the last of the words."""
    start = len(words)
    while start > 0 and len(words) - start < _LONGEST and _may_belong(words, start - 1):
        start -= 1
    for index in range(start, len(words)):
        for case in _cases_behind(words[index - 1] if index else None):
            phrase = phrase_at(words, index, case)
            if phrase and len(phrase.words) == len(words) - index:
                return phrase
    return None


def nominative(phrase: Phrase, opens_sentence: bool = True) -> str:
    """The words of a phrase with its noun and adjectives in the nominative, a sentence's first letter in lower case."""
    number = "plur" if "plur" in phrase.head.tag else "sing"
    said = [word.text for word in phrase.words]
    if phrase.case != "nomn":
        for index in range(phrase.at):
            adjective = _reading(phrase.words[index], _ADJECTIVES, phrase.case)
            gender = {str(phrase.head.tag.gender)} if number == "sing" and phrase.head.tag.gender else set()
            said[index] = _inflected(adjective, {"nomn", number, *gender}, said[index])
        said[phrase.at] = _inflected(phrase.head, {"nomn", number}, said[phrase.at])
    first = said[0]
    if phrase.words[0].text[:1].isupper():
        first = first[0].upper() + first[1:]
    if opens_sentence and first[1:] == first[1:].lower():
        first = first[0].lower() + first[1:]
    return " ".join([first, *said[1:]])


def _inflected(parse: Parse | None, wanted: set[str], text: str) -> str:
    form = parse.inflect(wanted) if parse is not None and text.lower() != text.upper() else None
    return str(form.word) if form and not text.isupper() else text


def _is_thing(head: Parse, people: bool) -> bool:
    if any(name in head.tag for name in _NAMES) or head.normal_form in TIMES:
        return False
    return people or "anim" not in head.tag


def _last_genitive(words: list[Word], index: int, head: int) -> int:
    kept = stop = head
    while stop + 1 < len(words) and stop + 1 - index < _LONGEST and _adjoins(words[stop], words[stop + 1]):
        stop += 1
        noun = _reading(words[stop], ("NOUN",), "gent")
        if noun is not None and noun.normal_form not in TIMES:
            kept = stop
        elif noun is not None or not _reading(words[stop], _ADJECTIVES, "gent"):
            break
    return kept


def _adjoins(word: Word, after: Word) -> bool:
    return after.start - word.end == 1


def _may_belong(words: list[Word], index: int) -> bool:
    if index + 1 < len(words) and not _adjoins(words[index], words[index + 1]):
        return False
    return part_of_speech(words[index]) in ("NOUN", "ADJF", "PRTF")


_AFTER_PREPOSITION = {
    "с": ("ablt", "gent"), "со": ("ablt", "gent"), "при": ("loct",), "по": ("datv", "loct"), "о": ("loct",),
    "об": ("loct",), "в": ("loct", "accs"), "во": ("loct", "accs"), "на": ("loct", "accs"), "к": ("datv",),
    "за": ("accs", "ablt"), "после": ("gent",), "до": ("gent",), "от": ("gent",), "из": ("gent",), "для": ("gent",),
}  # fmt: skip


def _cases_behind(word: Word | None) -> tuple[str, ...]:
    return _AFTER_PREPOSITION.get(word.text.lower(), CASES) if word else CASES


def _reading(word: Word, parts: tuple[str, ...], case: str) -> Parse | None:
    return _reading_of(word.text.lower(), parts, case)


@lru_cache(maxsize=50_000)
def _reading_of(word: str, parts: tuple[str, ...], case: str) -> Parse | None:
    known = parses(word)
    if not known or known[0].tag.POS in _OPENERS:
        return None
    return next((p for p in known[:5] if p.tag.POS in parts and p.tag.case == case and not _governs(p)), None)


def _governs(parse: Parse) -> bool:
    """Whether a participle has an object of its own, so that it is no part of the phrase («уплачивающих взносы»)."""
    return parse.tag.POS == "PRTF" and "actv" in parse.tag and "tran" in parse.tag
