"""Trains one teacher of the names model and writes its weights; see README.md. Needs torch beside rupress."""

from __future__ import annotations

import argparse
import json
import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from corpora import Example, agreed, examples, read_gold, read_raw
from generate import generated_texts
from learning import Item, collate, disturb, encode, fit, items_of
from network import TRUST, Network
from torch import Tensor

from pipeline.neural.names_decoding import decode
from pipeline.neural.names_features import AFFIX_ROWS, GUESS_COLUMNS, Hints, NameSpan, width
from pipeline.neural.names_model import PROTOCOL
from pipeline.stages.boundaries import lexicon

WIDTH, DROPOUT, BATCH = 128, 0.25, 16
SINGLE_LISTS = (
    "legal_forms",
    "company_words",
    "loose_adjectives",
    "stop_nouns",
    "roles",
    "acronym_places",
    "acronym_bodies",
)


def word_lists() -> tuple[list[str], dict[str, list[str]]]:
    """The boundary rules' word lists as kinds of words."""
    held: dict[str, list[str]] = {}
    for name in ("heads", "places", "classes"):
        for word, kinds in getattr(lexicon, name)().items():
            held.setdefault(word, []).extend(f"{name}.{kind}" for kind in kinds.split())
    for name in SINGLE_LISTS:
        for word in getattr(lexicon, name)():
            held.setdefault(word, []).append(name)
    return sorted({kind for kinds in held.values() for kind in kinds}), held


def predict(
    network: Network, held: Sequence[Example], items: Sequence[Item], rules: bool, domain: int = 0
) -> list[list[NameSpan]]:
    """Spans by the torch network, with or without what the rules found."""
    scores = []
    with torch.no_grad():
        for item in items:
            batch = collate([{**item, "domain": torch.tensor(domain)}])
            if not rules:
                batch["described"][..., -GUESS_COLUMNS:] = 0
            scores.append(network(batch)[0].numpy())
        moves = network.moves().numpy()
    return decode([example.text.lines for example in held], scores, moves)


def export(network: Network, kinds: Sequence[str], lists: dict[str, list[str]], path: Path) -> None:
    """Write the weights as plain arrays, halves of floats; the own convention's bias is folded in."""
    arrays = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    domains = arrays.pop("domains.weight")
    arrays["mix.bias"] = arrays["mix.bias"] + domains[0]
    pairs = [(word, kind) for word in sorted(lists) for kind in lists[word]]
    np.savez_compressed(
        path,
        protocol=np.array(PROTOCOL),
        trust=np.array(TRUST, np.float32),
        hint_kinds=np.array(kinds),
        hint_words=np.array([word for word, _ in pairs]),
        hint_word_kinds=np.array([kind for _, kind in pairs]),
        **{name: value.astype(np.float16) for name, value in arrays.items()},
    )


def learned(network: Network, items: Sequence[Item], epochs: int, rate: float, rules_off: float, seed: int) -> Network:
    """The network after training on items, in part of which the rules' and the tagger's spans are hidden."""

    def loss(network: Network, batch: Item) -> Tensor:
        return network.loss(disturb(batch, rules_off, 0.1))

    return fit(network, items, loss, epochs=epochs, rate=rate, size=BATCH, seed=seed)


def tuned(base: Network, made: list[Item], others: Sequence[list[Item]], epochs: int, seed: int) -> Network:
    """The base tuned to the own convention, on a mixture in which its texts weigh most."""
    chance = random.Random(seed)
    mixture = made * 3
    for items, share in zip(others, (1, 2, 1), strict=True):
        mixture = mixture + chance.sample(items, min(len(items), len(made) * share))
    return learned(base, mixture, epochs, 5e-4, rules_off=0.2, seed=seed)


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to learn from: texts of the own convention, pieces of other corpora, raw texts."""

    kinds: list[str]
    lists: dict[str, list[str]]
    made: list[Example]
    nerel: list[Item]
    generated: list[Item]
    raw: list[Example]

    @property
    def hints(self) -> Hints:
        return Hints(self.kinds, self.lists)


def read_material(gold: Path, raw: Sequence[Path], generated: int) -> Material:
    """Read and tag all texts."""
    kinds, lists = word_lists()
    hints = Hints(kinds, lists)
    known = [text for path in sorted(gold.glob("*.jsonl")) for text in texts_of(path)]
    return Material(
        kinds,
        lists,
        list(examples(read_gold(gold / "e2e.made.train.jsonl"))),
        items_of(list(examples(read_gold(gold / "ner.wikinews.train.jsonl"))), hints),
        items_of(list(examples(generated_texts(generated, seed=3))), hints),
        list(examples(read_raw(raw, known, 200))),
    )


def trained(
    material: Material, made: Sequence[Example], rounds: int, epochs: int, tuning: int, seed: int = 0
) -> Network:
    """A network that has learned from all material, of the texts of the own convention from some alone.

    tuning: epochs on the mixture in which these weigh most.
    """
    hints = material.hints
    own, raw = items_of(made, hints), [encode(example, hints) for example in material.raw]
    silver: list[Item] = []
    for step in range(rounds if raw else 1):
        torch.manual_seed(2 * seed + step)
        base = Network(AFFIX_ROWS, width(hints), WIDTH, DROPOUT)
        base = learned(base, material.nerel + material.generated + silver, epochs, 1e-3, rules_off=0.3, seed=seed)
        network = tuned(base, own, (material.nerel, material.generated, silver), tuning, seed)
        if step + 1 < rounds and raw:
            found = predict(network, material.raw, raw, rules=False)
            labelled = [agreed(example, spans) for example, spans in zip(material.raw, found, strict=True)]
            silver = items_of(labelled, hints)
    return network


def texts_of(path: Path) -> Iterator[str]:
    """The texts of a gold file; some hold annotation alone."""
    for line in filter(None, path.read_text("utf-8").split("\n")):
        text = json.loads(line).get("text")
        if text:
            yield text


def arguments(description: str | None) -> argparse.ArgumentParser:
    """The options that training and cross-validation share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("gold", type=Path, help="folder with e2e.made.train.jsonl and ner.wikinews.train.jsonl")
    parser.add_argument("--raw", type=Path, nargs="*", default=[], help="raw texts (.jsonl.gz) for agreed labels")
    parser.add_argument("--rounds", type=int, default=2, help="how often raw texts are labelled again")
    parser.add_argument("--generated", type=int, default=1400, help="how many texts to generate")
    parser.add_argument("--epochs", type=int, default=4, help="on everything but the texts of the own convention")
    parser.add_argument("--tuning", type=int, default=4, help="epochs on a mixture in which those weigh most")
    return parser


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--seed", type=int, default=0, help="of the chances that teachers differ by")
    parser.add_argument("--out", type=Path, required=True, help="where to write the weights")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    material = read_material(args.gold, args.raw, args.generated)
    network = trained(material, material.made, args.rounds, args.epochs, args.tuning, args.seed)
    export(network, material.kinds, material.lists, args.out)


if __name__ == "__main__":
    main()
