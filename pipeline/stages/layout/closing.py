"""What stands around and after the body: credits, contacts, the page's tail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.stages.layout.lines import Line
from pipeline.words import read_rows

LONGEST_MARKED = 300
_BEGINS_TELEPHONE = re.compile(r"[+8(]")
_TELEPHONE = re.compile(r"(?:\+7|\b8)[ (-]{1,3}\d{3,5}[) -]|\(\d{3,5}\) ?\d\d")
_MAIL = re.compile(r"[\w.+-]{1,40}@[\w-]{1,40}\.[a-zа-я]{2,8}\b")
_ADDRESS = re.compile(r"\s*(?:https?://|www\.|t\.me/)\S{1,300}\s*")
_SIGNATURE = re.compile(
    r"(?:(?i:текст|автор|корреспондент|редактор|беседовал[аи]?|записал[аи]?|подготовил[аи]?)[:,]? )?"
    r"[А-ЯЁ][а-яё]{1,20}(?:-[А-ЯЁ][а-яё]{1,20})? [А-ЯЁ][а-яё]{1,20}(?:-[А-ЯЁ][а-яё]{1,20})?"
)
_OFFICE = re.compile(r"(?:пресс-служба|пресс-центр|отдел по связям)[^.!?\n]{0,120}", re.IGNORECASE)
_VERB_END = re.compile(r"[.!?…»\"]\s*$")


@cache
def _markers() -> dict[str, list[tuple[str, str, bool]]]:
    """Openings of lines by their first letter, the longest first."""
    markers: dict[str, list[tuple[str, str, bool]]] = {}
    for row in sorted(read_rows(__package__, "markers.tsv"), key=lambda row: -len(row["marker"])):
        opening = row["marker"].lower()
        markers.setdefault(opening[0], []).append((opening, row["kind"], row["last"] == "yes"))
    return markers


def label_lines(lines: Sequence[Line]) -> list[str]:
    """The kind of every line behind the headline: body, credit, contacts or tail."""
    kinds = [""] * len(lines)
    closing = False
    for place, line in enumerate(lines):
        kind, last = _marked(line.words)
        kinds[place] = "tail" if closing and kind == "" else kind or "body"
        closing = closing or last
    _continue_contacts(lines, kinds)
    _close_from_the_end(lines, kinds)
    return kinds


def _marked(words: str) -> tuple[str, bool]:
    """The kind that the opening of a line tells, and whether all that follows belongs to the page."""
    if len(words) > LONGEST_MARKED:
        return "", False
    folded = words.lower()
    for marker, kind, last in _markers().get(folded[:1], ()):
        if folded.startswith(marker):
            return kind, last
    return "", False


def _continue_contacts(lines: Sequence[Line], kinds: list[str]) -> None:
    """Lines with a telephone or an address below a contacts line, or in the second half of the text, are contacts."""
    for place, line in enumerate(lines):
        if kinds[place] != "body" or len(line.words) > LONGEST_MARKED or not _has_contact(line.words):
            continue
        after_contacts = place > 0 and kinds[place - 1] == "contacts"
        short = len(line.words) < 120 and place > len(lines) // 2
        if after_contacts or (short and not _VERB_END.search(line.words)):
            kinds[place] = "contacts"


def _has_contact(words: str) -> bool:
    telephone = _BEGINS_TELEPHONE.search(words) and _TELEPHONE.search(words)
    return bool(telephone or ("@" in words and _MAIL.search(words)))


def _close_from_the_end(lines: Sequence[Line], kinds: list[str]) -> None:
    """From the last line up: a reporter's name, an office's name or a bare address on a line of its own is tail."""
    for place in range(len(lines) - 1, 0, -1):
        if kinds[place] != "body":
            continue
        words = lines[place].words.strip()
        contacts_above = kinds[place - 1] == "contacts"
        if contacts_above and len(words) < 80 and not _VERB_END.search(words):
            kinds[place] = "contacts"
        elif _SIGNATURE.fullmatch(words) or _OFFICE.fullmatch(words) or _ADDRESS.fullmatch(words):
            kinds[place] = "tail"
        else:
            break
