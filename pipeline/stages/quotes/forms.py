"""A word as the rules see it: what hangs on its text and its tag alone, worked out once for all its places."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.memory import remembered
from pipeline.morphology.tagged import TaggedWord
from pipeline.stages.quotes.reporting import Report, nouns, report_of, verb_form
from pipeline.stages.quotes.tags import corrected

OPENING_WORDS = frozenset({"по", "со", "с", "на", "согласно", "как"})
"""Words other than reporting ones that an attribution between commas can open with."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A token that is not white space: its forms and the morphology that the rules ask for.

    verb_form: the form in which it can report, "" for none. report: what it reports as. leads_to_that: whether it is a
    noun that «что» may follow. may_open: whether an attribution between commas can open with it. may_tell: whether a
    report can begin with it in one of these ways.
    """

    text: str
    lower: str
    lemma: str
    pos: str
    case: str
    number: str
    gender: str
    person: str
    form: str
    animacy: str
    tense: str
    is_finite: bool
    is_gerund: bool
    is_nominal: bool
    capitalised: bool
    verb_form: str
    report: Report | None
    leads_to_that: bool
    may_open: bool
    may_tell: bool


@remembered
def word_of(word: TaggedWord) -> Word:
    """A word with its tag; tags that the dictionary contradicts are put right."""
    pos, features = corrected(word)
    lower, lemma = word.lower, word.lemma
    form = verb_form(lower, features)
    report = report_of(lower, lemma, pos, form)
    noun = nouns().get(lemma) if pos == "NOUN" else None
    leads_to_that = noun is not None and "что" in noun.lead
    may_open = lower in OPENING_WORDS or (report is not None and "p" in report.frames and report.form != "gerund")
    return Word(
        word.text,
        lower,
        lemma,
        pos,
        *features,
        is_finite=features.form == "Fin" and pos in ("VERB", "AUX"),
        is_gerund=features.form == "Conv",
        is_nominal=pos in ("NOUN", "PROPN"),
        capitalised=word.capital,
        verb_form=form,
        report=report,
        leads_to_that=leads_to_that,
        may_open=may_open,
        may_tell=report is not None or leads_to_that or may_open,
    )
