"""People of the run: which names of persons in many releases are one person.

A short name («Белова», «О. Белова») joins the full name that most releases mean by it, unless the posts that both hold
are known and differ; full names that differ by a doubled letter or a like vowel («Кэмерон», «Кемерон») are one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby, product
from operator import attrgetter
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from pipeline.tables.names import PersonName, name_key, parse_person
from pipeline.text import fold_name as fold

Apart = frozenset[frozenset[str]]
"""Pairs of ids that a user keeps apart."""

DOMINANT = 0.7
"""The share of releases that one full name must have among all that a surname may stand for."""

_SHARED_WORDS = 0.5
_MOST_EDITS = 2
_SHORTEST_VARIED = 5
_DOUBLED = re.compile(r"(.)\1+")
_SOUNDS = str.maketrans("эоыйюя", "еаииуа", "ьъ")


class Post(NamedTuple):
    """A post as folded names of its title and its body, either of which may be empty."""

    title: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Form:
    """A name of a person as it stands in `local_entities`, with how often; `own` is its id while it joins no other."""

    own: str
    name: str
    n_mentions: int
    n_releases: int


@dataclass(slots=True)
class Person:
    """A person while names are joined: the name, its own id, in how many releases it stands, the posts.

    `members` are the ids of the names that it has.
    """

    name: PersonName
    folded: str
    own: str
    weight: int
    posts: set[Post]
    members: set[str]


def entity_id(label: str, key: str) -> str:
    """The id of the entity with a key: the label and 16 hexadecimal digits."""
    digest = blake2b(f"{label}\n{key}".encode(), digest_size=8)
    return f"{label}-{digest.hexdigest()}"


def own_id(label: str, name: str, posts: Collection[Post]) -> str:
    """The id of a name while it joins no other; a short name of a person has one for each set of posts."""
    key = name_key(label, name)
    if label == "PER" and posts and is_short(name):
        key = "\n".join((key, *sorted(f"{post.title}\t{post.organisation}" for post in posts)))
    return entity_id(label, key)


def is_short(name: str) -> bool:
    """Whether a person's name lacks the first name or has it as an initial."""
    parsed = parse_person(name)
    return parsed is not None and not parsed.is_full


def join_people(
    forms: Iterable[Form], posts: Mapping[str, Collection[Post]], apart: Apart = frozenset()
) -> dict[str, str]:
    """For names that join others the id of the person they stand for.

    `forms` come by their `own` ids; `apart` are pairs of ids that are never one person.
    """
    by_surname: dict[str, list[Person]] = defaultdict(list)
    for own, same in groupby(forms, attrgetter("own")):
        spellings = list(same)
        parsed = parse_person(best_name(spellings))
        if parsed is not None:
            weight = sum(form.n_releases for form in spellings)
            person = Person(parsed, fold(spellings[0].name), own, weight, set(posts.get(own, ())), {own})
            by_surname[parsed.surname].append(person)
    target: dict[str, str] = {}
    roots: list[Person] = []
    for namesakes in by_surname.values():
        roots += _join_namesakes(namesakes, target, apart)
    varied = _join_spellings(roots, apart)
    joined = {own: varied.get(root, root) for own, root in target.items()}
    return joined | varied


def _join_namesakes(namesakes: list[Person], target: dict[str, str], apart: Apart) -> list[Person]:
    """Join the names under one surname, the fullest first, so that a join may count on those before it."""
    roots: list[Person] = []
    for person in sorted(namesakes, key=_fullness):
        candidates = [root for root in roots if _may_be(person, root) and not _are_apart(person, root, apart)]
        chosen = _dominant(candidates, 1.0 if person.name.is_full else DOMINANT)
        if chosen is None:
            roots.append(person)
        else:
            target[person.own] = chosen.own
            chosen.weight += person.weight
            chosen.posts |= person.posts
            chosen.members |= person.members
    return roots


def _may_be(person: Person, root: Person) -> bool:
    named = person.name.may_shorten(root.name) or person.name == root.name
    return named and (person.name.is_full or _may_hold(person.posts, root.posts))


def _are_apart(one: Person, other: Person, apart: Apart) -> bool:
    return bool(apart) and any(frozenset(pair) in apart for pair in product(one.members, other.members))


def _may_hold(one: Collection[Post], other: Collection[Post]) -> bool:
    """Whether the posts of two names do not speak against one person."""
    return not one or not other or any(_is_same_post(a, b) for a in one for b in other)


def _is_same_post(one: Post, other: Post) -> bool:
    if one.organisation and other.organisation:
        return one.organisation in other.organisation or other.organisation in one.organisation
    mine, theirs = set(one.title.split()), set(other.title.split())
    return bool(mine and theirs) and len(mine & theirs) / min(len(mine), len(theirs)) > _SHARED_WORDS


def _fullness(person: Person) -> tuple[int, int, str, str]:
    given = person.name.given
    return (-sum(len(part) > 1 for part in given), -len(given), person.folded, person.own)


def _dominant(roots: list[Person], share: float) -> Person | None:
    """The one root that has at least this share of all their releases."""
    if not roots:
        return None
    best = max(sorted(roots, key=attrgetter("own")), key=attrgetter("weight"))
    return best if best.weight >= share * sum(root.weight for root in roots) else None


def _join_spellings(roots: list[Person], apart: Apart) -> dict[str, str]:
    """Full names that sound alike: the rarer spelling joins the most frequent one."""
    alike: dict[str, list[Person]] = defaultdict(list)
    for root in roots:
        if root.name.is_full:
            alike[_sound(root.folded)].append(root)
    target: dict[str, str] = {}
    for group in alike.values():
        first, *others = sorted(group, key=lambda root: (-root.weight, root.folded, root.own))
        for root in others:
            if _is_near(root, first) and not _are_apart(root, first, apart):
                target[root.own] = first.own
                first.members |= root.members
    return target


def _is_near(one: Person, other: Person) -> bool:
    parts = (*one.name.given, one.name.surname), (*other.name.given, other.name.surname)
    return len(parts[0]) == len(parts[1]) and all(
        mine == theirs or (len(mine) >= _SHORTEST_VARIED and Levenshtein.distance(mine, theirs) <= _MOST_EDITS)
        for mine, theirs in zip(*parts, strict=True)
    )


def _sound(folded: str) -> str:
    return _DOUBLED.sub(r"\1", folded.translate(_SOUNDS))


def best_name(forms: Iterable[Form]) -> str:
    """The most frequent spelling; of equals one not all in capitals, one with ё, the first by alphabet."""
    return min(forms, key=lambda form: (-form.n_mentions, form.name.isupper(), "ё" not in form.name, form.name)).name
