"""Author's words inside an utterance: «Ц, — сказал X. — Ц», and utterances opened by a dash or by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.stages.quotes.attribution import DASHES, Attribution, subject_after, subject_before
from pipeline.stages.quotes.claims import Claim, clean_parts
from pipeline.stages.quotes.cues import any_verb_at, cue_at
from pipeline.stages.quotes.reading import Reading
from pipeline.stages.quotes.reporting import Cue

_BEFORE_AUTHOR = ',.!?…»”“"'
_BEFORE_SPEECH = ",.:;!?…"


@dataclass(frozen=True, slots=True)
class Split:
    """An utterance cut by the author's words: its parts in characters, and the first attribution."""

    parts: list[tuple[int, int]]
    attribution: Attribution


def split_by_author(reading: Reading, first: int, last: int) -> Split | None:
    """Cut the words of an utterance where the author speaks between dashes; None where the author does not."""
    parts: list[tuple[int, int]] = []
    found: Attribution | None = None
    start = first
    dashes = [at for at in range(first + 1, last) if reading.words[at].text in DASHES]
    for number, place in enumerate(dashes):
        if place < start or place >= last - 1 or not _stands_behind(reading, place, _BEFORE_AUTHOR):
            continue
        following = (dashes[later] for later in range(number + 1, len(dashes)))
        end = next((at for at in following if _stands_behind(reading, at, _BEFORE_SPEECH)), last)
        attribution = _author(reading, place + 1, end)
        if attribution is None:
            continue
        found = found or attribution
        parts.append((reading.starts[start], reading.ends[place - 1]))
        start = min(end + 1, last)
    if found is None:
        return None
    if start < last:
        parts.append((reading.starts[start], reading.ends[last - 1]))
    return Split(parts, found)


def _stands_behind(reading: Reading, place: int, marks: str) -> bool:
    return reading.words[place - 1].text[-1:] in marks


def _author(reading: Reading, first: int, last: int) -> Attribution | None:
    """The attribution that some words between dashes are."""
    cue = _author_cue(reading, first, min(last, first + 7))
    if cue is None:
        return None
    was = reading.quoted[first:last]
    if all(was):
        reading.quoted[first:last] = reading.inner[first:last]
    who = subject_after(reading, cue, last) or subject_before(reading, cue, first)
    certain = who is not None and (who.form in ("name", "pronoun") or who.first == cue.last)
    if (cue.sort == "other" and not certain) or (who is None and last - first > 6):
        reading.quoted[first:last] = was
        return None
    return Attribution(first, last, cue, who)


def _author_cue(reading: Reading, first: int, last: int) -> Cue | None:
    for at in range(first, last):
        cue = cue_at(reading, at)
        if cue is not None and (cue.takes("q") or cue.takes("p")) and cue.form == "verb":
            return cue
        if reading.words[at].lower in ("что", "который", "и"):
            break
    return any_verb_at(reading, first)


def dash_paragraphs(reading: Reading) -> Iterator[Claim]:
    """Paragraphs that a dash opens: — Ц, — сказал X. — Ц. Also those that a colon or «Так ответил X» attributes."""
    for number, (start, end) in enumerate(reading.paragraphs):
        first, last = reading.word_at(start), reading.word_at(end)
        if first + 2 >= last or reading.words[first].text not in DASHES or reading.is_silent(start):
            continue
        split = split_by_author(reading, first + 1, last)
        if split is not None:
            found, parts, rule = split.attribution, split.parts, "dash_author"
        else:
            outside = _outside(reading, number)
            if outside is None:
                continue
            found, parts, rule = outside, [(reading.starts[first + 1], reading.ends[last - 1])], "dash_block"
        yield Claim("direct", clean_parts(reading, parts), rule, found.cue, found.who, reading.starts[found.first])


def _outside(reading: Reading, number: int) -> Attribution | None:
    """The attribution of a dash paragraph in the paragraph before («X сказал:») or after («Так ответил X»)."""
    if number:
        _, end = reading.paragraphs[number - 1]
        last = reading.word_at(end)
        if last and reading.words[last - 1].text == ":":
            first = reading.sentence_of(last - 1).first
            cue = next((c for at in range(first, last) if (c := cue_at(reading, at)) and c.takes("q")), None)
            who = cue and (subject_after(reading, cue, last - 1) or subject_before(reading, cue, first))
            return Attribution(first, last, cue, who) if who else None
    if number + 1 < len(reading.paragraphs):
        first = reading.word_at(reading.paragraphs[number + 1][0])
        if first < len(reading.words) and reading.words[first].lower == "так":
            last = reading.sentence_of(first).last
            cue = next(
                (c for at in range(first, min(last, first + 8)) if (c := cue_at(reading, at)) and c.takes("q")), None
            )
            who = cue and (subject_before(reading, cue, first) or subject_after(reading, cue, last))
            return Attribution(first, last, cue, who) if who else None
    return None
