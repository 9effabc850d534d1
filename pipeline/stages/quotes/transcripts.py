"""Turns of a conversation: «В. Лунёв: Ц», with the paragraphs that go on with a turn."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.morphology.people import is_initial
from pipeline.stages.quotes.attribution import DASHES
from pipeline.stages.quotes.claims import Claim, clean_parts
from pipeline.stages.quotes.reading import Reading
from pipeline.stages.quotes.who import Who, person_of

_LONGEST_LABEL = 6
_LONGEST_TURN = 3


def transcripts(reading: Reading) -> Iterator[Claim]:
    """Paragraphs that a name and a colon open, text without marks behind it."""
    turns = [(number, *turn) for number in range(len(reading.paragraphs)) if (turn := _turn(reading, number))]
    if len(turns) == 1 and not _by_dash(reading, turns[0][2]):
        return
    for place, (number, who, start) in enumerate(turns):
        end = reading.paragraphs[number][1]
        following = turns[place + 1][0] if place + 1 < len(turns) else None
        if following is not None and 1 < following - number <= _LONGEST_TURN + 1:
            end = _last_of_turn(reading, number, following, end)
        parts = clean_parts(reading, [(start, end)])
        if parts:
            yield Claim("direct", parts, "transcript", None, who, reading.paragraphs[number][0])


def _by_dash(reading: Reading, start: int) -> bool:
    """Whether a dash stands between the label and the words: a lone «Имя: слова» is a headline."""
    return reading.words[reading.word_at(start) - 1].text in DASHES


def _turn(reading: Reading, number: int) -> tuple[Who, int] | None:
    start, end = reading.paragraphs[number]
    first, last = reading.word_at(start), reading.word_at(end)
    if reading.is_silent(start) or last - first < 4:
        return None
    colon = next(
        (at for at in range(first + 1, min(last, first + _LONGEST_LABEL + 1)) if reading.words[at].text == ":"), None
    )
    if colon is None or colon + 2 >= last:
        return None
    who = _label(reading, first, colon)
    if who is None:
        return None
    content = colon + 1 + (reading.words[colon + 1].text in DASHES)
    if reading.quoted[content] or content >= last - 1:
        return None
    return who, reading.starts[content]


def _label(reading: Reading, first: int, colon: int) -> Who | None:
    """The name that a label is: a mention, or initials and a surname."""
    mention = next(reading.mentions_in(first, colon, "PER"), None)
    if (
        mention is not None
        and mention.start_char == reading.starts[first]
        and mention.end_char == reading.ends[colon - 1]
    ):
        return Who(first, colon, "name", person_of(reading, mention)[0], "Sing")
    words = [w for w in reading.words[first:colon] if w.text != "."]
    initials = sum(is_initial(w.text) for w in words)
    names = [w for w in words if w.capitalised and len(w.text) > 2]
    return (
        Who(first, colon, "name", "", "Sing") if initials and len(names) == 1 and initials + 1 == len(words) else None
    )


def _last_of_turn(reading: Reading, number: int, following: int, end: int) -> int:
    """The end of the paragraphs between two turns that no dash opens."""
    for between in range(number + 1, following):
        start, stop = reading.paragraphs[between]
        if reading.words[reading.word_at(start)].text in DASHES:
            break
        end = stop
    return end
