from __future__ import annotations

import numpy as np
import pytest
from evaluations import evaluated, evaluated_documents
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.confidence import calibrate
from govspan.training.evaluation.calibration import (
    Bin,
    Confidences,
    confidences,
    expected_calibration_error,
    fit_temperature,
    reliability,
)
from govspan.training.evaluation.predictions import Evaluated

NOTHING: Confidences = (np.array([], dtype=float), np.array([], dtype=bool))


def outcomes(temperature: float = 1.0, number: int = 20_000) -> Confidences:
    """Predictions whose confidences are right at this temperature."""
    generator = np.random.default_rng(0)
    scores = generator.uniform(0.02, 0.98, number)
    return scores, generator.uniform(size=number) < calibrate(scores, temperature)


def test_what_is_right() -> None:
    spans = [(0, 2, "A"), (3, 5, "A"), (6, 8, "B")]
    item = evaluated(
        spans,
        {(0, 2, "A"): 0.9, (3, 5, "B"): 0.6, (6, 8, "B"): 0.7},
        gold_events=[((0, 2), "E", {"X": (3, 5)})],
        events=[
            ((0, 2), "E", {"X": (3, 5), "Y": (6, 8), "Z": (8, 9)}),
            ((6, 8), "F", {"X": (3, 5)}),
        ],
        score=0.8,
    )
    found = {
        name: sorted(zip(*map(np.ndarray.tolist, pair), strict=True))
        for name, pair in confidences([item]).items()
    }
    assert found == {
        "entities": [(0.6, False), (0.7, True), (0.9, True)],
        "events": [(0.8, False), (0.8, True)],
        # Z has no gold span as its filler, and F is no gold event: neither says anything of roles.
        "roles": [(0.8, False), (0.8, True)],
    }


@given(evaluated_documents())
def test_every_prediction_has_a_confidence(items: list[Evaluated]) -> None:
    found = confidences(items)
    assert set(found) == {"entities", "events", "roles"}
    entities, right = found["entities"]
    assert len(entities) == sum(len(item.predicted.entities) for item in items)
    assert right.sum() == sum(len(item.predicted.entities & item.gold.entities) for item in items)
    assert len(found["events"][0]) == sum(len(item.predicted.triggers) for item in items)
    assert found["roles"][1].sum() == sum(
        len(item.predicted.arguments & item.gold.arguments) for item in items
    )
    for pair in found.values():
        assert 0 <= expected_calibration_error(pair) <= 1
        assert sum(each.count for each in reliability(pair)) == len(pair[0])


def test_bins() -> None:
    scores = np.array([0.0, 0.05, 0.1, 0.95, 1.0])
    right = np.array([False, True, True, True, False])
    assert reliability((scores, right)) == [
        Bin(2, pytest.approx(0.025), 0.5),
        Bin(1, 0.1, 1.0),
        Bin(2, pytest.approx(0.975), 0.5),
    ]
    assert expected_calibration_error((scores, right)) == pytest.approx((2 * 0.475 + 1 * 0.9 + 2 * 0.475) / 5)


def test_nothing_to_fit_to() -> None:
    assert reliability(NOTHING) == []
    assert expected_calibration_error(NOTHING) == 0
    assert fit_temperature(NOTHING) == 1
    scores = np.array([0.2, 0.9])
    for right in (True, False):
        assert fit_temperature((scores, np.array([right, right]))) == 1


def test_true_probabilities_have_no_error() -> None:
    found = outcomes()
    assert expected_calibration_error(found) < 0.015
    assert fit_temperature(found) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("temperature", [0.5, 2.0, 4.0])
def test_a_known_temperature_is_found(temperature: float) -> None:
    found = outcomes(temperature)
    fitted = fit_temperature(found)
    assert fitted == pytest.approx(temperature, rel=0.06)
    scores, right = found
    before = expected_calibration_error(found)
    after = expected_calibration_error((calibrate(scores, fitted), right))
    assert after < 0.02 < 0.08 < before


def test_always_certain_and_half_of_it_wrong() -> None:
    scores = np.concatenate([np.ones(50), np.full(50, 0.999)])
    right = np.arange(100) % 2 == 0
    assert expected_calibration_error((scores, right)) == pytest.approx(0.4995)
    assert 5 < fit_temperature((scores, right)) <= 20


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=20))
def test_a_temperature_is_always_possible(pairs: list[tuple[float, bool]]) -> None:
    scores = np.array([score for score, _ in pairs], dtype=float)
    right = np.array([good for _, good in pairs], dtype=bool)
    assert 0.05 <= fit_temperature((scores, right)) <= 20.001
    assert 0 <= expected_calibration_error((scores, right)) <= 1
