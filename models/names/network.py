"""The names network in torch, for training only: the same arithmetic as `pipeline/neural/names_model.py`."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.neural.names_model import DILATIONS, TOWER_COLUMNS

TAGS, HEADS = 13, 3
WIDTH = 128
IMPOSSIBLE = -1e4


def legal_moves() -> Tensor:
    """Which BIOES tag may follow which: (from, to)."""
    legal = torch.zeros(TAGS, TAGS, dtype=torch.bool)
    for before in range(TAGS):
        ends = before == 0 or (before - 1) % 4 in (2, 3)
        for after in range(TAGS):
            begins = after == 0 or (after - 1) % 4 in (0, 3)
            same = before > 0 and after > 0 and (before - 1) // 4 == (after - 1) // 4
            legal[before, after] = begins if ends else same and not begins
    return legal


def tags_of_heads() -> Tensor:
    """Which tags each head may give: (heads, tags)."""
    allowed = torch.ones(HEADS, TAGS, dtype=torch.bool)
    allowed[1, 5:9] = False
    allowed[2, 1:5] = allowed[2, 9:13] = False
    return allowed


class Dilated(nn.Module):
    """A residual block: layer norm, dilated convolution of width three, ReLU."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.conv = nn.Conv1d(WIDTH, WIDTH, 3, padding=dilation, dilation=dilation)

    def forward(self, rows: Tensor, mask: Tensor, dropout: float) -> Tensor:
        out = self.conv((self.norm(rows) * mask).transpose(1, 2)).transpose(1, 2)
        out = functional.dropout(functional.relu(out), dropout, self.training)
        return (rows + out) * mask


class Network(nn.Module):
    """Rows of the tower, affixes and described features in; scores of every tag for three heads out."""

    def __init__(self, affix_rows: int, described: int) -> None:
        super().__init__()
        self.affixes = nn.EmbeddingBag(affix_rows, 16, mode="sum")
        nn.init.normal_(self.affixes.weight, std=0.1)
        self.mix = nn.Linear(TOWER_COLUMNS + 16 + described, WIDTH)
        self.domains = nn.Embedding(2, WIDTH)
        nn.init.zeros_(self.domains.weight)
        self.blocks = nn.ModuleList(Dilated(d) for d in DILATIONS)
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, HEADS * TAGS)
        self.transitions = nn.Parameter(torch.zeros(HEADS, TAGS, TAGS))
        self.register_buffer("legal", legal_moves(), persistent=False)
        self.register_buffer("usable", tags_of_heads(), persistent=False)
        self.dropout = 0.25

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
        steps = torch.arange(TAGS)
        shut = ~((batch["allowed"][..., None] >> steps) & 1).bool()
        both = torch.stack([scores, scores.masked_fill(shut, IMPOSSIBLE)])
        total = self._partition(both, batch["mask"])
        return (total[0] - total[1]).sum() / batch["mask"].sum()

    def _partition(self, scores: Tensor, mask: Tensor) -> Tensor:
        """Log of the summed weight of all paths: (kinds, batch, heads)."""
        moves = self.moves()
        begins = self.legal[0]
        alpha = scores[:, :, 0].masked_fill(~begins, IMPOSSIBLE)
        for step in range(1, scores.shape[2]):
            reached = torch.logsumexp(alpha[..., :, None] + moves, dim=-2) + scores[:, :, step]
            alpha = torch.where(mask[:, step, None, None] > 0, reached, alpha)
        ends = self.legal[:, 0]
        return torch.logsumexp(alpha.masked_fill(~ends, IMPOSSIBLE), dim=-1)
