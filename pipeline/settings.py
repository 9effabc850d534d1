"""Settings that change what is found in a release, as the library, the command and a file give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypedDict, Unpack

from pipeline.corrections import NO_CORRECTIONS, Corrections, read_corrections
from pipeline.errors import SettingsError, nearest
from pipeline.publication import checked_published
from pipeline.records import LABELS
from pipeline.stages import STAGES

Files = str | Path | Iterable[str | Path]


class Options(TypedDict, total=False):
    """What `Settings.of` takes besides the dates, each by its name.

    exclude: stages to leave out; labels: the labels to have in the tables, of PER, ORG, LOC, DATE, PERCENT.
    corrections: CSV files, or folders of such; drop_contacts: blank out contacts, telephones and e-mail addresses.
    """

    exclude: Iterable[str]
    labels: Iterable[str] | None
    corrections: Files | Corrections | None
    drop_contacts: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that change what is found in a release; make them with `of`, which checks them."""

    published: str | None = None
    force_published: str | None = None
    exclude: tuple[str, ...] = ()
    labels: tuple[str, ...] = LABELS
    corrections: Corrections = NO_CORRECTIONS
    drop_contacts: bool = False

    @classmethod
    def of(
        cls,
        base: Settings | None = None,
        *,
        published: object = None,
        force_published: object = None,
        **options: Unpack[Options],
    ) -> Settings:
        """Settings checked, those that are not given as in `base`; raises SettingsError for what can't be used."""
        unknown = next((name for name in options if name not in Options.__annotations__), None)
        if unknown is not None:
            allowed = ("published", "force_published", *Options.__annotations__)
            hint = nearest(unknown, allowed)
            raise SettingsError(f"no setting is called {unknown!r}{hint}: the settings are {', '.join(allowed)}")
        given: dict[str, Any] = {name: _READERS[name](value) for name, value in options.items()}
        days = {"published": published, "force_published": force_published}
        given |= {name: checked_published(day, name) for name, day in days.items() if day is not None}
        made = replace(base or cls(), **given)
        _check_together(made)
        return made

    def told(self) -> dict[str, Any]:
        """The settings as JSON takes them: what results depend on, without the names in corrections."""
        return {
            "published": self.published,
            "force_published": self.force_published,
            "exclude": list(self.exclude),
            "labels": list(self.labels),
            "corrections": self.corrections.in_releases.digest,
            "drop_contacts": self.drop_contacts,
        }


def corrections_of(given: Files | Corrections | None) -> Corrections:
    """Corrections as they are given: read already, as files, or none."""
    if isinstance(given, Corrections):
        return given
    return read_corrections(given) if given else NO_CORRECTIONS


def _read_stages(given: Iterable[str]) -> tuple[str, ...]:
    return _chosen("exclude", given, STAGES)


def _read_labels(given: Iterable[str] | None) -> tuple[str, ...]:
    if given is None:
        return LABELS
    chosen = _chosen("labels", given, LABELS)
    if not chosen:
        raise SettingsError(f"labels: none is given: choose some of {', '.join(LABELS)}, or leave the setting out")
    return chosen


def _chosen(setting: str, given: Iterable[str], allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Some of the allowed words, in their order; a text holds them with commas between."""
    words = given.split(",") if isinstance(given, str) else given
    wanted = [str(word).strip() for word in words if str(word).strip()]
    for word in wanted:
        if word not in allowed:
            raise SettingsError(f"{setting}: {word!r} is none of {', '.join(allowed)}{_like(word, allowed)}")
    return tuple(word for word in allowed if word in wanted)


def _like(word: str, allowed: tuple[str, ...]) -> str:
    return f"; write {word.upper()}" if word.upper() in allowed else nearest(word, allowed)


def _read_flag(given: object) -> bool:
    if not isinstance(given, bool):
        raise SettingsError(f"drop_contacts: {given!r} is neither true nor false")
    return given


_READERS: dict[str, Callable[[Any], Any]] = {
    "exclude": _read_stages,
    "labels": _read_labels,
    "corrections": corrections_of,
    "drop_contacts": _read_flag,
}


def _check_together(settings: Settings) -> None:
    """Raise SettingsError where a stage is left out that another setting needs."""
    if settings.drop_contacts and "layout" in settings.exclude:
        raise SettingsError("exclude: layout finds the contacts that drop_contacts leaves out: keep it")
    needed = ("names", "boundaries", "entities")
    if settings.corrections.of("drop") and not set(needed).isdisjoint(settings.exclude):
        raise SettingsError(f"exclude: corrections leave out a person, which needs the stages {', '.join(needed)}")
