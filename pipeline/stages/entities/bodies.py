"""Which mentions of organisations or places are one: acronyms, quoted cores, shortened designations, known aliases."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from pipeline.memory import names_remembered
from pipeline.morphology.analyzer import shared_start
from pipeline.stages.entities.declension import fold
from pipeline.stages.entities.designations import (
    LONGEST_ACRONYM,
    SHORTEST_ACRONYM,
    WORD,
    Designation,
    legal_forms,
    read_designation,
    words_in,
)
from pipeline.stages.entities.people import nearness
from pipeline.text import clean_word
from pipeline.words import read_rows, read_words

_PACKAGE = __package__ or "pipeline.stages.entities"
_ENDINGS = frozenset(
    "|а|я|о|е|у|ю|ы|и|ь|й|ой|ей|ою|ью|ом|ем|ым|им|ам|ям|ах|ях|ых|их|ый|ий|ая|яя|ое|ее|ые|ие|ую|юю|ого|его|ому|ему|"
    "ами|ями|ыми|ими|ии|ия|ию|ией|иям|иях|иями|ов|ев|ья|ье|ьи|ью|ьям|ия|ие".split("|")
)
_TAIL_STARTS = frozenset("по при в во на имени им для города республики области края округа района из".split())
_REGION_SHORT = re.compile(r"^(\w{3,8})область$")
_ADJECTIVE_ENDS = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ого", "его", "ому", "ему", "ым", "им", "ом", "ую")
_LONGEST_UNIT = 3
_PAIR = 2
_MOST_TRIED = 200
_LONGEST_SYLLABLE = 5


@dataclass(slots=True)
class Body:
    """The designations that name one body or place, the fullest first, each with the places of its mentions."""

    places: dict[Designation, list[int]] = field(default_factory=dict)

    @property
    def members(self) -> list[int]:
        """The indexes of all mentions, in text order."""
        return sorted(index for indexes in self.places.values() for index in indexes)

    @property
    def first(self) -> int:
        """The index of the first mention."""
        return min(indexes[0] for indexes in self.places.values())

    @property
    def name(self) -> str:
        """The fullest designation in the nominative."""
        return self._fullest.nominative

    @property
    def _fullest(self) -> Designation:
        """The longest; of its forms in several cases, what its nominative is taken for most often."""
        if len(self.places) == 1:
            return next(iter(self.places))
        full = max(self.places, key=_fullness)
        taken: Counter[str] = Counter()
        for name, indexes in self.places.items():
            taken[name.nominative] += len(indexes)
        forms = [name for name in self.places if _same_words(name.full, full.full)]
        return max(forms, key=lambda name: (*_stands(name), taken[name.nominative], *_fullness(name)))

    def norms(self, label: str) -> dict[int, str]:
        """The norm of each mention, by index: the fullest name.

        A place keeps the designation it has («РФ»), and so does a body that only the alias list knows by two names.
        """
        if len(self.places) == 1:
            [(name, indexes)] = self.places.items()
            return dict.fromkeys(indexes, name.nominative)
        if label == "ORG":
            full = self._fullest
            return {
                index: (name if _is_other_name(name, full) else full).nominative
                for name, indexes in self.places.items()
                for index in indexes
            }
        groups: list[list[Designation]] = []
        for name in self.places:
            group = next((g for g in groups if _same_designation(name, g[0])), None)
            if group is None:
                groups.append([name])
            else:
                group.append(name)
        return {
            index: max(group, key=_place_form).nominative
            for group in groups
            for name in group
            for index in self.places[name]
        }


def _is_other_name(name: Designation, full: Designation) -> bool:
    """Whether nothing in the words of two names of one body connects them."""
    if name.alias is None or name.acronym in acronyms(full.nominative):
        return False
    return not _fit_organisation(name, full)


def _fullness(name: Designation) -> tuple[int, int, bool, bool]:
    return len(name.words), len(name.nominative), name.surface == name.nominative, not name.nominative.isupper()


def _stands(name: Designation) -> tuple[bool, bool]:
    """Whether a name stands in the text as in the nominative, and not in capitals throughout."""
    return name.surface == name.nominative, not name.nominative.isupper()


def _place_form(name: Designation) -> tuple[int, bool, bool]:
    lowered = not name.nominative.isupper() or (len(name.nominative) <= LONGEST_ACRONYM and len(name.words) == 1)
    return len(name.words), lowered, name.surface == name.nominative


@cache
def class_words() -> frozenset[str]:
    """Nouns that say what kind of body something is, folded, in the nominative."""
    return frozenset(fold(word) for word in read_words(_PACKAGE, "class_words.tsv"))


@cache
def unit_words() -> frozenset[str]:
    """Nouns that name a part of a body, folded: a part does not share the quoted name of the whole."""
    rows = read_rows(_PACKAGE, "class_words.tsv")
    return frozenset(next(words_in(row["noun"])) for row in rows if row["unit"])


@names_remembered
def same_word(one: str, other: str) -> bool:
    """Whether two folded words are equal up to a case ending."""
    if one == other:
        return True
    shared = shared_start(one, other)
    cuts = range(shared, max(shared - 2, 2), -1)
    return any(one[cut:] in _ENDINGS and other[cut:] in _ENDINGS for cut in cuts)


def _same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    return one == other or (len(one) == len(other) and all(map(same_word, one, other)))


def _starts_with(full: Sequence[str], short: Sequence[str]) -> bool:
    return 0 < len(short) < len(full) and _same_words(full[: len(short)], short)


def merge_bodies(namings: Sequence[tuple[int, str, str]], label: str) -> list[Body]:
    """Bodies or places with the indexes of their mentions, in the order of their first mention.

    namings: (index in text order, words as written, their nominative) of each mention.
    """
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, surface, nominative in namings:
        alike[surface, nominative].append(index)
    places = {read_designation(*written, label): indexes for written, indexes in alike.items()}
    merger = _Merger(label)
    for name in sorted(places, key=lambda n: (n.acronym is not None, -len(n.words), -len(n.nominative), places[n][0])):
        merger.add(name, places[name])
    return sorted(merger.bodies, key=lambda body: body.first)


class _Handles(NamedTuple):
    """What a name is found by.

    keys: what it can be called by besides its words, its alias key and its acronyms; called: those of the keys that it
    is called by itself; starts: the first letters of all its words; near: of those by which a fuller name is looked up;
    region: of the place that a compound short form («Ленобласть») may mean.
    """

    keys: tuple[str, ...]
    called: tuple[str, ...]
    starts: tuple[str, ...]
    near: tuple[str, ...]
    region: str | None


@names_remembered
def _handles(name: Designation, label: str) -> _Handles:
    keys = [f"alias {name.alias}"] if name.alias else []
    if label == "ORG":
        keys += [f"acronym {letters}" for letters in (name.acronym, *acronyms(name.nominative)) if letters]
    own = 2 if name.acronym else 1 if name.alias else 0
    region = _REGION_SHORT.match(" ".join(name.words)) if label == "LOC" else None
    return _Handles(
        tuple(keys),
        tuple(keys[:own]),
        _starts(name.words),
        _starts((*name.words[:1], *name.core[:1])),
        region.group(1)[:3] if region else None,
    )


def _starts(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word[:3] for word in words))


class _Merger:
    """Bodies so far, findable by the first letters of their words, by acronym and by alias."""

    def __init__(self, label: str) -> None:
        self.bodies: list[Body] = []
        self._label = label
        self._by_start: dict[str, list[int]] = defaultdict(list)
        self._by_key: dict[str, int] = {}

    def add(self, name: Designation, members: list[int]) -> None:
        handles = _handles(name, self._label)
        place = self._find(name, members[0], handles)
        if place is None:
            place = len(self.bodies)
            self.bodies.append(Body())
        self.bodies[place].places[name] = members
        for start in handles.starts:
            if place not in self._by_start[start][-1:]:
                self._by_start[start].append(place)
        for key in handles.keys:
            self._by_key.setdefault(key, place)

    def _find(self, name: Designation, index: int, handles: _Handles) -> int | None:
        if not name.words:
            return None
        for key in handles.called:
            if key in self._by_key:
                return self._by_key[key]
        near = dict.fromkeys(place for start in handles.near for place in self._by_start.get(start, ())[-_MOST_TRIED:])
        if handles.region:
            near |= dict.fromkeys(self._by_start.get(handles.region, ()))
        scored = [(fit, place) for place in near if (fit := self._fit(name, self.bodies[place]))]
        if not scored:
            return None
        best = max(fit for fit, _ in scored)
        tied = [place for fit, place in scored if fit == best]
        return max(tied, key=lambda place: nearness(index, self.bodies[place].members)) if len(tied) > 1 else tied[0]

    def _fit(self, name: Designation, body: Body) -> int:
        fit = _fit_organisation if self._label == "ORG" else _fit_place
        return max(fit(name, other) for other in body.places)


def _fit_organisation(name: Designation, full: Designation) -> int:
    """0 for different bodies, else how sure it is that a name means a body already named (as fully or more so)."""
    if _same_words(name.words, full.words):
        return 9
    if _unit(name.words, name.core) != _unit(full.words, full.core):
        return 0
    if name.core and full.core:
        if _same_words(name.core, full.core):
            return 8
        if _starts_with(full.core, name.core):
            return 6
        if not _is_core_only(name):
            return 0
    if name.core and _is_core_only(name) and _same_words(name.core, full.words):
        return 7
    if full.core and not name.core and _same_words(name.words, full.core):
        return 7
    if _starts_with(full.words, name.words):
        return _fit_beginning(name, full)
    return 4 if len(name.words) == 1 < len(full.words) and _is_blend(name.words[0], full.words) else 0


def _is_blend(word: str, full: Sequence[str]) -> bool:
    """Whether a word is made of the start of one word and the next word («нацгвардия»)."""
    return any(
        word[:cut] == full[0][:cut] and len(full[1]) > _LONGEST_SYLLABLE and same_word(word[cut:], full[1])
        for cut in range(3, _LONGEST_SYLLABLE + 1)
    )


@names_remembered
def _unit(words: tuple[str, ...], core: tuple[str, ...]) -> str | None:
    """The noun of a name that is one of a part of a body («пресс-служба …»), not of the body itself."""
    if words[:1] == core[:1]:
        return None
    noun = next((word for word in words[:_LONGEST_UNIT] if not word.endswith(_ADJECTIVE_ENDS)), words[0])
    return next((unit for unit in unit_words() if same_word(noun, unit)), None)


def _is_core_only(name: Designation) -> bool:
    return len(name.core) == len(name.words)


def _fit_beginning(name: Designation, full: Designation) -> int:
    """A shortened designation: two words and more, a lone class word, a lone adjective before one («Большой»)."""
    if len(name.words) > 1:
        return 5
    word = name.words[0]
    if name.acronym and full.words[1] in _TAIL_STARTS:
        return 5
    if _is_class_word(word):
        return 3
    return 3 if word.endswith(_ADJECTIVE_ENDS) and len(full.words) == _PAIR and _is_class_word(full.words[1]) else 0


def _is_class_word(word: str) -> bool:
    return any(same_word(word, known) for known in class_words() if known[:3] == word[:3])


def _same_designation(name: Designation, other: Designation) -> bool:
    return _same_words(name.full, other.full) or bool(_REGION_SHORT.match(" ".join(name.full)))


def _fit_place(name: Designation, full: Designation) -> int:
    if _same_words(name.words, full.words):
        return 9
    short = _REGION_SHORT.match(" ".join(name.words))
    if not short or len(full.words) != 2 or not same_word(full.words[1], "область"):
        return 0
    return 6 if full.words[0][:3] == short.group(1)[:3] else 0


@names_remembered
def acronyms(nominative: str) -> tuple[str, ...]:
    """Acronyms, folded, that a designation of several words may have: of all its words, or up to its territory."""
    letters: list[str] = []
    lean: list[str] = []
    found: dict[str, None] = {}
    for position, word in enumerate(WORD.findall(clean_word(nominative).replace("-", " "))):
        folded = fold(word)
        if folded in legal_forms():
            continue
        if position and len(lean) > 1 and (folded in _TAIL_STARTS or word[:1].isupper()):
            found |= dict.fromkeys(("".join(letters), "".join(lean)))
        if word.isupper() and len(word) > 1:
            letters.append(folded)
            lean.append(folded)
            continue
        letters.append(folded[:1])
        if folded not in _TAIL_STARTS and folded != "и":
            lean.append(folded[:1])
    found |= dict.fromkeys(("".join(letters), "".join(lean)))
    return tuple(short for short in found if SHORTEST_ACRONYM <= len(short) <= LONGEST_ACRONYM and len(lean) > 1)
