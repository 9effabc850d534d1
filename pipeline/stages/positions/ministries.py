"""The ministry of a minister: the one that a release names by the same field, «министр финансов» and «Минфин»."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
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
_RECENT = 200
"""How many mentions of ministries on either side of a post may be of its field."""


@dataclass
class Ministries:
    """The bodies of a release that may be ministries, in text order."""

    mentions: Sequence[Mention]
    _named: list[tuple[Mention, list[str]]] = field(init=False)
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        bodies = (mention for mention in self.mentions if mention.label == "ORG" and mention.entity is not None)
        named = ((body, fold(body.norm or body.nominative or "").split()) for body in bodies)
        self._named = [(body, name) for body, name in named if _may_be(name)]
        self._starts = [mention.start_char for mention, _ in self._named]

    def of(self, sentence: Sentence, post: Post) -> int | None:
        """The entity of the ministry with a minister's field and no other territory, those before the post first."""
        words = _field(sentence, post)
        if not words:
            return None
        place = sentence.start(post.start)
        territory = {sentence.places[at].mention.entity for at in range(post.start, post.end) if at in sentence.places}
        fitting = self._of_field(words, place)
        for mention in nsmallest(_NEAR, fitting, key=lambda m: (m.start_char > place, abs(m.start_char - place))):
            places = self._places[mention.entity]
            if not places or not territory or places & territory:
                return mention.entity
        return None

    @cached_property
    def _places(self) -> dict[int | None, set[int | None]]:
        """The places in all names of each ministry: «МИД» is that of Russia where «МИД России» is the same."""
        places: dict[int | None, set[int | None]] = defaultdict(set)
        for mention, _ in self._named:
            places[mention.entity] |= _places_in(mention, self.mentions)
        return places

    def _of_field(self, words: list[str], place: int) -> Iterator[Mention]:
        here = bisect_left(self._starts, place)
        for mention, name in self._named[max(0, here - _RECENT) : here + _RECENT]:
            if _has_field(name, words) or _is_short_for(name[0], words):
                yield mention


def _may_be(name: list[str]) -> bool:
    return bool(name) and (name[0].startswith("м") or _FULL in name)


def _field(sentence: Sentence, post: Post) -> list[str]:
    """What a minister is minister of: the words of the title behind the noun, its territory left out."""
    minister = next((p for p in (*post.inner, post) if p.noun in _MINISTERS), None)
    if minister is None:
        return []
    behind = range(minister.head + 1, minister.end)
    end = next((place for place in behind if place in sentence.places), minister.end)
    return [sentence.word(place).folded for place in range(minister.head + 1, end)]


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
