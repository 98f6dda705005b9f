"""Postings: which of many sets of words have a word (an inverted index), and what they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Postings"]

Floats = NDArray[np.float64]


class Postings:
    """An index of sets of words.

    Args:
        weights: of all words that the sets have.
    """

    def __init__(self, sets: Sequence[Set[str]], weights: Mapping[str, float]) -> None:
        places: dict[str, list[int]] = {}
        for at, words in enumerate(sets):
            for word in words:
                places.setdefault(word, []).append(at)
        self._size = len(sets)
        # Where each word is, and its weight as often: what is asked for is only put together.
        self._places = {
            word: (np.array(own), np.full(len(own), weights[word])) for word, own in places.items()
        }

    def shared(self, words: Set[str]) -> Floats:
        """For each set the weight of those of its words that are among these; shape (sets,)."""
        # In one order, for sums depend on it and that of sets differs from run to run.
        known = sorted(words & self._places.keys())
        if not known:
            return np.zeros(self._size)
        places, weights = zip(*(self._places[word] for word in known), strict=True)
        return np.asarray(
            np.bincount(np.concatenate(places), np.concatenate(weights), self._size), dtype=float
        )
