"""The notation of annotated releases: markup in the text, posts and quotes below it.

    id: lynx
    published: 2025-09-23
    -----
    {#headline}В [Самаре]{LOC; norm=Самара} родилась рысь
    {#body}«[Мать здорова]{q1}», — [сказала]{c1} [директор]{t1} зоопарка [Анна Ильина]{PER p1}.
    -----
    position t1; person=Анна Ильина; title=директор; organisation=зоопарк
    quote q1; kind=direct; form=name; speaker=p1; cue=c1; lemma=сказать; post=t1

`data/gold/README.md` says what each field means. `read_notation` and `write_notation` are each other's inverse.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.errors import GoldError
from pipeline.evaluation.marked_text import MarkedText, read_marked_text
from pipeline.evaluation.markup import Attributes, Complain, read_attributes
from pipeline.evaluation.records import GoldCue, GoldPosition, GoldQuote, GoldRelease, GoldSpeaker
from pipeline.evaluation.writing import RULE, write_notation
from pipeline.records import POSITION_STATUSES, QUOTE_KINDS, SPEAKER_FORMS

__all__ = ["RULE", "read_notation", "read_notation_file", "write_notation"]

HEADER_KEYS = ("id", "published")
POSITION_KEYS = {"person", "title", "organisation", "status"}
QUOTE_KEYS = {"kind", "form", "speaker", "cue", "lemma", "post", "name", "speaker_kind", "role", "organisation", "also"}


def read_notation_file(path: Path) -> GoldRelease:
    """The annotated release of a file; its name stands in for an id that the file does not give."""
    try:
        with path.open(encoding="utf-8", newline="") as opened:
            text = opened.read()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: can't be read as UTF-8: {error}") from error
    return read_notation(text, name=path.stem, source=str(path))


def read_notation(text: str, *, name: str = "release", source: str = "text") -> GoldRelease:
    """The annotated release that a text in the notation describes.

    Raises GoldError with the source and the line where the text breaks the notation.
    """
    lines = text.split("\n")
    rules = [number for number, line in enumerate(lines) if line.rstrip("\r") == RULE]
    if len(rules) != 2:
        raise GoldError(f"{source}:1: wants two lines of {RULE}, around the text; has {len(rules)}")
    first, second = rules
    header = _read_header(lines[:first], source)
    marked = read_marked_text("\n".join(lines[first + 1 : second]), _complainer(source, first + 2))
    positions: dict[str, GoldPosition] = {}
    quotes: list[GoldQuote] = []
    for number, line in enumerate(lines[second + 1 :], start=second + 2):
        if line.strip() and not line.startswith("#"):
            _read_finding(line.strip(), marked, positions, quotes, _complainer(source, number)(0))
    return GoldRelease(
        id=header.get("id", name),
        text=marked.text,
        published=header.get("published"),
        mentions=marked.mentions,
        positions=tuple(positions.values()),
        quotes=tuple(quotes),
        sections=marked.sections,
        unscored=marked.unscored,
    )


def _complainer(source: str, first_line: int) -> Callable[[int], Complain]:
    """Errors by lines counted from `first_line`."""

    def at_line(offset: int) -> Complain:
        return lambda message: GoldError(f"{source}:{first_line + offset}: {message}")

    return at_line


def _read_header(lines: list[str], source: str) -> dict[str, str]:
    header = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        key, colon, value = line.partition(":")
        if not colon or key not in HEADER_KEYS:
            raise GoldError(
                f"{source}:{number}: a header line is one of {', '.join(HEADER_KEYS)} with a colon: {line!r}"
            )
        if value.strip():
            header[key] = value.strip()
    return header


def _read_finding(
    line: str, marked: MarkedText, positions: dict[str, GoldPosition], quotes: list[GoldQuote], complain: Complain
) -> None:
    attributes = read_attributes(line, complain)
    if attributes.head == "position":
        key = attributes.id or f"-{len(positions)}"
        positions[key] = _position(attributes, marked, complain)
    elif attributes.head == "quote":
        quotes.append(_quote(attributes, marked, positions, complain))
    else:
        raise complain(f"a line below the text is a position or a quote, not {attributes.head!r}")


def _position(attributes: Attributes, marked: MarkedText, complain: Complain) -> GoldPosition:
    _check(attributes, POSITION_KEYS, complain)
    status = attributes.get("status")
    if status is not None and status not in POSITION_STATUSES:
        raise complain(f"status is one of {', '.join(POSITION_STATUSES)}, not {status!r}")
    return GoldPosition(
        person=_need(attributes, "person", complain),
        title=_need(attributes, "title", complain),
        organisation=attributes.get("organisation"),
        span=marked.one(attributes.id.partition("/")[0], complain) if attributes.id else None,
        status=status,
        optional="optional" in attributes.flags,
    )


def _quote(
    attributes: Attributes, marked: MarkedText, positions: dict[str, GoldPosition], complain: Complain
) -> GoldQuote:
    _check(attributes, QUOTE_KEYS, complain)
    kind, form = _need(attributes, "kind", complain), _need(attributes, "form", complain)
    if kind not in QUOTE_KINDS:
        raise complain(f"kind is one of {', '.join(QUOTE_KINDS)}, not {kind!r}")
    if form not in SPEAKER_FORMS:
        raise complain(f"form is one of {', '.join(SPEAKER_FORMS)}, not {form!r}")
    if attributes.id is None:
        raise complain("a quote names the id of its parts: quote q1; …")
    cue = attributes.get("cue")
    return GoldQuote(
        kind=kind,
        parts=marked.all(attributes.id, complain),
        speaker=_speaker(attributes, marked, positions, form, complain),
        cue=GoldCue(marked.one(cue, complain), _need(attributes, "lemma", complain)) if cue else None,
        optional="optional" in attributes.flags,
    )


def _speaker(
    attributes: Attributes, marked: MarkedText, positions: dict[str, GoldPosition], form: str, complain: Complain
) -> GoldSpeaker:
    """The speaker: its own fields first, then those of its post, then those of the mention that names it."""
    identifier, post_id = attributes.get("speaker"), attributes.get("post")
    post = positions.get(post_id) if post_id else None
    if post_id and post is None:
        raise complain(f"there is no position {post_id} above this line")
    mention = marked.mention_of(identifier) if identifier else None
    name, kind = attributes.get("name"), attributes.get("speaker_kind")
    if "name" not in attributes.values:
        name = post.person if post else mention.norms[0] if mention and mention.norms else None
    if "speaker_kind" not in attributes.values:
        kind = "PER" if post else mention.label if mention else None
    return GoldSpeaker(
        form=form,
        span=marked.one(identifier, complain) if identifier else None,
        name=name,
        kind=kind,
        role=attributes.get("role") or (post.title if post else None),
        organisation=attributes.get("organisation") or (post.organisation if post else None),
        also=attributes.all("also"),
    )


def _check(attributes: Attributes, keys: set[str], complain: Complain) -> None:
    unknown = (set(attributes.values) - keys) | (attributes.flags - {"optional"})
    if unknown:
        raise complain(f"{attributes.head} has no field {', '.join(sorted(unknown))}")


def _need(attributes: Attributes, key: str, complain: Complain) -> str:
    value = attributes.get(key)
    if value is None:
        raise complain(f"{attributes.head} lacks {key}=")
    return value
