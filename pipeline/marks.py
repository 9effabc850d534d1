"""Quotation marks: which mark belongs to which, in Russian texts as they are typed.

« », „ “, “ ” and the straight mark are paired with a stack, paragraph by paragraph; the straight mark gets a direction
from its neighbours. Broken marks are repaired where Russian typography tells how, and every repair is reported:

- `shared_closer`: one closing mark closes two names («Завод «Луч»);
- `shared_opener`: one opening mark opens a speech and the name it begins with;
- `missing_closer`: a speech runs into the author's words («Да, — сказал он);
- `missing_opener`: a closing mark ends a speech that nothing opened;
- `mixed_marks`: a mark is closed by one of another sort («Луч");
- `unclosed_mark`, `surplus_mark`: nothing tells where the partner should be, the mark counts for nothing.

A speech of several paragraphs is one pair when it is opened once, and a series of pairs when every paragraph opens
with a mark. The work grows with the length of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

LONGEST_SPEECH = 12
"""How many paragraphs ahead the closing mark of a speech is looked for."""

_MARK = re.compile('[«»„“”"‟]')
_LINE = re.compile(r"[^\n\r]+")
_CLOSERS = {"«": "»", "„": "“”", "“": "”“", '"': '"', "‟": "”"}
_BEFORE_OPENING = frozenset(" \t\u00a0\u2009\u202f([{—–-/")
_AFTER_CLOSING = frozenset(" \t\u00a0\u2009\u202f.,;:!?…)]}—–-/")
_AUTHOR_FOLLOWS = re.compile(r"[,.!?…]\s{0,3}[—–-]{1,2}\s{1,3}(?=[а-яё])")
_AFTER_SPEECH = re.compile(r"\s{0,3}(?:[.!?…]{0,3},?\s{0,3}[—–-]|,\s{0,3}[а-яё])")
_SENTENCE_END = re.compile(r"[.!?…]\s{1,4}[«„“\"]?[А-ЯЁA-Z]")
_SPEECH_MAY_START = re.compile(r"[.!?…:—–-][»”“\"]?\s{0,4}$")
_LONGEST_SENTENCE = 1000


class Pair(NamedTuple):
    """Text between two marks: `start` and `end` take in the marks, the content does not. Depth 0 is outermost.

    Pairs of one `series` are the paragraphs of one speech; `repaired` is the code of the repair that made the pair.
    """

    start: int
    end: int
    content_start: int
    content_end: int
    depth: int = 0
    series: int | None = None
    repaired: str | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A mark that has no partner of its own, and what was made of it."""

    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marks:
    """The pairs of a text in order, the outer before the inner, and the repairs they took."""

    pairs: tuple[Pair, ...]
    repairs: tuple[Repair, ...]

    def outermost(self) -> list[Pair]:
        """The pairs that lie in no other."""
        return [pair for pair in self.pairs if pair.depth == 0]


@dataclass(slots=True)
class _Paragraph:
    start: int
    end: int
    pairs: list[Pair] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)
    surplus: list[int] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)

    def opens_with(self, place: int, text: str) -> bool:
        """Whether a mark is the first thing of the paragraph, a dash apart."""
        return not text[self.start : min(place, self.start + 5)].strip(" \t\u00a0—–-") and place - self.start < 5


def parse(text: str) -> Marks:
    """Pair the quotation marks of a text."""
    paragraphs = [_scan(text, line.start(), line.end()) for line in _LINE.finditer(text)]
    pairs = list(_join_paragraphs(text, paragraphs))
    for paragraph in paragraphs:
        _close_open(text, paragraph)
        _open_closed(text, paragraph)
        pairs += paragraph.pairs
    repairs = sorted((r for p in paragraphs for r in p.repairs), key=lambda r: (r.start, r.end))
    return Marks(tuple(_nest(pairs)), tuple(repairs))


def _scan(text: str, start: int, end: int) -> _Paragraph:
    paragraph = _Paragraph(start, end)
    if not _MARK.search(text, start, end):
        return paragraph
    stack: list[int] = []
    waiting = dict.fromkeys(_CLOSERS, 0)

    def close(place: int, repaired: str | None = None) -> None:
        opened = stack.pop()
        waiting[text[opened]] -= 1
        paragraph.pairs.append(Pair(opened, place + 1, opened + 1, place, repaired=repaired))

    for match in _MARK.finditer(text, start, end):
        place, mark = match.start(), match.group()
        if _opens(text, place, mark, stack, start, end):
            stack.append(place)
            waiting[mark] += 1
        elif not stack:
            paragraph.surplus.append(place)
        elif mark in _CLOSERS[text[stack[-1]]]:
            close(place)
        elif not any(waiting[opener] for opener, closers in _CLOSERS.items() if mark in closers):
            paragraph.repairs.append(Repair("mixed_marks", stack[-1], place + 1))
            close(place, "mixed_marks")
        else:
            while mark not in _CLOSERS[text[stack[-1]]]:
                opened = stack.pop()
                waiting[text[opened]] -= 1
                paragraph.repairs.append(Repair("unclosed_mark", opened, opened + 1))
            close(place)
    paragraph.unclosed = stack
    return paragraph


def _opens(text: str, place: int, mark: str, stack: list[int], start: int, end: int) -> bool:
    if mark in "«„‟":
        return True
    if mark in "»”":
        return False
    if mark == "“" and stack and text[stack[-1]] == "„":
        return False
    before = text[place - 1] if place > start else " "
    after = text[place + 1] if place + 1 < end else " "
    may_open = after not in _AFTER_CLOSING or (after in "—–-/" and before in " \u00a0")
    may_close = before not in _BEFORE_OPENING and before not in "«„"
    if may_open != may_close:
        return may_open
    if before == '"' and may_open:
        return bool(stack) and stack[-1] == place - 1
    return not (stack and mark in _CLOSERS[text[stack[-1]]])


def _join_paragraphs(text: str, paragraphs: list[_Paragraph]) -> Iterator[Pair]:
    """Pairs that reach over a line's end; the marks they use up are taken off their paragraphs."""
    number = place = 0
    while place < len(paragraphs):
        last = _speech_end(text, paragraphs, place)
        if last is None:
            place += 1
            continue
        first, final = paragraphs[place], paragraphs[last]
        if final.surplus and not any(p.pairs and p.opens_with(p.pairs[-1].start, text) for p in (final,)):
            opened, closed = first.unclosed.pop(0), final.surplus.pop(0)
            yield Pair(opened, closed + 1, opened + 1, closed)
        else:
            yield from _series(text, paragraphs[place : last + 1], number)
            number += 1
        place = last


def _speech_end(text: str, paragraphs: list[_Paragraph], place: int) -> int | None:
    """The paragraph that ends the speech whose mark is still open at the end of this one."""
    first = paragraphs[place]
    if not first.unclosed:
        return None
    repeats = first.opens_with(first.unclosed[0], text)
    for index in range(place + 1, min(place + 1 + LONGEST_SPEECH, len(paragraphs))):
        paragraph = paragraphs[index]
        if paragraph.unclosed:
            if repeats and paragraph.opens_with(paragraph.unclosed[0], text):
                continue
            return None
        if repeats and any(paragraph.opens_with(pair.start, text) for pair in paragraph.pairs[-3:]):
            return index if all(p.unclosed for p in paragraphs[place:index]) else None
        if paragraph.surplus:
            return index if not any(p.unclosed for p in paragraphs[place + 1 : index]) else None
    return None


def _series(text: str, paragraphs: list[_Paragraph], number: int) -> Iterator[Pair]:
    for paragraph in paragraphs[:-1]:
        opened = paragraph.unclosed.pop(0)
        end = paragraph.start + len(text[paragraph.start : paragraph.end].rstrip())
        yield Pair(opened, end, opened + 1, end, series=number)
    final = paragraphs[-1]
    outer = max((p for p in final.pairs if final.opens_with(p.start, text)), key=lambda p: p.end)
    final.pairs.remove(outer)
    yield outer._replace(series=number)


def _close_open(text: str, paragraph: _Paragraph) -> None:
    """Give the outermost open mark of a paragraph an end; the others count for nothing."""
    for rank, opened in enumerate(paragraph.unclosed):
        made = _closed(text, paragraph, opened) if rank == 0 else None
        if made is None:
            paragraph.repairs.append(Repair("unclosed_mark", opened, opened + 1))
        else:
            paragraph.pairs.append(made)
            paragraph.repairs.append(Repair(made.repaired or "", made.start, made.end))


def _closed(text: str, paragraph: _Paragraph, opened: int) -> Pair | None:
    inner = sorted((p for p in paragraph.pairs if p.start > opened), key=lambda p: p.start)
    if _speech_may_start(text, paragraph, opened):
        for match in _AUTHOR_FOLLOWS.finditer(text, opened, paragraph.end):
            if not any(p.start < match.start() < p.end for p in inner[:50]):
                end = match.start() + (match.group()[0] in "!?…")
                return Pair(opened, end, opened + 1, end, repaired="missing_closer")
    if inner and not _SENTENCE_END.search(text, opened, inner[0].end):
        return Pair(opened, inner[0].end, opened + 1, inner[0].end, repaired="shared_closer")
    return None


def _open_closed(text: str, paragraph: _Paragraph) -> None:
    """Give closing marks that nothing opened a beginning, where a speech is likely."""
    if not paragraph.surplus:
        return
    starts = sorted(
        (p for p in paragraph.pairs if _speech_may_start(text, paragraph, p.start)), key=lambda p: p.start, reverse=True
    )
    done = paragraph.start
    for rank, closed in enumerate(paragraph.surplus):
        made = None
        if rank < LONGEST_SPEECH and _AFTER_SPEECH.match(text, closed + 1, paragraph.end):
            start = next((p.start for p in starts if done <= p.start < closed), None)
            if start is not None:
                made = Pair(start, closed + 1, start, closed, repaired="shared_opener")
            else:
                start = _sentence_start(text, done, closed)
                made = Pair(start, closed + 1, start, closed, repaired="missing_opener")
            paragraph.pairs.append(made)
            done = closed + 1
        code = (made.repaired or "") if made else "surplus_mark"
        paragraph.repairs.append(Repair(code, made.start if made else closed, closed + 1))


def _speech_may_start(text: str, paragraph: _Paragraph, place: int) -> bool:
    before = text[max(paragraph.start, place - 6) : place]
    return not before.strip() or _SPEECH_MAY_START.search(before) is not None


def _sentence_start(text: str, low: int, place: int) -> int:
    low = max(low, place - _LONGEST_SENTENCE)
    ends = [m.end() - 1 for m in _SENTENCE_END.finditer(text, low, place)]
    start = ends[-1] if ends else low
    return start + len(text[start:place]) - len(text[start:place].lstrip(" \t\u00a0—–-,.;"))


def _nest(pairs: list[Pair]) -> Iterator[Pair]:
    """Pairs in order with their depth; of two that cross, the one that starts later is dropped."""
    holding: list[Pair] = []
    for pair in sorted(pairs, key=lambda p: (p.start, -p.end)):
        while holding and holding[-1].end <= pair.start:
            holding.pop()
        if holding and pair.end > holding[-1].end:
            continue
        pair = pair._replace(depth=len(holding)) if holding else pair
        holding.append(pair)
        yield pair
