"""Phrases that state a post: «первый заместитель директора по науке Института физики»."""

from __future__ import annotations

from itertools import pairwise

from pipeline.stages.positions.chains import (
    can_be,
    can_be_singular,
    is_place_word,
    nominal_step,
    post_at,
    preposition_end,
)
from pipeline.stages.positions.lexicon import COMPANY_POSTS, governs, is_business, is_office
from pipeline.stages.positions.post import Post, is_stood_for, read_acting, read_candidacy, read_modifiers
from pipeline.stages.positions.view import OPEN_QUOTES, Sentence
from pipeline.stages.positions.workplaces import body_chain, body_mention, inner_part, quoted_class, workplace

_LONGEST_PHRASE = 40
_ENVOYS = frozenset("посол консул генконсул постпред полпред торгпред".split())
_SENT = "представитель"
_IN = frozenset({"в", "во", "на", "при"})


def find_posts(sentence: Sentence) -> list[Post]:
    """The post phrases of a sentence, left to right, each as long as it goes; phrases inside are its `inner`."""
    posts: list[Post] = []
    done = 0
    for head in sentence.heads:
        if head < done or head in sentence.person_at or _inside_name(sentence, head):
            continue
        noun = post_at(sentence, head)
        if noun is None:
            continue
        post = _read(sentence, head, noun, done)
        posts.append(post)
        done = post.end
    for first, second in pairwise(posts):
        _share_body(sentence, first, second)
    return posts


def _share_body(sentence: Sentence, first: Post, second: Post) -> None:
    """«директор и владелец [завода]»: of two posts in companies joined by «и» both are in the body that one names."""
    joined = sentence.word(first.end).folded == "и" and second.start == first.end + 1 and first.case == second.case
    alone = first.end == first.head + 1 and {first.noun, second.noun} <= COMPANY_POSTS
    if joined and alone and not (second.place or second.inner) and _is_in_company(sentence, second):
        first.body, first.chain, first.bare = second.body, second.chain, second.bare


def _inside_name(sentence: Sentence, place: int) -> bool:
    return place in sentence.covered


def _read(sentence: Sentence, head: int, noun: str, low: int) -> Post:
    start, modifiers, status = read_modifiers(sentence, head, low)
    post = Post(start, head, head + 1, noun, [*modifiers, head], sentence.case(head), sentence.number_of(head), status)
    if sentence.word(head).folded.startswith("экс-"):
        post.status = "former"
    read_acting(sentence, post, low)
    _complements(sentence, post)
    read_candidacy(sentence, post, low)
    return post


def _complements(sentence: Sentence, post: Post) -> None:
    """Read what follows the noun: nested post, parts and bodies, territories, «по …»."""
    limit = min(len(sentence), post.start + _LONGEST_PHRASE)
    while post.end < limit and any(rule(sentence, post, limit) for rule in RULES):
        pass


def joined_post(sentence: Sentence, post: Post, limit: int) -> bool:
    """«президент — председатель правления»: one office under two names."""
    if post.end != post.head + 1 or sentence.text(post.end) not in ("—", "–", "-"):
        return False
    following = post.end + 1
    noun = post_at(sentence, following) if following < limit else None
    if noun is None or sentence.case(following) != post.case or not is_office(post.noun):
        return False
    return _take_post(sentence, post, following, noun, nested=False)


def nested_post(sentence: Sentence, post: Post, limit: int) -> bool:
    """«заместителя [первого] руководителя»: a post that the post is counted from."""
    if governs(post.noun) != "post" or post.body or post.bare or post.chain:
        return False
    here = post.end
    while here < limit and sentence.word(here).modifier and sentence.pos(here) in ("ADJ", "DET", "VERB", "NUM", "NOUN"):
        here += 1
    noun = post_at(sentence, here) if here < limit and here not in sentence.person_at else None
    if noun is None or here in sentence.covered or not can_be(sentence, here, "Gen"):
        return False
    return _take_post(sentence, post, here, noun, nested=True)


def _take_post(sentence: Sentence, post: Post, head: int, noun: str, *, nested: bool) -> bool:
    other = _read(sentence, head, noun, post.end)
    if nested:
        post.inner.append(other)
    post.title += range(post.end, other.start)
    post.title += other.title
    post.end, post.body, post.chain, post.bare = other.end, other.body, other.chain, other.bare
    post.place, post.part = other.place, other.part
    return True


def territory(sentence: Sentence, post: Post, limit: int) -> bool:
    """A place, which stays in the title: «мэр города Тихореченска», «президент Франции», «глава региона»."""
    if post.body or post.chain or post.bare:
        return False
    here = post.end
    if sentence.text(here) == "в" and here + 1 in sentence.places and post.end > post.head + 1:
        here += 1
    while here < limit and here not in sentence.places and is_place_word(sentence, here):
        here += 1
    if here in sentence.places and here not in sentence.person_at:
        here = sentence.places[here].end
    elif here == post.end or sentence.text(here - 1) == "в":
        return False
    post.title += range(post.end, here)
    post.end, post.place = here, True
    return True


def bracketed(sentence: Sentence, post: Post, limit: int) -> bool:
    """Brackets between an organisation and the person: «глава Совета по культуре (СПК) Олег Котов»."""
    if not (post.body or post.chain) or sentence.text(post.end) != "(":
        return False
    end = next((place + 1 for place in range(post.end + 2, post.end + 6) if sentence.text(place) == ")"), post.end)
    if end not in sentence.person_at or any(place in sentence.person_at for place in range(post.end, end)):
        return False
    post.end = end
    return True


def seat(sentence: Sentence, post: Post, limit: int) -> bool:
    """A place with a preposition: of an envoy («посол Франции в Канаде»), of others only right before a person.

    A body where somebody but an envoy speaks is passed over («директор «Маяка» [в Госдуме] Олег Котов»).
    """
    here, sent = post.end + 1, post.noun in _ENVOYS
    if not (sent or post.body or post.place) or sentence.text(post.end) not in _IN or here >= limit:
        return False
    name = sentence.places.get(here) or sentence.bodies.get(here)
    if name is None or not (name.end in sentence.person_at or (sent and here in sentence.places)):
        return False
    if sent or post.noun == _SENT or here in sentence.places:
        post.title += range(post.end, name.end)
    post.end = name.end
    return True


def field_of_work(sentence: Sentence, post: Post, limit: int) -> bool:
    """«директор по исследованиям»; behind an organisation or a place only right before a person."""
    if post.chain or sentence.word(post.end).folded != "по":
        return False
    end = preposition_end(sentence, post.end + 1, limit)
    if end <= post.end + 1 or ((post.body or post.place) and end not in sentence.person_at):
        return False
    post.title += range(post.end, end)
    post.end = end
    return True


def _is_in_company(sentence: Sentence, post: Post) -> bool:
    """Whether the body of a post is no part of one and no committee: a company's class noun, or a bare name."""
    start = post.chain[0] if post.chain is not None else post.body.start if post.body is not None else None
    noun = post.bare if start is None else sentence.word(start).body
    return is_business(noun) if noun is not None else start is not None


def _is_other_post(sentence: Sentence, place: int) -> bool:
    """Whether another office follows one that somebody stands for: «кандидат на пост премьера посла Франции»."""
    noun = post_at(sentence, place)
    return noun is not None and is_office(noun) and sentence.number_of(place) == "Sing"


def theme(sentence: Sentence, post: Post, limit: int) -> bool:
    """A genitive that says what the post is about: «министр культуры», «хранитель фондов», «лидер партии»."""
    if post.body or post.chain or post.bare or post.place:
        return False
    end = post.end
    while (step := nominal_step(sentence, end, limit)) > end:
        last = step - 1
        if last in sentence.bodies or last in sentence.places:
            break
        if is_stood_for(sentence, post) and _is_other_post(sentence, last):
            while end > post.end and sentence.pos(end - 1) == "ADJ":
                end -= 1
            break
        themed = post.is_themed
        if not themed and sentence.word(last).body and (end > post.end or can_be_singular(sentence, last)):
            break
        end = step
    if end == post.end:
        return False
    post.title += range(post.end, end)
    post.end = end
    return True


def named_work(sentence: Sentence, post: Post, limit: int) -> bool:
    """The quoted name of what a post is about, right before a person: «руководитель проекта «Чистая вода»»."""
    here = post.end
    if sentence.text(here) not in OPEN_QUOTES or not post.head < here - 1 == max(post.title):
        return False
    end = sentence.closing(here)
    if (
        not here < end <= limit
        or end not in sentence.person_at
        or not sentence.bodies.keys().isdisjoint((here, here + 1))
    ):
        return False
    post.title += range(here, end)
    post.end = end
    return True


RULES = (
    joined_post,
    nested_post,
    body_mention,
    inner_part,
    field_of_work,
    territory,
    bracketed,
    seat,
    quoted_class,
    body_chain,
    workplace,
    theme,
    named_work,
)
