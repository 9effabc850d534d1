"""Floors under the figures: a score may rise, and falls only on purpose.

The floors stand beside the gold in `floors.toml`, with the digest of the gold files that they were measured on. A
figure that lies more than `TOLERANCE` under its floor fails; so does any change to the gold until the floors are
pinned again. Pinning lowers a floor only when told to.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import GoldError
from pipeline.evaluation.gold import gold_files
from pipeline.evaluation.tally import Scores

TOLERANCE = 0.0005
FILE_NAME = "floors.toml"
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Floors:
    """The least value of each figure, F1 or share from 0 to 1, the digest of the gold and the day of pinning."""

    figures: Mapping[str, float]
    digest: str
    pinned: date


def gold_digest(path: str | Path) -> str:
    """sha256 over the names and contents of the gold files, so that no edit goes unnoticed."""
    digest = hashlib.sha256()
    for file in gold_files(path):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{content}  {file.name}\n".encode())
    return digest.hexdigest()


def read_floors(path: str | Path) -> Floors:
    """The floors of a `floors.toml`; raises GoldError where it is missing or broken."""
    try:
        fields = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        figures = {str(name): float(value) for name, value in fields["figures"].items()}
        return Floors(figures, str(fields["digest"]), date.fromisoformat(str(fields["pinned"])))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise GoldError(f"{path}: no floors can be read here, pin them anew: {error!r}") from error


def check_floors(scores: Scores, floors: Floors, digest: str) -> list[str]:
    """What is wrong with the scores, a sentence each; empty if every figure stands on its floor.

    `digest` is that of the gold that was scored (`gold_digest`). Scores of changed gold can't be compared with the
    floors, so a changed digest is the only complaint then.
    """
    if digest != floors.digest:
        return [f"the gold has changed since the floors were pinned on {floors.pinned}: check the scores and pin anew"]
    complaints = []
    for name, floor in floors.figures.items():
        figure = scores.figures.get(name)
        if figure is None:
            complaints.append(f"{name}: not scored any more, its floor is {floor:.4f}")
        elif figure.value < floor - TOLERANCE:
            complaints.append(f"{name}: {figure.value:.4f}, under its floor of {floor:.4f}")
    return complaints


def pin_floors(path: str | Path, scores: Scores, digest: str, *, pinned: date, lower: bool = False) -> Floors:
    """Write the scores as floors to `path`; raises GoldError where one would sink and `lower` is not given."""
    figures = {name: round(figure.value, DIGITS) for name, figure in scores.figures.items()}
    old = read_floors(path).figures if Path(path).exists() else {}
    sunk = [
        f"{name} from {floor:.4f} to {figures.get(name, 0.0):.4f}"
        for name, floor in old.items()
        if figures.get(name, 0.0) < floor
    ]
    if sunk and not lower:
        raise GoldError(f"{path}: floors would sink, pass lower=True to let them: {'; '.join(sunk)}")
    floors = Floors(figures, digest, pinned)
    Path(path).write_text(_toml(floors), encoding="utf-8")
    return floors


def _toml(floors: Floors) -> str:
    lines = [
        "# The least value of each figure (F1, or a share) on this gold; written by pin_floors, see README.md.",
        f'digest = "{floors.digest}"',
        f"pinned = {floors.pinned.isoformat()}",
        "",
        "[figures]",
        *(f'"{name}" = {value:.{DIGITS}f}' for name, value in floors.figures.items()),
    ]
    return "\n".join(lines) + "\n"
