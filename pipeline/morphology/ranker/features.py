"""Names of features: of a candidate for a word, of its standing in the text, and of how it follows other choices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from pipeline.memory import names_remembered
from pipeline.morphology.ranker.candidates import Candidate, Reading, candidates
from pipeline.morphology.ranker.contexts import Place, Slot, Tag, folded, knowledge, look_of

_TRANSPARENT = frozenset({"PUNCT", "SYM", "CCONJ"})


class Standing(NamedTuple):
    """What the rest of the text says of a candidate, and its kind and source.

    own: whether it leaves the word as it is; stands: whether its form is in the text; nominative: how often in the
    nominative, up to 2; forms: how many forms of its lexeme the text has, up to 4; behind: how many fewer than the
    candidate that has most, up to 3; most: how many that one has, up to 3.
    """

    kind: str
    source: str
    own: bool
    stands: bool
    nominative: int
    forms: int
    behind: int
    most: int


class History(NamedTuple):
    """What the words so far were given: the last one, the first that declines, the head, and the gender of a person."""

    last: Reading | None = None
    last_site: str = ""
    lead: Reading | None = None
    head: Reading | None = None
    gender: str = ""


def _halves(word: str) -> str:
    """Capitals and familiarity of the first and the last part of a hyphenated word."""
    first, _, rest = word.partition("-")
    last = rest.rpartition("-")[2]
    return "".join(f"{'T' if part[:1].isupper() else 'l'}{knowledge(part.lower())}" for part in (first, last))


@names_remembered
def edit(word: str, form: str) -> str:
    """What a form does to the end of a word: «-ой>-ая»; ё counts as е."""
    one, two = folded(word), folded(form)
    shared = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return f"{one[shared:]}>{two[shared:]}"


def own_features(word: str, candidate: Candidate) -> tuple[str, ...]:
    """Features of a candidate for a word, whatever stands around it."""
    low, form, change = folded(word), folded(candidate.form), edit(word, candidate.form)
    kind, source, marks = candidate.kind, candidate.source, candidate.marks
    trust = f"{source}|{candidate.rank}|{min(9, int(candidate.score * 10))}"
    found = [
        f"a{kind}|{change}",
        f"b{kind}|{change}|{source}",
        f"c{kind}|{change}|{low[-4:]}",
        f"e{kind}|{form[-3:]}|{candidate.gender}|{candidate.case}",
        f"f{kind}|{form[-4:]}|{source}",
        f"g{kind}|{trust}",
        f"h{kind}|{marks}|{source}|{candidate.gender}",
        f"j{candidate.part}|{candidate.case}|{candidate.number}|{candidate.gender}|{candidate.target}|{source}",
        f"k{kind}|{look_of(word)}|{change}",
        f"l{kind}|{len(word) if len(word) < 6 else 6}|{change}",
    ]
    has_yo = any(c.restores_yo for c in candidates(word))
    if has_yo:
        found += [f"y{candidate.restores_yo}", f"z{candidate.restores_yo}|{form[-4:]}|{source}"]
        found += [f"x{candidate.restores_yo}|{kind}|{trust}", f"w{candidate.restores_yo}|{form}"]
    if candidate.lowers:
        found += [f"v{kind}|{marks}|{source}", f"u{low}"]
    if "-" in word:
        way = f"{kind}|{candidate.target}"
        found += [f"d{way}|{source}", f"i{way}|{word.count('-')}|{_halves(word)}"]
    return tuple(found)


def shapes(tag: Tag, word: str, candidate: Candidate) -> tuple[str, ...]:
    """The coarser and finer outlines of a candidate that contexts are crossed with."""
    _, case, number, gender = tag
    low = "L" if candidate.lowers else ""
    agrees = (
        f"{candidate.case == case}|{candidate.number == number}"
        f"|{candidate.gender in (gender, 'both')}|{candidate.part[:3]}"
    )
    reading = f"{candidate.kind}|{candidate.part}|{candidate.case}|{candidate.number}|{candidate.gender}"
    return (
        f"{candidate.kind}{low}",
        f"{reading}|{candidate.target}",
        f"{candidate.kind}|{agrees}",
        edit(word, candidate.form),
    )


def standings(
    word: str, found: Sequence[Candidate], seen: Collection[str], nominative_here: bool
) -> list[Standing | None]:
    """How each candidate stands in the text; None where the text can say nothing."""
    if not word[:1].isupper() or not seen:
        return [None] * len(found)
    counts = seen if isinstance(seen, Mapping) else None
    forms = {family: sum(map(seen.__contains__, family)) for family in {candidate.family for candidate in found}}
    most = max(forms.values())
    lines: list[Standing | None] = []
    for candidate in found:
        plain = candidate.form if not candidate.restores_yo else candidate.form.replace("ё", "е")
        own = plain == word
        nominative = -1
        if counts is not None:
            nominative = counts.get(plain, 0) + (counts.get(candidate.form, 0) if candidate.restores_yo else 0)
            nominative -= own and nominative_here
        held = forms[candidate.family]
        common = candidate.kind, candidate.source, own, plain in seen
        lines.append(Standing(*common, min(nominative, 2), min(held, 4), min(most - held, 3), min(most, 3)))
    return lines


def standing_features(standing: Standing | None) -> tuple[str, ...]:
    """Features of how a candidate stands in the text."""
    if standing is None:
        return ()
    kind, source, own, stands, nominative, forms, behind, most = standing
    here = f"{kind}|{own}|{stands}|{nominative}"
    return f"m{here}", f"n{here}|{source}", f"o{kind}|{source}|{forms}|{behind}", f"p{here}|{behind == 0}|{most}"


def history_features(past: History, place: Slot, candidate: Reading, change: str) -> tuple[str, ...]:
    """How a candidate goes with what the words before it were given; change: its `edit` of the word."""
    last, lead, head = past.last, past.lead, past.head
    if last is None:
        return (f"q^|{candidate.kind}|{place.kind}",)
    mine = f"{candidate.kind}|{candidate.part}|{candidate.case}|{candidate.number}|{candidate.gender}"
    theirs = f"{last.kind}|{last.part}|{last.case}|{last.number}|{last.gender}"
    agreement = _agreement(last, candidate)
    found = [
        f"q{theirs}>{mine}",
        f"r{past.last_site}|{place.site}|{last.kind}>{candidate.kind}|{agreement}",
        f"s{place.kind}|{agreement}|{last.kind}>{candidate.kind}|{last.marks}>{candidate.marks}",
        f"t{place.kind}|{last.source}>{candidate.source}|{agreement}|{candidate.kind}",
    ]
    if lead is not None:
        agreement = _agreement(lead, candidate) if lead is not last else agreement
        found.append(f"Q{agreement}|{lead.kind}>{candidate.kind}|{place.site}|{place.kind}")
        found.append(f"R{agreement}|{candidate.kind}|{place.case}|{change}")
    if head is not None:
        found.append(
            f"S{place.site}|{head.kind}|{head.case}|{head.target}>{candidate.kind}|{candidate.case}|{place.case}"
        )
    if past.gender:
        found.append(f"T{past.gender}>{candidate.gender}|{candidate.marks}|{place.kind}|{candidate.kind}")
        found.append(f"U{past.gender}>{change}|{place.kind}")
    return tuple(found)


def _agreement(one: Reading, other: Reading) -> str:
    """Whether two readings agree in case, and the forms they lead to in number and gender."""
    case = "c" if one.case == other.case else ("f" if "fixed" in (one.case, other.case) else "-")
    number = "n" if _goal_number(one) == _goal_number(other) else "-"
    mine, theirs = _goal_gender(one), _goal_gender(other)
    same = mine == theirs or "both" in (mine, theirs)
    gender = "g" if same else ("?" if not mine or not theirs else "-")
    return case + number + gender


def _goal_number(candidate: Reading) -> str:
    return candidate.target[:4]


def _goal_gender(candidate: Reading) -> str:
    if candidate.target.startswith("plur"):
        return ""
    single = candidate.target.partition(" ")[0][4:]
    return single or candidate.gender


def extend(past: History, place: Place, candidate: Reading) -> History:
    """The history after a word was given a candidate; marks and conjunctions leave it as it is."""
    if place.pos in _TRANSPARENT:
        return past
    declines = candidate.kind != "keep"
    is_head = place.site.startswith("head") or place.site.endswith("+")
    gender = past.gender
    if declines and candidate.gender in ("masc", "femn") and not gender:
        gender = candidate.gender
    return History(
        candidate,
        place.site,
        past.lead or (candidate if declines else None),
        candidate if is_head else past.head,
        gender,
    )
