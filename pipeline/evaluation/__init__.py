"""Accuracy against annotated releases.

    gold = read_gold("data/gold")
    scores = evaluate(gold, pipeline.extract_many(gold_records(gold)))
    print(render(scores), render_errors(scores, limit=10), sep="\\n")

`notation` reads and writes annotated text, `gold` finds it in files, `scores` compares a run with it, `floors` holds
the figures up.
"""

from pipeline.evaluation.floors import Floors, check_floors, gold_digest, pin_floors, read_floors
from pipeline.evaluation.gold import gold_files, gold_records, read_gold
from pipeline.evaluation.notation import read_notation, read_notation_file, write_notation
from pipeline.evaluation.records import (
    Days,
    GoldCue,
    GoldMention,
    GoldPosition,
    GoldQuote,
    GoldRelease,
    GoldSpeaker,
    Span,
)
from pipeline.evaluation.scores import errors, evaluate, render, render_errors
from pipeline.evaluation.tally import Figure, Miss, Rate, Scores, Share

__all__ = [
    "Days",
    "Figure",
    "Floors",
    "GoldCue",
    "GoldMention",
    "GoldPosition",
    "GoldQuote",
    "GoldRelease",
    "GoldSpeaker",
    "Miss",
    "Rate",
    "Scores",
    "Share",
    "Span",
    "check_floors",
    "errors",
    "evaluate",
    "gold_digest",
    "gold_files",
    "gold_records",
    "pin_floors",
    "read_floors",
    "read_gold",
    "read_notation",
    "read_notation_file",
    "render",
    "render_errors",
    "write_notation",
]
