"""Readings of a name by its ending alone, for names that no dictionary has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple


class EndingReading(NamedTuple):
    """The nominative that an ending points to, with case and gender, and the forms of the same paradigm."""

    form: str
    case: str
    gender: str
    family: tuple[str, ...]


# Endings of nominative, genitive, dative, accusative, instrumental and prepositional.
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_PARADIGMS = (
    ("masc", "hard", "", "а", "у", "а", "ом", "е"),
    ("masc", "hushing", "", "а", "у", "а", "ем", "е"),
    ("masc", "name in ов", "", "а", "у", "а", "ым", "е"),
    ("masc", "soft", "ь", "я", "ю", "я", "ем", "е"),
    ("masc", "iot", "й", "я", "ю", "я", "ем", "е"),
    ("masc", "iot after и", "й", "я", "ю", "я", "ем", "и"),
    ("both", "in a", "а", "ы", "е", "у", "ой", "е"),
    ("both", "in a after velar", "а", "и", "е", "у", "ой", "е"),
    ("both", "in a after hushing", "а", "и", "е", "у", "ей", "е"),
    ("both", "in ya", "я", "и", "е", "ю", "ей", "е"),
    ("both", "in iya", "я", "и", "и", "ю", "ей", "и"),
    ("femn", "name in ова", "а", "ой", "ой", "у", "ой", "ой"),
    ("masc", "adjective", "ый", "ого", "ому", "ого", "ым", "ом"),
    ("masc", "adjective after velar", "ий", "ого", "ому", "ого", "им", "ом"),
    ("masc", "adjective in ой", "ой", "ого", "ому", "ого", "ым", "ом"),
    ("femn", "adjective", "ая", "ой", "ой", "ую", "ой", "ой"),
    ("femn", "adjective after hushing", "ая", "ей", "ей", "ую", "ей", "ей"),
    ("femn", "soft adjective", "яя", "ей", "ей", "юю", "ей", "ей"),
    ("masc", "soft adjective", "ий", "его", "ему", "его", "им", "ем"),
    ("neut", "place in ье", "ье", "ья", "ью", "ье", "ьем", "ье"),
    ("neut", "place in о", "о", "а", "у", "о", "ом", "е"),
    ("masc", "fleeting е", "ец", "ца", "цу", "ца", "цем", "це"),
    ("masc", "fleeting е, stressed", "ец", "ца", "цу", "ца", "цом", "це"),
    ("masc", "fleeting о", "ок", "ка", "ку", "ка", "ком", "ке"),
)
_VELAR, _HUSHING, _SOFT_VOWELS = "гкх", "жшчщц", "аеёиоуыэюя"
_CONSONANTS = "бвгджзйклмнпрстфхцчшщ"
_STEM_TESTS: dict[str, Callable[[str], bool]] = {
    "hard": lambda stem: stem[-1] in _CONSONANTS and stem[-1] != "й",
    "hushing": lambda stem: stem[-1] in _HUSHING,
    "name in ов": lambda stem: stem.endswith(("ов", "ев", "ёв", "ин", "ын")),
    "soft": lambda stem: stem[-1] in _CONSONANTS and stem[-1] not in _VELAR + _HUSHING + "й",
    "iot": lambda stem: stem[-1] in _SOFT_VOWELS and stem[-1] != "и",
    "iot after и": lambda stem: stem[-1] == "и",
    "in a": lambda stem: stem[-1] in _CONSONANTS and stem[-1] not in _VELAR + _HUSHING,
    "in a after velar": lambda stem: stem[-1] in _VELAR,
    "in a after hushing": lambda stem: stem[-1] in _HUSHING,
    "in ya": lambda stem: stem[-1] not in _VELAR + _HUSHING,
    "in iya": lambda stem: stem[-1] == "и",
    "name in ова": lambda stem: stem.endswith(("ов", "ев", "ёв", "ин", "ын")),
    "adjective": lambda stem: stem[-1] in _CONSONANTS and stem[-1] not in _VELAR + _HUSHING,
    "adjective after velar": lambda stem: stem[-1] in _VELAR + _HUSHING,
    "adjective in ой": lambda stem: stem[-1] in _CONSONANTS,
    "adjective after hushing": lambda stem: stem[-1] in _HUSHING,
    "soft adjective": lambda stem: stem[-1] in "н" + _HUSHING,
    "place in ье": lambda stem: stem[-1] in _CONSONANTS,
    "place in о": lambda stem: stem.endswith(("ов", "ев", "ин", "ын", "н", "л", "к")),
    "fleeting е": lambda stem: stem[-1] in _CONSONANTS,
    "fleeting е, stressed": lambda stem: stem[-1] in _CONSONANTS,
    "fleeting о": lambda stem: stem[-1] in _CONSONANTS,
}


def _any_stem(stem: str) -> bool:
    return True


def readings_by_ending(word: str) -> Iterator[EndingReading]:
    """All readings of a lower-case word, of three letters and more, as a name in some case."""
    if len(word) < 3:
        return
    for gender, name, *endings in _PARADIGMS:
        test = _STEM_TESTS.get(name, _any_stem)
        for case, ending in zip(_CASES, endings, strict=True):
            stem = word[: len(word) - len(ending)]
            if word.endswith(ending) and len(stem) >= 2 and test(stem):
                yield EndingReading(stem + endings[0], case, gender, tuple(stem + e for e in endings))
