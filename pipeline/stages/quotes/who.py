"""Who an attribution names: the mention beside the reporting word and what sort of source it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from pipeline.memory import names_remembered
from pipeline.morphology.analyzer import parses
from pipeline.morphology.people import is_initial, person_reading, readings
from pipeline.morphology.wording import Word as NameWord
from pipeline.records import Mention
from pipeline.stages.quotes.forms import Word
from pipeline.stages.quotes.reading import Reading
from pipeline.stages.quotes.reporting import Cue
from pipeline.stages.quotes.source_words import (
    TIME,
    classes,
    has_nominative,
    is_name_of,
    is_person_noun,
    is_time,
    posts,
)

PRONOUNS = {"он": "Masc", "она": "Fem", "они": "", "оно": "Neut"}
POSSESSIVES = {"его": "Masc", "её": "Fem", "ее": "Fem", "их": "", "него": "Masc", "неё": "Fem", "нее": "Fem"}
_GENDERS = {"masc": "Masc", "femn": "Fem"}
LONGEST_PHRASE = 14
PLACE_OF_SPEECH = "там"


class Who(NamedTuple):
    """The mention of a source: its words, its form, and further equal sources named with it."""

    first: int
    last: int
    form: str
    gender: str = ""
    number: str = ""
    head: str = ""
    others: tuple[tuple[int, int], ...] = ()


def person_of(reading: Reading, mention: Mention) -> tuple[str, str]:
    """The gender (Masc, Fem) and the case (Nom, Gen, …) that the words of a name show."""
    spots = reading.range_of(mention.start_char, mention.end_char)
    return _person_named(tuple(reading.words[spots.first : spots.last]))


@names_remembered
def _person_named(words: tuple[Word, ...]) -> tuple[str, str]:
    gender, case = person_reading([_name_word(word) for word in words])
    cases = [word.case for word in words if word.case and not is_initial(word.text)]
    named = {"nomn": "Nom", "gent": "Gen", "datv": "Dat", "accs": "Acc", "ablt": "Ins", "loct": "Loc"}[case]
    if cases and cases.count("Nom") * 2 >= len(cases):
        named = "Nom"
    return _GENDERS[gender], named


@names_remembered
def _name_word(word: Word) -> NameWord:
    features = {"Case": word.case, "Gender": word.gender, "Number": word.number}
    return NameWord(word.text, "", word.pos, {k: v for k, v in features.items() if v})


def _fits(gender: str, number: str, cue: Cue) -> bool:
    if cue.number == "Plur":
        return number in ("Plur", "")
    if number == "Plur" and cue.number:
        return False
    return not (cue.gender and gender and cue.gender != gender)


def named_people(reading: Reading, first: int, last: int, cue: Cue | None, cases: Collection[str]) -> Iterator[Who]:
    """People named among some words, in one of the cases, that can be the subject of the cue."""
    for mention in reading.mentions_in(first, last, "PER"):
        gender, case = person_of(reading, mention)
        if cases and case not in cases:
            continue
        if cue is not None and cue.gender and cue.gender != gender and sure_gender(reading, mention, gender):
            continue
        spots = reading.range_of(mention.start_char, mention.end_char)
        yield Who(spots.first, spots.last, "name", gender, "Sing")


def may_be_nominative(reading: Reading, who: Who, cue: Cue) -> bool:
    """Whether every word of a name has a nominative that agrees with the cue."""
    genders = {"Masc": ("masc",), "Fem": ("femn",)}.get(cue.gender, ("masc", "femn"))
    words = [w.lower for w in reading.words[who.first : who.last] if w.capitalised and not is_initial(w.text)]
    return any(
        all(any(r.gender == g and r.case == "nomn" and r.form == w for r in readings(w)) for w in words)
        for g in genders
    )


def sure_gender(reading: Reading, mention: Mention, gender: str) -> bool:
    """Whether the words of a name leave no doubt: a patronymic, or a dictionary name of one gender."""
    spots = reading.range_of(mention.start_char, mention.end_char)
    return any(is_name_of(word.lower, gender) for word in reading.words[spots.first : spots.last])


def with_others(reading: Reading, who: Who, last: int) -> Who:
    """The same mention with further people joined to it by «и» or a comma."""
    others: list[tuple[int, int]] = []
    end = who.last
    for mention in reading.mentions_in(who.last, min(last, who.last + LONGEST_PHRASE * 2), "PER"):
        spots = reading.range_of(mention.start_char, mention.end_char)
        between = reading.words[end : spots.first]
        joined = any(w.lower in ("и", ",", "а") for w in between) and not any(
            w.is_finite or w.is_gerund or w.text in ".;:«»" or w.lower in ("что", "который") for w in between
        )
        if not joined or person_of(reading, mention)[1] != "Nom" or len(between) > LONGEST_PHRASE:
            break
        others.append((spots.first, spots.last))
        end = spots.last
    return who._replace(others=tuple(others)) if others else who


def noun_sort(reading: Reading, place: int) -> str:
    """What sort of source the phrase headed by a noun names; "thing" where it can be none."""
    word = reading.words[place]
    lemma = word.lemma
    if (lemma in posts() or (not word.is_nominal and lemma != "один")) and word.number != "Plur":
        return "role"
    if word.lower in ("один", "одна") or lemma == "один":
        return "anonymous"
    sort = classes().get(lemma) or classes().get(lemma.rpartition("-")[2])
    mention = reading.covering(place, "ORG", "LOC")
    if sort == "group" and word.number != "Plur" and lemma not in ("руководство", "администрация", "команда"):
        sort = None
    if sort == "anonymous" and word.number == "Plur":
        return "group"
    if sort in ("media", "document", "anonymous"):
        return sort
    if mention is not None and reading.word_at(mention.start_char) == place:
        return "org"
    if sort is not None:
        return sort
    if mention is not None:
        return "org"
    if not is_person_noun(word):
        return "org" if word.capitalised or word.pos == "PROPN" else "thing"
    return "group" if word.number == "Plur" else "role"


def phrase_around(reading: Reading, head: int, low: int, high: int) -> tuple[int, int]:
    """The words of the phrase headed by a noun: its attributes on the left, its complements on the right."""
    words, first, last = reading.words, head, head + 1
    while first > low and words[first - 1].pos in ("ADJ", "DET", "NUM") and not _ends_role(words[first - 1]):
        first -= 1
    if first - 2 >= low and words[first - 1].lower == "из" and words[first - 2].lemma == "один":
        first -= 2
    while last < min(high, head + LONGEST_PHRASE) and _continues(reading, words, last, head):
        last += 1
    while last > head + 1 and (words[last - 1].pos in ("ADP", "CCONJ") or words[last - 1].text in ",-—–"):
        last -= 1
    return first, last


def _ends_role(word: Word) -> bool:
    """Whether a word before a role is no part of it: a verb, an age («77-летний»)."""
    return word.is_finite or (word.text[:1].isdigit() and word.lemma.endswith("летний"))


def _continues(reading: Reading, words: list[Word], place: int, head: int) -> bool:
    word = words[place]
    if reading.quoted[place] and (word.text not in '«„“"' or place == head + 1 or words[place - 1].is_nominal):
        return True
    if word.pos == "ADP":
        follower = words[place + 1] if place + 1 < len(words) else None
        return (
            word.lower in ("по", "в", "во", "на", "с", "при", "из", "от")
            and follower is not None
            and follower.lemma not in TIME
            and follower.pos in ("NOUN", "PROPN", "ADJ")
        )
    if word.pos == "CCONJ" or word.text in "-–—":
        follower = words[place + 1] if place + 1 < len(words) else None
        if follower is None or word.lower == "а" or follower.pos not in ("NOUN", "PROPN", "ADJ"):
            return False
        return follower.case in ("Gen", "Dat", words[place - 1].case) and follower.lower not in ("другое", "то")
    if word.is_nominal or word.pos in ("ADJ", "DET"):
        governed = words[place - 1].pos in ("ADP", "ADJ", "CCONJ") or words[place - 1].text in "-–—"
        return word.case in ("Gen", "") or governed or bool(reading.covering(place, "ORG"))
    return word.pos in ("NUM", "X") or word.text in "№"


def nouns_between(reading: Reading, first: int, last: int, cue: Cue) -> Iterator[Who]:
    """Phrases in the nominative that can be the subject of the cue."""
    place = first
    while place < last:
        who = _noun_at(reading, place, first, last, cue) or _name_of_body(reading, place)
        if who is not None and who.form != "thing":
            yield who
        place = max(place + 1, who.last if who is not None else 0)


def _noun_at(reading: Reading, place: int, first: int, last: int, cue: Cue) -> Who | None:
    word = reading.words[place]
    inside_name = reading.quoted[place] and word.text not in '«"„' and place > first
    if not _may_head(word) or word.case != "Nom" or inside_name or not _noun_fits(word, cue):
        return None
    if _is_bare_name(reading, place):
        return Who(place, _name_end(reading, place, last), "name", cue.gender, "Sing", word.lemma)
    start, end = phrase_around(reading, place, first, last)
    return Who(start, end, noun_sort(reading, place), word.gender, word.number, word.lemma)


def _name_of_body(reading: Reading, place: int) -> Who | None:
    """An organisation whose name starts here: between marks, or in words without a case."""
    word, mention = reading.words[place], reading.covering(place, "ORG")
    if mention is None or reading.starts[place] != mention.start_char:
        return None
    marked = reading.quoted[place] and word.text in '«"„' and place + 1 < len(reading.words)
    if marked and not _nameable(reading.words[place + 1]):
        return None
    if not marked and (reading.quoted[place] or word.case or not word.text[:1].isalpha()):
        return None
    spots = reading.range_of(mention.start_char, mention.end_char)
    opening = reading.words[place + marked : min(place + marked + 2, spots.last)]  # «The Guardian»
    form = "media" if any(classes().get(name.lemma) == "media" for name in opening) else "org"
    return Who(spots.first, spots.last, form, "", "Sing" if marked else "")


def noun_behind(reading: Reading, first: int, last: int, cue: Cue) -> Who | None:
    """The noun right behind a cue, tagged as an accusative, that may as well be its subject: «заявило ведомство»."""
    head = _head_after(reading, first, last)
    if head is None:
        return None
    word = reading.words[head]
    agrees = word.gender == cue.gender if cue.gender else cue.number in ("", word.number)
    if (
        word.case != "Acc"
        or not agrees
        or noun_sort(reading, head) == "thing"
        or not any("nomn" in p.tag.grammemes for p in parses(word.lower))
    ):
        return None
    start, end = phrase_around(reading, head, first, last)
    return Who(start, end, noun_sort(reading, head), word.gender, word.number, word.lemma)


def _nameable(word: Word) -> bool:
    """Whether the first word of a name between marks can stand in the nominative."""
    if word.case in ("Nom", ""):
        return True
    return word.case != "Dat" and has_nominative(word.lower)


def _is_bare_name(reading: Reading, place: int) -> bool:
    """Whether a word looks like a name of a person that no mention covers."""
    word = reading.words[place]
    is_class_word = word.lemma.rpartition("-")[2] in classes()
    if not word.capitalised or is_class_word or reading.covering(place, "ORG", "LOC", "PER"):
        return False
    if (word.pos != "PROPN" or word.animacy != "Anim") and reading.sentence_of(place).first == place:
        return False
    known = [p.tag.grammemes for p in parses(word.lower) if p.is_known and "-" not in word.text]
    return not word.text.isupper() and (not known or any({"Name", "Surn", "Patr"} & tags for tags in known))


def _name_end(reading: Reading, place: int, last: int) -> int:
    end = place + 1
    while end < last and reading.words[end].pos == "PROPN" and reading.words[end].capitalised:
        end += 1
    return end


def _may_head(word: Word) -> bool:
    return word.is_nominal or word.lemma == "один" or word.lower.startswith(("исполняющ", "управляющ", "заведующ"))


def _noun_fits(word: Word, cue: Cue) -> bool:
    if not has_nominative(word.lower):
        return False
    if is_time(word.lemma):
        return False
    gender = "" if is_person_noun(word) or word.pos == "PROPN" else word.gender
    return _fits(gender, word.number, cue)


def pronoun_between(reading: Reading, first: int, last: int, cue: Cue) -> Who | None:
    """The last personal pronoun in the nominative among some words that agrees with the cue."""
    for place in range(last - 1, first - 1, -1):
        word = reading.words[place]
        if word.lower in PRONOUNS and not reading.quoted[place]:
            gender = PRONOUNS[word.lower]
            number = "Plur" if word.lower == "они" else "Sing"
            if _fits(gender, number, cue):
                return Who(place, place + 1, "pronoun", gender, number)
    return None


def body_between(reading: Reading, first: int, last: int, prepositions: str = "в во на из") -> Who | None:
    """A body or document behind a preposition: «в министерстве сообщили», «говорится в письме»."""
    allowed = prepositions.split()
    for place in range(first, last - 1):
        if reading.words[place].lower not in allowed or reading.words[place].pos != "ADP":
            continue
        head = _head_after(reading, place + 1, last)
        if head is None or is_time(reading.words[head].lemma):
            continue
        word = reading.words[head]
        sort = noun_sort(reading, head)
        if sort == "thing":
            sort = "org" if word.case in ("Loc", "Gen") and place == first else sort
        if sort in ("org", "document", "media") or (sort == "group" and word.lemma in classes()):
            start, end = phrase_around(reading, head, place + 1, last)
            return Who(start, end, sort, word.gender, word.number, word.lemma)
    return None


def there_between(reading: Reading, first: int, last: int) -> Who | None:
    """«Там» beside a cue in the plural: «там отметили»."""
    for place in range(first, last):
        if reading.words[place].lower == PLACE_OF_SPEECH and not reading.quoted[place]:
            return Who(place, place + 1, "pronoun", "", "Plur", PLACE_OF_SPEECH)
    return None


def _head_after(reading: Reading, place: int, last: int) -> int | None:
    if place < last and reading.words[place].form == "Part" and reading.words[place].case:
        case = reading.words[place].case
        nouns = (at for at in range(place + 1, min(last, place + 8)) if reading.words[at].is_nominal)
        return next((at for at in nouns if reading.words[at].case == case), None)
    while place < last and (reading.words[place].pos in ("ADJ", "DET", "NUM") or reading.words[place].text in '«"„'):
        if reading.words[place].text in '«"„':
            mention = reading.covering(place, "ORG")
            return place + 1 if mention is not None and place + 1 < last else None
        place += 1
    return place if place < last and reading.words[place].is_nominal else None
