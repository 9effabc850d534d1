"""The names network in torch, for training only: the same arithmetic as `pipeline/neural/names_model.py`."""

from __future__ import annotations

import torch
from chains import Marginals, log_sum, marginals
from torch import Tensor, nn
from torch.nn import functional

from pipeline.neural.names_decoding import HEADS, IMPOSSIBLE, TAGS, legal_moves
from pipeline.neural.names_model import DILATIONS, TOWER_COLUMNS, tags_of_heads

TRUST = (0.8, *(1.5,) * 4, *(0.5,) * 4, *(1.5,) * 4)


class Dilated(nn.Module):
    """A residual block: layer norm, dilated convolution of width three, ReLU."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.conv = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation)

    def forward(self, rows: Tensor, mask: Tensor, dropout: float) -> Tensor:
        out = self.conv((self.norm(rows) * mask).transpose(1, 2)).transpose(1, 2)
        out = functional.dropout(functional.relu(out), dropout, self.training)
        return (rows + out) * mask


class Network(nn.Module):
    """Rows of the tower, affixes and described features in; scores of every tag for three heads out."""

    def __init__(self, affix_rows: int, described: int, width: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.affixes = nn.EmbeddingBag(affix_rows, 16, mode="sum")
        nn.init.normal_(self.affixes.weight, std=0.1)
        self.mix = nn.Linear(TOWER_COLUMNS + 16 + described, width)
        self.domains = nn.Embedding(2, width)
        nn.init.zeros_(self.domains.weight)
        self.blocks = nn.ModuleList(Dilated(width, d) for d in DILATIONS)
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, HEADS * TAGS)
        self.transitions = nn.Parameter(torch.zeros(HEADS, TAGS, TAGS))
        self.register_buffer("legal", torch.from_numpy(legal_moves()), persistent=False)
        self.register_buffer("usable", torch.from_numpy(tags_of_heads()), persistent=False)
        self.dropout = dropout

    def forward(self, batch: dict[str, Tensor]) -> Tensor:
        mask = batch["mask"][..., None]
        size = batch["mask"].shape
        affixes = self.affixes(batch["affixes"].view(-1, batch["affixes"].shape[-1])).view(*size, -1)
        affixes = affixes * batch["spelled"][..., None]
        rows = torch.cat([batch["tower"], affixes, batch["described"]], -1)
        rows = functional.dropout(rows, self.dropout / 2, self.training)
        rows = (functional.relu(self.mix(rows) + self.domains(batch["domain"])[:, None])) * mask
        for block in self.blocks:
            rows = block(rows, mask, self.dropout)
        scores = self.head(functional.dropout(self.norm(rows), self.dropout, self.training))
        scores = scores.view(*size, HEADS, TAGS)
        return scores.masked_fill(~self.usable, IMPOSSIBLE)

    def moves(self) -> Tensor:
        """Transition scores with the illegal ones shut: (heads, from, to)."""
        return self.transitions.masked_fill(~self.legal, IMPOSSIBLE)

    def loss(self, batch: dict[str, Tensor]) -> Tensor:
        """Negative log likelihood of the allowed tag sequences, per word, over all heads."""
        scores = self(batch)
        allowed = scores.masked_fill(_shut(batch), IMPOSSIBLE)
        every, right = (self._log_sum(s, batch["mask"]) for s in (scores, allowed))
        return (every - right).sum() / batch["mask"].sum()

    def judge(self, batch: dict[str, Tensor]) -> Marginals:
        """What the network makes of texts together with its trust in the rules: marginals of the allowed tags and of
        moves between them."""
        scores = self._trusting(batch).masked_fill(_shut(batch), IMPOSSIBLE)
        return marginals(scores, self.moves(), self._edges(), batch["mask"])

    def distance(self, batch: dict[str, Tensor], judged: Marginals) -> Tensor:
        """Cross entropy of the network's paths, trust in rules included, to judged ones; per word, over all heads."""
        scores, moves = self._trusting(batch), self.moves()
        tags = (scores.clamp_min(-50) * judged.tags * batch["mask"][..., None, None]).sum()
        between = (moves.clamp_min(-50) * judged.moves).sum()
        return (self._log_sum(scores, batch["mask"]).sum() - tags - between) / batch["mask"].sum()

    def _trusting(self, batch: dict[str, Tensor]) -> Tensor:
        """Scores with `TRUST` added to the tags that the rules found, as the pipeline adds it."""
        bonus = torch.tensor(TRUST)[batch["ruled"]] * batch["mask"][..., None]
        return self(batch) + functional.one_hot(batch["ruled"], TAGS) * bonus[..., None]

    def _log_sum(self, scores: Tensor, mask: Tensor) -> Tensor:
        return log_sum(scores, self.moves(), self._edges(), mask)

    def _edges(self) -> Tensor:
        """Which tags may begin and which may end a text."""
        return torch.stack([self.legal[0], self.legal[:, 0]]).float()


def _shut(batch: dict[str, Tensor]) -> Tensor:
    """The tags that words of a batch may not have: (batch, words, heads, tags)."""
    return ~((batch["allowed"][..., None] >> torch.arange(TAGS)) & 1).bool()
