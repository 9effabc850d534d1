"""Names of organisations and places in the nominative: the head phrase is inflected, what depends on it stays."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pymorphy3.analyzer import Parse

from pipeline.morphology.analyzer import grammemes, is_only, parses
from pipeline.morphology.people import is_initial
from pipeline.morphology.wording import Word, dress, fold, in_case, inflected, known
from pipeline.words import read_words

_OPEN, _CLOSE = frozenset("«„“\"'(["), frozenset("»“”\"')]")
_COMPARATIVES = frozenset({"больший", "меньший"})
_MINISTRY_OF = re.compile(r"Мин(?!ут|ск|ер|ист|нес|ом[её]т)[а-яё]{3,12}(?<!ам)[ыи]")
"""A ministry by a genitive, which stays as it is: «Минцифры», «Минприроды»."""
_NUMBERED = re.compile(r"-\d{1,4}$")
_VILLAGES = ("ове", "еве", "ёве", "ине", "ыне", "озере")
_MASCULINE_ENDINGS = {"gent": "а", "datv": "у", "ablt": "ом", "loct": "е"}
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_PLACE = ("ов", "ев", "ёв", "ин", "ын")
_DASHES = frozenset("-–—")
_DOUBLE_NAMED = ("област", "округ", "республик", "кра", "осети")
_STREETS = frozenset({"улица", "площадь", "набережная", "аллея"})
_BEFORE_HEAD = frozenset({"ADJ", "DET", "NUM", "ADV", "CCONJ", "PUNCT", "PRON", "VERB"})
_HEADS = frozenset({"NOUN", "PROPN"})


def geographic_heads() -> frozenset[str]:
    """Kinds of places whose name agrees with them: «города Твери» is «город Тверь»."""
    return read_words(__package__, "places.tsv")


def looks_like_person(words: Sequence[Word]) -> bool:
    """Whether words without a label read as a person's name."""
    named = [word for word in words if word.clean[:1].isalpha()]
    if not named or len(named) > 5 or any(not w.capitalised for w in named):
        return False
    full = [word for word in named if not is_initial(word.clean)]
    if not full or any(word.clean.isupper() and len(word.clean) > 1 for word in full):
        return False
    if len(full) < len(named):
        return True
    if any(_has(word, "Name", "Patr") and not _has(word, "Geox") for word in full) and len(full) < 4:
        return True
    return len(full) < 3 and all(word.features.get("Animacy") == "Anim" and word.pos == "PROPN" for word in full)


def _has(word: Word, *names: str) -> bool:
    return any(not grammemes(p).isdisjoint(names) for p in parses(word.clean.lower()) if p.is_known)


def nominative_phrase(words: Sequence[Word], seen: Collection[str] = ()) -> list[str]:
    """The words of a phrase with its head phrase in the nominative."""
    texts = [word.text for word in words]
    first = next((i for i, word in enumerate(words) if word.clean[:1].isalnum()), None)
    if first is None:
        return texts
    head = _head(words, first)
    if head is None:
        return texts
    if words[first].text[:1].isdigit() or _MINISTRY_OF.fullmatch(words[head].clean):
        return texts
    case = words[head].case or next((w.case for w in words[first:head] if w.case), None)
    parse = _head_parse(words[head], case, seen)
    if parse is None:
        for place in range(first, head):
            texts[place] = _own_nominative(words[place])
        return texts
    single = _is_one_of_many(words, first, head)
    if single:
        parse = _singular(parse)
    if any(w.pos == "NUM" and w.case in (None, "nomn") for w in words[first:head]):
        return texts
    texts[head] = _inflect_noun(words[head], parse, seen)
    for place in range(first, head):
        texts[place] = _agree(words[place], parse, case)
    for place in _apposed(words, head):
        adjective = _fits_street(words[place], case)
        texts[place] = _agree(words[place], parse, case) if adjective else _inflect_apposed(words[place], case)
    return texts


def _head(words: Sequence[Word], first: int) -> int | None:
    """The first noun that is not inside quotation marks, unless the whole phrase is."""
    for place in range(first, len(words)):
        word = words[place]
        if is_only(word.clean.lower(), "NUMR"):
            continue  # «Двадцать третий суд»
        if place == first and _describes(words, place):
            continue  # «Коми научный центр»
        adjective = word.capitalised and _is_adjective(words, place)
        noun = word.pos in _HEADS or (word.pos == "ADJ" and is_only(word.clean.lower(), "NOUN"))
        if (noun and not adjective) or (word.pos == "X" and word.capitalised):
            return place
        if place > first and word.clean in _OPEN:
            break
        if word.pos not in _BEFORE_HEAD and not adjective:
            break
    adjectives = [i for i in range(first, len(words)) if words[i].pos in ("ADJ", "NUM")]
    return adjectives[0] if adjectives else (first if words[first].capitalised else None)


def _is_adjective(words: Sequence[Word], place: int) -> bool:
    """Whether a capitalised word is an adjective of what follows, whatever its tag says."""
    if place + 1 >= len(words) or words[place + 1].pos not in ("ADJ", "NOUN", "PROPN"):
        return False
    found = parses(words[place].clean.lower())
    return (
        bool(found)
        and all(p.tag.POS in ("ADJF", "PRTF") for p in found if p.is_known)
        and any(p.is_known for p in found)
    )


def _describes(words: Sequence[Word], place: int) -> bool:
    """Whether an indeclinable name of a place stands before an adjective and, like that, describes what follows."""
    if place + 1 == len(words) or not words[place].capitalised or words[place + 1].pos != "ADJ":
        return False
    found = parses(words[place].clean.lower())
    return all("Fixd" in p.tag for p in found) and any("Geox" in p.tag for p in found)


def _head_parse(word: Word, case: str | None, seen: Collection[str]) -> Parse | None:
    text = _NUMBERED.sub("", word.clean)
    if (text.isupper() and len(text) > 1) or not any("а" <= c <= "я" for c in text.lower()):
        return None
    tail = text.rpartition("-")[2] if "-" in text else text
    if word.pos == "X" or not (word.case or known(text) or known(tail)):
        return None
    found = [p for p in (parses(text.lower()) or parses(tail.lower())) if p.tag.POS in ("NOUN", "ADJF")]
    found = [p for p in found if p.is_known or "Fixd" not in p.tag] or found
    fitting = [p for p in found if in_case(p, case)]
    if word.case == "nomn" and not fitting:
        found = [p for p in found if "Geox" in p.tag and word.capitalised]

    def points(parse: Parse) -> float:
        tags = grammemes(parse)
        score = 0.5 * float(parse.score) + (0.3 if parse.is_known else 0.0)
        score += 1.0 if word.number in tags else 0.0
        score += 0.5 if word.gender in tags else 0.0
        score += 0.3 if (parse.tag.POS == "NOUN") == (word.pos in _HEADS) else 0.0
        score += 0.4 if word.capitalised and not tags.isdisjoint({"Geox", "Orgn", "Trad"}) else 0.0
        form = inflected(parse, frozenset({"nomn"}))
        score += 0.6 if form and fold(dress(form, text)) in seen else 0.0
        score -= 1.0 if not word.capitalised and not tags.isdisjoint({"Name", "Surn", "Patr"}) else 0.0
        return score

    return max(fitting or found, key=points, default=None)


def _inflect_noun(word: Word, parse: Parse, seen: Collection[str]) -> str:
    tags = grammemes(parse)
    if word.case == "nomn" and "nomn" in tags:
        return word.text if known(word.clean) else _seen_stem(word, seen) or word.text
    rare = _village(word, parse) or _masculine(word, parse)
    if rare:
        return rare
    form = inflected(parse, frozenset({"nomn", "plur" if "plur" in tags else "sing"}))
    return dress(_whole(word, parse, form), word.clean) if form else word.text


def _village(word: Word, parse: Parse) -> str | None:
    """Unknown places in -о and -ое: «в Ольшанове» is «Ольшаново», «из Заречного» is «Заречное»."""
    text = word.clean
    if not word.capitalised or word.case == "nomn":
        return None
    if word.case == "loct" and text.endswith(_VILLAGES) and not _has(word, "Geox"):
        return text[:-1] + "о"
    neuter = parse.inflect({"nomn", "sing", "neut"}) if parse.tag.POS == "ADJF" and "femn" not in parse.tag else None
    return dress(str(neuter.word), text) if neuter and "plur" not in parse.tag and word.number != "plur" else None


def _masculine(word: Word, parse: Parse) -> str | None:
    """A masculine that no dictionary has and its parse takes for a neuter: «Русала» is «Русал»."""
    ending = _MASCULINE_ENDINGS.get(word.case or "", "")
    stem = word.clean.removesuffix(ending)
    if "neut" not in parse.tag or word.gender != "masc" or not word.capitalised or known(word.clean):
        return None
    inflected_so = ending and len(stem) < len(word.clean)
    return stem if inflected_so and stem[-1:] in _CONSONANTS and stem[-2:] not in _PLACE else None


def _seen_stem(word: Word, seen: Collection[str]) -> str | None:
    """An unknown word without a case ending, where the text has it so elsewhere: «Ромтелекома» beside «Ромтелеком»."""
    for ending in ("а", "у", "ом", "е"):
        if word.capitalised and word.clean.endswith(ending) and fold(word.clean[: -len(ending)]) in seen:
            return word.clean[: -len(ending)]
    return None


def _is_one_of_many(words: Sequence[Word], first: int, head: int) -> bool:
    """A plural head with the name of one of several: «Тверской и [Псковской областей]», «в сёлах [Белое]»."""
    if words[head].number != "plur":
        return False
    if any(w.number == "sing" and w.pos == "ADJ" for w in words[first:head]):
        return True
    return not words[head].capitalised and head + 1 < len(words) and _opens(words, head + 1)


def _opens(words: Sequence[Word], place: int) -> bool:
    """Whether a mark opens a name; a straight one closes where another is open."""
    mark = words[place].clean
    return mark in _OPEN and (mark != '"' or sum(word.clean == '"' for word in words[:place]) % 2 == 0)


def _singular(parse: Parse) -> Parse:
    return parse.inflect({"nomn", "sing"}) or parse


def _own_nominative(word: Word) -> str:
    """An adjective before an acronym in the nominative of its own gender and number."""
    if word.pos not in ("ADJ", "DET", "VERB", "PROPN") or word.case in (None, "nomn"):
        return word.text
    wanted = {"nomn", word.number or "sing"} | ({word.gender} if word.gender and word.number != "plur" else set())
    for parse in parses(word.clean.lower()):
        form = (
            inflected(parse, frozenset(wanted))
            if parse.tag.POS in ("ADJF", "PRTF") and in_case(parse, word.case)
            else None
        )
        if form:
            return dress(form, word.clean)
    return word.text


def _whole(word: Word, parse: Parse, form: str) -> str:
    """A form of the last half of a hyphenated word with the first half before it."""
    text = word.clean.lower()
    number = _NUMBERED.search(text)
    if number:
        return form + number.group()
    if len(parse.word) < len(text) and "-" in text:
        return text.rpartition("-")[0] + "-" + form
    return form


def _agree(word: Word, head: Parse, case: str | None) -> str:
    """A word before the head in the nominative of the head's gender and number."""
    if word.pos in ("ADV", "CCONJ", "PUNCT") or (word.clean.isupper() and len(word.clean) > 1):
        return word.text
    tags = grammemes(head)
    number = "plur" if "plur" in tags else "sing"
    gender = next((g for g in ("masc", "femn", "neut") if g in tags), None)
    wanted = {"nomn", number} | ({gender} if gender and number == "sing" else set())
    found = [p for p in parses(word.clean.lower()) if p.tag.POS in ("ADJF", "PRTF", "NUMR")]
    found = [p for p in found if p.is_known or "Fixd" not in p.tag]
    found.sort(key=lambda p: (not p.is_known and p.normal_form.endswith("ской"), p.normal_form in _COMPARATIVES))
    fitting = [p for p in found if in_case(p, case) and (gender in grammemes(p) or number in grammemes(p))]
    for parse in fitting or found:
        form = inflected(parse, frozenset(wanted))
        if form and form.count("-") == word.clean.count("-"):  # the dictionary turns «южно-уральского» into one word
            return dress(form, word.clean)
    if "-" in word.clean:
        first, _, last = word.clean.rpartition("-")
        return f"{first}-{_agree(Word(last, '', word.pos, word.features), head, case)}"
    return word.text


def _apposed(words: Sequence[Word], head: int) -> list[int]:
    """Places of a proper name that agrees with the head: «в городе Твери»."""
    place = head + 1
    if place >= len(words) or words[head].clean.lower() == "":
        return []
    following = words[place]
    case = words[head].case
    if (
        case not in (None, "nomn")
        and following.clean in _DASHES
        and place + 1 < len(words)
        and words[place + 1].capitalised
    ):
        return [place + 1] if words[head].clean.lower().startswith(_DOUBLE_NAMED) else []
    if case in (None, "nomn") or not following.capitalised:
        return []
    lemma = _lemma(words[head], case)
    if lemma in _STREETS and _fits_street(following, case):
        return [place]
    if lemma in geographic_heads() and (following.case == case or _only_in(following, case)):
        return [place]
    if following.case != case:
        return []
    if lemma in geographic_heads() or (case != "gent" and following.pos == "PROPN" and known(following.clean)):
        return [place]
    return []


def _fits_street(word: Word, case: str | None) -> bool:
    """Whether a word after «улица» is an adjective in its case: «на улице Речной»."""
    return any(p.tag.POS == "ADJF" and "femn" in p.tag and in_case(p, case) for p in parses(word.clean.lower()))


def _only_in(word: Word, case: str) -> bool:
    """Whether the dictionary has a word in a case and not in the nominative."""
    found = [p for p in parses(word.clean.lower()) if p.is_known and p.tag.POS == "NOUN" and "sing" in p.tag]
    return any(in_case(p, case) for p in found) and not any(in_case(p, "nomn") for p in found)


def _lemma(word: Word, case: str | None) -> str:
    return next((str(p.normal_form) for p in parses(word.clean.lower()) if in_case(p, case)), word.clean.lower())


def _inflect_apposed(word: Word, case: str | None) -> str:
    for parse in parses(word.clean.lower()):
        if parse.tag.POS in ("NOUN", "ADJF") and in_case(parse, case):
            tags = grammemes(parse)
            form = inflected(parse, frozenset({"nomn", "plur" if "plur" in tags else "sing"}))
            if form:
                return dress(form, word.clean)
    return word.text
