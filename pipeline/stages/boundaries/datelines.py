"""Agencies that sign datelines: «САМАРА, 4 июня. Волга-Пресс.», «/ЗАЛИВ-ИНФО/», «22 янв - СТАНОК.»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from pipeline.document import get
from pipeline.records import Mention, Section
from pipeline.text import shadow
from pipeline.token_table import doc_text

RULE = "boundaries.dateline_agency"
_AGENCY = re.compile(
    r"(?:\d|[а-яё])[ .,–—-]{1,4}"
    r"(?:/(?P<barred>[^/\n]{2,60})/|(?P<plain>(?:ИА )?[«\"]?[А-ЯЁA-Z][^/.\n]{1,40}?))[ .–—-]*$"
)


def agencies(doc: Doc) -> Iterator[Mention]:
    """The agency at the end of each dateline."""
    for section in get(doc, Section):
        if section.kind != "dateline":
            continue
        words = shadow(doc_text(doc)[section.start_char : section.end_char])
        match = _AGENCY.search(words.text)
        if match is not None:
            start, end = words.span(*match.span("barred" if match["barred"] else "plain"))
            yield Mention(section.start_char + start, section.start_char + end, "ORG", RULE)


def with_agencies(doc: Doc, mentions: list[Mention]) -> list[Mention]:
    """Mentions with the agencies of datelines in the place of whatever overlaps them."""
    found = list(agencies(doc))
    kept = [m for m in mentions if not any(m.start_char < a.end_char and a.start_char < m.end_char for a in found)]
    return [*kept, *found]
