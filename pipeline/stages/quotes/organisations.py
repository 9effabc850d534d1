"""Organisations behind a mention: «в министерстве» is the ministry named before, a document speaks for its issuer."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from functools import cached_property
from itertools import pairwise

from pipeline.records import Mention
from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.people import RECENT, People
from pipeline.stages.quotes.reading import Reading
from pipeline.stages.quotes.source_words import classes
from pipeline.stages.quotes.who import Who

ANY_BODY = word_list("any_body")


_CHANNELS = word_list("channel")
_FIRMS = word_list("firm")
_NAMED_BY_CLASS = word_list("named_by_class")
_RELEASED = word_list("released_document")
PRESS = ("пресс-служб", "пресс-центр")


class Organisations:
    """The organisations of one text, by the words that name them."""

    def __init__(self, reading: Reading, people: People) -> None:
        self._reading, self._people = reading, people
        self._mentions = [m for m in reading.mentions if m.label == "ORG" and not self._is_channel(m)]
        self._starts = [m.start_char for m in self._mentions]

    @cached_property
    def _heads(self) -> list[str]:
        return [self._head(mention) for mention in self._mentions]

    @cached_property
    def _served(self) -> dict[str, str]:
        """For the name of each press service that holds the name of its body, that name."""
        served: dict[str, str] = {}
        for press, body in pairwise(self._mentions):
            if body.end_char <= press.end_char and self.name(press).lower().startswith(PRESS):
                served.setdefault(self.name(press), self.name(body))
        return served

    def _is_channel(self, mention: Mention) -> bool:
        """Whether an organisation is where people write, behind a preposition: «в Instagram»."""
        place = self._reading.word_at(mention.start_char)
        return (
            place > 0
            and self._reading.words[place].lower in _CHANNELS
            and self._reading.words[place - 1].lower in ("в", "на", "через")
        )

    def _head(self, mention: Mention) -> str:
        spots = self._reading.range_of(mention.start_char, mention.end_char)
        word = next((w for w in self._reading.words[spots.first : spots.last] if w.is_nominal), None)
        return word.lemma if word else ""

    def name(self, mention: Mention) -> str:
        """The fullest name of an organisation, nominative."""
        if mention.norm:
            return mention.norm
        spots = self._reading.range_of(mention.start_char, mention.end_char)
        return mention.nominative or self._people.phrase(spots.first, spots.last, "ORG")

    def inside(self, first: int, last: int) -> tuple[str | None, int | None]:
        """The widest organisation named among some words."""
        named = (m for m in self._reading.mentions_in(first, last, "ORG") if not self._is_channel(m))
        found = max(named, key=lambda m: m.end_char - m.start_char, default=None)
        return (self.name(found), found.entity) if found is not None else (None, None)

    def employer(self, who: Who, name: str | None) -> str | None:
        """The organisation that a source of words is or works for: of a press service the body that it serves."""
        served = [
            m
            for m in self._reading.mentions_in(who.first, who.last, "ORG")
            if not self._head(m).startswith(PRESS) and not self.name(m).lower().startswith(PRESS)
        ]
        if name is None or not name.lower().startswith(PRESS):
            return name
        widest = max(served, key=lambda m: m.end_char - m.start_char, default=None)
        return self.name(widest) if widest is not None else self._served.get(name) or self._complement(who)

    def _complement(self, who: Who) -> str | None:
        """What stands in capitals behind «пресс-служба», whether a mention covers it or not."""
        words = self._reading.words
        press = next((at for at in range(who.first, who.last) if words[at].lemma.startswith(PRESS)), who.last)
        named = press + 1 < who.last and words[press + 1].capitalised
        return self._people.phrase(press + 1, who.last, "ORG") if named else None

    def of_role(self, who: Who) -> tuple[str | None, int]:
        """The organisation that a role phrase names, and the word where the role without it ends."""
        named = self._reading.mentions_in(who.first, who.last, "ORG")
        first = next((m for m in named if not self._is_channel(m)), None)
        if first is not None:
            return self._in_role(first, who)
        for place in range(who.first + 1, who.last):
            word = self._reading.words[place]
            if word.is_nominal and classes().get(word.lemma) == "org" and word.case in ("Gen", "Loc"):
                found = self._earlier(word.lemma, self._reading.starts[place])
                end = place - (self._reading.words[place - 1].pos == "ADP")
                if found is not None:
                    return self.name(found), who.last if word.lemma.startswith(PRESS) else end
                if word.lemma in _NAMED_BY_CLASS:
                    return word.lemma, who.last
        return None, who.last

    def _in_role(self, mention: Mention, who: Who) -> tuple[str, int]:
        """The name of an organisation in a role, and where the role ends: before the attributes of that name."""
        words = self._reading.words
        start = end = self._reading.word_at(mention.start_char)
        name, place = self.name(mention), self._reading.range_of(mention.start_char, mention.end_char)
        if words[start].lemma.startswith(PRESS):
            inner = next((m for m in self._reading.mentions_in(start + 1, place.last, "ORG")), None)
            return (self.name(inner), self._reading.word_at(inner.start_char)) if inner else (name, end)
        while end > who.first + 1 and words[end - 1].pos == "ADJ" and words[end - 1].case == words[start].case != "":
            end -= 1
        if end < start and words[start].lower == words[start].text:
            name = self._people.phrase(end, place.last, "ORG")
        while end > who.first + 1 and words[end - 1].pos == "ADP":
            end -= 1
        return name, end

    def resolve(self, who: Who, at: int, last: str | None = None) -> tuple[str | None, int | None]:
        """The organisation that a mention stands for: name and entity; `last` is the body that spoke last."""
        name, entity = self.inside(who.first, who.last)
        if name is not None:
            return name, entity
        bodies = self._bodies(who)
        for lemma in bodies:
            earlier = self._earlier(lemma, at)
            if earlier is not None:
                return self.name(earlier), earlier.entity
        if who.form == "document":
            if bodies:
                return self._people.phrase(who.first, who.last), None
            return (last if who.head in _RELEASED else None), None
        return self._people.phrase(who.first, who.last), None

    def named_before(self, at: int) -> tuple[str | None, int | None]:
        """The last organisation named before an offset."""
        found = self._earlier(None, at)
        return (self.name(found), found.entity) if found is not None else (None, None)

    def _bodies(self, who: Who) -> list[str]:
        """The class nouns of bodies in a mention, the innermost first."""
        words = [w for w in self._reading.words[who.first : who.last] if w.lower not in _CHANNELS]
        if any(w.is_nominal and w.lemma != who.head and classes().get(w.lemma) != "org" for w in words):
            return []
        return [w.lemma for w in reversed(words) if w.is_nominal and classes().get(w.lemma) == "org"]

    def _earlier(self, lemma: str | None, at: int) -> Mention | None:
        """The last organisation before an offset whose name has a class noun as its head."""
        place = bisect_left(self._starts, at)
        for index in range(place - 1, max(-1, place - RECENT), -1):
            if lemma is None or self._is_called(index, lemma):
                return self._mentions[index]
        if lemma in ANY_BODY:
            return self._main(place) if lemma in _FIRMS else self._earlier(None, at)
        return None

    def _is_called(self, index: int, lemma: str) -> bool:
        """Whether a class noun can stand for an organisation: it is in its name, or short in it («Минтруд»)."""
        if self._heads[index] == lemma or lemma in self._lemmas(self._mentions[index]):
            return True
        mention = self._mentions[index]
        place = self._reading.word_at(mention.start_char)
        if place and self._reading.words[place - 1].lemma == lemma:
            return True
        return lemma == "министерство" and self._reading.text.startswith(("Мин", "МИД"), mention.start_char)

    def _lemmas(self, mention: Mention) -> frozenset[str]:
        spots = self._reading.range_of(mention.start_char, mention.end_char)
        return frozenset(w.lemma for w in self._reading.words[spots.first : spots.last])

    def _main(self, place: int) -> Mention | None:
        """The organisation named most often among the first mentions before a place, the earliest of equals."""
        earlier = self._mentions[: min(place, RECENT)]
        counts = Counter(m.norm or self._reading.text[m.start_char : m.end_char] for m in earlier)
        return max(earlier, key=lambda m: counts[m.norm or self._reading.text[m.start_char : m.end_char]], default=None)
