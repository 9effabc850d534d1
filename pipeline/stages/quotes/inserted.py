"""Attributions set off by commas: Ц, сказал X; по словам X, Ц; как сообщил X, Ц; Ц, по его словам, ц."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.stages.quotes.attribution import (
    DASHES,
    Attribution,
    clause_limit,
    introduces_title,
    subject_after,
    subject_before,
)
from pipeline.stages.quotes.claims import Claim, clean_parts
from pipeline.stages.quotes.clauses import has_predicate, insertion_start, sentence_end, skip_connectives
from pipeline.stages.quotes.cues import ADVERBS_OF_ADDITION, cue_at, cues_in
from pipeline.stages.quotes.forms import OPENING_WORDS
from pipeline.stages.quotes.indirect import kind_of
from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.reading import Range, Reading
from pipeline.stages.quotes.reporting import Cue, nouns
from pipeline.stages.quotes.who import (
    POSSESSIVES,
    Who,
    noun_sort,
    person_of,
    phrase_around,
)

_LONGEST_SOURCE = 40
_IN_TURN = ADVERBS_OF_ADDITION | {"в", "свою", "очередь"}
_NEAR_TO = ("близк", "знаком", "осведомлён", "осведомлен")
_SELDOM_SET_OFF = word_list("seldom_set_off")
_JOINING = word_list("joining")


def insertions(reading: Reading, sentence: Range, telling: Sequence[int], used: set[int]) -> Iterator[Claim]:
    """The quotes of a sentence whose attribution is an insertion that begins at one of its telling words."""
    behind = sentence.first
    for place in telling:
        if place < behind or place in used or not reading.words[place].may_open or reading.quoted[place]:
            continue
        word, cue, found = reading.words[place].lower, reading.cues.get(place), None
        if word == "как":
            found = _after_as(reading, sentence, place)
        elif word in OPENING_WORDS:
            found = _prepositional(reading, sentence, place)
        if found is None and cue is not None:
            found = _verbal(reading, sentence, cue)
        claim = _claim(reading, sentence, *found) if found else None
        if claim is not None and found is not None:
            yield claim
            behind = _behind_source(found[0])


def _behind_source(found: Attribution) -> int:
    return max(found.cue.last if found.cue else 0, found.who.last if found.who else 0)


def _prepositional(reading: Reading, sentence: Range, place: int) -> tuple[Attribution, str] | None:
    """По словам X; по его мнению; согласно сообщению X."""
    words = reading.words
    if words[place].lower == "согласно" and place + 1 < sentence.last:
        source = _related_document(reading, sentence, place + 1) or _source(
            reading, place + 1, sentence.last, ("Dat", "Gen")
        )
        cue = Cue(place, place + 1, "согласно", "prep", "", form="prep")
        return (_bounded(reading, sentence, place, cue, source), "according_to") if source else None
    for at in range(place + 1, min(place + 4, sentence.last)):
        noun = nouns().get(words[at].lemma) if words[at].pos == "NOUN" else None
        if noun is not None and words[place].lower in noun.by:
            return _by_words(reading, sentence, place, at)
        if words[at].pos not in ("PRON", "DET", "ADJ", "PART", "ADV"):
            return None
    return None


def _by_words(reading: Reading, sentence: Range, place: int, noun: int) -> tuple[Attribution, str] | None:
    words = reading.words
    lemma = words[noun].lemma
    if words[place].lower == "на" and lemma == "взгляд" and noun + 1 >= sentence.last:
        return None
    if lemma == "точка" and not (noun + 1 < sentence.last and words[noun + 1].lower == "зрения"):
        return None
    if lemma not in _SELDOM_SET_OFF and not _opens(reading, sentence, place):
        return None
    last = noun + (2 if lemma == "точка" else 1)
    cue = Cue(place, last, lemma, "prep", "", form="prep")
    owner = next((at for at in range(place + 1, noun) if words[at].lower in POSSESSIVES), None)
    if owner is not None:
        number = "Plur" if words[owner].lower == "их" else "Sing"
        who: Who | None = Who(owner, owner + 1, "pronoun", POSSESSIVES[words[owner].lower], number)
    else:
        who = _source(reading, last, sentence.last, ("Gen",))
    if who is not None and words[who.first].lower.startswith("котор"):
        return Attribution(place, who.last, cue, who), "by_words"
    adjective = lemma not in ("взгляд", "точка") and any(w.pos == "ADJ" for w in words[place + 1 : noun])
    if adjective and who is not None and who.form == "name":
        who = None  # «по официальным данным Иван Петров уехал»
    if who is None and not (adjective and last < sentence.last and words[last].text == ","):
        return None
    return _bounded(reading, sentence, place, cue, who), "by_words"


def _source(reading: Reading, first: int, last: int, cases: tuple[str, ...]) -> Who | None:
    """The phrase in an oblique case that names the source: a person in it, else its head."""
    if first >= last:
        return None
    if reading.words[first].lower.startswith("котор"):
        return Who(first, first + 1, "pronoun", "", "")
    head = _oblique_head(reading, first, min(last, first + 8), cases)
    name = _name_in_phrase(reading, first, last, cases)
    if name is not None:
        return name
    if head is None:
        return None
    start, end = phrase_around(reading, head, first, last)
    word = reading.words[head]
    sort = noun_sort(reading, head)
    return Who(start, end, "document" if sort == "thing" else sort, word.gender, word.number, word.lemma)


def _related_document(reading: Reading, sentence: Range, pronoun: int) -> Who | None:
    """What «согласно которому» goes back to: the nearest noun that agrees and is no person's name or post."""
    which = reading.words[pronoun]
    if not which.lower.startswith("котор"):
        return None
    for place in range(pronoun - 2, max(sentence.first - 1, pronoun - _LONGEST_SOURCE), -1):
        word = reading.words[place]
        agrees = word.number == which.number and (word.gender == which.gender or word.number == "Plur")
        if agrees and word.pos == "NOUN" and noun_sort(reading, place) in ("thing", "document"):
            return Who(pronoun, pronoun + 1, "document", word.gender, word.number, word.lemma)
    return None


def _oblique_head(reading: Reading, first: int, last: int, cases: tuple[str, ...]) -> int | None:
    for place in range(first, last):
        word = reading.words[place]
        if word.text in '«"„' and reading.covering(place, "ORG"):
            return min(place + 1, last - 1)
        if word.is_nominal:
            return place
        attributive = word.pos in ("ADJ", "DET", "NUM") or word.form == "Part"
        if not attributive and (word.pos not in ("ADP", "PRON", "ADV") or place == first):
            return None
    return None


def _name_in_phrase(reading: Reading, first: int, last: int, cases: tuple[str, ...]) -> Who | None:
    """A person named in the phrase before the clause begins: past a comma only in the same case."""
    limit = clause_limit(reading, first, min(last, first + _LONGEST_SOURCE))
    limit = next((at for at in range(first, limit) if reading.words[at].text == "("), limit)
    comma = next((at for at in range(first, limit) if reading.words[at].text == "," and not reading.quoted[at]), limit)
    for mention in reading.mentions_in(first, limit, "PER"):
        spots = reading.range_of(mention.start_char, mention.end_char)
        gender, case = person_of(reading, mention)
        if spots.first > comma and (case not in cases or not _enumerates(reading, first, spots.first)):
            return None
        return Who(spots.first, spots.last, "name", gender, "Sing")
    return None


def _enumerates(reading: Reading, first: int, last: int) -> bool:
    """Whether a phrase up to a name is one title with commas in it: genitives all through."""
    return all(
        word.case in ("Gen", "Dat", "Loc", "Acc", "")
        for word, quoted in zip(reading.words[first:last], reading.quoted[first:last], strict=True)
        if word.is_nominal and not quoted
    )


def _bounded(reading: Reading, sentence: Range, place: int, cue: Cue, who: Who | None) -> Attribution:
    """The attribution up to the comma that ends it."""
    start = who.last if who is not None and who.last > cue.last else cue.last
    for at in range(start, min(sentence.last, start + 25)):
        word = reading.words[at]
        if word.text == "," and _lists_on(reading, at, sentence.last):
            continue
        if word.text == "(":
            depth_end = next((b for b in range(at, min(sentence.last, at + 60)) if reading.words[b].text == ")"), at)
            return Attribution(place, depth_end, cue, who)
        if not reading.quoted[at] and (word.text in ",:)" or word.text in DASHES):
            return Attribution(place, at, cue, who)
        if word.is_finite and not reading.quoted[at]:
            return Attribution(place, max(start, cue.last), cue, who)
    return Attribution(place, max(start, min(sentence.last, start)), cue, who)


def _lists_on(reading: Reading, comma: int, last: int) -> bool:
    """Whether a comma goes on with a title in the genitive: «министра культуры, туризма и связи, …»."""
    end = next((at for at in range(comma + 1, min(last, comma + 9)) if reading.words[at].text == ","), None)
    behind = comma + 1
    while behind + 1 < last and reading.words[behind].lower in ADVERBS_OF_ADDITION:
        behind += 1
    follower = reading.words[behind] if behind < last else None
    if follower is not None and end is not None and follower.form == "Part" and follower.case:
        return True
    if follower is not None and end is not None and follower.lower.startswith(_NEAR_TO) and follower.case:
        return True
    words = reading.words[comma + 1 : end] if end is not None else []
    if not words or reading.words[comma - 1].case != "Gen":
        return False
    return all((w.case == "Gen" and w.pos in ("NOUN", "ADJ")) or w.lower == "и" for w in words)


def _after_as(reading: Reading, sentence: Range, place: int) -> tuple[Attribution, str] | None:
    """Как сообщил X; как говорится в отчёте."""
    if not _set_off(reading, sentence, place) or _is_of_time(reading, place):
        return None
    for at in range(place + 1, min(place + 12, sentence.last)):
        word = reading.words[at]
        cue = cue_at(reading, at)
        if cue is not None and cue.form in ("verb", "passive"):
            if not (cue.takes("k") or cue.takes("p")):
                return None
            last = sentence_end(reading, at)
            who = subject_after(reading, cue, last) or subject_before(reading, cue, place + 1)
            return _bounded(reading, sentence, place, cue, who), "as_said"
        if word.is_finite or word.text in ",:;" or reading.quoted[at]:
            return None
    return None


def _is_of_time(reading: Reading, place: int) -> bool:
    """Whether «как» belongs to «после того, как», or asks for something: «как того требует закон»."""
    after = reading.words[place + 1].lower if place + 1 < len(reading.words) else ""
    return after == "того" or (place > 1 and reading.words[place - 2].lower in ("того", "пор"))


def _set_off(reading: Reading, sentence: Range, place: int) -> bool:
    """Whether a word starts its sentence (connectives aside) or follows a comma, dash or bracket."""
    if place == sentence.first or skip_connectives(reading, sentence.first, place) >= place:
        return True
    return reading.words[place - 1].text in (",", "(", *DASHES)


def _opens(reading: Reading, sentence: Range, place: int) -> bool:
    """Whether a preposition opens an insertion: «заседание по утверждению правительства» has none."""
    before = reading.words[place - 1]
    return _set_off(reading, sentence, place) or before.pos in ("CCONJ", "SCONJ") or before.text in ":;»"


def _verbal(reading: Reading, sentence: Range, cue: Cue) -> tuple[Attribution, str] | None:
    """Ц, сказал X; Ц, говорится в отчёте; однако, считает X, Ц."""
    if not cue.takes("p") or cue.form == "gerund":
        return None
    before = place = cue.first
    while before > sentence.first and reading.words[before - 1].lower in _IN_TURN:
        before -= 1
    if before == sentence.first:
        return _verb_first(reading, sentence, cue)
    if reading.words[before - 1].text not in (",", *DASHES):
        return None
    dash = reading.words[before - 1].text in DASHES
    if dash and (before - 2 < sentence.first or reading.words[before - 2].text not in ',!?…»"'):
        return None
    last = sentence_end(reading, place)
    who = subject_after(reading, cue, last)
    if who is not None and any(w.form == "Inf" for w in reading.words[place : who.first]):
        return None
    if who is None and cue.lemma == "следовать":
        return None
    if who is None and not (cue.is_impersonal and has_predicate(reading, sentence.first, before)):
        return None
    if any(
        reading.words[at].lower == "что" and reading.words[at - 1].text == ","
        for at in range(place, min(len(reading.words), who.first if who else place + 2))
    ):
        return None
    return _bounded(reading, sentence, before, cue, who), "unmarked_author" if dash else "author_inserted"


def _verb_first(reading: Reading, sentence: Range, cue: Cue) -> tuple[Attribution, str] | None:
    """Считают эксперты, Ц."""
    who = subject_after(reading, cue, min(sentence.last, cue.last + 12))
    if who is None or who.first > cue.last + 2 or who.last >= sentence.last or reading.words[who.last].text != ",":
        return None
    follower = reading.words[min(who.last + 1, sentence.last - 1)]
    if follower.lower in ("что", "как", "чтобы") or follower.lower.startswith("котор") or follower.is_gerund:
        return None
    if not has_predicate(reading, who.last + 1, sentence.last):
        return None
    return Attribution(cue.first, who.last, cue, who), "author_inserted"


def _claim(reading: Reading, sentence: Range, found: Attribution, rule: str) -> Claim | None:
    """The content around an insertion: what stands before it, what goes on behind it, or both."""
    words = reading.words
    low, last = _bounds(reading, sentence, found)
    before_end = found.first
    while before_end > low and words[before_end - 1].text in (",", "(", *DASHES):
        before_end -= 1
    behind = found.last
    while behind < last and words[behind].text in (",", ")", *DASHES):
        behind += 1
    start = skip_connectives(reading, insertion_start(reading, low, before_end, behind < last), before_end)
    before = (start, before_end) if start < before_end else None
    after = (behind, _stop(reading, behind, last)) if _goes_on(reading, found, before, behind, last) else None
    if after is None:
        start = skip_connectives(reading, insertion_start(reading, low, before_end, False), before_end)
        before = (start, before_end) if start < before_end else None
    if before is not None and _points_elsewhere(reading, *before, found.last, last):
        return None
    if rule in ("author_inserted", "unmarked_author") and (before is None and after is None):
        return None
    if before is not None and after is None and not has_predicate(reading, *before) and rule != "by_words":
        return None
    if found.who is not None and reading.words[found.who.first].lower.startswith("котор"):
        if behind >= last:
            return None
        before, after = None, (behind, _relative_end(reading, behind, last))
    ranges = [r for r in (before, after) if r is not None]
    parts = clean_parts(reading, [(reading.starts[a], reading.ends[b - 1]) for a, b in ranges])
    if not parts or sum(end - start for start, end in parts) < 8:
        return None
    kinds = {kind_of(reading, a, b) for a, b in ranges}
    kind = "direct" if rule == "unmarked_author" else "mixed" if "mixed" in kinds else "indirect"
    return Claim(kind, parts, rule, found.cue, found.who, reading.starts[found.first])


def _points_elsewhere(reading: Reading, first: int, end: int, behind: int, last: int) -> bool:
    """Whether words say where content stands and are none: «о том», «об этом, как пишет Y, [сообщил X]»."""
    opening = [word.lower for word in reading.words[first : min(end, first + 3)]]
    if opening == ["об", "этом"]:
        return any(cues_in(reading, behind, last))
    return opening[:2] == ["о", "том"] or opening == ["об", "этом", ","]


def _relative_end(reading: Reading, first: int, last: int) -> int:
    """Where a relative clause ends: at the comma behind which the main verb stands."""
    for place in range(first + 1, last - 1):
        if reading.words[place].text == "," and reading.words[place + 1].is_finite and not reading.quoted[place]:
            return place
    return last


def _bounds(reading: Reading, sentence: Range, found: Attribution) -> tuple[int, int]:
    """The words that an insertion can be about: its sentence, or the brackets that it opens."""
    last = sentence_end(reading, found.first)
    if found.first > sentence.first and reading.words[found.first - 1].text == "(":
        closing = next((at for at in range(found.first, last) if reading.words[at].text == ")"), last)
        return found.first, closing
    return sentence.first, last


def _stop(reading: Reading, first: int, last: int) -> int:
    """Where the words behind an insertion end: at the sentence's end, or before a colon and a quotation."""
    for place in range(first, last - 1):
        if reading.words[place].text == ":" and reading.quoted[place + 1] and not reading.quoted[place]:
            return place if not introduces_title(reading, place) else last
    return last


def _goes_on(reading: Reading, found: Attribution, before: tuple[int, int] | None, behind: int, last: int) -> bool:
    """Whether the words behind an insertion still belong to what is said."""
    if behind >= last:
        return False
    if before is None:
        return True
    first_word = reading.words[behind]
    if first_word.lower.startswith("котор") or first_word.is_gerund or cue_at(reading, behind) is not None:
        return False
    if any(w.lower.startswith("котор") for w in reading.words[max(before[0], before[1] - 1) : before[1]]):
        return True
    if found.cue is not None and found.cue.form != "prep" and not has_predicate(reading, behind, last):
        return not has_predicate(reading, *before)
    if not has_predicate(reading, *before):
        return True
    if found.cue is not None and found.cue.form == "prep":
        return True
    joined = first_word.lower in _JOINING or skip_connectives(reading, behind, last) > behind
    return joined and not any(cue_at(reading, at) for at in range(behind, min(last, behind + 12)))
