"""Reads noun phrases of a clause (adjectives, a noun, the genitives behind it) and gives them in the nominative."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.memory import remembered
from pipeline.morphology.analyzer import grammemes, parses

if TYPE_CHECKING:
    from pymorphy3.analyzer import Parse

CASES = ("nomn", "accs", "gent", "ablt", "loct", "datv")
_WORD = re.compile(r"[А-Яа-яЁё][А-Яа-яЁё-]*")
_NAME = re.compile(r" (?:«[^«»\n]{1,60}»|[A-Z][A-Za-z0-9&.-]*(?: [A-Z][A-Za-z0-9&.-]*){0,4}(?<![.-]))")
_NAMES = frozenset(("Name", "Surn", "Patr", "Geox", "Orgn"))
_ADJECTIVES = ("ADJF", "PRTF")
_OPENERS = ("PREP", "CONJ", "PRCL", "NPRO", "ADVB", "INTJ", "VERB", "INFN")
_LONGEST = 9
_READINGS = 5
"""How many readings of a word are looked at, the likeliest first."""
TIMES = frozenset(
    "год месяц квартал полугодие неделя день сутки итог время период процент раз число ход начало конец середина "
    "выражение пункт пересчёт январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь осень "
    "весна лето зима данные сравнение сторона учёт результат рубль миллион миллиард".split()
)

_ASIDES = TIMES | frozenset("годовой прогноз оценка план отношение слово обмен случай рамка условие".split())


class Word(NamedTuple):
    """A word of a clause with its offsets in the clause."""

    text: str
    start: int
    end: int


class Phrase(NamedTuple):
    """A noun phrase: the reading of its noun, its case, where the noun stands, the words from first to last.

    `tail` is what hangs on it and stays as it is: «на вывоз снега», «BSkyB», «в округе».
    """

    head: Parse
    case: str
    at: int
    words: tuple[Word, ...]
    tail: str = ""


class Known(NamedTuple):
    """What the dictionary says of a word: its likeliest part of speech ("" for an unknown word), its readings by case.

    names_time: whether its likeliest reading is a word of time or of measure.
    """

    part: str
    names_time: bool
    nouns: dict[str, Parse]
    adjectives: dict[str, Parse]


@remembered
def known(text: str) -> Known:
    """What the dictionary says of a word as written."""
    found = parses(text.lower())
    part = str(found[0].tag.POS or "") if found else ""
    readings = found[:_READINGS] if part not in _OPENERS else ()
    nouns = {str(p.tag.case): p for p in reversed(readings) if p.tag.POS == "NOUN"}
    adjectives = {str(p.tag.case): p for p in reversed(readings) if p.tag.POS in _ADJECTIVES and not _governs(p)}
    return Known(part, bool(found) and found[0].normal_form in TIMES, nouns, adjectives)


def words_of(piece: str) -> list[Word]:
    """The Russian words of a piece of text."""
    return [Word(match[0], *match.span()) for match in _WORD.finditer(piece)]


def part_of_speech(word: Word) -> str:
    """The likeliest part of speech in the notation of the dictionary; "" for an unknown word."""
    return known(word.text).part


def phrase_at(words: list[Word], index: int, case: str, people: bool = False, names: bool = False) -> Phrase | None:
    """The phrase in a case that begins at a word; `people` and `names` admit nouns for people and names."""
    here = index
    while here < len(words) and here - index < _LONGEST and case in known(words[here].text).adjectives:
        if here > index and not _adjoins(words[here - 1], words[here]):
            return None
        here += 1
    head = known(words[here].text).nouns.get(case) if here < len(words) else None
    if head is None or (here > index and not _adjoins(words[here - 1], words[here])):
        return None
    if not _is_thing(head, people, names):
        return None
    return Phrase(head, case, here - index, tuple(words[index : _last_genitive(words, index, here) + 1]))


def phrase_before(words: list[Word], people: bool = False) -> Phrase | None:
    """The longest phrase, in whatever case, whose last word is the last of the words."""
    start = len(words)
    while start > 0 and len(words) - start < _LONGEST and _may_belong(words, start - 1):
        start -= 1
    for index in range(start, len(words)):
        for case in _cases_behind(words[index - 1] if index else None):
            phrase = phrase_at(words, index, case, people)
            if phrase and len(phrase.words) == len(words) - index:
                return phrase
    return None


def nominative(phrase: Phrase, opens_sentence: bool = True) -> str:
    """The words of a phrase with its noun and adjectives in the nominative, a sentence's first letter in lower case."""
    number = "plur" if "plur" in phrase.head.tag else "sing"
    said = [word.text for word in phrase.words]
    if phrase.case != "nomn":
        gender = str(phrase.head.tag.gender or "") if number == "sing" else ""
        for index in range(phrase.at):
            said[index] = _adjective_in_nominative(said[index], phrase.case, number, gender)
        said[phrase.at] = _inflected(phrase.head, {"nomn", number}, said[phrase.at])
    first = said[0]
    if phrase.words[0].text[:1].isupper():
        first = first[0].upper() + first[1:]
    if opens_sentence and first[1:] == first[1:].lower():
        first = first[0].lower() + first[1:]
    return " ".join([first, *said[1:]]) + phrase.tail


@remembered
def _adjective_in_nominative(text: str, case: str, number: str, gender: str) -> str:
    wanted = {"nomn", number, gender} if gender else {"nomn", number}
    return _inflected(known(text).adjectives.get(case), wanted, text)


def _inflected(parse: Parse | None, wanted: set[str], text: str) -> str:
    form = parse.inflect(wanted) if parse is not None and text.lower() != text.upper() else None
    return str(form.word) if form and not text.isupper() else text


def _is_thing(head: Parse, people: bool, names: bool) -> bool:
    if head.normal_form in TIMES or (not names and not _NAMES.isdisjoint(grammemes(head))):
        return False
    return people or "anim" not in grammemes(head)


def people_at(words: list[Word], index: int) -> Phrase | None:
    """A participle or adjective in the genitive plural that stands for people: «13 % опрошенных»."""
    reading = known(words[index].text).adjectives.get("gent")
    if reading is None or reading.normal_form in _ASIDES:
        return None
    if "plur" not in grammemes(reading) or "Apro" in grammemes(reading):
        return None
    return Phrase(reading, "gent", 0, (words[index],))


def with_complements(phrase: Phrase, words: list[Word], piece: str) -> Phrase:
    """The phrase with the names and prepositional phrases that hang on its noun, as they stand in the piece of text."""
    index = words.index(phrase.words[-1]) + 1
    end = _past_name(piece, phrase.words[-1].end)
    while index < len(words):
        if words[index].start < end:
            index += 1
            continue
        inner = _governed(words, index) if words[index].start - end == 1 else None
        if inner is None:
            break
        index += 1 + len(inner.words)
        end = _past_name(piece, inner.words[-1].end)
    return phrase._replace(tail=piece[phrase.words[-1].end : end])


def _past_name(piece: str, end: int) -> int:
    """Behind a name in marks or in Latin letters: «акции «Ромашки»», «индекс Nikkei»."""
    match = _NAME.match(piece, end)
    return match.end() if match else end


def _governed(words: list[Word], index: int) -> Phrase | None:
    """The phrase that a preposition governs, unless it tells a time or makes a comparison."""
    if index + 1 == len(words) or not _adjoins(words[index], words[index + 1]):
        return None
    cases = _AFTER_PREPOSITION.get(words[index].text.lower(), ())
    found = (phrase_at(words, index + 1, case, people=True, names=True) for case in cases)
    return max(
        (phrase for phrase in found if phrase and phrase.head.normal_form.split("-")[0] not in _ASIDES),
        key=lambda phrase: len(phrase.words),
        default=None,
    )


def _last_genitive(words: list[Word], index: int, head: int) -> int:
    kept = stop = head
    while stop + 1 < len(words) and stop + 1 - index < _LONGEST and _adjoins(words[stop], words[stop + 1]):
        stop += 1
        word = known(words[stop].text)
        noun = word.nouns.get("gent")
        if noun is not None and noun.normal_form not in TIMES:
            kept = stop
        elif noun is not None or "gent" not in word.adjectives:
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


def _governs(parse: Parse) -> bool:
    """Whether a participle has an object of its own, so that it is no part of the phrase («уплачивающих взносы»)."""
    return parse.tag.POS == "PRTF" and "actv" in parse.tag and "tran" in parse.tag
