"""A linear-chain conditional random field over BIO tags.

Lafferty, McCallum and Pereira (2001). It scores tag sequences, so an illegal
one is never produced, and it gives the exact posterior probability of a whole
span, which is the confidence that users see.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from .bio import OUTSIDE, illegal_transitions, spans_from_tags

__all__ = ["LinearChainCRF"]

_IMPOSSIBLE = float("-inf")

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
    def decode(self, emissions: torch.Tensor, mask: torch.Tensor) -> list[list[tuple[WordSpan, float]]]:
        """The best spans of each sequence (Viterbi) with their posterior probability.

        Args:
            emissions: (B, N, tags). mask: (B, N); words come before padding.

        Returns:
            For each sequence its spans (start word, end word, type), in order,
            each with the probability, under the model, that exactly this span
            stands there.
        """
        emissions = emissions.double()
        lengths = mask.sum(1).tolist()
        spans = [spans_from_tags(tags) for tags in self._viterbi(emissions, lengths)]
        scores = self._posteriors(emissions, mask, spans)
        return [list(zip(found, score, strict=True)) for found, score in zip(spans, scores, strict=True)]

    def _viterbi(self, emissions: torch.Tensor, lengths: list[int]) -> list[list[int]]:
        transitions = self._transitions()
        score = self._begin() + emissions[:, 0]
        scores, history = [score], []
        for step in range(1, emissions.shape[1]):
            best, came_from = (score.unsqueeze(2) + transitions).max(dim=1)
            score = best + emissions[:, step]
            scores.append(score)
            history.append(came_from)
        last = torch.stack(scores, 1).argmax(2).tolist()
        back = torch.stack(history, 1).cpu().numpy() if history else None
        paths: list[list[int]] = []
        for row, length in enumerate(lengths):
            if length == 0:
                paths.append([])
                continue
            tag = last[row][length - 1]
            path = [tag]
            for step in range(length - 2, -1, -1):
                assert back is not None  # more than one word, so there is a history
                tag = int(back[row, step, tag])
                path.append(tag)
            paths.append(path[::-1])
        return paths

    def _posteriors(
        self, emissions: torch.Tensor, mask: torch.Tensor, spans: list[list[WordSpan]]
    ) -> list[list[float]]:
        transitions = self._transitions()
        alphas = torch.stack(self._forward(emissions, mask, transitions), 1)
        log_z = torch.logsumexp(alphas[:, -1], dim=1).tolist()
        betas = self._backward(emissions, mask, transitions)
        # A few small steps a span: NumPy is much quicker at those.
        before, after, emitted = (tensor.cpu().numpy() for tensor in (alphas, betas, emissions))
        moved = transitions.cpu().numpy()
        lengths = mask.sum(1).tolist()
        result = []
        for row, found in enumerate(spans):
            scores = []
            for start, end, kind in found:
                begin, inside = 1 + 2 * kind, 2 + 2 * kind
                total = before[row, start, begin] - log_z[row]
                if end - start > 1:
                    total += moved[begin, inside] + (end - start - 2) * moved[inside, inside]
                    total += emitted[row, start + 1 : end, inside].sum()
                if end < lengths[row]:
                    # Whatever follows, but not one more word of the same span.
                    last = inside if end - start > 1 else begin
                    following = np.delete(moved[last] + emitted[row, end] + after[row, end], inside)
                    total += np.logaddexp.reduce(following)
                scores.append(float(np.exp(min(total, 0.0))))
            result.append(scores)
        return result

    def _backward(
        self, emissions: torch.Tensor, mask: torch.Tensor, transitions: torch.Tensor
    ) -> torch.Tensor:
        weights = transitions.exp().T
        beta = torch.zeros_like(emissions[:, 0])
        betas = [beta]
        for step in range(emissions.shape[1] - 1, 0, -1):
            moved = _log_matmul(emissions[:, step] + beta, weights)
            beta = torch.where(mask[:, step].unsqueeze(1), moved, beta)
            betas.append(beta)
        return torch.stack(betas[::-1], 1)


def _log_matmul(scores: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """``log(exp(scores) @ weights)``, safe from overflow: one matrix product a step.

    In double precision, whose exponents reach from -708: scores further apart
    than that would need a log-sum-exp for every pair of tags.
    """
    peak = scores.max(dim=1, keepdim=True).values.detach()
    product = (scores - peak).exp() @ weights
    return peak + product.clamp_min(torch.finfo(torch.float64).tiny).log()
