"""Words of a phrase with their tags in context, and how a changed word keeps the look of the text's own."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pymorphy3.analyzer import Parse
from spacy.tokens import Token

from pipeline.memory import remembered
from pipeline.morphology.analyzer import features_of, grammemes, parses
from pipeline.text import clean_word
from pipeline.token_table import SPACE, TokenTable

CASES = {
    "Nom": "nomn",
    "Gen": "gent",
    "Dat": "datv",
    "Acc": "accs",
    "Ins": "ablt",
    "Loc": "loct",
    "Par": "gent",
    "Voc": "nomn",
}
GENDERS = {"Masc": "masc", "Fem": "femn", "Neut": "neut"}
NUMBERS = {"Sing": "sing", "Plur": "plur"}
SAME_CASE = {
    "gent": ("gent", "gen2", "gen1"),
    "accs": ("accs", "acc2"),
    "loct": ("loct", "loc2", "loc1"),
    "nomn": ("nomn", "voct"),
}


class Word(NamedTuple):
    """A word of a phrase: its text, what follows it up to the next word, its part of speech and features (UD)."""

    text: str
    after: str
    pos: str
    features: Mapping[str, str]

    @property
    def clean(self) -> str:
        return clean_word(self.text)

    @property
    def case(self) -> str | None:
        """pymorphy3's name of the case that the word stands in, as its tag has it."""
        return CASES.get(self.features.get("Case", ""))

    @property
    def number(self) -> str | None:
        return NUMBERS.get(self.features.get("Number", ""))

    @property
    def gender(self) -> str | None:
        return GENDERS.get(self.features.get("Gender", ""))

    @property
    def capitalised(self) -> bool:
        return self.clean[:1].isupper()


def words_of(tokens: Sequence[Token], start_char: int | None = None, end_char: int | None = None) -> list[Word]:
    """The words of some tokens, cut to a range of characters; white space goes to the word before it."""
    found: list[Word] = []
    low = tokens[0].idx if start_char is None and tokens else start_char or 0
    high = tokens[-1].idx + len(tokens[-1].text) if end_char is None and tokens else end_char or 0
    for token in tokens:
        start, end = max(low, token.idx), min(high, token.idx + len(token.text))
        text = token.text[start - token.idx : end - token.idx]
        after = token.whitespace_ if token.idx + len(token.text) < high else ""
        if token.pos_ == "SPACE" and found:
            last = found[-1]
            found[-1] = Word(last.text, last.after + text + after, last.pos, last.features)
        elif text:
            found.append(Word(text, after, token.pos_, token.morph.to_dict()))
    return found


class DocWords:
    """The words of a Doc by token, from its columns: what `words_of` gives, without a Token object for each."""

    def __init__(self, table: TokenTable) -> None:
        self.table = table

    def touched(self, start_char: int, end_char: int) -> tuple[int, int]:
        """The half-open range of the tokens that a range of characters touches."""
        starts = self.table.starts
        first = max(0, bisect_right(starts, start_char) - 1)
        return first, max(first, bisect_left(starts, end_char))

    def key(self, first: int, last: int) -> tuple[tuple[object, ...], ...]:
        """What the words of some tokens depend on: equal keys have equal words."""
        table = self.table
        return tuple(tuple(column[first:last]) for column in (table.texts, table.pos, table.morphs, table.spaced))

    def is_oblique(self, first: int, last: int) -> bool:
        """Whether some word of a half-open range of tokens stands in another case than the nominative."""
        return any(map(_is_oblique, self.table.morphs[first:last]))

    def between(self, first: int, last: int) -> list[Word]:
        """The words of the tokens of a half-open range; white space of any sort between two is one space."""
        table = self.table
        found: list[Word] = []
        apart = False
        for place in range(first, last):
            text, pos = table.texts[place], table.pos[place]
            if pos == SPACE or text.isspace():
                apart = True
                continue
            if found and apart:
                found[-1] = found[-1]._replace(after=" ")
            found.append(Word(text, "", pos, features_of(table.morphs[place])))
            apart = table.spaced[place]
        return found


@remembered
def _is_oblique(morph: str) -> bool:
    return "Case=" in morph and "Case=Nom" not in morph


def join(words: Iterable[Word], texts: Iterable[str]) -> str:
    """Texts in the place of words, with the white space of the phrase; line breaks become spaces."""
    joined = "".join(text + after for word, text in zip(words, texts, strict=True) for after in [word.after])
    return (
        " ".join(joined.split()) if any(c.isspace() and c != " " for c in joined) or "  " in joined else joined.strip()
    )


def dress(form: str, like: str) -> str:
    """A lower-case form in the capitals of the word that it replaces, hyphenated parts one by one."""
    if like[1:].islower():
        return form[:1].upper() + form[1:] if like[0].isupper() else form
    if like.isupper() and len(like) > 1:
        return form.upper()
    parts, models = form.split("-"), like.split("-")
    if len(parts) == len(models) > 1:
        return "-".join(dress(part, model) for part, model in zip(parts, models, strict=True))
    return "".join(a.upper() if b.isupper() else a for a, b in zip(form, like, strict=False)) + form[len(like) :]


def as_written(form: str, like: str) -> str:
    """A form without the ё that the text writes as е."""
    if form == like or not ("ё" in form or "Ё" in form):
        return form
    parts, models = form.split("-"), like.split("-")
    if len(parts) == len(models) > 1:
        return "-".join(as_written(part, model) for part, model in zip(parts, models, strict=True))
    letters = list(form)
    for place, (new, old) in enumerate(zip(form, like, strict=False)):
        if fold(new) != fold(old):
            break
        letters[place] = old if new in "ёЁ" else new
    return "".join(letters)


def fold(word: str) -> str:
    """A word with е for every ё."""
    return word.replace("ё", "е").replace("Ё", "Е") if "ё" in word or "Ё" in word else word


def in_case(parse: Parse, case: str | None) -> bool:
    """Whether a parse is of a case (any, where the case is not known); indeclinable words are of every case."""
    if case is None:
        return True
    found = grammemes(parse)
    return "Fixd" in found or not found.isdisjoint(SAME_CASE.get(case, (case,)))


@remembered
def inflected(parse: Parse, wanted: frozenset[str]) -> str | None:
    """The form of a parse with the wanted grammemes, in lower case, or None where there is none."""
    if "Fixd" in grammemes(parse):
        return str(parse.word)
    form = parse.inflect(wanted)
    return str(form.word) if form else None


@remembered
def known(word: str) -> bool:
    """Whether a word stands in the dictionary."""
    return any(parse.is_known for parse in parses(word))
