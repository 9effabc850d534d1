"""Texts as tensors in batches, and the loop that fits a network to them; shared by `train.py` and `distil.py`."""

from __future__ import annotations

import copy
import logging
import random
from collections.abc import Callable, Iterator, Sequence

import torch
from corpora import Example
from network import Network
from torch import Tensor

from pipeline.neural.names_features import GUESS_COLUMNS, Hints, affixes, describe, head_tags

LONGEST_CHUNK = 160
_COLUMNS = {"tower": 0, "affixes": 0, "described": 0, "allowed": 1, "ruled": 0, "judged": 0}
"""What there is a row of for every word, and what stands behind the end of a text."""

Item = dict[str, Tensor]


def encode(example: Example, hints: Hints) -> Item:
    """An example as tensors, the large ones in halves of floats."""
    return {
        "tower": torch.tensor(example.rows).half(),
        "affixes": torch.tensor([affixes(word.text) for word in example.text.words]),
        "described": torch.tensor(describe(example.text, hints, example.tagged, example.ruled)).half(),
        "allowed": torch.tensor(example.allowed),
        "ruled": torch.tensor(head_tags(len(example.text), example.ruled)),
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
    return {key: value[start:end] if key in _COLUMNS else value for key, value in item.items()}


def items_of(held: Sequence[Example], hints: Hints) -> list[Item]:
    """Examples as tensors, in pieces."""
    return [chunk for example in held for chunk in chunks(encode(example, hints), example.text.opens)]


def collate(items: Sequence[Item]) -> Item:
    """Items as one batch: (items, words of the longest, ...), and `mask`, 1 where there is a word."""
    longest = max(len(item["tower"]) for item in items)
    mask = torch.zeros(len(items), longest)
    batch: Item = {"mask": mask}
    for key, first in items[0].items():
        if key not in _COLUMNS:
            batch[key] = torch.stack([item[key] for item in items])
            continue
        kind = torch.float32 if first.is_floating_point() else first.dtype
        batch[key] = torch.full((len(items), longest, *first.shape[1:]), _COLUMNS[key], dtype=kind)
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
    ruled = batch["ruled"] * rules.long()
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
    return {**batch, "described": described, "tower": tower, "spelled": spelled, "ruled": ruled}


def fit(
    network: Network,
    items: Sequence[Item],
    loss: Callable[[Network, Item], Tensor],
    *,
    epochs: int,
    rate: float,
    size: int,
    seed: int,
) -> Network:
    """Train on batches of `size` items; the network returned is the moving average of the weights."""
    torch.manual_seed(seed)
    shuffled = random.Random(seed)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.01)
    steps = epochs * (len(items) // size + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min(1.0, (s + 1) / 30) * max(0.05, 1 - s / steps))
    average, done = copy.deepcopy(network), 0
    for epoch in range(epochs):
        losses = []
        for batch in batches(items, size, shuffled):
            network.train()
            found = loss(network, batch)
            optimiser.zero_grad()
            found.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            decay = min(0.995, done / (done + 10))
            with torch.no_grad():
                for kept, now in zip(average.parameters(), network.parameters(), strict=True):
                    kept.lerp_(now, 1 - decay)
            losses.append(float(found.detach()))
        logging.info("epoch %d of %d: loss %.4f", epoch + 1, epochs, sum(losses) / len(losses))
    return average.eval()


def batches(items: Sequence[Item], size: int, shuffled: random.Random) -> Iterator[Item]:
    """Batches of items of like length, in random order."""
    order = sorted(range(len(items)), key=lambda i: len(items[i]["tower"]) + shuffled.random() * 30)
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    shuffled.shuffle(groups)
    for group in groups:
        yield collate([items[i] for i in group])
