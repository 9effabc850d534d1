"""Reporting words by themselves: which verbs and nouns report, in which frames, and which forms of them do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipeline.morphology.analyzer import parses
from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.tags import Features
from pipeline.words import read_rows

_SHORT_ADJECTIVES = {"увере": "уверен", "соглас": "согласен", "убежд": "убеждён"}
_ENDS_OF_SHORT_ADJECTIVES = ("н", "на", "ны", "но", "ен", "сны", "сна")
_PASSIVES = word_list("passive")
_REPORTS_WHEN_NEGATED = word_list("reports_when_negated")
_ONLY_NEGATED = ("исключить", "исключать", "скрывать")


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
class Report:
    """What a word is as a reporting expression, wherever it stands: dictionary form, class, frames and form."""

    lemma: str
    sort: str
    frames: str
    form: str


class Cue(NamedTuple):
    """A reporting expression in a text: its words, dictionary form and what its form says of the subject."""

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


def report_of(lower: str, lemma: str, pos: str, form: str) -> Report | None:
    """What a word with some `verb_form` reports; None for no reporting verb or short adjective."""
    if pos == "ADJ":
        return _adjective(lower)
    verb = verbs().get(lemma) if form and pos in ("VERB", "AUX") else None
    if verb is None or (form == "passive" and lemma not in _PASSIVES):
        return None
    frames = verb.frames if form != "gerund" else verb.frames.replace("p", "").replace("k", "")
    return Report(lemma, verb.sort, frames, form)


def reports_behind(before: str, lemma: str) -> bool:
    """Whether a word reports behind another one: most do not when negated, some only then."""
    negated = before in ("не", "ни")
    return negated if lemma in _ONLY_NEGATED else not negated or lemma in _REPORTS_WHEN_NEGATED


def _adjective(lower: str) -> Report | None:
    lemma = next((full for stem, full in _SHORT_ADJECTIVES.items() if lower.startswith(stem)), None)
    short = lower.endswith(_ENDS_OF_SHORT_ADJECTIVES)
    return Report(lemma, "belief.adj", "cpq", "verb") if lemma is not None and short else None


def verb_form(lower: str, features: Features) -> str:
    """The form in which a word can report: "verb" (finite, third person), "passive" or "gerund", else ""."""
    if features.form == "Part":
        return "passive" if features.gender == "Neut" and lower.endswith(("но", "то")) else ""
    if features.form == "Conv" or looks_gerund(lower):
        return "gerund"
    return "verb" if features.form == "Fin" and features.person in ("", "3") and features.tense != "Fut" else ""


def looks_gerund(lower: str) -> bool:
    """Whether the dictionary knows a lower-case word as a gerund first of all, whatever its tag."""
    if not lower.endswith(("я", "в", "вши", "ась", "ясь", "шись")):
        return False
    found = parses(lower)
    return bool(found) and found[0].tag.POS == "GRND"
