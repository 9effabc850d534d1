"""Which person holds which post: the ways in which a sentence joins the two."""

from __future__ import annotations

from pipeline.stages.positions.appositions import apposition_left, apposition_right, bare_right, dash_left
from pipeline.stages.positions.lexicon import is_rank
from pipeline.stages.positions.post import Post, Statement
from pipeline.stages.positions.predicates import copula, office
from pipeline.stages.positions.view import Sentence


def find_statements(sentence: Sentence, posts: list[Post]) -> list[Statement]:
    """All statements of a sentence; a post that one rule has taken is left alone by those after it."""
    if not posts:
        return []
    found: list[Statement] = []
    taken: set[int] = set()
    for rule in RULES:
        for statement in rule(sentence, posts, taken):
            found.append(statement)
            taken.add(id(statement.post))
    return [statement for statement in found if is_emitted(statement)]


def is_emitted(statement: Statement) -> bool:
    """Whether a statement is of a post; a rank or a description («генерал-майор», «автор») is none."""
    return not is_rank(statement.post.noun)


RULES = (apposition_left, apposition_right, bare_right, dash_left, office, copula)
