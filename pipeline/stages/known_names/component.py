"""spaCy component `rupress_known_names`: names that a user has listed become mentions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.document import get, put_mentions
from pipeline.records import Mention
from pipeline.stages.known_names.matching import Found, NameFinder

RULE = "known_names.listed"


class KnownNames:
    """Adds a mention for every listed name, and takes away those that can't stand beside it."""

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        self._labels = [label for label, _ in names]
        self._finder = NameFinder(name for _, name in names)

    def __call__(self, doc: Doc) -> Doc:
        found = self._finder.find(doc.text)
        if found:
            put_mentions(doc, self._with(get(doc, Mention), found))
        return doc

    def _with(self, mentions: Sequence[Mention], found: Sequence[Found]) -> Iterator[Mention]:
        listed = [Mention(one.start_char, one.end_char, self._labels[one.number], RULE) for one in found]
        kept = [one for one in listed if not any(_holds(mention, one) for mention in mentions)]
        yield from kept
        yield from (mention for mention in mentions if not any(_yields(mention, one) for one in kept))


def _holds(mention: Mention, listed: Mention) -> bool:
    """Whether a listed name is a part of a longer name of its kind («Маяк» in «завод «Маяк»»)."""
    return mention.label == listed.label and _is_inside(listed, mention) and not _is_inside(mention, listed)


def _yields(mention: Mention, listed: Mention) -> bool:
    """Whether a mention can't stand beside a listed name: it crosses it, is it, or is a part of it of its kind."""
    if mention.end_char <= listed.start_char or mention.start_char >= listed.end_char:
        return False
    if _is_inside(mention, listed):
        return mention.label == listed.label or _is_inside(listed, mention) or listed.label == "PER"
    return not (_is_inside(listed, mention) and mention.label == "ORG")


def _is_inside(one: Mention, other: Mention) -> bool:
    return other.start_char <= one.start_char and one.end_char <= other.end_char


@Language.factory(
    "rupress_known_names",
    assigns=["doc.ents", "doc._.rupress"],
    default_config={"names": []},
)
def create_known_names(nlp: Language, name: str, names: list[list[str]]) -> KnownNames:
    """names: pairs of a label (PER, ORG, LOC) and a name."""
    return KnownNames([(label, one) for label, one in names])
