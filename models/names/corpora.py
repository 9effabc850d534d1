"""Annotated texts as training examples: words, other people's guesses, and the tags that each word may have."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.document import get
from pipeline.language import load
from pipeline.morphology.tagged import TaggedText, TaggedWord
from pipeline.neural.names_features import LABELS, NameSpan, head_tags, outermost
from pipeline.neural.names_words import NameText, name_text, spans_of
from pipeline.neural.tower import Floats
from pipeline.records import Mention
from pipeline.stages.boundaries import lexicon
from pipeline.stages.boundaries.component import BoundaryRepairer

ANY = (1 << 13) - 1
OWN, NEREL = 0, 1
LONGEST_RAW = 2500


@dataclass(slots=True)
class Example:
    """One text. allowed: (words, heads), each a set of tags as bits; domain: whose convention its labels follow."""

    name: str
    text: TaggedText
    rows: Floats
    tagged: list[NameSpan]
    ruled: list[NameSpan]
    allowed: NDArray[np.int64]
    domain: int


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """An annotated span over characters; an open one may or may not be a name."""

    start: int
    end: int
    label: str
    open: bool = False


def read_gold(path: Path) -> list[tuple[str, str, list[GoldSpan], int]]:
    """Name, text, spans and convention of every text of a file, end-to-end or NER."""
    texts = []
    for line in filter(None, path.read_text("utf-8").split("\n")):
        row = json.loads(line)
        if "mentions" in row:
            spans = [
                GoldSpan(m["start"], m["stop"], m["kind"], bool(m.get("optional")))
                for m in row["mentions"]
                if m["kind"] in LABELS
            ]
            texts.append((row["id"], row["text"], spans, OWN))
        else:
            spans = [GoldSpan(m["start"], m["end"], m["type"]) for m in row["nested"] if m["type"] in LABELS]
            texts.append((row["id"], row["text"], spans, NEREL))
    return texts


def read_raw(
    paths: Sequence[Path], gold: Iterable[str], count: int, seed: int = 3
) -> list[tuple[str, str, list[GoldSpan], int]]:
    """Up to `count` texts of each file of raw texts, without annotation; none whose beginning stands in a gold text."""
    known = "\n".join(gold)
    texts: list[tuple[str, str, list[GoldSpan], int]] = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        random.Random(seed).shuffle(rows)
        fresh = (r for r in rows if r["text"][:60] not in known and r["text"][100:170] not in known)
        texts += [(str(row["id"]), row["text"][:LONGEST_RAW], [], OWN) for row in islice(fresh, count)]
    return texts


def agreed(example: Example, found: Iterable[NameSpan]) -> Example:
    """A raw text with the names that the rules and a model agree on as gold; where they differ, anything goes."""
    ruled = {(s.start, s.end, s.label) for s in example.ruled}
    modelled = {(s.start, s.end, s.label) for s in found}
    spans = [(NameSpan(*span), span not in ruled & modelled) for span in sorted(ruled | modelled)]
    return replace(example, allowed=allowed_tags(len(example.text), spans))


def examples(texts: Iterable[tuple[str, str, list[GoldSpan], int]]) -> Iterator[Example]:
    """Run the stages before the model over texts and lay the gold over their words."""
    nlp, rules = load(stages=["layout", "sentences", "tagging", "names"]), BoundaryRepairer(model=None)
    rows = list(texts)
    docs = nlp.pipe([text for _, text, _, _ in rows], batch_size=32)
    for (name, _, gold, domain), doc in zip(rows, docs, strict=True):
        held = name_text(doc)
        tagged = list(spans_of(held.text, get(doc, Mention)))
        ruled = list(spans_of(held.text, get(rules(doc), Mention)))
        spans = [span for span in (_placed(g, held) for g in gold) if span is not None]
        if domain == NEREL:
            spans = [moved for span in spans for moved in _to_own_convention(held.text, *span)]
        yield Example(name, held.text, held.rows, tagged, ruled, allowed_tags(len(held.text), spans), domain)


def _placed(gold: GoldSpan, held: NameText) -> tuple[NameSpan, bool] | None:
    """A gold span over words; open where it does not fall on their bounds."""
    start, end = held.text.touched(gold.start, gold.end)
    if end <= start:
        return None
    fits = held.text.starts[start] >= gold.start and held.text.ends[end - 1] <= gold.end
    return NameSpan(start, end, gold.label), gold.open or not fits


def _to_own_convention(text: TaggedText, span: NameSpan, is_open: bool) -> Iterator[tuple[NameSpan, bool]]:
    """NEREL's spans as ours: no adjectives as places, no bare lower-case bodies, quoted names with marks and head."""
    words, inside = text.words, text.words[span.start : span.end]
    if span.label == "LOC" and all(w.pos in ("ADJ", "DET") for w in inside):
        return
    if span.label != "ORG":
        yield span, is_open
        return
    capital = any(w.text[:1].isupper() for w in inside)
    if not capital and len(inside) == 1:
        return
    start, end = _with_marks(text, span.start, span.end)
    if end - start > 1 and lexicon.classes().get(words[start].lemma) == "company" and words[start].text.islower():
        start += 1
    yield NameSpan(start, end, "ORG"), is_open or not capital


def _with_marks(text: TaggedText, start: int, end: int) -> tuple[int, int]:
    words, lines = text.words, text.lines
    marks = '«»„“”"'
    before = words[start - 1].text if start else ""
    after = words[end].text if end < len(words) else ""
    if before and before in marks and after and after in marks:
        start, end = start - 1, end + 1
        if start and _is_head(words[start - 1]) and lines[start - 1] == lines[start]:
            start -= 1
    elif after and after in marks and sum(w.text in marks for w in words[start:end]) == 1:
        end += 1
    return start, end


def _is_head(word: TaggedWord) -> bool:
    kinds = {"institution", "body", "centre", "named"}
    return word.text in lexicon.legal_forms() or lexicon.heads().get(word.lemma, "") in kinds


def allowed_tags(length: int, spans: Sequence[tuple[NameSpan, bool]]) -> NDArray[np.int64]:
    """For each word and head the tags it may have: the gold's one, or any inside an open span."""
    sure = [span for span, is_open in spans if not is_open]
    outer, inner = outermost(sure)
    crossing = [s for s in inner if not any(o.start <= s.start and s.end <= o.end for o in outer)]
    tags = 1 << head_tags(length, (span for span in sure if span not in crossing))
    for span in [*crossing, *(span for span, is_open in spans if is_open)]:
        tags[span.start : span.end] = ANY
    return tags
