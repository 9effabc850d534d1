"""Which mentions of people are one person: full names first, then shorter ones, to the nearest earlier that agrees."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.memory import names_remembered
from pipeline.stages.entities.declension import FEMININE, MASCULINE, case_forms, fold
from pipeline.stages.entities.person_names import PersonName, is_initials, read_name

_SHORT = 4
_MOST_TRIED = 200
_IN_NOMINATIVE, _BESIDE_DECLINED = 2, 1


@dataclass(slots=True)
class Naming:
    """One mention of a person: its words, their nominative, and the gender and case that its context shows."""

    index: int
    surface: str
    nominative: str
    gender: str | None = None
    case: str | None = None


@dataclass(slots=True)
class Person:
    """The mentions that name one person, by index in text order; `name` is the fullest of them, `shown` how surely."""

    name: PersonName
    shown: int
    members: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """A mention as it is read, wherever it stands: its name in the nominative and as written, gender and case.

    shown: how surely the name is shown; starts: what to look it up by; order: of the fuller names before the shorter.
    """

    name: PersonName
    surface: PersonName
    gender: str | None
    case: str | None
    shown: int
    starts: tuple[str, ...]
    order: tuple[bool, int, int]

    @property
    def is_bare(self) -> bool:
        return self.order[0]


def merge_people(namings: Sequence[Naming]) -> list[Person]:
    """People with the mentions of each, in the order of their first mention."""
    reads = [(_read(naming.surface, naming.nominative, naming.gender, naming.case), naming.index) for naming in namings]
    people: list[Person] = []
    by_start: dict[str, list[Person]] = defaultdict(list)
    for read, index in sorted(reads, key=lambda pair: (pair[0].order, pair[1])):
        person = _find(read, index, by_start)
        if person is None:
            person = Person(read.name, read.shown)
            people.append(person)
            for start in read.starts:
                by_start[start].append(person)
        insort(person.members, index)
        person.name, person.shown = _better(person, read)
    return sorted(people, key=lambda person: person.members[0])


@names_remembered
def _read(text: str, nominative: str, gender: str | None, case: str | None) -> _Read:
    plain = read_name(nominative)
    surface = read_name(text, order_as=nominative)
    if len(surface.words) != len(plain.words):
        surface = plain
    bare = len(plain.words) == 1
    name = PersonName(plain.given, plain.middle, plain.surname, plain.gender or (gender if bare else None))
    stands = fold(text) == fold(nominative) and case in (None, "Nom")
    full, initials = name.fullness
    order = bare, -full, -initials
    return _Read(name, surface, gender, case, _shown(name, surface, stands), _starts(name), order)


def _starts(name: PersonName) -> tuple[str, ...]:
    """What to look a name up by: the first letters of its words, which no case changes."""
    words = [fold(word) for word in name.words if not is_initials(word)]
    short = [f"{word[:1]}-" for word in words if len(word) <= _SHORT]
    return tuple(dict.fromkeys([word[:2] for word in words] + short))


def _find(read: _Read, index: int, by_start: dict[str, list[Person]]) -> Person | None:
    """The person that a mention names: the best fit, then the nearest mentioned before, then the nearest after."""
    people = {id(person): person for start in read.starts for person in by_start.get(start, ())[-_MOST_TRIED:]}
    scored = [(fit, person) for person in people.values() if (fit := _fit(read, person.name))]
    if len(scored) > 1:
        return max(scored, key=lambda pair: (pair[0], *nearness(index, pair[1].members)))[1]
    return scored[0][1] if scored else None


def nearness(index: int, members: Sequence[int]) -> tuple[bool, int]:
    """How near a place is to sorted others, those before it first: a key that grows with nearness."""
    place = bisect_left(members, index)
    return (True, members[place - 1]) if place else (False, -members[0])


def _fit(read: _Read, person: PersonName) -> int:
    """How well a mention fits a fuller name: 0 not at all, more for agreement in gender and case."""
    if read.is_bare:
        return _fit_bare(read, person)
    if read.name.gender and person.gender and read.name.gender != person.gender and read.case in (None, "Nom"):
        return 0
    if sorted(map(fold, read.name.words)) == sorted(map(fold, person.words)):
        return 9
    if _is_part(read, person):
        return 7
    if read.name.gender and person.gender and read.name.gender != person.gender:
        return 0
    if read.name.surname and person.surname and not _same(read, "surname", person):
        return 0
    if not read.name.surname:
        return 3 if read.name.given and person.given and not person.middle and _same(read, "given", person) else 0
    return 5 if all(_compatible(read, part, person) for part in ("given", "middle")) else 0


def _is_part(read: _Read, person: PersonName) -> bool:
    """Whether every word of a mention, without initials, is some case form of another word of the fuller name."""
    left = list(person.words)
    if any(is_initials(word) for word in read.surface.words):
        return False
    for shown, mine in zip(read.surface.words, read.name.words, strict=True):
        own = next((w for w in left if _is_form(fold(shown), fold(mine), w, person.gender)), None)
        if own is None:
            return False
        left.remove(own)
    return True


def _is_form(shown: str, nominative: str, own: str, gender: str | None) -> bool:
    return not is_initials(own) and (shown in case_forms(own, gender) or nominative == fold(own))


def _fit_bare(read: _Read, person: PersonName) -> int:
    word = fold(read.surface.words[0])
    gender = read.gender
    clash = person.gender and gender and person.gender != gender and read.case == "Nom"
    for points, part in ((6, person.surname), (2, person.given), (1, person.middle)):
        for own in part:
            if is_initials(own) or word not in case_forms(own, person.gender) or (clash and word != fold(own)):
                continue
            return points + _case_agrees(word, own, read.case) + (gender == person.gender)
    return 0


def _case_agrees(word: str, own: str, case: str | None) -> int:
    return 1 if case is None or (case == "Nom") == (word == fold(own)) else 0


def _same(read: _Read, part: str, person: PersonName) -> bool:
    mine, shown, theirs = getattr(read.name, part), getattr(read.surface, part), getattr(person, part)
    if len(mine) != len(theirs):
        return fold(mine[-1]) == fold(theirs[-1]) if part == "surname" and mine and theirs else False
    gender = person.gender or read.name.gender
    return all(_is_form(fold(b), fold(a), c, gender) for a, b, c in zip(mine, shown, theirs, strict=True))


def _compatible(read: _Read, part: str, person: PersonName) -> bool:
    """Whether given names (or patronymics) are the same, an initial of the other, or absent from one."""
    mine, theirs = getattr(read.name, part), getattr(person, part)
    if part == "middle" and (_initial_letters(read.name.given)[1:] or _initial_letters(person.given)[1:]):
        return True
    if not mine or not theirs:
        return True
    if is_initials(mine[0]) or is_initials(theirs[0]):
        a = _initial_letters(mine) if part == "middle" else _initial_letters((*read.name.given, *read.name.middle))
        b = _initial_letters(theirs) if part == "middle" else _initial_letters((*person.given, *person.middle))
        return all(x == y for x, y in zip(a, b, strict=False))
    return _same(read, part, person)


def _initial_letters(words: Sequence[str]) -> list[str]:
    """First letters: every initial of a part of initials, the first letter of a word."""
    letters: list[str] = []
    for word in words:
        if is_initials(word):
            letters += [fold(piece.strip(" -\u00a0\u202f"))[:1] for piece in word.split(".") if piece.strip(" -\u00a0")]
        else:
            letters.append(fold(word)[:1])
    return letters


def _better(person: Person, read: _Read) -> tuple[PersonName, int]:
    """The fuller of two names and how surely it is shown; of two as full, the one that is shown more surely."""
    name, mine, shown = person.name, read.name, read.shown
    if not read.is_bare and bool(mine.surname) != bool(name.surname):
        full = _with_patronymic(mine, name) if mine.surname else _with_patronymic(name, mine)
        return full, shown if mine.surname else person.shown
    surer = shown > person.shown or shown == _IN_NOMINATIVE
    if mine.fullness > name.fullness or (mine.fullness == name.fullness and surer and not read.is_bare):
        return PersonName(mine.given, mine.middle, mine.surname, mine.gender or name.gender), shown
    return name, person.shown


def _shown(name: PersonName, surface: PersonName, stands: bool) -> int:
    """How surely a name is shown: as it stands, as a surname beside a declined given name («Игоря Гросу»), or not."""
    if stands:
        return _IN_NOMINATIVE
    declined = not _same_folded(name.given, surface.given)
    return _BESIDE_DECLINED if name.given and declined and _same_folded(name.surname, surface.surname) else 0


def _same_folded(words: Sequence[str], others: Sequence[str]) -> bool:
    return [*map(fold, words)] == [*map(fold, others)]


def _with_patronymic(name: PersonName, address: PersonName) -> PersonName:
    """A name that has a surname, with the given name and patronymic that the person is addressed by."""
    spelt_out = bool(address.given and address.middle) and not any(map(is_initials, (*address.given, *address.middle)))
    gender = name.gender or address.gender
    if name.given and spelt_out and (not name.middle or any(map(is_initials, (*name.given, *name.middle)))):
        return PersonName(address.given, address.middle, name.surname, gender)
    return PersonName(name.given, name.middle, name.surname, gender)


GENDERS = {"Masc": MASCULINE, "Fem": FEMININE}
