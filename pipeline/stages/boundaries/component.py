"""spaCy component `rupress_boundaries`: whole names. Rules repair slovnet's spans, a model has the last word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from pipeline.document import get, put_mentions
from pipeline.morphology.tagged import tagged_text
from pipeline.neural.names_model import NamesModel, load_names_model
from pipeline.neural.names_words import name_text, spans_of
from pipeline.records import ENTITY_LABELS, Mention
from pipeline.stages.boundaries.datelines import with_agencies
from pipeline.stages.boundaries.repair import repaired
from pipeline.stages.boundaries.verdict import decide, mention_of
from pipeline.stages.boundaries.view import View


class BoundaryRepairer:
    """Replaces the mentions of people, organisations and places on a Doc; other mentions stay.

    model: has the last word; None leaves it to the rules.
    """

    def __init__(self, model: NamesModel | None) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        return self._repair([doc])[0]

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        for batch in minibatch(stream, size=batch_size):  # type: ignore[no-untyped-call]
            yield from self._repair(batch)

    def _repair(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        mentions = [get(doc, Mention) for doc in docs]
        texts = [tagged_text(doc) for doc in docs]
        tagged = [list(spans_of(text, found)) for text, found in zip(texts, mentions, strict=True)]
        ruled = [repaired(View(text), spans) for text, spans in zip(texts, tagged, strict=True)]
        if self.model:
            kept = decide(self.model, [name_text(doc) for doc in docs], tagged, ruled)
        else:
            kept = [[mention_of(text, c) for c in found.names] for text, found in zip(texts, ruled, strict=True)]
        for doc, found, whole in zip(docs, mentions, kept, strict=True):
            others = [m for m in found if m.label not in ENTITY_LABELS]
            put_mentions(doc, [*others, *with_agencies(doc, whole)])
        return docs


@Language.factory(
    "rupress_boundaries",
    requires=["token.pos", "token.lemma", "token.morph"],
    assigns=["doc.ents", "doc._.rupress"],
    default_config={"model": True},
)
def create_boundaries(nlp: Language, name: str, model: bool) -> BoundaryRepairer:
    return BoundaryRepairer(load_names_model() if model else None)
