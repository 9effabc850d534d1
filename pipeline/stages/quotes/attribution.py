"""The window of an attribution: where the author's words beside a quote begin and end, and whom they name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from pipeline.stages.quotes.cues import any_verb_at, cues_in
from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.reading import Reading
from pipeline.stages.quotes.reporting import Cue, nouns
from pipeline.stages.quotes.source_words import classes
from pipeline.stages.quotes.who import (
    Who,
    body_between,
    may_be_nominative,
    named_people,
    noun_behind,
    nouns_between,
    phrase_around,
    pronoun_between,
    there_between,
    with_others,
)

DASHES = "—–-"
_RELATIVE = word_list("relative")
_OBLIQUE = ("Acc", "Gen")
CITING = word_list("citing")
_RELAY = "media.relay"
_REPEATING = ("вспомнить", "напомнить", "передать", "повторить")
_FAR = 12


class Attribution(NamedTuple):
    """The author's words about a quote: the words they span, the cue among them, the source they name."""

    first: int
    last: int
    cue: Cue | None
    who: Who | None


def clause_limit(reading: Reading, first: int, last: int) -> int:
    """Where the clause after a cue ends: before a finite verb, a relative word, a gerund or a stop."""
    for place in range(first, last):
        word = reading.words[place]
        if reading.quoted[place]:
            continue
        if word.text in ";:" or word.lower in _RELATIVE or word.lower == "что":
            return place
        if word.is_gerund and place <= first + 2:
            comma = next((at for at in range(place, min(last, place + 10)) if reading.words[at].text == ","), None)
            return last if comma is None else clause_limit(reading, comma + 1, last)
        if word.is_finite or word.is_gerund:
            return place
        if place > first and word.text in DASHES and reading.words[place - 1].text in ",.":
            return place
    return last


def subject_after(reading: Reading, cue: Cue, last: int) -> Who | None:
    """The source named behind a cue."""
    low, high = cue.last, clause_limit(reading, cue.last, last)
    if cue.lemma in CITING or any(w.lower == "слова" for w in reading.words[low : min(high, low + 8)]):
        cited = next(named_people(reading, low, high, None, _OBLIQUE), None) or _cited_role(reading, low, high)
        cited = cited or (_cited_document(reading, low, high) if cue.lemma in CITING else None)
        if cited is not None:
            return cited
    if cue.sort == _RELAY and (relayed := _relayed_document(reading, low, high)) is not None:
        return relayed
    if cue.is_impersonal:
        return _document(reading, low, high, "из" if cue.lemma == "следовать" else "в во на из")
    name = next(named_people(reading, low, high, cue, ("Nom",)), None) or _perhaps_named(reading, low, high, cue)
    pronoun = pronoun_between(reading, low, high, cue)
    if name is not None and (pronoun is None or name.first < pronoun.first):
        return with_others(reading, name, high)
    if pronoun is not None:
        return pronoun
    noun = next(iter(nouns_between(reading, low, high, cue)), None)
    body = _body_inside(reading, low, high) if cue.number == "Plur" else None
    if body is not None and (noun is None or noun.form in ("media", "org") or body.first < noun.first):
        return body
    there = there_between(reading, low, min(high, low + 2)) if cue.number == "Plur" and noun is None else None
    return noun or there or noun_behind(reading, low, high, cue)


def _body_inside(reading: Reading, low: int, high: int) -> Who | None:
    """The body that a plural speaks for: «сообщили в министерстве», «на космодроме»."""
    body = body_between(reading, low, high, "в во")
    if body is not None:
        return body
    place = body_between(reading, low, high, "на")
    return place if place is not None and place.form == "org" and classes().get(place.head) == "org" else None


def _cited_document(reading: Reading, low: int, high: int) -> Who | None:
    """The document that a medium cites: «приводит агентство сообщение министерства»."""
    for place in range(low, high):
        word = reading.words[place]
        if word.is_nominal and classes().get(word.lemma) == "document" and (place > low or word.case in _OBLIQUE):
            first, last = phrase_around(reading, place, low, high)
            return Who(first, last, "document", word.gender, word.number, word.lemma)
    return None


def _relayed_document(reading: Reading, low: int, high: int) -> Who | None:
    """The document of a body that a medium passes on: «передаёт агентство сообщение министерства»."""
    found = _cited_document(reading, low, high)
    if found is None or reading.words[found.first - 1].pos == "ADP":
        return None
    issued = next(reading.mentions_in(found.first, found.last, "ORG"), None) is not None
    return found if issued and reading.words[found.first].case == "Acc" else None


def _document(reading: Reading, low: int, high: int, prepositions: str) -> Who | None:
    """The document or body that an impersonal cue names, or the person whose document it is."""
    body = body_between(reading, low, high, prepositions)
    if body is None:
        return None
    for person in named_people(reading, body.first, high, None, ("Gen", "Acc", "Ins", "Loc")):
        if person.first <= body.last + 1:
            return person
    return body


def _perhaps_named(reading: Reading, low: int, high: int, cue: Cue) -> Who | None:
    """A name right behind the cue that may be a nominative, though its tags say otherwise."""
    for who in named_people(reading, low, min(high, low + 6), cue, ()):
        if any(w.pos == "ADP" for w in reading.words[low : who.first]):
            return None
        if who.first <= low + 3 and may_be_nominative(reading, who, cue):
            return who
    return None


def _cited_role(reading: Reading, low: int, high: int) -> Who | None:
    for place in range(low, high):
        word = reading.words[place]
        if word.is_nominal and word.case in _OBLIQUE and word.animacy == "Anim":
            first, last = phrase_around(reading, place, low, high)
            return Who(first, last, "role", word.gender, word.number, word.lemma)
    return None


def subject_before(reading: Reading, cue: Cue, first: int) -> Who | None:
    """The source named before a cue: nearest in its own clause, else the nearest name that agrees."""
    own = _own_clause(reading, first, cue.first)
    if cue.is_impersonal:
        allowed = "из" if cue.lemma == "следовать" else "в во на из"
        return _document(reading, own, cue.first, allowed) or _document(reading, first, cue.first, allowed)
    for low in dict.fromkeys((own, first)):
        names = list(named_people(reading, low, cue.first, cue, ("Nom",)))
        pronoun = pronoun_between(reading, low, cue.first, cue)
        if names:
            name = _first_of_joined(reading, names, cue)
            return pronoun if pronoun is not None and pronoun.first > name.first else name
        if pronoun is not None:
            return pronoun
        found = list(nouns_between(reading, low, cue.first, cue))
        body = body_between(reading, low, cue.first, "в во") if cue.number == "Plur" else None
        if found and (body is None or found[0].form not in ("org", "media") or found[-1].first > body.first):
            return found[0] if low == own else found[-1]
        if body is not None:
            return body
    there = there_between(reading, max(first, cue.first - 2), cue.first) if cue.number == "Plur" else None
    return there or _abutting(reading, first, cue) or _body_named(reading, first, cue)


def _abutting(reading: Reading, first: int, cue: Cue) -> Who | None:
    """An organisation right before the cue without a preposition, whatever case an abbreviation was tagged with."""
    place = cue.first - 1
    mention = reading.covering(place, "ORG") if place >= first else None
    if mention is None or mention.end_char != reading.ends[place]:
        return None
    start = reading.word_at(mention.start_char)
    upper = reading.words[place].text.isupper() or not reading.words[place].case
    if start < first or not upper or (start > first and reading.words[start - 1].pos == "ADP"):
        return None
    return Who(start, place + 1, "org")


def _body_named(reading: Reading, first: int, cue: Cue) -> Who | None:
    """The body that a cue in the neuter has for its subject, in whatever case its name was tagged."""
    if cue.gender != "Neut":
        return None
    for mention in reading.mentions_in(first, cue.first, "ORG"):
        spots = reading.range_of(mention.start_char, mention.end_char)
        before = reading.words[spots.first - 1] if spots.first > first else None
        if before is None or (before.pos in ("PUNCT", "CCONJ", "ADV") and not reading.quoted[spots.first - 1]):
            return Who(spots.first, spots.last, "org")
    return None


def _first_of_joined(reading: Reading, names: list[Who], cue: Cue) -> Who:
    if cue.number != "Plur":
        return names[-1]
    for name in names:
        joined = with_others(reading, name, cue.first)
        if joined.others:
            return joined
    return names[-1]


def _own_clause(reading: Reading, first: int, place: int) -> int:
    """The start of the clause that a cue closes: behind the last finite verb, semicolon or complementiser before it."""
    for at in range(place - 1, first - 1, -1):
        word = reading.words[at]
        if reading.quoted[at]:
            continue
        if word.is_finite or word.text in ";:" or word.lower == "что":
            return at + 1
    return first


def subject(reading: Reading, cue: Cue, first: int, last: int) -> Who | None:
    """The source of a cue among the words of its window: the one behind it, unless the one before it is a person."""
    rank = {"name": 0, "pronoun": 1, "role": 2, "anonymous": 2, "group": 2, "org": 3, "document": 3, "media": 4}
    behind, ahead = subject_after(reading, cue, last), subject_before(reading, cue, first)
    if behind is None or ahead is None:
        return behind or ahead
    if behind.form == ahead.form == "name" and not _passes_on(reading, cue, last):
        acts = _is_nominative(reading, ahead) and not _is_nominative(reading, behind)
        return ahead if acts else behind  # «тренер Илья Котов отметил Семёна Белова: тот …»
    return ahead if rank[ahead.form] < rank[behind.form] and rank[behind.form] > 2 else behind


def _passes_on(reading: Reading, cue: Cue, last: int) -> bool:
    """Whether a cue tells what somebody else said: «приводит слова X», «ответил на слова X о том, что»."""
    behind = [word.lower for word in reading.words[cue.last : min(last, cue.last + _FAR)]]
    told = cue.lemma in _REPEATING or any(pair == ("о", "том") for pair in pairwise(behind))
    return cue.lemma in CITING or ("слова" in behind and told)


def _is_nominative(reading: Reading, name: Who) -> bool:
    """Whether a person's name is tagged as a nominative."""
    return next(named_people(reading, name.first, name.last, None, ("Nom",)), None) is not None


def after_quote(reading: Reading, offset: int, strict: bool = False) -> Attribution | None:
    """The author's words right behind a quote that ends at an offset: «…», — сказал X."""
    place = reading.word_at(offset)
    dash = comma = stop = False
    while place < len(reading.words) and not reading.words[place].text[:1].isalnum() and not reading.quoted[place]:
        text = reading.words[place].text
        dash, comma, stop = dash or text in DASHES, comma or text == ",", stop or text == "."
        if text in ";:":
            return None
        place += 1
    if place >= len(reading.words) or reading.quoted[place] or (stop and not dash):
        return None
    word = reading.words[place]
    asks = reading.text[max(0, offset - 3) : offset].rstrip('»”“"')[-1:] in ("?", "!", "…")
    if word.lower == "как" and not dash:
        return None
    if (
        not (dash or comma or (asks and word.lower == word.text))
        or "\n" in reading.text[offset : reading.starts[place]]
    ):
        return None
    last = _speech_resumes(reading, place, reading.sentence_of(place).last)
    cue = _cue_behind(reading, place, last, dash and not strict)
    if cue is not None:
        return Attribution(place, last, cue, subject(reading, cue, place, last))
    return _verbless(reading, place, last) if dash else None


def _speech_resumes(reading: Reading, place: int, last: int) -> int:
    """The first word before `last` that stands between marks opened by a dash or colon, else `last`."""
    for at in range(place + 1, min(last + 1, len(reading.words), place + 60)):
        before = reading.words[at - 1].text
        if reading.quoted[at] and not reading.quoted[at - 1] and (before in DASHES or before == ":"):
            return at - 1
    return last


def _cue_behind(reading: Reading, place: int, last: int, any_verb: bool) -> Cue | None:
    reach = min(last, place + (12 if any_verb else 5))
    for cue in cues_in(reading, place, reach):
        if (cue.takes("q") or cue.takes("p")) and cue.form != "gerund":
            return cue
    if any_verb:
        for at in range(place, min(last, place + 4)):
            verb = any_verb_at(reading, at)
            if verb is not None:
                return verb if subject_after(reading, verb, last) is not None else None
    return None


def _verbless(reading: Reading, place: int, last: int) -> Attribution | None:
    if any(word.is_finite for word in reading.words[place:last]) or last - place > 25:
        return None
    name = next(named_people(reading, place, last, None, ("Nom",)), None) or _role_alone(reading, place, last)
    return Attribution(place, last, None, name) if name is not None else None


def _role_alone(reading: Reading, place: int, last: int) -> Who | None:
    """The role that is all the author's words: «…», — директор завода."""
    role = next((who for who in nouns_between(reading, place, last, Cue(place, place, "", "", ""))), None)
    if role is None or role.form != "role" or role.first != place:
        return None
    return role if all(not word.text[:1].isalnum() for word in reading.words[role.last : last]) else None


def before_colon(reading: Reading, colon: int) -> Attribution | None:
    """The author's words in front of a colon: X сказал: «…»; Слова X: «…»; X: «…»."""
    first = reading.sentence_of(colon).first
    cue = next(reversed([c for c in cues_in(reading, first, colon) if c.takes("q") or c.takes("c")]), None)
    if cue is None:
        cue = next(reversed(list(_noun_cues(reading, first, colon))), None)
    if cue is not None:
        return Attribution(first, colon, cue, _colon_subject(reading, cue, first, colon))
    verbs = [c for at in range(first, colon) if (c := any_verb_at(reading, at)) and not reading.quoted[at]]
    if verbs or any(word.form == "Fin" for word in reading.words[first:colon]):
        name = list(named_people(reading, first, colon, None, ("Nom",)))
        return Attribution(first, colon, None, name[-1] if name else None) if name else None
    return _label(reading, first, colon)


def _colon_subject(reading: Reading, cue: Cue, first: int, colon: int) -> Who | None:
    if cue.form == "noun":
        name = next(named_people(reading, cue.last, colon, None, ("Gen",)), None)
        return name or subject_before(reading, cue, first)
    return subject(reading, cue, first, colon)


def _noun_cues(reading: Reading, first: int, last: int) -> Iterator[Cue]:
    for at in range(first, last):
        noun = nouns().get(reading.words[at].lemma)
        if noun and "colon" in noun.lead and reading.words[at].pos == "NOUN" and not reading.quoted[at]:
            yield Cue(at, at + 1, reading.words[at].lemma, "noun", "cq", form="noun")


def _label(reading: Reading, first: int, colon: int) -> Attribution | None:
    """A name or a role alone before the colon."""
    name = next(named_people(reading, first, colon, None, ("Nom",)), None)
    if name is None and colon - first <= 6:
        probe = Cue(colon, colon, "", "", "")
        found = [who for who in nouns_between(reading, first, colon, probe) if who.form == "role"]
        name = found[0] if found else None
    return Attribution(first, colon, None, name) if name is not None else None


def introduces_title(reading: Reading, colon: int) -> bool:
    """Whether a colon introduces a title or a motto: «под девизом: «…»»."""
    return any(word.lemma in word_list("title_head") for word in reading.words[max(0, colon - 2) : colon])
