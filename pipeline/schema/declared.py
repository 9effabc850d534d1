"""Every table and column, declared once."""

from __future__ import annotations

from pipeline.records import (
    DATE_KINDS,
    ENTITY_LABELS,
    LABELS,
    POSITION_STATUSES,
    QUOTE_KINDS,
    SECTION_KINDS,
    SPEAKER_FORMS,
)
from pipeline.schema.model import Column, ForeignKey, Table, day, integer, number, span, text

PUBLISHED_SOURCES = ("argument", "field", "header", "dateline")
ANCHOR_SOURCES = ("published", "text")
DATE_MODS = ("start", "mid", "end", "late", "by", "before", "~", "<", "<=", ">", ">=")
COMPARATORS = ("=", ">", ">=", "<", "<=", "~")
UNITS = ("percent", "percentage_point", "permille", "basis_point")
DIRECTIONS = ("up", "down", "level")

RELEASE_ID = text("release_id", "the release")
OF_RELEASE = ForeignKey(("release_id",), "releases")
FOUND_BY = text("found_by", "the rule or model that found it")
CONFIDENCE = number("confidence", "share of right rows among such rows of annotated releases, 0 to 1", null=True)


def _local(name: str, whose: str) -> Column:
    return text(name, f"entity of this release: {whose}", null=True)


RELEASES = Table(
    "releases",
    "one release",
    (
        text("release_id", "the id given, else made from source and content; stable between runs"),
        text("source", "the file or stream it was read from", null=True),
        text("record", "which record of the source it is", null=True),
        text("url", "its address", null=True),
        text("title", "its title", null=True),
        day("published", "day of publication, null unless the whole day is known"),
        text("published_value", "day, month or year of publication as far as known: 2025-09-23, 2025-09", null=True),
        text("published_from", "where the day of publication stands", null=True, values=PUBLISHED_SOURCES),
        text("text", "the text as received: decoded, nothing cut, nothing normalised"),
        integer("n_sentences", "number of sentences"),
        integer("n_tokens", "number of words and marks"),
        _local("issuer", "the body that issues it; null where that is not sure"),
        text(
            "duplicate_of", "the earliest of the releases that it nearly repeats; null for that one itself", null=True
        ),
    ),
    ("release_id",),
    (ForeignKey(("issuer",), "local_entities", later=True), ForeignKey(("duplicate_of",), "releases")),
)

SECTIONS = Table(
    "sections",
    "a stretch of the text that serves one purpose",
    (
        RELEASE_ID,
        integer("section", "number in the release, from 0"),
        text("kind", "what the stretch is for", values=SECTION_KINDS),
        *span(of="the section"),
    ),
    ("release_id", "section"),
    (OF_RELEASE,),
)

SENTENCES = Table(
    "sentences",
    "a sentence",
    (
        RELEASE_ID,
        integer("sentence", "number in the release, from 0"),
        integer("section", "the section it stands in"),
        *span(of="the sentence"),
        text("text", "its words"),
    ),
    ("release_id", "sentence"),
    (OF_RELEASE, ForeignKey(("release_id", "section"), "sections")),
)

MENTIONS = Table(
    "mentions",
    "one naming of a person, organisation, place, date or percentage",
    (
        text("mention_id", "the mention, unique over the run"),
        RELEASE_ID,
        integer("sentence", "the sentence it begins in", null=True),
        text("label", "what is named", values=LABELS),
        *span(of="the mention"),
        text("text", "its words"),
        text("nominative", "nominative of these very words", null=True),
        text("norm", "fullest name of the entity in the release", null=True),
        _local("local_id", "the one named; null for DATE and PERCENT"),
        text("parent_id", "the mention that this one lies in", null=True),
        CONFIDENCE,
        FOUND_BY,
    ),
    ("mention_id",),
    (
        OF_RELEASE,
        ForeignKey(("release_id", "sentence"), "sentences"),
        ForeignKey(("local_id",), "local_entities"),
        ForeignKey(("parent_id",), "mentions"),
    ),
)

LOCAL_ENTITIES = Table(
    "local_entities",
    "a person, organisation or place of one release",
    (
        text("local_id", "the entity in this release, unique over the run"),
        RELEASE_ID,
        text("label", "what it is", values=ENTITY_LABELS),
        text("name", "its fullest name in the release"),
        integer("n_mentions", "number of mentions in the release"),
        text("entity_id", "the entity of the whole run; null until the run has ended", null=True),
    ),
    ("local_id",),
    (OF_RELEASE, ForeignKey(("entity_id",), "entities")),
)

ENTITIES = Table(
    "entities",
    "one person, organisation or place of the whole run",
    (
        text("entity_id", "the entity; equal sets of input give equal ids"),
        text("label", "what it is", values=ENTITY_LABELS),
        text("name", "its fullest name, in its most frequent form"),
        integer("n_mentions", "number of mentions"),
        integer("n_releases", "number of releases that name it"),
        day("first_published", "earliest day of publication of these releases"),
        day("last_published", "latest day of publication of these releases"),
        text("country_code", "the country (ISO 3166-1), for a place that is known", null=True),
        text("region_code", "the region of Russia (ISO 3166-2), for one and for a town in one", null=True),
        text("wikidata_id", "the item of a country or region in Wikidata", null=True),
        text("geonames_id", "the feature of a place in GeoNames", null=True),
    ),
    ("entity_id",),
)

ENTITY_NAMES = Table(
    "entity_names",
    "one form of an entity's name",
    (
        text("entity_id", "the entity"),
        text("name", "the form"),
        integer("n_mentions", "number of mentions in the releases where this form is the fullest"),
    ),
    ("entity_id", "name"),
    (ForeignKey(("entity_id",), "entities"),),
)

DATES = Table(
    "dates",
    "what a DATE means",
    (
        text("mention_id", "the mention"),
        RELEASE_ID,
        text("kind", "what kind of time it is", values=DATE_KINDS),
        text("value", "2025-09-23, 2025-09, 2025-Q2, 2025-H1, a/b, a/.., 2025-09-23T10:00, P3Y and such", null=True),
        day("start_date", "first day; null is open or not known"),
        day("end_date", "last day, inclusive; null is open or not known"),
        text("grain", "the smallest unit that the words tell", null=True),
        text("mod", "what the words do to the value", null=True, values=DATE_MODS),
        text("anchor_value", "the time that a relative expression counts from", null=True),
        text("anchor_from", "where that time stands", null=True, values=ANCHOR_SOURCES),
    ),
    ("mention_id",),
    (ForeignKey(("mention_id",), "mentions"), OF_RELEASE),
)

PERCENTS = Table(
    "percents",
    "what a PERCENT means",
    (
        text("mention_id", "the mention"),
        RELEASE_ID,
        number("low", "lower bound, never negative: the sign is the direction's"),
        number("high", "upper bound; equal to low for one number"),
        text("comparator", "how the words compare with the number", values=COMPARATORS),
        text("unit", "the unit", values=UNITS),
        text("direction", "where what is measured goes", null=True, values=DIRECTIONS),
        text("measure", "what is measured", null=True),
    ),
    ("mention_id",),
    (ForeignKey(("mention_id",), "mentions"), OF_RELEASE),
)

POSITIONS = Table(
    "positions",
    "a statement that a person holds, held, gets or leaves a post",
    (
        text("position_id", "the statement, unique over the run"),
        RELEASE_ID,
        _local("person_local_id", "the person"),
        text("person", "the person's name"),
        text("title", "the post in the nominative, without the organisation"),
        _local("organisation_local_id", "the organisation"),
        text("organisation", "the organisation's name", null=True),
        text("status", "how the person stands to the post", values=POSITION_STATUSES),
        *span(of="the words that state the post"),
        text("text", "these words"),
        CONFIDENCE,
        FOUND_BY,
    ),
    ("position_id",),
    (
        OF_RELEASE,
        ForeignKey(("person_local_id",), "local_entities"),
        ForeignKey(("organisation_local_id",), "local_entities"),
    ),
)

QUOTES = Table(
    "quotes",
    "what somebody said",
    (
        text("quote_id", "the quote, unique over the run"),
        RELEASE_ID,
        text("kind", "whether the very words are given", values=QUOTE_KINDS),
        text("text", "its parts, joined by a space"),
        *span(of="the quote, author's words inside included"),
        text("cue", "lemma of the word that reports it", null=True),
        *span("cue_", "the cue", null=True),
        text("speaker_form", "how the text names the speaker", values=SPEAKER_FORMS),
        *span("speaker_", "the words that name the speaker", null=True),
        text("speaker", "the speaker's full name", null=True),
        _local("speaker_local_id", "the speaker"),
        text("role", "the speaker's post in the nominative, without the organisation", null=True),
        text("organisation", "the speaker's organisation", null=True),
        _local("organisation_local_id", "the speaker's organisation"),
        CONFIDENCE,
        FOUND_BY,
    ),
    ("quote_id",),
    (
        OF_RELEASE,
        ForeignKey(("speaker_local_id",), "local_entities"),
        ForeignKey(("organisation_local_id",), "local_entities"),
    ),
)

QUOTE_PARTS = Table(
    "quote_parts",
    "a stretch of a quote between the author's words",
    (
        text("quote_id", "the quote"),
        integer("part", "number in the quote, from 0"),
        *span(of="the part"),
        text("text", "its words"),
    ),
    ("quote_id", "part"),
    (ForeignKey(("quote_id",), "quotes"),),
)

QUOTE_SPEAKERS = Table(
    "quote_speakers",
    "a speaker of a quote",
    (
        text("quote_id", "the quote"),
        integer("n", "number in the quote, from 0; speaker 0 is the one that quotes tells"),
        *span(of="the words that name the speaker", null=True),
        text("speaker", "the speaker's full name", null=True),
        _local("local_id", "the speaker"),
        text("role", "the speaker's post in the nominative, without the organisation", null=True),
        text("organisation", "the speaker's organisation", null=True),
    ),
    ("quote_id", "n"),
    (ForeignKey(("quote_id",), "quotes"), ForeignKey(("local_id",), "local_entities")),
)

NOTES = Table(
    "notes",
    "trouble that did not stop a release",
    (
        RELEASE_ID,
        text("stage", "where it came up"),
        text("code", "what it is, to count by"),
        *span(of="the place", null=True),
        text("message", "what to make of it"),
    ),
    (),
    (OF_RELEASE,),
)

FAILURES = Table(
    "failures",
    "an input that gave no release",
    (
        text("source", "the file or stream", null=True),
        text("record", "which record of the source", null=True),
        text("stage", "where it failed"),
        text("error", "what it is, to count by"),
        text("message", "what happened and what to do"),
    ),
)

TABLES: tuple[Table, ...] = (
    RELEASES,
    SECTIONS,
    SENTENCES,
    MENTIONS,
    LOCAL_ENTITIES,
    ENTITIES,
    ENTITY_NAMES,
    DATES,
    PERCENTS,
    POSITIONS,
    QUOTES,
    QUOTE_PARTS,
    QUOTE_SPEAKERS,
    NOTES,
    FAILURES,
)
BY_NAME = {table.name: table for table in TABLES}
RUN_TABLES = ("entities", "entity_names", "failures")
RELEASE_TABLES = tuple(table.name for table in TABLES if table.name not in RUN_TABLES)


def table(name: str) -> Table:
    """The table of that name; KeyError where there is none."""
    return BY_NAME[name]


def load_order() -> tuple[Table, ...]:
    """All tables, each after those that its foreign keys lead to."""
    ordered: dict[str, Table] = {}

    def add(one: Table) -> None:
        for key in one.foreign_keys:
            if key.table != one.name and key.table not in ordered and not key.later:
                add(BY_NAME[key.table])
        ordered[one.name] = one

    for one in TABLES:
        if one.name not in ordered:
            add(one)
    return tuple(ordered.values())
