"""The words of posts: their nouns, the adjectives of titles, kinds of body, verbs that appoint and dismiss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.memory import remembered
from pipeline.morphology.analyzer import grammemes, parses
from pipeline.morphology.tagged import TaggedWord, tagged_word
from pipeline.text import clean_word
from pipeline.words import read_rows, read_words

_PACKAGE = __package__ or "pipeline.stages.positions"
PREFIXES = ("экс", "вице", "со", "топ", "пресс", "лорд", "контр", "обер", "унтер", "арт", "медиа", "теле", "кино")
COMPANY_POSTS = frozenset(
    "гендиректор директор управляющий основатель основательница сооснователь соучредитель учредитель совладелец "
    "вице-президент бухгалтер партнер менеджер топ-менеджер технолог председатель владелец "
    "руководитель замдиректора гендир".split()
)
"""Posts that companies have above all."""
_SHORT_DEPUTY = "зам"
_NEVER_POSTS = frozenset({"ADP", "PUNCT", "CCONJ", "PRON", "ADV", "SYM"})
"""Tags of words that are no post nouns."""
_NOMINAL = frozenset({"NOUN", "ADJF"})
_GENDERS_AND_PLURAL = frozenset({"masc", "femn", "neut", "plur"})


def fold(word: str) -> str:
    """A word in lower case with е for ё."""
    return clean_word(word).lower().replace("ё", "е")


@dataclass(frozen=True, slots=True, eq=False)
class ListedWord:
    """A tagged word with what the lists say of it; the same object for the same word as long as it is remembered.

    text, pos, morph, case, number, gender: as tagged. folded, lemma: in lower case with е for ё. post, body, modifier:
    as the functions of these names have it. heads: whether a post may be headed by it.
    """

    text: str
    pos: str
    morph: str
    case: str
    number: str
    gender: str
    folded: str
    lemma: str
    post: str | None
    body: str | None
    modifier: dict[str, str] | None
    heads: bool


@remembered
def listed(word: TaggedWord) -> ListedWord:
    """What the lists say of a word of a text."""
    post = post_noun(word.text)
    return ListedWord(
        word.text,
        word.pos,
        word.morph,
        word.case,
        word.number,
        word.gender,
        folded=fold(word.text),
        lemma=fold(word.lemma),
        post=post,
        body=body_noun(word.text),
        modifier=modifier(word.text),
        heads=post is not None and word.pos not in _NEVER_POSTS,
    )


@cache
def no_word() -> ListedWord:
    """What stands before the first word of a sentence and behind the last."""
    return listed(tagged_word("", "", "", ""))


@cache
def _rows(name: str, column: str) -> dict[str, dict[str, str]]:
    return {fold(row[column]): row for row in read_rows(_PACKAGE, name)}


def _posts() -> dict[str, dict[str, str]]:
    return _rows("posts.tsv", "noun")


@remembered
def lemmas(word: str) -> tuple[str, ...]:
    """Folded dictionary forms of a word read as a noun or an adjective, the word itself first."""
    folded = fold(word)
    found: list[str] = []
    for parse in parses(folded):
        tags = grammemes(parse)
        if "PRTF" in tags:
            gender = "femn" if "femn" in tags else "masc"
            form = parse.inflect(frozenset({"nomn", "sing", gender}))
            found.append(fold(form.word if form else folded))
        elif not tags.isdisjoint(_NOMINAL):
            found.append(fold(parse.normal_form))
    return tuple(dict.fromkeys([folded, *found]))


def post_noun(word: str) -> str | None:
    """The noun of the list that a word in any case is, prefixes and compounds seen through; None for other words."""
    whole = _known(word, _posts().__contains__)
    if whole:
        return whole
    folded = fold(word)
    if "-" in folded:
        first, _, rest = folded.partition("-")
        if first in PREFIXES:
            return post_noun(rest)
        if "-" in rest:
            return post_noun(folded.rpartition("-")[2])
        return post_noun(first) if post_noun(rest) or _is_animate(rest) else None
    if folded.startswith(_SHORT_DEPUTY) and len(folded) > 7 and _known(folded[3:], _posts().__contains__):
        return "заместитель"
    return None


def _is_animate(word: str) -> bool:
    """Whether a word is a noun for a person, or no word that the dictionary knows."""
    found = parses(word)
    return any("anim" in grammemes(parse) for parse in found) or not any(parse.is_known for parse in found)


def _known(word: str, known: Callable[[str], bool]) -> str | None:
    return next((lemma for lemma in lemmas(word) if known(lemma)), None)


def is_office(noun: str) -> bool:
    """Whether a post noun is an office, held in a body or a territory, rather than a profession."""
    return _posts()[noun]["kind"] == "office"


def is_rank(noun: str) -> bool:
    """Whether a noun is a rank or a mere description, seen through on the way to a post but none itself."""
    return _posts()[noun]["kind"] == "rank"


def hosts(noun: str) -> frozenset[str]:
    """Kinds of body that a post is usually held in («судья»: суд), folded."""
    row = _rows("hosts.tsv", "noun").get(noun)
    return frozenset(fold(word) for word in row["bodies"].split()) if row else frozenset()


def governs(noun: str) -> str:
    """What a post noun takes: `post` (another post in the genitive), `ablt` (the instrumental), else ""."""
    return _posts()[noun]["governs"]


def modifier(word: str) -> dict[str, str] | None:
    """The row of an adjective that may be part of a title."""
    table = _rows("modifiers.tsv", "adjective")
    return next((table[lemma] for lemma in _whole_and_last_half(word) if lemma in table), None)


def _whole_and_last_half(word: str) -> Iterator[str]:
    yield from lemmas(word)
    if "-" in word:
        yield from lemmas(word.rpartition("-")[2])


@remembered
def body_noun(word: str) -> str | None:
    """The kind of body that a word in any case names: «департаменту» is «департамент», «рок-группы» is «группа»."""
    bodies = _rows("bodies.tsv", "noun")
    return next((lemma for lemma in _whole_and_last_half(word) if lemma in bodies), None)


def body_kind(noun: str) -> str:
    """public, company, works or inner."""
    return _rows("bodies.tsv", "noun")[noun]["kind"]


def is_business(noun: str) -> bool:
    """Whether a body noun names a company of any sort («фирма», «завод»)."""
    return body_kind(noun) in ("company", "works")


@remembered
def is_adjective(word: str) -> bool:
    """Whether a word can be an adjective."""
    return any(parse.tag.POS == "ADJF" for parse in parses(fold(word)))


@remembered
def genders(name: str) -> frozenset[str]:
    """What the first noun of a designation may be: masc, femn, neut or plur; none for an acronym or an unknown word."""
    for word in name.split()[:4]:
        if clean_word(word).isupper():
            return frozenset()
        found = [p for p in parses(fold(word)) if p.is_known and "nomn" in grammemes(p)]
        if found and found[0].tag.POS == "NOUN":
            return grammemes(found[0]) & _GENDERS_AND_PLURAL
    return frozenset()


@remembered
def is_group_of_persons(name: str) -> bool:
    """Whether a designation is headed by a plural of persons («хирурги больницы»), which employs nobody."""
    for word in name.split()[:4]:
        found = [p for p in parses(fold(word)) if p.tag.POS in ("NOUN", "ADJF", "PRTF")]
        if not found:
            return False
        if found[0].tag.POS == "NOUN":
            return {"anim", "plur", "nomn"} <= grammemes(found[0])
    return False


@remembered
def is_plural_only(word: str) -> bool:
    """Whether no reading of a word is a singular."""
    found = [grammemes(parse) for parse in parses(fold(word))]
    return bool(found) and not any("sing" in tags or "Fixd" in tags for tags in found)


def is_medium(words: Iterable[str]) -> bool:
    """Whether one of the words of a name, or before it, is one of names of media («РИА «Новости»»)."""
    return not read_words(_PACKAGE, "media.tsv").isdisjoint(map(fold, words))


def is_inner(noun: str) -> bool:
    """Whether a body noun alone names a part of a body («правление», «цех»)."""
    return _rows("bodies.tsv", "noun")[noun]["part"] == "inner"


def is_name(noun: str) -> bool:
    """Whether a body noun alone is the name of a body («госдеп»)."""
    return _rows("bodies.tsv", "noun")[noun]["part"] == "name"


def copula_status(lemma: str) -> str | None:
    """What a verb that joins a person to a post says: current, appointed or dismissed; None for other verbs."""
    row = _rows("copulas.tsv", "verb").get(fold(lemma))
    return row["status"] if row else None
