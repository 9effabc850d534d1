"""What follows a post and names where it is held: «директор [компании «Рассвет»]», «глава [совета директоров]»."""

from __future__ import annotations

from pipeline.stages.positions.chains import can_be, can_be_singular, chain_end, has_complement, noun_after_adjectives
from pipeline.stages.positions.lexicon import body_noun, fold, governs, is_business, is_inner, modifier
from pipeline.stages.positions.post import Post
from pipeline.stages.positions.view import OPEN_QUOTES, Name, Sentence

_BRANCH = "филиал"
_POINTING = frozenset("этот тот данный наш свой".split())


def body_mention(sentence: Sentence, post: Post, limit: int) -> bool:
    """The organisation as a mention, a descriptor or an adjective before it passed over («компании «Рассвет»»)."""
    if post.body or post.chain:
        return False
    here = post.end
    while here < min(limit, post.end + 3) and here not in sentence.bodies and _descriptor(sentence, here):
        here += 1
    quoted = sentence.text(here) in OPEN_QUOTES and here + 1 in sentence.bodies and here not in sentence.bodies
    name = sentence.bodies.get(here + 1 if quoted else here)
    if name is None or here in sentence.person_at or not (quoted or _fits_case(sentence, post, here)):
        return False
    if post.bare and here != post.end:
        return False
    end = max(name.end, sentence.closing(here)) if quoted else name.end
    if (inner := _owner_of_branch(sentence, name)) is not None:
        post.title += range(post.end, inner.start)
        name, here, end = inner, inner.start, max(end, inner.end)
    elif _is_branch_of_named(sentence, name):
        post.title += range(post.end, name.start + 1)
        post.chain, post.end = (name.start + 1, end), end
        return True
    while post.title[-1] == here - 1 > post.head and sentence.pos(here - 1) == "ADJ":
        post.title.pop()
    post.body, post.bare, post.end = name, None, end
    _go_on(sentence, post, here, limit)
    return True


def _owner_of_branch(sentence: Sentence, name: Name) -> Name | None:
    """The body named inside a branch («филиала ППК «Земля»»): a branch is part of the title, its owner employs."""
    if sentence.word(name.start).body != _BRANCH:
        return None
    inside = (sentence.bodies.get(place) for place in range(name.start + 1, name.end))
    return next((body for body in inside if body is not None), None)


def _is_branch_of_named(sentence: Sentence, name: Name) -> bool:
    """Whether a branch holds the words of its owner, a name between marks, that no mention of its own covers."""
    behind = range(name.start + 1, name.end)
    named = any(sentence.text(place) in OPEN_QUOTES for place in behind)
    return sentence.word(name.start).body == _BRANCH and named and sentence.pos(name.start + 1) != "ADP"


def _go_on(sentence: Sentence, post: Post, start: int, limit: int) -> None:
    """A designation that goes on behind its mention up to the person: the whole of it is the organisation."""
    end = chain_end(sentence, post.end, limit, prepositions=False)
    while end > post.end and sentence.text(end) in ("–", "—", "-") and sentence.pos(end + 1) in ("PROPN", "X"):
        end += 2
    if end > post.end and end in sentence.person_at:
        post.chain, post.end = (start, end), end


def workplace(sentence: Sentence, post: Post, limit: int) -> bool:
    """«был директором в [фирме «Рассвет»]»: the body behind «в», of a post that a verb or «пост» gives."""
    given = post.case == "Ins" or sentence.word(post.start - 1).folded.startswith(("пост", "должност"))
    if not given or post.body or post.chain or post.bare or post.place or sentence.text(post.end) not in ("в", "во"):
        return False
    here = post.end + 1
    while here < min(limit, post.end + 4) and here not in sentence.bodies and _descriptor(sentence, here, "Loc"):
        here += 1
    name = sentence.bodies.get(here) or (sentence.bodies.get(here + 1) if sentence.text(here) in OPEN_QUOTES else None)
    if name is None or not (sentence.text(here) in OPEN_QUOTES or can_be(sentence, here, "Loc")):
        return False
    post.body, post.end = name, name.end
    return True


def _descriptor(sentence: Sentence, place: int, case: str = "Gen") -> bool:
    word = sentence.text(place)
    if sentence.pos(place) == "ADJ":
        return not modifier(word) and can_be(sentence, place, case)
    noun = body_noun(word)
    return noun is not None and not is_inner(noun) and can_be(sentence, place, case)


def _fits_case(sentence: Sentence, post: Post, place: int) -> bool:
    """Whether a body can be a complement here: quoted, foreign or in the genitive (instrumental)."""
    word = sentence.text(place)
    if word in OPEN_QUOTES or not fold(word).isalpha() or word.isupper() or any(c.isascii() for c in word):
        return True
    return any(can_be(sentence, place, case) for case in _wanted_cases(post)) or sentence.pos(place) in ("PROPN", "X")


def _wanted_cases(post: Post) -> tuple[str, ...]:
    return ("Ins", "Gen") if governs(post.noun) == "ablt" and post.end == post.head + 1 else ("Gen",)


def inner_part(sentence: Sentence, post: Post, limit: int) -> bool:
    """A part of a body, which stays in the title: «председатель совета директоров», «начальник участка № 3»."""
    if post.body or post.chain or post.bare or post.place or post.is_themed:
        return False
    noun_place = noun_after_adjectives(sentence, post.end, limit, _wanted_cases(post))
    if noun_place is None:
        return False
    noun = sentence.word(noun_place).body
    if noun is None or not is_inner(noun):
        return False
    end = noun_place + 1
    if sentence.word(end).folded == "директоров":
        end += 1
    elif end < limit and sentence.text(end) in OPEN_QUOTES and _names_body_behind(sentence, end):
        end = sentence.closing(end)
    elif noun_place == post.end and not has_complement(sentence, end, limit):
        post.part = (noun, noun_place)
    elif has_complement(sentence, end, limit) and not _body_behind(sentence, end, limit):
        return False
    post.title += range(post.end, end)
    post.end = end
    return True


def _names_body_behind(sentence: Sentence, quote: int) -> bool:
    """Whether a quotation names the part itself: another body follows it."""
    end = sentence.closing(quote)
    return end > quote and (end in sentence.bodies or (sentence.text(end) in OPEN_QUOTES and sentence.text(end) != ""))


def _body_behind(sentence: Sentence, place: int, limit: int) -> bool:
    return place in sentence.bodies or (place < limit and sentence.word(place).body is not None)


def quoted_class(sentence: Sentence, post: Post, limit: int) -> bool:
    """A class noun in quotation marks («руководитель «дочки»»)."""
    here = post.end
    if post.body or post.chain or post.bare or sentence.text(here) not in OPEN_QUOTES or here + 2 >= limit:
        return False
    noun = sentence.word(here + 1).body
    if noun is None or sentence.closing(here) != here + 3:
        return False
    post.bare, post.end = noun, here + 3
    return True


def body_chain(sentence: Sentence, post: Post, limit: int) -> bool:
    """A body that is no mention: with its complements a chain («комитета по методологии»), without them bare."""
    if post.body or post.chain or post.bare or post.place or post.is_themed:
        return False
    start = post.end + (sentence.lemma(post.end) in _POINTING)  # «член этого клуба»
    place = noun_after_adjectives(sentence, start, limit, _wanted_cases(post))
    noun = sentence.word(place).body if place is not None else None
    if place is None or noun is None or (place in sentence.covered and place not in sentence.bodies):
        return False
    end = chain_end(sentence, place + 1, limit, prepositions=not is_business(noun))
    if end == place + 1 and sentence.number_of(place) == "Plur" and not can_be_singular(sentence, place):
        return False
    if end == place + 1 and (place == start or is_business(noun)):
        post.bare = noun
    else:
        post.chain = (start, end)
    post.end = end
    return True
