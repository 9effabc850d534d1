"""Names of people in the nominative: given name, patronymic and surname agree in gender, case and number."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.memory import names_remembered
from pipeline.morphology.analyzer import grammemes, parses
from pipeline.morphology.wording import Word, dress, fold, in_case, inflected

_ROLES = ("Name", "Patr", "Surn")
_NOMINAL = frozenset({"NOUN", "ADJF"})
_NOMINATIVE = frozenset({"nomn", "sing"})
_INITIAL = re.compile(r"[А-ЯЁA-Z]\.?(?:-?[А-ЯЁA-Z]\.)*|[А-ЯЁA-Z][а-яё]\.")
_PARTICLES = frozenset(
    "ван фон де да ди дю дер ден ла ле ибн бин бен аль эль ал ас ат аш ан ад оглы "
    "кызы заде паша бей ага хан су и".split()
)
_HARD, _HUSHING, _VELAR = "бвгджзйклмнпрстфхцчшщ", "жшчщц", "гкх"
_VOWELS = "аеёиоуыэюя"
_VELAR_VOWELS = "иьйу"
_ONLY_NOMINATIVE = ("ская", "цкая")
_NAMED, _CERTAIN = 2.0, 3.0
_WITH_PATRONYMIC = 3
_AGES = {
    stem + ending: stem + nominative
    for stem in ("младш", "старш")
    for nominative, endings in (("ий", "ий его ему им ем"), ("ая", "ая ей ую"))
    for ending in endings.split()
}
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
CASE_WEIGHT, GENDER_WEIGHT, SEEN_WEIGHT = 2.2, 0.8, 0.8


Traits = tuple[str, str | None, str | None]
"""A word of a name without invisible marks, and the case and gender of its tag."""


class Reading(NamedTuple):
    """One way to read a word of a name: its nominative, in lower case, and how far it is believed."""

    form: str
    gender: str
    case: str
    weight: float


def is_initial(word: str) -> bool:
    return bool(_INITIAL.fullmatch(word)) and len(word) <= 6


def nominative_person(words: Sequence[Word], seen: Collection[str] = ()) -> list[str]:
    """The words of one person's name in the nominative; `seen` are capitalised words of the text that back a form."""
    gender, case = person_reading(words, seen)
    return [_decline(word.clean, gender, case, seen) if _inflects(word.clean) else word.text for word in words]


def person_reading(words: Sequence[Word], seen: Collection[str] = ()) -> tuple[str, str]:
    """The gender (masc, femn) and the case (pymorphy3's names) in which all the words of a name agree best."""
    traits = tuple((word.clean, word.case, word.gender) for word in words)
    backing = frozenset(form for text, _, _ in traits for form in _forms(text) if form in seen) if seen else frozenset()
    return _person_reading(traits, backing)


@names_remembered
def _person_reading(traits: tuple[Traits, ...], seen: frozenset[str]) -> tuple[str, str]:
    """The same for words with the case and gender of their tags; of the text's words only those that matter."""
    best, best_points = ("masc", "nomn"), -1.0
    alone = [text for text, _, _ in traits if _inflects(text)]
    weights = [_weights(text, seen) for text in alone]
    backed = alone[0] if len(alone) == 1 and fold(alone[0]) in seen else None
    tagged = [case for text, case, _ in traits if case and _inflects(text) and _allows(text, case, len(alone) == 1)]
    for gender in _genders([text for text, _, _ in traits]):
        for case in _CASES:
            points = sum(of_word.get((gender, case), 0.0) for of_word in weights)
            points += CASE_WEIGHT * sum(name == case for name in tagged) / max(1, len(tagged))
            points += GENDER_WEIGHT * sum(own == gender for _, _, own in traits) / max(1, len(traits))
            if backed is not None and case == "nomn" and _only_form(backed, seen):
                points += 2.5
            if points > best_points:
                best, best_points = (gender, case), points
    return best


@names_remembered
def _forms(text: str) -> frozenset[str]:
    """All words of a text, ё as е, that can back a reading of a word: itself, its forms, it without its last letter."""
    text, _ = _without_age(text)
    found = {form for half in _halves(text) or [text] for _, form in _written(half)}
    return frozenset(found | {fold(text), fold(text[:-1])})


@names_remembered
def _written(word: str) -> tuple[tuple[Reading, str], ...]:
    """The readings of a word, each with its form in the capitals of the word and ё as е."""
    return tuple((reading, fold(dress(reading.form, word))) for reading in readings(word.lower()))


def _genders(texts: Sequence[str]) -> tuple[str, ...]:
    """The genders that a name may have: that of its patronymic, where one stands beside a given name and a surname."""
    if len(texts) >= _WITH_PATRONYMIC:
        for text in texts:
            found = {reading.gender for reading in _patronymic_readings(text.lower())}
            if len(found) == 1:
                return tuple(found)
    return ("masc", "femn")


@names_remembered
def _allows(text: str, case: str, lone: bool) -> bool:
    """Whether a word of a name can be in the case of its tag.

    A name in the dictionary has only the cases that it has there (a lone one may be another's surname: «Вальке»), and
    «Левитская» is in the nominative.
    """
    halves = _halves(text) or [text]
    if any(half.lower().endswith(_ONLY_NOMINATIVE) for half in halves):
        return case == "nomn"
    found = (readings(half.lower()) for half in halves if not lone)
    known = ({reading.case for reading in each if reading.weight >= _CERTAIN} for each in found)
    return all(not cases or case in cases for cases in known)


def _only_form(word: str, seen: Collection[str]) -> bool:
    """Whether a surname stands in the text as it is, and its masculine nominative does not."""
    return word.endswith(("ова", "ева", "ёва", "ина", "ына", "ая")) and fold(word[:-1]) not in seen


@names_remembered
def _inflects(text: str) -> bool:
    low = text.lower()
    return (
        len(text) > 1
        and text[:1].isupper()
        and not is_initial(text)
        and low not in _PARTICLES
        and any("а" <= c <= "я" or c == "ё" for c in low)
    )


def _weights(text: str, seen: Collection[str]) -> dict[tuple[str, str], float]:
    """How far each gender and case of a word is believed; of a double name those that both halves can have."""
    text, _ = _without_age(text)
    halves = [_weights_of_one(half, seen) for half in _halves(text) or [text]]
    if len(halves) == 1:
        return halves[0]
    shared = set(halves[0]).intersection(*halves[1:])
    return {key: sum(half[key] for half in halves) / len(halves) for key in shared}


def _weights_of_one(word: str, seen: Collection[str]) -> dict[tuple[str, str], float]:
    weights: dict[tuple[str, str], float] = {}
    for reading, form in _written(word):
        key, weight = (reading.gender, reading.case), _belief(reading, form, word, seen)
        if weight > weights.get(key, 0.0):
            weights[key] = weight
    return weights


def _choose(word: str, gender: str, case: str, seen: Collection[str]) -> Reading | None:
    found = [(r, form) for r, form in _written(word) if r.gender == gender and r.case == case]
    chosen = max(found, key=lambda pair: _belief(pair[0], pair[1], word, seen), default=None)
    return chosen[0] if chosen else None


def _belief(reading: Reading, form: str, word: str, seen: Collection[str]) -> float:
    """The weight of a reading, more where the text has its form; a word in an oblique case does not back itself."""
    backed = reading.case == "nomn" or reading.form != word.lower()
    return reading.weight + (SEEN_WEIGHT if backed and seen and form in seen else 0.0)


def _decline(text: str, gender: str, case: str, seen: Collection[str]) -> str:
    if not _inflects(text):
        return text
    text, age = _without_age(text)
    if age:
        return f"{_decline(text, _gender_of_age(age), case, seen)}-{_AGES[age]}"
    halves = _halves(text)
    if halves:
        return "-".join(_decline(half, gender, case, seen) for half in halves)
    reading = _choose(text, gender, case, seen)
    if reading is None or (case == "nomn" and fold(reading.form) != fold(text.lower())):
        return text
    return dress(reading.form, text) if reading.form != text.lower() else text


def _without_age(text: str) -> tuple[str, str]:
    """A surname and the word that tells a son from his father («Котова-младшего»), "" where there is none."""
    surname, _, tail = text.rpartition("-")
    return (surname, tail) if surname and tail in _AGES else (text, "")


def _gender_of_age(age: str) -> str:
    return "femn" if _AGES[age].endswith("ая") else "masc"


def _halves(text: str) -> list[str]:
    """The parts of a double name, each of which is inflected: «Орлова-Штерн»; none where the parts are no names."""
    if "-" not in text:
        return []
    parts = text.split("-")
    return parts if all(part[:1].isupper() and len(part) > 1 for part in parts) else []


@names_remembered
def readings(word: str) -> tuple[Reading, ...]:
    """All ways to read a word of a person's name in the singular."""
    patronymic = list(_patronymic_readings(word))
    if patronymic:
        return tuple(patronymic)
    found = [*_dictionary_readings(word)]
    if not any(r.weight >= _NAMED for r in found):
        found += _adjective_readings(word)
    strong = {(r.gender, r.case) for r in found if r.weight >= 1}
    found += [r for r in _ending_readings(word) if (r.gender, r.case) not in strong]
    return tuple(found)


def _patronymic_readings(word: str) -> Iterator[Reading]:
    return _stem_and_ending(word, _PATRONYMICS, _PATRONYMIC_STEMS, 3.5)


def _adjective_readings(word: str) -> Iterator[Reading]:
    """A surname in -ский or -цкий, which declines as an adjective."""
    return _stem_and_ending(word, _ADJECTIVES, _ADJECTIVE_STEMS, 1.5)


def _stem_and_ending(
    word: str, endings_of: Mapping[str, _Endings], stems: Mapping[str, tuple[str, ...]], weight: float
) -> Iterator[Reading]:
    for gender, (nominative, endings) in endings_of.items():
        for case, ending in endings:
            stem = word[: len(word) - len(ending)]
            if word.endswith(ending) and len(stem) > 3 and stem.endswith(stems[gender]):
                yield Reading(stem + nominative, gender, case, weight)


def _dictionary_readings(word: str) -> Iterator[Reading]:
    for parse in parses(word):
        tags, known = grammemes(parse), parse.is_known
        if tags.isdisjoint(_NOMINAL) or "plur" in tags or ("Fixd" in tags and not known):
            continue
        genders = [gender for gender in ("masc", "femn") if not tags.isdisjoint((gender, "ms-f", "GNdr"))]
        named = not tags.isdisjoint(_ROLES)
        form = inflected(parse, _NOMINATIVE) if genders and (named or known) else None
        if form is None:
            continue
        weight = (2.0 if named else 0.4) + (1.0 if known and named else 0.0) + 0.5 * float(parse.score)
        cases = [case for case in _CASES if in_case(parse, case)]
        yield from (Reading(form, gender, case, weight) for gender in genders for case in cases)


_Endings = tuple[str, tuple[tuple[str, str], ...]]
_PATRONYMICS: dict[str, _Endings] = {
    "masc": ("", (("nomn", ""), ("gent", "а"), ("accs", "а"), ("datv", "у"), ("ablt", "ем"), ("loct", "е"))),
    "femn": ("а", (("nomn", "а"), ("gent", "ы"), ("accs", "у"), ("datv", "е"), ("ablt", "ой"), ("loct", "е"))),
}
_ADJECTIVES: dict[str, _Endings] = {
    "masc": ("ий", (("nomn", "ий"), ("gent", "ого"), ("accs", "ого"), ("datv", "ому"), ("ablt", "им"), ("loct", "ом"))),
    "femn": ("ая", (("nomn", "ая"), ("gent", "ой"), ("accs", "ую"), ("datv", "ой"), ("ablt", "ой"), ("loct", "ой"))),
}
_ADJECTIVE_STEMS = dict.fromkeys(("masc", "femn"), ("ск", "цк"))
_PATRONYMIC_STEMS = {
    "masc": ("ович", "евич", "ёвич", "льич", "мич"),
    "femn": ("овн", "евн", "ёвн", "иничн", "кичн", "мичн"),
}
_MASCULINE = {"gent": ("а", "я"), "accs": ("а", "я"), "datv": ("у", "ю"), "ablt": ("ом", "ем"), "loct": ("е",)}
_IN_A = {"gent": ("ы", "и"), "accs": ("у", "ю"), "datv": ("е",), "ablt": ("ой", "ей"), "loct": ("е",)}


def _ending_readings(word: str) -> Iterator[Reading]:
    """Readings by the ending alone, for names that no dictionary has."""
    if len(word) < 3:
        for gender in ("masc", "femn"):
            for case in ("nomn", *_MASCULINE):
                yield Reading(word, gender, case, 0.3)
        return
    consonant = word[-1] in _HARD or word[-1] == "ь"
    for gender in ("masc", "femn"):
        weight = 0.7 if consonant and gender == "masc" else 0.6
        yield Reading(word, gender, "nomn", weight)
    for case in _MASCULINE:
        if (consonant) or word[-1] in "еёиоуыэю":
            yield Reading(word, "femn", case, 0.5)
        if word[-1] in "еёиоуыэю":
            yield Reading(word, "masc", case, 0.4)
    if word.endswith("ли") and word[-3] in _VOWELS and 4 < len(word) < 8:
        for case in ("gent", "datv", "loct"):
            yield Reading(word[:-1] + "ь", "femn", case, 0.55)
    yield from _stem_readings(word)


def _stem_readings(word: str) -> Iterator[Reading]:
    for case, endings in _MASCULINE.items():
        for ending in endings:
            stem = word[: -len(ending)]
            if not word.endswith(ending) or len(stem) < 2 or stem[-1] not in _HARD:
                continue
            if ending in "аую" or ending in ("ом", "е", "ем"):
                soft = ending in ("я", "ю") or (ending == "ем" and stem[-1] not in _HUSHING)
                yield Reading(stem + "ь" if soft else stem, "masc", case, 0.6)
        for ending in endings:
            stem = word[: -len(ending)]
            soft = len(stem) > 2 and stem[-1] in _VOWELS and ending[0] in "яюе"
            if word.endswith(ending) and soft and not word.endswith(_ONLY_NOMINATIVE):
                yield Reading(stem + "й", "masc", case, 0.5)
    for case, endings in _IN_A.items():
        for ending in endings:
            stem = word[: -len(ending)]
            if not word.endswith(ending) or len(stem) < 2:
                continue
            soft = (
                ending == "ю"
                or (ending == "ей" and stem[-1] not in _HUSHING)
                or stem[-1] in _VELAR_VOWELS
                or (ending == "и" and stem[-1] not in _VELAR + _HUSHING)
            )
            doubt = 0.25 if ending == "и" and soft else 0.0
            for gender, weight in (("femn", 0.55 - doubt), ("masc", 0.45 - doubt)):
                yield Reading(stem + ("я" if soft else "а"), gender, case, weight)
