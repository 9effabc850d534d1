"""Settings of the command: what is in force, and whether an option, a file or a default says so.

A file is TOML with the keys of `KEYS`, all at its top. What an option says beats the file, the file the default.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError, nearest
from pipeline.publication import checked_published
from pipeline.records import LABELS
from pipeline.run.running import ENGINES, MOST_WORKERS, check_work
from pipeline.run.settings import SMALLEST_MEMORY_MB, read_limits
from pipeline.settings import Settings
from pipeline.sinks import FORMATS
from pipeline.stages import STAGES

FILE_NAME = "rupress.toml"


@dataclass(frozen=True, slots=True)
class Key:
    """A setting: what it is for, what a file may say (`allowed`, in words), its default, the check of a value."""

    name: str
    meaning: str
    allowed: str
    check: Callable[[Any], bool]
    default: Any = None
    words: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        """The option of the command that sets it."""
        return "--" + self.name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Value:
    """What is in force for a key, and who says so: `default`, `rupress.toml:3` or `option --workers`."""

    value: Any
    source: str


def _whole(least: int, most: int | None = None) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and value >= least and (most is None or value <= most)


def _some_of(words: tuple[str, ...]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(word in words for word in value)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str | date) and checked_published(value, "") is not None
    except SettingsError:
        return False


def _is_paths(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(path, str) for path in value))


_DAY = 'a day, month or year: 2025-09-23, "2025-09", "2025"'
KEYS = (
    Key("format", "format of the tables", f"one of {', '.join(FORMATS)}", lambda v: v in FORMATS, "parquet", FORMATS),
    Key("workers", "how many processes extract", f"a number from 1 to {MOST_WORKERS}", _whole(1, MOST_WORKERS), 1),
    Key("limit", "the most records to read", "a number from 1", _whole(1)),
    Key("published", "day of publication of releases that carry none", _DAY, _is_day),
    Key("force_published", "day of publication of all releases, whatever they carry", _DAY, _is_day),
    Key("exclude", "stages to leave out", f"a list of some of {', '.join(STAGES)}", _some_of(STAGES), [], STAGES),
    Key("labels", "labels to have in the tables", f"a list of some of {', '.join(LABELS)}",
        lambda v: _some_of(LABELS)(v) and bool(v), list(LABELS), LABELS),
    Key("corrections", "CSV files of corrections, or folders of such", "a path, or a list of paths, as seen from the "
        "folder of the file", _is_paths, []),
    Key("drop_contacts", "blank out contacts, telephones and e-mail addresses", "true or false",
        lambda v: isinstance(v, bool), False),
    Key("engine", "where releases are extracted", f"one of {', '.join(ENGINES)}", lambda v: v in ENGINES, "local",
        ENGINES),
    Key("time_limit", "seconds that one release may take (300 unless set)", "a number above 0",
        lambda v: type(v) in (int, float) and 0 < v < float("inf")),
    Key("memory_limit", "MB that a process may hold (4096, or less where the workers would not fit the machine)",
        f"a number from {SMALLEST_MEMORY_MB}", _whole(SMALLEST_MEMORY_MB)),
)  # fmt: skip
BY_NAME = {key.name: key for key in KEYS}


def in_force(config: Path | None = None, options: Mapping[str, Any] | None = None) -> dict[str, Value]:
    """What is in force, by key.

    config: the file, `rupress.toml` of the working folder where there is one by default; options: those that were given
    on the command line, None or empty where one was not.
    Raises SettingsError for a file that can't be read, and for keys and values that are not known.
    """
    file = config or (Path(FILE_NAME) if Path(FILE_NAME).is_file() else None)
    found = {key.name: Value(key.default, "default") for key in KEYS}
    if file is not None:
        found |= _read(file)
    for name, value in (options or {}).items():
        if value is not None and value != ():
            found[name] = Value(list(value) if isinstance(value, tuple) else value, f"option {BY_NAME[name].option}")
    return found


def in_words(values: Mapping[str, Value]) -> str:
    """What is in force as TOML, a line a key, each with who says so."""
    lines = [(_as_toml(name, held.value), held.source) for name, held in values.items()]
    widest = min(48, max(len(line) for line, _ in lines))
    return "\n".join(f"{line:<{widest}}  # {source}" for line, source in lines) + "\n"


def check(values: Mapping[str, Value]) -> None:
    """Raise SettingsError where these settings can't be worked with."""
    held = {name: one.value for name, one in values.items()}
    release_settings(values)
    check_work(held["format"], held["workers"], held["limit"], held["engine"])
    read_limits(held["time_limit"], held["memory_limit"], held["workers"])


def release_settings(values: Mapping[str, Value]) -> Settings:
    """The settings among them that change what is found in a release."""
    names = ("published", "force_published", "exclude", "labels", "corrections", "drop_contacts")
    return Settings.of(**{name: values[name].value for name in names})


def settings_markdown() -> str:
    """A table of all keys."""
    rows = ["| key | option | what it sets | allowed | default |", "|---|---|---|---|---|"]
    for key in KEYS:
        default = "" if key.default is None else f"`{_as_value(key.default)}`"
        rows.append(f"| `{key.name}` | `{key.option}` | {key.meaning} | {key.allowed} | {default} |")
    return "\n".join(rows)


def _as_toml(name: str, value: Any) -> str:
    return f"# {name} is not set" if value is None else f"{name} = {_as_value(value)}"


def _as_value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    shown = [str(one) if isinstance(one, Path) else one for one in value] if isinstance(value, list) else value
    return json.dumps(shown, ensure_ascii=False)


def _read(file: Path) -> dict[str, Value]:
    shown = file.name if not file.is_absolute() and file.parent == Path() else str(file)
    try:
        text = file.read_text(encoding="utf-8-sig")
        held = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"config: can't read {shown} ({error.strerror}): check the path") from None
    except UnicodeDecodeError:
        raise SettingsError(f"config: {shown} is not in UTF-8: save it so") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"config: {shown} is no TOML: {error}; docs/settings.md has an example") from None
    return {name: _checked(name, value, file, f"{shown}:{_line(text, name)}") for name, value in held.items()}


def _line(text: str, name: str) -> int:
    """The line of a key, from 1."""
    pattern = re.compile(rf"\s*\[?[\"']?{re.escape(name)}[\"']?\s*[=\].]")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def _checked(name: str, value: Any, file: Path, where: str) -> Value:
    if name not in BY_NAME:
        raise SettingsError(
            f"{where}: no setting is called {name!r}{nearest(name, BY_NAME)}; the settings are {', '.join(BY_NAME)}"
        )
    key = BY_NAME[name]
    if not key.check(value):
        raise SettingsError(f"{where}: {name} = {_told(value)} can't be{_like(key, value)}; allowed is {key.allowed}")
    return Value(_seen_from_here(value, file) if name == "corrections" else value, where)


def _told(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _like(key: Key, value: Any) -> str:
    """A hint at the word that a wrong one is most like."""
    wrong = [word for word in (value if isinstance(value, list) else [value]) if word not in key.words]
    return nearest(str(wrong[0]), key.words) if wrong and key.words else ""


def _seen_from_here(value: str | list[str], file: Path) -> list[str]:
    paths = [value] if isinstance(value, str) else value
    return [str(file.parent / path) for path in paths]
