"""Linking: which id a name most likely has that no table has as it stands.

Candidates are the ids of names in the tables that share a word with it. Each is
described by a few figures: which words it shares, which are left over on either
side, how rare they are (a word's weight is its inverse document frequency: the
logarithm of all ids over those that have it), which of the missing ones stand in
the text around it, and whether the unit is one in which the quantity is stated. A
small network, learned from annotated texts (:mod:`govspan.training.linking`), turns
them into probabilities, one of them that the name has none of the ids.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from math import fsum, log

import numpy as np
from numpy.typing import NDArray

from .concepts import load_table
from .lexicon import TABLES
from .loose import loose_words
from .unit_kinds import fits, stated_kinds

__all__ = [
    "FEATURES",
    "Candidates",
    "Link",
    "LinkingModel",
    "find_candidates",
    "likeliest",
    "link_name",
    "load_model",
]

Floats = NDArray[np.float64]

#: What a candidate is described by; the last is 1 for "none of them", which has nothing else.
FEATURES = (
    "cover",
    "align",
    "left over",
    "missing",
    "foreign",
    "typical",
    "essential",
    "ahead",
    "unit",
    "first unit",
    "other unit",
    "other words",
    "unknown words",
    "none",
)
_LABEL = "INDICATOR"
# The best by overlap; the id that is meant is among them 98 times in a hundred.
_CANDIDATES = 12
# What a word counts that a name lacks and the text around it has.
_AROUND = 0.4
# A word that this share of an id's names has is one that belongs to it.
_ESSENTIAL = 0.3
# Words of the greatest weight, above which more make no difference.
_MOST = 3.0


@dataclass(frozen=True, slots=True)
class Link:
    """An id and how likely it is the one that is meant."""

    id: str
    probability: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """Ids that a name may have, and what describes each and "none of them".

    Attributes:
        features: shape (ids + 1, :data:`FEATURES`).
    """

    ids: list[str]
    features: Floats


@dataclass(frozen=True, slots=True)
class LinkingModel:
    """Two layers over the features of one candidate, and a softmax over all.

    Attributes:
        hidden: shape (width, :data:`FEATURES`). bias: shape (width,). out: shape (width,).
    """

    hidden: Floats
    bias: Floats
    out: Floats

    def probabilities(self, features: Floats) -> Floats:
        """Of each row of features; they add up to 1."""
        scores = np.tanh(features @ self.hidden.T + self.bias) @ self.out
        odds = np.exp(scores - scores.max())
        shares: Floats = odds / odds.sum()
        return shares


@cache
def load_model() -> LinkingModel:
    """The one that the package carries."""
    stored = json.loads((TABLES / "linking.json").read_text(encoding="utf-8"))
    return LinkingModel(*(np.array(stored[name], dtype=float) for name in ("hidden", "bias", "out")))


def link_name(words: Set[str], around: Set[str], kind: str | None, lang: str) -> Link | None:
    """The likeliest id of a name; None where it most likely has none.

    Args:
        words: of the name, as :func:`.loose.loose_words` gives them. around: of the text around it.
        kind: of the unit in which it is stated, as of :func:`.unit_kinds.kind_of`.
    """
    return likeliest(find_candidates(words, around, kind, lang), load_model())


def likeliest(candidates: Candidates, model: LinkingModel) -> Link | None:
    """The likeliest of some ids; None where "none of them" is likelier."""
    probabilities = model.probabilities(candidates.features)
    best = int(probabilities.argmax())
    return Link(candidates.ids[best], float(probabilities[best])) if best < len(candidates.ids) else None


def find_candidates(words: Set[str], around: Set[str], kind: str | None, lang: str) -> Candidates:
    """The ids that may be meant; the arguments are those of :func:`link_name`."""
    names = _load_names(lang)
    weight = names.weigh(words)
    shared = names.mass(words)
    touched = np.flatnonzero(shared)
    if not touched.size:
        return Candidates([], np.eye(len(FEATURES))[-1:])
    near = names.mass(around - words)[touched]
    shared, whole = shared[touched], names.whole[touched]
    missing = whole - shared - near
    overlap = shared - (weight - shared) - missing - _AROUND * near
    best: dict[int, int] = {}
    for at in np.argsort(-overlap, kind="stable"):
        best.setdefault(int(names.owner[touched[at]]), int(at))
        if len(best) == _CANDIDATES:
            break
    rows = np.array(list(best.values()))
    ids = [names.ids[number] for number in best]
    features = np.zeros((len(ids) + 1, len(FEATURES)))
    top = names.heaviest
    features[:-1, 0] = shared[rows] / weight
    features[:-1, 1] = shared[rows] / whole[rows]
    features[:-1, 2] = np.minimum((weight - shared[rows]) / top, _MOST)
    features[:-1, 3] = np.minimum(missing[rows] / top, _MOST)
    for row, concept in enumerate(ids):
        features[row, 4:7] = names.describe(words, around, concept, weight)
        features[row, 11:13] = names.count_foreign(words, concept)
        stated = stated_kinds(concept)
        if kind is not None and stated:
            features[row, 8:11] = kind in stated, kind == stated[0], not fits(kind, concept)
    features[:-1, 7] = _ahead(features[:-1, 0] + features[:-1, 1])
    features[-1, -1] = 1.0
    return Candidates(ids, features)


def _ahead(overlap: Floats) -> Floats:
    """How far each is before the best of the others."""
    if len(overlap) == 1:
        return overlap
    second, first = np.partition(overlap, -2)[-2:]
    lead: Floats = overlap - np.where(overlap == first, second, first)
    return lead


class _Names:
    """The names of one language by their words.

    Words come as sets, whose order changes from run to run: sums of weights are exact, so results do not.

    Attributes:
        ids: in order of their numbers.
        owner: of each name the number of its id. whole: the weight of all its words.
        heaviest: the weight of a word that no name or only those of one id have.
    """

    def __init__(self, names: Iterable[tuple[Set[str], str]]) -> None:
        pairs = list(dict.fromkeys((frozenset(words), concept) for words, concept in names if words))
        self.ids = sorted({concept for _, concept in pairs})
        number = {concept: at for at, concept in enumerate(self.ids)}
        self.owner = np.array([number[concept] for _, concept in pairs], dtype=np.int64)
        owners: dict[str, set[str]] = {}
        postings: dict[str, list[int]] = {}
        self._count = Counter(concept for _, concept in pairs)
        uses: dict[str, Counter[str]] = {concept: Counter() for concept in self.ids}
        for at, (words, concept) in enumerate(pairs):
            uses[concept].update(words)
            for word in words:
                owners.setdefault(word, set()).add(concept)
                postings.setdefault(word, []).append(at)
        self.heaviest = log(max(len(self.ids), 2))
        self._weights = {word: self.heaviest - log(len(ids)) for word, ids in owners.items()}
        self._postings = {word: np.array(places) for word, places in postings.items()}
        self._uses = uses
        self.whole = np.array([self.weigh(words) for words, _ in pairs])

    def weigh(self, words: Iterable[str]) -> float:
        """The weight of some words; one that no name has is as heavy as the rarest."""
        return fsum(self._weights.get(word, self.heaviest) for word in words)

    def mass(self, words: Iterable[str]) -> Floats:
        """For each name the weight of those of its words that are among these."""
        known = sorted(words & self._postings.keys())
        if not known:
            return np.zeros(len(self.owner))
        places = [self._postings[word] for word in known]
        weights = np.repeat([self._weights[word] for word in known], [len(own) for own in places])
        return np.bincount(np.concatenate(places), weights, minlength=len(self.owner)).astype(float)

    def count_foreign(self, words: Set[str], concept: str) -> tuple[float, float]:
        """How many words stand in names of other ids alone, and how many in none."""
        foreign = words - self._uses[concept].keys()
        known = len(foreign & self._weights.keys())
        return min(known, _MOST), min(len(foreign) - known, _MOST)

    def describe(
        self, words: Set[str], around: Set[str], concept: str, weight: float
    ) -> tuple[float, float, float]:
        """Weights of words that no name of an id has; that they have; that many have, and this lacks."""
        uses, count = self._uses[concept], self._count[concept]
        foreign = self.weigh(word for word in words if word not in uses)
        typical = fsum(self._weights[word] * (uses[word] / count) ** 0.5 for word in words if word in uses)
        lacking = fsum(
            self._weights[word] * times / count
            for word, times in uses.items()
            if times > _ESSENTIAL * count and word not in words and word not in around
        )
        return min(foreign / self.heaviest, _MOST), typical / weight, min(lacking / self.heaviest, _MOST)


@cache
def _load_names(lang: str) -> _Names:
    table = load_table(_LABEL)
    names: Mapping[str, str] = table.ids.get(lang, {}) if table else {}
    return _Names((loose_words(name, lang), concept) for name, concept in names.items())
