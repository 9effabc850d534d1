"""Posts beside names: «министр Анна Белова», «Анна Белова, директор завода», «Директор: А. Белова»."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.stages.positions.chains import can_be
from pipeline.stages.positions.lexicon import fold, governs, is_plural_only
from pipeline.stages.positions.post import Post, Statement
from pipeline.stages.positions.view import Name, Sentence

_FAMILIES = frozenset({"семья", "семейство", "клан"})
_DASHES = ("—", "–", "-", "―")
_FORMER_WORDS = frozenset("ранее прежде раньше прежний".split())
_DISMISSING_SOMEBODY = frozenset("уволить увольнять отстранить отстранять".split())


def apposition_left(sentence: Sentence, posts: list[Post], taken: set[int]) -> Iterator[Statement]:
    """«министр культуры Анна Белова», «директор завода, депутат Иван Петров», «судьи А. Белов и Б. Чернов»."""
    of_next = _of_next_person(sentence, posts)
    for number, post in enumerate(posts):
        people = _people_from(sentence, post.end)
        if not people:
            continue
        chosen = _agreeing(sentence, post, people[0])
        if chosen is None or _is_of_others(sentence, chosen, people):
            continue
        group = people if chosen.is_plural else people[:1]
        shared = _posts_before(sentence, posts, number, post, of_next)
        if len(people) > 1 and not chosen.is_plural and len(shared) == 1 and _joined_by_and(sentence, shared[0], post):
            yield Statement(people[0], shared[0], "apposition_left_each")
            yield Statement(people[1], chosen, "apposition_left_each")
            continue
        status = _dismissed_by_verb(sentence, post)
        for person in group:
            yield Statement(person, chosen, "apposition_left" if len(group) == 1 else "list", status)
        for other in shared:
            yield Statement(people[0], other, "apposition_left")
        if chosen is not post:
            yield from _after_holder(sentence, post, people[0])


def _is_of_others(sentence: Sentence, post: Post, people: list[Name]) -> bool:
    """Whether a plural cannot be the post of the one person behind it: «с министрами Белова уехала»."""
    several = len(people) > 1 or sentence.text(people[0].end) in ("(", "из", "от")
    return post.is_plural and not several and is_plural_only(sentence.text(post.head))


def _dismissed_by_verb(sentence: Sentence, post: Post) -> str | None:
    """«уволил директора завода Ивана Белова»: the object of a verb that dismisses loses the post."""
    place = post.start - 1
    if post.case not in ("Acc", "Gen") or place < 0 or sentence.pos(place) != "VERB":
        return None
    return "dismissed" if sentence.lemma(place) in _DISMISSING_SOMEBODY else None


def _people_from(sentence: Sentence, place: int) -> list[Name]:
    """The people named from a place on: one, or several joined by commas and «и»."""
    people: list[Name] = []
    here = place
    while True:
        person = next((name for name in sentence.people if name.start == here), None)
        if person is None:
            return people
        people.append(person)
        if sentence.word(person.end).folded not in (",", "и"):
            return people
        here = person.end + 1


def _agreeing(sentence: Sentence, post: Post, person: Name) -> Post | None:
    """The post, or a post inside it, that agrees with a person in case; the outermost where none is sure."""
    if sentence.lemma(person.start - 1) in _FAMILIES:
        return None  # «юрист семьи Котовых»
    if _clash(sentence, post, person):
        return None
    cases = {sentence.case(place) for place in range(person.start, person.end)} - {""}
    if not cases or not post.case or _agree(post.case, cases):
        return post
    inner = post
    while inner.inner:
        inner = inner.inner[0]
        if _agree(inner.case, cases) and inner.end == person.start and inner.status != "acting":
            return inner
    return post if post.end == person.start and not _is_served(sentence, post, person, cases) else None


def _takes_a_person(post: Post) -> bool:
    """Whether a lone post is of those that serve somebody: «заместитель», «советница»."""
    return governs(post.noun) == "post" and post.end == post.head + 1


def _is_served(sentence: Sentence, post: Post, person: Name, cases: set[str]) -> bool:
    """Whether a person in the genitive is whom a post serves, or what its body is called after, not who holds it.

    «Заместитель Олега Котова Анна Белова», «Анна Белова, представитель фонда Олега Котова».
    """
    if post.case != "Nom" or cases != {"Gen"}:
        return False
    is_apposed = sentence.text(post.start - 1) == "," and post.start - 2 in sentence.person_at
    return is_apposed or _takes_a_person(post) or person.end in sentence.person_at


def _clash(sentence: Sentence, post: Post, person: Name) -> bool:
    """Whether a post is in the nominative and a lone surname is not: «менеджер Котова» of Олег Котов."""
    if post.case != "Nom" or can_be(sentence, post.head, "Gen"):
        return False
    full = [fold(word) for word in (person.mention.norm or "").split()]
    return person.end - person.start == 1 < len(full) and sentence.word(person.start).folded not in full


def _after_holder(sentence: Sentence, post: Post, holder: Name) -> Iterator[Statement]:
    """«пресс-секретарь президента Ивана Белова Пётр Чернов»: the outer post is the second person's."""
    person = next((name for name in sentence.people if name.start == holder.end), None)
    if person is not None:
        yield Statement(person, post, "apposition_left")


def _posts_before(sentence: Sentence, posts: list[Post], number: int, post: Post, of_next: set[int]) -> list[Post]:
    """Posts joined to the left of a post by commas or «и» in the same case: all of one person."""
    found: list[Post] = []
    last = post
    for other in reversed(posts[:number]):
        gap = range(other.end, last.start)
        joined = not gap or (len(gap) == 1 and sentence.word(gap[0]).folded in (",", "и", "-", "—", "–"))
        if not joined or other.is_plural or (other.case and last.case and other.case != last.case):
            break
        if any(person.end == other.start for person in sentence.people):
            break
        is_apposed = any(p.end + 1 == other.start and sentence.text(p.end) == "," for p in sentence.people)
        if is_apposed and id(other) not in of_next:
            break
        found.append(other)
        last = other
    return found


def _joined_by_and(sentence: Sentence, first: Post, second: Post) -> bool:
    return second.start - first.end == 1 and sentence.word(first.end).folded == "и"


def apposition_right(sentence: Sentence, posts: list[Post], taken: set[int]) -> Iterator[Statement]:
    """«Анна Белова, директор завода,», «Белова (директор завода)», «Анна Белова — директор завода»."""
    of_next = _of_next_person(sentence, posts)
    for person in sentence.people:
        mark = sentence.text(person.end)
        here = person.end + 1
        if mark == "," and sentence.text(here) in _DASHES:
            here += 1
        if mark not in (",", "(", ":", *_DASHES):
            continue
        status, here = _time_words(sentence, here)
        while (post := next((p for p in posts if p.start == here and id(p) not in taken), None)) is not None:
            if not _closes(sentence, post, mark) or not _right_agrees(sentence, post, person, mark, status):
                break
            if id(post) in of_next:
                break
            yield Statement(person, post, "apposition_right" if mark not in _DASHES else "dash", status)
            if sentence.word(post.end).folded not in ("и", ","):
                break
            status, here = _time_words(sentence, post.end + 1)


def _of_next_person(sentence: Sentence, posts: list[Post]) -> set[int]:
    """The ids of posts behind a holder that open the list of the next: «директор Белов, [инженер], депутат Котов»."""
    by_start = {post.start: post for post in posts}
    opening: set[int] = set()
    for post in reversed(posts):
        following = by_start.get(post.end + 1)
        if following is None or sentence.text(post.end) != "," or following.case != post.case:
            continue
        if following.end in sentence.person_at or id(following) in opening:
            opening.add(id(post))
    held = {post.end for post in posts}
    behind = {p.end + 1 for p in sentence.people if p.start in held and sentence.text(p.end) == ","}
    return {id(post) for post in posts if post.start in behind and id(post) in opening}


def _time_words(sentence: Sentence, place: int) -> tuple[str | None, int]:
    """«ранее —», «до этого», «прежде работавшая» before a post: it is a former one."""
    here = place
    if sentence.word(here).folded in ("ныне", "сейчас", "теперь", "также"):
        return None, here + 1
    if sentence.word(here).folded == "еще":
        here += 1
    if sentence.word(here).folded in _FORMER_WORDS:
        here += 1
    elif sentence.word(here).folded in ("до", "перед") and sentence.word(here + 1).folded in ("этого", "этим", "того"):
        here += 2
    else:
        return None, place
    if sentence.text(here) in (*_DASHES, ","):
        here += 1
    if sentence.word(here).folded.startswith(("работав", "занимав", "служив", "являв", "бывш", "трудив")):
        here += 1
    return "former", here


def _closes(sentence: Sentence, post: Post, mark: str) -> bool:
    """Whether an apposition ends where its post does, and no person takes the post from the right."""
    following = sentence.text(post.end)
    if any(person.start == post.end for person in sentence.people):
        return False
    return following in (",", ".", ";", ")", "", ":", "!", "?", "»", "и") or mark in _DASHES or fold(following) == "и"


def _right_agrees(sentence: Sentence, post: Post, person: Name, mark: str, status: str | None) -> bool:
    if status is not None or not post.case:
        return True
    cases = {sentence.case(place) for place in range(person.start, person.end)} - {""}
    if mark in _DASHES or mark == ":":
        return post.case == "Nom"
    return _agree(post.case, cases) or not cases


def _agree(case: str, cases: set[str]) -> bool:
    """Whether a case is among others; accusative and genitive of persons are alike."""
    return case in cases or (case in ("Acc", "Gen") and bool(cases & {"Acc", "Gen"}))


def bare_right(sentence: Sentence, posts: list[Post], taken: set[int]) -> Iterator[Statement]:
    """«Белова Анна Ивановна директор завода ,» of lists: no mark between the name and the post."""
    for person in sentence.people:
        if person.end - person.start < 2:
            continue
        post = next((p for p in posts if p.start == person.end and id(p) not in taken), None)
        if post is None or post.case not in ("Nom", "") or not _closes(sentence, post, ","):
            continue
        yield Statement(person, post, "bare_right")


def dash_left(sentence: Sentence, posts: list[Post], taken: set[int]) -> Iterator[Statement]:
    """«официальный представитель — Анна Белова», «Директор: Белова А. И.»."""
    for post in posts:
        if id(post) in taken or sentence.text(post.end) not in (*_DASHES, ":") or post.case not in ("Nom", ""):
            continue
        people = _people_from(sentence, post.end + 1)
        for person in people if post.is_plural else people[:1]:
            yield Statement(person, post, "dash_left" if not post.is_plural else "list")
