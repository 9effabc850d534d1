"""Corrections as records: what each does, and on what the results of a release depend."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.text import fold_name

ACTIONS = ("name", "alias", "merge", "split", "rename", "drop")
COLUMNS = ("action", "label", "name", "other", "post", "note")
IN_RELEASES = ("name", "alias", "drop")
"""The actions that change what is found in a release; the others only concern the entities of the run."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of a user's file; `line` says where it stands and does not count when two are compared."""

    action: str
    label: str
    name: str
    other: str = ""
    post: str = ""
    line: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """What all spellings of its name share."""
        return self.label, fold_name(self.name)

    @property
    def other_key(self) -> tuple[str, str]:
        """What all spellings of its other name share."""
        return self.label, fold_name(self.other)

    @property
    def fields(self) -> tuple[str, str, str, str, str]:
        """All but its line."""
        return self.action, self.label, self.name, self.other, self.post


@dataclass(frozen=True)
class Corrections:
    """All corrections of a run, in an order that does not depend on files and lines; `files` are their names."""

    lines: tuple[Correction, ...] = ()
    files: tuple[str, ...] = field(default=(), compare=False)

    def of(self, *actions: str) -> tuple[Correction, ...]:
        """The corrections with one of these actions."""
        return tuple(line for line in self.lines if line.action in actions)

    @cached_property
    def in_releases(self) -> Corrections:
        """Those that change what is found in a release."""
        return Corrections(self.of(*IN_RELEASES))

    @cached_property
    def digest(self) -> str | None:
        """A digest of them all; None where there are none."""
        if not self.lines:
            return None
        text = json.dumps([line.fields for line in self.lines], ensure_ascii=False)
        return hashlib.blake2b(text.encode("utf8", "replace"), digest_size=16).hexdigest()


NO_CORRECTIONS = Corrections()
