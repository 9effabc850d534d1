"""Quoted names of works, events and slogans («фильм «Цирк»»): they name no organisation, nor where they stand again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from pipeline.morphology.tagged import TaggedText, TaggedWord
from pipeline.neural.names_features import NameSpan
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.echoes import Echoes, forms_of
from pipeline.stages.boundaries.quoted import Quoted, lemmas_of
from pipeline.stages.boundaries.spans import Candidate
from pipeline.stages.boundaries.view import View, can_be

_LONGEST_AGAIN = 6


class Work(NamedTuple):
    """A quoted name of a work, event or slogan. sure: the same name is no body's elsewhere unless so announced."""

    start: int
    end: int
    sure: bool


class Titles:
    """Quoted names of works and events, where they start and end: announced ones, and those that name no body."""

    def __init__(self, works: Mapping[int, int], no_bodies: Mapping[int, int]) -> None:
        self.works, self.no_bodies = works, dict(no_bodies)
        self._in_works, self._in_no_bodies = inside(works), inside(no_bodies)

    def __contains__(self, candidate: Candidate) -> bool:
        """Whether a name only stands in one; longer names of places are believed."""
        if candidate.label == "ORG" and self._in_no_bodies.get(candidate.start, 0) >= candidate.end:
            return True
        believed = candidate.label == "LOC" and candidate.end - candidate.start > 1
        return not believed and self._in_works.get(candidate.start, 0) >= candidate.end

    def cover(self, place: int) -> bool:
        """Whether a place lies in one."""
        return place in self._in_works or place in self._in_no_bodies

    def without(self, starts: Set[int]) -> Titles:
        """The others than those that start at some places."""
        if starts.isdisjoint(self.works) and starts.isdisjoint(self.no_bodies):
            return self
        kept = ({s: e for s, e in held.items() if s not in starts} for held in (self.works, self.no_bodies))
        return Titles(*kept)


@dataclass(slots=True)
class Works:
    """Finds names of works by the words before them."""

    view: View
    quoted: Quoted

    def titles(self, bodies: Iterable[Candidate]) -> Titles:
        """All of them; `bodies` are announced as such, by more than that the tagger takes them for some."""
        announced = list(self.announced())
        if not announced:
            return Titles({}, {})
        named = [body for body in bodies if body.rule != "boundaries.quoted_name"]
        sure = {work.start: work.end for work in announced if work.sure} | dict(self.again(announced, named))
        return Titles({work.start: work.end for work in announced}, sure)

    def announced(self) -> Iterator[Work]:
        """Those behind a word for a work; of a list of them the first is announced («фильмы «Цирк» и «Гавань»»)."""
        view, listed = self.view, dict[int, Work]()
        for place in sorted(view.openings):
            end = view.name_end(place)
            if end is None:
                continue
            before = listed.get(place - 1) if view.same_line(place - 1, place) else None
            if before:
                work = before._replace(start=place, end=end)
            elif self.quoted.announced_by(place) == "work":
                work = Work(place, end, self._is_sure(place))
            else:
                continue
            goes_on = view[place - 1].text == "," if before else self._are_several(place)
            if goes_on and view.text_at(end) in (",", "и", "или"):
                listed[end] = work
            yield work

    def again(self, works: Sequence[Work], bodies: Iterable[Candidate]) -> Iterator[tuple[int, int]]:
        """Where names of sure works stand again, in any case.

        Not those that bodies bear too, or that stand beside another noun («батальон «Азов»»).
        """
        names, known = _Names(self._words(w.start, w.end) for w in works if w.sure), {w.start for w in works}
        if not names:
            return
        short = ((place, self._words(*place)) for place in self._short() if place[0] not in known)
        found = {place: words for place, words in short if words in names}
        borne = _Names(Echoes(self.view).cores_of(bodies) if found else [])
        doubtful = _Names(w for place, w in found.items() if w in borne or self._is_beside_another(place[0]))
        yield from (place for place, words in found.items() if words not in doubtful)

    def _short(self) -> Iterator[tuple[int, int]]:
        """Where short quoted names start and end."""
        for opening, close in self.view.partner.items():
            if 0 < close - opening - 1 <= _LONGEST_AGAIN:
                yield opening, close + 1

    def _words(self, start: int, end: int) -> tuple[str, ...]:
        return tuple(word.text for word in self.view.words[start + 1 : end - 1])

    def _are_several(self, place: int) -> bool:
        """Whether a name may be the first of several that one word announces."""
        word = self.quoted.word_before(place)
        return self.quoted.is_example(place) or (word is not None and word.number == "Plur" and self._is_beside(place))

    def _is_sure(self, place: int) -> bool:
        word = self.quoted.word_before(place)
        return word is not None and self._is_beside(place) and not lexicon.work_words().isdisjoint(lemmas_of(word))

    def _is_beside(self, place: int) -> bool:
        """Whether a quoted name stands in the nominative, as beside a word for what it names («фильм «Цирк»»)."""
        first = self.view[place + 1]
        return first.case in ("", "Nom", "Acc") and can_be(first.text, "nomn") and not first.acronym

    def _is_beside_another(self, place: int) -> bool:
        """Whether a noun that is no word for a work stands before a quoted name and calls it what it is."""
        word = self.quoted.word_before(place)
        noun = word is not None and word.pos == "NOUN" and self.quoted.announced_by(place) is None
        return noun and self._is_beside(place)


def inside(works: Mapping[int, int]) -> dict[int, int]:
    """For each place in the quoted name of a work where that ends."""
    return {place: end for start, end in sorted(works.items(), reverse=True) for place in range(start, end)}


def outside(text: TaggedText, spans: Iterable[NameSpan], works: Mapping[int, int]) -> Iterator[NameSpan]:
    """Spans without organisations that are works or lie in one, and without works at their end."""
    in_works, starts = inside(works), {end: start for start, end in works.items()}
    for span in spans:
        if span.label != "ORG" or not works:
            yield span
        elif in_works.get(span.start, 0) < span.end:
            end = _without_works(text, span, starts)
            if end > span.start:
                yield span._replace(end=end)


def _without_works(text: TaggedText, span: NameSpan, starts: Mapping[int, int]) -> int:
    """Where a span ends without the works at its end and the words that announce them («[HBO] сериал «Гавань»»)."""
    end = span.end
    while end in starts and starts[end] > span.start:
        end = starts[end]
        while end > span.start and (text.words[end - 1].text.islower() or _announces(text.words[end - 1])):
            end -= 1
    return span.start if starts.get(end) == span.start else end


def _announces(word: TaggedWord) -> bool:
    return any(lexicon.classes().get(lemma) == "work" for lemma in lemmas_of(word))


class _Names:
    """Names of several words, which are found again in other cases."""

    def __init__(self, names: Iterable[Sequence[str]]) -> None:
        self._having: defaultdict[tuple[int, int, str], set[tuple[str, ...]]] = defaultdict(set)
        for name in set(map(tuple, names)):
            for place, word in enumerate(name):
                for form in forms_of(word):
                    self._having[len(name), place, form].add(name)

    def __bool__(self) -> bool:
        return bool(self._having)

    def __contains__(self, words: Sequence[str]) -> bool:
        """Whether each word has a form in common with that of a name; asked of the names that share the rarest."""
        alike = ([self._having.get((len(words), n, form), set()) for form in forms_of(w)] for n, w in enumerate(words))
        rarest = min(alike, key=lambda names: sum(map(len, names)))
        return any(_is_same(words, name) for name in chain.from_iterable(rarest))


def _is_same(words: Sequence[str], others: Sequence[str]) -> bool:
    return all(not forms_of(a).isdisjoint(forms_of(b)) for a, b in zip(words, others, strict=True))
