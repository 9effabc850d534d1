"""The confidence of quotes: for each rule the share of rows with the right words and the right speaker.

    docs/quote_confidence.py SHARED GOLD...

Reads every gold file with the pipeline, aligns its quotes with the scorer of SHARED/score, and writes
`pipeline/stages/quotes/confidence.tsv`. Rules seen fewer than `FEW` times share one figure; rows that the gold
calls optional count for nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pipeline
from pipeline.records import Quote
from pipeline.words import read_rows

TABLE = Path(pipeline.__file__).parent / "stages" / "quotes" / "confidence.tsv"
FEW = 10
HEADER = """\
# source: share of right quotes of each rule on annotated texts, written by docs/quote_confidence.py
# right: IoU of at least .5 and the speaker right
# rules seen fewer than ten times share one figure; of: how many rows the figure rests on
rule\tright\tof
"""


def predicted(quote: Quote) -> dict[str, Any]:
    """A quote in the scorer's form."""
    first = quote.speakers[0] if quote.speakers else None
    span = [first.start_char, first.end_char] if first is not None and first.start_char is not None else None
    return {
        "rule": quote.found_by.removeprefix("quotes."),
        "spans": [[part.start_char, part.end_char] for part in quote.parts],
        "speaker": {"span": span, "name": quote.speaker},
    }


def judged(document: dict[str, Any], scorer: Any) -> Iterator[tuple[str, bool]]:
    """The rule of each quote found in a document, and whether its words and its speaker are right."""
    text, entities = document["text"], {entity["id"]: entity for entity in document["entities"]}
    tokens = scorer.tokens(text)
    items = [scorer.Item(quote, text, tokens) for quote in document["quotes"]]
    gold = [item for item in items if not item.raw["optional"]]
    optional = [item for item in items if item.raw["optional"]]
    quotes = pipeline.extract(text).quotes
    found = [item for item in (scorer.Item(predicted(q), text, tokens) for q in quotes) if item.toks]
    pairs = {number: gold[place] for place, number in scorer.align_tie(gold, found)}
    for number, item in enumerate(found):
        pair = pairs.get(number)
        if pair is None:
            if not scorer.ignorable(item, optional):
                yield item.raw["rule"], False
            continue
        speaker, name = pair.raw["speaker"], item.raw["speaker"]["name"]
        who = [entities[key] for key in (speaker["entity"], *speaker.get("also", []))]
        met = scorer.mention_ok(pair, item)
        yield item.raw["rule"], any(scorer.name_match(name, speaker, entity, met) for entity in who)


def documents(path: Path, evaluate: Any) -> list[dict[str, Any]]:
    with path.open(encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return rows if "entities" in rows[0] else list(evaluate.end_to_end_quotes(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("gold", type=Path, nargs="+")
    options = parser.parse_args()
    sys.path.insert(0, str(options.shared / "score"))
    import evaluate  # type: ignore[import-not-found]
    import quotes as scorer  # type: ignore[import-not-found]

    rows = [row for path in options.gold for document in documents(path, evaluate) for row in judged(document, scorer)]
    seen, right = Counter(rule for rule, _ in rows), Counter(rule for rule, good in rows if good)
    few = [rule for rule in seen if seen[rule] < FEW]
    shared = sum(right[rule] for rule in few) / max(1, sum(seen[rule] for rule in few))
    rules = sorted({*seen, *(row["rule"] for row in read_rows("pipeline.stages.quotes", TABLE.name))})
    lines = [
        f"{rule}\t{right[rule] / seen[rule] if seen[rule] >= FEW else shared:.2f}\t{seen[rule]}\n" for rule in rules
    ]
    TABLE.write_text(HEADER + "".join(lines), encoding="utf8")


if __name__ == "__main__":
    main()
