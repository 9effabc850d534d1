"""Bounds of a paraphrase: where its clause begins before an insertion, and where it ends behind a cue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipeline.stages.quotes.attribution import DASHES, subject_after
from pipeline.stages.quotes.cues import ADVERBS_OF_ADDITION, cue_at
from pipeline.stages.quotes.forms import Word
from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.reading import Reading
from pipeline.stages.quotes.reporting import Cue, looks_gerund, verbs
from pipeline.stages.quotes.source_words import is_person_noun, is_time
from pipeline.words import read_words

_LONGEST_CLAUSE = 80
_CLAUSE_OPENERS = frozenset({"что", "где", "и", "а", "но", ",", ":"})
_CONJUNCTIONS = word_list("conjunction")
_RELATIVE_STEMS = ("котор",)
_NOTING = ("отметить", "отмечать")


@cache
def connectives() -> frozenset[str]:
    """Phrases that lead into a clause without being part of what is said."""
    return read_words(__package__, "connectives.tsv", "phrase")


def sentence_end(reading: Reading, first: int) -> int:
    """Behind the last word of the sentence of a word, its closing stop left out."""
    last = reading.sentence_of(first).last
    while last > first and reading.words[last - 1].text in (".", "…", ";") and not reading.quoted[last - 1]:
        last -= 1
    return last


def is_relative(reading: Reading, cue: Cue, that: int, last: int) -> bool:
    """Whether «, что» goes on about an object of the cue: «отметил рост, [что связано с погодой]».

    There is an object, and the verb behind «что» has no subject but that word.
    """
    if reading.words[that - 1].text != "," or not any(_is_object(reading, cue, at) for at in range(cue.last, that)):
        return False
    verb = next((at for at in range(that + 1, last) if reading.words[at].pos not in ("ADV", "PART")), last)
    if verb == last or not _may_follow_relative(reading.words[verb]):
        return False
    end = next((at for at in range(verb, last) if reading.words[at].text in ",:;"), last)
    return not any(_is_subject_of(reading.words[verb], word) for word in reading.words[verb + 1 : end])


def _is_object(reading: Reading, cue: Cue, place: int) -> bool:
    """Whether a noun is a thing that the cue is about: «отметил рост», «сообщил о росте»."""
    word = reading.words[place]
    if not word.is_nominal or word.leads_to_that or is_time(word.lemma) or is_person_noun(word):
        return False
    if reading.covering(place, "PER", "ORG"):
        return False
    before = place - 1
    while before >= cue.last and reading.words[before].pos in ("ADJ", "DET", "NUM"):
        before -= 1
    governor = reading.words[before] if before >= cue.first else None
    if governor is None or governor.pos != "ADP":
        return word.case == "Acc" and before == cue.last - 1 and cue.lemma in _NOTING
    return governor.lower in ("о", "об", "про")


def _may_follow_relative(word: Word) -> bool:
    """Whether a verb can have «что» as its subject: neuter in the past, the third person singular otherwise."""
    if word.number != "Sing" or not (word.is_finite or word.form == "Part"):
        return False
    return word.gender == "Neut" if word.form == "Part" or word.tense == "Past" else word.person == "3"


def _is_subject_of(verb: Word, word: Word) -> bool:
    if word.case != "Nom" or not (word.is_nominal or word.pos == "PRON"):
        return False
    return word.number == "Sing" and (not verb.gender or word.gender == verb.gender)


def content_end(reading: Reading, first: int, last: int, cue: Cue) -> int:
    """Where the words behind a complementiser stop being what the cue reports."""
    for place in range(first + 1, last):
        word = reading.words[place]
        if reading.quoted[place]:
            continue
        if word.text == "," and _leaves_report(reading, place, last, cue):
            return place
        if (
            word.lower in _CONJUNCTIONS
            and reading.words[place - 1].text != ","
            and _same_subject(reading, place + 1, last, cue)
        ):
            return place
        if word.text == ":" and place + 1 < last and reading.quoted[place + 1]:
            return place
        if word.text in DASHES and reading.words[place - 1].text == "," and _author_again(reading, place + 1):
            return place - 1
        if word.text == ";" and _reports_soon(reading, place + 1, last):
            return place
    return last


def _leaves_report(reading: Reading, comma: int, last: int, cue: Cue) -> bool:
    """Whether a comma ends the report: «, добавив, что», «, но не сообщил», «, передаёт агентство»."""
    place = comma + 1
    if (
        place < last
        and reading.words[place].lemma in word_list("reporters_own")
        and looks_gerund(reading.words[place].lower)
    ):
        return True
    if place < last and reading.words[place].lower in _CONJUNCTIONS:
        return _same_subject(reading, place + 1, last, cue)
    found = _cue_soon(reading, place, min(last, place + 3))
    if found is None:
        return False
    if found.form == "gerund":
        behind = reading.words[found.last : min(last, found.last + 10)]
        return any(w.lower in ("что", "почему", "как") or w.text == ":" for w in behind)
    return (
        found.form == "verb"
        and found.takes("p")
        and found.first == place
        and _closes(reading, found, last)
        and _names_source(reading, found, last)
    )


def _closes(reading: Reading, found: Cue, last: int) -> bool:
    """Whether nothing but the source follows a reporting verb: no clause of its own."""
    return not any(w.is_finite or w.lower in ("что", ":") for w in reading.words[found.last : last])


def _names_source(reading: Reading, found: Cue, last: int) -> bool:
    return found.is_impersonal or subject_after(reading, found, last) is not None


def _cue_soon(reading: Reading, first: int, last: int) -> Cue | None:
    for place in range(first, last):
        found = cue_at(reading, place)
        if found is not None:
            return found
        if reading.words[place].lower not in ADVERBS_OF_ADDITION:
            return None
    return None


def _same_subject(reading: Reading, first: int, last: int, cue: Cue) -> bool:
    """Whether another verb of the cue's subject follows a conjunction: «и добавил, что», «но не уточнил, когда»."""
    place = first
    while place < last and (reading.words[place].lower in ADVERBS_OF_ADDITION or reading.words[place].lower == "не"):
        place += 1
    if place >= last or reading.quoted[place]:
        return False
    word = reading.words[place]
    negated = reading.words[place - 1].lower == "не"
    found = cue_at(reading, place)
    if negated and word.is_finite:
        return word.lemma in verbs() and word.number == cue.number
    if found is None or found.form != "verb" or found.number != cue.number:
        return False
    if cue.gender and found.gender and found.gender != cue.gender:
        return False
    return any(w.lower in ("что", "о", "об") or w.text in ":," for w in reading.words[place + 1 : place + 8])


def _author_again(reading: Reading, place: int) -> bool:
    found = cue_at(reading, place) if place < len(reading.words) else None
    return found is not None and found.form == "verb"


def _reports_soon(reading: Reading, first: int, last: int) -> bool:
    return any(
        found is not None and any(w.lower == "что" for w in reading.words[place : place + 10])
        for place in range(first, min(last, first + 12))
        for found in [cue_at(reading, place)]
    )


def insertion_start(reading: Reading, first: int, comma: int, goes_on: bool) -> int:
    """Where the clause begins that an insertion behind `comma` interrupts (`goes_on`) or closes.

    Back to the sentence's start or a semicolon; where the clause goes on behind the insertion, also behind a relative
    word, or behind the conjunction or comma that parts its beginning from a clause before it.
    """
    for place in range(comma - 1, max(first, comma - _LONGEST_CLAUSE), -1):
        if reading.quoted[place]:
            continue
        if reading.words[place].text == ";" or (goes_on and _opens_clause(reading, first, place, comma)):
            return place + 1
    return first


def _opens_clause(reading: Reading, first: int, place: int, comma: int) -> bool:
    """Whether the words behind a conjunction, relative word or comma begin the clause that is interrupted."""
    word, before = reading.words[place], reading.words[place - 1]
    relative = word.lower.startswith(_RELATIVE_STEMS)
    if not relative and word.lower not in _CLAUSE_OPENERS:
        return False
    own = reading.words[place + 1 : comma]
    if _predicates(own):
        return False
    if relative:
        return before.text == "," or before.pos == "ADP"
    if word.lower in ("что", "где"):
        return before.text == ","
    if not own or not _predicates(reading.words[max(first, place - _LONGEST_CLAUSE) : place]):
        return word.text == ":"
    if word.lower in ("и", "а", "но"):
        return own[0].case != "Gen" and (before.text == "," or word.lower != "и")
    starts = own[0].is_nominal or (own[0].pos in ("ADJ", "NUM", "ADP") and own[0].form != "Part")
    return word.text == ":" or starts


def _predicates(words: Sequence[Word]) -> bool:
    return any(word.is_finite or (word.form == "Part" and word.case == "") for word in words)


def has_predicate(reading: Reading, first: int, last: int) -> bool:
    """Whether some words hold a finite verb, a short participle, a predicative or a dash for one."""
    for place in range(first, last):
        word = reading.words[place]
        if (
            word.is_finite
            or (word.form == "Part" and not word.case)
            or (word.pos == "ADJ" and not word.case and word.text.isalpha())
        ):
            return True
        if (word.text in DASHES and place > first) or word.lower in (
            "нет",
            "нельзя",
            "можно",
            "нужно",
            "надо",
            "необходимо",
        ):
            return True
    return False


def skip_connectives(reading: Reading, first: int, last: int) -> int:
    """The first word behind connectives that lead into a clause: «При этом, …», «Однако …»."""
    place = first
    while place < last:
        width = next((w for w in (3, 2, 1) if _phrase(reading, place, w, last) in connectives()), 0)
        if not width:
            return place
        place += width
        while place < last and reading.words[place].text == ",":
            place += 1
    return place


def _phrase(reading: Reading, first: int, width: int, last: int) -> str:
    return " ".join(w.lower for w in reading.words[first : min(first + width, last)])
