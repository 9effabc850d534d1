"""spaCy component `rupress_issuer`: the body that issues the release, where that is sure."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.document import get, put
from pipeline.records import Issuer, Mention, Section
from pipeline.stages.issuer.reading import read_issuer
from pipeline.token_table import doc_text


class IssuerReader:
    """Puts the issuer on a Doc, if a rule names one body and no more."""

    def __call__(self, doc: Doc) -> Doc:
        issuer = read_issuer(doc_text(doc), get(doc, Section), _sentence_ends(doc), get(doc, Mention))
        put(doc, Issuer, [issuer] if issuer else [])
        return doc


def _sentence_ends(doc: Doc) -> list[int]:
    return [sentence.end_char for sentence in doc.sents] if doc.has_annotation("SENT_START") else []


@Language.factory("rupress_issuer", requires=["doc._.rupress"], assigns=["doc._.rupress"])
def create_issuer(nlp: Language, name: str) -> IssuerReader:
    return IssuerReader()
