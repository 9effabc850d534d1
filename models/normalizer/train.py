"""Trains the ranker of nominative forms; see README.md beside this file.

python models/normalizer/train.py NORM.jsonl RELEASES.jsonl --out models/normalizer/weights.npz
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from examples import examples, read_gold, with_labels
from learning import Learner, pack
from substitution import Substitution

log = logging.getLogger("train")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", nargs="+", type=Path, help="JSON lines with `spans` or `mentions`")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("weights.npz"))
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--repeat-releases", type=int, default=2, help="how often annotated releases are counted")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    packed = []
    for path in arguments.gold:
        gold = with_labels(list(read_gold(path)))
        known = list(examples(gold))
        releases = any(text.whole_names for text in gold)
        own = [p for e in known if (p := pack(e)) is not None]
        packed += own * (arguments.repeat_releases if releases else 1)
        log.info("%s: %d spans, %d to learn from", path.name, sum(len(text.spans) for text in gold), len(own))
        if not releases:
            rare = [p for e in examples(list(Substitution().texts(gold, known))) if (p := pack(e)) is not None]
            packed += rare
            log.info("with other names: %d", len(rare))
    learner = Learner(packed)
    learner.save(learner.train(arguments.passes), arguments.out)


if __name__ == "__main__":
    main()
