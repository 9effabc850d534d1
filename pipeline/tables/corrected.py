"""A user's corrections to the entities of a run: which names are kept apart, joined, or called otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from pipeline.corrections import NO_CORRECTIONS, Correction, Corrections
from pipeline.corrections.checking import Key, root_of
from pipeline.tables.names import name_key
from pipeline.tables.people import Apart, Post, entity_id, is_short, own_id
from pipeline.text import fold_name


class EntityCorrections:
    """The corrections of a run, and the ids that the names in them turn out to have.

    `ids` tells and remembers the ids of names while rows are counted; then `apart` says which must not be joined, and
    `joined` what the others come to.
    """

    def __init__(self, corrections: Corrections = NO_CORRECTIONS) -> None:
        self._joins = corrections.of("alias", "merge")
        self._renames = corrections.of("rename")
        self._splits = [line for line in corrections.of("split") if not line.post]
        self._posts: dict[Key, list[Correction]] = defaultdict(list)
        for line in corrections.of("split"):
            if line.post:
                self._posts[line.key].append(line)
        lines = (*self._joins, *self._renames, *corrections.of("split"))
        self._met: dict[Key, set[str]] = {key: set() for line in lines for key in (line.key, line.other_key)}
        self._alone = {line.key for line in self._splits if _share_a_key(line)}
        self._by_post: dict[Correction, set[str]] = defaultdict(set)
        self.names: dict[str, str] = {}

    def ids(self, names: Iterable[tuple[str, str, frozenset[Post]]]) -> list[str]:
        """The ids of names, each with its label and the posts that its person holds, while they join no other."""
        if not self._met:
            return [own_id(*name) for name in names]
        return [self._id(*name) for name in names]

    def _id(self, label: str, name: str, posts: frozenset[Post]) -> str:
        key = (label, fold_name(name))
        if key not in self._met:
            return own_id(label, name, posts)
        own = own_id(label, name, posts)
        line = next((line for line in self._posts.get(key, ()) if _holds(posts, fold_name(line.post))), None)
        if line is not None:
            own = entity_id(label, f"{key[1]}\n={fold_name(line.post)}")
            self._by_post[line].add(own)
        elif key in self._alone:
            own = entity_id(label, f"{key[1]}\n=")
        self._met[key].add(own)
        return own

    def apart(self) -> Apart:
        """Pairs of ids that are not one entity."""
        pairs = [pair for line in self._splits for pair in product(self._met[line.key], self._met[line.other_key])]
        for line, ids in self._by_post.items():
            pairs += product(ids, self._met[line.key] - ids)
        return frozenset(frozenset(pair) for pair in pairs)

    def joined(self, targets: Mapping[str, str]) -> dict[str, str]:
        """Where ids lead to, after the joins; `targets` is where they lead without. Sets `names` of entities."""
        by_name = {line.key: line for line in self._joins}
        single: dict[str, str] = {}
        moved: dict[str, str] = {}

        def end(one: str) -> str:
            while one in moved:
                one = moved[one]
            return one

        for line in self._joins:
            last = root_of(line.key, by_name)
            goal = end(self._goal(last, targets))
            self._met[last].add(goal)
            for own in sorted(self._met[line.key] | self._met[line.other_key]):
                root = targets.get(own, own)
                if own != root and is_short(line.name) and own in self._met[line.key]:
                    single[own] = goal
                elif end(root) != goal:
                    moved[end(root)] = goal
        ids = {*targets, *moved, *single}
        joined = {own: end(single.get(own) or targets.get(own, own)) for own in sorted(ids)}
        self._name(by_name, joined)
        return {own: root for own, root in joined.items() if own != root}

    def _goal(self, key: Key, targets: Mapping[str, str]) -> str:
        """The id of the entity that a name joins others to."""
        roots = {targets.get(own, own) for own in self._met[key]}
        return roots.pop() if len(roots) == 1 else entity_id(key[0], name_key(*key))

    def _name(self, by_name: Mapping[Key, Correction], joined: Mapping[str, str]) -> None:
        for line in (*(line for line in self._joins if line.other_key not in by_name), *self._renames):
            for own in self._met[line.key]:
                self.names[joined.get(own, own)] = line.other

    def unused(self) -> list[Correction]:
        """The corrections whose names no entity has."""
        found = [line for line in (*self._joins, *self._renames) if not self._met[line.key]]
        found += [line for line in self._splits if not (self._met[line.key] and self._met[line.other_key])]
        return found + [line for lines in self._posts.values() for line in lines if not self._by_post[line]]


def _share_a_key(line: Correction) -> bool:
    return line.label != "PER" and name_key(line.label, line.name) == name_key(line.label, line.other)


def _holds(posts: Sequence[Post] | frozenset[Post], wanted: str) -> bool:
    return any(wanted in post.title or wanted in post.organisation for post in posts)
