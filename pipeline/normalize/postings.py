"""Postings: which of many sets of words have a word (an inverted index), and what they share with others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Postings"]

Floats = NDArray[np.float64]


class Postings:
    """An index of sets of words.

    Attributes:
        counts: of each word the sets that have it.
    """

    def __init__(self, sets: Sequence[Set[str]]) -> None:
        places: dict[str, list[int]] = {}
        for at, words in enumerate(sets):
            for word in words:
                places.setdefault(word, []).append(at)
        self._size = len(sets)
        self._places = {word: np.array(own) for word, own in places.items()}
        self.counts = {word: len(own) for word, own in places.items()}

    def shared(self, words: Set[str], weights: Mapping[str, float]) -> Floats:
        """For each set the weight of those of its words that are among these; shape (sets,).

        Args:
            weights: of all words that sets have.
        """
        # In one order, for sums depend on it and that of sets differs from run to run.
        known = sorted(words & self._places.keys())
        if not known:
            return np.zeros(self._size)
        places = [self._places[word] for word in known]
        each = np.repeat([weights[word] for word in known], [len(own) for own in places])
        return np.bincount(np.concatenate(places), each, minlength=self._size).astype(float)
