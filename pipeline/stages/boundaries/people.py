"""People: the model's pieces made whole names; never over a line break, never two in one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from pipeline.stages.boundaries.full_names import ARTICLE, TAILS, FullNames
from pipeline.stages.boundaries.spans import Candidate
from pipeline.stages.boundaries.view import View, can_be, is_known_as, is_word

_PARTICLES = frozenset(
    [
        "ван",
        "фон",
        "де",
        "да",
        "ди",
        "дю",
        "дер",
        "ден",
        "ла",
        "ле",
        "ибн",
        "бин",
        "бен",
        "аль",
        "эль",
        "оглы",
        "кызы",
        "заде",
    ]
)
_BREAKS = frozenset(["(", ")", "/", ",", ";", ":", "«", "»", "—", "–", '"'])
_ROMAN = re.compile(r"[IVX]{1,5}")
_LONGEST = 6


@dataclass(slots=True)
class People:
    """Finds people in a view; `closed` are places that belong to other names."""

    view: View
    closed: frozenset[int]
    names: FullNames = field(init=False)

    def __post_init__(self) -> None:
        self.names = FullNames(self.view, self.closed)

    def find(self, model: Collection[tuple[int, int]] = ()) -> Iterator[Candidate]:
        """People whose names show by themselves, then the model's."""
        taken: set[int] = set()
        yield from self.names.find(taken)
        for start, end in self._merged(model):
            for candidate in self._from_model(start, end, taken):
                taken.update(range(candidate.start, candidate.end))
                yield candidate

    def _merged(self, model: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
        """The model's spans, neighbours joined: it cuts «Анна | Мария Лопес» in two."""
        merged: list[tuple[int, int]] = []
        for start, end in sorted(self._open_parts(model)):
            if (
                merged
                and merged[-1][1] == start
                and end - merged[-1][0] <= 3
                and self.view.same_line(merged[-1][0], start)
            ):
                merged[-1] = (merged[-1][0], end)
            else:
                merged.append((start, end))
        return merged

    def _open_parts(self, model: Collection[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The model's spans without what belongs to other names."""
        for start, end in model:
            first = start
            for place in range(start, end + 1):
                if place == end or place in self.closed:
                    if place > first:
                        yield first, place
                    first = place + 1

    def _from_model(self, start: int, end: int, taken: set[int]) -> Iterator[Candidate]:
        """The model's person, cut where other names begin and stretched over the rest of the name."""
        view = self.view
        piece: list[int] = []
        for place in range(start, end):
            if (
                place in taken
                or place in self.closed
                or view[place].text in _BREAKS
                or (piece and not view.same_line(piece[0], place))
            ):
                yield from self._piece(piece, taken)
                piece = []
            if place not in taken and place not in self.closed and view[place].text not in _BREAKS:
                piece.append(place)
        yield from self._piece(piece, taken)

    def _piece(self, piece: list[int], taken: set[int]) -> Iterator[Candidate]:
        view = self.view
        first = next((i for i, place in enumerate(piece) if self._keeps(place)), len(piece))
        piece = piece[first:]
        while piece and not self._keeps(piece[-1]) and not _ROMAN.fullmatch(view[piece[-1]].text):
            piece.pop()
        if not piece:
            return
        start, end = self._stretch(piece[0], piece[-1] + 1, taken)
        middle = self._seam(start, end)
        if middle is not None:
            yield Candidate(start, middle, "PER", "boundaries.two_people", 2)
            start = middle
        if end - start == 1 and not self._single(start):
            return
        whole = (start, end) == (piece[0], piece[-1] + 1)
        yield Candidate(start, end, "PER", "names.slovnet" if whole else "boundaries.whole_person", 2)

    def _keeps(self, place: int) -> bool:
        word = self.view[place]
        if word.lower in _PARTICLES:
            return word.capital
        return self.names.is_name_word(place) and len(word.text) > 1

    def _single(self, place: int) -> bool:
        word = self.view[place]
        names = ("Name", "Surn", "Patr", "Geox")
        if self.view.opens[place] and is_word(word.text) and not any(is_known_as(word.text, g) for g in names):
            return False
        return not (
            is_known_as(word.text, "Geox") and not is_known_as(word.text, "Surn") and not is_known_as(word.text, "Name")
        )

    def _stretch(self, start: int, end: int, taken: set[int]) -> tuple[int, int]:
        """Over neighbouring words of the same name: given names that the dictionary knows, particles, double names."""
        view = self.view
        while start > 0 and end - start < _LONGEST and view.same_line(start - 1, start) and start - 1 not in taken:
            word = view[start - 1]
            given = (
                is_known_as(word.text, "Name")
                and self.names.is_name_word(start - 1)
                and not is_known_as(view[start].text, "Name")
            )
            particle = (
                word.lower in _PARTICLES
                and start > 1
                and self.names.is_name_word(start - 2)
                and view.same_line(start - 2, start)
            )
            if not given and not particle:
                break
            start -= 1
        while end - start < _LONGEST and view.same_line(start, end) and end not in taken:
            word = view[end]
            if _ROMAN.fullmatch(word.text):
                return start, end + 1
            more = self.names.is_name_word(end) and self._continues(start, end)
            particle = (
                word.lower in _PARTICLES - TAILS and self.names.is_name_word(end + 1) and view.same_line(end, end + 1)
            )
            if not more and not particle and word.lower not in TAILS:
                break
            end += 1
        return start, end

    def _continues(self, start: int, end: int) -> bool:
        """Whether the word behind a person is the rest of the name and not the next one."""
        view = self.view
        word, last = view[end], view[end - 1]
        if ARTICLE.fullmatch(word.text):
            return True
        if word.pos != "PROPN" or (word.case and last.case and word.case != last.case):
            return False
        if end - start == 1:
            return not is_known_as(word.text, "Geox") or can_be(word.text, "Surn")
        return last.lower in _PARTICLES

    def _seam(self, start: int, end: int) -> int | None:
        """Where the name of a second person begins: «Антон Белов Белов Антон Ильич»."""
        view = self.view
        for place in range(start + 1, end):
            if view[place].text == view[place - 1].text and end - start > 2:
                return place
        if (
            end - start >= 3
            and view[start].case == "Ins"
            and view[start + 1].case == "Nom"
            and view[start + 1].pos == "PROPN"
        ):
            return start + 1
        return next(
            (
                place
                for place in range(start + 1, end)
                if view[place - 1].case == "Ins"
                and view[place].case == "Nom"
                and not can_be(view[place].text, "Fixd")
                and not is_known_as(view[place].text, "Name")
                and end - place == 1
                and view[place].text[-1] not in "оиеуюыэ"
            ),
            None,
        )
