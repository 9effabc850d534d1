"""The nominative forms that a word may have: the word as it stands, and what pymorphy3 and endings propose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pymorphy3.analyzer import Parse

from pipeline.memory import names_remembered, remembered
from pipeline.morphology.analyzer import grammemes, parses
from pipeline.morphology.ranker.endings import readings_by_ending

_DECLINED = frozenset({"NOUN", "ADJF", "PRTF", "NUMR", "NPRO"})
_AGREEING = frozenset({"ADJF", "PRTF"})
_CASES = {
    "nomn": "nomn",
    "voct": "nomn",
    "gent": "gent",
    "gen1": "gent",
    "gen2": "gent",
    "datv": "datv",
    "accs": "accs",
    "acc2": "accs",
    "ablt": "ablt",
    "loct": "loct",
    "loc1": "loct",
    "loc2": "loct",
}
_MARKS = ("Name", "Patr", "Surn", "Geox", "Orgn", "Abbr", "Fixd", "Pltm", "Sgtm", "Init")
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_MOST_CANDIDATES = 40
_READINGS_OF_A_HALF = 3


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How a candidate reads a word, whatever word it is; see `Candidate`. Told apart by identity, which is cheap."""

    kind: str
    part: str
    case: str
    number: str
    gender: str
    target: str
    marks: str
    source: str


_reading = remembered(Reading)


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One form that a word may be given, and the reading of the word that leads to it.

    kind: keep (as it stands), same (a nominative already) or turn (put into the nominative);
    case, number, gender: of the word as this reading has it, "" where there is none;
    source: dictionary, guess (pymorphy3's prediction) or ending; rank: of the reading among the word's own;
    family: all forms of this reading's lexeme, capitalised, to look for in the text.
    """

    form: str
    kind: str
    part: str = ""
    case: str = ""
    number: str = ""
    gender: str = ""
    target: str = ""
    marks: str = ""
    source: str = ""
    rank: int = 0
    score: float = 0.0
    restores_yo: bool = False
    lowers: bool = False
    family: frozenset[str] = frozenset()

    @property
    def reading(self) -> Reading:
        """What it shares with the candidates of other words."""
        return _reading(self.kind, self.part, self.case, self.number, self.gender, self.target, self.marks, self.source)


@names_remembered
def candidates(word: str) -> tuple[Candidate, ...]:
    """What a word may become, the word itself first; only itself where no Russian letter is in it."""
    found = [Candidate(word, "keep")]
    if _CYRILLIC.search(word) and len(word) > 1:
        found += _kept_with_yo(word)
        found += _read(word)
    return tuple(_distinct(found))[:_MOST_CANDIDATES]


def lowered(candidate: Candidate) -> Candidate:
    """The same candidate without the capital that opens a sentence."""
    return replace(candidate, form=candidate.form[:1].lower() + candidate.form[1:], lowers=True)


def _kept_with_yo(word: str) -> Iterator[Candidate]:
    spellings = {str(parse.word) for parse in parses(word.lower())}
    for spelling in sorted(spellings):
        if "ё" in spelling and spelling != word.lower() and len(spelling) == len(word):
            yield Candidate(dress(spelling, word), "keep", restores_yo=True)


def _read(word: str) -> Iterator[Candidate]:
    low = word.lower()
    for rank, parse in enumerate(parses(low)):
        if parse.tag.POS in _DECLINED:
            yield from _of_parse(word, parse, rank)
    if "-" in low:
        yield from _by_halves(word)
    elif word[:1].isupper():
        yield from _by_ending(word)


def _of_parse(word: str, parse: Parse, rank: int, prefix: str = "") -> Iterator[Candidate]:
    tags = grammemes(parse)
    case = next((_CASES[name] for name in _CASES if name in tags), "")
    number = "plur" if "plur" in tags else "sing"
    base = Candidate(
        word,
        "turn",
        part=str(parse.tag.POS),
        case="fixed" if "Fixd" in tags else case,
        number=number,
        gender=_gender(tags),
        marks=",".join(mark for mark in _MARKS if mark in tags),
        source="dictionary" if parse.is_known else "guess",
        rank=min(rank, 4),
        score=float(parse.score),
        family=_family(parse, prefix, word),
    )
    for target, form in _nominatives(parse, number):
        yield from _spellings(replace(base, target=target), prefix + form, word)


def _gender(tags: frozenset[str]) -> str:
    if "ms-f" in tags or "GNdr" in tags:
        return "both"
    return next((name for name in ("masc", "femn", "neut") if name in tags), "")


def _nominatives(parse: Parse, number: str) -> Iterator[tuple[str, str]]:
    """The nominative in the word's own number, and of a plural also the singular (of adjectives in each gender)."""
    if "Fixd" in grammemes(parse):
        yield number, str(parse.word)
        return
    form = parse.inflect({"nomn", number})
    if form:
        yield number, str(form.word)
    if number == "plur":
        genders = ("masc", "femn", "neut") if parse.tag.POS in _AGREEING else ("",)
        for gender in genders:
            single = parse.inflect({"nomn", "sing"} | ({gender} if gender else set()))
            if single:
                yield "sing" + gender, str(single.word)


@names_remembered
def _lexeme(parse: Parse) -> frozenset[str]:
    return frozenset(str(form.word) for form in parse.lexeme)


def _family(parse: Parse, prefix: str, word: str) -> frozenset[str]:
    if not word[:1].isupper() or parse.tag.POS not in ("NOUN", "ADJF"):
        return frozenset()
    forms = _lexeme(parse)
    forms |= {form.replace("ё", "е") for form in forms}
    return frozenset((prefix + form).capitalize() for form in forms)


def _spellings(found: Candidate, form: str, word: str) -> Iterator[Candidate]:
    """A candidate in the capitals of the word, with the dictionary's ё and as the text would write it."""
    written = dress(form, word, keep_yo=False)
    full = dress(form, word)
    kind = "same" if written == word else "turn"
    edit = replace(found, kind=kind, form=written)
    yield edit
    if full != written:
        yield replace(edit, form=full, restores_yo=True)


def _by_halves(word: str) -> Iterator[Candidate]:
    """Hyphenated words: only the last part turns («вице-премьера»), only the first («Твери-2»), or both alike."""
    head, _, tail = word.rpartition("-")
    heads = [c for c in _read_part(head) if c.rank < _READINGS_OF_A_HALF] if len(head) > 1 else []
    tails = [c for c in _read_part(tail) if c.rank < _READINGS_OF_A_HALF] if len(tail) > 1 else []
    for last in tails:
        yield _joined(word, last, head, last.form, "last")
    for first in heads:
        yield _joined(word, first, first.form, tail, "first")
        for last in tails:
            if (first.case, first.number) == (last.case, last.number) and _alike(first.gender, last.gender):
                yield _joined(word, last, first.form, last.form, "both")


def _read_part(part: str) -> tuple[Candidate, ...]:
    return tuple(c for c in candidates(part) if c.kind != "keep" and c.case != "fixed" and not c.restores_yo)


def _alike(one: str, other: str) -> bool:
    return one == other or "both" in (one, other)


def _joined(word: str, like: Candidate, head: str, tail: str, turned: str) -> Candidate:
    form = f"{head}-{tail}"
    kind, family = ("same", frozenset[str]()) if form == word else ("turn", frozenset({form}))
    return replace(like, form=form, kind=kind, target=f"{like.target} {turned}", family=family)


def _by_ending(word: str) -> Iterator[Candidate]:
    low = word.lower()
    known = any(parse.is_known and parse.tag.POS in _DECLINED for parse in parses(low))
    for reading in readings_by_ending(low):
        found = Candidate(
            word,
            "turn",
            part="NOUN",
            case=reading.case,
            number="sing",
            gender=reading.gender,
            target="sing",
            source="ending+" if known else "ending",
            family=frozenset(form.capitalize() for form in reading.family),
        )
        yield from _spellings(found, reading.form, word)


def _distinct(found: list[Candidate]) -> Iterator[Candidate]:
    """Of candidates that differ in nothing that is looked at, the first; of endings, those with a form of their own."""
    proposed = {(c.form, c.case, c.gender) for c in found if not c.source.startswith("ending")}
    seen = set()
    for candidate in found:
        if candidate.source.startswith("ending") and (candidate.form, candidate.case, candidate.gender) in proposed:
            continue
        outline = (candidate.form, candidate.kind, candidate.part, candidate.case, candidate.number)
        key = (*outline, candidate.gender, candidate.target, candidate.source)
        if key not in seen:
            seen.add(key)
            yield candidate


def spelled(candidate: Candidate, word: str, restore_yo: bool, lower_start: bool) -> str:
    """The form of a candidate, with е and the opening capital as the text has them unless they may change."""
    form = candidate.form
    if candidate.lowers and not lower_start:
        form = form[:1].upper() + form[1:]
    return form if restore_yo or not candidate.restores_yo else _without_new_yo(form, word)


def dress(form: str, like: str, keep_yo: bool = True) -> str:
    """A lower-case form in the capitals of the word that it replaces, part by part where both have hyphens."""
    parts, likes = form.split("-"), like.split("-")
    if len(parts) == len(likes):
        return "-".join(_dress(a, b, keep_yo) for a, b in zip(parts, likes, strict=True))
    return _dress(form, like, keep_yo)


def _without_new_yo(form: str, like: str) -> str:
    plain = {"ё": "е", "Ё": "Е"}
    return "".join(c if like[i : i + 1].lower() == "ё" else plain.get(c, c) for i, c in enumerate(form))


def _dress(form: str, like: str, keep_yo: bool) -> str:
    if not keep_yo:
        form = _without_new_yo(form, like)
    if like.isupper() and len(like) > 1:
        return form.upper()
    folded, low = form.replace("ё", "е"), like.lower().replace("ё", "е")
    pairs = enumerate(zip(folded, low, strict=False))
    shared = next((i for i, (a, b) in pairs if a != b), min(len(folded), len(low)))
    caps = "".join(c.upper() if i < len(like) and like[i].isupper() else c for i, c in enumerate(form[:shared]))
    return caps + form[shared:]
