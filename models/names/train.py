"""Trains the names model and writes `weights.npz`; see README.md for the command. Needs torch beside rupress."""

from __future__ import annotations

import argparse
import copy
import json
import logging
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from corpora import Example, agreed, examples, read_gold, read_raw
from generate import generated_texts
from navec import Navec
from network import Network, Warm
from slovnet.api import NER
from torch import Tensor

from pipeline.neural.models import NAMES, NAVEC, load_taggers, model_path
from pipeline.neural.names_decoding import decode
from pipeline.neural.names_features import AFFIX_ROWS, GUESS_COLUMNS, Hints, NameSpan, affixes, describe, width
from pipeline.neural.names_model import PROTOCOL
from pipeline.stages.boundaries import lexicon

LONGEST_CHUNK = 160
BATCH = 16
SOUP = 1
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


class Encoder:
    """Turns examples into tensors, with one table of the word vectors that occur."""

    def __init__(self, hints: Hints) -> None:
        self.hints = hints
        self.tagger = load_taggers().names
        self._local: dict[int, int] = {}

    def encode(self, example: Example) -> Item:
        texts = [word.text for word in example.words]
        ids, shapes = self.tagger.encode(texts)
        local = [self._local.setdefault(int(i), len(self._local)) for i in ids]
        return {
            "words": torch.tensor(local),
            "shapes": torch.tensor(shapes),
            "affixes": torch.tensor([affixes(text) for text in texts]),
            "described": torch.tensor(describe(example.words, self.hints, example.tagged, example.ruled)),
            "allowed": torch.tensor(example.allowed),
            "domain": torch.tensor(example.domain),
        }

    def unknown(self) -> int:
        """The number of a word that has no vector."""
        number = int(self.tagger.encode(["щшщшщшщхх"])[0][0])
        return self._local.setdefault(number, len(self._local))

    def vectors(self) -> Tensor:
        return torch.tensor(self.tagger.vectors(np.array(list(self._local))))


def chunks(item: Item, words: Sequence) -> Iterator[Item]:
    """A text in pieces of at most `LONGEST_CHUNK` words, cut where a sentence or line ends and no name runs on."""
    start, cut = 0, 0
    for place in range(1, len(words) + 1):
        done = place == len(words)
        if done or (
            (words[place].opens or words[place].line != words[place - 1].line) and _begins(item["allowed"][place])
        ):
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
    longest = max(len(item["words"]) for item in items)
    mask = torch.zeros(len(items), longest)
    batch: Item = {"mask": mask, "domain": torch.stack([item["domain"] for item in items])}
    for key in ("words", "shapes", "affixes", "described", "allowed"):
        first = items[0][key]
        batch[key] = torch.full(
            (len(items), longest, *first.shape[1:]), 1 if key == "allowed" else 0, dtype=first.dtype
        )
        for row, item in enumerate(items):
            batch[key][row, : len(item[key])] = item[key]
    for row, item in enumerate(items):
        mask[row, : len(item["words"])] = 1
    batch["spelled"] = mask.clone()
    return batch


def disturb(batch: Item, unknown: int, rules_off: float, tagger_off: float) -> Item:
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
    hidden = torch.rand(batch["words"].shape) < 0.04
    words = batch["words"].masked_fill(hidden, unknown)
    spelled = batch["spelled"] * (torch.rand(batch["words"].shape) >= 0.04)
    return {**batch, "described": described, "words": words, "spelled": spelled}


def new_network(encoder: Encoder) -> Network:
    """A network that begins with slovnet's convolutions and shapes."""
    model = NER.load(model_path(NAMES)).navec(Navec.load(model_path(NAVEC))).infer.model
    shapes = torch.tensor(np.array(model.emb.shape.weight.array))
    return Network(
        encoder.vectors(), shapes, [_warm(x) for x in model.encoder.layers], AFFIX_ROWS, width(encoder.hints)
    )


def _warm(layer) -> Warm:
    norm = layer.norm
    scale = norm.weight.array / norm.std.array
    parts = (layer.conv.weight.array, layer.conv.bias.array, scale, norm.bias.array - norm.mean.array * scale)
    return Warm(*(torch.tensor(np.array(part)) for part in parts))


def fit(
    network: Network,
    items: Sequence[Item],
    epochs: int,
    unknown: int,
    rate: float = 1e-3,
    rules_off: float = 0.35,
    seed: int = 0,
) -> Network:
    """Train on items; the network returned is the moving average of the weights."""
    torch.manual_seed(seed)
    shuffled = random.Random(seed)
    warm = [p for name, p in network.named_parameters() if name.startswith(("tower", "shapes"))]
    cold = [p for name, p in network.named_parameters() if not name.startswith(("tower", "shapes"))]
    optimiser = torch.optim.AdamW([{"params": cold, "lr": rate}, {"params": warm, "lr": rate * 0.3}], weight_decay=0.01)
    steps = epochs * (len(items) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min(1.0, (s + 1) / 30) * max(0.05, 1 - s / steps))
    average, done = copy.deepcopy(network), 0
    for epoch in range(epochs):
        losses = []
        for batch in batches(items, shuffled):
            network.train()
            loss = network.loss(disturb(batch, unknown, rules_off, 0.1))
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
    order = sorted(range(len(items)), key=lambda i: len(items[i]["words"]) + shuffled.random() * 30)
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
    return decode([example.words for example in held], scores, moves)


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


def items_of(encoder: Encoder, held: Sequence[Example]) -> list[Item]:
    return [chunk for example in held for chunk in chunks(encoder.encode(example), example.words)]


def tuned(base: Network, made: list[Item], others: Sequence[list[Item]], epochs: int, unknown: int) -> Network:
    """The base tuned to the own convention several times, on different mixtures; the weights are averaged."""
    networks = []
    for seed in range(SOUP):
        chance = random.Random(seed)
        mixture = made * 3
        for items, share in zip(others, (1, 2, 1), strict=True):
            mixture = mixture + chance.sample(items, min(len(items), len(made) * share))
        networks.append(fit(copy.deepcopy(base), mixture, epochs, unknown, 5e-4, rules_off=0.2, seed=seed))
    return average(networks)


def average(networks: Sequence[Network]) -> Network:
    """One network whose weights are the mean of several that began alike."""
    mean = copy.deepcopy(networks[0])
    with torch.no_grad():
        for parts in zip(*(network.parameters() for network in [mean, *networks]), strict=True):
            parts[0].copy_(torch.stack(parts[1:]).mean(0))
    return mean.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, help="folder with e2e.made.train.jsonl and ner.wikinews.train.jsonl")
    parser.add_argument("--raw", type=Path, nargs="*", default=[], help="raw texts (.jsonl.gz) for agreed labels")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("weights.npz"))
    parser.add_argument("--rounds", type=int, default=3, help="how often raw texts are labelled again")
    parser.add_argument("--generated", type=int, default=1400)
    parser.add_argument("--epochs", type=int, default=2)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    kinds, lists = word_lists()
    encoder = Encoder(Hints(kinds, lists))
    made = items_of(encoder, list(examples(read_gold(args.gold / "e2e.made.train.jsonl"))))
    nerel = items_of(encoder, list(examples(read_gold(args.gold / "ner.wikinews.train.jsonl"))))
    generated = items_of(encoder, list(examples(generated_texts(args.generated, seed=3))))
    known = [text for path in sorted(args.gold.glob("*.jsonl")) for text in texts_of(path)]
    raw = list(examples(read_raw(args.raw, known, 200)))
    raw_items = [encoder.encode(example) for example in raw]
    unknown = encoder.unknown()
    silver: list[Item] = []
    for step in range(args.rounds if raw else 1):
        base = fit(new_network(encoder), nerel + generated + silver, args.epochs, unknown, rules_off=0.3)
        network = tuned(base, made, (nerel, generated, silver), args.epochs, unknown)
        if step + 1 < args.rounds and raw:
            found = predict(network, raw, raw_items, rules=False)
            silver = items_of(encoder, [agreed(example, spans) for example, spans in zip(raw, found, strict=True)])
    export(network, kinds, lists, args.out)


def texts_of(path: Path) -> Iterator[str]:
    """The texts of a gold file; some hold annotation alone."""
    for line in filter(None, path.read_text("utf-8").split("\n")):
        text = json.loads(line).get("text")
        if text:
            yield text


if __name__ == "__main__":
    main()
