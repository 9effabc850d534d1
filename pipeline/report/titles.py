"""What a release is called in a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.report.columns import rows

if TYPE_CHECKING:
    import pyarrow as pa

LONGEST = 140


def titles(tables: Mapping[str, pa.Table]) -> dict[str, str]:
    """By release its title, else its headline, else its body's first sentence, else its beginning; long ones cut."""
    headlines = _first_words(tables, "headline")
    sentences = _first_sentences(tables)
    return {
        release_id: one_line(title or headlines.get(release_id) or sentences.get(release_id) or text) or release_id
        for release_id, title, text in rows(tables["releases"], "release_id", "title", "text")
    }


def _first_words(tables: Mapping[str, pa.Table], kind: str) -> dict[str, str]:
    """By release the words of its first section of a kind."""
    texts = dict(rows(tables["releases"], "release_id", "text"))
    found: dict[str, str] = {}
    for release_id, its_kind, start, end in rows(tables["sections"], "release_id", "kind", "start_char", "end_char"):
        if its_kind == kind:
            found.setdefault(release_id, texts[release_id][start:end].strip())
    return found


def _first_sentences(tables: Mapping[str, pa.Table]) -> dict[str, str]:
    """By release the first sentence of its body."""
    sections = rows(tables["sections"], "release_id", "section", "kind")
    bodies = {(release_id, section) for release_id, section, kind in sections if kind == "body"}
    found: dict[str, str] = {}
    for release_id, section, text in rows(tables["sentences"], "release_id", "section", "text"):
        if (release_id, section) in bodies:
            found.setdefault(release_id, text.removesuffix("."))
    return found


def one_line(text: str) -> str:
    """The text on one line, cut at a word where it is long."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,.;:—–-") + "…"
