"""Places: regions, streets and venues by their head nouns, and the model's places without class words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipeline.memory import names_remembered
from pipeline.morphology.tagged import TaggedWord
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.model_places import ModelPlaces, is_adjectival, place_kinds
from pipeline.stages.boundaries.spans import Candidate
from pipeline.stages.boundaries.view import DASHES, View, is_known_as

_SECOND_NAMES = {"область": "Кузбасс", "округ": "Югр", "осетия": "Алани", "республика": "Чуваши"}
"""How the second names begin that the federation's parts have behind a dash, by the word before it."""
COUNTRIES = frozenset({"республика", "королевство", "княжество", "султанат", "эмират", "герцогство"})
_COMPASS = frozenset({"север", "юг", "восток", "запад"})
_NAMED_BY_ADJECTIVE = frozenset(
    [
        "дворец",
        "собор",
        "монастырь",
        "стадион",
        "парк",
        "сквер",
        "вокзал",
        "храм",
        "крепость",
        "конгресс-холл",
        "конгресс-центр",
        "конференц-центр",
        "бизнес-центр",
        "зал",
        "двор",
        "ипподром",
        "маяк",
    ]
)
AT_PLACES = frozenset(["в", "во", "из", "на", "через", "до", "у", "к", "под", "возле", "около", "близ", "за", "от"])
_ROAD = re.compile(r"М-\d{1,2}|А-\d{3}|[РЕ]-[1-9]\d{1,2}")
_UNNAMED = frozenset({"река", "остров", "озеро", "станция"})
_LETTERED = frozenset({"терминал", "корпус"})
_STREET_LONGEST = 5


@dataclass(slots=True)
class Places:
    """Finds places in a view; `people` are places inside people's names."""

    view: View
    people: frozenset[int]

    def find(self, model: Collection[tuple[int, int]]) -> Iterator[Candidate]:
        """Candidates by rule, then what the model calls a place, trimmed."""
        for place in self.view.of_lemmas(lexicon.place_lemmas()):
            yield from self._at(place)
        for start, end in model:
            yield from ModelPlaces(self.view).trimmed(start, end)
        for place in self.view.capitals_that(_may_be_place):
            word = self.view[place]
            if word.text in lexicon.acronym_places():
                yield Candidate(place, place + 1, "LOC", "boundaries.place_acronym", 1)
            elif word.pos == "PROPN" and place not in self.people and _is_known_place(word):
                left = self._adjectives(place)
                if word.lemma not in _COMPASS or left < place:
                    rank = 0 if left == place else 1
                    yield Candidate(left, self._second_name(place), "LOC", "boundaries.known_place", rank)
            elif _ROAD.fullmatch(word.text):
                close = self.view.name_end(place + 1) if place + 1 in self.view.openings else None
                yield Candidate(place, close or place + 1, "LOC", "boundaries.road", 3)

    def _at(self, place: int) -> Iterator[Candidate]:
        kinds = place_kinds(self.view[place])
        if not kinds or place in self.people:
            return
        left = self._adjectives(place)
        if left < place and kinds & {"region", "street"}:
            end = self._second_name(place)
            if self.view[place].lemma in COUNTRIES:
                end = max(end, self._country_end(place))
            if not self._is_quoted_whole(left, end):
                yield Candidate(left, end, "LOC", "boundaries.adjective_and_place", 2)
                return
        if self.view[place].lemma in COUNTRIES and self.view[place].capital:
            end = self._country_end(place)
            if end > place + 1:
                yield Candidate(place, end, "LOC", "boundaries.place_and_name", 2)
            return
        if "venue" in kinds:
            candidate = self._venue(place, left)
            if candidate is not None:
                yield candidate
                return
        if kinds & {"street", "inside"}:
            end = self._name_after(place, "street" in kinds)
            if end > place + 1 and not (self.view[place].lemma == "аэропорт" and self._acts(place)):
                first = place + 1 if self.view[place].lemma in _UNNAMED and not self.view[place].capital else place
                yield Candidate(first, end, "LOC", "boundaries.place_and_name", 2)

    def _acts(self, place: int) -> bool:
        """An airport without a preposition of place is an organisation."""
        return place == 0 or self.view[place - 1].lower not in AT_PLACES

    def _is_quoted_whole(self, start: int, end: int) -> bool:
        return start - 1 in self.view.openings and self.view.partner.get(start - 1) == end

    def country_names(self) -> Iterator[int]:
        """Places of the names behind «Республика», «Королевство»: nobody is a person there."""
        for place in self.view.capitals_that(_is_country):
            yield from range(place + 1, self._country_end(place))

    def _country_end(self, place: int) -> int:
        """Behind «Республики Северная Осетия — Алания», «Королевства Бутан», «Республике Саха (Якутия)»."""
        view, end = self.view, place + 1
        if not view.same_line(place, end) or not view[end].capital or end in self.people or place_kinds(view[end]):
            return end
        if (
            is_adjectival(view[end])
            and view.same_line(place, end + 1)
            and view[end + 1].capital
            and view[end + 1].case == view[end].case
        ):
            end += 1
        if view[end].pos not in ("PROPN", "NOUN", "X", "ADJ"):
            return place + 1
        end += 1
        if self._second_name(end - 1) > end:
            return end + 2
        if view.text_at(end) == "(" and view.text_at(end + 2) == ")" and view[end + 1].capital:
            return end + 3
        return end

    def _adjectives(self, place: int) -> int:
        """Where the adjectives before a head begin; the first must be capitalised."""
        view, head, start = self.view, self.view[place], place
        first = place
        while start > 0 and view.same_line(start - 1, place) and start - 1 not in self.people:
            word = view[start - 1]
            if (
                word.text == "и"
                and start < place
                and start > 1
                and is_adjectival(view[start - 2])
                and view[start - 2].case == view[start].case
            ):
                start -= 1
                continue
            if not is_adjectival(word) or (word.case and head.case and word.case != head.case and not word.capital):
                break
            start -= 1
            if word.capital and word.lemma not in lexicon.plain_adjectives():
                first = start
        return first

    def _second_name(self, place: int) -> int:
        """Behind «области — Кузбасса», «округа — Югры», «Северной Осетии — Алании»; else behind the word itself."""
        view, end = self.view, place + 1
        second = _SECOND_NAMES.get(view[place].lemma.lower())
        if second is None or view.text_at(end) not in DASHES or not view.same_line(place, end + 1):
            return end
        return end + 2 if view[end + 1].text.startswith(second) else end

    def _venue(self, place: int, left: int) -> Candidate | None:
        view, end = self.view, place + 1
        if view.same_line(place, end) and view[end].lemma in (
            "культура",
            "спорт",
            "офицер",
            "правительство",
            "метро",
            "творчество",
            "наука",
        ):
            end += 1
            if view[place].capital and view[place].lemma == "дом" and not view.opens[place]:
                return Candidate(left, end, "LOC", "boundaries.venue", 3)
        described = (
            place > 0
            and view.same_line(place - 1, place)
            and view[place - 1].pos == "ADJ"
            and not view[place - 1].capital
        )
        described = described and view[place].lemma in ("комплекс", "станция", "дом")
        if view.same_line(place, end) and end in view.openings and not described:
            close = view.name_end(end)
            if close is not None and view[end + 1].capital:
                return Candidate(left if view[left].capital else place, close, "LOC", "boundaries.venue", 3)
        if view.text_at(end).lower() == "имени" and (view[place].capital or left < place):
            close = end + 1
            while view.same_line(place, close) and view[close].capital:
                close += 1
            return Candidate(left, close, "LOC", "boundaries.venue", 3) if close > end + 1 else None
        if (
            left < place
            and view[left].capital
            and view[place].lemma in _NAMED_BY_ADJECTIVE
            and view[place].number != "Plur"
        ):
            return Candidate(left, place + 1, "LOC", "boundaries.venue", 2)
        if (
            view[place].lemma in ("усадьба", "монастырь", "парк")
            and view.same_line(place, end)
            and view[end].capital
            and view[end].case == "Gen"
        ):
            return Candidate(place, end + 1, "LOC", "boundaries.venue", 2)
        return None

    def _name_after(self, place: int, street: bool) -> int:
        """Behind the capitalised words after a head: «улица Сакко и Ванцетти», «порт Восточный»."""
        view, end = self.view, place + 1
        head = view[place]
        if not view.same_line(place, end) or head.number == "Plur":
            return end
        if end in self.people and not street:
            return end
        if head.lemma in _LETTERED and len(view[end].text) == 1 and view[end].capital:
            return end + 1
        if view[end].text[:1].isdigit() and street and view.same_line(place, end + 1) and view[end + 1].capital:
            end += 1
        while view.same_line(place, end) and end - place < _STREET_LONGEST and (street or end not in self.people):
            word = view[end]
            if (
                word.capital
                and word.alpha
                and (end == place + 1 or not view.text.glued[end] or view.text_at(end - 1) == ".")
            ):
                if (
                    not street
                    and end > place + 1
                    and not is_adjectival(view[end - 1])
                    and not _goes_on(view[end - 1], word)
                ):
                    break
                if street and end > place + 1 and self._new_name(word):
                    break
                end += 1
            elif word.text == "." and len(view[end - 1].text) == 1:
                end += 1
            elif (
                street
                and word.text == "и"
                and view.same_line(place, end + 1)
                and view[end + 1].capital
                and view[end - 1].pos == view[end + 1].pos == "PROPN"
            ):
                end += 2
            else:
                break
        return end

    def _new_name(self, word: TaggedWord) -> bool:
        return word.case == "Nom" and is_known_as(word.text, "Name")


def _is_country(word: TaggedWord) -> bool:
    return word.lemma in COUNTRIES


def _may_be_place(word: TaggedWord) -> bool:
    """Whether a word may be a place by itself: an acronym, one that the dictionary knows, a road."""
    known = word.pos == "PROPN" and _is_known_place(word)
    return known or word.text in lexicon.acronym_places() or bool(_ROAD.fullmatch(word.text))


@names_remembered
def _is_known_place(word: TaggedWord) -> bool:
    """Whether the dictionary has a word as a place and as nothing else; unions are bodies."""
    others = ("Name", "Surn", "Patr", "ADJF", "Orgn")
    if lexicon.is_union(word.text):
        return False
    return is_known_as(word.text, "Geox") and not any(is_known_as(word.text, other) for other in others)


def _goes_on(before: TaggedWord, word: TaggedWord) -> bool:
    return before.case == word.case and word.pos == "PROPN" and before.pos in ("ADJ",)
