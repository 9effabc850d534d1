"""Inflection by the place in a paradigm gives what pymorphy3 gives."""

from __future__ import annotations

import pytest
from pymorphy3.analyzer import Parse

from pipeline.morphology.analyzer import parses

WANTED = (
    {"nomn"},
    {"nomn", "sing"},
    {"nomn", "plur"},
    {"nomn", "sing", "masc"},
    {"nomn", "sing", "femn"},
    {"gent"},
    {"loc2"},
    {"voct", "sing"},
    {"ablt", "plur"},
)
IN_DICTIONARY = "директора заводу людях новой Анны Беловым назначенного лесу ножницами пальто лучше пять его".split()
GUESSED = "Кубрявчиковым Ольшановке Вынгилеву крумтехцентром Ступкинского".split()
OF_SEVERAL_PARTS = "вице-премьера псевдонауки экс-директором по-новому Усть-Лебяжьем высшего И".split()


@pytest.mark.parametrize("word", IN_DICTIONARY + GUESSED + OF_SEVERAL_PARTS)
def test_as_pymorphy3_inflects(word: str) -> None:
    for parse in parses(word.lower()):
        for wanted in map(frozenset, WANTED):
            if "Supr" not in parse.tag:
                assert parse.inflect(wanted) == Parse.inflect(parse, wanted)
