"""Case forms of surnames and given names, so that a name in any case can be set beside its nominative."""

from __future__ import annotations

from itertools import product

from pipeline.memory import names_remembered, remembered
from pipeline.morphology.analyzer import grammemes, parses
from pipeline.text import clean_word

MASCULINE, FEMININE = "masc", "femn"
_NAME_KINDS = frozenset({"Name", "Surn", "Patr"})
_MASCULINE_POSSESSIVE = ("ов", "ев", "ин", "ын")
_FEMININE_POSSESSIVE = ("ова", "ева", "ина", "ына")
_MASCULINE_ADJECTIVE = ("ский", "цкий", "ой", "ый", "ий")
_FEMININE_ADJECTIVE = ("ская", "цкая", "ая", "яя")
_VOWELS = "аеиоуыэюя"
_LONGEST_COMPOUND = 4


@remembered
def fold(text: str) -> str:
    """A name in lower case, with е for ё and a hyphen for every dash."""
    folded = clean_word(text).lower().replace("ё", "е")
    for dash in "‐‑–—":
        folded = folded.replace(dash, "-")
    return folded


@names_remembered
def case_forms(word: str, gender: str | None) -> frozenset[str]:
    """All forms, folded, that a name given in the nominative takes; for an unknown gender those of both."""
    halves = [half for half in fold(word).split("-") if half]
    if not 0 < len(halves) <= _LONGEST_COMPOUND:
        return frozenset({fold(word)})
    choices = [sorted(_word_forms(half, gender)) for half in halves]
    if len(choices) == 1:
        return frozenset(choices[0])
    last = choices[-1]
    return frozenset("-".join(chosen) for chosen in product(*(_first_and_all(c) for c in choices[:-1]), last))


def _first_and_all(forms: list[str]) -> list[str]:
    return forms[:12]


@names_remembered
def _word_forms(word: str, gender: str | None) -> frozenset[str]:
    genders = (gender,) if gender else (MASCULINE, FEMININE)
    forms = {word}
    for each in genders:
        forms |= {_stem + ending for _stem, endings in (_paradigm(word, each),) for ending in endings}
        forms |= _dictionary_forms(word, each)
    return frozenset(forms)


def _paradigm(word: str, gender: str) -> tuple[str, tuple[str, ...]]:
    """The stem of a surname and the endings of its oblique cases."""
    if gender == FEMININE and word.endswith(_FEMININE_POSSESSIVE):
        return word[:-1], ("ой", "у", "ою")
    if gender == FEMININE and word.endswith(_FEMININE_ADJECTIVE):
        return word[:-2], ("ой", "ую", "ей", "юю")
    if word.endswith("а"):
        return word[:-1], ("ы", "и", "е", "у", "ой", "ей")
    if word.endswith("я"):
        return word[:-1], ("и", "е", "ю", "ей", "ой")
    if gender == FEMININE and word.endswith("ь"):
        return word[:-1], ("и", "ью")
    if gender == MASCULINE:
        return _masculine_paradigm(word)
    return word, ("",)


def _masculine_paradigm(word: str) -> tuple[str, tuple[str, ...]]:
    if word.endswith(_MASCULINE_POSSESSIVE):
        return word, ("а", "у", "ым", "ом", "е")
    if word.endswith(_MASCULINE_ADJECTIVE) and len(word) > 3:
        return word[:-2], ("ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "я", "ю", "и")
    if word.endswith(("ь", "й")):
        return word[:-1], ("я", "ю", "ем", "е", "и")
    if word and word[-1] not in _VOWELS:
        return word, ("а", "у", "ом", "ем", "е")
    return word, ("",)


@names_remembered
def _dictionary_forms(word: str, gender: str) -> frozenset[str]:
    found: set[str] = set()
    for parse in parses(word):
        tags = grammemes(parse)
        if "nomn" in tags and "sing" in tags and not tags.isdisjoint(_NAME_KINDS) and gender in tags:
            found |= {fold(form.word) for form in parse.lexeme if "sing" in form.tag and gender in form.tag}
    return frozenset(found)
