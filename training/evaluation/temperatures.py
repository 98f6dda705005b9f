"""Fitting a pipeline's temperatures: spans and roles first, then the events that are made of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.language import Language

from ...annotations import Document
from ..export import get_extractor, without_values
from .calibration import Confidences, confidences, expected_calibration_error, fit_temperature
from .predictions import predict

__all__ = ["Fitted", "fit_temperatures", "format_temperatures"]

# What is fitted in turn, because an event's score is made of the others.
_ROUNDS = (("entities", "roles"), ("events",))


@dataclass(frozen=True, slots=True)
class Fitted:
    """A temperature, and the expected calibration error before and after.

    Both are on the documents that it was fitted to, so the second is the best to hope for.
    """

    temperature: float
    before: float
    after: float


def fit_temperatures(nlp: Language, documents: Sequence[Document]) -> dict[str, Fitted]:
    """Fit and set the temperatures of a pipeline's extractor.

    Args:
        documents: annotated, and not those that it was trained on.
    """
    extractor = get_extractor(nlp)
    kept = extractor.threshold, extractor.thresholds
    # What a threshold leaves out has a confidence too.
    extractor.threshold, extractor.thresholds = 0.0, {}
    temperatures: dict[str, float] = {}
    try:
        extractor.runtime.model.settings.temperatures = temperatures
        before = after = _confidences(nlp, documents)
        for names in _ROUNDS:
            temperatures.update({name: fit_temperature(after[name]) for name in names})
            after = _confidences(nlp, documents)
    finally:
        extractor.threshold, extractor.thresholds = kept
    return {
        name: Fitted(
            temperature, expected_calibration_error(before[name]), expected_calibration_error(after[name])
        )
        for name, temperature in temperatures.items()
    }


def _confidences(nlp: Language, documents: Sequence[Document]) -> dict[str, Confidences]:
    with without_values(nlp):
        return confidences([item for item, _ in predict(nlp, documents)])


def format_temperatures(fitted: Mapping[str, Fitted]) -> str:
    """A plain-text table."""
    lines = [f"{'confidences of':16}{'temperature':>12}{'calibration error before':>26}{'after':>8}"]
    lines += [
        f"{name:16}{row.temperature:12.2f}{row.before:26.3f}{row.after:8.3f}" for name, row in fitted.items()
    ]
    return "\n".join(lines)
