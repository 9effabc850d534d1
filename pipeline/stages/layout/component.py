"""spaCy component `rupress_layout`: sections of the text, and its date of publication."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.document import publication, put
from pipeline.publication import DEFAULT
from pipeline.records import Publication, Section
from pipeline.stages.layout.sections import read_layout
from pipeline.token_table import doc_shadow, doc_text


class LayoutReader:
    """Puts sections on a Doc; the date it reads yields to one that a field or the caller has set for good."""

    def __call__(self, doc: Doc) -> Doc:
        layout = read_layout(doc_text(doc), doc_shadow(doc))
        put(doc, Section, layout.sections)
        if layout.publication.value and publication(doc).source in (None, DEFAULT):
            put(doc, Publication, [layout.publication])
        return doc


@Language.factory("rupress_layout", assigns=["doc._.rupress"])
def create_layout(nlp: Language, name: str) -> LayoutReader:
    return LayoutReader()
