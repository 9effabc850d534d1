"""Whole names of people by their form: patronymics, initials, «имени», «оглы»; and which words a name is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.memory import names_remembered
from pipeline.morphology.tagged import TaggedWord
from pipeline.morphology.wording import CASES
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.spans import Candidate
from pipeline.stages.boundaries.view import View, can_be, is_known_as

_PATRONYMIC = re.compile(
    r"[А-ЯЁ][а-яё]{1,20}(?:[оеё]вич(?:а|у|ем|е)?|[оеё]вн(?:а|ы|е|у|ой|ою)|ьич(?:а|у|ом|е)?|(?:ини|ки|ми|ти)чн(?:а|ы|е|у|ой))"
)
_HONOURS = frozenset({"имени", "им"})
TAILS = frozenset({"оглы", "кызы", "заде"})
ARTICLE = re.compile(r"(?:аль|ас|ат|аш|ан|ад|эль|ар|аз|эс)-[А-ЯЁ][а-яё]{2,20}")
TITLES = frozenset(
    [
        "академик",
        "профессор",
        "святой",
        "преподобный",
        "генерал",
        "маршал",
        "герой",
        "космонавт",
        "адмирал",
        "князь",
        "доктор",
    ]
)


@dataclass(slots=True)
class FullNames:
    """Finds people whose names show by themselves; `closed` are places that belong to other names."""

    view: View
    closed: frozenset[int]

    def find(self, taken: set[int]) -> Iterator[Candidate]:
        """Candidates; the places that they cover are added to `taken`."""
        for finder in (self._by_initials, self._by_honour, self._by_tail, self._by_patronymic):
            for candidate in finder(taken):
                taken.update(range(candidate.start, candidate.end))
                yield candidate

    def is_initial(self, place: int) -> bool:
        """«И» of «И. О.», «Б.-М.»."""
        view = self.view
        return 0 <= place < len(view) and _may_be_initial(view[place]) and view.text_at(place + 1) in (".", ".-")

    def is_patronymic(self, place: int) -> bool:
        return 0 <= place < len(self.view) and _is_patronymic(self.view[place]) and place not in self.closed

    def is_name_word(self, place: int) -> bool:
        """Whether a word can stand in a person's name."""
        if not 0 <= place < len(self.view) or place in self.closed:
            return False
        word = self.view[place]
        return _is_name_word(word) and (word.lemma not in lexicon.roles() or not self.view.opens[place])

    def _by_patronymic(self, taken: set[int]) -> Iterator[Candidate]:
        view = self.view
        for place in view.capitals_that(_is_patronymic):
            if not place or place in self.closed or place in taken:
                continue
            start, end = place, place + 1
            if view.same_line(place - 1, place) and self.is_name_word(place - 1) and place - 1 not in taken:
                start = place - 1
            if start == place:
                continue
            end = self._tails(end)
            before = self._surname_before(start, place)
            after = self._surname_after(end, place)
            if after and not (before and self._likeness(start - 1, place) > self._likeness(end, place)):
                end = after
            elif before:
                start = before - 1
            yield Candidate(start, end, "PER", "boundaries.patronymic", 3)

    def _surname_before(self, start: int, place: int) -> int | None:
        """The place behind a surname before the given name, as `start`, or None."""
        view = self.view
        if start == 0 or not view.same_line(start - 1, start) or not self.is_name_word(start - 1):
            return None
        word, given = view[start - 1], view[start]
        if word.case == "Gen" and given.case not in ("", "Gen") and not can_be(word.text, CASES[given.case]):
            return None
        if view.opens[start - 1] and not (can_be(word.text, "Surn") and word.pos == "PROPN"):
            return None
        return (
            start if word.pos in ("PROPN", "ADJ", "NOUN", "VERB", "X") and word.lemma not in lexicon.places() else None
        )

    def _surname_after(self, end: int, place: int) -> int | None:
        view = self.view
        if not view.same_line(place, end):
            return None
        if self.is_name_word(end) and not is_known_as(view[end].text, "Name") | self.is_patronymic(end):
            return self._tails(end + 1)
        if self.is_name_word(end) and not (end + 1 < len(view) and self.is_patronymic(end + 1)):
            return self._tails(end + 1)
        return None

    def _likeness(self, place: int, patronymic: int) -> int:
        """How much a word looks like the surname of a patronymic beside it."""
        word, other = self.view[place], self.view[patronymic]
        surname = 2 * is_known_as(word.text, "Surn") + can_be(word.text, "Surn")
        return surname + 2 * (word.pos == "PROPN") + (bool(word.case) and word.case == other.case)

    def _tails(self, end: int) -> int:
        view = self.view
        while view.same_line(end - 1, end) and view[end].lower in TAILS:
            end += 1
        return end

    def _by_initials(self, taken: set[int]) -> Iterator[Candidate]:
        view, end = self.view, 0
        for place in view.capitals_that(_may_be_initial):
            if place < end or not self.is_initial(place) or place in taken:
                continue
            end = place
            while self.is_initial(end) and view.same_line(place, end) and end - place < 6:
                end += 2
                if view.text_at(end) == "-" and self.is_initial(end + 1):
                    end += 1
            before = (
                place > 0
                and view.same_line(place - 1, place)
                and self._surname_like(place - 1)
                and place - 1 not in taken
            )
            if view.same_line(place, end) and self._surname_like(end) and end not in taken and not self.is_initial(end):
                end = self._tails(end + 1)
                yield Candidate(place, end, "PER", "boundaries.initials", 3)
            elif before:
                yield Candidate(place - 1, end, "PER", "boundaries.initials", 3)

    def _by_honour(self, taken: set[int]) -> Iterator[Candidate]:
        """«имени Павла Ветрова», «им. академика Ветрова»."""
        view = self.view
        for place in view.having(_HONOURS):
            if view[place].lower == "им" and view.text_at(place + 1) != ".":
                continue
            start = place + (2 if view.text_at(place + 1) == "." else 1)
            while view.same_line(place, start) and view[start].lemma in TITLES:
                start += 1
            end = start
            while view.same_line(place, end) and end - start < 4 and self.is_name_word(end) and end not in taken:
                if end > start and self.is_patronymic(end + 1):
                    break
                other_case = end > start and view[end].case and view[start].case and view[end].case != view[start].case
                if other_case and (end - start > 1 or is_known_as(view[end].text, "Name")):
                    break
                end += 1
            if end > start and view[start].pos in ("PROPN", "X", "NOUN") and not is_known_as(view[start].text, "Geox"):
                yield Candidate(start, end, "PER", "boundaries.named_after", 3)

    def _by_tail(self, taken: set[int]) -> Iterator[Candidate]:
        """«Лейла Нурали кызы Алиева»: a father's name and what it ends in."""
        view = self.view
        for place in view.having(TAILS):
            if place in taken or not self.is_name_word(place - 1):
                continue
            start = place - 1
            while start > 0 and place - start < 3 and view.same_line(start - 1, place) and self.is_name_word(start - 1):
                start -= 1
            end = place + 1
            if view.same_line(place, end) and self.is_name_word(end) and can_be(view[end].text, "Surn"):
                end += 1
            if end - start > 2:
                yield Candidate(start, end, "PER", "boundaries.patronymic", 3)

    def _surname_like(self, place: int) -> bool:
        if not self.is_name_word(place):
            return False
        word = self.view[place]
        return len(word.text) > 1 and not word.acronym and word.pos in ("PROPN", "NOUN", "ADJ", "VERB", "X")


def _may_be_initial(word: TaggedWord) -> bool:
    """«И», «Ю», «Дж»."""
    text = word.text
    return 0 < len(text) <= 2 and text[0].isupper() and text[-1].isalpha() and (len(text) == 1 or text[1].islower())


def _is_patronymic(word: TaggedWord) -> bool:
    if not word.capital:
        return False
    if is_known_as(word.text, "Patr"):
        return True
    return (
        bool(_PATRONYMIC.fullmatch(word.text))
        and (can_be(word.text, "Patr") or word.pos == "PROPN")
        and not is_known_as(word.text, "Geox")
    )


@names_remembered
def _is_name_word(word: TaggedWord) -> bool:
    """Whether a word can stand in a person's name; one for what a person is only where no sentence begins."""
    if ARTICLE.fullmatch(word.text):
        return True
    return (
        word.capital
        and word.alpha
        and (not word.acronym or len(word.text) > 3)
        and (word.lemma not in lexicon.roles() or (word.pos == "PROPN" and not is_known_as(word.text, "anim")))
        and word.lemma not in lexicon.heads()
        and word.lemma not in lexicon.plain_adjectives()
        and not lexicon.is_agency(word.text)
        and word.pos not in ("ADP", "CCONJ", "SCONJ", "PART", "PRON", "DET", "ADV", "AUX")
    )
