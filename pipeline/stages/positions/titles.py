"""The title of a post in the nominative singular, without its organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.memory import remembered
from pipeline.morphology.analyzer import features_of, grammemes, parse_as, parses
from pipeline.stages.positions.lexicon import fold, modifier
from pipeline.stages.positions.post import Post
from pipeline.stages.positions.view import Sentence

if TYPE_CHECKING:
    from pymorphy3.analyzer import Parse

_GENDERS = {"Masc": "masc", "Fem": "femn", "Neut": "neut"}


def title_text(sentence: Sentence, post: Post) -> str:
    """The title: its head phrase in the nominative singular, the rest as written, the first letter small."""
    words: list[str] = []
    pieces: list[str] = []
    head = _head_end(sentence, post)
    for number, place in enumerate(post.title):
        word = sentence.text(place)
        words.append(_nominative(sentence, place) if number < head else word)
        following = post.title[number + 1] if number + 1 < len(post.title) else None
        spaced = sentence.table.spaced[sentence.at[place]] or (following is not None and following != place + 1)
        pieces.append(words[-1] + (" " if spaced else ""))
    text = " ".join("".join(pieces).split())
    first = text.partition(" ")[0].partition("-")[0].strip(".")
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]


def _head_end(sentence: Sentence, post: Post) -> int:
    """How many words of the title make the phrase that agrees: up to its noun, «исполняющий» alone of an acting one."""
    for number, place in enumerate(post.title):
        if sentence.word(place).folded.startswith("исполняющ"):
            return number + 1
        if place == post.head:
            joined = post.title[number + 1 : number + 2]
            if joined and sentence.text(joined[0]) in ("—", "–", "-"):
                return next(
                    (n + 1 for n in range(number + 2, len(post.title)) if sentence.word(post.title[n]).post),
                    number + 1,
                )
            return number + 1 if post.status != "acting" or post.start == post.head else 0
    return 0


def _nominative(sentence: Sentence, place: int) -> str:
    return _inflect(sentence.text(place), sentence.pos(place), sentence.morph(place))


@remembered
def _inflect(word: str, pos: str, morph: str) -> str:
    """A word of a title in the nominative singular, its capitals kept."""
    given = features_of(morph)
    parse = _nominal_parse(word, pos, given)
    if parse is None:
        return word
    wanted = {"nomn", "sing"}
    if parse.tag.POS in ("ADJF", "PRTF") and given.get("Gender") in _GENDERS:
        wanted.add(_GENDERS[given["Gender"]])
    elif parse.tag.POS in ("ADJF", "PRTF"):
        wanted.add("masc")
    form = parse.inflect(frozenset(wanted))
    if form is None or fold(form.word) == fold(word):
        return word
    return _dress(form.word, word)


def _nominal_parse(word: str, pos: str, features: Mapping[str, str]) -> Parse | None:
    if modifier(word) is not None and pos != "NOUN":
        pos = "ADJ"
    parse = parse_as(word.lower(), pos, features)
    if parse is not None and parse.tag.POS in ("NOUN", "ADJF", "PRTF") and "Abbr" not in grammemes(parse):
        return parse
    return next((p for p in parses(word.lower()) if p.tag.POS in ("NOUN", "ADJF", "PRTF")), None)


def _dress(form: str, word: str) -> str:
    """A form with the capitals of the word it replaces."""
    if word.isupper() and len(word) > 1:
        return form.upper()
    halves, model = form.split("-"), word.split("-")
    if len(halves) == len(model):
        return "-".join(h[:1].upper() + h[1:] if m[:1].isupper() else h for h, m in zip(halves, model, strict=True))
    return form[:1].upper() + form[1:] if word[:1].isupper() else form
