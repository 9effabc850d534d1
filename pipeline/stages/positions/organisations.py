"""The organisation of a post: named in the phrase, or the one that a lone class noun or silence points back to."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.morphology.nominative import nominative_of
from pipeline.records import LocalEntity, Mention
from pipeline.stages.positions.lexicon import (
    COMPANY_POSTS,
    body_kind,
    body_noun,
    fold,
    genders,
    governs,
    hosts,
    is_adjective,
    is_business,
    is_group_of_persons,
    is_medium,
    is_name,
    is_office,
    lemmas,
)
from pipeline.stages.positions.ministries import Ministries
from pipeline.stages.positions.post import Post
from pipeline.stages.positions.view import CLOSE_QUOTES, OPEN_QUOTES, Sentence
from pipeline.text import clean_word

_SHORT_FOR = {"главк": "управление", "вуз": "университет", "дочка": "общество", "ведомство": "министерство"}
_COMPANY_MARKS = frozenset("ооо ао пао зао оао гк гуп муп уп акб кб мкпао оу ук тк ип нпо".split())
_HEAD_OF_STATE = "президент"
"""Alone it is the post of a country's head, unless the body named most is called a company."""
_LEADERS = frozenset({"председатель", "руководитель"})
_PARTIES = frozenset("партия фракция движение".split())
_TEAMS = frozenset({"клуб", "команда"})
# What a possessive pronoun agrees with: grammemes of a body's noun, the gender of a person.
_POSSESSIVES = {"ее": ({"femn"}, "Fem"), "его": ({"masc", "neut"}, "Masc"), "их": ({"plur"}, None)}
_OWNERS = frozenset("владелец совладелец владелица совладелица".split())
_LONGEST_NOUN = 30
_RECENT = 300
"""How many organisations before a post are looked at for the one that it is in."""


@dataclass
class Bodies:
    """Organisations of a release as posts refer to them: entities, and their mentions in text order."""

    text: str
    mentions: Sequence[Mention]
    entities: Sequence[LocalEntity]
    _words: dict[int, frozenset[str]] = field(default_factory=dict)
    _companies: dict[int, bool] = field(default_factory=dict)

    def named(self, sentence: Sentence, post: Post) -> tuple[str | None, int | None]:
        """Name and entity of the organisation of a post, None and None where there is none."""
        if post.body is not None and post.chain is None:
            mention = post.body.mention
            return mention.norm or mention.nominative, mention.entity
        if post.chain is not None:
            name = nominative_of(sentence.tagged(*post.chain), "ORG")
            whole = post.body.mention.entity if post.body is not None else None
            return name, whole if whole is not None else self._entity_named(name)
        entity = self._referred(sentence, post)
        if entity is None:
            entity = self._ministries.of(sentence, post)
        if entity is None and post.bare and _stays_in_title(post.bare) and sentence.text(post.end - 1).isalpha():
            post.title += range(max(post.title) + 1, post.end)
        if entity is None:
            return (post.bare if post.bare is not None and is_name(post.bare) else None), None
        return self.entities[entity].name, entity

    def _entity_named(self, name: str) -> int | None:
        return self._by_name.get(fold(name))

    def _referred(self, sentence: Sentence, post: Post) -> int | None:
        before = sentence.start(post.start)
        if post.place:
            return None
        if post.bare:
            return self._by_class(post.bare, before, sentence)
        if (pronoun := sentence.word(post.start - 1).folded) in _POSSESSIVES:
            return self._meant(pronoun, sentence, post) if is_office(post.noun) else None
        if post.part is not None and (entity := self._headed_by(post.part[0], before)) is not None:
            post.title.remove(post.part[1])
            return entity
        if sentence.pos(post.start - 1) == "ADJ" and sentence.case(post.start - 1) == post.case:
            return None  # «украинский президент»
        return None if _serves_somebody(sentence, post) else self._implied(post, before)

    def _meant(self, pronoun: str, sentence: Sentence, post: Post) -> int | None:
        """The organisation that «его», «её» or «их» before a post means: the nearest that agrees in gender.

        One whose gender nothing shows is meant where it is the nearest of all. A deputy or an aide may be a person's:
        where one is named since who agrees, the organisation is not meant.
        """
        genders_meant, person = _POSSESSIVES[pronoun]
        owners = (p.mention.start_char for p in sentence.people if p.end < post.start and p.gender in (person, ""))
        since = max(owners, default=-1) if governs(post.noun) == "post" else -1
        for number, mention in enumerate(self._earlier(sentence.start(post.start))):
            found = genders(mention.nominative or "")
            if found & genders_meant or (not found and number == 0):
                return mention.entity if mention.start_char > since else None
        return None

    def _implied(self, post: Post, before: int) -> int | None:
        """The organisation that a post without one is in: of a fitting kind, else the one named most so far."""
        kinds = set().union(*(hosts(inner.noun) for inner in (post, *post.inner)))
        if kinds:
            fitting = (m.entity for m in self._earlier(before) if m.entity is not None)
            found = next((entity for entity in fitting if kinds & self._class_words(entity)), None)
            if found is None and kinds & _TEAMS:
                found = self._team(before)
            if found is not None:
                return found
        if post.noun in _OWNERS and post.title[-1] > post.head:
            return None  # «владелец автомобиля»
        innermost = post.inner[-1].noun if post.inner and is_office(post.noun) else post.noun
        company = self._main(before) if innermost in COMPANY_POSTS or innermost == _HEAD_OF_STATE else None
        if company is None and innermost in _LEADERS:
            return self._lone_party(before)
        if company is None or (innermost == _HEAD_OF_STATE and not self._is_called_company(company)):
            return None
        return company

    def _headed_by(self, noun: str, before: int) -> int | None:
        """The nearest earlier organisation whose own head is a class noun («Общественный совет при …»), or stands right
        before its marks («рок-группа «Чайка»»)."""
        for mention in self._earlier(before):
            if mention.entity is not None and noun in self._head_words(mention.entity):
                return mention.entity
            if self.text[mention.start_char] in OPEN_QUOTES and noun == self._noun_before(mention.start_char):
                return mention.entity
        return None

    def _head_words(self, entity: int) -> frozenset[str]:
        words = self.entities[entity].name.split()[:3]
        return frozenset(lemma for word in words for lemma in (*lemmas(word), body_noun(word) or ""))

    def _by_class(self, noun: str, before: int, sentence: Sentence) -> int | None:
        """The nearest earlier organisation of a class («фонда»), else the nearest company for a class of company."""
        wanted = {noun, _SHORT_FOR.get(noun, noun)}
        for mention in self._earlier(before):
            if mention.entity is not None and self._is_called(mention.entity, wanted):
                return mention.entity
        if noun in _TEAMS:
            return self._team(before)
        if body_kind(noun) != "company":
            return None
        subject = self._subject(sentence, before)
        return subject if subject is not None else self._main(before)

    def _is_called(self, entity: int, wanted: set[str]) -> bool:
        """Whether a name has a class noun in it, alone or at the end of a compound («Совкомбанк»)."""
        words = self._class_words(entity)
        return bool(wanted & words) or any(word.endswith(noun) for word in words for noun in wanted if len(noun) > 3)

    def _subject(self, sentence: Sentence, before: int) -> int | None:
        """The first company that a sentence names, where it is named in the nominative before a place."""
        for start, name in sorted(sentence.bodies.items()):
            if name.mention.end_char > before or not self._is_company(name.mention):
                continue
            return name.mention.entity if sentence.case(start) in ("Nom", "") else None
        return None

    def _main(self, before: int) -> int | None:
        """The company named most often so far, the first named of several."""
        outer = [m for m in self._earlier(before) if m.parent is None and self._is_company(m)]
        counted = Counter(m.entity for m in reversed(outer))
        return max(counted, key=lambda entity: counted[entity]) if counted else None

    def _team(self, before: int) -> int | None:
        """The one named most often so far as teams are: between marks, an adjective before them or none («Чайка»)."""
        named = [m.entity for m in reversed(self._earlier(before)) if m.entity is not None and m.parent is None]
        counted = Counter(entity for entity in named if self._is_bare_name(entity))
        return max(counted, key=lambda entity: counted[entity]) if counted else None

    def _is_bare_name(self, entity: int) -> bool:
        name = self.entities[entity].name
        opening = next((place for place, letter in enumerate(name) if letter in OPEN_QUOTES), None)
        if opening is None or name[-1:] not in CLOSE_QUOTES or not all(map(is_adjective, name[:opening].split())):
            return False
        return not any(body_noun(word) for word in self._class_words(entity))

    def _earlier(self, before: int) -> list[Mention]:
        """Organisations named before a place, the nearest first."""
        place = bisect_left(self._organisations, before, key=lambda m: m.start_char)
        near = self._organisations[max(0, place - _RECENT) : place]
        return [mention for mention in reversed(near) if mention.end_char <= before]

    @cached_property
    def _organisations(self) -> list[Mention]:
        """Mentions of organisations that are no groups of persons, in text order."""
        known = (m for m in self.mentions if m.label == "ORG" and m.entity is not None)
        return [m for m in known if not is_group_of_persons(m.nominative or m.norm or "")]

    @cached_property
    def _ministries(self) -> Ministries:
        return Ministries(self.mentions)

    @cached_property
    def _by_name(self) -> dict[str, int]:
        """Organisations by name, the first of several."""
        named = [(fold(e.name), i) for i, e in enumerate(self.entities) if e.label == "ORG"]
        return dict(reversed(named))

    def _is_company(self, mention: Mention) -> bool:
        if mention.entity is None:
            return False
        if mention.entity not in self._companies:
            self._companies[mention.entity] = self._reads_as_company(mention.entity)
        return self._companies[mention.entity]

    def _reads_as_company(self, entity: int) -> bool:
        """By its legal form, else by marks or Latin letters, where nothing calls it a medium or a party."""
        if self._class_words(entity) & _COMPANY_MARKS:
            return True
        name, said = self.entities[entity].name, self._said_of(entity)
        if is_medium(said) or _PARTIES & said:
            return False
        return any(mark in name for mark in OPEN_QUOTES) or any(c.isascii() and c.isalpha() for c in name)

    def _said_of(self, entity: int) -> frozenset[str]:
        """The words of a name, and the kinds of body that stand before it where it is named («партии PAS»)."""
        before = (self._noun_before(start) for start in self._starts[entity])
        return self._class_words(entity) | {noun for noun in before if noun is not None}

    def _is_called_company(self, entity: int) -> bool:
        """Whether a legal form or a class noun («холдинг «Рассвет»») says that a body is a company."""
        said = self._said_of(entity)
        kinds = (body_noun(word) for word in said)
        return bool(said & _COMPANY_MARKS) or any(noun is not None and is_business(noun) for noun in kinds)

    def _lone_party(self, before: int) -> int | None:
        """The party that is the only body named so far."""
        named = {m.entity for m in self._earlier(before) if m.entity is not None}
        return next((entity for entity in named if _PARTIES & self._said_of(entity)), None) if len(named) == 1 else None

    def _class_words(self, entity: int) -> frozenset[str]:
        if entity not in self._words:
            words = clean_word(self.entities[entity].name).replace("«", " ").replace("»", " ").replace('"', " ").split()
            marked = (start for start in self._starts[entity] if self.text[start] in OPEN_QUOTES)
            words += [noun for noun in map(self._noun_before, marked) if noun is not None]
            self._words[entity] = frozenset(lemma for word in words for lemma in lemmas(word))
        return self._words[entity]

    @cached_property
    def _starts(self) -> dict[int, list[int]]:
        """Where mentions begin, by entity."""
        starts: dict[int, list[int]] = defaultdict(list)
        for mention in self.mentions:
            if mention.entity is not None:
                starts[mention.entity].append(mention.start_char)
        return starts

    def _noun_before(self, start: int) -> str | None:
        """The kind of body that the word before a place is: «газеты «Заря»»."""
        word = self.text[max(0, start - _LONGEST_NOUN) : start].split()[-1:]
        return body_noun(word[0]) if word else None


def _serves_somebody(sentence: Sentence, post: Post) -> bool:
    """Whether a title ends in the post of whom somebody serves: «пресс-секретарь российского президента»."""
    last = post.title[-1]
    served = last > post.head and sentence.case(last) == "Gen" and sentence.word(last).post is not None
    return served and not post.inner


def _stays_in_title(noun: str) -> bool:
    """Whether a body noun that points at nothing belongs to the title: «ректор университета»."""
    return not is_name(noun) and body_kind(noun) != "company"
