"""Names that stand once more in brackets: in their own script, or in Latin letters as they sound."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category, name, normalize

from rapidfuzz.fuzz import ratio

from pipeline.memory import names_remembered
from pipeline.morphology.tagged import TaggedText
from pipeline.neural.names_features import NameSpan

_LONGEST = 8
_ALIKE = 65
"""From here on two spellings sound alike: in percent of their letters, in order."""
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_SOUNDS = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh sch - y - e yu ya".split()
_LETTERS = {ord(letter): sound.strip("-") for letter, sound in zip(_CYRILLIC, _SOUNDS, strict=True)}


def with_brackets(text: TaggedText, spans: Sequence[NameSpan]) -> list[NameSpan]:
    """Spans with the same names in brackets behind them: «Чжан Инъин (章莹颖)», «Аль-Айн (Al Ain)»."""
    found: dict[int, NameSpan] = {}
    seen: set[int] = set()
    for span in spans:
        end = _bracket_end(text, span.end)
        if end and end not in seen and _is_same_name(text, span, end):
            found[end] = NameSpan(span.end + 1, end, span.label, span.score)
        if end:
            seen.add(end)
    taken = {place for span in found.values() for place in range(span.start, span.end)}
    return [span for span in spans if span.start not in taken] + list(found.values())


def _bracket_end(text: TaggedText, opening: int) -> int | None:
    """Where the words end that brackets hold; None where there are no short brackets."""
    words = text.words[opening : opening + _LONGEST]
    if not words or words[0].text != "(":
        return None
    close = next((place for place, word in enumerate(words) if word.text == ")"), 0)
    return opening + close if close > 1 else None


def _is_same_name(text: TaggedText, span: NameSpan, end: int) -> bool:
    before = [word.text for word in text.words[span.start : span.end]]
    held = [word.text for word in text.words[span.end + 1 : end]]
    if all(_is_in_other_script(word) for word in held):
        return True
    latin = held[0][:1].isupper() and all(_is_latin(word) for word in held)
    return latin and ratio(_sound(" ".join(before)), _sound(" ".join(held))) >= _ALIKE


@names_remembered
def _is_in_other_script(word: str) -> bool:
    letters = [letter for letter in word if category(letter)[0] != "M"]
    known = ("LATIN", "FULLWIDTH LATIN", "GREEK", "CYRILLIC")
    return bool(letters) and all(c.isalpha() and not name(c, "LATIN").startswith(known) for c in letters)


@names_remembered
def _is_latin(word: str) -> bool:
    return all(name(c, "").startswith("LATIN") if c.isalpha() else c in "-.’'" for c in word)


@names_remembered
def _sound(words: str) -> str:
    """Words in plain Latin letters, without anything between them."""
    latin = normalize("NFD", words.lower().translate(_LETTERS))
    return "".join(letter for letter in latin if "a" <= letter <= "z")
