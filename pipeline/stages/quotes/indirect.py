"""Paraphrases behind a cue: X сказал, что Ц; X пояснил, почему Ц; X добавил: Ц; X назвал меры «Ц»."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.stages.quotes.attribution import DASHES, subject, subject_after, subject_before
from pipeline.stages.quotes.claims import Claim, clean_parts
from pipeline.stages.quotes.clauses import content_end, is_relative, sentence_end
from pipeline.stages.quotes.cues import cue_at, is_order
from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.reading import Range, Reading
from pipeline.stages.quotes.reporting import Cue
from pipeline.stages.quotes.who import Who

QUESTION_WORDS = word_list("question")
_PROPOSING = word_list("proposing")
_FAR = 30
_NEAR = 4


def paraphrases(reading: Reading, sentence: Range, telling: Sequence[int], used: set[int]) -> Iterator[Claim]:
    """The paraphrases of a sentence that a cue among its telling words introduces; `used` are cues of direct speech."""
    previous: Claim | None = None
    inside = sentence.first
    for place in telling:
        cue = reading.cues.get(place)
        if cue is None or reading.quoted[place] or is_order(cue) or place < inside:
            continue
        claim = _behind(reading, sentence, cue, cue.first in used)
        if claim is None:
            continue
        claim.who = _subject(reading, sentence, cue, claim, previous)
        if claim.who is None and (cue.lemma == "следовать" or cue.lemma in word_list("shows")):
            continue
        yield claim
        previous = claim
        inside = reading.word_at(claim.end)


def _behind(reading: Reading, sentence: Range, cue: Cue, spoken: bool) -> Claim | None:
    last = sentence_end(reading, cue.first)
    if _is_met(reading, cue, last):
        return None
    if cue.takes("c"):
        start = complement(reading, cue, last)
        if start is not None:
            return _that_clause(reading, cue, start, last)
        if not spoken:
            colon = _colon(reading, cue, last)
            if colon is not None:
                return _whole(reading, cue, colon + 1, last, "colon_paraphrase")
    if cue.lemma in _PROPOSING and not spoken:
        infinitive = _infinitive(reading, cue, last)
        if infinitive is not None:
            return _whole(reading, cue, infinitive, last, "cue_infinitive")
    if (cue.takes("n") or cue.sort == "other") and not spoken:
        return _with_marks(reading, cue, last)
    return None


def _is_met(reading: Reading, cue: Cue, last: int) -> bool:
    """Whether «отвечать» means to meet something: «отвечают всем условиям»."""
    if cue.lemma != "отвечать":
        return False
    behind = next((word for word in reading.words[cue.last : last] if word.pos not in ("ADJ", "DET", "ADV")), None)
    return behind is not None and behind.case == "Dat" and behind.lemma in word_list("standard")


def complement(reading: Reading, cue: Cue, last: int) -> int | None:
    """The first word of the content behind «, что», or behind the comma before a question word."""
    for place in range(cue.last, min(last, cue.last + _FAR)):
        word = reading.words[place]
        if reading.quoted[place]:
            continue
        if word.lower == "что" and (reading.words[place - 1].text == "," or place - cue.last <= 3):
            return place + 1 if place + 1 < last and not is_relative(reading, cue, place, last) else None
        before_comma = place > cue.last - 1 and reading.words[place - 1].text == ","
        if before_comma and _has_li(reading, place) and place - cue.last <= _NEAR:
            return place
        if word.is_finite or word.is_gerund or word.text in ":;":
            return None
        if before_comma and word.lower in QUESTION_WORDS and place - cue.last <= _NEAR:
            return place if not _is_comparison(reading, place) and not _is_asked(reading, place) else None
        if before_comma and word.lower == "чтобы" and cue.takes("i"):
            return place
    return None


def _is_comparison(reading: Reading, place: int) -> bool:
    """«, как сообщил X» inside the attribution is no content."""
    return reading.words[place].lower == "как" and any(
        cue_at(reading, at) for at in range(place + 1, min(place + 4, len(reading.words)))
    )


def _is_asked(reading: Reading, place: int) -> bool:
    """Whether a clause is a question that somebody answers, or belongs to «до того, как»."""
    return reading.words[place - 2].lower in ("вопрос", "вопросы", "того", "пор")


def _has_li(reading: Reading, place: int) -> bool:
    return (place + 1 < len(reading.words) and reading.words[place + 1].lower == "ли") or (
        reading.words[place].is_finite and any(w.lower == "ли" for w in reading.words[place : place + 3])
    )


def _that_clause(reading: Reading, cue: Cue, start: int, last: int) -> Claim | None:
    end = content_end(reading, start, last, cue)
    whole = reading.starts[start], reading.ends[max(start, end - 1)]
    parts = clean_parts(reading, [whole])
    if not parts:
        return None
    kind = kind_of(reading, start, end)
    if kind == "mixed" and _wholly_quoted(reading, start, end):
        kind = "direct"
    complementiser = reading.words[start - 1].lower == "что"
    return Claim(kind, parts, "cue_that" if complementiser else "cue_question", cue, None, reading.starts[cue.first])


def kind_of(reading: Reading, first: int, last: int) -> str:
    """Mixed when the content has verbatim words between marks: not a name, not one scare-quoted word."""
    place = first
    while place < last:
        if not reading.quoted[place]:
            place += 1
            continue
        end = place
        while end < last and reading.quoted[end]:
            end += 1
        if is_verbatim(reading, place, end):
            return "mixed"
        place = end
    return "indirect"


def is_verbatim(reading: Reading, first: int, last: int) -> bool:
    """Whether the words between marks are speech: no name of a thing, more than one word, most of them lower-case."""
    words = [w for w in reading.words[first:last] if w.text[:1].isalnum()]
    if len(words) < 2 or any(reading.covering(at, "ORG", "LOC") for at in (first, first + 1)):
        return False
    if words[0].capitalised and not any(w.is_finite for w in words):
        return False
    before = reading.words[first - 1] if first else None
    titled = before is not None and before.is_nominal and words[0].capitalised
    return not titled


def _wholly_quoted(reading: Reading, first: int, last: int) -> bool:
    while last > first and reading.words[last - 1].text in ".,!?":
        last -= 1
    outer = reading.outermost.get(reading.starts[first])
    return outer is not None and last > first and outer.end == reading.ends[last - 1]


def _colon(reading: Reading, cue: Cue, last: int) -> int | None:
    """A colon behind the cue that content in the same line follows, without marks."""
    if cue.first and reading.words[cue.first - 1].text == ",":
        return None
    for place in range(cue.last, min(last - 2, cue.last + _FAR)):
        word = reading.words[place]
        if word.text == ":":
            same_line = "\n" not in reading.text[reading.ends[place] : reading.starts[place + 1]]
            return place if same_line and _speaks(reading, place, last) else None
        if (word.is_finite or cue.sort == "belief") and not reading.quoted[place]:
            return None
    return None


def _speaks(reading: Reading, colon: int, last: int) -> bool:
    following = reading.words[colon + 1]
    if following.text in DASHES or _is_inside_foreign_title(reading, colon):
        return False
    if not reading.quoted[colon + 1]:
        return True
    pair = reading.outermost.get(reading.starts[colon + 1])
    return pair is not None and reading.word_at(pair.end) < last - 2


def _is_inside_foreign_title(reading: Reading, colon: int) -> bool:
    """Whether a colon stands between words in Latin letters: «The Garden: A Life»."""
    around = reading.words[colon - 1].text, reading.words[colon + 1].text
    return all(text.isascii() and text.isalpha() for text in around)


def _whole(reading: Reading, cue: Cue, start: int, last: int, rule: str) -> Claim | None:
    end = content_end(reading, start, last, cue)
    parts = clean_parts(reading, [(reading.starts[start], reading.ends[max(start, end - 1)])])
    return Claim(kind_of(reading, start, end), parts, rule, cue, None, reading.starts[cue.first]) if parts else None


def _infinitive(reading: Reading, cue: Cue, last: int) -> int | None:
    """The first word of what somebody proposes, asks or promises to do, right behind the cue."""
    for place in range(cue.last, min(last, cue.last + _NEAR + 2)):
        word = reading.words[place]
        if word.form == "Inf" and not reading.quoted[place]:
            return place - (reading.words[place - 1].lower == "не")
        if word.pos not in ("NOUN", "PROPN", "ADJ", "PRON", "PART", "ADV", "DET") or word.case not in (
            "Dat",
            "Gen",
            "",
        ):
            return None
    return None


def _with_marks(reading: Reading, cue: Cue, last: int) -> Claim | None:
    """X назвал меры «Ц»: an appraisal whose own words stand between marks."""
    start = cue.last
    quoted = next((at for at in range(start, min(last, start + _FAR)) if reading.quoted[at]), None)
    if quoted is None or any(
        reading.words[at].is_finite or reading.words[at].text == ":" for at in range(start, quoted)
    ):
        return None
    end = next((at for at in range(quoted, last) if not reading.quoted[at]), last)
    if not is_verbatim(reading, quoted, end):
        return None
    who = subject_after(reading, cue, quoted)
    if who is not None and who.form in ("name", "pronoun") and start <= who.first:
        start = who.last
    parts = clean_parts(reading, [(reading.starts[start], reading.ends[end - 1])])
    return Claim("mixed", parts, "cue_words", cue, None, reading.starts[cue.first]) if parts else None


def _subject(reading: Reading, sentence: Range, cue: Cue, claim: Claim, previous: Claim | None) -> Who | None:
    first = sentence.first
    stop = reading.word_at(claim.start)
    if previous is not None and previous.who is not None and _shares_subject(reading, cue, previous):
        return previous.who
    if previous is not None:
        first = max(first, reading.word_at(previous.end))
    if cue.form == "gerund":
        return _main_subject(reading, sentence, cue)
    found = subject(reading, cue, first, min(stop, sentence.last))
    if found is None and previous is not None:
        return previous.who
    return found


def _shares_subject(reading: Reading, cue: Cue, previous: Claim) -> bool:
    """A gerund, or a verb that only a conjunction and adverbs part from the report before it."""
    if cue.form == "gerund":
        return True
    between = reading.words[reading.word_at(previous.end) : cue.first]
    return not any(w.is_nominal or (w.pos == "PRON" and w.case == "Nom") for w in between)


def _main_subject(reading: Reading, sentence: Range, cue: Cue) -> Who | None:
    """The subject of the clause that a gerund belongs to: it agrees with the main verb."""
    words = reading.words
    verbs = [at for at in range(sentence.first, sentence.last) if words[at].is_finite and not reading.quoted[at]]
    verbs = [at for at in verbs if at < cue.first] or verbs
    at = min(verbs, key=lambda at: abs(at - cue.first), default=None)
    main = words[at] if at is not None else None
    probe = cue._replace(form="verb", number=main.number if main else "", gender=main.gender if main else "")
    anchor = probe._replace(first=at, last=at + 1) if at is not None else probe
    return subject(reading, anchor, sentence.first, sentence.last) or subject_before(reading, probe, sentence.first)


def noun_reports(reading: Reading, sentence: Range, telling: Sequence[int]) -> Iterator[Claim]:
    """X выступил с заявлением, что Ц: a noun leads to что, the verb beside it has the subject."""
    for place in telling:
        word = reading.words[place]
        if not word.leads_to_that or reading.quoted[place] or place >= sentence.last - 2:
            continue
        that = place + 2 if reading.words[place + 1].text == "," else place + 1
        if that + 1 >= sentence.last or reading.words[that].lower != "что":
            continue
        cue = Cue(place, place + 1, word.lemma, "noun", "c", form="noun")
        claim = _that_clause(reading, cue, that + 1, sentence_end(reading, place))
        at = next((at for at in range(place - 1, sentence.first - 1, -1) if reading.words[at].is_finite), None)
        if claim is not None and at is not None and reading.words[at].tense != "Fut":
            verb = reading.words[at]
            anchor = Cue(at, at + 1, verb.lemma, "noun", "", verb.number, verb.gender)
            claim.who = subject(reading, anchor, sentence.first, place)
            yield claim
