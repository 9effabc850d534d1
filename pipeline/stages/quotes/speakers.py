"""Who a mention stands for: the person, organisation or unnamed source of the release behind an attribution."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Doc

from pipeline.records import QuoteSpeaker
from pipeline.stages.quotes.claims import Claim
from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.organisations import ANY_BODY, Organisations
from pipeline.stages.quotes.people import People, Person, Post
from pipeline.stages.quotes.reading import Reading
from pipeline.stages.quotes.who import Who, classes
from pipeline.words import read_rows

_CERTAIN = 1.0
_HEADS = word_list("state_head")
_UNNAMED = ("anonymous", "group")
_BODIES = ("org", "document", "anonymous", "group", "role")
_REPRESENTING = word_list("representing")
_GENERAL = word_list("general_place")
_ANY_PERSON = word_list("any_person")


@cache
def synonyms() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For each noun the sorts of post that it is and the sorts that it can stand for."""
    rows = read_rows(__package__, "synonyms.tsv")
    return {r["lemma"]: (frozenset(r["names"].split()), frozenset(r["covers"].split())) for r in rows}


def stands_for(word: str, post: str) -> bool:
    """Whether one noun can name the post that another names."""
    nothing: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    (names, covers), (other_names, other_covers) = synonyms().get(word, nothing), synonyms().get(post, nothing)
    return bool(covers & other_names or other_covers & names)


class Resolver:
    """Finds the source behind each claim; claims must come in the order of the text."""

    def __init__(self, doc: Doc, reading: Reading) -> None:
        self._reading = reading
        self.people = People(doc, reading)
        self.organisations = Organisations(reading, self.people)
        self._last: tuple[QuoteSpeaker, ...] = ()
        self._last_person: Person | None = None
        self._last_at = 0
        self._last_form = ""

    def resolve(self, claim: Claim) -> tuple[tuple[QuoteSpeaker, ...], str]:
        """The speakers of a claim and the form in which its text names them."""
        who = claim.who
        if who is None and claim.cue is not None and (claim.cue.is_impersonal or claim.cue.form == "prep"):
            return (QuoteSpeaker(None, None, None, None),), "implicit"
        if who is None:
            speakers, form = self._implicit(claim), "implicit"
        else:
            speakers, form = self._named(who, claim)
        self._last, self._last_at, self._last_form = speakers, claim.at, form
        return speakers, form

    def _named(self, who: Who, claim: Claim) -> tuple[tuple[QuoteSpeaker, ...], str]:
        start, end = self._offsets(who.first, who.last)
        if who.form in ("name", "pronoun", "role"):
            person = self._person(who, claim.at)
            if person is not None:
                self._last_person = person
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
        return self._reading.words[first].start, self._reading.words[last - 1].end

    def _others(self, first: int, last: int) -> QuoteSpeaker:
        start, end = self._offsets(first, last)
        person = self.people.at(start)
        return self._of(person, start, end) if person else QuoteSpeaker(start, end, None, None)

    def _of(self, person: Person, start: int | None, end: int | None) -> QuoteSpeaker:
        post = fullest(person.posts)
        return QuoteSpeaker(
            start,
            end,
            person.name,
            person.entity,
            post.title if post else None,
            next((p.organisation for p in _by_fullness(person.posts) if p.organisation), None),
        )

    def _unnamed(self, who: Who, start: int, end: int) -> QuoteSpeaker:
        if who.form == "pronoun":
            return QuoteSpeaker(start, end, None, None)
        organisation, behind = self.organisations.of_role(who)
        role = self.people.phrase(who.first, max(who.first + 1, behind))
        if self._reading.sentence_of(who.first).first == who.first and role[1:2].islower():
            role = role[:1].lower() + role[1:]
        return QuoteSpeaker(start, end, None, None, role, organisation)

    def _repeat(self, start: int | None, end: int | None) -> tuple[QuoteSpeaker, ...]:
        if not self._last:
            return (QuoteSpeaker(start, end, None, None),)
        first = self._last[0]
        return (QuoteSpeaker(start, end, first.speaker, first.entity, first.role, first.organisation),)

    def _person(self, who: Who, at: int) -> Person | None:
        if who.form == "name":
            named = self.people.at(self._reading.words[who.first].start)
            return named or self.people.like(who.first, who.last, who.gender)
        if who.form == "pronoun":
            return self._by_pronoun(who)
        return self._by_role(who, at)

    def _by_pronoun(self, who: Who) -> Person | None:
        """The person that agrees in gender and was spoken of last: subjects and speakers first."""
        if who.number == "Plur":
            return None
        place = self._reading.words[who.first].start
        fitting = [p for p in self.people.known_at(place) if not who.gender or p.gender == who.gender or not p.sure]
        found = self._most_recent(fitting, place, who.gender)
        if found is not None and self._unknown_spoke_since(found, place):
            return None
        return found or (fitting[0] if len(fitting) == 1 else None)

    def _unknown_spoke_since(self, person: Person, place: int) -> bool:
        """Whether somebody whom only a role names spoke in this paragraph after the last mention of a person."""
        if self._last_form != "role" or not self._last or self._last[0].speaker is not None:
            return False
        near = self._reading.paragraph_of(self._last_at) == self._reading.paragraph_of(place)
        return near and all(start < self._last_at or start >= place for start, _ in person.places)

    def _most_recent(self, persons: list[Person], place: int, gender: str = "") -> Person | None:
        """The person among some whom a mention before an offset brings to mind most."""
        best, best_points = None, float("-inf")
        allowed = {id(person) for person in persons}
        for start, person in self.people.before(place):
            if id(person) in allowed:
                points = self._closeness(person, start, place)
                points -= 1.5 if gender and person.gender != gender else 0.0
                if points > best_points:
                    best, best_points = person, points
        return best

    def _closeness(self, person: Person, start: int, place: int) -> float:
        """How likely a mention is meant: distance counts against it, being a subject or the last speaker for it."""
        word, here = self._reading.word_at(start), self._reading.word_at(place)
        far = self._reading.paragraph_of(place) - self._reading.paragraph_of(start)
        sentences = self._reading.number_of(here) - self._reading.number_of(word)
        points = -1.5 * far - 0.7 * min(sentences, 20) - 0.005 * (here - word)
        points += 1.5 if start in person.subjects else 0.0
        points -= 4.0 if self._reading.quoted[word] else 0.0
        return points + (1.0 if person is self._last_person else 0.0)

    def _by_role(self, who: Who, at: int) -> Person | None:
        """The person whose post the role words name."""
        words = frozenset(
            w.lemma for w in self._reading.words[who.first : who.last] if w.pos in ("NOUN", "PROPN", "ADJ")
        )
        place = self._reading.words[who.first].start
        known = self.people.known_at(place)
        ranked = sorted(((self._role_points(p, who, words, place), -i) for i, p in enumerate(known)), reverse=True)
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
            if (bare or not p.posts)
            and any(0 <= here - self._reading.paragraph_of(start) <= 2 for start, _ in p.places if start < place)
        ]
        return self._most_recent(fitting, place) if fitting else None

    def _role_points(self, person: Person, who: Who, words: frozenset[str], place: int) -> float:
        points = max((_post_points(post, who.head, words) for post in person.posts), default=0.0)
        if points <= 0:
            return 0.0
        before = [start for start, _ in person.places if start < place]
        if not before and who.head in _REPRESENTING and all(post.head != who.head for post in person.posts):
            return 0.0  # a representative is nobody whom the text has yet to name
        points += 0.5 if person is self._last_person else 0.0
        points += (
            0.4 if before and self._reading.paragraph_of(place) - self._reading.paragraph_of(before[-1]) <= 1 else 0.0
        )
        return points if before else points - 1.0

    def _implicit(self, claim: Claim) -> tuple[QuoteSpeaker, ...]:
        """The speaker of a quote without an attribution: who was last named as a subject, or spoke last."""
        person = self._most_recent(self.people.known_at(claim.start), claim.start)
        if person is not None:
            self._last_person = person
            return (self._of(person, None, None),)
        return self._repeat(None, None)


def _post_points(post: Post, head: str, words: frozenset[str]) -> float:
    """How well role words name a post: the same head or one that stands for it, then words in common."""
    rest = {w for w in words - {head} if len(w) > 2}
    shared = rest & post.lemmas
    foreign = rest - shared - _GENERAL - ANY_BODY
    base, held = _base(head), _base(post.head)
    if head in _REPRESENTING and head == post.head:
        return 3.0 + 0.8 * len(shared) if not foreign or shared else 0.0
    if head in _REPRESENTING:
        return 1.2 + 0.8 * len(shared) if shared - _GENERAL and not foreign else 0.0
    if base == held:
        points = 3.0
    elif base in post.lemmas or (stands_for(base, held) and _is_same_office(base, post)):
        points = 1.6
    else:
        return 0.0
    contradicted = post.organisation is not None and foreign and not shared and not _abbreviates(foreign, post)
    return points + 0.8 * len(shared) - 0.5 * len(foreign) - (1.0 if contradicted else 0.0) + (0.5 if not rest else 0.0)


def _is_same_office(head: str, post: Post) -> bool:
    """A minister is no head of just anything, nor is a governor or a mayor."""
    if head == "министр":
        return (post.organisation or "").lower().startswith("мин")
    return head not in ("губернатор", "мэр") or post.organisation is None


def _base(head: str) -> str:
    """A post without the prefixes that do not change it: «генпрокурор» is a «прокурор»."""
    for prefix in ("ген", "экс-", "глав"):
        if head.startswith(prefix) and len(head) > len(prefix) + 4 and head[len(prefix) :] in synonyms():
            return head[len(prefix) :]
    return head


def _abbreviates(words: set[str], post: Post) -> bool:
    """Whether a word is made of the initials of the organisation's name."""
    initials = "".join(word[0] for word in (post.organisation or "").lower().split() if word[0].isalpha())
    return any(len(word) > 2 and (word in initials or initials.startswith(word)) for word in words)


def _by_fullness(posts: list[Post]) -> list[Post]:
    return sorted(posts, key=lambda p: (p.former, -len(p.lemmas)))


def fullest(posts: list[Post]) -> Post | None:
    """The post to show for a person: a current one, in its longest wording."""
    return _by_fullness(posts)[0] if posts else None
