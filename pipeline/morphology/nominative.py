"""The nominative of phrases in context: «департамента науки города» is «департамент науки города».

The head phrase (the head noun and what agrees with it) is inflected, everything else stays as it is written: genitive
complements, names in quotation marks, indeclinable and foreign words, abbreviations.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import starmap

from spacy.tokens import Token

from pipeline.memory import names_remembered
from pipeline.morphology.people import nominative_person, person_reading
from pipeline.morphology.phrases import looks_like_person, nominative_phrase
from pipeline.morphology.wording import Word, as_written, fold, join, words_of
from pipeline.token_table import TokenTable


def nominative(tokens: Sequence[Token], label: str = "", seen: Collection[str] = (), restore_yo: bool = False) -> str:
    """These very words in the nominative, with their capitals, marks and spacing.

    label: PER, ORG or LOC; without one, the words themselves show whether they name a person.
    seen: `capitalised_words` of the text; a form that stands there is believed more.
    restore_yo: write ё where the dictionary has it (only in words that are inflected or known); else as the text does.
    """
    return _nominative(words_of(tokens), label, seen, restore_yo)


def nominative_of(words: Sequence[Word], label: str = "", seen: Collection[str] = ()) -> str:
    """As `nominative`, of words with their tags."""
    return _nominative(words, label, seen, False)


def person_gender(tokens: Sequence[Token]) -> str:
    """The gender of a person as the words of the name show it: masc or femn."""
    return person_reading(words_of(tokens))[0]


def capitalised_words(table: TokenTable) -> frozenset[str]:
    """The capitalised words that a text has in the nominative (ё as е), evidence for the forms of names."""
    return table.once(_capitalised)


def _capitalised(table: TokenTable) -> frozenset[str]:
    return frozenset(starmap(_evidence, table.capitals())) - {""}


@names_remembered
def _evidence(word: str, morph: str) -> str:
    """A word whose tag names no case or the nominative, with ё as е; "" of any other."""
    return fold(word) if "Case=" not in morph or "Case=Nom" in morph else ""


def _nominative(words: Sequence[Word], label: str, seen: Collection[str], restore_yo: bool) -> str:
    if not words:
        return ""
    person = label == "PER" or (not label and looks_like_person(words))
    forms = nominative_person(words, seen) if person else nominative_phrase(words, seen)
    if not restore_yo:
        forms = [as_written(form, word.clean) for form, word in zip(forms, words, strict=True)]
    return join(words, forms)
