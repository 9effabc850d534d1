"""What a run's results depend on besides its input: settings, code and models."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pipeline

PACKAGES = ("spacy", "natasha", "navec", "slovnet", "razdel", "pymorphy3", "pymorphy3-dicts-ru", "numpy", "pyarrow")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that change what is found in a release."""

    published: str | None = None
    force_published: str | None = None


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
    from pipeline.neural.models import model_digests as digests

    return dict(digests())


def run_key(settings: Settings) -> str:
    """A digest of all that results depend on besides the input."""
    parts = [asdict(settings), versions(), code_digest(), model_digests()]
    return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=16).hexdigest()
