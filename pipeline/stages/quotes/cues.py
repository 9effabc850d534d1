"""Reporting words: which verbs report, in which frames, and which words of a text are such verbs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.morphology.analyzer import parses
from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.reading import Reading, Word
from pipeline.words import read_rows

_SHORT_ADJECTIVES = {"увере": "уверен", "соглас": "согласен", "убежд": "убеждён"}
_REPORTS_WHEN_NEGATED = word_list("reports_when_negated")
_PASSIVES = word_list("passive")
_NOT_REPORTING_CLASSES = frozenset({"order", "refusal"})
ADVERBS_OF_ADDITION = word_list("addition")


@dataclass(frozen=True, slots=True)
class Verb:
    """A row of the table of verbs: its class and the frames it takes."""

    sort: str
    frames: str


@dataclass(frozen=True, slots=True)
class Noun:
    """A row of the table of nouns: prepositions that make it an attribution, words it may lead to."""

    by: frozenset[str]
    lead: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting expression: its words, dictionary form and what its form says of the subject."""

    first: int
    last: int
    lemma: str
    sort: str
    frames: str
    number: str = ""
    gender: str = ""
    form: str = "verb"

    def takes(self, frame: str) -> bool:
        """Whether the expression occurs in a frame: c, q, p, k, n or i."""
        return frame in self.frames

    @property
    def is_impersonal(self) -> bool:
        return self.sort == "impersonal" or self.form == "passive"


@cache
def verbs() -> dict[str, Verb]:
    """The table of verbs, by lemma."""
    return {r["lemma"]: Verb(r["class"], r["frames"]) for r in read_rows(__package__, "verbs.tsv")}


@cache
def nouns() -> dict[str, Noun]:
    """The table of nouns, by lemma."""
    return {
        r["lemma"]: Noun(frozenset(r["by"].split()), frozenset(r["lead"].split()))
        for r in read_rows(__package__, "nouns.tsv")
    }


def cue_at(reading: Reading, i: int) -> Cue | None:
    """The reporting verb or short adjective that a word is, unless it is negated, an order or in the first person."""
    word = reading.words[i]
    if word.pos == "ADJ":
        return _adjective(reading, word)
    if word.pos not in ("VERB", "AUX"):
        return None
    verb = verbs().get(word.lemma)
    form = _verb_form(word)
    if verb is None or not form or not _stands(reading, i, word.lemma):
        return None
    if form == "passive" and word.lemma not in _PASSIVES:
        return None
    frames = verb.frames if form != "gerund" else verb.frames.replace("p", "").replace("k", "")
    return Cue(i, i + 1, word.lemma, verb.sort, frames, word.number, word.gender, form)


def any_verb_at(reading: Reading, i: int) -> Cue | None:
    """A finite verb of the third person as a cue, whatever it means: «улыбнулся», beside an unmistakable quote."""
    word = reading.words[i]
    if _verb_form(word) == "verb" and word.lemma not in ("быть", "мочь", "стать", "есть"):
        return Cue(i, i + 1, word.lemma, "other", "q", word.number, word.gender)
    return None


def _adjective(reading: Reading, word: Word) -> Cue | None:
    lemma = next((full for stem, full in _SHORT_ADJECTIVES.items() if word.lower.startswith(stem)), None)
    short = word.lower.endswith(("н", "на", "ны", "но", "ен", "сны", "сна"))
    if lemma is None or not short or not _stands(reading, word.i, lemma):
        return None
    return Cue(word.i, word.i + 1, lemma, "belief.adj", "cpq", word.number, word.gender)


def _verb_form(word: Word) -> str | None:
    if word.form == "Part":
        return "passive" if word.gender == "Neut" and word.lower.endswith(("но", "то")) else None
    if word.is_gerund or looks_gerund(word):
        return "gerund"
    return "verb" if word.form == "Fin" and word.person in ("", "3") and word.tense != "Fut" else None


def looks_gerund(word: Word) -> bool:
    """Whether the dictionary knows a word as a gerund first of all, whatever its tag."""
    if not word.lower.endswith(("я", "в", "вши", "ась", "ясь", "шись")):
        return False
    found = parses(word.lower)
    return bool(found) and found[0].tag.POS == "GRND"


def _stands(reading: Reading, i: int, lemma: str) -> bool:
    negated = i > 0 and reading.words[i - 1].lower in ("не", "ни")
    if lemma in ("исключить", "исключать", "скрывать"):
        return negated
    return not negated or lemma in _REPORTS_WHEN_NEGATED


def is_order(cue: Cue) -> bool:
    """Whether the verb gives an order: it introduces a quotation in marks, never a paraphrase."""
    return cue.sort in _NOT_REPORTING_CLASSES


def cues_in(reading: Reading, first: int, last: int) -> Iterator[Cue]:
    """The reporting verbs among some words, those between quotation marks left out."""
    for i in range(first, last):
        if not reading.quoted[i]:
            cue = cue_at(reading, i)
            if cue is not None:
                yield cue
