"""All paths of a chain of tags at once: the log of their summed weight, and the marginals, by two sweeps.

The recursions are those of linear-chain conditional random fields (Sutton and McCallum 2012, 4.1), on plain weights
that are scaled at every step: in torch twice as fast as sums of logarithms.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor


class Marginals(NamedTuple):
    """Means over all paths: the share that goes through each tag (batch, words, heads, tags), and how many times a path
    goes from one tag to another (batch, heads, tags, tags)."""

    tags: Tensor
    moves: Tensor


class _Sweep(NamedTuple):
    """Forward weights and what the way back needs; words first, then (heads, batch, tags)."""

    weights: Tensor
    moves: Tensor
    forward: Tensor
    scales: Tensor
    real: Tensor
    ends: Tensor


def marginals(scores: Tensor, moves: Tensor, edges: Tensor, mask: Tensor) -> Marginals:
    """The marginals of chains: arguments as in `log_sum`."""
    sweep = _forward(scores, moves, edges, mask)[1]
    tags, behind = _backward(sweep)
    pairs = torch.einsum("lhbi,lhbj->bhij", sweep.forward[:-1], behind[1:]) * sweep.moves
    return Marginals(tags.permute(2, 0, 1, 3), pairs)


def log_sum(scores: Tensor, moves: Tensor, edges: Tensor, mask: Tensor) -> Tensor:
    """Log of the summed weight of all paths: (batch, heads).

    scores: (batch, words, heads, tags). moves: (heads, tags, tags), from and to. edges: 1 for tags that may begin a
    chain, then for those that may end one, (2, tags). mask: 1 at words, 0 behind the end, (batch, words).
    """
    total: Tensor = _LogSum.apply(scores, moves, edges, mask)  # type: ignore[no-untyped-call]
    return total


class _LogSum(torch.autograd.Function):
    """Its gradient is the marginals, so nothing but the sweep is kept."""

    @staticmethod
    def forward(context: Any, scores: Tensor, moves: Tensor, edges: Tensor, mask: Tensor) -> Tensor:
        total, context.sweep = _forward(scores, moves, edges, mask)
        return total

    @staticmethod
    def backward(context: Any, wanted: Tensor) -> tuple[Tensor, Tensor, None, None]:
        tags, behind = _backward(context.sweep)
        share = wanted.T[None, ..., None]
        pairs = torch.einsum("lhbi,lhbj->hij", context.sweep.forward[:-1] * share, behind[1:]) * context.sweep.moves
        return (tags * share).permute(2, 0, 1, 3), pairs, None, None


def _forward(scores: Tensor, moves: Tensor, edges: Tensor, mask: Tensor) -> tuple[Tensor, _Sweep]:
    real, held = (mask > 0).T.contiguous(), scores.permute(1, 2, 0, 3).contiguous()
    top = held.amax(-1, keepdim=True)
    weights, between = (held - top).exp_(), moves.exp()
    forward, scales = torch.empty_like(weights), torch.ones(weights.shape[:-1])
    reached = weights[0] * edges[0]
    for step, full in enumerate(real.all(1).tolist()):
        if step:
            reached = torch.bmm(forward[step - 1], between).mul_(weights[step])
        scale = reached.sum(-1).clamp_min(1e-30)
        reached = reached / scale[..., None]
        if not full:
            reached = torch.where(real[step][:, None], reached, forward[step - 1])
            scale = torch.where(real[step], scale, 1.0)
        forward[step], scales[step] = reached, scale
    last = (forward[-1] * edges[1]).sum(-1)
    total = scales.log().sum(0) + (top[..., 0] * real[:, None]).sum(0) + last.log()
    return total.T, _Sweep(weights, between, forward, scales, real, edges[1] / last[..., None])


def _backward(sweep: _Sweep) -> tuple[Tensor, Tensor]:
    """The marginals of tags, and the weight of each tag with all that may follow it."""
    back, behind = torch.empty_like(sweep.weights), torch.zeros_like(sweep.weights)
    back[-1], turned = sweep.ends, sweep.moves.transpose(1, 2).contiguous()
    full = sweep.real.all(1).tolist()
    for step in range(len(back) - 1, 0, -1):
        weight = sweep.weights[step] * back[step] / sweep.scales[step][..., None]
        before = torch.bmm(weight, turned)
        if not full[step]:
            before = torch.where(sweep.real[step][:, None], before, back[step])
            weight = weight * sweep.real[step][:, None]
        behind[step], back[step - 1] = weight, before
    return sweep.forward * back * sweep.real[:, None, :, None], behind
