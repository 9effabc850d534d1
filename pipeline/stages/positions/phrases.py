"""Phrases that state a post: «первый заместитель директора по науке Института физики»."""

from __future__ import annotations

from itertools import pairwise

from pipeline.stages.positions.chains import (
    can_be,
    can_be_singular,
    chain_end,
    has_complement,
    is_place_word,
    nominal_step,
    noun_after_adjectives,
    post_at,
    preposition_end,
)
from pipeline.stages.positions.lexicon import (
    COMPANY_POSTS,
    body_noun,
    fold,
    governs,
    is_business,
    is_inner,
    is_office,
    modifier,
)
from pipeline.stages.positions.post import Post, is_stood_for, read_acting, read_candidacy, read_modifiers
from pipeline.stages.positions.view import OPEN_QUOTES, Name, Sentence

_LONGEST_PHRASE = 40
_BRANCH = "филиал"
_ENVOYS = frozenset("посол консул генконсул постпред полпред торгпред".split())
_SENT = "представитель"
_POINTING = frozenset("этот тот данный наш свой".split())
_IN = frozenset({"в", "во", "на", "при"})
_THEMED = frozenset("министр вице-министр уполномоченный омбудсмен госсекретарь".split())


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


def _take_post(sentence: Sentence, post: Post, head: int, noun: str, *, nested: bool) -> bool:
    other = _read(sentence, head, noun, post.end)
    if nested:
        post.inner.append(other)
    post.title += range(post.end, other.start)
    post.title += other.title
    post.end, post.body, post.chain, post.bare = other.end, other.body, other.chain, other.bare
    post.place, post.part = other.place, other.part
    return True


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


def _fits_case(sentence: Sentence, post: Post, place: int) -> bool:
    """Whether a body can be a complement here: quoted, foreign or in the genitive (instrumental)."""
    word = sentence.text(place)
    if word in OPEN_QUOTES or not fold(word).isalpha() or word.isupper() or any(c.isascii() for c in word):
        return True
    return any(can_be(sentence, place, case) for case in _wanted_cases(post)) or sentence.pos(place) in ("PROPN", "X")


def _wanted_cases(post: Post) -> tuple[str, ...]:
    return ("Ins", "Gen") if governs(post.noun) == "ablt" and post.end == post.head + 1 else ("Gen",)


def _descriptor(sentence: Sentence, place: int, case: str = "Gen") -> bool:
    word = sentence.text(place)
    if sentence.pos(place) == "ADJ":
        return not modifier(word) and can_be(sentence, place, case)
    noun = body_noun(word)
    return noun is not None and not is_inner(noun) and can_be(sentence, place, case)


def inner_part(sentence: Sentence, post: Post, limit: int) -> bool:
    """A part of a body, which stays in the title: «председатель совета директоров», «начальник участка № 3»."""
    if post.body or post.chain or post.bare or post.place or _last_noun(post) in _THEMED:
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
    if post.body or post.chain or post.bare or post.place or _last_noun(post) in _THEMED:
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


def _last_noun(post: Post) -> str:
    """The post noun that a complement belongs to: that of the innermost post."""
    while post.inner:
        post = post.inner[-1]
    return post.noun


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
        themed = _last_noun(post) in _THEMED
        if not themed and sentence.word(last).body and (end > post.end or can_be_singular(sentence, last)):
            break
        end = step
    if end == post.end:
        return False
    post.title += range(post.end, end)
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
)
