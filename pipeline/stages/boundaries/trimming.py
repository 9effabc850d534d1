"""A span of the names model without what is no part of its name, with what is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.morphology.tagged import TaggedText, TaggedWord
from pipeline.neural.names_features import NameSpan
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.view import is_known_as

_BEFORE_TOPICS = (["по", "делам"], ["по", "вопросам"])


def trimmed(text: TaggedText, span: NameSpan) -> NameSpan:
    """A span without what is no part of its name, with what is."""
    for rule in _RULES[span.label]:
        span = rule(text, span)
    return span


def _without_roles(text: TaggedText, span: NameSpan) -> NameSpan:
    """A person's name without what stands before it: address, role, the verb of a decree («Уважаемый Пётр Ильич»)."""
    while span.start < span.end - 1 and _is_no_name(text.words[span.start]):
        span = span._replace(start=span.start + 1)
    return span


def _is_no_name(word: TaggedWord) -> bool:
    return word.lemma in lexicon.roles() or is_known_as(word.text, "INFN")


def _without_topic(text: TaggedText, span: NameSpan) -> NameSpan:
    """A body's name without the topic before it («секретарь по делам [молодёжи] министерства»)."""
    if span.end - span.start == 1:
        return span
    first, before = text.words[span.start], [w.lower for w in text.words[max(0, span.start - 2) : span.start]]
    is_topic = before in _BEFORE_TOPICS and first.text.islower() and first.lemma not in lexicon.heads()
    return span._replace(start=span.start + 1) if is_topic else span


def _without_verb(text: TaggedText, span: NameSpan) -> NameSpan:
    """A name without a verb of the sentence at its end («руководство Большого [переняло]»)."""
    last = text.words[span.end - 1].text
    is_verb = last.islower() and is_known_as(last, "VERB") and not is_known_as(last, "NOUN")
    return span._replace(end=span.end - 1) if is_verb and span.end - span.start > 1 else span


def _without_agent(text: TaggedText, span: NameSpan) -> NameSpan:
    """A body's name without the body that acts on it («передан Совету безопасности [агентством по …]»)."""
    words = text.words[span.start : span.end]
    if words[0].case == "Ins":
        return span
    agents = (i for i, word in enumerate(words) if word.text.islower() and lexicon.heads().get(word.lemma) == "body")
    cut = next((i for i in agents if words[i].case == "Ins"), len(words))
    return span._replace(end=span.start + cut) if cut else span


def _without_object(text: TaggedText, span: NameSpan) -> NameSpan:
    """A body that acts, without what it acts on («запланированных Правительством [национальных проектов]»).

    That is the last noun of the name where it agrees with a participle right before the name.
    """
    words, start, last = text.words, span.start, span.end - 1
    if words[start].case != "Ins" or start in (0, last):
        return span
    participle = words[start - 1]
    if start > 1 and words[start - 2].text == ",":  # the noun of the participle stands before it
        return span
    if not (_agree(participle, words[last]) and is_known_as(participle.text, "PRTF")):
        return span
    while last - 1 > start and words[last - 1].pos == "ADJ" and _agree(participle, words[last - 1]):
        last -= 1
    return span._replace(end=last)


def _agree(one: TaggedWord, other: TaggedWord) -> bool:
    same = one.case == other.case and one.number == other.number
    return same and (one.number == "Plur" or one.gender == other.gender)


def _with_dot(text: TaggedText, span: NameSpan) -> NameSpan:
    """A person's name with the dot of its last initial («Котов Р. Ш.»)."""
    last, end = text.words[span.end - 1].text, span.end
    if len(last) != 1 or not last.isupper() or end == len(text.words):
        return span
    return span._replace(end=end + 1) if text.words[end].text == "." and text.glued[end] else span


_RULES: Mapping[str, tuple[Callable[[TaggedText, NameSpan], NameSpan], ...]] = {
    "PER": (_without_roles, _without_verb, _with_dot),
    "ORG": (_without_topic, _without_verb, _without_agent, _without_object),
    "LOC": (_without_verb,),
}
