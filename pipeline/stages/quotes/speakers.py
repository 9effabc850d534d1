"""Who a mention stands for: the person, organisation or unnamed source of the release behind an attribution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from spacy.tokens import Doc

from pipeline.records import QuoteSpeaker
from pipeline.stages.quotes.claims import Claim
from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.offices import post_points, stands_for
from pipeline.stages.quotes.organisations import Organisations
from pipeline.stages.quotes.people import FORMER, People, Person, Post, lemmas_of
from pipeline.stages.quotes.reading import Reading, Spot
from pipeline.stages.quotes.source_words import classes
from pipeline.stages.quotes.who import PLACE_OF_SPEECH, Who, phrase_around

_CERTAIN = 1.0
_HEADS = word_list("state_head")
_UNNAMED = ("anonymous", "group")
_BODIES = ("org", "document", "anonymous", "group", "role")
_REPRESENTING = word_list("representing")
_GENERAL = word_list("general_place")
_REPORTERS = word_list("reporter")
_ANY_PERSON = word_list("any_person")
_RESIDENTS = word_list("resident")
_TALKING, _SOURCE = "собеседник", "источник"
_NEAR_SOURCE, _FAR_RELATIVE = 80, 12


class Resolver:
    """Finds the source behind each claim; claims must come in the order of the text."""

    def __init__(self, doc: Doc, reading: Reading) -> None:
        self._reading = reading
        self.people = People(doc, reading)
        self.organisations = Organisations(reading, self.people)
        self._roles: list[tuple[Person, Who]] = []
        self._start()

    def _posts(self, person: Person) -> list[Post]:
        """The posts of a person, read from the text when somebody first asks."""
        if person.posts is None:
            person.posts = [self._with_body(post) for post in self.people.posts_in_text(person)]
        return person.posts

    def _with_body(self, post: Post) -> Post:
        """A post of a lone class noun with the body that it points back to: «шеф концерна»."""
        if post.organisation is not None or post.words is None:
            return post
        first, last = post.words
        organisation, behind = self.organisations.of_role(Who(first, last, "role", head=post.head))
        if organisation is None or behind >= last:
            return post
        return post._replace(title=self.people.phrase(first, max(first + 1, behind)), organisation=organisation)

    def _start(self) -> None:
        self._last: tuple[QuoteSpeaker, ...] = ()
        self._last_person: Person | None = None
        self._last_at = 0
        self._last_form = ""
        self._unnamed_source: tuple[QuoteSpeaker, ...] = ()
        self._unnamed_at = 0

    def learn(self) -> bool:
        """Give people the posts that only the roles of resolved claims name; whether the claims must be read again."""
        learned = False
        for person, who in self._roles:
            stated = any(post.standing < FORMER for post in self._posts(person))
            if who.head in _ANY_PERSON or (stated and not self._names_body(who)):
                continue
            post = self._named_post(who)
            if not stated or post.organisation:
                self._posts(person).append(post)
                learned = True
        self._roles.clear()
        self._start()
        return learned

    def _named_post(self, who: Who) -> Post:
        title, organisation = self._role(who)
        lemmas = lemmas_of(f"{title} {organisation or ''}")
        return Post(title, organisation, None, lemmas, who.head, is_sure=self._names_body(who), is_learned=True)

    def _names_body(self, who: Who) -> bool:
        return next(self._reading.mentions_in(who.first, who.last, "ORG"), None) is not None

    def resolve(self, claim: Claim) -> tuple[tuple[QuoteSpeaker, ...], str]:
        """The speakers of a claim and the form in which its text names them."""
        who = claim.who
        if who is None and claim.cue is not None and (claim.cue.is_impersonal or claim.cue.form == "prep"):
            return (QuoteSpeaker(None, None, None, None),), "implicit"
        if who is None:
            speakers, form = self._implicit(claim), "implicit"
        else:
            speakers, form = self._named(who, claim)
        if who is None or (who.form != "media" and who.head not in _REPORTERS):
            self._last, self._last_at, self._last_form = speakers, claim.at, form
            if form in ("anonymous", "role", "group") and speakers[0].speaker is None:
                self._unnamed_source, self._unnamed_at = speakers, claim.at
        return speakers, form

    def _named(self, who: Who, claim: Claim) -> tuple[tuple[QuoteSpeaker, ...], str]:
        start, end = self._offsets(who.first, who.last)
        if self._is_taken_up(who) and (source := self._unnamed_before(who, claim.at)) is not None:
            return (replace(source, start_char=start, end_char=end),), who.form
        if who.head == PLACE_OF_SPEECH:
            return self._body_again(start, end, claim.at), who.form
        if who.form in ("name", "pronoun", "role"):
            person = self._person(who, claim.at)
            if person is not None:
                self._last_person = person
                if who.form == "role":
                    self._roles.append((person, who))
                more = [self._others(first, last) for first, last in who.others]
                return (self._of(person, start, end), *more), who.form
            if who.form == "name":
                return (QuoteSpeaker(start, end, self.people.phrase(who.first, who.last, "PER"), None),), who.form
            if who.form == "pronoun" and who.number == "Sing":
                return self._repeat(start, end), who.form
            return (self._unnamed(who, start, end),), who.form
        if who.form == "anonymous" and who.head in _ANY_PERSON and who.last - who.first <= 2:
            nearby = self._by_nearness(who, frozenset(), claim.at)
            if nearby is not None:
                return (self._of(nearby, start, end),), "role"
        if who.form in _UNNAMED:
            return (self._unnamed(who, start, end),), who.form
        last = self._last[0].organisation or self._last[0].speaker if self._last else None
        name, entity = self.organisations.resolve(who, claim.at, last if self._last_form in _BODIES else None)
        organisation = self.organisations.employer(who, name) if who.form != "media" else None
        if who.form == "document" and entity is None and organisation == self.people.phrase(who.first, who.last):
            organisation = None
        return (QuoteSpeaker(start, end, name, entity, None, organisation),), who.form

    def _offsets(self, first: int, last: int) -> tuple[int, int]:
        return self._reading.starts[first], self._reading.ends[last - 1]

    def _others(self, first: int, last: int) -> QuoteSpeaker:
        start, end = self._offsets(first, last)
        person = self.people.at(start)
        return self._of(person, start, end) if person else QuoteSpeaker(start, end, None, None)

    def _of(self, person: Person, start: int | None, end: int | None) -> QuoteSpeaker:
        posts = _by_fullness(self._posts(person))
        role = posts[0].title if posts else None
        return QuoteSpeaker(start, end, person.name, person.entity, role, _employer(posts))

    def _unnamed(self, who: Who, start: int, end: int) -> QuoteSpeaker:
        if who.form == "pronoun":
            return QuoteSpeaker(start, end, None, None)
        role, organisation = self._role(who)
        return QuoteSpeaker(start, end, None, None, role, organisation)

    def _role(self, who: Who) -> tuple[str, str | None]:
        """The words of a role without its organisation, and the organisation."""
        organisation, behind = self.organisations.of_role(who)
        role = self.people.phrase(who.first, max(who.first + 1, behind))
        if self._reading.sentence_of(who.first).first == who.first and role[1:2].islower():
            role = role[:1].lower() + role[1:]
        return role, organisation

    def _repeat(self, start: int | None, end: int | None) -> tuple[QuoteSpeaker, ...]:
        if not self._last:
            return (QuoteSpeaker(start, end, None, None),)
        first = self._last[0]
        return (QuoteSpeaker(start, end, first.speaker, first.entity, first.role, first.organisation),)

    def _is_taken_up(self, who: Who) -> bool:
        """Whether a source is named as one known already: «собеседник агентства», «источник» alone behind another."""
        before = (self._unnamed_source[0].role or "") if self._unnamed_source else ""
        again = who.head == _SOURCE and who.last == who.first + 1 and who.number == "Sing"
        return who.head == _TALKING or (again and before.startswith(_SOURCE))

    def _unnamed_before(self, who: Who, at: int) -> QuoteSpeaker | None:
        """Whom «собеседник агентства» takes up: the source without a name that spoke or was named near before."""
        words = self._reading.words
        if who.head == _SOURCE:
            return self._unnamed_source[0]
        if self._unnamed_source and self._reading.paragraph_of(at) - self._reading.paragraph_of(self._unnamed_at) <= 2:
            return self._unnamed_source[0]
        for place in range(who.first - 1, max(-1, who.first - _NEAR_SOURCE), -1):
            if words[place].lemma == _SOURCE:
                first, last = phrase_around(self._reading, place, place, self._reading.sentence_of(place).last)
                return self._unnamed(Who(first, last, "anonymous", head=_SOURCE), 0, 0)
        return None

    def _body_again(self, start: int, end: int, at: int) -> tuple[QuoteSpeaker, ...]:
        """«Там» is the body that spoke last, else the one named last."""
        if self._last and self._last_form in ("org", "document") and self._last[0].speaker is not None:
            return self._repeat(start, end)
        name, entity = self.organisations.named_before(at)
        return (QuoteSpeaker(start, end, name, entity, None, name),)

    def _person(self, who: Who, at: int) -> Person | None:
        if who.form == "name":
            named = self.people.at(self._reading.starts[who.first])
            return named or self.people.like(who.first, who.last, who.gender)
        if who.form == "pronoun":
            return self._by_pronoun(who)
        return self._by_role(who, at)

    def _by_pronoun(self, who: Who) -> Person | None:
        """The person that agrees in gender and was spoken of last: subjects and speakers first."""
        if who.number == "Plur":
            return None
        if self._reading.words[who.first].lower.startswith("котор"):
            return self._beside(who)
        place = self._reading.starts[who.first]
        fitting = [p for p in self.people.known_at(place) if not who.gender or p.gender == who.gender or not p.sure]
        found = self._most_recent(fitting, place, who.gender)
        if found is not None and self._unknown_spoke_since(found, place):
            return None
        return found or (fitting[0] if len(fitting) == 1 else None)

    def _beside(self, who: Who) -> Person | None:
        """The person right before a relative pronoun: «Котов, по словам которого»."""
        start = self._reading.starts[who.first]
        near = next(self.people.before(start), None)
        between = who.first - self._reading.word_at(near[0]) if near is not None else 0
        several = self._reading.words[who.first].number == "Plur"
        return near[1] if near is not None and between <= _FAR_RELATIVE and not several else None

    def _unknown_spoke_since(self, person: Person, place: int) -> bool:
        """Whether somebody whom only a role names spoke in this paragraph after the last mention of a person."""
        if self._last_form != "role" or not self._last or self._last[0].speaker is not None:
            return False
        near = self._reading.paragraph_of(self._last_at) == self._reading.paragraph_of(place)
        return near and all(start < self._last_at or start >= place for start, _ in person.places)

    def _most_recent(self, persons: list[Person], place: int, gender: str = "") -> Person | None:
        """The person among some whom a mention before an offset brings to mind most."""
        best, best_points = None, float("-inf")
        here = self._reading.spot_of(place)
        allowed = {id(person) for person in persons}
        for start, person in self.people.before(place):
            if id(person) in allowed:
                points = self._closeness(person, start, here)
                points -= 1.5 if gender and person.gender != gender else 0.0
                if points > best_points:
                    best, best_points = person, points
        return best

    def _closeness(self, person: Person, start: int, here: Spot) -> float:
        """How likely a mention is meant: distance counts against it, being a subject or the last speaker for it."""
        spot = self._reading.spot_of(start)
        far, sentences, words = here.paragraph - spot.paragraph, here.sentence - spot.sentence, here.word - spot.word
        points = -1.5 * far - 0.7 * min(sentences, 20) - 0.005 * words
        points += 1.5 if start in person.subjects else 0.0
        points -= 4.0 if self._reading.quoted[spot.word] else 0.0
        return points + (1.0 if person is self._last_person else 0.0)

    def _by_role(self, who: Who, at: int) -> Person | None:
        """The person whose post the role words name."""
        words = frozenset(
            w.lemma for w in self._reading.words[who.first : who.last] if w.pos in ("NOUN", "PROPN", "ADJ")
        )
        place = self._reading.starts[who.first]
        known = self.people.known_at(place)
        points_of = partial(
            post_points,
            head=who.head,
            words=words,
            body=self._words_of_body(who),
            organisation=self.organisations.of_role(who)[0],
            entity=self.organisations.inside(who.first, who.last)[1],
        )
        ranked = sorted(((self._role_points(p, who, points_of, place), -i) for i, p in enumerate(known)), reverse=True)
        if ranked and ranked[0][0] >= _CERTAIN:
            return known[-ranked[0][1]]
        return self._by_nearness(who, words, place)

    def _by_nearness(self, who: Who, words: frozenset[str], place: int) -> Person | None:
        """A role that no stated post explains: the last speaker for «собеседник», else a person near without a post."""
        here = self._reading.paragraph_of(place)
        last = self._last_person
        near = last is not None and here - self._reading.paragraph_of(self._last_at) <= 2
        if who.head in _ANY_PERSON and near:
            return last
        bare = who.last - who.first == 1
        specific = {w for w in words - {who.head} if w not in _GENERAL and classes().get(w) != "org"}
        if not bare and (specific or (not stands_for(who.head, "директор") and who.head not in _HEADS)):
            return None
        fitting = [
            p
            for p in self.people.known_at(place)
            if (bare or not self._posts(p))
            and any(0 <= here - self._reading.paragraph_of(start) <= 2 for start, _ in p.places if start < place)
        ]
        if who.head in _RESIDENTS or (who.head in _HEADS and any(not self._posts(p) for p in fitting)):
            fitting = [p for p in fitting if not self._posts(p)]
        return self._most_recent(fitting, place) if fitting else None

    def _role_points(self, person: Person, who: Who, points_of: Callable[[Post], float], place: int) -> float:
        points = max(map(points_of, self._posts(person)), default=0.0)
        if points <= 0:
            return 0.0
        before = [start for start, _ in person.places if start < place]
        if not before and who.head in _REPRESENTING and all(post.head != who.head for post in self._posts(person)):
            return 0.0  # a representative is nobody whom the text has yet to name
        points += 0.5 if person is self._last_person else 0.0
        points += (
            0.4 if before and self._reading.paragraph_of(place) - self._reading.paragraph_of(before[-1]) <= 1 else 0.0
        )
        return points if before else points - 1.0

    def _words_of_body(self, who: Who) -> frozenset[str]:
        """The words of a role that name an organisation, its place left out."""
        reading = self._reading
        spans = reading.mentions_in(who.first, who.last, "ORG")
        places = (reading.range_of(m.start_char, m.end_char) for m in spans)
        long = (at for place in places for at in range(*place) if len(reading.words[at].lemma) > 2)
        return frozenset(reading.words[at].lemma for at in long if not reading.covering(at, "LOC"))

    def _implicit(self, claim: Claim) -> tuple[QuoteSpeaker, ...]:
        """The speaker of a quote without an attribution: who was last named as a subject, or spoke last."""
        if claim.cue is not None and claim.cue.form == "verb" and claim.cue.number == "Plur":
            return (QuoteSpeaker(None, None, None, None),)
        person = self._most_recent(self.people.known_at(claim.start), claim.start)
        if person is not None and (claim.cue is None or claim.cue.gender != "Neut"):
            self._last_person = person
            return (self._of(person, None, None),)
        return self._repeat(None, None)


def _by_fullness(posts: list[Post]) -> list[Post]:
    """Posts as they are shown: held before coming and former ones, stated before learned ones, the longest first."""
    return sorted(posts, key=lambda p: (p.standing, p.is_learned, -len(p.lemmas)))


def _employer(posts: list[Post]) -> str | None:
    """The organisation of the post shown where its words name one, else one that a role names, else the likeliest."""
    posts = [p for p in posts if p.standing <= max(posts[0].standing, FORMER - 1)]
    named = [p for p in posts if p.is_sure and (p is posts[0] or p.is_learned)]
    others = [p for p in posts if p.is_sure or p is posts[0] or len(p.title.split()) > 1]
    return next((p.organisation for p in (*named, *others) if p.organisation), None)
