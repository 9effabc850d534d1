"""Direct speech between quotation marks, and how it differs from names in marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.marks import Pair
from pipeline.stages.quotes.attribution import DASHES, Attribution, after_quote, before_colon, introduces_title
from pipeline.stages.quotes.claims import Claim, clean_parts
from pipeline.stages.quotes.cues import cue_at
from pipeline.stages.quotes.interruptions import split_by_author
from pipeline.stages.quotes.reading import Reading

SHORTEST_ORPHAN = 5


@dataclass(slots=True)
class Taken:
    """What direct speech has used up: pairs of marks, and reporting words."""

    pairs: set[int] = field(default_factory=set)
    cues: set[int] = field(default_factory=set)


def direct_quotes(reading: Reading, groups: Sequence[list[Pair]], taken: Taken) -> Iterator[Claim]:
    """All quotations between marks with an attribution before, after or within them."""
    for number, group in enumerate(groups):
        if reading.is_silent(group[0].start) or group[0].start in taken.pairs:
            continue
        claim = _within(reading, group) or _after(reading, groups, number, taken) or _before(reading, group)
        if claim is None:
            continue
        taken.pairs.update(pair.start for pair in group)
        if claim.cue is not None:
            taken.cues.add(claim.cue.first)
        yield claim


def grouped(reading: Reading) -> list[list[Pair]]:
    """Outermost pairs, the paragraphs of one speech together."""
    groups: list[list[Pair]] = []
    for pair in reading.marks.outermost():
        if pair.series is not None and groups and groups[-1][-1].series == pair.series:
            groups[-1].append(pair)
        else:
            groups.append([pair])
    return groups


def _contents(group: list[Pair]) -> list[tuple[int, int]]:
    return [(pair.content_start, pair.content_end) for pair in group]


def _within(reading: Reading, group: list[Pair]) -> Claim | None:
    """«Ц, — сказал X. — Ц»: the author's words stand inside the marks."""
    if not _may_start(reading, group[0]):
        return None
    parts: list[tuple[int, int]] = []
    found: Attribution | None = None
    for pair in group:
        spots = reading.range_of(pair.content_start, pair.content_end)
        split = split_by_author(reading, spots.first, spots.last)
        if split is None:
            parts.append((pair.content_start, pair.content_end))
            continue
        found = found or split.attribution
        parts += _outer_edges(split.parts, pair)
    if found is None:
        return None
    return Claim(
        "direct", clean_parts(reading, parts), "inside_marks", found.cue, found.who, reading.starts[found.first]
    )


def _outer_edges(parts: list[tuple[int, int]], pair: Pair) -> list[tuple[int, int]]:
    return [(max(start, pair.content_start), min(end, pair.content_end)) for start, end in parts]


def _may_start(reading: Reading, pair: Pair) -> bool:
    before = _word_before(reading, pair.start)
    return before in (":", "", "\n") or before in DASHES or reading.starts_sentence(pair.start)


def _word_before(reading: Reading, offset: int) -> str:
    place = reading.word_at(offset)
    return reading.words[place - 1].text if place else ""


def _after(reading: Reading, groups: Sequence[list[Pair]], number: int, taken: Taken) -> Claim | None:
    """«Ц», — сказал X."""
    group = groups[number]
    if not _may_start(reading, group[0]) or not _is_speech(reading, group):
        return None
    found = after_quote(reading, group[-1].end)
    if found is None:
        return None
    parts = _contents(group)
    following = groups[number + 1] if number + 1 < len(groups) else None
    if following is not None and _continues(reading, found, following):
        parts += _contents(following)
        taken.pairs.update(pair.start for pair in following)
    rule = "quote_author_quote" if len(parts) > len(group) else "quote_author"
    if found.cue is None:
        rule = "quote_name"
    elif found.cue.sort == "cite":
        rule = "cited"
    return Claim("direct", clean_parts(reading, parts), rule, found.cue, found.who, reading.starts[found.first])


def _is_speech(reading: Reading, group: list[Pair]) -> bool:
    """Not a name: more than one word, or a mark of its own at the end, or a dash behind."""
    spots = reading.range_of(group[0].content_start, group[-1].content_end)
    if spots.last - spots.first > 2:
        return True
    behind = reading.word_at(group[-1].end)
    return any(word.text in DASHES for word in reading.words[behind : behind + 2])


def _continues(reading: Reading, found: Attribution, following: list[Pair]) -> bool:
    """Whether the next pair goes on with the utterance: «А», — сказал X, — «Б»; «А», — сказал X. «Б»."""
    start = following[0].start
    place = reading.word_at(start)
    before = reading.words[place - 1]
    if after_quote(reading, following[-1].end) is not None and before.text not in DASHES:
        return False
    if found.who is not None and place < found.who.last:
        return False
    if before.text in DASHES:
        return place - 1 <= found.last <= place and place - found.first < 40
    if place == found.last and before.text == ",":
        return place - found.first < 40
    if place != found.last or reading.paragraph_of(start) != reading.paragraph_of(reading.starts[found.first]):
        return False
    return reading.starts_sentence(start) and _ends_sentence(reading, following[-1]) and _has_verb(reading, following)


def _has_verb(reading: Reading, group: list[Pair]) -> bool:
    spots = reading.range_of(group[0].content_start, group[-1].content_end)
    words = reading.words[spots.first : spots.last]
    return any(word.is_finite or word.form in ("Inf", "Part") for word in words) or len(words) > 9


def _ends_sentence(reading: Reading, pair: Pair) -> bool:
    place = reading.word_at(pair.end)
    while place < len(reading.words) and reading.words[place].text in (".", "!", "?", "…"):
        place += 1
    return place >= len(reading.words) or reading.sentence_of(place).first == place


def _before(reading: Reading, group: list[Pair]) -> Claim | None:
    """X сказал: «Ц». Слова X: «Ц». X: «Ц»."""
    colon = reading.word_at(group[0].start) - 1
    if colon >= 0 and reading.words[colon].text in DASHES:
        colon -= 1
    if colon < 0 or reading.words[colon].text != ":":
        return None
    if _runs_on(reading, group[-1]) or introduces_title(reading, colon):
        return None
    found = before_colon(reading, colon)
    if found is None:
        return _unattributed(reading, group, "colon_alone") if _has_verb(reading, group) else None
    if not _is_utterance(reading, group, found):
        return None
    rule = "author_quote" if found.cue is not None else "name_colon"
    return Claim(
        "direct", clean_parts(reading, _contents(group)), rule, found.cue, found.who, reading.starts[found.first]
    )


def _runs_on(reading: Reading, pair: Pair) -> bool:
    """Whether the sentence goes on behind the marks without a stop, so that they hold a name: «Луч» построил."""
    place = reading.word_at(pair.end)
    if place >= len(reading.words) or reading.sentence_of(place).first == place:
        return False
    word = reading.words[place]
    return word.text[:1].isalnum() and word.pos not in ("CCONJ", "ADP", "ADV") and cue_at(reading, place) is None


def _is_utterance(reading: Reading, group: list[Pair], found: Attribution) -> bool:
    """No list of titles: a reporting word before the colon, or words that make a statement."""
    if found.cue is not None and found.cue.form != "noun" and found.who is not None:
        return True
    behind = reading.word_at(group[-1].end)
    if found.cue is None and not any(w.is_finite for w in reading.words[found.first : found.last]):
        spots = reading.range_of(group[0].content_start, group[-1].content_end)
        return spots.last - spots.first > 3 and _ends_sentence(reading, group[-1])
    listed = behind + 1 < len(reading.words) and reading.words[behind].text in ",;" and reading.quoted[behind + 1]
    return _has_verb(reading, group) and not listed


def orphans(reading: Reading, groups: Sequence[list[Pair]], taken: Taken) -> Iterator[Claim]:
    """Whole sentences or paragraphs between marks without an attribution of their own."""
    for group in groups:
        if group[0].start in taken.pairs or reading.is_silent(group[0].start):
            continue
        spots = reading.range_of(group[0].content_start, group[-1].content_end)
        if spots.last - spots.first < SHORTEST_ORPHAN or not _has_verb(reading, group):
            continue
        if reading.starts_sentence(group[0].start) and _ends_sentence(reading, group[-1]):
            claim = _unattributed(reading, group, "orphan")
            if claim is not None:
                taken.pairs.update(pair.start for pair in group)
                yield claim


def _unattributed(reading: Reading, group: list[Pair], rule: str) -> Claim | None:
    spots = reading.range_of(group[0].content_start, group[-1].content_end)
    if spots.last - spots.first < SHORTEST_ORPHAN:
        return None
    return Claim("direct", clean_parts(reading, _contents(group)), rule, None, None, group[0].start)
