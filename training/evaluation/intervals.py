"""How sure a figure is: bootstrap intervals by document, and tests of a difference.

Documents are resampled, not spans: the spans of one document are alike, and
an interval over spans would be too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .counts import Counts

__all__ = ["Comparison", "Score", "compare_counts", "score_counts"]

#: Resamples of an interval or a test: two digits of a p value of 0.05 are then stable.
SAMPLES = 2000
_SEED = 0
# The interval holds 95%.
_TAILS = (2.5, 97.5)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 with the 95% interval of F1; gold spans are the support."""

    precision: float
    recall: float
    f1: float
    low: float
    high: float
    support: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """F1 of two systems on the same documents.

    Attributes:
        low, high: 95% interval of the difference B - A (paired bootstrap).
        p_bootstrap: twice the share of resamples in which the other one is level or ahead
            (Koehn, 2004).
        p_randomisation: of approximate randomisation (Noreen, 1989; Yeh, 2000):
            how often swapping the two at random gives a difference as large.
    """

    a: float
    b: float
    low: float
    high: float
    p_bootstrap: float
    p_randomisation: float

    @property
    def difference(self) -> float:
        """F1 of B minus that of A."""
        return self.b - self.a


def _ratios(totals: Floats) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 of totals (…, 3); 0 where there is nothing."""
    credit, predicted, gold = (totals[..., at] for at in range(3))
    precision = np.divide(credit, predicted, out=np.zeros_like(credit), where=predicted > 0)
    recall = np.divide(credit, gold, out=np.zeros_like(credit), where=gold > 0)
    # Not out of precision and recall: so equal totals have exactly equal scores.
    either = predicted + gold
    f1 = np.divide(2 * credit, either, out=np.zeros_like(credit), where=either > 0)
    return precision, recall, f1


@lru_cache(maxsize=8)
def _weights(documents: int) -> Floats:
    """How often each document is drawn in each resample, shape (samples, documents)."""
    if not documents:
        return np.zeros((SAMPLES, 0))
    generator = np.random.default_rng(_SEED)
    return generator.multinomial(documents, np.full(documents, 1 / documents), SAMPLES).astype(float)


def score_counts(counts: Counts) -> Score:
    """The score over all documents, with its interval by the percentile bootstrap (Efron, 1979)."""
    precision, recall, f1 = (float(value) for value in _ratios(counts.sum(0)))
    drawn = _ratios(_weights(len(counts)) @ counts)[2]
    low, high = (float(value) for value in np.percentile(drawn, _TAILS))
    return Score(precision, recall, f1, low, high, int(counts[:, 2].sum()))


def compare_counts(a: Counts, b: Counts) -> Comparison:
    """Compare two systems by their counts on the same documents.

    Raises:
        ValueError: they are not of the same documents.
    """
    if a.shape != b.shape:
        raise ValueError(f"counts of {len(a)} and of {len(b)} documents")
    first, second = (float(_ratios(counts.sum(0))[2]) for counts in (a, b))
    weights = _weights(len(a))
    drawn = _ratios(weights @ b)[2] - _ratios(weights @ a)[2]
    low, high = (float(value) for value in np.percentile(drawn, _TAILS))
    # Samples and one more: the observed one (so that no p value is zero).
    behind = (1 + np.sum(drawn <= 0)) / (1 + SAMPLES)
    ahead = (1 + np.sum(drawn >= 0)) / (1 + SAMPLES)
    swapped = np.random.default_rng(_SEED).integers(0, 2, (SAMPLES, len(a))).astype(float)
    left = swapped @ b + (1 - swapped) @ a
    right = swapped @ a + (1 - swapped) @ b
    differences = np.abs(_ratios(right)[2] - _ratios(left)[2])
    extreme = np.sum(differences >= abs(second - first))
    return Comparison(
        first,
        second,
        low,
        high,
        float(min(1.0, 2 * min(behind, ahead))),
        float((1 + extreme) / (1 + SAMPLES)),
    )
