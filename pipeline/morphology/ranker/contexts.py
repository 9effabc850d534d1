"""Where a word of a name stands: its tag, its site in the span, its neighbours, and what the whole text shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Span

from pipeline.memory import remembered
from pipeline.morphology.analyzer import features_of, parses
from pipeline.morphology.wording import Word
from pipeline.token_table import SPACE, TokenTable, token_table

Tag = tuple[str, str, str, str]

_OPEN, _CLOSE, _EITHER = frozenset("«„“(["), frozenset("»”)]"), frozenset("\"'")
_HEADS = frozenset({"NOUN", "PROPN", "X"})
_NAMED = ("Name", "Patr", "Surn")
_CASES = {"Nom": "nomn", "Gen": "gent", "Dat": "datv", "Acc": "accs", "Ins": "ablt", "Loc": "loct", "Par": "gent"}
_NUMBERS = {"Sing": "sing", "Plur": "plur"}
_GENDERS = {"Masc": "masc", "Fem": "femn", "Neut": "neut"}


class Around(NamedTuple):
    """The words next to a span in its sentence (None at its ends), and whether the span opens the sentence."""

    before: Word | None = None
    after: Word | None = None
    opens: bool = False


class Slot(NamedTuple):
    """What of the place of a word matters to how its form follows those before it: site and case, kind of the span."""

    site: str
    kind: str
    case: str


class Place(NamedTuple):
    """One word of a span as the ranker sees it: its tag, and contexts to cross with a candidate's shapes."""

    case: str
    number: str
    gender: str
    pos: str
    site: str
    kind: str
    contexts: tuple[str, ...]

    @property
    def slot(self) -> Slot:
        return Slot(self.site, self.kind, self.case)


class _Whole(NamedTuple):
    """What the words of a span share: label (or a guess at it), sites of all words, head, neighbours."""

    label: str
    kind: str
    guess: str
    sites: list[str]
    head: int | None
    around: Around


def places(words: Sequence[Word], label: str, around: Around) -> list[Place]:
    """The words of a span with their contexts."""
    tags = [_tag(word) for word in words]
    sites, head = _sites(words)
    guess = _kind(words)
    whole = _Whole(label, label or guess, guess, sites, head, around)
    return [
        Place(case, number, gender, pos, sites[i], guess, _contexts(words, tags, i, whole))
        for i, (pos, case, number, gender) in enumerate(tags)
    ]


def _contexts(words: Sequence[Word], tags: Sequence[Tag], i: int, whole: _Whole) -> tuple[str, ...]:
    """What stands around the word at `i`; the first letter names the feature."""
    label, kind, guess, sites, head, around = whole
    _, case, _, gender = tags[i]
    full, site = "|".join(tags[i]), sites[i]
    low, look = folded(words[i].clean), look_of(words[i].clean)
    known = knowledge(low)
    before_word, before_tag = _beside(words[i - 1] if i else around.before, "^")
    after_word, after_tag = _beside(words[i + 1] if i + 1 < len(words) else around.after, "$")
    inner = f"{'b' if i else 'B'}{'a' if i + 1 < len(words) else 'A'}"
    head_case, head_number = tags[head][1:3] if head is not None else ("-", "-")
    head_word = folded(words[head].clean) if head is not None and head != i else "-"
    outside = f"{_outline(around.before)}_{_outline(around.after)}"
    cases = ",".join(f"{tag[1]}{tag[3]}" for tag in tags[:4])
    return (
        f"0{kind}",
        f"1{full}",
        f"2{full}|{site}|{guess}",
        f"3{site}|{head_case}|{head_number}|{case}|{tags[i][2]}|{guess}",
        f"4{kind}|{site}|{case}|{min(len(words), 4)}",
        f"5{before_word}|{inner}",
        f"6{before_tag}|{inner}|{case}",
        f"7{after_word}|{inner}",
        f"8{after_tag}|{inner}|{case}",
        f"9{head_word}|{site}|{case == head_case}",
        f"A{look}|{site}|{known}",
        f"B{full}|{known}|{look}|{guess}",
        f"C{before_word}|{case}|{inner}",
        f"E{low[-3:]}|{case}|{gender}",
        f"F{known}|{guess}|{around.opens and not i}",
        f"G{label}|{known}|{case}",
        f"H{outside}|{guess}|{case}|{gender}",
        f"I{cases}|{min(i, 4)}|{guess}",
        f"J{label}|{site}|{full}",
    )


def _beside(word: Word | None, edge: str) -> tuple[str, str]:
    """A word beside another and its tag, or the mark of the edge of a sentence."""
    return (folded(word.clean), "|".join(_tag(word))) if word else (edge, edge)


def _tag(word: Word) -> Tag:
    features = word.features
    return (
        word.pos,
        _CASES.get(features.get("Case", ""), "-"),
        _NUMBERS.get(features.get("Number", ""), "-"),
        _GENDERS.get(features.get("Gender", ""), "-"),
    )


def _outline(word: Word | None) -> str:
    """The part of speech of a word beside a span, with what governs or agrees with it."""
    if word is None:
        return "."
    pos, case, number, gender = _tag(word)
    if pos == "VERB":
        return f"VERB{number}{gender}"
    return word.clean.lower() if pos in ("ADP", "CCONJ", "PUNCT") else f"{pos}{case}"


def _sites(words: Sequence[Word]) -> tuple[list[str], int | None]:
    """Where each word stands: before, at or after the head noun, inside quotation marks; and the place of the head."""
    depth, straight, head = 0, False, None
    sites = []
    for i, word in enumerate(words):
        mark = word.clean
        if mark in _CLOSE and depth:
            depth -= 1
        elif mark in _EITHER:
            straight = not straight
        inside = depth > 0 or straight
        if mark in _OPEN:
            depth += 1
        if inside:
            sites.append("in" if head is not None else "in0")
        elif head is None and word.pos in _HEADS and mark[:1].isalpha():
            head = i
            sites.append("head")
        elif head is None:
            sites.append("pre")
        else:
            sites.append("next" if i == head + 1 else "post")
    if head is None:
        head = next((i for i, word in enumerate(words) if word.pos in _HEADS and word.clean[:1].isalpha()), None)
        sites = [f"{site}+" if i == head else site for i, site in enumerate(sites)]
    return sites, head


def _kind(words: Sequence[Word]) -> str:
    """A guess at what a span names, by capitals and dictionary marks: person, other capitalised, or neither."""
    named = [word.clean for word in words if word.clean[:1].isalpha()]
    if not named or len(named) > 5 or any(not w[:1].isupper() or (w.isupper() and len(w) > 1) for w in named):
        return "mixed" if len(named) > 1 else "one"
    marks = [_marks(word.lower()) for word in named]
    people = sum(mark in ("person", "both") for mark in marks)
    initials = any(len(word) == 1 for word in named) and len(named) > 1
    animate = all(word.features.get("Animacy") == "Anim" for word in words if len(word.clean) > 1)
    return f"{min(len(named), 3)}{'p' if people or initials else 'c'}{'a' if animate else 'i'}"


@remembered
def _marks(low: str) -> str:
    named = place = False
    for parse in parses(low):
        if parse.is_known:
            text = str(parse.tag)
            named = named or any(mark in text for mark in _NAMED)
            place = place or "Geox" in text
    return ("both" if place else "person") if named else ("place" if place else "none")


@remembered
def knowledge(low: str) -> str:
    known = [parse for parse in parses(low) if parse.is_known]
    return f"{'k' if known else 'u'}{_marks(low)}"


@remembered
def look_of(word: str) -> str:
    if not word[:1].isalnum():
        return "mark" + word[:1]
    if word.isupper():
        return "one" if len(word) == 1 else "caps"
    if "-" in word:
        return "hyphen" + ("T" if word[:1].isupper() else "l")
    if word[:1].isupper():
        return "Title" if word[1:].islower() else "miXed"
    return "low" if word.islower() else "other"


def folded(word: str) -> str:
    """A word in lower case with е for ё."""
    return word.lower().replace("ё", "е")


def seen_words(doc: Doc) -> dict[str, int]:
    """The capitalised words of a tagged text, each with how often it stands in the nominative."""
    return seen_in(token_table(doc))


def seen_in(table: TokenTable) -> dict[str, int]:
    """The same for the columns of a text."""
    counts: dict[str, int] = {}
    for word, morph in table.capitals():
        counts[word] = counts.get(word, 0) + ("Case=Nom" in morph)
    return counts


def around_span(span: Span) -> Around:
    """The words beside a span in its sentence."""
    return around_tokens(token_table(span.doc), span.start, span.end)


def around_tokens(table: TokenTable, start: int, end: int) -> Around:
    """The words beside the tokens of a half-open range in their sentence."""
    opens = table.opens[start]
    before = next((i for i in range(start - 1, -1, -1) if table.pos[i] != SPACE), None) if not opens else None
    after = next((i for i in range(end, len(table.pos)) if table.pos[i] != SPACE), None)
    ends = after is not None and any(table.opens[end : after + 1])
    return Around(_word(table, before), None if ends else _word(table, after), opens)


def _word(table: TokenTable, place: int | None) -> Word | None:
    if place is None:
        return None
    return Word(table.texts[place], "", table.pos[place], features_of(table.morphs[place]))
