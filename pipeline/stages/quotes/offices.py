"""How well the words of a role name a post that somebody holds: «глава Минсвязи» and «министр связи»."""

from __future__ import annotations

from functools import cache

from pipeline.stages.quotes.lists import word_list
from pipeline.stages.quotes.organisations import ANY_BODY
from pipeline.stages.quotes.people import Post, heads_of
from pipeline.words import read_rows

_REPRESENTING = word_list("representing")
_GENERAL = word_list("general_place")
_SUBORDINATE = word_list("subordinate")
_MINISTRY = "мин"
_PREMIERS = frozenset({"премьер", "премьер-министр"})


@cache
def synonyms() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For each noun the sorts of post that it is and the sorts that it can stand for."""
    rows = read_rows(__package__, "synonyms.tsv")
    return {r["lemma"]: (frozenset(r["names"].split()), frozenset(r["covers"].split())) for r in rows}


def stands_for(word: str, post: str) -> bool:
    """Whether one noun can name the post that another names."""
    nothing: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    (names, covers), (other_names, other_covers) = synonyms().get(word, nothing), synonyms().get(post, nothing)
    return bool(covers & other_names or other_covers & names)


def post_points(
    post: Post,
    head: str,
    words: frozenset[str],
    body: frozenset[str],
    organisation: str | None,
    entity: int | None = None,
) -> float:
    """How well role words name a post: the same head or one that stands for it, then words in common.

    `body`: the words among them that name an organisation, with which a post in another one gets nothing;
    `organisation`: the one that they name or point back to; `entity`: the one that they name.
    """
    rest = {w for w in words - {head} if len(w) > 2}
    shared = rest & post.lemmas
    foreign = rest - shared - _GENERAL - ANY_BODY
    same_body = entity is not None and entity == post.organisation_entity
    if body & foreign and not body & shared and not same_body and not _may_be_in(post, head, body):
        return 0.0
    if head == "глава" and "правительство" in words and post.head in _PREMIERS:
        head = post.head
    elif head == "глава" and "правительство" in words and "правительство" not in post.lemmas:
        return 0.0
    base, held = _base(head), _base(post.head)
    if head in _REPRESENTING and head == post.head:
        return 3.0 + 0.8 * len(shared) if not foreign or shared else 0.0
    if head in _REPRESENTING:
        return 1.2 + 0.8 * len(shared) if shared - _GENERAL and not foreign else 0.0
    if base == held:
        points = 3.0
    elif _is_in_title(base, post) or (stands_for(base, held) and _is_same_office(base, post)):
        points = 1.6
    else:
        return 0.0
    same_body |= organisation is not None and organisation == post.organisation
    foreign_to = post.organisation is not None and not same_body and not _abbreviates(foreign, post.organisation)
    contradicted = bool(foreign) and not shared and foreign_to
    points += 0.8 * len(shared) - 0.5 * len(foreign) - (1.0 if contradicted else 0.0) + (0.5 if not rest else 0.0)
    return points + (0.8 if same_body else 0.0)


def _is_in_title(head: str, post: Post) -> bool:
    """Whether a noun is among those of a title; whom a deputy or an aide serves is not himself."""
    return head in (heads_of(post.title) if post.head in _SUBORDINATE else post.lemmas)


def _may_be_in(post: Post, head: str, body: frozenset[str]) -> bool:
    """Whether a post may be held in the body that some words name: nothing else is known, or one is short for it.

    A president without a body, of a country as a rule, leads no other: he is not «лидер партии».
    """
    of_a_state = post.head == "министр" or (post.head == "президент" and head != post.head)
    if not post.is_local and not of_a_state and (post.organisation is None or not post.is_sure):
        return True
    return _abbreviates(body, post.organisation or "") or _abbreviates(body, post.title) or _is_ministry(body, post)


def _is_ministry(body: frozenset[str], post: Post) -> bool:
    """Whether a word such as «минсвязи» ends in a word of the post: «министр связи»."""
    fields = {word[:4] for word in post.lemmas if len(word) > 3}
    return any(word.startswith(_MINISTRY) and word[3:7] in fields for word in body)


def _is_same_office(head: str, post: Post) -> bool:
    """A minister is no head of just anything, nor is a governor or a mayor."""
    if head == "министр":
        return (post.organisation or "").lower().startswith(_MINISTRY)
    return head not in ("губернатор", "мэр") or post.organisation is None


def _base(head: str) -> str:
    """A post without the prefixes that do not change it: «генпрокурор» is a «прокурор»."""
    for prefix in ("ген", "экс-", "глав"):
        if head.startswith(prefix) and len(head) > len(prefix) + 4 and head[len(prefix) :] in synonyms():
            return head[len(prefix) :]
    return head


def _abbreviates(words: frozenset[str] | set[str], name: str) -> bool:
    """Whether a word is made of the initials of a name."""
    initials = "".join(word[0] for word in name.lower().split() if word[0].isalpha())
    return any(len(word) > 2 and (word in initials or initials.startswith(word)) for word in words)
