"""What a run's results depend on besides its input: settings, code and models; and what a release may take."""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

import pipeline
from pipeline.errors import SettingsError

PACKAGES = ("spacy", "natasha", "navec", "slovnet", "razdel", "pymorphy3", "pymorphy3-dicts-ru", "numpy", "pyarrow")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one release may take: seconds without a sign of life, and megabytes of the process that works on it."""

    seconds: float = 300.0
    memory_mb: int = 4096


USUAL_LIMITS = Limits()
SMALLEST_MEMORY_MB = 256
_SHARE_OF_MACHINE = 0.8


def read_limits(seconds: float | None, memory_mb: int | None, workers: int) -> Limits:
    """The limits given, else the usual ones, less memory where the workers would not all fit the machine.

    Raises SettingsError for a limit that no release could keep to.
    """
    if seconds is not None and not (seconds > 0 and math.isfinite(seconds)):
        raise SettingsError(f"time limit: {seconds:g} is out of range: use more than 0 seconds, or leave it out")
    if memory_mb is not None and memory_mb < SMALLEST_MEMORY_MB:
        raise SettingsError(f"memory limit: {memory_mb} is out of range: use {SMALLEST_MEMORY_MB} (MB) or more")
    fitting = int(psutil.virtual_memory().total * _SHARE_OF_MACHINE / workers) >> 20
    return Limits(
        seconds or USUAL_LIMITS.seconds, memory_mb or max(SMALLEST_MEMORY_MB, min(USUAL_LIMITS.memory_mb, fitting))
    )


def versions() -> dict[str, str]:
    """Versions of Python, of rupress and of the packages that results depend on."""
    found = {"python": platform.python_version(), "rupress": pipeline.__version__}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


@cache
def code_digest() -> str:
    """A digest of rupress's own code and word lists."""
    root = Path(pipeline.__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".tsv", ".json") and p.is_file()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def model_digests() -> dict[str, str]:
    """SHA-256 of every model file."""
    from pipeline.neural.digests import model_digests as digests

    return dict(digests())


def run_key(told: Mapping[str, Any]) -> str:
    """A digest of all that results depend on besides the input; `told` is what `Settings.told` gives."""
    parts = [dict(told), versions(), code_digest(), model_digests()]
    return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=16).hexdigest()
