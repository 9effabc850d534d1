"""The people of one release: their mentions, fullest names, gender and the posts that the text gives them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline.document import get
from pipeline.memory import remembered
from pipeline.morphology.analyzer import parses
from pipeline.morphology.nominative import capitalised_words, nominative_of
from pipeline.morphology.wording import DocWords
from pipeline.records import LocalEntity, Mention, Position
from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.namesakes import gender_by_surname, same_person, same_stem
from pipeline.stages.quotes.reading import Range, Reading
from pipeline.stages.quotes.source_words import classes, is_person_noun
from pipeline.stages.quotes.who import person_of, sure_gender

RECENT = 150
"""How many mentions before and behind a place are looked at for the person that it means."""
_FAR = 25
_DASHES = ("—", "–", "-")
_STAND_INS = word_list("stand_in")
_NO_POST = word_list("no_post")
_GENERAL = word_list("general_place")
FORMER = 2
_STANDINGS = {"appointed": 1, "former": FORMER, "dismissed": FORMER}


class Post(NamedTuple):
    """A post of a person: title without the organisation, the organisation, and the lemmas of both.

    standing: 0 held, 1 to be held, 2 held once; is_sure: its words name the organisation; is_learned: by a role;
    is_local: its words name a territory; words: where it stands, for one that no position states.
    """

    title: str
    organisation: str | None
    organisation_entity: int | None
    lemmas: frozenset[str]
    head: str
    standing: int = 0
    is_sure: bool = True
    is_learned: bool = False
    is_local: bool = False
    words: tuple[int, int] | None = None


@dataclass(slots=True)
class Person:
    """One person of a release; `places` are the character ranges that name the person, in order.

    positions: those that the release states. posts: what the person holds, None until somebody asks.
    """

    name: str
    gender: str
    entity: int | None
    sure: bool = False
    places: list[tuple[int, int]] = field(default_factory=list)
    subjects: list[int] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    posts: list[Post] | None = None


def lemmas_of(text: str) -> frozenset[str]:
    """The dictionary forms of the words of a title."""
    return frozenset(
        _lemma(word) for word in text.replace("-", " ").replace("«", " ").replace("»", " ").split() if word
    )


@remembered
def _lemma(word: str) -> str:
    found = parses(word.strip('.,()"').lower())
    return found[0].normal_form if found else word.lower()


class People:
    """The people of one text, by place, gender and post."""

    def __init__(self, doc: Doc, reading: Reading) -> None:
        self._reading = reading
        self._entities = get(doc, LocalEntity)
        self.persons: list[Person] = []
        self._at: dict[int, Person] = {}
        self._by_entity: dict[int, Person] = {}
        for mention in reading.mentions:
            if mention.label == "PER":
                self._add(mention)
        self._starts = sorted(self._at)
        for position in self._joined(get(doc, Position)):
            person = self._holder(position)
            if person is not None:
                person.positions.append(position)

    @cached_property
    def _words(self) -> DocWords:
        return DocWords(self._reading.table)

    @property
    def _seen(self) -> frozenset[str]:
        """How the words of the text are capitalised, read only where a phrase is put into the nominative."""
        return capitalised_words(self._reading.table)

    def __iter__(self) -> Iterator[Person]:
        return iter(self.persons)

    def before(self, offset: int) -> Iterator[tuple[int, Person]]:
        """The last mentions before an offset, latest first."""
        place = bisect_left(self._starts, offset)
        for start in reversed(self._starts[max(0, place - RECENT) : place]):
            yield start, self._at[start]

    def known_at(self, offset: int) -> list[Person]:
        """The people whom mentions near an offset name, before it and behind it, in the order of the text."""
        place = bisect_left(self._starts, offset)
        near = self._starts[max(0, place - RECENT) : place + RECENT]
        return list({id(person): person for start in near for person in [self._at[start]]}.values())

    def at(self, start_char: int) -> Person | None:
        """The person whose mention starts at an offset."""
        return self._at.get(start_char)

    def like(self, first: int, last: int, gender: str) -> Person | None:
        """The person that words name which no mention covers: by a word in common, a case ending apart."""
        words = [w.text for w in self._reading.words[first:last] if w.capitalised and len(w.text) > 2]
        if not words:
            return None
        for person in reversed(self.persons[-200:]):
            agrees = not gender or not person.sure or person.gender == gender
            if agrees and any(same_stem(words[-1], part) for part in person.name.split()):
                return person
        return None

    def phrase(self, first: int, last: int, label: str = "") -> str:
        """The nominative of some words."""
        places = self._reading.table.words[first:last]
        words = self._words.between(places[0], places[-1] + 1) if places else []
        return nominative_of(words, label, self._seen)

    def _add(self, mention: Mention) -> None:
        spots = self._reading.range_of(mention.start_char, mention.end_char)
        if spots.first >= spots.last:
            return
        gender, case = person_of(self._reading, mention)
        name = mention.norm or mention.nominative or self.phrase(spots.first, spots.last, "PER")
        person = self._known(mention, name)
        if person is None:
            person = Person(self._entity_name(mention.entity) or name, gender, mention.entity)
            self.persons.append(person)
            if mention.entity is not None:
                self._by_entity[mention.entity] = person
        elif len(name.split()) > len(person.name.split()) and mention.entity is None:
            person.name, person.gender = name, gender
        self._learn_gender(person, mention, spots)
        person.places.append((mention.start_char, mention.end_char))
        if case == "Nom":
            person.subjects.append(mention.start_char)
        self._at[mention.start_char] = person

    def _learn_gender(self, person: Person, mention: Mention, spots: Range) -> None:
        """A patronymic or a dictionary name settles the gender, else a verb beside the name does."""
        if person.sure:
            return
        gender, case = person_of(self._reading, mention)
        ending = gender_by_surname(self._reading.words[spots.last - 1].lower) if case == "Nom" else ""
        if sure_gender(self._reading, mention, gender) or ending:
            person.gender, person.sure = ending or gender, True
            return
        for at in (spots.last, spots.first - 1):
            word = self._reading.words[at] if 0 <= at < len(self._reading.words) else None
            if word is not None and word.is_finite and word.gender in ("Masc", "Fem"):
                person.gender, person.sure = word.gender, True

    def _entity_name(self, entity: int | None) -> str | None:
        return self._entities[entity].name if entity is not None and entity < len(self._entities) else None

    def _known(self, mention: Mention, name: str) -> Person | None:
        if mention.entity is not None:
            return self._by_entity.get(mention.entity)
        return next((p for p in reversed(self.persons[-200:]) if same_person(p.name, name)), None)

    def posts_in_text(self, person: Person) -> list[Post]:
        """The posts of the positions of a person, of one without positions those that stand beside the name."""
        if person.positions:
            return [self._stated(position) for position in person.positions]
        return [post for start, end in person.places[:20] for post in self._apposed(start, end)]

    def _stated(self, position: Position) -> Post:
        return Post(
            position.title,
            position.organisation,
            position.organisation_entity,
            lemmas_of(f"{position.title} {position.organisation or ''}") | self._lemmas_in(position),
            _head(position.title),
            _STANDINGS.get(position.status, 0),
            self._names_body(position),
            is_local=self._names_place(position),
        )

    def _lemmas_in(self, position: Position) -> frozenset[str]:
        spots = self._reading.range_of(position.start_char, position.end_char)
        return frozenset(w.lemma for w in self._reading.words[spots.first : spots.last] if w.is_nominal)

    def _names_body(self, position: Position) -> bool:
        """Whether the words of a position name an organisation."""
        spots = self._reading.range_of(position.start_char, position.end_char)
        return next(self._reading.mentions_in(spots.first, spots.last, "ORG"), None) is not None

    def _names_place(self, position: Position) -> bool:
        """Whether the words of a position name a territory outside the name of a body."""
        spots = self._reading.range_of(position.start_char, position.end_char)
        words, covering = self._reading.words, self._reading.covering
        places = (at for at in range(*spots) if words[at].lemma in _GENERAL or covering(at, "LOC"))
        return any(not covering(at, "ORG") for at in places)

    def _joined(self, positions: Sequence[Position]) -> Iterator[Position]:
        """The positions, those of one person that only a dash parts as one: «заместитель главы — министр финансов»."""
        last: Position | None = None
        for position in positions:
            between = self._reading.text[last.end_char : position.start_char] if last is not None else ""
            if last is not None and last.person == position.person and _joins(between.strip(), last, position):
                title = f"{last.title} {between.strip()} {position.title}"
                last = replace(position, title=title, organisation=position.organisation or last.organisation)
                continue
            if last is not None:
                yield last
            last = position
        if last is not None:
            yield last

    def _holder(self, position: Position) -> Person | None:
        if position.person_entity is not None and position.person_entity in self._by_entity:
            return self._by_entity[position.person_entity]
        return next(
            (p for p in self.persons if p.name == position.person or same_person(p.name, position.person)), None
        )

    def _apposed(self, start: int, end: int) -> Iterable[Post]:
        """The post that stands before a name, or behind it between commas."""
        reading = self._reading
        first, last = reading.word_at(start), reading.word_at(end)
        head = self._role_head(first)
        if head is not None:
            yield self._post(head, first)
        elif last + 1 < len(reading.words) and reading.words[last].text in (",", "—", "–", "-"):
            behind = last + 1
            while behind < min(len(reading.words), last + 4) and reading.words[behind].pos == "ADJ":
                behind += 1
            if behind < len(reading.words) and reading.words[behind].case == "Nom" and _is_role(reading, behind):
                near = range(behind, min(len(reading.words), behind + _FAR))
                stops = (at for at in near if reading.words[at].text in ",.:;" or reading.words[at].is_finite)
                stop = next(stops, behind + 1)
                yield self._post(last + 1, stop)

    def _role_head(self, first: int) -> int | None:
        reading = self._reading
        case = reading.words[first].case if first < len(reading.words) else ""
        low = max(reading.sentence_of(first).first, first - _FAR) if first < len(reading.words) else first
        best = None
        for place in range(first - 1, low - 1, -1):
            word = reading.words[place]
            if word.is_finite or word.text in ".:;" or word.pos in ("PRON", "SCONJ") or word.text in "—–":
                break
            if _is_role(reading, place) and _same_case(word.case, case) and not reading.covering(place, "PER"):
                best = place
            elif word.text == "," and best is not None:
                break
        while (
            best is not None
            and best > low
            and reading.words[best - 1].pos == "ADJ"
            and reading.words[best - 1].case == case
        ):
            best -= 1
        return best

    def _post(self, first: int, last: int) -> Post:
        reading = self._reading
        called = self._called_after(first, last)
        if called is not None:
            body = self.phrase(*called, "ORG")
            title = self.phrase(first, max(first + 1, called[0]))
            return Post(_decapitalised(title), body, None, lemmas_of(f"{title} {body}"), _head(title))
        last = min([last, *(reading.word_at(m.start_char) for m in reading.mentions_in(first, last, "PER"))])
        org = next((m for m in reading.mentions_in(first, last, "ORG")), None)
        stop = reading.word_at(org.start_char) if org is not None else last
        title = self.phrase(first, max(first + 1, stop))
        spots = reading.range_of(org.start_char, org.end_char) if org is not None else None
        name = None if org is None or spots is None else org.norm or self.phrase(spots.first, spots.last, "ORG")
        lemmas = frozenset(word.lemma for word in reading.words[first:last])
        entity = org.entity if org is not None else None
        return Post(_decapitalised(title), name, entity, lemmas, _head(title), words=(first, last))

    def _called_after(self, first: int, last: int) -> tuple[int, int] | None:
        """A body noun with a person's name in the genitive behind it: «представитель фонда Петра Седова»."""
        for person in self._reading.mentions_in(first + 2, last, "PER"):
            spots = self._reading.range_of(person.start_char, person.end_char)
            noun = self._reading.words[spots.first - 1]
            if classes().get(noun.lemma) == "org" and noun.case == "Gen":
                return spots.first - 1, spots.last
        return None


def _joins(between: str, post: Position, other: Position) -> bool:
    """Whether two posts are one role: a dash between them, or «и» and the body after the second."""
    return between in _DASHES or (between == "и" and post.organisation in (None, other.organisation))


def _decapitalised(title: str) -> str:
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _same_case(ours: str, theirs: str) -> bool:
    return ours == theirs or {ours, theirs} == {"Gen", "Acc"}


def _is_role(reading: Reading, place: int) -> bool:
    word = reading.words[place]
    return word.pos == "NOUN" and not reading.quoted[place] and is_person_noun(word) and word.lemma not in _NO_POST


def _head(title: str) -> str:
    """The lemma of the first noun of a title in the nominative, «врио» and the like passed over."""
    for word in title.split():
        noun = _noun(word)
        if noun and noun not in _STAND_INS:
            return noun
    return _lemma(title.split()[0]) if title.split() else ""


@remembered
def _noun(word: str) -> str:
    """The lemma of a word that is a noun first of all, else ""."""
    found = parses(word.strip('.,()«»"').lower())
    return str(found[0].normal_form) if found and found[0].tag.POS == "NOUN" else ""


def heads_of(title: str) -> frozenset[str]:
    """The lemmas of the first nouns of the titles that a dash joins."""
    return frozenset(_head(part) for dash in _DASHES for part in title.split(f" {dash} "))
