"""A post phrase as it grows, and what stands before its noun: adjectives of the title, «и. о.», «врио»."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.stages.positions.view import Name, Sentence

_ACTING = ("врио", "врип")
_THEMED = frozenset("министр вице-министр уполномоченный омбудсмен госсекретарь".split())


@dataclass(slots=True)
class Post:
    """A post phrase in a sentence: `[start, end)` its words, `title` the places of the words of its title.

    body: the organisation as a mention; `chain`: as a range of words; `bare`: as a lone class noun («фонда»).
    part: the noun and the place of a lone part of a body in the title («совета»).
    """

    start: int
    head: int
    end: int
    noun: str
    title: list[int]
    case: str
    number: str
    status: str = "current"
    body: Name | None = None
    chain: tuple[int, int] | None = None
    bare: str | None = None
    part: tuple[str, int] | None = None
    place: bool = False
    inner: list[Post] = field(default_factory=list)

    @property
    def is_plural(self) -> bool:
        return self.number == "Plur"

    @property
    def is_themed(self) -> bool:
        """Whether its last noun, that of the innermost post, is followed by what it is about: «министр культуры»."""
        return self.inner[-1].is_themed if self.inner else self.noun in _THEMED


class Statement(NamedTuple):
    """A person, a post, the rule that joined them and what it says of the post; `status` None: as the post says."""

    person: Name
    post: Post
    rule: str
    status: str | None = None


def read_modifiers(sentence: Sentence, head: int, low: int) -> tuple[int, list[int], str]:
    """Adjectives of the title before its noun: where they start, their places, the status that they give."""
    places: list[int] = []
    status = "current"
    here = head - 1
    while here >= low and here not in sentence.person_at and sentence.pos(here) not in ("ADP", "PUNCT"):
        row = sentence.word(here).modifier
        if row is None:
            break
        status = row["status"] or status
        places.insert(0, here)
        here -= 1
    return (places[0] if places else head), places, status


def read_acting(sentence: Sentence, post: Post, low: int) -> None:
    """«И. о.», «врио», «исполняющий обязанности» before a post in the genitive."""
    start = _acting_start(sentence, post.start, low)
    if start is None:
        return
    post.title = [*range(start, post.start), *post.title]
    post.case = sentence.case(start) if sentence.word(start).folded.startswith(("исполн", "времен")) else ""
    if sentence.word(start).folded.startswith("времен"):
        post.case = sentence.case(start + 1)
    post.start, post.status, post.number = start, "acting", "Sing"


def read_candidacy(sentence: Sentence, post: Post, low: int) -> None:
    """«Кандидат на пост мэра»: who stands for a post is a candidate for it."""
    start = post.start - 3
    if start < low or not is_stood_for(sentence, post):
        return
    post.title = [*range(start, post.start), *post.title]
    post.start, post.head, post.case, post.number = start, start, sentence.case(start), sentence.number_of(start)


def is_stood_for(sentence: Sentence, post: Post) -> bool:
    """Whether «кандидат на пост» stands before a post."""
    before = [sentence.word(place).folded for place in range(post.start - 3, post.start)]
    return before[0].startswith("кандидат") and before[1] == "на" and before[2].startswith(("пост", "должност"))


def _acting_start(sentence: Sentence, start: int, low: int) -> int | None:
    before = [sentence.word(place).folded for place in range(max(low, start - 8), start)]
    if before[-1:] and before[-1] in _ACTING:
        return start - 1
    if before[-4:] == ["и", ".", "о", "."]:
        longer = before[-6:-4] in (["вр", "."], ["в", "."])
        return start - (6 if longer else 4)
    if len(before) > 1 and before[-1] == "обязанности" and before[-2].startswith("исполняющ"):
        return start - (3 if before[-3:-2] == ["временно"] else 2)
    return None
