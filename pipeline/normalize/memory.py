"""Memory: annotated indicators like one that is to be linked, and what annotators took them for.

The nearest neighbours of a name vote for their ids or for none (Cover & Hart, 1967):
by the words of both names, the text around this one and the document that one is from
(cosine similarities of tf-idf vectors without counts; what no annotated text has is as
heavy as the rarest word), and the kinds of their units.
What stood in one document says which quantities are reported together, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import fsum, log, log1p, sqrt

import numpy as np

from .candidates import Name
from .postings import Floats, Postings

__all__ = ["COMPANY_FEATURES", "MEMORY_FEATURES", "Company", "Memory", "Remembered", "Votes"]

#: What neighbours say of a candidate, and of "none of them".
MEMORY_FEATURES = ("share", "nearest", "none's share", "namesakes", "other namesakes", "neighbours", "usual")
#: What the other names of the document say.
COMPANY_FEATURES = ("company", "said elsewhere", "company behind")

_NEIGHBOURS = 8
# Less alike is no neighbour.
_LEAST = 0.02
# What a neighbour counts in an altogether other document, if one of the units does not tell, and with
# another kind of unit.
_ELSEWHERE, _UNTOLD, _OTHER_KIND = 0.1, 0.6, 0.2
# Cosine similarity of names with the same words.
_SAME = 0.999
# Added to the sums that shares are of: few and far neighbours give small shares.
_DOUBT, _DOUBT_OF_NAMESAKES = 0.1, 0.5
# A word that all have is not quite without weight.
_LIGHTEST = 0.2
# As a constant factor, for features of like size.
_SCALE = 3.0
# Documents added to each count of them, expected and found.
_SMOOTHING = 0.2
# Names before and after one whose ids tell about its own; less likely ids tell nothing.
_REACH = 12
_LIKELY = 0.1
_MOST = 3.0


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
        """Shape (ids + 1, :data:`MEMORY_FEATURES` but the last)."""
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
        self._sources = np.array([document.source for document in documents], dtype=np.str_)
        own = [(at, name) for at, document in enumerate(documents) for name in document.names]
        self._document = np.array([at for at, _ in own], dtype=np.int64)
        self._kinds = np.array([name[1] or "" for _, name in own], dtype=np.str_)
        self._ids = [name[2] for _, name in own]
        self._names = _Vectors([name[0] for _, name in own])
        self._texts = _Vectors([document.words for document in documents])

    def vote(self, name: Name, without: str | None = None) -> Votes:
        """What the neighbours of a name say.

        Args:
            without: a source that is to be forgotten: the name's own, if it is there.
        """
        alike = self._names.similarities(name.words)
        if without is not None:
            alike[self._sources[self._document] == without] = 0.0
        context = _ELSEWHERE + self._texts.similarities(name.around)[self._document]
        kind = name.kind or ""
        untold = (self._kinds == "") | (kind == "")
        weight = np.where(self._kinds == kind, 1.0, np.where(untold, _UNTOLD, _OTHER_KIND))
        likeness = alike**2 * context * weight
        sums: Counter[str | None] = Counter()
        nearest: dict[str | None, float] = {}
        for at in np.argsort(-likeness, kind="stable")[:_NEIGHBOURS]:
            if likeness[at] > _LEAST:
                sums[self._ids[at]] += likeness[at]
                nearest.setdefault(self._ids[at], likeness[at])
        namesakes: Counter[str | None] = Counter()
        for at in np.flatnonzero(alike > _SAME):
            namesakes[self._ids[at]] += context[at] * weight[at]
        return Votes(sums, nearest, namesakes)


class _Vectors:
    """Sets of words, each a vector of the weights of its words."""

    def __init__(self, sets: Sequence[Set[str]]) -> None:
        self._postings = Postings(sets)
        self._heaviest = log(max(len(sets), 1)) + _LIGHTEST
        # Squares of the weights: both vectors have them in a product.
        self._squares = {
            word: (self._heaviest - log(count)) ** 2 for word, count in self._postings.counts.items()
        }
        lengths = np.array([self._length(words) for words in sets])
        self._lengths = np.where(lengths > 0, lengths, 1.0)

    def _length(self, words: Iterable[str]) -> float:
        # An exact sum: sets have their words in another order in each run.
        return sqrt(fsum(self._squares.get(word, self._heaviest**2) for word in words))

    def similarities(self, words: Set[str]) -> Floats:
        """The cosine of the angle to each of the sets."""
        dots = self._postings.shared(words, self._squares)
        cosines: Floats = dots / (self._lengths * (self._length(words) or 1.0))
        return cosines


class Company:
    """Which ids annotated documents of all languages have, and which of them together."""

    def __init__(self, documents: Sequence[Remembered]) -> None:
        self._sources = [document.source for document in documents]
        self._documents: dict[str, set[int]] = {}
        for at, document in enumerate(documents):
            for _, _, concept in document.names:
                if concept is not None:
                    self._documents.setdefault(concept, set()).add(at)
        self._known: dict[tuple[str, str], set[int]] = {}

    def usual(self, ids: Sequence[str], without: str | None = None) -> Floats:
        """How often each is reported, as a logarithm; shape (ids + 1, 1), the last row 0."""
        counts = [len(self._having(each, without)) for each in ids]
        return np.array([*(log1p(count) / _SCALE for count in counts), 0.0])[:, None]

    def features(
        self,
        names: Sequence[Name],
        likely: Sequence[Sequence[tuple[str, float]]],
        ids: Sequence[Sequence[str]],
        without: str | None = None,
    ) -> list[Floats]:
        """For each name of a document an array of shape (ids + 1, :data:`COMPANY_FEATURES`).

        Args:
            likely: for each name ids with their probabilities. ids: each name's candidates.
            without: a source that is to be forgotten.
        """
        weighty = [[(each, share) for each, share in own if share > _LIKELY] for own in likely]
        known: dict[tuple[str, str], float] = {}
        found = []
        for at, own in enumerate(ids):
            features = np.zeros((len(own) + 1, len(COMPANY_FEATURES)))
            near = [
                (other, each, share)
                for other in range(max(at - _REACH, 0), min(at + _REACH + 1, len(names)))
                if other != at
                for each, share in weighty[other]
            ]
            for row, concept in enumerate(own):
                ties, total, same = 0.0, 0.0, 0.0
                for other, each, share in near:
                    if each != concept:
                        if (concept, each) not in known:
                            known[concept, each] = self._tie(concept, each, without)
                        ties += share * known[concept, each]
                        total += share
                    elif names[other].words != names[at].words:
                        same += share
                features[row, :2] = ties / (total + 1) / _SCALE, min(same, _MOST)
            if own:
                features[:-1, 2] = features[:-1, 0] - features[:-1, 0].max()
            found.append(features)
        return found

    def _having(self, concept: str, without: str | None) -> set[int]:
        """The documents that report an id."""
        documents = self._documents.get(concept, set())
        if without is None:
            return documents
        known = self._known.get((concept, without))
        if known is None:
            known = {at for at in documents if self._sources[at] != without}
            self._known[concept, without] = known
        return known

    def _tie(self, one: str, other: str, without: str | None) -> float:
        """How much oftener two ids stand in one document than by chance, as a logarithm."""
        own, others = self._having(one, without), self._having(other, without)
        expected = len(own) * len(others) / max(len(self._sources), 1)
        return log((len(own & others) + _SMOOTHING) / (expected + _SMOOTHING))
