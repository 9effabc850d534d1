"""The tags of a word, put right where the dictionary contradicts them."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.memory import remembered
from pipeline.morphology.analyzer import features_of, is_only, parses
from pipeline.morphology.tagged import TaggedWord


class Features(NamedTuple):
    """What the tags of a word say, "" where they say nothing."""

    case: str = ""
    number: str = ""
    gender: str = ""
    person: str = ""
    form: str = ""
    animacy: str = ""
    tense: str = ""


_TAGS = ("Case", "Number", "Gender", "Person", "VerbForm", "Animacy", "Tense")


@remembered
def _features(morph: str) -> Features:
    found = features_of(morph)
    return Features(*(found.get(tag, "") for tag in _TAGS))


_MAY_BE_VERBS = frozenset({"VERB", "NOUN", "ADJ", "PROPN", "X"})
_NUMBERS = {"sing": "Sing", "plur": "Plur"}
_GENDERS = {"masc": "Masc", "femn": "Fem", "neut": "Neut"}
_PERSONS = {"1per": "1", "2per": "2", "3per": "3"}
_TENSES = {"past": "Past", "pres": "Pres", "futr": "Fut"}


def _finite_verb(word: str) -> Features | None:
    """The features of a word that the dictionary knows as a finite verb and as nothing else."""
    found = parses(word)
    if not found or not all(p.is_known and p.tag.POS == "VERB" and p.tag.mood == "indc" for p in found):
        return None
    tag = found[0].tag
    return Features(
        number=_NUMBERS.get(tag.number, ""),
        gender=_GENDERS.get(tag.gender, ""),
        person=_PERSONS.get(tag.person, ""),
        form="Fin",
        tense=_TENSES.get(tag.tense, ""),
    )


@remembered
def _is_plural_of_persons(word: str) -> bool:
    """Whether a word joins two common nouns for persons, in a form that no nominative singular has."""
    halves = word.split("-")
    tags = [[p.tag.grammemes for p in parses(half) if p.is_known and p.tag.POS == "NOUN"] for half in halves]
    plural, single = {"anim", "plur", "nomn"}, {"sing", "nomn"}
    return len(halves) > 1 and all(
        any(plural <= tag for tag in found)
        and not any(single <= tag or tag & {"Name", "Surn", "Patr", "Geox"} for tag in found)
        for found in tags
    )


def corrected(word: TaggedWord) -> tuple[str, Features]:
    """The part of speech and the features of a word's tag where the dictionary allows them, else the dictionary's."""
    lower, pos, features = word.lower, word.pos, _features(word.morph)
    if pos in _MAY_BE_VERBS and features.form != "Fin":
        verb = _finite_verb(lower)
        features, pos = (verb, "VERB") if verb is not None else (features, pos)
    pos = "NOUN" if pos == "ADJ" and is_only(lower, "NOUN") else pos
    if features.number == "Sing" and features.case == "Nom" and "-" in lower and _is_plural_of_persons(lower):
        features, pos = features._replace(number="Plur", gender="", animacy="Anim"), "NOUN"
    return pos, features
