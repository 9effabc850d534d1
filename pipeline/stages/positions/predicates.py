"""Posts joined to names by verbs: «директором назначена Анна Белова», «занимает должность директора»."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.morphology.analyzer import is_only
from pipeline.stages.positions.lexicon import copula_status, is_office
from pipeline.stages.positions.post import Post, Statement
from pipeline.stages.positions.view import TAKING_UP, Name, Sentence

_APPOINTING = frozenset("назначение назначить назначать избрание избрать утвердить назначен избран".split())
_APPOINTED = frozenset("назначить избрать утвердить освободить уволить отстранить назначен избран".split())
_DUTIES = "обязанност"
_PERFORMING = frozenset({"исполнять", "выполнять", "исполнить"})
_BECAME = frozenset("стал стала станет".split())
_FAR, _OBJECT = 30, 3
_PROPOSING = frozenset("предложить предлагать выдвинуть выдвигать рекомендовать прочить претендовать".split())
_MAKING = frozenset("назначение избрание переизбрание".split())
_DISMISSING = frozenset(
    "отставка уволить освободить отстранить отрешить снять покинуть оставить сложить прекратить уйти".split()
)
_NO_LONGER = frozenset("уже больше более давно".split())
_PRONOUNS = {"он": "Masc", "она": "Fem"}


def office(sentence: Sentence, posts: list[Post], taken: set[int]) -> Iterator[Statement]:
    """«занимает должность директора», «покинул пост министра», «о назначении Беловой на пост ректора»."""
    for post in posts:
        before = sentence.word(post.start - 1).folded
        duties = before.startswith(_DUTIES) and _is_performed(sentence, post)
        if id(post) in taken or not (duties or before.startswith(("пост", "должност", "кресл", "полномочи"))):
            continue
        person = None if _is_proposed(sentence, post) else _nearest_person(sentence, post)
        if person is not None:
            yield Statement(person, post, "office", "acting" if duties else _office_status(sentence, post))


def _is_proposed(sentence: Sentence, post: Post) -> bool:
    """«предлагали на пост премьера кандидатуру Белова»: who is proposed for a post has not got it."""
    if sentence.word(post.start - 2).folded != "на":
        return False
    near = {sentence.lemma(place) for place in range(post.start - 2 - _OBJECT, post.start - 2)}
    return bool(near & _PROPOSING) and not near & _APPOINTING


def _is_performed(sentence: Sentence, post: Post) -> bool:
    """Whether a verb of the sentence says that somebody performs duties: «обязанности ректора исполняет Белова»."""
    return any(
        sentence.pos(place) == "VERB"
        and "VerbForm=Part" not in sentence.morph(place)
        and sentence.lemma(place) in _PERFORMING
        for place in _near(sentence, post)
    )


def _near(sentence: Sentence, post: Post) -> range:
    return range(max(0, post.start - _FAR), min(len(sentence), post.end + _FAR))


def _office_status(sentence: Sentence, post: Post) -> str:
    lemmas = {sentence.lemma(place) for place in _near(sentence, post)}
    if lemmas & _APPOINTING or "займет" in (word.folded for word in sentence.words):
        return "appointed"
    if lemmas & _DISMISSING or sentence.word(post.start - 2).folded in ("с", "со"):
        return "dismissed"
    past = any(
        "Tense=Past" in sentence.morph(place) and sentence.lemma(place) == "занимать" for place in range(len(sentence))
    )
    return "former" if past else "current"


def copula(sentence: Sentence, posts: list[Post], taken: set[int]) -> Iterator[Statement]:
    """«Директором назначена Анна Белова», «Белова является ректором», «избрали Белову президентом»."""
    for post in posts:
        acting = post.status == "acting" and not post.case
        if id(post) in taken or not (post.case == "Ins" or acting) or _governed(sentence, post):
            continue
        verb = _copula_near(sentence, post)
        if (person := _named_to(sentence, post)) is not None and not _is_of_verb(sentence, posts, post, verb, person):
            yield Statement(person, post, "copula", "appointed")
            continue
        person = (_pronoun(sentence) or _nearest_person(sentence, post)) if verb is not None else None
        if verb is None or person is None or _appoints(sentence, verb, person):
            continue
        first = verb - 1 if sentence.pos(verb - 1) == "AUX" else verb
        if sentence.word(first - 1).folded != "не":
            yield Statement(person, post, "copula", _copula_status(sentence, verb, post))
        elif {sentence.word(first - 2).folded, sentence.word(verb + 1).folded} & _NO_LONGER:
            yield Statement(person, post, "copula", "former")


def _is_of_verb(sentence: Sentence, posts: list[Post], post: Post, verb: int | None, named: Name) -> bool:
    """Whether a verb behind a post gives it to another: «после назначения Белова директором завода стал Котов»."""
    if verb is None or verb < post.end or any(post.end <= other.start < verb for other in posts):
        return False
    return _nearest_person(sentence, post) is not named


def _named_to(sentence: Sentence, post: Post) -> Name | None:
    """Whom «о назначении Анны Беловой директором» is about."""
    person = next((name for name in sentence.people if name.end == post.start), None)
    made = person is not None and sentence.lemma(person.start - 1) in _MAKING
    return person if made else None


def _appoints(sentence: Sentence, verb: int, person: Name) -> bool:
    """Whether a person is who appoints: the subject of an active verb, «Белова назначила директором Котова»."""
    morph, reflexive = sentence.morph(verb), sentence.word(verb).folded.endswith(("ся", "сь"))
    active = "VerbForm=Fin" in morph and "Voice=Act" in morph and not reflexive
    appoints = active and sentence.lemma(verb) in _APPOINTING
    if all(name is not person for name in sentence.people):
        return appoints  # «она», named in a sentence before
    cases = {sentence.case(place) for place in range(person.start, person.end)}
    return appoints and (cases == {"Nom"} or (person.start < verb and "Acc" not in cases))


def _governed(sentence: Sentence, post: Post) -> bool:
    """Whether a preposition or a participle takes a post: «с директором», «предложенную президентом кандидатуру»."""
    here = post.start - 1
    if sentence.pos(here) == "VERB" and sentence.case(here) not in ("", post.case):
        return not copula_status(sentence.lemma(here))
    while here > 0 and sentence.pos(here) in ("ADJ", "DET") and sentence.case(here) in (post.case, ""):
        here -= 1
    return sentence.pos(here) == "ADP"


def _copula_near(sentence: Sentence, post: Post) -> int | None:
    """The nearest verb of the list around a post, no other sentence part between."""
    near: list[tuple[int, int]] = []
    for place in _near(sentence, post):
        if _is_predicate(sentence, place) and copula_status(sentence.lemma(place)):
            near.append((post.start - place if place < post.start else place - post.end + 1, place))
    return min(near)[1] if near else None


def _is_predicate(sentence: Sentence, place: int) -> bool:
    """Whether a word is a verb or a short form; «Назначить» at the head of a decree is often tagged as a name."""
    tag = sentence.pos(place)
    verbal = tag in ("VERB", "AUX", "ADJ") and not sentence.case(place)
    return verbal or (tag == "PROPN" and is_only(sentence.word(place).folded, "INFN"))


def _copula_status(sentence: Sentence, verb: int, post: Post) -> str | None:
    status = copula_status(sentence.lemma(verb))
    if status == "current":
        return "former" if "Tense=Past" in sentence.morph(verb) else None
    return "acting" if post.status == "acting" else status


def _pronoun(sentence: Sentence) -> Name | None:
    """The person of the sentence before that «он» or «она» means, in a sentence that names nobody in the nominative."""
    if any("Nom" in {sentence.case(place) for place in range(p.start, p.end)} for p in sentence.people):
        return None
    words = (word.folded for word in sentence.words)
    return next((sentence.before.get(_PRONOUNS[word]) for word in words if word in _PRONOUNS), None)


def _nearest_person(sentence: Sentence, post: Post) -> Name | None:
    """The person of a post in the clause: nearest, a subject or an object before others."""
    best: tuple[int, Name] | None = None
    subjects = [person for person in sentence.people if _is_subject_of_appointing(sentence, person)]
    for person in subjects or (p for p in sentence.people if sentence.word(p.start - 1).folded != "не"):
        gap = person.start - post.end if person.start >= post.end else post.start - person.end
        cases = {sentence.case(place) for place in range(person.start, person.end)}
        cost = max(gap, 0) + (0 if cases & {"Nom", "Acc"} else 6) + _barriers(sentence, person, post)
        if cost <= _FAR and (best is None or cost < best[0]):
            best = (cost, person)
    return best[1] if best else None


def _is_subject_of_appointing(sentence: Sentence, person: Name) -> bool:
    """Whether a person in the nominative is who «назначен», «избрана», «освобождён» in a sentence are said of."""
    if "Nom" not in {sentence.case(place) for place in range(person.start, person.end)}:
        return False
    low, high = max(0, person.start - _FAR), min(len(sentence), person.end + _FAR)
    return any(
        sentence.pos(place) in ("VERB", "ADJ")
        and "Variant=Short" in sentence.morph(place)
        and sentence.lemma(place) in _APPOINTED
        for place in range(low, high)
    )


def _barriers(sentence: Sentence, person: Name, post: Post) -> int:
    low, high = (post.end, person.start) if person.start >= post.end else (person.end, post.start)
    return sum(8 for place in range(low, high) if sentence.text(place) in (";", "—", "»"))


def taken_up(sentence: Sentence, left: list[Post]) -> Statement | None:
    """«Ждут нового ректора. Им стала Анна Белова»: the post that the sentence before leaves without a person."""
    if sentence.word(0).folded not in TAKING_UP or sentence.word(1).folded not in _BECAME:
        return None
    person = next((person for person in sentence.people if person.start == 2), None)
    office = next((post for post in reversed(left) if is_office(post.noun) and not post.is_plural), None)
    if person is None or office is None:
        return None
    return Statement(person, office, "copula", "appointed")
