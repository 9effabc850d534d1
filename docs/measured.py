"""What accuracy and speed were measured, as blocks of Markdown."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pipeline
from pipeline import evaluation
from pipeline.evaluation import Rate, Scores

ROOT = Path(__file__).parents[1]
WHOLE = {"e2e.real.dev": "8 real releases", "e2e.made.dev": "12 made releases", "e2e.made.train": "112 made releases"}
NEWS = {"ner.factrueval.dev": "122 news texts of factRuEval-2016", "ner.wikinews.dev": "94 texts of Wikinews"}
WHOLE_FIGURES = {
    **{label: f"mentions {label} exact" for label in ("PER", "ORG", "LOC", "DATE", "PERCENT")},
    "posts": "positions person+title",
    "with body": "positions person+title+organisation",
    "quotes": "quotes IoU>=.5",
    "with speaker": "quotes quote+speaker",
}
NEWS_FIGURES = {
    **{f"{label} exact": f"ner exact~ {label}" for label in ("PER", "ORG", "LOC")},
    **{f"{label} by token": f"ner naeval {label}" for label in ("PER", "ORG", "LOC")},
}
SHORT = {
    "people": "PER exact",
    "organisations": "ORG exact",
    "places": "LOC exact",
    "dates": "DATE exact",
    "percentages": "PERCENT exact",
    "posts with organisation": "positions +organisation",
    "quotes with speaker": "quotes +speaker",
}


def accuracy() -> dict[str, str]:
    """Blocks `accuracy` (all figures on data/gold) and `accuracy-short` (F1 of the main ones)."""
    gold = evaluation.read_gold(ROOT / "data" / "gold")
    scores = evaluation.evaluate(gold, pipeline.extract_many(evaluation.gold_records(gold)))
    full = f"Measured {_today()}.\n\n```text\n{evaluation.render(scores)}\n```"
    return {"accuracy": full, "accuracy-short": _short(scores)}


def _short(scores: Scores) -> str:
    figures = {title: scores[name] for title, name in SHORT.items()}
    rates = [f"{100 * figure.f1:.1f}" for figure in figures.values() if isinstance(figure, Rate)]
    return _table(list(figures), [rates])


def shared_accuracy(shared: Path) -> dict[str, str]:
    """Block `accuracy-shared`: figures on the annotated texts in a folder beside the checkout."""
    figures = _scorer()
    parts = [f"Measured {_today()}."]
    for files, wanted in ((WHOLE, WHOLE_FIGURES), (NEWS, NEWS_FIGURES)):
        rows = []
        for name, words in files.items():
            with tempfile.TemporaryDirectory() as work:
                reached = figures(shared, name, Path(work))
            rows.append([words, *(f"{100 * reached[figure]:.1f}" for figure in wanted.values())])
        parts.append(_table(["texts", *wanted], rows))
    return {"accuracy-shared": "\n\n".join(parts)}


def _scorer() -> Callable[[Path, str, Path], Mapping[str, float]]:
    """The function of `.ci/shared.py` that scores one file."""
    spec = spec_from_file_location("shared_checks", ROOT / ".ci" / "shared.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.figures  # type: ignore[no-any-return]


def speed() -> dict[str, str]:
    """Blocks `speed` (by stage) and `speed-short`."""
    command = [sys.executable, str(ROOT / "docs" / "bench.py")]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.splitlines()
    return {
        name: "```text\n" + "\n".join(some) + "\n```" for name, some in (("speed", lines), ("speed-short", lines[:3]))
    }


def _today() -> str:
    today = date.today()
    return f"{today.day} {today:%B %Y}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
