"""Lines of corrections that can't all be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.corrections.model import Correction
from pipeline.errors import SettingsError

Key = tuple[str, str]


def check_together(lines: Sequence[Correction]) -> None:
    """Raise SettingsError, with the lines, where corrections contradict each other."""
    joined = _check_joins([line for line in lines if line.action in ("alias", "merge")])
    _check_splits([line for line in lines if line.action == "split"], joined)
    _check_renames([line for line in lines if line.action == "rename"], joined)
    _check_drops(lines)
    _check_names([line for line in lines if line.action == "name"])


def _refused(message: str, lines: Iterable[Correction]) -> SettingsError:
    places = sorted({line.line for line in lines})
    return SettingsError(f"corrections: {' and '.join(places)}: {message}: remove or change one of these lines")


def _check_joins(joins: Sequence[Correction]) -> dict[Key, list[Correction]]:
    """For every name that is joined with others, the lines that do so."""
    by_name: dict[Key, Correction] = {}
    for line in joins:
        if line.key == line.other_key:
            raise _refused(f"«{line.name}» can't be joined with itself", [line])
        before = by_name.setdefault(line.key, line)
        if before.other_key != line.other_key:
            raise _refused(f"«{line.name}» is said to be both «{before.other}» and «{line.other}»", [before, line])
    for line in joins:
        _check_circle(line, by_name)
    group = {key: root_of(key, by_name) for line in joins for key in (line.key, line.other_key)}
    members: dict[Key, list[Correction]] = defaultdict(list)
    for line in joins:
        members[group[line.key]].append(line)
    return {key: members[root] for key, root in group.items()}


def _check_circle(line: Correction, by_name: dict[Key, Correction]) -> None:
    met = [line]
    while (following := by_name.get(met[-1].other_key)) is not None:
        if following.key == line.key:
            raise _refused(f"«{line.name}» is led back to itself", met)
        if following in met:  # a circle further on is told by its own lines
            return
        met.append(following)


def root_of(key: Key, by_name: dict[Key, Correction]) -> Key:
    """The name at the end of the lines that lead on from a name."""
    while key in by_name:
        key = by_name[key].other_key
    return key


def _check_splits(splits: Sequence[Correction], joined: dict[Key, list[Correction]]) -> None:
    for line in splits:
        if line.post:
            continue
        if line.key == line.other_key:
            raise _refused(f"«{line.name}» and «{line.other}» are one name: tell whom by the column post", [line])
        joins = joined.get(line.key)
        if joins is not None and joins is joined.get(line.other_key):
            raise _refused(f"«{line.name}» and «{line.other}» are both joined and split", [*joins, line])


def _check_renames(renames: Sequence[Correction], joined: dict[Key, list[Correction]]) -> None:
    named: dict[object, Correction] = {}
    for line in renames:
        group = joined.get(line.key)
        before = named.setdefault(id(group) if group else line.key, line)
        if before.other != line.other:
            raise _refused(f"one entity is renamed to both «{before.other}» and «{line.other}»", [before, line])


def _check_drops(lines: Sequence[Correction]) -> None:
    dropped = {line.key: line for line in lines if line.action == "drop"}
    for line in lines:
        for key in (line.key, line.other_key):
            if line.action != "drop" and key in dropped:
                raise _refused(f"«{dropped[key].name}» is both left out and corrected", [dropped[key], line])


def _check_names(names: Sequence[Correction]) -> None:
    seen: dict[str, Correction] = {}
    for line in names:
        before = seen.setdefault(line.key[1], line)
        if before.label != line.label:
            raise _refused(f"«{line.name}» is said to be both {before.label} and {line.label}", [before, line])
