"""What a report holds, built from the tables of a run: small lists that refer to each other by number.

Releases are in order of publication, newest first, those without a day last, else as in the tables; entities in order
of how many releases name them. A row of quotes, posts or percentages names its release and its number in the release,
from which the page makes the address of its place in the text. -1 stands for nobody and nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipeline.records import ENTITY_LABELS
from pipeline.report.columns import rows
from pipeline.report.titles import titles

if TYPE_CHECKING:
    import pyarrow as pa

Part = dict[str, Any]
NOBODY = -1
SHOWN_FAILURES = 200
SHOWN_NAMES = 12


@dataclass(frozen=True)
class Run:
    """The tables of a run, and the numbers that releases and entities have in the report."""

    tables: Mapping[str, pa.Table]

    @cached_property
    def releases(self) -> dict[str, int]:
        """The number of each release by its id."""
        days = rows(self.tables["releases"], "release_id", "published_value")
        known = sorted(days, key=lambda row: row[1] or "", reverse=True)
        return {release_id: number for number, (release_id, _) in enumerate(known)}

    @cached_property
    def entities(self) -> dict[str, int]:
        """The number of each entity of the run by its id."""
        found = rows(self.tables["entities"], "n_releases", "n_mentions", "name", "entity_id")
        ordered = sorted(found, key=lambda row: (-row[0], -row[1], row[2], row[3]))
        return {row[3]: number for number, row in enumerate(ordered)}

    @cached_property
    def local(self) -> dict[str | None, int]:
        """The number of the run's entity by the id of an entity of a release."""
        pairs = rows(self.tables["local_entities"], "local_id", "entity_id")
        return {None: NOBODY} | {local_id: self.entities.get(entity_id, NOBODY) for local_id, entity_id in pairs}

    @cached_property
    def numbered(self) -> dict[str, dict[str, tuple[int, int]]]:
        """By table, for the id of each row the number of its release and its own number there, from 1."""
        return {name: self._numbered(name, key) for name, key in _KEYS.items()}

    def _numbered(self, table: str, key: str) -> dict[str, tuple[int, int]]:
        counts: Counter[str] = Counter()
        numbered = {}
        for row_id, release_id in rows(self.tables[table], key, "release_id"):
            counts[release_id] += 1
            numbered[row_id] = (self.releases[release_id], counts[release_id])
        return numbered


_KEYS = {"mentions": "mention_id", "positions": "position_id", "quotes": "quote_id"}


def safe_url(url: str | None) -> str:
    """The address where it leads to http or https, else ""."""
    try:
        scheme = urlsplit(url or "").scheme
    except ValueError:
        return ""
    return url if url and scheme.lower() in ("http", "https") else ""


def releases_part(run: Run) -> Part:
    """Releases, a list a column."""
    table = run.tables["releases"]
    columns = ("release_id", "title", "published_value", "source", "url", "issuer", "duplicate_of")
    named = titles(run.tables)
    ordered = sorted(rows(table, *columns), key=lambda row: run.releases[row[0]])
    return {
        "id": [row[0] for row in ordered],
        "title": [named[row[0]] for row in ordered],
        "date": [row[2] or "" for row in ordered],
        "source": [row[3] or "" for row in ordered],
        "url": [safe_url(row[4]) for row in ordered],
        "issuer": [run.local.get(row[5], NOBODY) for row in ordered],
        "copyOf": [run.releases.get(row[6], NOBODY) for row in ordered],
    }


def entities_part(run: Run) -> Part:
    """Entities, a list a column; `releases` are the numbers of those that name it, ascending."""
    table = run.tables["entities"]
    columns = ("entity_id", "label", "name", "n_mentions", "country_code", "wikidata_id", "geonames_id")
    ordered = sorted(rows(table, *columns), key=lambda row: run.entities[row[0]])
    names, named_in = _other_names(run), _releases_of(run)
    return {
        "id": [row[0] for row in ordered],
        "label": [ENTITY_LABELS.index(row[1]) for row in ordered],
        "name": [row[2] for row in ordered],
        "mentions": [row[3] for row in ordered],
        "names": [[name for name in names[number] if name != row[2]] for number, row in enumerate(ordered)],
        "releases": [sorted(named_in[number]) for number in range(len(ordered))],
        "wikidata": [row[5] or "" for row in ordered],
        "geonames": [row[6] or "" for row in ordered],
    }


def _other_names(run: Run) -> dict[int, list[str]]:
    """By entity its most frequent names."""
    found: dict[int, list[str]] = defaultdict(list)
    named = sorted(rows(run.tables["entity_names"], "n_mentions", "name", "entity_id"), key=lambda r: (-r[0], r[1]))
    for _, name, entity_id in named:
        held = found[run.entities[entity_id]]
        if len(held) <= SHOWN_NAMES:
            held.append(name)
    return found


def _releases_of(run: Run) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for release_id, entity_id in rows(run.tables["local_entities"], "release_id", "entity_id"):
        if entity_id in run.entities:
            found[run.entities[entity_id]].add(run.releases[release_id])
    return found


def quotes_part(run: Run) -> list[Any]:
    """Quotes: release, number, kind, text, cue, form of the speaker, and for each speaker the entity, name, role,
    organisation and its entity."""
    speakers = _speakers(run)
    columns = ("quote_id", "kind", "text", "cue", "speaker_form", "organisation_local_id")
    made = [
        [
            *run.numbered["quotes"][row[0]],
            row[1],
            row[2],
            row[3] or "",
            row[4],
            _told(speakers[row[0]], run.local[row[5]]),
        ]
        for row in rows(run.tables["quotes"], *columns)
    ]
    return sorted(made, key=lambda row: row[:2])


def _speakers(run: Run) -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = defaultdict(list)
    columns = ("quote_id", "n", "local_id", "speaker", "role", "organisation")
    for quote_id, _, local_id, *told in sorted(rows(run.tables["quote_speakers"], *columns), key=lambda row: row[:2]):
        found[quote_id].append([run.local[local_id], *(cell or "" for cell in told), NOBODY])
    return found


def _told(speakers: list[list[Any]], organisation: int) -> list[list[Any]]:
    """The speakers of a quote, the first with the entity of the organisation."""
    return [[*speakers[0][:-1], organisation], *speakers[1:]] if speakers else []


def positions_part(run: Run) -> list[Any]:
    """Statements of posts: release, number, entity of the person, name, post, entity of the organisation, name,
    status."""
    columns = ("position_id", "person_local_id", "person", "title", "organisation_local_id", "organisation", "status")
    made = [
        [*run.numbered["positions"][row[0]], run.local[row[1]], row[2], row[3], run.local[row[4]], row[5] or "", row[6]]
        for row in rows(run.tables["positions"], *columns)
    ]
    return sorted(made, key=lambda row: row[:2])


def percents_part(run: Run) -> list[Any]:
    """Percentages: release, number of the mention, its words, bounds, comparator, unit, direction, measure."""
    spoken = dict(_percent_words(run))
    columns = ("mention_id", "low", "high", "comparator", "unit", "direction", "measure")
    made = [
        [*run.numbered["mentions"][row[0]], spoken[row[0]], *row[1:5], row[5] or "", row[6] or ""]
        for row in rows(run.tables["percents"], *columns)
    ]
    return sorted(made, key=lambda row: row[:2])


def _percent_words(run: Run) -> Iterator[tuple[str, str]]:
    for mention_id, label, words in rows(run.tables["mentions"], "mention_id", "label", "text"):
        if label == "PERCENT":
            yield mention_id, " ".join(words.split())


def failures_part(run: Run) -> Part:
    """Inputs that gave no release: how many, and the first of them."""
    table = run.tables["failures"]
    found = list(rows(table.slice(0, SHOWN_FAILURES), "source", "record", "message"))
    return {"count": table.num_rows, "rows": [[cell or "" for cell in row] for row in found]}
