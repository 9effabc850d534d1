"""Short and full forms of one person's name, and what the ending of a surname says."""

from __future__ import annotations

from pipeline.morphology.people import is_initial


def gender_by_surname(word: str) -> str:
    """The gender that the ending of a Russian surname in the nominative shows."""
    if word.endswith(("ова", "ева", "ёва", "ина", "ына", "ская", "цкая")):
        return "Fem"
    return "Masc" if word.endswith(("ов", "ев", "ёв", "ин", "ын", "ский", "цкий")) else ""


def same_stem(word: str, name: str) -> bool:
    if "-" in word and word.count("-") == name.count("-"):
        return all(same_stem(a, b) for a, b in zip(word.split("-"), name.split("-"), strict=True))
    shorter = min(len(word), len(name))
    return (
        shorter > 2 and word[: max(3, shorter - 1)] == name[: max(3, shorter - 1)] and abs(len(word) - len(name)) <= 3
    )


def same_person(known: str, name: str) -> bool:
    """Whether a name can be a short form of another: the surname agrees, given names do not contradict."""
    ours, theirs = _parts(known), _parts(name)
    if not ours or not theirs:
        return False
    if len(theirs) == 1 or len(ours) == 1:
        return theirs[-1] in ours if len(theirs) == 1 else ours[-1] in theirs
    if ours[-1] == theirs[-1]:
        return all(any(_alike(a, b) for b in ours[:-1]) for a in theirs[:-1]) or all(
            any(_alike(a, b) for b in theirs[:-1]) for a in ours[:-1]
        )
    return all(part in ours for part in theirs)


def _alike(a: str, b: str) -> bool:
    a, b = a.rstrip("."), b.rstrip(".")
    return a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b))


def _parts(name: str) -> list[str]:
    words = name.replace(".", ". ").lower().replace("ё", "е").split()
    if len(words) > 1 and is_initial(words[-1].upper()):
        lead = [w for w in words if not is_initial(w.upper())]
        return [w for w in words if is_initial(w.upper())] + lead
    return words
