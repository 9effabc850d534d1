"""Genitive and prepositional complements: how far the designation of a body reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.morphology.tagged import TaggedWord
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.view import DASHES, View, can_be, is_known_as, place_in_case

_GRAMMEMES = {"Gen": "gent", "Dat": "datv", "Ins": "ablt", "Loc": "loct"}
LONGEST_CHAIN, LONGEST_RUN = 40, 12
_PAIR = re.compile(r"[А-ЯЁ][А-ЯЁа-яё]{1,20}[-–—][А-ЯЁ][А-ЯЁа-яё]{1,20}")
_SURNAME = re.compile(r"(?:(?:[оеё]в|[иы]н)(?:а|ой|у|ым|ою)?|[сц]к(?:ого|ой|ому|им)|ко|дзе|швили|ян(?:а|у)?)$")
_NOUNS = frozenset({"NOUN", "PROPN", "X"})
_ADJECTIVES = frozenset({"ADJ", "DET", "VERB", "NUM"})
_PLACE_CLASSES = frozenset({"город", "посёлок", "село", "район", "республика"})
_AFTER_PLACES = frozenset({"созыв", "инстанция", "форма"})
_OFFICES = frozenset({"президент", "глава", "губернатор", "мэр", "премьер-министр", "уполномоченный", "председатель"})
_OFFICE_BODIES = frozenset({"администрация", "аппарат", "канцелярия", "управление", "совет", "секретариат"})


@dataclass(slots=True)
class Phrases:
    """Reads noun groups; `people` are places inside names of people, `places` maps the start of a place to its end."""

    view: View
    people: frozenset[int]
    places: dict[int, int]
    person_ends: dict[int, int]
    _place_ends: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self._place_ends = frozenset(self.places.values())

    def in_case(self, word: TaggedWord, case: str) -> bool:
        """Whether a word stands in a case, by its tag or, where the tag is another oblique case, by its form."""
        if word.case == case:
            return True
        if word.acronym:
            return word.case in ("", case)
        if not word.case:
            return word.pos in ("ADJ", "NOUN", "PROPN", "X") and can_be(word.text, _GRAMMEMES[case])
        if word.case == "Nom" and word.capital and place_in_case(word.text, _GRAMMEMES[case]):
            return True
        return word.case in ("Gen", "Dat", "Loc", "Acc") and can_be(word.text, _GRAMMEMES[case])

    def is_adjective(self, place: int, case: str) -> bool:
        word = self.view[place]
        if word.pos not in _ADJECTIVES and not (word.pos in ("PROPN", "NOUN") and _looks_adjectival(word)):
            return False
        return self.in_case(word, case)

    def adjectives_end(self, start: int, case: str) -> int:
        """Behind the adjectives of a group: «инвестиционной и промышленной», «детской клинической»."""
        view, place = self.view, start
        while place - start < LONGEST_RUN and view.same_line(start, place) and place not in self.people:
            if self.is_adjective(place, case):
                place += 1
            elif (
                place > start
                and view[place].text in ("и", ",", "или")
                and view.same_line(start, place + 1)
                and self.is_adjective(place + 1, case)
                and place + 1 not in self.people
            ):
                place += 2
            else:
                break
        return place

    def group_end(self, start: int, case: str = "Gen") -> int | None:
        """Behind one noun group in a case: adjectives and a noun, or the name of a place; None where there is none."""
        view = self.view
        if not view.same_line(start - 1, start) or start in self.people:
            return None
        if start in self.places and self.in_case(view[start], case) and self._place_may_follow(start, case):
            return self.places[start]
        place = self.adjectives_end(start, case)
        if not view.same_line(start, place) or place in self.people:
            return None
        noun = view[place]
        if noun.pos not in _NOUNS or not self.in_case(noun, case) or self._stops(place, case):
            return None
        if place + 1 in self.places and noun.lemma in _PLACE_CLASSES:
            return self.places[place + 1]
        return place + 1

    def _place_may_follow(self, start: int, case: str) -> bool:
        word = self.view[start]
        return word.case != "Nom" or word.acronym or case != "Gen" or place_in_case(word.text, "gent")

    def _stops(self, place: int, case: str) -> bool:
        noun = self.view[place]
        if noun.lemma in lexicon.stop_nouns():
            return True
        if noun.lemma == "человек":
            return self.view[place - 1].lemma != "право"
        if noun.text in lexicon.legal_forms() and noun.text not in lexicon.acronym_bodies():
            return True
        if (
            noun.capital
            and noun.pos == "PROPN"
            and not noun.acronym
            and place not in self.places
            and _SURNAME.search(noun.text)
        ):
            return True
        if noun.lemma in _OFFICES:
            return self.view[place - 1].lemma not in _OFFICE_BODIES
        if noun.lemma in lexicon.roles() and noun.number != "Plur":
            return True
        return noun.animate and noun.number == "Sing" and case == "Gen" and not noun.acronym

    def list_end(self, end: int, case: str) -> int:
        """Behind a list that a group begins: «, технологий, промышленности и информатизации»."""
        view, place = self.view, end
        while place - end < LONGEST_CHAIN and view.text_at(place) == "," and view.same_line(end - 1, place):
            following = self._whole_group(place + 1, case)
            if following is None:
                return end
            place = following
        if view.text_at(place) != "и" or not view.same_line(end - 1, place):
            return end
        joined = self.group_end(place + 1, case)
        if joined is None or not self._may_join(place + 1, joined):
            return end
        return joined

    def _may_join(self, start: int, end: int) -> bool:
        """A new body after «и» is not part of the first one's name."""
        if self.view[start].capital and start not in self.places:
            return False
        return not any(
            lexicon.heads().get(self.view[p].lemma) in ("body", "centre") and p not in self.places
            for p in range(start, end)
        )

    def _whole_group(self, start: int, case: str) -> int | None:
        """A group with the genitives that hang on it, places left for the whole list."""
        end = self.group_end(start, case)
        while end is not None and end - start < LONGEST_CHAIN and end not in self.places:
            following = self.group_end(end)
            if following is None:
                break
            end = following
        return end

    def complements_end(self, start: int) -> int:
        """Behind all genitive groups from a place on, lists included; a town or country ends them as a rule."""
        end = start
        while end - start < LONGEST_CHAIN and not self._is_behind_place(end):
            following = self.group_end(end)
            if following is None:
                return end if end == start else self._behind_pair(end)
            is_place = end in self.places
            end = following
            if not is_place:
                end = self.list_end(end, "Gen")
        return end

    def _is_behind_place(self, end: int) -> bool:
        """Whether a town or country has just ended and what follows is no name: «Банк России | ключевой ставки»."""
        if end not in self._place_ends or end >= len(self.view) or self.view[end].capital:
            return False
        if not is_known_as(self.view[end - 1].text, "Geox") or self.view[end].lemma in _PLACE_CLASSES:
            return False
        following = self.group_end(end)
        return following is None or self.view[following - 1].lemma not in _AFTER_PLACES

    def _behind_pair(self, end: int) -> int:
        """Behind a pair of names that ends a designation: «сотрудничества Омега–Дельта»."""
        return end + 1 if self.view.same_line(end - 1, end) and _PAIR.fullmatch(self.view[end].text) else end

    def region_tail(self, end: int) -> int:
        """Behind the second name of a region: «области — Кузбасса», «округа — Югры», «Республики Саха (Якутия)»."""
        view = self.view
        dashed = view.text_at(end) in DASHES and view.same_line(end - 1, end + 1) and end + 1 not in self.people
        return end + 2 if dashed and view[end + 1].capital and view[end + 1].case == view[end - 1].case else end


def _looks_adjectival(word: TaggedWord) -> bool:
    return word.lower.endswith(
        ("ого", "его", "ому", "ему", "ой", "ей", "ых", "их", "ым", "им", "ая", "ый", "ий", "ое", "ую", "ом")
    ) and can_be(word.text, "ADJF")
