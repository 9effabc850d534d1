"""spaCy component `rupress_quotes`: who said what, in what role."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.document import note, put
from pipeline.records import Note, Quote, QuotePart, QuoteSpeaker
from pipeline.stages.quotes.backward import pointing
from pipeline.stages.quotes.blocks import blocks
from pipeline.stages.quotes.claims import Claim
from pipeline.stages.quotes.direct import Taken, direct_quotes, grouped, orphans
from pipeline.stages.quotes.indirect import noun_reports, paraphrases
from pipeline.stages.quotes.inserted import insertions
from pipeline.stages.quotes.interruptions import dash_paragraphs
from pipeline.stages.quotes.reading import Reading, read
from pipeline.stages.quotes.selection import select
from pipeline.stages.quotes.speakers import Resolver
from pipeline.stages.quotes.transcripts import transcripts
from pipeline.words import read_rows

_REPAIRS = {
    "shared_closer": "one closing mark was read as closing two names",
    "shared_opener": "one opening mark was read as opening a speech and the name it begins with",
    "missing_closer": "a speech without its closing mark was read up to the author's words",
    "missing_opener": "a speech without its opening mark was read from the start of its sentence",
    "mixed_marks": "a quotation mark is closed by one of another sort",
    "unclosed_mark": "a quotation mark is never closed and counts for nothing",
    "surplus_mark": "a quotation mark closes nothing and counts for nothing",
}


class QuoteFinder:
    """Finds the quotes of a tagged text and resolves their speakers."""

    def __call__(self, doc: Doc) -> Doc:
        reading = read(doc)
        note(doc, *_notes(reading))
        claims = select(reading, list(_claims(reading)))
        put(doc, Quote, _resolved(doc, reading, claims) if claims else ())
        return doc


def _resolved(doc: Doc, reading: Reading, claims: list[Claim]) -> list[Quote]:
    """The quotes that claims are, with who speaks in each."""
    resolver = Resolver(doc, reading)
    in_order = sorted(claims, key=lambda claim: claim.at)
    resolved = {id(claim): resolver.resolve(claim) for claim in in_order}
    if resolver.learn():
        resolved = {id(claim): resolver.resolve(claim) for claim in in_order}
    bodies = {m.norm: m.entity for m in reading.mentions if m.label == "ORG" and m.norm}
    return [_quote(reading, claim, *resolved[id(claim)], bodies) for claim in claims]


def _claims(reading: Reading) -> Iterator[Claim]:
    groups, taken = grouped(reading), Taken()
    yield from direct_quotes(reading, groups, taken)
    yield from dash_paragraphs(reading)
    yield from transcripts(reading)
    yield from blocks(reading)
    yield from pointing(reading)
    for sentence, telling in reading.telling_sentences():
        yield from paraphrases(reading, sentence, telling, taken.cues)
        yield from noun_reports(reading, sentence, telling)
        yield from insertions(reading, sentence, telling, taken.cues)
    yield from orphans(reading, groups, taken)


@cache
def _confidences() -> dict[str, float]:
    return {r["rule"]: float(r["right"]) for r in read_rows(__package__, "confidence.tsv")}


def _quote(
    reading: Reading, claim: Claim, speakers: tuple[QuoteSpeaker, ...], form: str, bodies: dict[str, int | None]
) -> Quote:
    cue = claim.cue
    organisation = speakers[0].organisation if speakers else None
    return Quote(
        kind=claim.kind,
        parts=tuple(QuotePart(start, end) for start, end in claim.parts),
        speakers=speakers,
        speaker_form=form,
        found_by=f"quotes.{claim.rule}",
        cue=cue.lemma if cue else None,
        cue_start_char=reading.starts[cue.first] if cue else None,
        cue_end_char=reading.ends[cue.last - 1] if cue else None,
        organisation_entity=bodies.get(organisation or ""),
        confidence=_confidences().get(claim.rule),
    )


def _notes(reading: Reading) -> Iterator[Note]:
    for repair in reading.marks.repairs:
        yield Note("quotes", repair.code, _REPAIRS[repair.code], repair.start, repair.end)


@Language.factory("rupress_quotes", requires=["token.pos", "token.morph", "token.lemma", "token.is_sent_start"])
def create_quotes(nlp: Language, name: str) -> QuoteFinder:
    return QuoteFinder()
