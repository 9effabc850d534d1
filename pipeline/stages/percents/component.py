"""spaCy component `rupress_percents`."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.document import get, put_mentions
from pipeline.records import Mention
from pipeline.stages.percents.reading import read_percents
from pipeline.token_table import doc_shadow, doc_text


class PercentReader:
    """Adds the PERCENT mentions of a Doc."""

    def __call__(self, doc: Doc) -> Doc:
        found = [
            Mention(item.start, item.end, "PERCENT", item.rule, percent=item.value)
            for item in read_percents(doc_text(doc), doc_shadow(doc))
        ]
        if found:
            put_mentions(doc, (*(m for m in get(doc, Mention) if m.label != "PERCENT"), *found))
        return doc


@Language.factory("rupress_percents", assigns=["doc._.rupress", "doc.ents"])
def create_percents(nlp: Language, name: str) -> PercentReader:
    """The component under its name for spaCy."""
    return PercentReader()
