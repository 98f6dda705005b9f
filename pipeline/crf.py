"""A linear-chain conditional random field over BIO tags.

Lafferty, McCallum and Pereira (2001). It scores tag sequences, so an illegal
one is never produced, and it gives the exact posterior probability of a whole
span, which is the confidence that users see.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from .bio import OUTSIDE, illegal_transitions, spans_from_tags

__all__ = ["LinearChainCRF"]

_IMPOSSIBLE = float("-inf")
# In place of a sum that has vanished, so that nothing is divided by zero.
_TINY = np.finfo(np.float64).tiny

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

WordSpan = tuple[int, int, int]


class LinearChainCRF(nn.Module):
    """Transition scores between the BIO tags of ``types`` span types."""

    illegal: torch.Tensor

    def __init__(self, types: int) -> None:
        super().__init__()
        tags = 1 + 2 * types
        self.weights = nn.Parameter(torch.zeros(tags, tags))
        self.register_buffer("illegal", torch.from_numpy(illegal_transitions(types)), persistent=False)

    def _transitions(self) -> torch.Tensor:
        return self.weights.double().masked_fill(self.illegal, _IMPOSSIBLE)

    def _begin(self) -> torch.Tensor:
        # A text begins as if an O stood before it.
        return self._transitions()[OUTSIDE]

    def nll(self, emissions: torch.Tensor, tags: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Negative log-likelihood of tag sequences, summed over the batch.

        Args:
            emissions: (B, N, tags). tags: (B, N). mask: (B, N), true where there is a word.
        """
        emissions = emissions.double()
        transitions = self._transitions()
        gold = emissions.gather(2, tags.unsqueeze(2)).squeeze(2)[mask].sum()
        gold = gold + self._begin()[tags[:, 0]][mask[:, 0]].sum()
        gold = gold + transitions[tags[:, :-1], tags[:, 1:]][mask[:, 1:]].sum()
        alphas = self._forward(emissions, mask, transitions)
        log_z = torch.logsumexp(alphas[-1], dim=1)
        return log_z[mask[:, 0]].sum() - gold

    def _forward(
        self, emissions: torch.Tensor, mask: torch.Tensor, transitions: torch.Tensor
    ) -> list[torch.Tensor]:
        weights = transitions.exp()
        alpha = self._begin() + emissions[:, 0]
        alphas = [alpha]
        for step in range(1, emissions.shape[1]):
            moved = _log_matmul(alpha, weights) + emissions[:, step]
            alpha = torch.where(mask[:, step].unsqueeze(1), moved, alpha)
            alphas.append(alpha)
        return alphas

    @torch.no_grad()
    def decode(
        self, emissions: torch.Tensor, mask: torch.Tensor, bias: Floats | float = 0.0
    ) -> list[list[tuple[WordSpan, float]]]:
        """The best spans of each sequence (Viterbi) with their posterior probability.

        Args:
            emissions: (B, N, tags). mask: (B, N); words come before padding.
            bias: of all or of each type, (types,): added to the score of a span when the best are
                sought; probabilities are without it.

        Returns:
            For each sequence its spans (start word, end word, type), in order,
            each with the probability, under the model, that exactly this span
            stands there.
        """
        # A step a word, and each of a few small products: NumPy is much quicker at those.
        emitted = emissions.double().cpu().numpy()
        lengths = mask.sum(1).cpu().numpy()
        transitions = self._transitions().detach().cpu().numpy()
        biased = emitted.copy()
        biased[:, :, 1::2] += bias
        spans = [spans_from_tags(tags) for tags in _viterbi(biased, lengths, transitions)]
        scores = _posteriors(emitted, lengths, transitions, spans)
        return [list(zip(found, score, strict=True)) for found, score in zip(spans, scores, strict=True)]


def _viterbi(emitted: Floats, lengths: Integers, transitions: Floats) -> list[list[int]]:
    """The best tags of each sequence."""
    rows = np.arange(len(emitted))
    score = last = transitions[OUTSIDE] + emitted[:, 0]
    # A document may have hundreds of thousands of words: no more than it takes.
    history: list[NDArray[np.unsignedinteger]] = []
    small = np.min_scalar_type(emitted.shape[2])
    # From every tag (last axis) to every tag.
    into = np.ascontiguousarray(transitions.T)
    for step in range(1, emitted.shape[1]):
        moved = score[:, None, :] + into
        came_from = moved.argmax(2)
        score = np.take_along_axis(moved, came_from[:, :, None], 2)[:, :, 0] + emitted[:, step]
        last = np.where((step < lengths)[:, None], score, last)
        history.append(came_from.astype(small))
    tag = last.argmax(1)
    path = np.zeros(emitted.shape[:2], dtype=np.int64)
    for step in range(emitted.shape[1] - 1, -1, -1):
        path[:, step] = tag
        if step:
            tag = np.where(step < lengths, history[step - 1][rows, tag], tag)
    return [tags[:length].tolist() for tags, length in zip(path, lengths, strict=True)]


def _posteriors(
    emitted: Floats, lengths: Integers, transitions: Floats, spans: list[list[WordSpan]]
) -> list[list[float]]:
    """The probability of each span of each sequence, by the forward-backward algorithm.

    Probabilities are normalised at every step rather than kept as logarithms (Rabiner, 1989).
    """
    peaks = emitted.max(2, keepdims=True)
    weights, moved = np.exp(emitted - peaks), np.exp(transitions)
    steps = emitted.shape[1]
    alphas, betas = np.empty_like(weights), np.empty_like(weights)
    # What a step's probabilities were divided by.
    scales = np.empty((len(emitted), steps))
    alpha = moved[OUTSIDE] * weights[:, 0]
    for step in range(steps):
        if step:
            alpha = (alpha @ moved) * weights[:, step]
        scale = np.maximum(alpha.sum(1), _TINY)
        alpha = alpha / scale[:, None]
        alphas[:, step], scales[:, step] = alpha, scale
    beta = np.ones_like(alpha)
    for step in range(steps - 1, -1, -1):
        betas[:, step] = beta
        within = (step < lengths)[:, None]
        beta = np.where(within, (weights[:, step] * beta) @ moved.T / scales[:, step, None], beta)
    # The inside of a span is a product over its words, which may be thousands: as logarithms.
    logs = emitted - peaks - np.log(scales)[:, :, None]
    result = []
    for row, found in enumerate(spans):
        scores = []
        for start, end, kind in found:
            begin, inside = 1 + 2 * kind, 2 + 2 * kind
            total = np.log(max(alphas[row, start, begin], _TINY))
            if end - start > 1:
                total += transitions[begin, inside] + (end - start - 2) * transitions[inside, inside]
                total += logs[row, start + 1 : end, inside].sum()
            if end < lengths[row]:
                # Whatever follows, but not one more word of the same span.
                last = inside if end - start > 1 else begin
                following = moved[last] * weights[row, end] * betas[row, end] / scales[row, end]
                total += np.log(max(following.sum() - following[inside], _TINY))
            scores.append(float(np.exp(min(total, 0.0))))
        result.append(scores)
    return result


def _log_matmul(scores: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """``log(exp(scores) @ weights)``, safe from overflow: one matrix product a step.

    In double precision, whose exponents reach from -708: scores further apart
    than that would need a log-sum-exp for every pair of tags.
    """
    peak = scores.max(dim=1, keepdim=True).values.detach()
    product = (scores - peak).exp() @ weights
    return peak + product.clamp_min(torch.finfo(torch.float64).tiny).log()
