"""The findings of a release: immutable, typed, with offsets in characters of the release's text.

Every offset pair is a half-open range of Python `str` indices. Records refer to each other by index
(a mention's `parent`) or by the local number of an entity; names of rows are given by `pipeline.tables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.errors import DocNotKeptError

if TYPE_CHECKING:
    from spacy.tokens import Doc

ENTITY_LABELS = ("PER", "ORG", "LOC")
LABELS = (*ENTITY_LABELS, "DATE", "PERCENT")
SECTION_KINDS = ("header", "headline", "dateline", "body", "credit", "contacts", "tail")
DATE_KINDS = ("date", "period", "time", "duration", "set", "vague")
QUOTE_KINDS = ("direct", "indirect", "mixed")
SPEAKER_FORMS = ("name", "pronoun", "role", "org", "group", "anonymous", "document", "media", "implicit")
POSITION_STATUSES = ("current", "acting", "former", "appointed", "dismissed")


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the text that serves one purpose; sections cover the text without overlap."""

    kind: str
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, without the white space around it; `section` is the index of its section."""

    section: int
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class DateValue:
    """What a DATE means. `start_date` and `end_date` are ISO days or datetimes, inclusive; None is open."""

    kind: str
    value: str | None
    start_date: str | None
    end_date: str | None
    grain: str | None = None
    mod: str | None = None
    anchor_value: str | None = None
    anchor_from: str | None = None


@dataclass(frozen=True, slots=True)
class PercentValue:
    """What a PERCENT means: `low` and `high` are never negative, the sign is the direction's."""

    low: float
    high: float
    comparator: str = "="
    unit: str = "percent"
    direction: str | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming of an entity, a date or a percentage.

    `nominative` is the nominative of these very words, `norm` the fullest name of the entity in the release,
    `entity` the number of its `LocalEntity`, `parent` the index of the mention that this one lies in.
    """

    start_char: int
    end_char: int
    label: str
    found_by: str
    confidence: float | None = None
    nominative: str | None = None
    norm: str | None = None
    entity: int | None = None
    parent: int | None = None
    date: DateValue | None = None
    percent: PercentValue | None = None


@dataclass(frozen=True, slots=True)
class LocalEntity:
    """A person, organisation or place of one release; its number is its index."""

    label: str
    name: str
    n_mentions: int


@dataclass(frozen=True, slots=True)
class Position:
    """A statement that a person holds, held, gets or leaves a post; offsets are of the words that state the post."""

    start_char: int
    end_char: int
    person: str
    person_entity: int | None
    title: str
    organisation: str | None
    organisation_entity: int | None
    status: str
    found_by: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Issuer:
    """The body that issues the release: the number of its `LocalEntity`."""

    entity: int
    found_by: str


@dataclass(frozen=True, slots=True)
class QuotePart:
    """A stretch of a quote between the author's words, without quotation marks."""

    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class QuoteSpeaker:
    """One speaker of a quote: where it is named (None if nowhere) and who that is."""

    start_char: int | None
    end_char: int | None
    speaker: str | None
    entity: int | None
    role: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that the text hands to a source, with the cue that reports them and the speaker behind it."""

    kind: str
    parts: tuple[QuotePart, ...]
    speakers: tuple[QuoteSpeaker, ...]
    speaker_form: str
    found_by: str
    cue: str | None = None
    cue_start_char: int | None = None
    cue_end_char: int | None = None
    organisation_entity: int | None = None
    confidence: float | None = None

    @property
    def start_char(self) -> int:
        return self.parts[0].start_char

    @property
    def end_char(self) -> int:
        return self.parts[-1].end_char

    @property
    def _first(self) -> QuoteSpeaker | None:
        return self.speakers[0] if self.speakers else None

    @property
    def speaker(self) -> str | None:
        return self._first.speaker if self._first else None

    @property
    def role(self) -> str | None:
        return self._first.role if self._first else None

    @property
    def organisation(self) -> str | None:
        return self._first.organisation if self._first else None


@dataclass(frozen=True, slots=True)
class Note:
    """Trouble that did not stop a release: the stage, a code to count by, where, and what to make of it."""

    stage: str
    code: str
    message: str
    start_char: int | None = None
    end_char: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """When a release was published: an ISO day, month or year as far as known, and where that stands."""

    value: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that gave no release."""

    source: str
    record: str | None
    stage: str
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class Record:
    """A release as it was received. `published` is what its own fields say; `notes` what reading it found."""

    text: str
    id: str | None = None
    title: str | None = None
    published: str | None = None
    url: str | None = None
    source: str = ""
    record: str | None = None
    notes: tuple[Note, ...] = ()

    @classmethod
    def from_mapping(cls, fields: Mapping[str, object], source: str = "", record: str | None = None) -> Record:
        """A record from the fields of a JSON line or a table's row; fields that are not named here are ignored."""

        def read(*names: str) -> str | None:
            return next((str(fields[n]) for n in names if fields.get(n) not in (None, "")), None)

        return cls(
            text=read("text") or "",
            id=read("id", "release_id"),
            title=read("title"),
            published=read("published", "date"),
            url=read("url"),
            source=source,
            record=record,
        )


@dataclass(frozen=True, slots=True)
class Release:
    """One release with everything that was found in it."""

    release_id: str
    text: str
    source: str = ""
    record: str | None = None
    url: str | None = None
    title: str | None = None
    publication: Publication = Publication()
    n_tokens: int = 0
    sections: tuple[Section, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[LocalEntity, ...] = ()
    positions: tuple[Position, ...] = ()
    quotes: tuple[Quote, ...] = ()
    issuer: Issuer | None = None
    notes: tuple[Note, ...] = ()
    kept_doc: Doc | None = field(default=None, repr=False, compare=False)

    @property
    def doc(self) -> Doc:
        """The spaCy Doc; raises DocNotKeptError where it was let go."""
        if self.kept_doc is None:
            raise DocNotKeptError
        return self.kept_doc

    @property
    def published(self) -> str | None:
        """The day of publication as an ISO date, None unless the whole day is known."""
        value = self.publication.value
        return value if value is not None and len(value) == 10 else None

    def words(self, record: Section | Sentence | Mention | Position | QuotePart) -> str:
        """The words of this release that a record covers."""
        return self.text[record.start_char : record.end_char]

    def quote_text(self, quote: Quote) -> str:
        """A quote's parts joined by a space."""
        return " ".join(self.words(part) for part in quote.parts)

    def _repr_html_(self) -> str:
        """The release marked up, as notebooks show it."""
        from pipeline.markup import render_block

        return render_block(self)
