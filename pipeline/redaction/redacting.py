"""From a release to one without what the settings leave out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.records import LABELS, Failure, Mention, Note, Release
from pipeline.redaction.contacts import contact_spans
from pipeline.redaction.masking import Span, mask, touches, united
from pipeline.redaction.people import Person
from pipeline.redaction.rebuilding import only_labels, without
from pipeline.settings import Settings

STAGE = "redaction"
CONTACTS_DROPPED, PERSON_DROPPED = "contacts_dropped", "person_dropped"


def person_message(number: int) -> str:
    """The note on a release that names the person of the correction with this number among those that drop."""
    return f"a person was left out, as correction {number + 1} of those with the action drop says"


class Redactor:
    """Leaves out of releases what some settings say: contacts, people, labels."""

    def __init__(self, settings: Settings) -> None:
        self._labels = settings.labels
        self._contacts = settings.drop_contacts
        self._people = [Person(line.name) for line in settings.corrections.of("drop")]

    def __call__(self, release: Release) -> Release:
        """The release without what is to be left out; its text has as many characters as before."""
        if self._contacts or self._people:
            release = self._masked(release)
        return only_labels(release, self._labels) if set(self._labels) != set(LABELS) else release

    def failure(self, failure: Failure) -> Failure:
        """The failure with a message that holds nothing of what is to be left out."""
        return replace(failure, message=self._clean(failure.message))

    def _masked(self, release: Release) -> Release:
        spans, notes = self._found(release)
        if not spans:
            return self._labelled(release)
        spans = united(spans)
        kept = [one for one in release.mentions if not touches(spans, one.start_char, one.end_char)]
        whole = [quote for quote in release.quotes if not _is_masked(spans, quote.start_char, quote.end_char)]
        posts = [one for one in release.positions if not _is_masked(spans, one.start_char, one.end_char)]
        changed = without(replace(release, quotes=tuple(whole), positions=tuple(posts)), kept, self._clean)
        return self._labelled(replace(changed, text=mask(release.text, spans), notes=(*changed.notes, *notes)))

    def _found(self, release: Release) -> tuple[list[Span], list[Note]]:
        spans = contact_spans(release.text, release.sections) if self._contacts else []
        notes = [Note(STAGE, CONTACTS_DROPPED, "contacts were left out, as the settings say")] if spans else []
        for number, person in enumerate(self._people):
            theirs = _spans_of(person, release)
            if theirs:
                notes.append(Note(STAGE, PERSON_DROPPED, person_message(number)))
                spans += theirs
        return spans, notes

    def _labelled(self, release: Release) -> Release:
        """The release with what is told beside its text cleaned too."""
        return replace(
            release,
            title=self._clean(release.title) if release.title else release.title,
            url=self._clean(release.url) if release.url else release.url,
            notes=tuple(replace(note, message=self._clean(note.message)) for note in release.notes),
        )

    def _clean(self, text: str) -> str:
        spans = contact_spans(text) if self._contacts else []
        for person in self._people:
            spans += person.spans(text)
        return mask(text, spans) if spans else text


def _spans_of(person: Person, release: Release) -> list[Span]:
    """Where a release names a person: mentions that may be theirs, and their name where no mention was found."""
    theirs = {n for n, entity in enumerate(release.entities) if entity.label == "PER" and person.may_be(entity.name)}
    spans = [(one.start_char, one.end_char) for one in release.mentions if one.entity in theirs]
    written = person.spans(release.text, surname_alone=bool(theirs))
    others = [one for one in release.mentions if one.entity not in theirs and one.label == "PER"]
    return spans + [span for span in written if not _is_anothers(span, others)]


def _is_anothers(span: Span, others: Sequence[Mention]) -> bool:
    return any(
        other.start_char <= span[0] and span[1] <= other.end_char and (other.start_char, other.end_char) != span
        for other in others
    )


def _is_masked(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether nothing of a range can be read."""
    return any(first <= start and end <= last for first, last in spans)
