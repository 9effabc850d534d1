"""spaCy component `rupress_entities`: normal forms of mentions and the entities of a release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.document import get, put
from pipeline.morphology.nominative import capitalised_words
from pipeline.morphology.ranker import around_tokens, ranker, seen_in
from pipeline.morphology.wording import DocWords, Word, join
from pipeline.records import ENTITY_LABELS, LocalEntity, Mention
from pipeline.stages.entities.bodies import merge_bodies
from pipeline.stages.entities.designations import known_key
from pipeline.stages.entities.people import Naming, merge_people
from pipeline.stages.entities.showing import Shown, show
from pipeline.text import clean_word, fold_name
from pipeline.token_table import TokenTable, doc_text, token_table

_WIDEST_BRACKET = 20


class Group(NamedTuple):
    """An entity while it is made: its name, and the norm of each of its mentions by index."""

    name: str
    norms: dict[int, str]


class EntityMerger:
    """Sets `nominative`, `norm` and `entity` of every PER, ORG and LOC mention and puts the release's entities.

    aliases: triples of a label, a name and the name that it stands for; both are one entity.
    """

    def __init__(self, aliases: Sequence[tuple[str, str, str]] = ()) -> None:
        names = {(label, fold_name(name)): (label, fold_name(other)) for label, name, other in aliases}
        self._aliases = {key: _end(key, names) for key in (*names, *names.values())}

    def __call__(self, doc: Doc) -> Doc:
        mentions = list(get(doc, Mention))
        text = doc_text(doc)
        shown = _read_mentions(doc, text, mentions)
        merged = sorted(
            (min(group.norms), label, group.name, group.norms)
            for label in ENTITY_LABELS
            for group in self._merge(text, mentions, shown, label)
        )
        entities = [LocalEntity(label, name, len(norms)) for _, label, name, norms in merged]
        for number, (_, _, _, norms) in enumerate(merged):
            for index, norm in norms.items():
                form = shown[index].nominative
                mentions[index] = replace(mentions[index], nominative=form, norm=norm, entity=number)
        put(doc, Mention, mentions)
        put(doc, LocalEntity, entities)
        return doc

    def _merge(self, text: str, mentions: Sequence[Mention], shown: dict[int, Shown], label: str) -> list[Group]:
        groups = _merge(text, mentions, shown, label)
        return _united(groups, list(self._aliased(groups, label))) if self._aliases else groups

    def _aliased(self, groups: Sequence[Group], label: str) -> Iterator[tuple[int, int]]:
        """Pairs of mentions in groups that the aliases make one, the one that the others stand for first."""
        places: dict[tuple[str, str], list[tuple[bool, int]]] = defaultdict(list)
        for group in groups:
            for index, name in {min(group.norms): group.name, **group.norms}.items():
                key = (label, fold_name(name))
                if key in self._aliases:
                    places[self._aliases[key]].append((key != self._aliases[key], index))
        for found in places.values():
            (_, first), *others = sorted(found)
            yield from ((first, other) for _, other in others)


def _read_mentions(doc: Doc, text: str, mentions: Sequence[Mention]) -> dict[int, Shown]:
    """The mentions of entities by index."""
    words = DocWords(token_table(doc))
    seen = capitalised_words(words.table)
    learned = LearnedForms(words.table)
    shown: dict[int, Shown] = {}
    for index, mention in enumerate(mentions):
        if mention.label not in ENTITY_LABELS:
            continue
        surface = text[mention.start_char : mention.end_char]
        first, last = words.touched(mention.start_char, mention.end_char)
        mentioned = show(words, first, last, surface, mention.label, seen)
        if mentioned.is_beyond_rules:
            form = learned.of(words.between(first, last), first, last)
            mentioned = mentioned._replace(nominative=form or mentioned.nominative)
        shown[index] = mentioned
    return shown


class LearnedForms:
    """Nominative forms by the ranker, for the few names that the rules leave; loaded when first asked."""

    def __init__(self, table: TokenTable) -> None:
        self._table = table
        self._seen: dict[str, int] | None = None

    def of(self, words: Sequence[Word], first: int, last: int) -> str:
        """The words of the tokens of a half-open range in the nominative."""
        if self._seen is None:
            self._seen = seen_in(self._table)
        return join(words, ranker().nominative(words, "", self._seen, around_tokens(self._table, first, last)))


def _merge(text: str, mentions: Sequence[Mention], shown: dict[int, Shown], label: str) -> list[Group]:
    """Entities of a label, those that a bracket equates made one."""
    indexes = [i for i in shown if mentions[i].label == label]
    if label == "PER":
        people = merge_people([_naming(i, shown[i]) for i in indexes])
        groups = [Group(p.name.text, dict.fromkeys(p.members, p.name.text)) for p in people]
    else:
        namings = [(i, shown[i].surface, shown[i].nominative) for i in indexes]
        groups = [Group(body.name, body.norms(label)) for body in merge_bodies(namings, label)]
    return _united(groups, list(_glosses(text, [(i, mentions[i], shown[i]) for i in indexes])))


def _naming(index: int, shown: Shown) -> Naming:
    return Naming(index, shown.cleaned, shown.nominative, shown.gender, shown.case)


def _glosses(text: str, mentions: Sequence[tuple[int, Mention, Shown]]) -> Iterator[tuple[int, int]]:
    """Pairs of neighbours where the second is the first in brackets: in Latin letters, an acronym, a short name."""
    for (first, one, _), (second, other, shown) in pairwise(mentions):
        if other.label == "LOC" or not _is_bracket(text, one.end_char, other.start_char):
            continue
        words = text[other.start_char : other.end_char]
        latin = any(c.isascii() and c.isalpha() for c in words) and not any("а" <= c <= "я" for c in words.lower())
        short = other.label == "ORG" and " " not in words
        if latin or (short and (words.isupper() or known_key(shown.nominative, "ORG"))):
            yield first, second


def _is_bracket(text: str, start: int, end: int) -> bool:
    """Whether a range is a space and an opening bracket, with or without invisible marks."""
    return 0 < end - start <= _WIDEST_BRACKET and "(" in text[start:end] and clean_word(text[start:end]) == " ("


def _united(groups: list[Group], pairs: Sequence[tuple[int, int]]) -> list[Group]:
    """Groups after those of the two mentions of each pair are made one, under the name of the first."""
    if not pairs:
        return groups
    place = {index: number for number, group in enumerate(groups) for index in group.norms}
    names = [group.name for group in groups]
    members: dict[int, list[int]] = {number: list(group.norms) for number, group in enumerate(groups)}
    changed: set[int] = set()
    for first, second in pairs:
        one, other = place[first], place[second]
        if one == other:
            if one not in changed:
                groups[one] = _called_as(groups[one], first, second)
            continue
        small, large = sorted((one, other), key=lambda number: len(members[number]))
        names[large] = names[one]
        changed.add(large)
        place.update(dict.fromkeys(members[small], large))
        members[large] += members.pop(small)
    return [
        Group(names[number], dict.fromkeys(indexes, names[number])) if number in changed else groups[number]
        for number, indexes in members.items()
    ]


def _called_as(group: Group, first: int, second: int) -> Group:
    """The group with the norm of its first mention for all that were called as the second."""
    short, full = group.norms[second], group.norms[first]
    return Group(group.name, {index: full if norm == short else norm for index, norm in group.norms.items()})


@Language.factory(
    "rupress_entities",
    requires=["token.pos", "token.morph", "doc._.rupress"],
    assigns=["doc._.rupress"],
    default_config={"aliases": []},
)
def create_entities(nlp: Language, name: str, aliases: list[list[str]]) -> EntityMerger:
    """aliases: triples of a label, a name and the name that it stands for."""
    return EntityMerger([(label, short, full) for label, short, full in aliases])


def _end(key: tuple[str, str], names: Mapping[tuple[str, str], tuple[str, str]]) -> tuple[str, str]:
    """The name at the end of the aliases that lead on from a name; a circle ends where it began."""
    met = {key}
    while key in names and names[key] not in met:
        key = names[key]
        met.add(key)
    return key
