"""Inflection as pymorphy3 does it, without spelling out a whole paradigm for the one form that is asked for.

Where in a paradigm the form with some grammemes stands is the same for all words of the paradigm, and remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pymorphy3.analyzer import Parse
from pymorphy3.tagset import OpencorporaTag
from pymorphy3.units.by_analogy import KnownSuffixAnalyzer
from pymorphy3.units.by_lookup import DictionaryAnalyzer

from pipeline.memory import names_remembered, remembered


def is_of_paradigm(parse: Parse) -> bool:
    """Whether all forms of a parse are a stem and the endings of a paradigm: in the dictionary, or guessed by a suffix.

    Not so where a prefix or another half of the word is set apart.
    """
    base, *others = (method[0] for method in parse.methods_stack)
    return isinstance(base, DictionaryAnalyzer) and all(isinstance(other, KnownSuffixAnalyzer) for other in others)


def form_of(parse: Parse, wanted: frozenset[str]) -> Parse | None:
    """What pymorphy3's `inflect` gives for a parse that `is_of_paradigm`."""
    (base, _, paradigm, place), *others = parse.methods_stack
    chosen = _place(base.dict, paradigm, place, wanted)
    if chosen is None:
        return None
    word = _spelled(base.dict, paradigm, place, chosen, parse.word)
    stack = ((base, word, paradigm, chosen), *others)
    return type(parse)(word, _tags(base.dict, paradigm)[chosen], parse.normal_form, 1.0, stack)


@names_remembered
def _place(dictionary: Any, paradigm: int, place: int, wanted: frozenset[str]) -> int | None:
    """Where the form with the wanted grammemes stands that is else most like the one at a place."""
    tags = _tags(dictionary, paradigm)
    fitting = list(_with(tags, wanted))
    if not fitting:
        wanted = dictionary.Tag.fix_rare_cases(wanted)
        fitting = list(_with(tags, wanted))
    goal = tags[place].updated_grammemes(wanted)

    def likeness(i: int) -> float:
        found = tags[i].grammemes
        return len(goal & found) - 0.1 * len(goal ^ found)

    return max(fitting, key=likeness, default=None)


@remembered
def _tags(dictionary: Any, paradigm: int) -> tuple[OpencorporaTag, ...]:
    return tuple(dictionary.build_tag_info(paradigm, i) for i in range(len(dictionary.paradigms[paradigm]) // 3))


def _with(tags: Sequence[OpencorporaTag], wanted: frozenset[str]) -> Iterator[int]:
    return (i for i, tag in enumerate(tags) if wanted <= tag.grammemes)


def _spelled(dictionary: Any, paradigm: int, place: int, chosen: int, word: str) -> str:
    """The form at the chosen place of a word that stands at a place of its paradigm."""
    found = dictionary.paradigms[paradigm]
    prefix = dictionary.paradigm_prefixes[found[len(found) // 3 * 2 + chosen]]
    stem = dictionary.build_stem(found, place, word)
    return str(prefix + stem + dictionary.suffixes[found[chosen]])
