from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.confidence import calibrate

probabilities = st.floats(0, 1)
temperatures = st.floats(0.05, 20)


@given(probabilities, probabilities, temperatures)
def test_the_order_stays(first: float, second: float, temperature: float) -> None:
    low, high = sorted((first, second))
    assert 0 <= calibrate(low, temperature) <= calibrate(high, temperature) * (1 + 1e-12) <= 1 + 1e-12


@given(temperatures)
def test_certainty_and_doubt_stay(temperature: float) -> None:
    assert calibrate(0.0, temperature) == 0.0
    assert calibrate(0.5, temperature) == 0.5
    assert calibrate(1.0, temperature) == 1.0


@given(st.floats(0.01, 0.99), st.floats(0.2, 5))
def test_the_reciprocal_takes_it_back(probability: float, temperature: float) -> None:
    there = calibrate(probability, temperature)
    assert calibrate(there, 1 / temperature) == pytest.approx(probability, rel=1e-3)


@given(st.floats(0.001, 0.999), st.floats(0.2, 5))
def test_it_divides_the_log_odds(probability: float, temperature: float) -> None:
    found = calibrate(probability, temperature)
    odds = math.log(probability / (1 - probability)) / temperature
    assert found == pytest.approx(1 / (1 + math.exp(-odds)))


@given(st.lists(probabilities, max_size=5), temperatures)
def test_arrays_are_as_numbers(values: list[float], temperature: float) -> None:
    found = calibrate(np.array(values, dtype=float), temperature)
    assert found.tolist() == pytest.approx([calibrate(value, temperature) for value in values])


def test_above_one_is_humbler() -> None:
    assert 0.5 < calibrate(0.9, 2.0) < 0.9 < calibrate(0.9, 0.5) < 1
    assert 0.5 > calibrate(0.1, 2.0) > 0.1 > calibrate(0.1, 0.5) > 0
    assert calibrate(0.3, 1.0) == 0.3
