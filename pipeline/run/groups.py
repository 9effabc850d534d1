"""What a folder holds: groups of inputs, one for each command that added to it.

A command that names inputs again takes the place of their group; a command that names others adds a group. So a folder
never loses releases that nobody spoke of, and never holds a file twice.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError
from pipeline.run.parts import WHOLE, Part
from pipeline.run.settings import run_key
from pipeline.settings import Settings
from pipeline.sources import Found, printable

_DAYS = ("published", "force_published")
"""Settings that each group may have of its own."""


@dataclass(frozen=True, slots=True)
class Group:
    """The inputs of one command, and the shards that hold their releases.

    `inputs` and `files` are paths as seen from the folder of the tables, so that all may move together and no absolute
    path is kept. `settings` are those that its results depend on, as `Settings.told` gives them. `order` lists the
    shards of the whole run, `shards` those of this part of it: all of them unless the run was split.
    """

    inputs: tuple[str, ...]
    files: frozenset[str]
    settings: Mapping[str, Any]
    key: str
    part: Part = WHOLE
    order: tuple[str, ...] = field(default=(), repr=False)

    @property
    def shards(self) -> list[str]:
        """The shards of this part, in order."""
        return [shard for index, shard in enumerate(self.order) if self.part.takes(index)]

    def to_fields(self) -> dict[str, Any]:
        """The group as JSON takes it."""
        return {
            "inputs": list(self.inputs),
            "files": sorted(self.files),
            "settings": dict(self.settings),
            "key": self.key,
            "part": [self.part.number, self.part.count],
            "order": list(self.order),
        }

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> Group:
        """The group that `to_fields` gave; raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            tuple(fields["inputs"]),
            frozenset(fields["files"]),
            dict(fields["settings"]),
            str(fields["key"]),
            Part(*fields["part"]),
            tuple(fields["order"]),
        )


def new_group(out: Path, inputs: Sequence[str | Path], files: Iterable[Found], settings: Settings, part: Part) -> Group:
    """The group of a command that is about to run."""
    return Group(
        tuple(_seen_from(out, given) for given in inputs),
        frozenset(_seen_from(out, found.path or found.source) for found in files),
        settings.told(),
        run_key(settings.told()),
        part,
    )


def kept_beside(new: Group, held: Iterable[Group], out: Path) -> list[Group]:
    """The groups that stay in the folder when this one comes.

    Raises SettingsError where a group is neither replaced nor able to stay as it is.
    """
    kept = [group for group in held if not _may_be_replaced(group, new, out)]
    return [group for group in kept if _can_stay(group, new, out)]


def _may_be_replaced(group: Group, new: Group, out: Path) -> bool:
    if not _is_replaced(group, new):
        return False
    if group.part != new.part:
        held = f"{out} holds part {group.part} of {named(group)}"
        raise SettingsError(f"{held}: a part of a run goes into a folder of its own, name another with --out")
    return True


def check_unfinished(new: Group, unfinished: Group | None, out: Path) -> None:
    """Raise SettingsError where a folder keeps the work of a stopped run of other inputs."""
    if unfinished is not None and not _is_replaced(unfinished, new):
        raise SettingsError(
            f"{out} keeps the work of a run of {named(unfinished)} that was stopped: "
            "give its command again first, or name another folder with --out"
        )


def with_group(new: Group, held: Sequence[Group], out: Path) -> list[Group]:
    """The groups of the folder with this one: in the place of the first that it replaces, else at the end."""
    kept = kept_beside(new, held, out)
    replaced = next((place for place, group in enumerate(held) if _is_replaced(group, new)), len(held))
    before = sum(not _is_replaced(group, new) for group in held[:replaced])
    return [*kept[:before], new, *kept[before:]]


def _is_replaced(group: Group, new: Group) -> bool:
    return set(group.inputs) <= set(new.inputs) or group.files <= new.files


def _can_stay(group: Group, new: Group, out: Path) -> bool:
    held = f"{out} holds releases of {named(group)}"
    if new.part != WHOLE or group.part != WHOLE:
        raise SettingsError(f"{held}: a part of a run goes into a folder of its own, name another with --out")
    if group.files & new.files:
        raise SettingsError(
            f"{held}, and some of these files are among them: name all of these inputs again, or another folder"
        )
    if group.key != run_key(group.settings):
        message = "made by another version of rupress, of its models or libraries"
        raise SettingsError(f"{held}, {message}: name them too, so that they are done again, or name another folder")
    differing = [
        name for name, value in new.settings.items() if name not in _DAYS and group.settings.get(name) != value
    ]
    if differing:
        message = f"made with other settings ({', '.join(differing)})"
        raise SettingsError(f"{held}, {message}: name them too, so that they are done again, or name another folder")
    return True


def named(group: Group) -> str:
    """The inputs of a group, for a reader."""
    shown = ", ".join(group.inputs[:3])
    return shown + (f" and {len(group.inputs) - 3} more" if len(group.inputs) > 3 else "")


def moved(group: Group, from_folder: Path, to_folder: Path, part: Part) -> Group:
    """The group of one folder as another folder sees it, as a part of its own."""

    def seen(name: str) -> str:
        return _seen_from(to_folder, name if name == "-" else from_folder / name)

    return replace(group, inputs=tuple(map(seen, group.inputs)), files=frozenset(map(seen, group.files)), part=part)


def _seen_from(out: Path, given: str | Path) -> str:
    if str(given) == "-":
        return "-"
    try:
        return printable(Path(os.path.relpath(Path(given).resolve(), out.resolve())).as_posix())
    except ValueError:  # on another drive
        return printable(Path(given).absolute().as_posix())
