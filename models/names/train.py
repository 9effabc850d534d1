"""Trains the names model and writes `weights.npz`; see README.md for the command. Needs torch beside rupress."""

from __future__ import annotations

import argparse
import copy
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
from network import Network
from torch import Tensor

from pipeline.neural.names_decoding import decode
from pipeline.neural.names_features import AFFIX_ROWS, GUESS_COLUMNS, Hints, NameSpan, affixes, describe, width
from pipeline.neural.names_model import PROTOCOL
from pipeline.stages.boundaries import lexicon

LONGEST_CHUNK = 160
BATCH = 16
TRUST = (0.8, *(1.5,) * 4, *(0.5,) * 4, *(1.5,) * 4)
SINGLE_LISTS = (
    "legal_forms",
    "company_words",
    "loose_adjectives",
    "stop_nouns",
    "roles",
    "acronym_places",
    "acronym_bodies",
)

Item = dict[str, Tensor]


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


def encode(example: Example, hints: Hints) -> Item:
    """An example as tensors."""
    return {
        "tower": torch.tensor(example.rows),
        "affixes": torch.tensor([affixes(word.text) for word in example.text.words]),
        "described": torch.tensor(describe(example.text, hints, example.tagged, example.ruled)),
        "allowed": torch.tensor(example.allowed),
        "domain": torch.tensor(example.domain),
    }


def chunks(item: Item, opens: Sequence[bool]) -> Iterator[Item]:
    """A text in pieces of at most `LONGEST_CHUNK` words, cut where a sentence or line ends and no name runs on."""
    start, cut = 0, 0
    for place in range(1, len(opens) + 1):
        if place == len(opens) or (opens[place] and _begins(item["allowed"][place])):
            if place - start > LONGEST_CHUNK and cut > start:
                yield _slice(item, start, cut)
                start = cut
            cut = place
    if cut > start:
        yield _slice(item, start, cut)


def _begins(allowed: Tensor) -> bool:
    starting = sum(1 << tag for tag in (0, 1, 4, 5, 8, 9, 12))
    return all(int(cell) & starting for cell in allowed)


def _slice(item: Item, start: int, end: int) -> Item:
    return {key: value if key == "domain" else value[start:end] for key, value in item.items()}


def collate(items: Sequence[Item]) -> Item:
    longest = max(len(item["tower"]) for item in items)
    mask = torch.zeros(len(items), longest)
    batch: Item = {"mask": mask, "domain": torch.stack([item["domain"] for item in items])}
    for key in ("tower", "affixes", "described", "allowed"):
        first = items[0][key]
        batch[key] = torch.full(
            (len(items), longest, *first.shape[1:]), 1 if key == "allowed" else 0, dtype=first.dtype
        )
        for row, item in enumerate(items):
            batch[key][row, : len(item[key])] = item[key]
    for row, item in enumerate(items):
        mask[row, : len(item["tower"])] = 1
    batch["spelled"] = mask.clone()
    return batch


def disturb(batch: Item, rules_off: float, tagger_off: float) -> Item:
    """Hide some words, and for some texts what the rules or the tagger found, so that the model leans on neither."""
    described = batch["described"]
    size = len(described)
    rules = (torch.rand(size) >= rules_off)[:, None, None].float()
    tagger = (torch.rand(size) >= tagger_off)[:, None, None].float()
    described = torch.cat(
        [
            described[..., : -2 * GUESS_COLUMNS],
            described[..., -2 * GUESS_COLUMNS : -GUESS_COLUMNS] * tagger,
            described[..., -GUESS_COLUMNS:] * rules,
        ],
        -1,
    )
    size = batch["mask"].shape
    tower = batch["tower"] * (torch.rand(size) >= 0.04)[..., None]
    spelled = batch["spelled"] * (torch.rand(size) >= 0.04)
    return {**batch, "described": described, "tower": tower, "spelled": spelled}


def fit(network: Network, items: Sequence[Item], epochs: int, rate: float, rules_off: float) -> Network:
    """Train on items; the network returned is the moving average of the weights."""
    torch.manual_seed(0)
    shuffled = random.Random(0)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.01)
    steps = epochs * (len(items) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min(1.0, (s + 1) / 30) * max(0.05, 1 - s / steps))
    average, done = copy.deepcopy(network), 0
    for epoch in range(epochs):
        losses = []
        for batch in batches(items, shuffled):
            network.train()
            loss = network.loss(disturb(batch, rules_off, 0.1))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            decay = min(0.995, done / (done + 10))
            with torch.no_grad():
                for kept, now in zip(average.parameters(), network.parameters(), strict=True):
                    kept.lerp_(now, 1 - decay)
            losses.append(float(loss.detach()))
        logging.info("epoch %d of %d: loss %.4f", epoch + 1, epochs, sum(losses) / len(losses))
    return average.eval()


def batches(items: Sequence[Item], shuffled: random.Random) -> Iterator[Item]:
    """Batches of chunks of like length, in random order."""
    order = sorted(range(len(items)), key=lambda i: len(items[i]["tower"]) + shuffled.random() * 30)
    groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    shuffled.shuffle(groups)
    for group in groups:
        yield collate([items[i] for i in group])


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


def items_of(held: Sequence[Example], hints: Hints) -> list[Item]:
    return [chunk for example in held for chunk in chunks(encode(example, hints), example.text.opens)]


def tuned(base: Network, made: list[Item], others: Sequence[list[Item]], epochs: int) -> Network:
    """The base tuned to the own convention, on a mixture in which its texts weigh most."""
    chance = random.Random(0)
    mixture = made * 3
    for items, share in zip(others, (1, 2, 1), strict=True):
        mixture = mixture + chance.sample(items, min(len(items), len(made) * share))
    return fit(base, mixture, epochs, 5e-4, rules_off=0.2)


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


def trained(material: Material, made: Sequence[Example], rounds: int, epochs: int, tuning: int) -> Network:
    """A network that has learned from all material, of the texts of the own convention from some alone.

    tuning: epochs on the mixture in which these weigh most.
    """
    hints = material.hints
    own, raw = items_of(made, hints), [encode(example, hints) for example in material.raw]
    silver: list[Item] = []
    for step in range(rounds if raw else 1):
        torch.manual_seed(step)
        base = Network(AFFIX_ROWS, width(hints))
        base = fit(base, material.nerel + material.generated + silver, epochs, 1e-3, rules_off=0.3)
        network = tuned(base, own, (material.nerel, material.generated, silver), tuning)
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
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("weights.npz"))
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    material = read_material(args.gold, args.raw, args.generated)
    network = trained(material, material.made, args.rounds, args.epochs, args.tuning)
    export(network, material.kinds, material.lists, args.out)


if __name__ == "__main__":
    main()
