"""Invented releases with their names marked: long official designations, companies, rare names, in all cases."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from corpora import OWN, GoldSpan

from pipeline.morphology.analyzer import parses

WORDINGS = Path(__file__).with_name("wordings.tsv")
CASES = {"nom": "nomn", "gen": "gent", "dat": "datv", "acc": "accs", "ins": "ablt", "loc": "loct"}


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of a made text that is a name, with plain text and names inside."""

    label: str
    parts: tuple[str | Named, ...]
    open: bool = False


Piece = str | Named


@cache
def wordings(kind: str) -> tuple[str, ...]:
    """Words or sentences of a kind."""
    rows = (line.split("\t") for line in WORDINGS.read_text("utf-8").splitlines()[2:])
    return tuple(text for its_kind, text in rows if its_kind == kind)


@lru_cache(maxsize=50_000)
def decline(phrase: str, case: str) -> str:
    """A phrase in a case: the words before `|` change, those behind it stay."""
    head, _, tail = phrase.partition("|")
    words = [_decline_word(word, case) for word in head.split()]
    return " ".join([*words, tail] if tail else words)


def _decline_word(word: str, case: str) -> str:
    if case == "nom":
        return word
    first, dash, second = word.partition("-")
    if dash and second[:1].islower():
        return f"{first}-{_decline_word(second, case)}"
    for parse in parses(word.lower()):
        if parse.tag.POS in ("NOUN", "ADJF", "PRTF") and "nomn" in parse.tag and "Fixd" not in parse.tag:
            still = {"inan"} if case == "acc" and parse.tag.POS != "NOUN" and "masc" in parse.tag else set()
            form = parse.inflect({CASES[case], *still})
            if form:
                return (
                    form.word.upper()
                    if word.isupper() and len(word) > 1
                    else (form.word.capitalize() if word[0].isupper() else form.word)
                )
    return word


def surname(stem: str, female: bool, case: str) -> str:
    """A surname by its ending: -ов/-ев/-ин, -ский, a consonant (men alone), anything else as it is."""
    place = list(CASES).index(case)
    if stem.endswith(("ов", "ев", "ёв", "ин", "ын")):
        ends = ("а", "ой", "ой", "у", "ой", "ой") if female else ("", "а", "у", "а", "ым", "е")
        return stem + ends[place]
    if stem.endswith("ский") or stem.endswith("цкий"):
        ends = ("ая", "ой", "ой", "ую", "ой", "ой") if female else ("ий", "ого", "ому", "ого", "им", "ом")
        return stem[:-2] + ends[place]
    if stem[-1] in "бвгджзклмнпрстфхцчшщ" and not stem.endswith(("их", "ых")) and not female:
        return stem + ("", "а", "у", "а", "ом", "е")[place]
    return stem


class Maker:
    """Makes names and texts from one source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.people: list[tuple[str, bool]] = []
        self.known_firms: list[str] = []

    def pick(self, options: Iterable) -> str:
        return self.chance.choice(list(options))

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    # ---- places
    def region(self, case: str) -> Named:
        return Named("LOC", (decline(self.pick(wordings("regions")), case),))

    def place(self, case: str) -> Named:
        return Named(
            "LOC",
            (
                decline(
                    self.pick(
                        self.chance.choice(
                            (
                                wordings("cities"),
                                wordings("cities"),
                                wordings("regions"),
                                wordings("regions"),
                                wordings("countries"),
                            )
                        )
                    ),
                    case,
                ),
            ),
        )

    def city(self, case: str) -> list[Piece]:
        """A city, now and then with its class word outside; villages always so."""
        if self.maybe(0.12):
            word = decline(self.pick(("село", "посёлок", "деревня", "станица", "хутор")), case)
            return [f"{word} ", Named("LOC", (self.pick(wordings("villages")),))]
        if self.maybe(0.12):
            return [decline("город", case), " ", Named("LOC", (decline(self.pick(wordings("cities")), case),))]
        if self.maybe(0.05):
            return ["г. ", Named("LOC", (decline(self.pick(wordings("cities")), case),))]
        return [Named("LOC", (decline(self.pick(wordings("cities")), case),))]

    def street(self, case: str) -> list[Piece]:
        kind, name = self.pick(wordings("streets")).split("|")
        if kind == "after":
            head = self.pick(("улица", "проспект", "площадь", "набережная", "переулок", "шоссе"))
            return [Named("LOC", (decline(head, case), " ", name))]
        return [Named("LOC", (decline(name, case),))]

    # ---- people
    def stem(self) -> str:
        if self.maybe(0.55):
            return self.pick(wordings("stems"))
        made = "".join(self.pick(wordings("syllables")) for _ in range(self.chance.choice((1, 2, 2, 3))))
        tail = self.pick(
            ("ов", "ев", "ин", "ский", "енко", "ян", "швили", "дзе", "ук", "ер", "оглы", "ич", "ых", "ай", "о", "ман")
        )
        name = (made + tail).capitalize()
        return f"{name}-{self.pick(wordings('stems'))}" if self.maybe(0.08) else name

    def person(self, case: str, female: bool | None = None) -> list[Piece]:
        if self.maybe(0.12):
            return [Named("PER", (self.foreigner(),))]
        female = self.maybe(0.45) if female is None else female
        stem = self.stem()
        self.people.append((stem, female))
        last = "-".join(surname(part, female, case) for part in stem.split("-"))
        first_name = self.pick(wordings("female") if female else wordings("male"))
        first = decline(first_name, case)
        shape = self.chance.random()
        if shape < 0.5:
            return [Named("PER", (f"{first} {last}",))]
        father = self.pick(wordings("patronyms"))
        patronym = decline(father + ("вна" if female else "вич"), case)
        if shape < 0.75:
            return [Named("PER", (f"{first} {patronym} {last}",))]
        if shape < 0.85:
            return [Named("PER", (f"{first_name[0]}. {father[0]}. {last}",))]
        if shape < 0.92:
            return [Named("PER", (f"{last} {first} {patronym}",))]
        return [Named("PER", (f"{first_name[0]}.{last}" if self.maybe(0.5) else f"{first_name[0]}. {last}",))]

    def foreigner(self) -> str:
        words = []
        for _ in range(self.chance.choice((2, 2, 3))):
            words.append(
                "".join(self.pick(wordings("syllables")) for _ in range(self.chance.choice((1, 2, 2)))).capitalize()
            )
        if self.maybe(0.15):
            words[1] = self.pick(("аль-", "Аль-", "бин ", "ван ", "де ", "фон ")) + words[1]
        return " ".join(words)

    def again(self, case: str) -> list[Piece]:
        """Somebody already named, by surname."""
        if not self.people:
            return self.person(case)
        stem, female = self.chance.choice(self.people)
        return [Named("PER", ("-".join(surname(part, female, case) for part in stem.split("-")),))]

    # ---- organisations
    def quoted(self) -> str:
        name = self.pick(wordings("quoted"))
        if self.maybe(0.35):
            name = "".join(self.pick(wordings("syllables")) for _ in range(2)).capitalize() + self.pick(
                ("", "строй", "пром", "агро", "тех", " плюс", "-Сервис")
            )
        if self.maybe(0.1):
            name = f"{name}-{self.pick(wordings('cities'))}"
        return name

    def marks(self, name: str) -> str:
        return f'"{name}"' if self.maybe(0.15) else f"«{name}»"

    def firm(self, case: str) -> list[Piece]:
        name = self.quoted()
        self.known_firms.append(name)
        shape = self.chance.random()
        if shape < 0.35:
            return [Named("ORG", (f"{self.pick(wordings('legal'))} {self.marks(name)}",))]
        if shape < 0.42:
            return [
                Named(
                    "ORG",
                    (f"{self.pick(wordings('legal'))} «{self.pick(('УК', 'ТД', 'НПО', 'Завод', 'Группа'))} «{name}»",),
                )
            ]
        if shape < 0.6:
            head = decline(self.pick(wordings("firm_heads")), case)
            return [Named("ORG", (f"{head} {self.marks(name)}",))]
        if shape < 0.8:
            return [decline(self.pick(wordings("class_words")), case), " ", Named("ORG", (self.marks(name),))]
        if shape < 0.9:
            return [Named("ORG", (self.marks(name),))]
        return [
            decline(self.pick(("компания", "холдинг", "корпорация", "концерн", "фирма")), case),
            " ",
            self.foreign_firm(),
        ]

    def nation(self, case: str) -> list[Piece]:
        """A foreign company behind the adjective of its country, with or without a class word."""
        adjective = self.pick(
            ("китайская", "японская", "корейская", "турецкая", "индийская", "вьетнамская", "эмиратская", "иранская")
        )
        word = self.pick(("компания ", "корпорация ", "группа ", "", "", ""))
        name = self.foreign_firm()
        if self.maybe(0.6):
            name = Named("ORG", (self.foreigner(),))
        return [f"{decline(adjective, case)} {decline(word.strip(), case) + ' ' if word else ''}", name]

    def foreign_firm(self) -> Named:
        words = [
            "".join(self.pick(wordings("syllables")) for _ in range(self.chance.choice((1, 2)))).capitalize()
            for _ in range(self.chance.choice((1, 2)))
        ]
        return Named("ORG", (" ".join([*words, self.pick(wordings("company_tails"))]),))

    def firm_again(self, case: str) -> list[Piece]:
        if not self.known_firms:
            return self.firm(case)
        name = self.chance.choice(self.known_firms)
        inflected = _decline_word(name, case) if " " not in name and "-" not in name else name
        return [Named("ORG", (f"«{inflected}»",))]

    def territory(self) -> list[Piece]:
        """A place in the genitive behind a body."""
        shape = self.chance.random()
        if shape < 0.35:
            return [" ", self.region("gen")]
        if shape < 0.6:
            return [" ", Named("LOC", (decline(self.pick(wordings("cities")), "gen"),))]
        if shape < 0.7:
            return [" города ", Named("LOC", (decline(self.pick(wordings("cities")), "gen"),))]
        if shape < 0.82:
            return [
                " ",
                Named(
                    "LOC",
                    (
                        self.pick(
                            ("России", "РФ", "Российской Федерации", decline(self.pick(wordings("countries")), "gen"))
                        ),
                    ),
                ),
            ]
        if shape < 0.9:
            return [" по ", self.region("dat")]
        return []

    def body(self, case: str) -> list[Piece]:
        """A public body: head, complement, territory; units hold the body that they belong to."""
        shape = self.chance.random()
        if shape < 0.1:
            return [Named("ORG", (decline(self.pick(wordings("short_bodies")), case), *self.territory()))]
        if shape < 0.25:
            unit = decline(self.pick(wordings("units")), case)
            inner = self.body("gen")
            if len(inner) == 1 and isinstance(inner[0], Named) and not self._deep(inner[0]):
                return [Named("ORG", (unit + " ", *inner))]
        if shape < 0.33:
            inner = self.body("gen") if self.maybe(0.6) else self.firm("gen")
            return (
                [Named("ORG", (decline("пресс-служба", case) + " ", *inner), open=not isinstance(inner[0], Named))]
                if isinstance(inner[0], Named)
                else self.body(case)
            )
        if shape < 0.42:
            return [self.office(case)]
        head = self.pick(wordings("bodies"))
        if self.maybe(0.6):
            head = head.capitalize()
        complement = self.pick(wordings("complements"))
        if self.maybe(0.2):
            complement += (
                f" и {self.pick(c for c in wordings('complements') if not c.startswith('по '))}"
                if not complement.startswith("по ")
                else ""
            )
        tail = self.territory()
        if not tail and self.maybe(0.5):
            tail = [" ", Named("LOC", (decline(self.pick(wordings("cities")), "gen"),))]
        return [Named("ORG", (f"{decline(head, case)} {complement}", *tail))]

    def office(self, case: str) -> Named:
        """A territorial or attached body of another one."""
        agency = Named("ORG", (decline(self.pick(wordings("agencies")), "gen"),))
        shape = self.chance.random()
        if shape < 0.35:
            kind = self.pick(("управление", "территориальное управление", "межрегиональное управление", "отделение"))
            head = decline(f"{self._of_gender(kind)} {kind}", case)
            return Named("ORG", (f"{head} ", agency))
        if shape < 0.6:
            head = decline(self.pick(("Управление", "Главное управление", "управление", "Отдел", "Отделение")), case)
            return Named("ORG", (f"{head} ", agency, " по ", self.region("dat")))
        if shape < 0.75:
            body = self.pick(("УМВД", "ГУ МВД", "УФСБ", "СУ СК", "ГУ МЧС", "УФНС"))
            country = Named("LOC", (self.pick(("России", "РФ")),))
            inner = () if body.startswith("У") else (Named("ORG", (body.split()[1], " ", country)),)
            own = (f"{body.split()[0]} ", *inner) if inner else (f"{body} ", country)
            where = Named("LOC", (decline(self.pick(wordings("cities")), "dat"),))
            return Named("ORG", (*own, *(self.chance.choice(((" по городу ", where), (" по ", self.region("dat")))))))
        if shape < 0.88:
            head = decline(
                self.pick(("общественный совет", "координационный совет", "рабочая группа", "экспертный совет")), case
            )
            parent = Named(
                "ORG", (f"{decline(self.pick(wordings('bodies')), 'loc')} {self.pick(wordings('complements'))}",)
            )
            return Named("ORG", (f"{head} при ", parent))
        if shape < 0.94:
            head = decline(
                self.pick(("Посольство", "Генеральное консульство", "Торговое представительство", "посольство")), case
            )
            sender = Named("LOC", (decline(self.pick(wordings("countries")), "gen"),))
            return Named(
                "ORG", (f"{head} ", sender, " в ", Named("LOC", (decline(self.pick(wordings("countries")), "loc"),)))
            )
        head = decline(self.pick(("Центр", "Дом", "Фонд", "Отделение", "Представительство")), case)
        return Named("ORG", (f"{head} {self.pick(wordings('complements'))} в ", self.region("loc")))

    def unit(self, case: str) -> list[Piece]:
        """A unit by itself or with the institution that it belongs to."""
        name = decline(self.pick(wordings("units")), case)
        inner = self.institution("gen") if self.maybe(0.6) else []
        return [Named("ORG", (name, " ", *inner) if inner else (name,))]

    def acronym(self, case: str) -> list[Piece]:
        """A university or institute by its capitals."""
        first = self.pick(wordings("cities"))
        return [
            Named(
                "ORG",
                (self.pick((first[0], first[:1] + first[1])) + self.pick(("ГУ", "ГПУ", "ГТУ", "ПИ", "ГМУ", "НЦ")),),
            )
        ]

    def venue(self, case: str) -> list[Piece]:
        """A named building, park, water or station: a place with its head."""
        shape = self.chance.random()
        if shape < 0.5:
            head = self.pick(wordings("venues"))
            return [Named("LOC", (f"{decline(head, case)} {self.marks(self.pick(wordings('quoted')))}",))]
        if shape < 0.65:
            head = self.pick(("парк", "сквер", "концертный зал", "стадион", "площадь", "улица"))
            last = surname(self.pick(wordings("stems")), False, "gen")
            return [Named("LOC", (f"{decline(head, case)} имени ", Named("PER", (last,))))]
        head = self.pick(("река", "озеро", "остров", "станция", "гора", "мыс", "водохранилище"))
        return [Named("LOC", (f"{decline(head, case)} {self.pick(wordings('villages'))}",))]

    def firms(self, case: str) -> list[Piece]:
        """Several quoted names behind one class word."""
        word = decline(self.pick(("сети", "компании", "холдинги", "журналы", "клубы", "газеты", "операторы")), case)
        names = [Named("ORG", (f"«{self.quoted()}»",)) for _ in range(self.chance.choice((2, 3)))]
        parts: list[Piece] = [word, " ", names[0]]
        for name in names[1:-1]:
            parts += [", ", name]
        return [*parts, " и ", names[-1]]

    def _deep(self, named: Named) -> bool:
        return any(isinstance(part, Named) and part.label == "ORG" for part in named.parts)

    def institution(self, case: str) -> list[Piece]:
        phrase = self.pick(wordings("institutions"))
        if self.maybe(0.5):
            phrase = f"{self._of_gender(phrase)} {phrase}"
        name = decline(phrase, case)
        name = name[0].upper() + name[1:] if self.maybe(0.7) else name
        parts: list[Piece] = [name]
        shape = self.chance.random()
        if shape < 0.2:
            parts += [f" № {self.chance.randint(1, 140)}"]
        elif shape < 0.4:
            female = self.maybe(0.3)
            last = surname(self.pick(wordings("stems")), female, "gen")
            first = self.pick(wordings("female") if female else wordings("male"))
            who = (
                f"{first[0]}. {self.pick(wordings('patronyms'))[0]}. {last}"
                if self.maybe(0.5)
                else f"{decline(first, 'gen')} {last}"
            )
            parts += [self.pick((" имени ", " им. ")), Named("PER", (who,))]
        elif shape < 0.6:
            parts += [f" {self.marks(self.quoted())}"]
        elif shape < 0.8:
            parts += [" ", Named("LOC", (decline(self.pick(wordings("cities")), "gen"),))]
        elif len(name.split()) == 1:
            parts += [f" № {self.chance.randint(1, 140)}"]
        return [Named("ORG", tuple(parts))]

    def _of_gender(self, phrase: str) -> str:
        last = phrase.partition("|")[0].split()[-1]
        noun = next((p for p in parses(last) if p.tag.POS == "NOUN" and "nomn" in p.tag), None)
        gender = noun.tag.gender if noun else "masc"
        adjective = self.pick(wordings("adjectives"))
        parse = next(p for p in parses(adjective.lower()) if p.tag.POS == "ADJF")
        form = parse.inflect({gender or "masc", "nomn", "sing"})
        return (form.word if form else adjective).capitalize()

    def organisation(self, case: str) -> list[Piece]:
        kind: Callable[[str], list[Piece]] = self.chance.choice((self.firm, self.body, self.body, self.institution))
        return kind(case)

    def media(self, case: str) -> list[Piece]:
        return [decline(self.pick(wordings("media")), case), " ", Named("ORG", (f"«{self.pick(wordings('quoted'))}»",))]

    def work(self, case: str) -> list[Piece]:
        return [f"{decline(self.pick(wordings('works')), case)} «{self.pick(wordings('quoted'))}»"]

    # ---- texts
    def slot(self, name: str) -> list[Piece]:
        kind, _, case = name.partition(".")
        if kind == "post":
            return [decline(self.pick(wordings("posts")), case)]
        if kind == "n":
            return [str(self.chance.randint(2, 900))]
        if kind == "loc":
            return [self.place(case)]
        method: Callable[[str], list[Piece]] = {
            "per": self.person,
            "again": self.again,
            "org": self.organisation,
            "firm": self.firm,
            "firm2": self.firm_again,
            "body": self.body,
            "inst": self.institution,
            "media": self.media,
            "work": self.work,
            "city": self.city,
            "street": self.street,
            "venue": self.venue,
            "nation": self.nation,
            "unit": self.unit,
            "firms": self.firms,
            "acronym": self.acronym,
        }[kind]
        return method(case)

    def sentence(self, template: str) -> list[Piece]:
        pieces: list[Piece] = []
        rest = template
        while "{" in rest:
            before, _, rest = rest.partition("{")
            name, _, rest = rest.partition("}")
            pieces += [before, *self.slot(name)]
        pieces.append(rest)
        return pieces

    def text(self) -> tuple[str, list[GoldSpan]]:
        """One made release: its text and its names."""
        self.people, self.known_firms = [], []
        out: list[str] = []
        spans: list[GoldSpan] = []
        done = 0

        def write(piece: Piece, first: bool) -> None:
            nonlocal done
            if isinstance(piece, str):
                text = piece[:1].upper() + piece[1:] if first and piece.strip() else piece
                out.append(text)
                done += len(text)
                return
            start = done
            for place, part in enumerate(piece.parts):
                write(part, first and place == 0)
            spans.append(GoldSpan(start, done, piece.label, piece.open))

        for number in range(self.chance.randint(4, 8)):
            pieces = [p for p in self.sentence(self.pick(wordings("sentences"))) if p]
            if number == 0 and isinstance(pieces[-1], str):
                pieces[-1] = pieces[-1].rstrip(".")
            for place, piece in enumerate(pieces):
                write(piece, place == 0)
            write("\n\n" if number == 0 or self.maybe(0.5) else " ", False)
        return "".join(out).rstrip(), spans


def generated_texts(count: int, seed: int = 0) -> list[tuple[str, str, list[GoldSpan], int]]:
    """Made releases in the form of `corpora.read_gold`."""
    maker = Maker(seed)
    return [(f"made-{seed}-{number}", *maker.text(), OWN) for number in range(count)]
