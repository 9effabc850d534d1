"""Trains the names model on what its teachers make of many texts, and writes `weights.npz`; see README.md.

Needs torch beside rupress. A network half as wide as its teachers learns their joint judgement: the means of their
marginals (Hinton and others 2015, with paths of tags in the place of classes).

With `--start` it goes on from a network that did: what the teachers make of texts annotated in the own convention is
then what they make of them within the annotation, and the weights written are the mean of those before and after, which
hold better on other texts than those after (Wortsman and others 2022).
"""

from __future__ import annotations

import argparse
import copy
import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from chains import Marginals
from corpora import ANY, OWN, examples, read_gold, read_raw
from generate import generated_texts
from learning import Item, collate, disturb, fit, items_of
from network import Network
from torch import Tensor
from train import export, texts_of, word_lists

from pipeline.neural.names_features import AFFIX_ROWS, Hints, width

WIDTH, DROPOUT, BATCH = 64, 0.03, 128
RATE, GOING_ON = 3e-3, 1e-3
MADE_SHARE = 3
_OWN = torch.tensor(OWN)


def read_network(path: Path, hints: Hints) -> Network:
    """The network of a file of weights."""
    with np.load(path, allow_pickle=False) as archive:
        arrays = {name: torch.tensor(archive[name].astype(np.float32)) for name in archive.files if "." in name}
        arrays["transitions"] = torch.tensor(archive["transitions"].astype(np.float32))
    network = Network(AFFIX_ROWS, width(hints), len(arrays["mix.bias"]))
    network.load_state_dict(arrays, strict=False)
    return network.eval()


def judged(items: Sequence[Item], teachers: Sequence[Network]) -> list[Item]:
    """Items, all in the own convention, with what the teachers make of them together within what is allowed: `judged`
    and `moves`."""
    order = sorted(range(len(items)), key=lambda i: len(items[i]["tower"]))
    found: list[Item] = [{} for _ in items]
    for start in range(0, len(order), BATCH):
        group = order[start : start + BATCH]
        batch = collate([{**items[i], "domain": _OWN} for i in group])
        with torch.no_grad():
            opinions = [teacher.judge(batch) for teacher in teachers]
        tags, moves = (torch.stack(held).mean(0).half() for held in zip(*opinions, strict=True))
        for row, i in enumerate(group):
            known = {key: value for key, value in items[i].items() if key != "allowed"}
            length = len(items[i]["tower"])
            found[i] = {**known, "domain": _OWN, "judged": tags[row, :length].clone(), "moves": moves[row].clone()}
        if start % (50 * BATCH) == 0:
            logging.info("judged %d of %d", start, len(items))
    return found


def distance(network: Network, batch: Item) -> Tensor:
    """How far the network is from its teachers where some of what it reads is hidden."""
    return network.distance(disturb(batch, 0.1, 0.1), Marginals(batch["judged"], batch["moves"].float()))


def read_items(gold: Path, raw: Sequence[Path], generated: int, count: int, hints: Hints, told: bool) -> list[Item]:
    """All texts to learn from, in pieces; those of the own convention several times.

    told: whether annotation in the own convention says which tags are allowed; any are elsewhere.
    """
    known = [text for path in sorted(gold.glob("*.jsonl")) for text in texts_of(path)]
    made = items_of(list(examples(read_gold(gold / "e2e.made.train.jsonl"))), hints)
    own = made * MADE_SHARE + items_of(list(examples(generated_texts(generated, seed=3))), hints)
    others = [read_gold(gold / "ner.wikinews.train.jsonl"), *(read_raw([path], known, count) for path in raw)]
    read = [item for texts in others for item in items_of(list(examples(texts)), hints)]
    return [*(own if told else _open(own)), *_open(read)]


def _open(items: Iterable[Item]) -> Iterator[Item]:
    """Items of which the annotation tells nothing."""
    for item in items:
        yield {**item, "allowed": torch.full_like(item["allowed"], ANY)}


def mean_of(one: Network, other: Network) -> Network:
    """The network whose weights are the means of two networks'."""
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    mean = copy.deepcopy(one)
    with torch.no_grad():
        for held, (first, second) in zip(mean.parameters(), pairs, strict=True):
            held.copy_((first + second) / 2)
    return mean


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, help="folder with e2e.made.train.jsonl and ner.wikinews.train.jsonl")
    parser.add_argument("--teachers", type=Path, nargs="+", required=True, help="weights of train.py")
    parser.add_argument("--raw", type=Path, nargs="+", required=True, help="raw texts (.jsonl.gz)")
    parser.add_argument("--count", type=int, default=4000, help="texts of each file of raw texts at most")
    parser.add_argument("--generated", type=int, default=2400, help="how many texts to generate")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--start", type=Path, help="weights to go on from, within the annotation of annotated texts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("weights.npz"))
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    kinds, lists = word_lists()
    hints = Hints(kinds, lists)
    teachers = [read_network(path, hints) for path in args.teachers]
    items = judged(read_items(args.gold, args.raw, args.generated, args.count, hints, bool(args.start)), teachers)
    torch.manual_seed(args.seed)
    start = read_network(args.start, hints) if args.start else Network(AFFIX_ROWS, width(hints), WIDTH)
    start.dropout = DROPOUT
    rate = GOING_ON if args.start else RATE
    network = fit(copy.deepcopy(start), items, distance, epochs=args.epochs, rate=rate, size=BATCH, seed=args.seed)
    export(mean_of(start, network) if args.start else network, kinds, lists, args.out)


if __name__ == "__main__":
    main()
