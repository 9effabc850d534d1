"""Word lists of the boundary rules, read once."""

from __future__ import annotations

import re
from functools import cache

from pipeline.memory import remembered
from pipeline.words import read_rows, read_words

_AGENCY = re.compile(
    r"(?:Рос(?!си|ари|анн|ел|ит|тов|тис|ток|то[кч]|лавл|тр(?!уд|анс)|то|инант|пис|кош|ом[ах]|чер)|Мин(?!ск|ти|у[ств]|ер|и|о[гр]|ё)|Гос(?!сек|п[оил]|т|уд|услуг))[а-яё]{3,20}"
)
_UNION = re.compile(r"(?!Проф)[А-ЯЁ][а-яё]{2,12}союз(?:[ауе]|ом)?")
_SURNAME = re.compile(r"(?:(?:[оеё]в|(?<!ф)ин|ын)(?:а|ой|у|ым)?|[сц]к(?:ий|ая|ого|ой|ому|им|ую))$")

_PACKAGE = __package__ or ""
PRESS_OFFICES = frozenset({"пресс-служба", "пресс-центр", "пресс-бюро"})


@remembered
def is_agency(word: str) -> bool:
    """Whether a word is the short name of an agency or a ministry: «Росавиация», «Минфин», «Госдума»."""
    return bool(_AGENCY.fullmatch(word)) and not _SURNAME.search(word)


@remembered
def is_union(word: str) -> bool:
    """Whether a word is the short name of a union of states or bodies: «Евросоюз», «Центросоюз»."""
    return bool(_UNION.fullmatch(word))


@cache
def heads() -> dict[str, str]:
    """Head nouns of organisations and their kind: body, unit, institution, named, capital."""
    return {row["lemma"]: row["kind"] for row in read_rows(_PACKAGE, "heads.tsv")}


@cache
def places() -> dict[str, str]:
    """Head nouns of places and how a name goes with them: region, inside, outside, venue."""
    return {row["lemma"]: row["kind"] for row in read_rows(_PACKAGE, "places.tsv")}


@cache
def place_lemmas() -> frozenset[str]:
    return frozenset(places())


@cache
def classes() -> dict[str, str]:
    """Class words that stay outside a name: company, media, work (no organisation at all)."""
    return {row["lemma"]: row["kind"] for row in read_rows(_PACKAGE, "classes.tsv")}


@cache
def work_words() -> frozenset[str]:
    """Class words whose names name no organisation anywhere in a release."""
    return frozenset(row["lemma"] for row in read_rows(_PACKAGE, "classes.tsv") if row["sure"])


@cache
def confidences() -> dict[tuple[str, str], float]:
    """The share of right spans by rule and label."""
    return {(row["rule"], row["label"]): float(row["right"]) for row in read_rows(_PACKAGE, "confidence.tsv")}


@cache
def legal_forms() -> frozenset[str]:
    """Abbreviated legal forms and kinds of bodies that stand before a name."""
    return read_words(_PACKAGE, "legal.tsv")


@cache
def legal_forms_in_lower_case() -> frozenset[str]:
    return frozenset(map(str.lower, legal_forms()))


@cache
def company_words() -> frozenset[str]:
    """Words, in lower case, that end the name of a foreign company in Cyrillic letters."""
    return read_words(_PACKAGE, "company_words.tsv")


@cache
def loose_adjectives() -> frozenset[str]:
    """Adjectives that describe a body without being part of its name."""
    return read_words(_PACKAGE, "loose_adjectives.tsv")


@cache
def plain_adjectives() -> frozenset[str]:
    """The loose adjectives that are no part of a name even where a sentence begins with them."""
    rows = read_rows(_PACKAGE, "loose_adjectives.tsv")
    return frozenset(row["lemma"] for row in rows if row["kind"] == "general")


@cache
def stop_nouns() -> frozenset[str]:
    """Nouns that never continue the name of a body."""
    return read_words(_PACKAGE, "stop_nouns.tsv")


@cache
def roles() -> frozenset[str]:
    """Nouns for what a person is; they end a name and announce an organisation behind them."""
    return read_words(_PACKAGE, "roles.tsv")


@cache
def acronym_places() -> frozenset[str]:
    """Acronyms of countries and places."""
    return read_words(_PACKAGE, "acronym_places.tsv")


@cache
def not_bodies() -> frozenset[str]:
    """Acronyms that name no organisation."""
    return read_words(_PACKAGE, "not_bodies.tsv")


@cache
def never_bodies() -> frozenset[str]:
    """Those that name none whatever the names model says."""
    return frozenset(row["acronym"] for row in read_rows(_PACKAGE, "not_bodies.tsv") if row["never"])


@cache
def law_codes() -> frozenset[str]:
    """Acronyms of codes of law, which are none with their country; alone some of them name bodies («ТК», «УК»)."""
    return read_words(_PACKAGE, "law_codes.tsv")


@cache
def acronym_bodies() -> frozenset[str]:
    """Acronyms and short names of bodies that a place or a body may follow."""
    return read_words(_PACKAGE, "acronym_bodies.tsv")
