"""pymorphy3, loaded once a process and cached: parses of a word, and the parse that a tag in context calls for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.memory import remembered

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

LONGEST_WORD = 80

_PARTS = {
    "NOUN": ("NOUN",),
    "PROPN": ("NOUN",),
    "ADJ": ("ADJF", "ADJS", "COMP", "PRTF", "PRTS"),
    "DET": ("ADJF", "NPRO"),
    "PRON": ("NPRO", "ADJF"),
    "NUM": ("NUMR", "ADJF", "NOUN"),
    "VERB": ("VERB", "INFN", "PRTF", "PRTS", "GRND"),
    "AUX": ("VERB", "INFN", "GRND", "PRTF"),
    "ADV": ("ADVB", "COMP", "PRED", "PRCL"),
    "ADP": ("PREP",),
    "CCONJ": ("CONJ", "PRCL"),
    "SCONJ": ("CONJ", "PRCL", "ADVB"),
    "PART": ("PRCL", "CONJ"),
    "INTJ": ("INTJ",),
}
_FEATURES = {
    "Nom": ("nomn", "voct"),
    "Gen": ("gent", "gen1", "gen2"),
    "Dat": ("datv",),
    "Acc": ("accs", "acc2"),
    "Ins": ("ablt",),
    "Loc": ("loct", "loc1", "loc2"),
    "Par": ("gen2", "gent"),
    "Voc": ("voct", "nomn"),
    "Masc": ("masc", "ms-f"),
    "Fem": ("femn", "ms-f"),
    "Neut": ("neut",),
    "Sing": ("sing",),
    "Plur": ("plur",),
    "Past": ("past",),
    "Pres": ("pres",),
    "Fut": ("futr",),
    "Anim": ("anim",),
    "Inan": ("inan",),
}
_COMPARED = ("Case", "Number", "Gender", "Tense", "Animacy")


@cache
def analyzer() -> MorphAnalyzer:
    """The one pymorphy3 analyzer of this process (Russian dictionary, about 0.2 s and 15 MB)."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru", result_type=_remembering_parse())


def _remembering_parse() -> type[Parse]:
    """pymorphy3's parse, which looks a word up in the dictionary once and inflects a superlative as that one."""
    from pymorphy3.analyzer import Parse

    from pipeline.morphology.inflection import form_of, is_of_paradigm

    class RememberingParse(Parse):  # type: ignore[misc]
        @property
        def is_known(self) -> bool:
            return is_in_dictionary(self.word)

        def inflect(self, required_grammemes: Collection[str]) -> Parse | None:
            """«высшего» is «высший», not «высочайший», which shares its lemma."""
            wanted = frozenset(required_grammemes)
            if "Supr" not in self.tag and is_of_paradigm(self):
                return form_of(self, wanted)
            form = super().inflect(wanted)
            if form is None or "Supr" not in self.tag:
                return form
            alike = [other for other in self.lexeme if other.tag == form.tag]
            return max(alike, key=lambda other: shared_start(other.word, self.word), default=form)

    return RememberingParse


def shared_start(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


@remembered
def is_in_dictionary(word: str) -> bool:
    """Whether a lower-case word is a form that the dictionary has, е for ё allowed."""
    morph = analyzer()
    return bool(morph.dictionary.word_is_known(word, substitutes_compiled=morph.char_substitutes))


@remembered
def parses(word: str) -> tuple[Parse, ...]:
    """All parses of a word, likeliest first; none for a word too long to be one."""
    return tuple(analyzer().parse(word)) if 0 < len(word) <= LONGEST_WORD else ()


@remembered
def is_only(word: str, part: str) -> bool:
    """Whether the dictionary knows a lower-case word as one part of speech (NOUN, NUMR, INFN) and as nothing else."""
    found = parses(word)
    return bool(found) and all(parse.is_known and part == parse.tag.POS for parse in found)


def grammemes(parse: Parse) -> frozenset[str]:
    """The grammemes of a parse as plain strings."""
    found: frozenset[str] = parse.tag.grammemes
    return found


@lru_cache(maxsize=10_000)
def features_of(morph: str) -> Mapping[str, str]:
    """The features of a Universal Dependencies tag such as `Case=Nom|Number=Sing`, by name."""
    return dict(pair.split("=", 1) for pair in morph.split("|") if "=" in pair)


def agreement(parse: Parse, pos: str, features: Mapping[str, str]) -> int:
    """How well a parse fits a Universal Dependencies tag: 10 for the part of speech, 1 for each feature that agrees."""
    found = grammemes(parse)
    points = 10 if parse.tag.POS in _PARTS.get(pos, ()) else 0
    for name in _COMPARED:
        value = features.get(name)
        if value in _FEATURES:
            points += 1 if any(g in found for g in _FEATURES[value]) else 0
    if pos == "PROPN" and not found.isdisjoint({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad"}):
        points += 1
    return points


def parse_as(word: str, pos: str, features: Mapping[str, str]) -> Parse | None:
    """The parse of a word that fits a tag in context best; the likelier one where several fit alike."""
    found = parses(word)
    if len(found) < 2:
        return found[0] if found else None
    return max(found, key=lambda parse: agreement(parse, pos, features))


def lemma(word: str, pos: str = "X", features: Mapping[str, str] | None = None) -> str:
    """The dictionary form of a word under its tag in context; the lower-cased word where there is none."""
    parse = parse_as(word, pos, features or {})
    return parse.normal_form if parse else word.lower()
