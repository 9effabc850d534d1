"""Designations of bodies: a head noun, what agrees with it on the left, its complements and its name on the right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.morphology.tagged import TaggedWord
from pipeline.morphology.wording import CASES
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.full_names import TITLES
from pipeline.stages.boundaries.phrases import LONGEST_CHAIN, LONGEST_RUN, Phrases
from pipeline.stages.boundaries.sighting import Sighting, head_kind
from pipeline.stages.boundaries.spans import Candidate
from pipeline.stages.boundaries.view import View, can_be

_INTO = frozenset({"в", "во", "на"})
_POSTED = frozenset(
    {"посольство", "консульство", "генконсульство", "представительство", "инспекция", "госинспекция", "миссия"}
)
_NOT_TOPICS = frozenset(
    [
        "итог",
        "данные",
        "слово",
        "мнение",
        "поручение",
        "сравнение",
        "вопрос",
        "повод",
        "причина",
        "результат",
        "состояние",
        "оценка",
        "решение",
        "адрес",
        "телефон",
    ]
)
_IN_CHARGE = ("заведующ", "управляющ", "исполняющ", "командующ")
_TOPICLESS = frozenset(
    {"банк", "завод", "комбинат", "театр", "музей", "дума", "госдума", "парламент", "правительство", "мэрия", "сенат"}
)
_TENS = frozenset("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split())


@cache
def _heads_and_press() -> frozenset[str]:
    return lexicon.PRESS_OFFICES.union(lexicon.heads())


@dataclass(slots=True)
class Bodies:
    """Finds designations of bodies in a view."""

    view: View
    phrases: Phrases

    def find(self) -> Iterator[Candidate]:
        """Every body, outer and inner; the head's reach is the same wherever it stands."""
        for place in self.view.of_lemmas(_heads_and_press()):
            candidate = self.body_at(place)
            if candidate is not None:
                yield candidate

    def body_at(self, place: int) -> Candidate | None:
        word = self.view[place]
        if place in self.phrases.people or not word.alpha:
            return None
        if word.lemma in lexicon.PRESS_OFFICES:
            return self._press(place)
        kind = head_kind(word)
        if kind is None or place in self.phrases.places:
            return None
        end, how = self._reach(place, kind)
        start, proper = self._left(place)
        sighting = Sighting(self.view, self.phrases, place, start, end, kind, how, proper)
        return Candidate(start, end, "ORG", f"boundaries.{sighting.rule}", 2) if sighting.names_a_body() else None

    def _reach(self, place: int, kind: str) -> tuple[int, str]:
        """Where a designation ends, and by which complement it got there."""
        view, phrases = self.view, self.phrases
        end, how = place + 1, "bare"
        while end - place < LONGEST_CHAIN and view.same_line(place, end):
            text = view[end].lower
            if end in view.openings:
                close = view.name_end(end)
                if close is None or how == "quoted":
                    break
                end, how = close, "quoted"
            elif text == "№" and view.same_line(end, end + 1) and view[end + 1].text[:1].isdigit():
                end, how = end + 2, "number"
            elif text in ("имени", "им"):
                close = self._honour(end)
                if close is None:
                    break
                end, how = close, "honour"
            elif text == "по" and how != "quoted" and view[place].lemma not in _TOPICLESS:
                close = self._topic(end)
                if close is None:
                    break
                end, how = close, "topic"
            elif text == "при" and kind in ("unit", "body", "centre"):
                close = phrases.group_end(end + 1, "Loc")
                if close is None:
                    break
                end, how = phrases.complements_end(close), "topic"
            elif kind == "airport" and end == place + 1 and view[end].capital and end not in phrases.people:
                end, how = end + 1, "complement"
            elif text in _INTO and view[place].lemma in _POSTED and end + 1 in phrases.places:
                end, how = phrases.places[end + 1], "topic"
            else:
                close = phrases.complements_end(end)
                if close == end or (how == "quoted" and not view[end].capital):
                    break
                end, how = close, "complement" if how in ("bare", "complement") else how
        return end, how

    def _honour(self, place: int) -> int | None:
        """Behind «имени И. О. Фамилии»."""
        view = self.view
        place += 2 if view.text_at(place + 1) == "." else 1
        start = place
        while view.same_line(start - 1, place) and view[place].lemma in TITLES:
            place += 1
        if place in self.phrases.person_ends:
            return self.phrases.person_ends[place]
        if view.same_line(start - 1, place) and view[place].capital:
            close = place + 1
            while close - place < 4 and view.same_line(place, close) and view[close].capital:
                if view[close].case != view[place].case:
                    break
                close += 1
            return close
        return None

    def _topic(self, place: int) -> int | None:
        """Behind «по» with a dative: «по труду, занятости и миграционной политике»."""
        view, phrases = self.view, self.phrases
        if not view.same_line(place, place + 1) or view[place + 1].lemma in _NOT_TOPICS:
            return None
        end = phrases.group_end(place + 1, "Dat")
        if end is None:
            return None
        end = phrases.list_end(phrases.region_tail(end), "Dat")
        end = phrases.complements_end(end)
        tail = view.text_at(end).lower()
        if tail in ("за", "над", "с", "со") and view.same_line(place, end + 1):
            following = phrases.group_end(end + 1, "Ins")
            end = phrases.complements_end(following) if following else end
        elif tail == "в" and view.text_at(end + 1).lower() in ("сфере", "области"):
            end = phrases.complements_end(end + 2)
        return end

    def _body_from(self, start: int, end: int) -> Candidate | None:
        """The body whose designation begins at a place, its head not behind `end`."""
        for place in range(start, max(end, start + 1)):
            if self.view.same_line(start, place) and self.view[place].lemma not in lexicon.PRESS_OFFICES:
                candidate = self.body_at(place)
                if candidate is not None and candidate.start == start:
                    return candidate
        return None

    def _left(self, place: int) -> tuple[int, bool]:
        """Where the adjectives of a head begin, and whether one of them is capitalised."""
        view, head = self.view, self.view[place]
        start = place
        while start > 0 and place - start < LONGEST_RUN and view.same_line(start - 1, place):
            if self._agrees(view[start - 1], head, start - 1):
                start -= 1
            elif self._joins_adjectives(start, place):
                start -= 2
            else:
                break
        if start and start < place and view[start - 1].capital and view[start - 1].lemma in _TENS:
            return start - 1, True  # «Двадцать третий суд»
        run = range(start, place)
        capitals = [p for p in run if view[p].capital and view[p].lemma not in lexicon.plain_adjectives()]
        if capitals:
            return capitals[0], True
        if head.capital:
            return place, False
        if head.lemma == "аэропорт":
            return start, False
        while start < place and view[start].lemma in lexicon.loose_adjectives():
            start += 1
        if any(view[p].lemma in lexicon.loose_adjectives() for p in range(start, place)):
            return place, False
        return start, False

    def _joins_adjectives(self, start: int, place: int) -> bool:
        """«Выставочный и [конгресс-центр]»: an adjective and «и» before the first adjective or a capitalised start."""
        view, head = self.view, self.view[place]
        if start < 2 or view[start - 1].text != "и" or not view.same_line(start - 2, place):
            return False
        before = view[start - 2]
        return before.pos == "ADJ" and before.case == head.case != "" and before.number != "Plur" and not head.capital

    def _agrees(self, word: TaggedWord, head: TaggedWord, place: int) -> bool:
        if place in self.phrases.people or word.text[:1].isdigit() or not word.alpha:
            return False
        if word.pos not in ("ADJ", "PROPN", "NOUN", "VERB") or (
            not can_be(word.text, "ADJF") and not can_be(word.text, "PRTF")
        ):
            return False
        if (
            (word.pos in ("VERB", "NOUN") and not word.capital and word.lemma != "учёный")
            or word.lemma in lexicon.roles() - {"учёный"}
            or word.lower.startswith(_IN_CHARGE)
        ):
            return False
        same = not word.case or not head.case or word.case == head.case
        return same or can_be(word.text, CASES[head.case])

    def _press(self, place: int) -> Candidate | None:
        """«пресс-служба X» around the body X that follows."""
        view = self.view
        if not view.same_line(place, place + 1):
            return None
        if place + 1 in view.openings:
            end = view.name_end(place + 1)
        else:
            end = self.phrases.complements_end(place + 1)
            inner = self._body_from(place + 1, min(end, place + 5))
            if inner is not None:
                end = inner.end
            elif not any(view[p].capital and p not in self.phrases.people for p in range(place + 1, end)):
                return None
        return Candidate(place, end, "ORG", "boundaries.press_service", 2) if end and end > place + 1 else None
