"""spaCy component `rupress_dates`."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.document import get, publication, put_mentions
from pipeline.records import Mention
from pipeline.stages.dates.reading import read_dates
from pipeline.stages.dates.resolving import resolve_dates
from pipeline.token_table import doc_shadow, doc_text


class DateReader:
    """Adds the DATE mentions of a Doc, resolved by its publication date."""

    def __call__(self, doc: Doc) -> Doc:
        published, text = publication(doc), doc_text(doc)
        anchor_from = "published" if published.value else None
        expressions = read_dates(text, doc_shadow(doc))
        if not expressions:
            return doc
        values = resolve_dates(expressions, published.value, anchor_from, text)
        found = [
            Mention(item.start, item.end, "DATE", item.rule, date=value)
            for item, value in zip(expressions, values, strict=True)
        ]
        put_mentions(doc, (*(m for m in get(doc, Mention) if m.label != "DATE"), *found))
        return doc


@Language.factory("rupress_dates", assigns=["doc._.rupress", "doc.ents"])
def create_dates(nlp: Language, name: str) -> DateReader:
    """The component under its name for spaCy."""
    return DateReader()
