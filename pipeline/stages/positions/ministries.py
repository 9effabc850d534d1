"""The ministry of a minister: the one that a release names by the same field, «министр финансов» and «Минфин»."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from itertools import takewhile

from pipeline.records import Mention
from pipeline.stages.positions.lexicon import fold, lemmas
from pipeline.stages.positions.post import Post
from pipeline.stages.positions.view import Sentence

_MINISTERS = frozenset({"министр", "вице-министр"})
_FULL, _SHORT = "министерство", "мин"
_STEM = 3
"""How many letters of the field a short name keeps at least: «Минфин»."""

_NEAR = 10
"""How many mentions of ministries of a field are looked at."""


def ministry_of(sentence: Sentence, post: Post, mentions: Sequence[Mention]) -> int | None:
    """The entity of the ministry with a minister's field and no other territory, those before the post first."""
    words = _field(sentence, post)
    if not words:
        return None
    place = sentence.tokens[post.start].idx
    territory = {sentence.places[at].mention.entity for at in range(post.start, post.end) if at in sentence.places}
    fitting = _ministries(mentions, words)
    for mention in nsmallest(_NEAR, fitting, key=lambda m: (m.start_char > place, abs(m.start_char - place))):
        places = _places_in(mention, mentions)
        if not places or not territory or places & territory:
            return mention.entity
    return None


def _field(sentence: Sentence, post: Post) -> list[str]:
    """What a minister is minister of: the words of the title behind the noun, its territory left out."""
    minister = next((p for p in (*post.inner, post) if p.noun in _MINISTERS), None)
    if minister is None:
        return []
    behind = range(minister.head + 1, minister.end)
    end = next((place for place in behind if place in sentence.places), minister.end)
    return [fold(sentence.text(place)) for place in range(minister.head + 1, end)]


def _ministries(mentions: Sequence[Mention], words: list[str]) -> Iterator[Mention]:
    for mention in mentions:
        name = fold(mention.norm or mention.nominative or "").split() if mention.label == "ORG" else []
        if name and mention.entity is not None and (_has_field(name, words) or _is_short_for(name[0], words)):
            yield mention


def _has_field(name: list[str], words: list[str]) -> bool:
    """Whether a full name has every word of the field: «Министерство финансов России»."""
    known = {lemma for word in name for lemma in lemmas(word)}
    return _FULL in name and all(known & set(lemmas(word)) for word in words)


def _is_short_for(name: str, words: list[str]) -> bool:
    """Whether a name is made of the field's first letters: «Минфин», «МИД»."""
    initials = "м" + "".join(word[0] for word in words)
    return name.startswith(_SHORT + words[0][:_STEM]) or (len(words) > 1 and name == initials)


def _places_in(body: Mention, mentions: Sequence[Mention]) -> set[int | None]:
    """The places that the name of a body holds; mentions stand in the order of the text."""
    first = bisect_left(mentions, body.start_char, key=lambda m: m.start_char)
    behind = (mentions[place] for place in range(first, len(mentions)))
    return {m.entity for m in takewhile(lambda m: m.start_char < body.end_char, behind) if m.label == "LOC"}
