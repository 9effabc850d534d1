"""How a body or place is called: the words of its name without marks, core, acronym, key in the alias list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.memory import names_remembered
from pipeline.stages.entities.declension import fold
from pipeline.text import clean_word
from pipeline.words import read_rows, read_words

_PACKAGE = __package__ or "pipeline.stages.entities"
WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_QUOTES = re.compile(r"[«»„“”\"‘’']")
_OF_RUSSIA = re.compile(r" (?:россии|рф|российской федерации)$")
SHORTEST_ACRONYM, LONGEST_ACRONYM = 2, 8


@dataclass(frozen=True, slots=True, eq=False)
class Designation:
    """A name of a body or place: how it is written, its nominative, and what follows from these.

    words: without marks, legal forms and kinds of places; full: all words; core: those in quotation marks;
    acronym: the name in capitals only («НКО»), folded; alias: the key under which the alias list knows it.
    """

    surface: str
    nominative: str
    words: tuple[str, ...]
    full: tuple[str, ...]
    core: tuple[str, ...]
    acronym: str | None
    alias: str | None


def known_key(name: str, label: str) -> str | None:
    """The key that the alias list gives all names of one well-known body or place; None for a name it does not have."""
    return read_designation(name, name, label).alias


@cache
def legal_forms() -> frozenset[str]:
    """Abbreviated legal forms, folded."""
    return frozenset(fold(word) for word in read_words(_PACKAGE, "legal_forms.tsv"))


@cache
def _aliases() -> dict[tuple[str, str], str]:
    """The key that all names of one well-known body or place share."""
    return {(row["label"], fold(row["name"])): row["key"] for row in read_rows(_PACKAGE, "aliases.tsv")}


@names_remembered
def read_designation(surface: str, nominative: str, label: str) -> Designation:
    """A name with its words folded; for places without the class word before them."""
    full = tuple(words_in(nominative))
    stripped = tuple(word for word in full if word not in legal_forms())
    words = (_without_place_class(stripped) if label == "LOC" else stripped) or full
    alias = _alias(" ".join(words), fold(nominative), label)
    return Designation(surface, nominative, words, full, _core(nominative), _acronym(surface), alias)


def _acronym(surface: str) -> str | None:
    own = [word for word in WORD.findall(clean_word(surface)) if fold(word) not in legal_forms()]
    if len(own) != 1 or not SHORTEST_ACRONYM <= len(own[0]) <= LONGEST_ACRONYM:
        return None
    return fold(own[0]) if sum(c.isupper() for c in own[0]) > len(own[0]) / 2 else None


def _alias(joined: str, folded: str, label: str) -> str | None:
    found = _aliases().get((label, joined)) or _aliases().get((label, folded))
    if found is None and label == "ORG":
        cut = _OF_RUSSIA.sub("", joined)
        found = _aliases().get((label, cut)) if cut != joined else None
    return found


def words_in(text: str) -> Iterator[str]:
    return (word for match in WORD.finditer(text) for word in [fold(match.group())] if word)


def _core(text: str) -> tuple[str, ...]:
    """The words inside the innermost last quotation («Рассвет» of ООО «Завод «Рассвет»»)."""
    pieces = [piece for piece in _QUOTES.split(clean_word(text)) if piece.strip(" .,()")]
    marked = _QUOTES.search(text)
    if not marked or not pieces:
        return ()
    inside = pieces[1:] if text[: marked.start()].strip() else pieces
    if not inside:
        return ()
    return tuple(words_in(inside[0] if inside[-1].strip().startswith("(") else inside[-1]))


_PLACE_CLASSES = frozenset("город г республика поселок село деревня станица королевство".split())


def _without_place_class(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:] if len(words) > 1 and words[0] in _PLACE_CLASSES else words
