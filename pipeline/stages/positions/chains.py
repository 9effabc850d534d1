"""What words may follow one another in a phrase: genitive chains, lists inside designations, places of post nouns."""

from __future__ import annotations

from pipeline.memory import remembered
from pipeline.morphology.analyzer import grammemes, parses
from pipeline.stages.positions.lexicon import ListedWord, fold, governs
from pipeline.stages.positions.view import OPEN_QUOTES, Sentence

_CASE_GRAMMEMES = {"Gen": {"gent", "gen2"}, "Ins": {"ablt"}, "Dat": {"datv"}, "Loc": {"loct", "loc2"}, "Nom": {"nomn"}}
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "DET"})
_CHAIN_PREPOSITIONS = frozenset("по при имени им №".split())
_PLACE_WORDS = frozenset(
    "город республика область край район округ поселение страна регион государство село поселок деревня станица "
    "губерния королевство автономия субъект столица остров штат провинция земля".split()
)


def can_be(sentence: Sentence, place: int, case: str) -> bool:
    """Whether a word stands in a case as tagged, or may stand in it by its form."""
    return _may_stand_in(sentence.words[place], case)


@remembered
def _may_stand_in(word: ListedWord, case: str) -> bool:
    if word.case == case:
        return True
    if word.pos not in _NOMINAL and word.pos != "X":
        return False
    wanted = _CASE_GRAMMEMES[case]
    return any(not grammemes(parse).isdisjoint(wanted) for parse in parses(word.folded))


def can_be_singular(sentence: Sentence, place: int) -> bool:
    """Whether a word may be a singular by its form."""
    return any("sing" in grammemes(p) and "gent" in grammemes(p) for p in parses(sentence.word(place).folded))


def post_at(sentence: Sentence, place: int) -> str | None:
    """The post noun at a place; an adjective of a title that stands before such a noun is none itself."""
    word = sentence.word(place)
    noun = word.post
    if noun is None or not word.heads or (word.pos == "VERB" and governs(noun) != "ablt"):
        return None
    if place and word.number == "Plur" and word.case == "Gen" and sentence.word(place - 1).body:
        return None  # «совета директоров»
    if word.modifier is not None and place + 1 < len(sentence):
        following = sentence.word(place + 1)
        if following.post or (following.modifier and post_ahead(sentence, place + 1)) or following.body:
            return None
    return noun


def post_ahead(sentence: Sentence, place: int) -> bool:
    """Whether a post noun stands here, behind adjectives of a title if any."""
    while place < len(sentence) and sentence.word(place).modifier and not sentence.word(place).post:
        place += 1
    return place < len(sentence) and sentence.word(place).post is not None


def noun_after_adjectives(sentence: Sentence, place: int, limit: int, cases: tuple[str, ...]) -> int | None:
    """The place of the noun that a complement starting here is headed by."""
    for case in cases:
        here = place
        while here < limit and sentence.pos(here) in ("ADJ", "NUM", "VERB") and can_be(sentence, here, case):
            here += 1
        if (
            here < limit
            and here not in sentence.person_at
            and sentence.pos(here) in ("NOUN", "PROPN")
            and can_be(sentence, here, case)
        ):
            return here
    return None


def has_complement(sentence: Sentence, place: int, limit: int) -> bool:
    return (
        place < limit
        and place not in sentence.person_at
        and (sentence.text(place) == "по" or (sentence.pos(place) in _NOMINAL and can_be(sentence, place, "Gen")))
    )


def chain_end(sentence: Sentence, place: int, limit: int, *, prepositions: bool = True) -> int:
    """The place behind the genitive chain that goes on from here."""
    here = place
    while here < limit and here not in sentence.person_at:
        if here in sentence.bodies or here in sentence.places:
            here = (sentence.bodies.get(here) or sentence.places[here]).end
        elif sentence.text(here) in OPEN_QUOTES and sentence.closing(here) > here:
            here = sentence.closing(here)
        elif prepositions and sentence.word(here).folded in _CHAIN_PREPOSITIONS and here + 1 < limit:
            here = preposition_end(sentence, here + 1, limit)
        elif (step := nominal_step(sentence, here, limit)) > here:
            here = step
        else:
            break
    return here


def preposition_end(sentence: Sentence, place: int, limit: int) -> int:
    if sentence.text(place) == "." or sentence.pos(place) == "NUM" or sentence.text(place).isdigit():
        place += 1
    while (
        place < limit
        and place not in sentence.person_at
        and (
            (sentence.pos(place) in _NOMINAL and not _starts_new(sentence, place))
            or (
                _joins(sentence, place)
                and place + 1 < limit
                and sentence.pos(place + 1) in _NOMINAL
                and sentence.case(place + 1) == sentence.case(place - 1)
                and not _starts_new(sentence, place + 1)
            )
        )
    ):
        if place in sentence.bodies:
            break
        place += 1
    return place


def _starts_new(sentence: Sentence, place: int) -> bool:
    """Whether the word cannot go on a phrase: a name of a person, or a post in the nominative."""
    return place in sentence.person_at or (sentence.word(place).post is not None and sentence.case(place) == "Nom")


def nominal_step(sentence: Sentence, place: int, limit: int) -> int:
    """The place behind a word of the chain, with «и» or a comma of a list before it; `place` where it ends."""
    here = place
    if _joins(sentence, here):
        here += 1
        if here < limit and sentence.text(place) == "," and not _list_goes_on(sentence, here, limit):
            return place
    if here >= limit or here in sentence.person_at:
        return place
    if sentence.pos(here) not in _NOMINAL:
        return here + 1 if here == place and _is_genitive_taken_for_verb(sentence, here, limit) else place
    if here > place and post_ahead(sentence, here):
        return place
    return here + 1 if can_be(sentence, here, "Gen") and sentence.case(here) in ("Gen", "", "Acc") else place


def _is_genitive_taken_for_verb(sentence: Sentence, place: int, limit: int) -> bool:
    """Whether a word tagged as a verb between genitives is one itself by its form: «учёта прибыли организаций»."""
    if sentence.pos(place) != "VERB" or not place or place + 1 >= limit:
        return False
    between = sentence.case(place - 1) == sentence.case(place + 1) == "Gen"
    return between and any(
        "NOUN" in grammemes(p) and "gent" in grammemes(p) for p in parses(sentence.word(place).folded)
    )


def _joins(sentence: Sentence, place: int) -> bool:
    return sentence.word(place).folded in ("и", ",")


def _list_goes_on(sentence: Sentence, place: int, limit: int) -> bool:
    """Whether genitives with «и» follow a comma soon: a list inside a designation."""
    for here in range(place, min(limit, place + 6)):
        if sentence.word(here).folded == "и":
            return here > place and sentence.case(here - 1) == "Gen"
        if sentence.text(here) != "," and sentence.case(here) != "Gen":
            return False
    return False


def is_place_word(sentence: Sentence, place: int) -> bool:
    """Whether a genitive is a kind of place: «города», «региона»."""
    return can_be(sentence, place, "Gen") and _names_kind_of_place(sentence.words[place].folded)


@remembered
def _names_kind_of_place(word: str) -> bool:
    return any(fold(parse.normal_form) in _PLACE_WORDS for parse in parses(word) if parse.tag.POS == "NOUN")
