"""What a word tells by itself of a source: which sort of source a noun names, whether it names a person."""

from __future__ import annotations

from functools import cache

from pipeline.memory import remembered
from pipeline.morphology.analyzer import parses
from pipeline.stages.quotes.forms import Word
from pipeline.stages.quotes.lists import word_list
from pipeline.words import read_rows, read_words

TIME = word_list("time_or_place")


@cache
def classes() -> dict[str, str]:
    """What sort of source a noun names, by lemma."""
    return {r["lemma"]: r["class"] for r in read_rows(__package__, "classes.tsv")}


@cache
def posts() -> frozenset[str]:
    """Nouns that name a post, by lemma."""
    return read_words(__package__, "synonyms.tsv", "lemma")


@remembered
def is_person_noun(word: Word) -> bool:
    """Whether a noun names a person: animate in context or in the dictionary."""
    if word.animacy == "Anim" and not word.capitalised:
        return True
    return any("anim" in p.tag.grammemes for p in parses(word.lower)[:2] if p.tag.POS == "NOUN")


@remembered
def is_name_of(word: str, gender: str) -> bool:
    """Whether the dictionary has a lower-case word as a given name or patronymic of one gender alone."""
    tags = [p.tag.grammemes for p in parses(word) if p.is_known and {"Name", "Patr"} & p.tag.grammemes]
    return bool(tags) and all(("femn" if gender == "Fem" else "masc") in t and "ms-f" not in t for t in tags)


@remembered
def has_nominative(word: str) -> bool:
    """Whether a lower-case word is no form of the dictionary, or has a nominative among its forms."""
    known = [p for p in parses(word) if p.is_known]
    return not known or any("nomn" in p.tag.grammemes for p in known)


def is_time(lemma: str) -> bool:
    """Whether a noun names a time or place and never a source."""
    return lemma in TIME and lemma not in classes()
