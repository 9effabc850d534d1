"""All boundary rules in order: people, companies, places, bodies, quoted names, the rest of the model's spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.neural.names_features import NameSpan
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.bodies import Bodies
from pipeline.stages.boundaries.echoes import Echoes, stem, surnames
from pipeline.stages.boundaries.foreign import Foreign
from pipeline.stages.boundaries.people import People
from pipeline.stages.boundaries.phrases import Phrases
from pipeline.stages.boundaries.places import Places
from pipeline.stages.boundaries.quoted import Quoted
from pipeline.stages.boundaries.remainder import Remainder
from pipeline.stages.boundaries.sighting import head_kind
from pipeline.stages.boundaries.spans import Candidate, Index, Ruled, resolve
from pipeline.stages.boundaries.view import View, is_known_as
from pipeline.stages.boundaries.works import Titles, Works

Range = tuple[int, int]


def repaired(view: View, tagged: Iterable[NameSpan]) -> Ruled:
    """The names of a view, outer and inner, from its words and what slovnet's tagger found, and quoted works."""
    by_label = _ranges(view, tagged)
    sure = frozenset(_places_of(People(view, frozenset()).find()))
    companies = list(Foreign(view, sure).find())
    companies += list(Echoes(view).companies([c for c in companies if c.rule != "boundaries.camel_case"]))
    quoted_places = frozenset(_inside_marks(view))
    countries = frozenset(Places(view, frozenset()).country_names())
    closed = frozenset(_places_of(companies)) | quoted_places | countries
    people = list(People(view, closed).find(by_label["PER"]))
    person_places = frozenset(_places_of(people))
    places = list(Places(view, person_places | frozenset(_places_of(companies))).find(by_label["LOC"]))
    starts = _longest_from(places)
    person_ends = {c.start: c.end for c in people}
    phrases = Phrases(view, person_places | frozenset(_places_of(companies)), starts, person_ends)
    quoted = Quoted(view, person_places)
    organisation_places = frozenset(p for start, end in by_label["ORG"] for p in range(start, end))
    organisations = [*Bodies(view, phrases).find(), *quoted.find(organisation_places)]
    titles = Works(view, quoted).titles([*organisations, *companies])
    remainder = Remainder(view, phrases, places).find(
        by_label["ORG"], [*organisations, *companies, *people, *(p for p in places if p.rule == "boundaries.venue")]
    )
    candidates = [*people, *companies, *places, *organisations, *remainder]
    candidates = _without_shared_topics(view, candidates, starts)
    again = list(Echoes(view).quoted([c for c in candidates if c.label == "ORG" and c not in titles]))
    candidates += again
    titles = titles.without({candidate.start for candidate in again})
    return Ruled(_settle(view, candidates, titles), titles.no_bodies)


def _settle(view: View, candidates: list[Candidate], titles: Titles) -> list[Candidate]:
    candidates = [*_relabelled(view, candidates)]
    kept = _outside_marks(view, resolve(c for c in candidates if c not in titles))
    taken = {p for c in kept for p in range(c.start, c.end)}
    free = [p for p in view.capitals if p not in taken and not titles.cover(p)]
    by_stem: dict[str, list[int]] = {}
    for place in free:
        by_stem.setdefault(stem(view[place].text), []).append(place)
    again: list[Candidate] = []
    for label in ("PER", "ORG", "LOC"):
        again += Echoes(view).single([c for c in kept if c.label == label], label, by_stem)
    return resolve([*kept, *again])


def _relabelled(view: View, candidates: list[Candidate]) -> Iterator[Candidate]:
    """Single words of the model under the label that a fuller name in the release gives them."""
    borne = surnames(view.words, (c[:2] for c in candidates if c.label == "PER"))
    countries = {stem(view[c.end - 1].text) for c in candidates if c.rule == "boundaries.place_and_name"}
    for candidate in candidates:
        single = candidate.end - candidate.start == 1 and candidate.rule in ("names.slovnet", "boundaries.known_place")
        word = view[candidate.start]
        if single and candidate.label != "PER" and stem(word.text) in borne and not is_known_as(word.text, "Geox"):
            yield candidate._replace(label="PER", rule="boundaries.surname_again")
        elif candidate.rule == "boundaries.known_place" and single and stem(word.text) in borne:
            continue
        elif single and candidate.label == "PER" and stem(word.text) in countries - borne:
            yield candidate._replace(label="LOC", rule="boundaries.place_again")
        else:
            yield candidate


def _without_shared_topics(view: View, candidates: list[Candidate], starts: dict[int, int]) -> list[Candidate]:
    """A body at the end of another leaves the outer one its «по области»: «управление [МВД] по области»."""
    by_end: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.label == "ORG" and candidate.rule != "boundaries.press_service":
            by_end.setdefault(candidate.end, []).append(candidate)
    return [_without_shared_topic(view, c, by_end.get(c.end, []), starts) for c in candidates]


def _without_shared_topic(view: View, inner: Candidate, others: list[Candidate], starts: dict[int, int]) -> Candidate:
    if inner.label != "ORG":
        return inner
    before = [range(o.start, inner.start) for o in others if o.start < inner.start]
    if not any(all(view[p].text != "по" for p in places) for places in before):
        return inner
    for place in range(inner.end - 1, inner.start, -1):
        if view[place].text == "по" and starts.get(place + 1) == inner.end:
            return inner._replace(end=place)
    return inner


def _outside_marks(view: View, kept: list[Candidate]) -> list[Candidate]:
    """Without what only stands in the quoted name of a body: «Зенит» in ООО «Зенит»; genitives of places stay."""
    index = Index(c for c in kept if c.label == "ORG")
    return [c for c in kept if not any(_is_part_of_name(view, c, o) for o in index.at(c.start) if o != c)]


def _is_part_of_name(view: View, inner: Candidate, outer: Candidate) -> bool:
    if not outer.covers(inner) or outer.rule == "boundaries.press_service":
        return False
    if outer.rule == "boundaries.unit_of":
        return False
    opening = next((p for p in range(outer.start, inner.start + 1) if p in view.openings), None)
    if opening is None or (opening == inner.start and outer.rule == "boundaries.genitive_chain"):
        return False
    close = view.name_end(opening)
    if close is None or inner.start >= close:
        return False
    if inner.label == "ORG" or view[inner.start].case == "Nom":
        return True
    named_body = any(head_kind(view[p]) for p in range(opening + 1, inner.start)) or inner.label == "PER"
    return not named_body


def _ranges(view: View, tagged: Iterable[NameSpan]) -> dict[str, list[Range]]:
    """The model's spans by label, cut at line breaks."""
    found: dict[str, list[Range]] = {"PER": [], "ORG": [], "LOC": []}
    lines = view.text.lines
    for start, end, label, *_ in tagged:
        cuts = [place for place in range(start + 1, end) if lines[place] != lines[place - 1]]
        found[label] += pairwise([start, *cuts, end])
    return found


def _places_of(candidates: Iterable[Candidate]) -> Iterator[int]:
    for candidate in candidates:
        yield from range(candidate.start, candidate.end)


def _inside_marks(view: View) -> Iterator[int]:
    """Places inside short names in marks that an organisation's words announce: nobody is a person there."""
    for opening, close in view.partner.items():
        if close - opening <= 5 and opening > 0 and view.same_line(opening - 1, opening):
            before = view[opening - 1]
            if (
                before.text in lexicon.legal_forms()
                or before.lemma in lexicon.heads()
                or before.lemma in lexicon.classes()
            ):
                yield from range(opening + 1, close)


def _longest_from(places: Iterable[Candidate]) -> dict[int, int]:
    starts: dict[int, int] = {}
    for candidate in places:
        starts[candidate.start] = max(candidate.end, starts.get(candidate.start, 0))
    return starts
