"""spaCy component `rupress_positions`: the posts that a release states."""

from __future__ import annotations

from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.document import get, put
from pipeline.records import LocalEntity, Mention, Position
from pipeline.stages.positions.organisations import Bodies
from pipeline.stages.positions.phrases import find_posts
from pipeline.stages.positions.post import Post, Statement
from pipeline.stages.positions.predicates import taken_up
from pipeline.stages.positions.statements import find_statements
from pipeline.stages.positions.titles import title_text
from pipeline.stages.positions.view import Sentence, sentences
from pipeline.token_table import doc_text
from pipeline.words import read_rows


class PositionFinder:
    """Reads every sentence that names a person and puts the positions in text order."""

    def __call__(self, doc: Doc) -> Doc:
        mentions = get(doc, Mention)
        bodies = Bodies(doc_text(doc), mentions, get(doc, LocalEntity))
        found: dict[tuple[int, int | None, str], Position] = {}
        earlier: tuple[Sentence, list[Post]] | None = None
        for sentence in sentences(doc, mentions):
            posts = find_posts(sentence)
            statements = find_statements(sentence, posts)
            stated = [_position(sentence, statement, bodies) for statement in statements]
            if earlier is not None and earlier[0].number + 1 == sentence.number:
                statement = taken_up(sentence, earlier[1])
                stated += [_position(earlier[0], statement, bodies)] if statement is not None else []
            for position in stated:
                found.setdefault((position.start_char, position.person_entity, position.person), position)
            taken = {id(statement.post) for statement in statements}
            earlier = sentence, [post for post in posts if id(post) not in taken]
        put(doc, Position, sorted(found.values(), key=lambda p: (p.start_char, p.end_char, p.person)))
        return doc


def _position(sentence: Sentence, statement: Statement, bodies: Bodies) -> Position:
    post = statement.post
    person = statement.person.mention
    start, end = sentence.offsets(post.start, post.end)
    organisation, entity = bodies.named(sentence, post)  # before the title: a body found may leave it
    return Position(
        start_char=start,
        end_char=end,
        person=person.norm or person.nominative or "",
        person_entity=person.entity,
        title=title_text(sentence, post),
        organisation=organisation,
        organisation_entity=entity,
        status=statement.status if statement.status and post.status == "current" else post.status,
        found_by=f"positions.{statement.rule}",
        confidence=_confidences().get((statement.rule, _how(post, organisation))),
    )


def _how(post: Post, organisation: str | None) -> str:
    """How a row came by its organisation: named in the phrase, the nearest that fits, or none."""
    if organisation is None:
        return "none"
    return "named" if post.body is not None or post.chain is not None else "near"


@cache
def _confidences() -> dict[tuple[str, str], float]:
    return {(r["rule"], r["organisation"]): float(r["right"]) for r in read_rows(__package__, "confidence.tsv")}


@Language.factory(
    "rupress_positions",
    requires=["token.pos", "token.morph", "doc._.rupress"],
    assigns=["doc._.rupress"],
)
def create_positions(nlp: Language, name: str) -> PositionFinder:
    return PositionFinder()
