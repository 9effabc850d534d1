"""The form of `releases.jsonl` and `entities.jsonl`: which tables lie as lists in which lines.

A nested row leaves out the columns that its parent's line tells.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.schema.declared import table
from pipeline.schema.model import Column, integer, text


@dataclass(frozen=True, slots=True)
class Nested:
    """Rows of `table` inside the rows of `inside`, joined on `key`; `one` holds a single object, not a list."""

    name: str
    table: str
    inside: str
    key: str
    one: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that a nested row keeps."""
        left_out = {self.key, "release_id"}
        return tuple(column for column in table(self.table).columns if column.name not in left_out)


NESTED: tuple[Nested, ...] = (
    Nested("sections", "sections", "releases", "release_id"),
    Nested("sentences", "sentences", "releases", "release_id"),
    Nested("mentions", "mentions", "releases", "release_id"),
    Nested("date", "dates", "mentions", "mention_id", one=True),
    Nested("percent", "percents", "mentions", "mention_id", one=True),
    Nested("local_entities", "local_entities", "releases", "release_id"),
    Nested("positions", "positions", "releases", "release_id"),
    Nested("quotes", "quotes", "releases", "release_id"),
    Nested("parts", "quote_parts", "quotes", "quote_id"),
    Nested("speakers", "quote_speakers", "quotes", "quote_id"),
    Nested("notes", "notes", "releases", "release_id"),
    Nested("names", "entity_names", "entities", "entity_id"),
)

LINE_TABLES = ("releases", "entities", "failures")

ADDED: dict[str, tuple[Column, ...]] = {
    "mentions": (
        text("entity_id", "the entity of the whole run", null=True),
        integer("parent", "index in this list of the mention that this one lies in", null=True),
    ),
}


def nested_in(name: str) -> tuple[Nested, ...]:
    """The lists and objects that lie in a row of a table."""
    return tuple(nested for nested in NESTED if nested.inside == name)
