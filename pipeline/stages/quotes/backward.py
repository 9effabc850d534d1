"""Reports that point back: Ц. Об этом сообщил X. О том, что Ц, сообщил X."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.stages.quotes.attribution import subject
from pipeline.stages.quotes.claims import Claim, clean_parts
from pipeline.stages.quotes.cues import cues_in
from pipeline.stages.quotes.indirect import kind_of
from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.reading import Range, Reading

_SUCH = frozenset({"такое", "такие", "такой", "такую"})
_OPENINGS = _SUCH | {"о", "об"}
_LONGEST_CREDIT = 2
"""A sentence of so few words is no report but who made it: «ТАСС»."""
_STATED = word_list("stated")


def backward(reading: Reading, number: int) -> Claim | None:
    """The quote that the sentence with this number reports by pointing back to the sentence before it."""
    sentence = reading.sentences[number]
    return _that(reading, sentence) or (_about_this(reading, number) if number else None)


def _that(reading: Reading, sentence: Range) -> Claim | None:
    """О том, что Ц, сообщил X."""
    words = reading.words[sentence.first : sentence.first + 4]
    if [w.lower for w in words] != ["о", "том", ",", "что"]:
        return None
    for cue in cues_in(reading, sentence.first + 5, sentence.last):
        comma = cue.first - 1
        while comma > sentence.first + 4 and cue.first - comma < 15 and reading.words[comma].text != ",":
            comma -= 1
        if reading.words[comma].text != "," or cue.form == "gerund" or not cue.takes("c"):
            continue
        who = subject(reading, cue, comma, sentence.last)
        if who is None:
            continue
        start = sentence.first + 4
        parts = clean_parts(reading, [(reading.starts[start], reading.ends[comma - 1])])
        if parts:
            kind = kind_of(reading, start, comma)
            return Claim(kind, parts, "about_that", cue, who, reading.starts[cue.first])
    return None


def _about_this(reading: Reading, number: int) -> Claim | None:
    """Ц. Об этом сообщил X."""
    sentence, content = reading.sentences[number], reading.sentences[number - 1]
    if not _points_back(reading, sentence):
        return None
    if number > 1 and content.last - content.first <= _LONGEST_CREDIT:
        content = reading.sentences[number - 2]
    first = _behind_insertion(reading, sentence)
    cues = [c for c in cues_in(reading, sentence.first, sentence.last) if c.takes("c") and c.form != "gerund"]
    cue = next((c for c in cues if _in_one_clause(reading, first, c.first)), cues[0] if cues else None)
    if cue is None or any(w.lower == "что" for w in reading.words[sentence.first : cue.first]):
        return None
    if reading.is_silent(reading.starts[content.first]):
        return None
    start = _past_preamble(reading, content)
    parts = clean_parts(reading, [(reading.starts[start], reading.ends[content.last - 1])])
    who = subject(reading, cue, first if cue.first >= first else sentence.first, sentence.last)
    if not parts or (who is None and not cue.is_impersonal):
        return None
    return Claim(kind_of(reading, start, content.last), parts, "about_this", cue, who, reading.starts[cue.first])


def _behind_insertion(reading: Reading, sentence: Range) -> int:
    """Where a sentence goes on behind an insertion that parts «об этом» from who said it: «, как пишет Y,»."""
    opening, rest = sentence.first + 2, range(sentence.first + 3, sentence.last)
    if opening >= sentence.last or reading.words[opening].text != ",":
        return sentence.first
    return next((at for at in rest if reading.words[at].text == ","), sentence.first)


def _in_one_clause(reading: Reading, first: int, cue: int) -> bool:
    """Whether a cue stands behind a place, in no relative clause that begins there."""
    return cue >= first and not any(word.lower.startswith("котор") for word in reading.words[first:cue])


def _points_back(reading: Reading, sentence: Range) -> bool:
    words = [w.lower for w in reading.words[sentence.first : sentence.first + 3]]
    if words[:2] == ["об", "этом"]:
        follower = reading.words[sentence.first + 2] if sentence.first + 2 < sentence.last else None
        return follower is not None and not (follower.is_nominal and follower.case == "Loc")
    return (
        len(words) > 2
        and words[0] in _SUCH
        and any(w.lemma in _STATED for w in reading.words[sentence.first + 1 : sentence.first + 3])
    )


def _past_preamble(reading: Reading, content: Range) -> int:
    """Behind the sentence's own «было объявлено, что»."""
    for place in range(content.first, min(content.last - 1, content.first + 5)):
        word = reading.words[place]
        if word.lower == "что" and reading.words[place - 1].text == "," and reading.words[place - 2].gender == "Neut":
            return place + 1
    return content.first


def pointing(reading: Reading) -> Iterator[Claim]:
    """All reports that point back."""
    for number, (first, _) in enumerate(reading.sentences):
        if reading.words[first].lower in _OPENINGS and not reading.is_silent(reading.starts[first]):
            claim = backward(reading, number)
            if claim is not None:
                yield claim
