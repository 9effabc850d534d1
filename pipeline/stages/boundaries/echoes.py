"""Names found once are found again: in other cases, alone, or as the core of a longer name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.memory import names_remembered, remembered
from pipeline.morphology.analyzer import parses
from pipeline.morphology.tagged import TaggedWord
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.spans import Candidate
from pipeline.stages.boundaries.view import View, is_known_as, is_word

_ENDING = 3
_STEM = 3
_LONGEST_CORE = 6
_RANKS = frozenset(
    {"император", "императрица", "принц", "принцесса", "папа", "король", "королева", "князь", "шейх", "царь"}
)


@dataclass(slots=True)
class Echoes:
    """Finds further occurrences of names in a view."""

    view: View

    def companies(self, found: Iterable[Candidate]) -> Iterator[Candidate]:
        """Names without marks again, whole or their first words: «Ли Мин» of «Ли Мин Метал»."""
        names = sorted({self._words(c) for c in found if c.rule.startswith("boundaries.")}, key=len, reverse=True)
        forms = {name[:size] for name in names for size in range(2, len(name) + 1)} | {
            n for n in names if len(n) == 1 and not is_word(n[0])
        }
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for form in sorted(forms, key=len, reverse=True):
            by_first.setdefault(stem(form[0]), []).append(form)
        for place in self.view.capitals if by_first else ():
            for form in by_first.get(stem(self.view[place].text), ()):
                if self._matches(place, form):
                    yield Candidate(place, place + len(form), "ORG", "boundaries.company_again", 2)
                    break

    def quoted(self, found: Iterable[Candidate]) -> Iterator[Candidate]:
        """Quoted names again where only the marks show them: «Маяка» of АО «Верфь «Маяк»»."""
        by_start: dict[tuple[int, str], list[tuple[str, ...]]] = {}
        for core in self.cores_of(found):
            by_start.setdefault(_start(core), []).append(core)
        matched: dict[tuple[str, ...], bool] = {}
        for opening, close in self.view.partner.items():
            if not 0 < close - opening - 1 <= _LONGEST_CORE:
                continue
            words = tuple(w.text for w in self.view.words[opening + 1 : close])
            if words not in matched:
                matched[words] = any(same_name(words, core) for core in by_start.get(_start(words), ()))
            if matched[words]:
                yield Candidate(opening, close + 1, "ORG", "boundaries.quoted_again", 1)

    def cores_of(self, found: Iterable[Candidate]) -> set[tuple[str, ...]]:
        """The words inside the marks of names."""
        return {core for candidate in found for core in self._cores(candidate)}

    def single(self, found: Iterable[Candidate], label: str, free: Mapping[str, Sequence[int]]) -> Iterator[Candidate]:
        """One-word names, and surnames of fuller ones, again among the `free` capitalised words of the same stem."""
        known: set[str] = set()
        for candidate in found:
            words = [w for w in self._words(candidate) if w[:1].isalpha() and len(w) > 2]
            if label == "PER" and len(words) > 1:
                known.update(w.lower() for w in words if not w.endswith(("вич", "вна")))
            elif len(words) == 1:
                known.add(words[0].lower())
        last = -2
        for place in sorted(place for name in {stem(word) for word in known} for place in free.get(name, ())):
            word = self.view[place]
            if (
                word.alpha
                and len(word.text) > 2
                and word.pos in ("PROPN", "NOUN", "ADJ", "X", "VERB")
                and not self._is_common(place)
            ):
                if label == "PER" and last == place - 1 and self.view.same_line(last, place):
                    yield Candidate(last, place + 1, label, "boundaries.name_again", 1)
                yield Candidate(place, place + 1, label, "boundaries.name_again", 0)
                last = place

    def _is_common(self, place: int) -> bool:
        """Whether a word is a noun of the language rather than a name: a post, a body, or any at a sentence's start."""
        word = self.view[place]
        if word.lemma in lexicon.roles() or word.lemma in lexicon.heads() or word.lemma in _RANKS:
            return True
        names = ("Name", "Surn", "Patr", "Geox", "Orgn")
        return self.view.opens[place] and is_word(word.text) and not any(is_known_as(word.text, g) for g in names)

    def _cores(self, candidate: Candidate) -> Iterator[tuple[str, ...]]:
        for opening in range(candidate.start, candidate.end):
            close = self.view.partner.get(opening)
            if close is None and opening < candidate.end - 1 and self.view[opening].text in "«„":
                close = candidate.end - 1
            if close is not None and close < candidate.end:
                words = tuple(w.text for w in self.view.words[opening + 1 : close])
                yield words
                if any(mark in '«„"' for mark in words):
                    yield words[max(i for i, w in enumerate(words) if w in '«„"') + 1 :]

    def _words(self, candidate: Candidate) -> tuple[str, ...]:
        return tuple(w.text for w in self.view.words[candidate.start : candidate.end])

    def _matches(self, place: int, form: tuple[str, ...]) -> bool:
        if not self.view.same_line(place, place + len(form) - 1):
            return False
        words = tuple(w.text for w in self.view.words[place : place + len(form)])
        return all(word[:1].isupper() for word in words) and same_name(words, form)


@remembered
def stem(word: str) -> str:
    """A word without an ending that cases may change."""
    word = word.lower().replace("ё", "е")
    for ending in ("ом", "ем", "ым", "им"):
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    while len(word) > _STEM and word[-1] in "аеиоуыэюяьй":
        word = word[:-1]
    return word


@names_remembered
def forms_of(word: str) -> frozenset[str]:
    """What forms of one name have in common: its stem, or what the dictionary knows it by («Зайца», «Заяц»)."""
    return frozenset({stem(word), *(str(parse.normal_form) for parse in parses(word.lower()))})


def surnames(words: Sequence[TaggedWord], spans: Iterable[tuple[int, int]]) -> set[str]:
    """Stems of what may be surnames in people's names of several words: the last word, of longer ones the first too."""
    found: set[str] = set()
    for start, end in spans:
        if end - start > 1:
            found.add(stem(words[end - 1].text))
        if end - start > 2:
            found.add(stem(words[start].text))
    return found


def _start(words: tuple[str, ...]) -> tuple[int, str]:
    """What two names that differ in endings share: how many words they have, and the first letters of the first."""
    return len(words), words[0].lower()[:2] if words else ""


def same_name(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two names differ in the endings of their words alone."""
    return len(words) == len(others) and all(_same_word(a, b) for a, b in zip(words, others, strict=True))


def _same_word(one: str, other: str) -> bool:
    one, other = one.lower(), other.lower()
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return (
        one == other
        or (shared >= 3 and max(len(one), len(other)) - shared <= _ENDING)
        or (shared >= 2 and max(len(one), len(other)) - shared <= 1)
    )
