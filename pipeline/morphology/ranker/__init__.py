"""The learned choice among the nominative forms of the words of a name: candidates, features, scoring."""

from pipeline.morphology.ranker.contexts import Around, around_span, around_tokens, seen_in, seen_words
from pipeline.morphology.ranker.ranking import Ranker, ranker
from pipeline.morphology.ranker.weights import weights_path

__all__ = ["Around", "Ranker", "around_span", "around_tokens", "ranker", "seen_in", "seen_words", "weights_path"]
