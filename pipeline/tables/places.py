"""Codes of places: ISO 3166, Wikidata and GeoNames for countries, regions and towns of Russia (`places.tsv`).

A name that several places share gets the codes of the one whose region the same releases name, else of one that is
far larger than the others; none where neither decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import duckdb

from pipeline.tables.names import name_key
from pipeline.tables.people import entity_id
from pipeline.words import read_rows

_DOMINANT = 0.7
_FAR_LARGER = 10
_LARGE = 20_000
_AROUND = """
SELECT one.own, other.own, count(DISTINCT one.release_id)
FROM counted AS one JOIN counted AS other USING (release_id)
WHERE one.own IN (SELECT unnest(?)) AND other.own IN (SELECT unnest(?)) AND one.own <> other.own
GROUP BY ALL
"""


class Codes(NamedTuple):
    """What is known of a place; the fields are columns of `entities`."""

    country_code: str | None = None
    region_code: str | None = None
    wikidata_id: str | None = None
    geonames_id: str | None = None


NOWHERE = Codes()


class Place(NamedTuple):
    """A place of the list."""

    codes: Codes
    kind: str
    population: int


@cache
def known_places() -> Mapping[str, tuple[Place, ...]]:
    """The places of the list by the id that an entity of their name has."""
    found: dict[str, list[Place]] = defaultdict(list)
    for row in read_rows(__package__ or "pipeline.tables", "places.tsv"):
        codes = Codes(*(row[name] or None for name in Codes._fields))
        place = Place(codes, row["kind"], int(row["population"] or 0))
        found[entity_id("LOC", name_key("LOC", row["name"]))].append(place)
    return {own: tuple(places) for own, places in found.items()}


@cache
def _regions() -> Mapping[str, str]:
    """The code of each region of Russia by the id of its entity."""
    return {
        own: place.codes.region_code
        for own, places in known_places().items()
        for place in places
        if place.kind == "region" and place.codes.region_code
    }


def link_places(connection: duckdb.DuckDBPyConnection) -> dict[str, Codes]:
    """The codes of the places that the table `counted` names, by their ids; those that stay unsure are left out."""
    named = connection.cursor().sql("SELECT DISTINCT own FROM counted WHERE label = 'LOC'").fetchall()
    known = {own: known_places()[own] for (own,) in named if own in known_places()}
    linked = {own: places[0].codes for own, places in known.items() if len(places) == 1}
    shared = {own: places for own, places in known.items() if len(places) > 1}
    around = _regions_around(connection, list(shared)) if shared else {}
    for own, places in shared.items():
        chosen = _chosen(places, around.get(own, {}))
        if chosen is not None:
            linked[own] = chosen.codes
    return linked


def _chosen(places: tuple[Place, ...], around: Mapping[str, int]) -> Place | None:
    """The place that a shared name means: a region or country, one in the region named around it, a far larger one."""
    whole = [place for place in places if place.kind != "town"]
    if whole:
        return whole[0] if len(whole) == 1 else None
    weights = {place: around.get(place.codes.region_code or "", 0) for place in places}
    best = max(places, key=lambda place: (weights[place], place.population, place.codes))
    if weights[best]:
        rivals = [place for place in places if place is not best and place.codes.region_code == best.codes.region_code]
        return best if weights[best] >= _DOMINANT * sum(weights.values()) and not rivals else None
    largest, second, *_ = sorted((place.population for place in places), reverse=True)
    return best if largest >= _LARGE and largest >= _FAR_LARGER * second else None


def _regions_around(connection: duckdb.DuckDBPyConnection, names: list[str]) -> dict[str, dict[str, int]]:
    """For each shared name, in how many of its releases each region of Russia is named too."""
    rows = connection.cursor().execute(_AROUND, [names, list(_regions())]).fetchall()
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for own, region, count in rows:
        found[own][_regions()[region]] = count
    return found
