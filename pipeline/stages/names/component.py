"""spaCy component `rupress_names`: people, organisations and places as slovnet's NER cuts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from pipeline.document import get, put_mentions
from pipeline.neural import load_taggers
from pipeline.neural.word_rows import leave_rows, texts_of
from pipeline.records import Mention
from pipeline.token_table import TokenTable, token_table

_BULLETS = frozenset("•●▪◦■►|")


class NameTagger:
    """Finds names in whole texts, many at once."""

    def __init__(self) -> None:
        self._tagger = load_taggers().names

    def __call__(self, doc: Doc) -> Doc:
        return self._tag([doc])[0]

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        for batch in minibatch(stream, size=batch_size):  # type: ignore[no-untyped-call]
            yield from self._tag(batch)

    def _tag(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        tables = [token_table(doc) for doc in docs]
        rows = self._tagger.rows([texts_of(table) for table in tables])
        for doc, table, held, tags in zip(docs, tables, rows, self._tagger.tags(rows), strict=True):
            leave_rows(doc, held)
            put_mentions(doc, (*get(doc, Mention), *mentions_of(table, tags)))
        return docs


def mentions_of(table: TokenTable, tags: Sequence[str]) -> Iterator[Mention]:
    """Spans of BIO tags as mentions; an I- without its B- begins one too, a bullet ends one."""
    behind = 0
    for place, tag in enumerate(tags):
        if tag == "O" or place < behind or _is_bullet(table, place):
            continue
        label = tag[2:]
        behind = place + 1
        while behind < len(tags) and tags[behind] == f"I-{label}" and not _is_bullet(table, behind):
            behind += 1
        first, last = table.words[place], table.words[behind - 1]
        yield Mention(table.starts[first], table.ends[last], label, found_by="names.slovnet")


def _is_bullet(table: TokenTable, place: int) -> bool:
    return table.texts[table.words[place]] in _BULLETS


@Language.factory("rupress_names", assigns=["doc.ents", "doc._.rupress"])
def create_names(nlp: Language, name: str) -> NameTagger:
    return NameTagger()
