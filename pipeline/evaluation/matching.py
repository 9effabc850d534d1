"""When two spans, names or quotes count as the same: forgiving about edges, case endings and spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.evaluation.records import Span

EDGE_SIGNS = frozenset(" \t\r\n\u00a0\u2009\"'«»„“”‘’`()[]{}<>.,;:!?-–—")
QUOTE_MARKS = re.compile("[«»\"'„“”‘’]")
DASHES = re.compile("[-‐‑–—]+")
SPACES = re.compile(r"\s+")
WORD = re.compile(r"\w+")
TOKEN = re.compile(r"\w+(?:[-‑’]\w+)*")
COMPLEMENTISER = re.compile(r"(?:о том,? что|о том|что|как|будто)\s+", re.IGNORECASE)
DATE_HEAD = re.compile(
    r"(?:в течение|на протяжении|в период|по состоянию|по итогам|начиная|около|примерно|приблизительно|ориентировочно"
    r"|порядка|почти|более|больше|менее|меньше|чем|свыше|ровно|лишь|всего|целых|уже|ещё|еще|день"
    r"|во?|на|со?|ко?|от|до|по|за|из|для|об?|под|при|не)\s+",
    re.IGNORECASE,
)
DATE_TAIL = re.compile(r"\s*(?:год(?:а|у|ы|ов|ах|ом)?|гг?\.?)$", re.IGNORECASE)
BAG_THRESHOLD = 0.5


def trim(text: str, span: Span) -> Span:
    """The span without quotation marks, punctuation and spaces at its edges."""
    start, end = span.start_char, span.end_char
    while start < end and text[start] in EDGE_SIGNS:
        start += 1
    while end > start and text[end - 1] in EDGE_SIGNS:
        end -= 1
    return Span(start, end)


def trim_date(text: str, span: Span) -> Span:
    """A date's span without the function words before it and the word for year behind it."""
    span = trim(text, span)
    start, end = span.start_char, span.end_char
    while (head := DATE_HEAD.match(text, start, end)) and head.end() < end:
        start = head.end()
    words = text[start:end]
    tail = DATE_TAIL.search(words[-8:])
    if tail and len(words) - len(tail.group()) > 0:
        end -= len(tail.group())
    return trim(text, Span(start, end))


def trim_quote(text: str, span: Span) -> Span:
    """A quote's span between its first and last letter or digit, without a leading complementiser."""
    start, end = span.start_char, span.end_char
    while True:
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not text[end - 1].isalnum():
            end -= 1
        lead = COMPLEMENTISER.match(text, start, end)
        if not lead or lead.end() >= end:
            return Span(start, end)
        start = lead.end()


def overlap(first: Span | None, second: Span | None) -> bool:
    """Whether two spans share a character."""
    if first is None or second is None:
        return False
    return min(first.end_char, second.end_char) > max(first.start_char, second.start_char)


def token_numbers(tokens: Sequence[Span], spans: Iterable[Span]) -> frozenset[int]:
    """Numbers of the tokens that lie in the spans by more than half."""
    return frozenset(
        number
        for span in spans
        for number, token in enumerate(tokens)
        if 2 * (min(token.end_char, span.end_char) - max(token.start_char, span.start_char))
        > token.end_char - token.start_char
    )


def tokens_of(text: str) -> list[Span]:
    """The words of a text, hyphens inside."""
    return [Span(*match.span()) for match in TOKEN.finditer(text)]


def fold(name: str | None) -> str:
    """A name up to case, ё, quotation marks, dashes and spacing."""
    folded = QUOTE_MARKS.sub("", (name or "").lower().replace("ё", "е"))
    return SPACES.sub(" ", DASHES.sub("-", folded)).strip()


def words_of(name: str | None) -> list[str]:
    """The words of a name in small letters, ё as е."""
    return WORD.findall(QUOTE_MARKS.sub("", (name or "").lower().replace("ё", "е")))


def same_word(first: str, second: str) -> bool:
    """Whether two words are equal up to a case ending."""
    if first == second:
        return True
    pairs = zip(first, second, strict=False)
    shared = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))
    lengths = sorted((len(first), len(second)))
    return shared >= max(3, lengths[1] - 3, lengths[0] - 2)


def bag_f1(first: str | None, second: str | None) -> float:
    """How much of two phrases agrees, word by word in any order, up to case endings: 0 to 1."""
    ours, theirs = words_of(first), words_of(second)
    if not ours or not theirs:
        return 0.0
    left, common = list(theirs), 0
    for word in ours:
        partner = next((other for other in left if same_word(word, other)), None)
        if partner is not None:
            left.remove(partner)
            common += 1
    return 2 * common / (len(ours) + len(theirs))


def same_person(first: str | None, second: str | None) -> bool:
    """Whether surnames agree up to case and the given names of the first can be those of the second."""
    ours, theirs = words_of(first), words_of(second)
    if not ours or not theirs:
        return False
    if not same_word(ours[-1], theirs[-1]):
        return sorted(ours) == sorted(theirs)
    given = theirs[:-1]
    return not given or all(any(_same_given(name, other) for other in given) for name in ours[:-1])


def _same_given(first: str, second: str) -> bool:
    shorter, longer = sorted((first, second), key=len)
    return same_word(first, second) or (len(shorter) == 1 and longer.startswith(shorter))


def same_organisation(first: str | None, second: str | None) -> bool:
    """Whether two names of organisations agree but for a word or so."""
    return fold(first) == fold(second) or bag_f1(first, second) >= 0.8
