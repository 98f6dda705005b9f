"""Whether a confidence of 0.8 is right eight times in ten, and the temperature that makes it so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from ...pipeline.confidence import calibrate
from .predictions import Evaluated

__all__ = [
    "Bin",
    "Confidences",
    "confidences",
    "expected_calibration_error",
    "fit_temperature",
    "reliability",
]

# Bins of a reliability diagram, as usual in the literature.
_BINS = 10
# Where a temperature is looked for: beyond, confidences are all 0.5 or all certain.
_BOUNDS = (0.05, 20.0)

#: Confidences and whether each prediction is right.
Confidences = tuple[NDArray[np.float64], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of like confidence: how many, their mean confidence, and the share that is right."""

    count: int
    confidence: float
    accuracy: float


def confidences(items: Sequence[Evaluated]) -> dict[str, Confidences]:
    """Confidences of entities, events and roles, and whether each is right.

    A role counts where its trigger and its filler are right, because its score
    is the probability of the role given these.
    """
    kept: dict[str, list[tuple[float, bool]]] = {"entities": [], "events": [], "roles": []}
    for item in items:
        gold = item.gold
        spans = {entity[:2] for entity in gold.entities}
        kept["entities"] += [(score, key in gold.entities) for key, score in item.entity_scores.items()]
        kept["events"] += [(score, key in gold.triggers) for key, score in item.event_scores.items()]
        kept["roles"] += [
            (score, key in gold.arguments)
            for key, score in item.argument_scores.items()
            if key[:2] in gold.triggers and key[2] in spans
        ]
    return {
        name: (
            np.array([score for score, _ in pairs], dtype=float),
            np.array([right for _, right in pairs], dtype=bool),
        )
        for name, pairs in kept.items()
    }


def reliability(found: Confidences) -> list[Bin]:
    """A reliability diagram's bins of equal width, the empty ones left out."""
    scores, right = found
    bins = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    return [
        Bin(int((bins == at).sum()), float(scores[bins == at].mean()), float(right[bins == at].mean()))
        for at in np.unique(bins)
    ]


def expected_calibration_error(found: Confidences) -> float:
    """Mean distance between confidence and accuracy over the bins, by their size (Naeini et al., 2015)."""
    if not len(found[0]):
        return 0.0
    return sum(each.count * abs(each.confidence - each.accuracy) for each in reliability(found)) / len(
        found[0]
    )


def fit_temperature(found: Confidences) -> float:
    """The temperature of the log-odds that makes these outcomes likeliest (Guo et al., 2017).

    1.0 where there is nothing to fit to, or all are right, or all wrong.
    """
    scores, right = found
    if not len(scores) or right.all() or not right.any():
        return 1.0

    def loss(log_temperature: float) -> float:
        probability = calibrate(scores, float(np.exp(log_temperature)))
        # Half a unit of double precision: a certain mistake costs much, not infinitely.
        likelihood = np.clip(np.where(right, probability, 1 - probability), np.finfo(float).eps, 1)
        return float(-np.log(likelihood).mean())

    best = minimize_scalar(loss, bounds=tuple(np.log(_BOUNDS)), method="bounded")
    return float(np.exp(best.x))
