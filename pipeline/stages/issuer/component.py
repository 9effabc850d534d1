"""spaCy component `rupress_issuer`: the body that issues the release, where that is sure."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.document import get, put
from pipeline.records import Issuer, Mention, Section
from pipeline.stages.issuer.reading import read_issuer
from pipeline.token_table import doc_text, token_table


class IssuerReader:
    """Puts the issuer on a Doc, if a rule names one body and no more."""

    def __call__(self, doc: Doc) -> Doc:
        issuer = read_issuer(doc_text(doc), get(doc, Section), _sentence_ends(doc), get(doc, Mention))
        put(doc, Issuer, [issuer] if issuer else [])
        return doc


def _sentence_ends(doc: Doc) -> list[int]:
    """Where the sentences end, none where none are marked."""
    table = token_table(doc)
    firsts = table.firsts()
    return [table.ends[place - 1] for place in (*firsts[1:], len(table.ends))] if firsts else []


@Language.factory("rupress_issuer", requires=["doc._.rupress"], assigns=["doc._.rupress"])
def create_issuer(nlp: Language, name: str) -> IssuerReader:
    return IssuerReader()
