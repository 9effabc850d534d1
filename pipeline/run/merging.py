"""Joins the parts of a run that was split over machines."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.corrections import Corrections
from pipeline.errors import OutputError, SettingsError
from pipeline.run.finishing import RunSummary, finish
from pipeline.run.groups import Group, as_whole, same_inputs
from pipeline.run.parts import WHOLE
from pipeline.run.receipts import Receipt
from pipeline.run.settings import run_key
from pipeline.run.store import Store, writing
from pipeline.settings import Files, corrections_of
from pipeline.sinks import sink


def merge(
    parts: Sequence[str | Path],
    out: str | Path,
    format: str = "parquet",
    *,
    corrections: Files | Corrections | None = None,
) -> RunSummary:
    """Join the parts of a run, which lie in a folder each, into one folder: the tables of the run as if never split.

    corrections: those that the parts were given, and others that only concern the entities of the run.
    Raises SettingsError where the folders are not all parts of one run, OutputError where one can't be read or written.
    """
    started = time.perf_counter()
    sink(format)
    known = corrections_of(corrections)
    folders, target = [Path(part) for part in parts], Path(out)
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target} is a file: name another folder with --out")
    if target.resolve() in {folder.resolve() for folder in folders}:
        raise SettingsError(f"{target} holds a part: name another folder with --out")
    found = [(folder, _part_of(folder)) for folder in folders]
    _check(found)
    _check_corrections(found[0], known)
    by_number = {group.part.number: folder for folder, group in found}
    _, group = found[0]
    whole = as_whole(group)
    store = Store(target)
    with store.locked():
        _check_target(store, whole, target)
        receipts = [
            _copy(Store(by_number[index % len(by_number) + 1]), store, shard) for index, shard in enumerate(whole.order)
        ]
        options = {**whole.settings, "merged": len(found)}
        reused = sum(receipt.counts.releases for receipt in receipts)
        return finish(
            format, store, [whole], receipts, started=started, reused=reused, options=options, corrections=known
        )


def _part_of(folder: Path) -> Group:
    store = Store(folder)
    if not store.exists:
        raise OutputError(f"{folder} holds no run: name the folders that `rupress extract --part` was given with --out")
    if store.unfinished() is not None:
        raise OutputError(f"the run in {folder} is not finished: run its command again, then merge")
    groups = store.groups()
    if len(groups) != 1 or groups[0].part == WHOLE:
        raise SettingsError(f"{folder} holds no part of a run: merge takes what `rupress extract --part i/n` wrote")
    if groups[0].key != run_key(groups[0].settings):
        raise SettingsError(f"{folder} was made by another version of rupress or its models: merge with that one")
    return groups[0]


def _check(found: Sequence[tuple[Path, Group]]) -> None:
    (first, model), *others = found
    count = model.part.count
    for folder, group in others:
        if group.part.count != count or group.key != model.key or group.order != model.order:
            raise SettingsError(
                f"{folder} ({group.part}) and {first} ({model.part}) are no parts of one run: they differ in "
                f"{_difference(group, model)}; run the same command with the same rupress for every part"
            )
    numbers = [group.part.number for _, group in found]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    if twice:
        raise SettingsError(f"part {twice[0]}/{count} is named twice: name the folder of each part once")
    missing = [f"{number}/{count}" for number in range(1, count + 1) if number not in numbers]
    if missing:
        raise SettingsError(f"{len(missing)} of {count} parts are missing: {', '.join(missing[:5])}")


def _check_corrections(part: tuple[Path, Group], corrections: Corrections) -> None:
    folder, group = part
    if group.settings.get("corrections") != corrections.in_releases.digest:
        raise SettingsError(
            f"corrections: {folder} was made with other names, aliases or people to leave out: give merge the same "
            "corrections, or run the parts again with these"
        )


def _difference(one: Group, other: Group) -> str:
    if one.part.count != other.part.count:
        return "the number of parts"
    if one.settings != other.settings:
        return "their settings"
    return "the version of rupress or its models" if one.key != other.key else "their input"


def _check_target(store: Store, whole: Group, target: Path) -> None:
    held = [group for group in store.groups() if group.order != whole.order]
    if any(not same_inputs(group, whole) for group in held) or store.unfinished():
        raise SettingsError(f"{target} holds another run: name another folder with --out")


def _copy(part: Store, store: Store, shard: str) -> Receipt:
    """Put a shard of a part into the store, by a second name for the same file where that can be."""
    receipt = store.receipt(shard)
    if receipt is not None and receipt.final:
        return receipt
    receipt = part.receipt(shard)
    if receipt is None:
        folder = part.folder.parent
        raise OutputError(f"a shard of {folder} is missing or damaged: run its command again, then merge")
    for ending in ("arrow", "json"):
        source, goal = part.path(shard, ending), store.path(shard, ending)
        temporary = goal.with_name(f"{goal.name}.tmp")
        with writing(goal):
            temporary.unlink(missing_ok=True)
            try:
                temporary.hardlink_to(source)
            except OSError:
                shutil.copyfile(source, temporary)
            temporary.replace(goal)
    return receipt
