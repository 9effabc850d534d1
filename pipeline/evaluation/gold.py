"""Reading annotated releases: the project's notation, and the JSON lines of the shared gold."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import GoldError
from pipeline.evaluation.notation import read_notation_file
from pipeline.evaluation.records import (
    Days,
    GoldCue,
    GoldMention,
    GoldPosition,
    GoldQuote,
    GoldRelease,
    GoldSpeaker,
    Span,
)
from pipeline.records import ENTITY_LABELS, PercentValue, Record

UNITS = {"pp": "percentage_point", "bp": "basis_point"}


def read_gold(path: str | Path) -> list[GoldRelease]:
    """The annotated releases of a `.txt` file or a folder of them in the notation, or of a `.jsonl` (also `.gz`).

    Raises GoldError where there is nothing to read or the annotation is broken.
    """
    path = Path(path)
    files = gold_files(path)
    if not files:
        raise GoldError(f"{path}: no annotated releases here: give a .txt or .jsonl file, or a folder of .txt files")
    releases = [release for file in files for release in _read_file(file)]
    seen: set[str] = set()
    for release in releases:
        if release.id in seen:
            raise GoldError(f"{path}: two releases have the id {release.id!r}")
        seen.add(release.id)
    return releases


def gold_files(path: str | Path) -> list[Path]:
    """The files that `read_gold` reads, sorted by name."""
    path = Path(path)
    return sorted(path.glob("*.txt")) if path.is_dir() else [path] if path.is_file() else []


def gold_records(gold: Iterable[GoldRelease]) -> Iterator[Record]:
    """The releases as a run takes them in: text, id and what is known of the day of publication."""
    for release in gold:
        yield Record(text=release.text, id=release.id, published=release.published, source="gold")


def _read_file(path: Path) -> Iterator[GoldRelease]:
    if path.suffix == ".txt":
        yield read_notation_file(path)
        return
    for number, line in enumerate(_lines(path), start=1):
        if line.strip():
            try:
                yield from_fields(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise GoldError(f"{path}:{number}: not an annotated release: {error!r}") from error


def _lines(path: Path) -> list[str]:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: can't be read: {error}") from error


def from_fields(fields: dict[str, Any]) -> GoldRelease:
    """An annotated release from one JSON line: text, published, mentions, positions, quotes, ignore."""
    mentions = [_mention(row) for row in fields["mentions"]]
    return GoldRelease(
        id=str(fields["id"]),
        text=fields["text"],
        published=fields.get("published"),
        mentions=tuple(sorted(mentions, key=lambda m: (m.start_char, -m.end_char, m.label))),
        positions=tuple(_position(row) for row in fields.get("positions", [])),
        quotes=tuple(_quote(row) for row in fields.get("quotes", [])),
        unscored=tuple(Span(start, end) for start, end in map(_pair, fields.get("ignore") or [])),
    )


def _pair(row: Any) -> tuple[int, int]:
    return (row["start"], row["stop"]) if isinstance(row, dict) else (row[0], row[1])


def _mention(row: dict[str, Any]) -> GoldMention:
    label, value = row["kind"], row.get("value")
    others = row.get("norm_alt") or []
    alternatives = row.get("alt") or []
    names = [
        row.get("norm"),
        *([others] if isinstance(others, str) else others),
        *(a.get("norm") for a in alternatives),
    ]
    values = [v for v in (value, row.get("value_alt")) if v]
    return GoldMention(
        start_char=row["start"],
        end_char=row["stop"],
        label=label,
        norms=tuple(dict.fromkeys(name for name in names if name)) if label in ENTITY_LABELS else (),
        dates=tuple(_days(v) for v in values) if label == "DATE" else (),
        percents=tuple(_percents(value, row)) if label == "PERCENT" and value else (),
        alternatives=tuple(Span(a["start"], a["stop"]) for a in alternatives),
        other_label=row.get("kind_alt"),
        optional=bool(row.get("optional")),
    )


def _days(value: dict[str, str | None]) -> Days:
    return Days((value.get("start") or "")[:10] or None, (value.get("stop") or "")[:10] or None)


def _percents(value: dict[str, Any], row: dict[str, Any]) -> Iterator[PercentValue]:
    unit = UNITS.get(value.get("unit", ""), value.get("unit", "percent"))
    other = value.get("comparator_alt") or row.get("comparator_alt")
    for comparator in (value["comparator"], other):
        if comparator:
            yield PercentValue(float(value["low"]), float(value["high"]), comparator, unit)


def _position(row: dict[str, Any]) -> GoldPosition:
    return GoldPosition(
        person=row["person"],
        title=row["position"],
        organisation=row.get("organisation"),
        span=Span(row["start"], row["stop"]) if row.get("start") is not None else None,
        optional=bool(row.get("optional")),
    )


def _quote(row: dict[str, Any]) -> GoldQuote:
    cue, speaker = row.get("cue"), row.get("speaker") or {}
    also = speaker.get("also") or []
    return GoldQuote(
        kind=row["kind"],
        parts=tuple(Span(start, end) for start, end in row["spans"]),
        cue=GoldCue(Span(cue["start"], cue["stop"]), cue["lemma"]) if cue else None,
        speaker=GoldSpeaker(
            form=speaker.get("form") or "implicit",
            span=Span(speaker["start"], speaker["stop"]) if speaker.get("start") is not None else None,
            name=speaker.get("name"),
            kind=speaker.get("kind"),
            role=speaker.get("role"),
            organisation=speaker.get("organisation"),
            also=tuple(a if isinstance(a, str) else a["name"] for a in ([also] if isinstance(also, str) else also)),
        ),
        optional=bool(row.get("optional")),
    )
