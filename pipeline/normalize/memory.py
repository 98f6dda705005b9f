"""Memory: annotated indicators like one that is to be linked, and what annotators took them for.

The nearest neighbours of a name vote for their ids or for none (Cover & Hart, 1967):
by the words of both names, the text around this one and the document that one is from
(cosine similarities of tf-idf vectors without counts), and the kinds of their units.
A word that no annotated name has is as heavy as the rarest; one that no text has, or
too many have, is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import fsum, log, sqrt

import numpy as np

from .candidates import Name
from .postings import Floats, Postings

__all__ = ["MEMORY_FEATURES", "Memory", "Remembered", "Votes"]

#: What neighbours say of a candidate, and of "none of them".
MEMORY_FEATURES = ("share", "nearest", "none's share", "namesakes", "other namesakes", "neighbours")

_NEIGHBOURS = 8
# Less alike is no neighbour.
_LEAST = 0.02
# What a neighbour counts in an altogether other document, if one of the units does not tell, and with
# another kind of unit.
_ELSEWHERE, _UNTOLD, _OTHER_KIND = 0.1, 0.6, 0.2
# The number of a kind that no annotated indicator is stated in.
_UNKNOWN_KIND = -1
# Cosine similarity of names with the same words.
_SAME = 0.999
# Added to the sums that shares are of: few and far neighbours give small shares.
_DOUBT, _DOUBT_OF_NAMESAKES = 0.1, 0.5
# A word that all have is not quite without weight.
_LIGHTEST = 0.2
# As a constant factor, for features of like size.
_SCALE = 3.0


@dataclass(frozen=True, slots=True)
class Remembered:
    """An annotated document.

    Attributes:
        source: of which collection of one author it is.
        words: of its text around the names, those that tell it from others.
        names: each with the kind of its unit and the id that it has, or None.
    """

    source: str
    lang: str
    words: frozenset[str]
    names: Sequence[tuple[frozenset[str], str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Votes:
    """What neighbours say; the id None stands for none.

    Attributes:
        sums, nearest: similarities of all neighbours and of the nearest, by id.
        namesakes: for all names with the same words, not the nearest alone, the sums of what their texts and
            units count.
    """

    sums: Mapping[str | None, float]
    nearest: Mapping[str | None, float]
    namesakes: Mapping[str | None, float]

    def features(self, ids: Sequence[str]) -> Floats:
        """Shape (ids + 1, :data:`MEMORY_FEATURES`)."""
        total, same = sum(self.sums.values()), sum(self.namesakes.values())
        none = self.sums.get(None, 0.0) / (total + _DOUBT)
        return np.array(
            [
                (
                    self.sums.get(each, 0.0) / (total + _DOUBT),
                    self.nearest.get(each, 0.0),
                    none if each is not None else 0.0,
                    self.namesakes.get(each, 0.0) / (same + _DOUBT_OF_NAMESAKES),
                    (same - self.namesakes.get(each, 0.0)) / (same + _DOUBT_OF_NAMESAKES),
                    total / _SCALE,
                )
                for each in [*ids, None]
            ]
        )


class Memory:
    """The annotated indicators of one language."""

    def __init__(self, documents: Sequence[Remembered]) -> None:
        # Numbers, for strings are slow to compare; the one of no unit is 0.
        self._numbers: dict[str | None, int] = {None: 0}
        self._sources = np.array([document.source for document in documents], dtype=np.str_)
        own = [(at, name) for at, document in enumerate(documents) for name in document.names]
        self._document = np.array([at for at, _ in own], dtype=np.int64)
        kinds = [self._numbers.setdefault(name[1], len(self._numbers)) for _, name in own]
        self._kinds = np.array(kinds, dtype=np.int64)
        self._ids = [name[2] for _, name in own]
        self._names = _Vectors([name[0] for _, name in own])
        self._texts = _Vectors([document.words for document in documents])
        self._last: tuple[frozenset[str], Floats] | None = None

    def vote(self, name: Name, without: str | None = None) -> Votes:
        """What the neighbours of a name say.

        Args:
            without: a source that is to be forgotten: the name's own, if it is there.
        """
        alike = self._names.similarities(name.words)
        if without is not None:
            alike[self._sources[self._document] == without] = 0.0
        some = np.flatnonzero(alike)
        alike = alike[some]
        context = _ELSEWHERE + self._likeness(name.around)[self._document[some]]
        kinds, kind = self._kinds[some], self._numbers.get(name.kind, _UNKNOWN_KIND)
        untold = (kinds == 0) | (kind == 0)
        weight = np.where(kinds == kind, 1.0, np.where(untold, _UNTOLD, _OTHER_KIND))
        likeness = alike**2 * context * weight
        near = np.flatnonzero(likeness > _LEAST)
        sums: Counter[str | None] = Counter()
        nearest: dict[str | None, float] = {}
        for at in near[np.argsort(-likeness[near], kind="stable")][:_NEIGHBOURS]:
            concept = self._ids[some[at]]
            sums[concept] += likeness[at]
            nearest.setdefault(concept, likeness[at])
        namesakes: Counter[str | None] = Counter()
        for at in np.flatnonzero(alike > _SAME):
            namesakes[self._ids[some[at]]] += context[at] * weight[at]
        return Votes(sums, nearest, namesakes)

    def _likeness(self, around: frozenset[str]) -> Floats:
        """Of the text around a name to each document; names that stand near another share it."""
        last = self._last
        if last is None or last[0] != around:
            # What words of a forgotten source alone weigh is not forgotten: one in a hundred and forty.
            self._last = last = around, self._texts.similarities(around & self._texts.words)
        return last[1]


class _Vectors:
    """Sets of words, each a vector of the weights of its words.

    Attributes:
        words: all of them.
    """

    def __init__(self, sets: Sequence[Set[str]]) -> None:
        self._heaviest = log(max(len(sets), 1)) + _LIGHTEST
        counts = Counter(word for words in sets for word in words)
        # Squares of the weights: both vectors have them in a product.
        self._squares = {word: (self._heaviest - log(count)) ** 2 for word, count in counts.items()}
        self._postings = Postings(sets, self._squares)
        self.words = self._squares.keys()
        lengths = np.array([self._length(words) for words in sets])
        self._lengths = np.where(lengths > 0, lengths, 1.0)

    def _length(self, words: Iterable[str]) -> float:
        # An exact sum: sets have their words in another order in each run.
        return sqrt(fsum(self._squares.get(word, self._heaviest**2) for word in words))

    def similarities(self, words: Set[str]) -> Floats:
        """The cosine of the angle to each of the sets."""
        dots = self._postings.shared(words)
        cosines: Floats = dots / (self._lengths * (self._length(words) or 1.0))
        return cosines
