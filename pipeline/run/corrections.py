"""Which corrections of a run applied to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections import Correction, Corrections
from pipeline.redaction import PERSON_DROPPED, person_message
from pipeline.stages.known_names.component import RULE
from pipeline.stages.known_names.matching import NameFinder
from pipeline.text import fold_name

Rows = Callable[[], Iterable[pa.RecordBatch]]


def unused_corrections(
    corrections: Corrections, unmet: Sequence[Correction], mentions: Rows, notes: Rows
) -> list[Correction]:
    """The corrections that applied to nothing, by file and line.

    unmet: those whose names no entity of the run has; an alias may still have acted inside a release.
    """
    aliases = {line.key: line for line in unmet if line.action == "alias"}
    for key in _named(mentions, [line.key for line in aliases.values()]):
        aliases.pop(key, None)
    found = [line for line in unmet if line.action != "alias"] + list(aliases.values())
    found += _unused_names(corrections.of("name"), mentions)
    found += _unused_drops(corrections.of("drop"), notes)
    return sorted(found, key=lambda line: (line.line.rpartition(":")[0], int(line.line.rpartition(":")[2] or 0)))


def shown(line: Correction) -> str:
    """A correction for a reader, with the place of its line."""
    names = " → ".join(name for name in (line.name, line.other or line.post) if name)
    return f"{line.line}: {line.action} {line.label} {names}"


def _named(mentions: Rows, wanted: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The keys that some mention has in its own words."""
    left = set(wanted)
    for batch in mentions() if left else ():
        for label, name in zip(batch["label"].to_pylist(), batch["nominative"].to_pylist(), strict=True):
            if name and (label, fold_name(name)) in left:
                yield label, fold_name(name)


def _unused_names(names: Sequence[Correction], mentions: Rows) -> list[Correction]:
    left = dict(enumerate(names))
    finder = NameFinder(line.name for line in names)
    for batch in mentions() if names else ():
        for words in pc.unique(batch.filter(pc.equal(batch["found_by"], RULE))["text"]).to_pylist():
            for one in finder.find(words):
                left.pop(one.number, None)
    return list(left.values())


def _unused_drops(drops: Sequence[Correction], notes: Rows) -> list[Correction]:
    left = {person_message(number): line for number, line in enumerate(drops)}
    for batch in notes() if drops else ():
        for message in pc.unique(batch.filter(pc.equal(batch["code"], PERSON_DROPPED))["message"]).to_pylist():
            left.pop(message, None)
    return list(left.values())
