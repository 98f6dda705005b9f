"""Confidences that mean something: temperature scaling of probabilities."""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import NDArray

__all__ = ["calibrate"]


@overload
def calibrate(probability: float, temperature: float) -> float: ...
@overload
def calibrate(probability: NDArray[np.float64], temperature: float) -> NDArray[np.float64]: ...
def calibrate(probability: float | NDArray[np.float64], temperature: float) -> float | NDArray[np.float64]:
    """The probability whose log-odds are divided by ``temperature`` (Guo et al., 2017).

    Above 1 it makes confidences humbler, below 1 bolder; their order stays.
    """
    if temperature == 1.0:
        return probability
    # p^(1/T) / (p^(1/T) + q^(1/T)): the same as through the log-odds, and right at 0 and 1.
    power = 1.0 / temperature
    yes, no = probability**power, (1.0 - probability) ** power
    return yes / (yes + no)
