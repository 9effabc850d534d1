"""Training examples of the normaliser: gold spans with their words, tags, surroundings and the form of every word."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc, Span

from pipeline.language import load
from pipeline.morphology.ranker import Around, around_span, seen_words
from pipeline.morphology.wording import Word, words_of
from pipeline.stages.tokens.tokenizer import words_and_spaces

LABELS = ("PER", "ORG", "LOC")
ROTATIONS = (0, 1, -1, 2, -2)


class GoldSpan(NamedTuple):
    """A range of a text with its normal form; `label` is "" where the gold has none."""

    start: int
    end: int
    label: str
    norm: str


@dataclass(frozen=True, slots=True)
class GoldText:
    """A text with gold spans.

    whole_names: normal forms are the entity's fullest name, not these very words; any_yo: they do not tell е from ё.
    """

    name: str
    text: str
    spans: tuple[GoldSpan, ...]
    whole_names: bool
    any_yo: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A span ready for the ranker, and the wanted form of each word (None where the gold does not tell)."""

    text_name: str
    start: int
    end: int
    label: str
    words: tuple[Word, ...]
    around: Around
    seen: Mapping[str, int]
    wanted: tuple[str | None, ...]
    any_yo: bool = False


def read_gold(path: Path) -> Iterator[GoldText]:
    """Texts of a JSON lines file with `spans` (RuNormAS, factRuEval) or `mentions` (annotated releases)."""
    for line in path.read_text(encoding="utf8").split("\n"):
        if not line:
            continue
        record = json.loads(line)
        if "spans" in record:
            plain = [s for s in record["spans"] if not s.get("fragments")]
            spans = [GoldSpan(s["start"], s["end"], s.get("label", ""), s["norm"]) for s in plain]
        else:
            named = [m for m in record["mentions"] if m["kind"] in LABELS and m["norm"]]
            spans = [GoldSpan(m["start"], m["stop"], m["kind"], m["norm"]) for m in named]
        yield GoldText(str(record["id"]), record["text"], tuple(spans), "mentions" in record)


def with_labels(texts: Sequence[GoldText]) -> list[GoldText]:
    """The same texts with the label of the recognised name that covers most of each span that has none."""
    nlp = load(stages=["sentences", "names"])
    labelled = []
    for gold, doc in zip(texts, nlp.pipe((gold.text for gold in texts), batch_size=32), strict=True):
        spans = tuple(span if span.label else span._replace(label=_covering(span, doc)) for span in gold.spans)
        labelled.append(GoldText(gold.name, gold.text, spans, gold.whole_names))
    return labelled


def _covering(span: GoldSpan, doc: Doc) -> str:
    best, label = 0.6 * (span.end - span.start), ""
    for ent in doc.ents:
        shared = min(span.end, ent.end_char) - max(span.start, ent.start_char)
        if shared > best:
            best, label = shared, ent.label_
    return label


def examples(texts: Sequence[GoldText]) -> Iterator[Example]:
    """Every span of the texts whose words correspond to those of its normal form."""
    nlp = load(stages=["sentences", "tagging"])
    for gold, doc in zip(texts, nlp.pipe((gold.text for gold in texts), batch_size=32), strict=True):
        seen = seen_words(doc)
        for span in gold.spans:
            tokens = doc.char_span(span.start, span.end, alignment_mode="expand")
            if tokens is not None:
                yield from _example(gold, span, tokens, seen)


def _example(gold: GoldText, span: GoldSpan, tokens: Span, seen: Mapping[str, int]) -> Iterator[Example]:
    words = words_of(list(tokens), span.start, span.end)
    wanted = align(words, span.norm, span.label, gold.whole_names)
    if wanted is not None:
        where = (gold.name, span.start, span.end, span.label)
        yield Example(*where, tuple(words), around_span(tokens), seen, tuple(wanted), gold.any_yo)


def align(words: Sequence[Word], norm: str, label: str, whole_names: bool) -> list[str | None] | None:
    """The part of a normal form that each word has become; None where they do not correspond."""
    parts = [part for part in words_and_spaces(norm)[0] if part.strip()]
    if len(parts) == len(words):
        if not whole_names:
            return list(parts)
        for turn in ROTATIONS:
            turned = parts[turn:] + parts[:turn]
            if all(_akin(word.clean, part) for word, part in zip(words, turned, strict=True)):
                return list(turned)
        return None
    if whole_names and label == "PER" and len(parts) > len(words):
        return _parts_of_person(words, parts)
    return None


def _parts_of_person(words: Sequence[Word], parts: Sequence[str]) -> list[str | None] | None:
    found: list[str | None] = []
    for word in words:
        if not word.clean[:1].isalpha() or len(word.clean) == 1:
            found.append(None)
            continue
        fitting = [part for part in parts if _shared(word.clean, part) >= max(2, len(word.clean) - 3)]
        if len(fitting) != 1:
            return None
        found.append(fitting[0])
    return found


def _akin(word: str, part: str) -> bool:
    return word == part or _shared(word, part) >= min(2, len(word), len(part))


def _shared(word: str, part: str) -> int:
    one, two = (text.lower().replace("ё", "е") for text in (word, part))
    return next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def all_examples(paths: Iterable[Path]) -> list[Example]:
    """The examples of several gold files, labelled."""
    return [example for path in paths for example in examples(with_labels(list(read_gold(path))))]
