"""The names model's word on slovnet's spans and the rules': it reads both as hints and decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.memory import remembered
from pipeline.morphology.analyzer import parses
from pipeline.morphology.tagged import TaggedText, TaggedWord
from pipeline.neural.names_features import NameSpan
from pipeline.neural.names_model import NamesModel
from pipeline.neural.names_words import NameText
from pipeline.records import Mention
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.spans import Candidate
from pipeline.stages.boundaries.view import DASHES, is_known_as
from pipeline.words import read_rows

RULE = "names.model"
_DERIVED = re.compile(r"[а-яё]{3}(?:ионн|альн|ивн)[а-яё]{2,3}$")
_OTHER_SCRIPT = re.compile(r"(?![\u1e00-\u1fff])[^\W\d_\u0000-\u052f]+")
_LONGEST_BRACKET = 8
_LONGEST_ACRONYM = 4
"""Of one that might be taken for a verb («МОК»)."""
_BEFORE_TOPICS = (["по", "делам"], ["по", "вопросам"])


def decide(
    model: NamesModel,
    texts: Sequence[NameText],
    tagged: Sequence[Sequence[NameSpan]],
    ruled: Sequence[Sequence[Candidate]],
) -> list[list[Mention]]:
    """The mentions of each text that stand; one that a rule gives too keeps the rule's name."""
    decided = model.tag(texts, tagged, [[NameSpan(*c[:3]) for c in found] for found in ruled])
    return [list(_mentions(*parts)) for parts in zip([held.text for held in texts], decided, ruled, strict=True)]


def mention_of(text: TaggedText, candidate: Candidate) -> Mention:
    """What a rule found as a mention."""
    known = lexicon.confidences().get((candidate.rule, candidate.label))
    return Mention(
        *text.chars(candidate.start, candidate.end), candidate.label, found_by=candidate.rule, confidence=known
    )


def _mentions(text: TaggedText, spans: Sequence[NameSpan], ruled: Sequence[Candidate]) -> Iterator[Mention]:
    by_rule = {candidate[:3]: candidate for candidate in ruled}
    cut = [_within(text, span) for span in spans]
    for span in _in_own_script(text, _two_named(text, cut, ruled)):
        if _names_nothing(text, span):
            continue
        known = by_rule.get(span[:3])
        if known:
            yield mention_of(text, known)
        else:
            chars = text.chars(span.start, span.end)
            yield Mention(*chars, span.label, RULE, confidence=_confidence(span.score))


def _two_named(text: TaggedText, spans: Sequence[NameSpan], ruled: Sequence[Candidate]) -> list[NameSpan]:
    """Spans with a place of two names whole where the rules have it so («Кемеровской области — Кузбассе»)."""
    kept = list(spans)
    for whole in ruled:
        if whole.label != "LOC" or not any(word.text in DASHES for word in text.words[whole.start : whole.end]):
            continue
        touched = [span for span in kept if span.start < whole.end and whole.start < span.end]
        if len(touched) > 1 and all(_is_place_in(span, whole) for span in touched):
            at = kept.index(touched[0])
            kept[at : at + len(touched)] = [NameSpan(*whole[:3])]
    return kept


def _is_place_in(span: NameSpan, whole: Candidate) -> bool:
    return span.label == "LOC" and whole.start <= span.start and span.end <= whole.end


def _in_own_script(text: TaggedText, spans: Sequence[NameSpan]) -> Iterator[NameSpan]:
    """Spans, each with the same name in its own script in brackets behind it («Чжан Инъин (章莹颖)»)."""
    taken = -1
    for span in spans:
        if span.end <= taken:
            continue
        yield span
        end = _bracket_of_other_script(text, span.end)
        if end:
            yield NameSpan(span.end + 1, end, span.label, span.score)
            taken = end


def _bracket_of_other_script(text: TaggedText, opening: int) -> int | None:
    """Where words in another script than Latin, Greek and Cyrillic end that brackets hold; None where they don't."""
    words = text.words[opening : opening + _LONGEST_BRACKET]
    close = next((place for place, word in enumerate(words) if word.text == ")"), 0)
    held = words[1:close]
    if not held or words[0].text != "(" or not all(_OTHER_SCRIPT.fullmatch(word.text) for word in held):
        return None
    return opening + close


def _within(text: TaggedText, span: NameSpan) -> NameSpan:
    """A span without what is no part of its name, with what is."""
    for rule in (_without_roles, _without_topic, _without_verb, _without_agent, _without_object, _with_dot):
        span = rule(text, span)
    return span


def _without_roles(text: TaggedText, span: NameSpan) -> NameSpan:
    """A person's name without what stands before it: address, role, the verb of a decree («Уважаемый Пётр Ильич»)."""
    while span.label == "PER" and span.start < span.end - 1 and _is_no_name(text.words[span.start]):
        span = span._replace(start=span.start + 1)
    return span


def _is_no_name(word: TaggedWord) -> bool:
    return word.lemma in lexicon.roles() or is_known_as(word.text, "INFN")


def _names_nothing(text: TaggedText, span: NameSpan) -> bool:
    """Whether a word is no name: an acronym of no body («по статье ТК РФ»), a verb in capitals, a lone adjective that
    opens a sentence."""
    word, behind = text.words[span.start], [w.text for w in text.words[span.start + 1 : span.end]]
    if not behind and word.acronym and len(word.text) > _LONGEST_ACRONYM and _is_only_verb(word.text):
        return True
    if span.label == "ORG":
        of_country = behind in (["РФ"], ["России"])
        never = word.text in lexicon.never_bodies() and (of_country or not behind)
        return never or (of_country and word.text in lexicon.law_codes())
    return (
        span.label == "PER"
        and not behind
        and text.opens[span.start]
        and bool(_DERIVED.search(word.text))
        and all(p.tag.POS == "ADJF" for p in parses(word.text.lower())[:1])
    )


@remembered
def _is_only_verb(word: str) -> bool:
    found = [parse for parse in parses(word.lower()) if parse.is_known]
    return bool(found) and all(parse.tag.POS in ("VERB", "INFN") for parse in found)


def _without_topic(text: TaggedText, span: NameSpan) -> NameSpan:
    """A body's name without the topic before it («секретарь по делам [молодёжи] министерства»)."""
    if span.label != "ORG" or span.end - span.start == 1:
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
    if span.label != "ORG" or words[0].case == "Ins":
        return span
    agents = (i for i, word in enumerate(words) if word.text.islower() and lexicon.heads().get(word.lemma) == "body")
    cut = next((i for i in agents if words[i].case == "Ins"), len(words))
    return span._replace(end=span.start + cut) if cut else span


def _without_object(text: TaggedText, span: NameSpan) -> NameSpan:
    """A body that acts, without what it acts on («запланированных Правительством [национальных проектов]»).

    That is the last noun of the name where it agrees with a participle right before the name.
    """
    words, start, last = text.words, span.start, span.end - 1
    if span.label != "ORG" or words[start].case != "Ins" or start in (0, last):
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
    if span.label != "PER" or len(last) != 1 or not last.isupper() or end == len(text.words):
        return span
    return span._replace(end=end + 1) if text.words[end].text == "." and text.glued[end] else span


@cache
def _steps() -> tuple[tuple[float, float], ...]:
    rows = read_rows(__package__, "model_confidence.tsv")
    return tuple((float(row["score"]), float(row["right"])) for row in rows)


def _confidence(score: float) -> float:
    return next(right for floor, right in reversed(_steps()) if score >= floor)
