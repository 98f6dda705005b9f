"""Candidates: the ids that a name of an indicator may mean, and what the tables of names say of each.

They are the ids of names in the tables that share a word with it, each described by a
few figures: which words it shares, which are left over on either side, how rare they
are (a word's weight is its inverse document frequency: the logarithm of all ids over
those that have it), which of the missing ones stand in the text around it, and
whether the unit is one in which the quantity is stated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from math import fsum, log

import numpy as np

from .concepts import load_table
from .loose import loose_words
from .postings import Floats, Postings
from .unit_kinds import fits, stated_kinds

__all__ = ["TABLE_FEATURES", "Candidates", "Name", "find_candidates"]

#: What the tables say of a candidate; the last is 1 for "none of them", which has nothing else.
TABLE_FEATURES = (
    "cover",
    "align",
    "left over",
    "missing",
    "near",
    "foreign",
    "typical",
    "essential",
    "ahead",
    "exact",
    "other exact",
    "unit",
    "first unit",
    "other unit",
    "other words",
    "unknown words",
    "none",
)
_COLUMN = {name: at for at, name in enumerate(TABLE_FEATURES)}
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
class Name:
    """An indicator of a text, as it is linked.

    Attributes:
        words: of the name, as :func:`.loose.loose_words` gives them. around: of the text around it.
        kind: of the unit in which it is stated, as of :func:`.unit_kinds.kind_of`.
        exact: the id that the tables have under the name as it stands.
    """

    words: frozenset[str]
    around: frozenset[str] = frozenset()
    kind: str | None = None
    exact: str | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Ids that a name may have, and what describes each and, in the last row, "none of them".

    Attributes:
        features: shape (ids + 1, features).
    """

    ids: list[str]
    features: Floats

    def extend(self, ids: Iterable[str]) -> Candidates:
        """With some more ids, of which nothing is known yet."""
        new = [each for each in dict.fromkeys(ids) if each not in self.ids]
        blank = np.zeros((len(new), self.features.shape[1]))
        rows = np.vstack([self.features[:-1], blank, self.features[-1:]])
        return Candidates([*self.ids, *new], rows)

    def describe(self, columns: Floats) -> Candidates:
        """With some more features, of shape (ids + 1, more)."""
        return Candidates(self.ids, np.hstack([self.features, columns]))


def find_candidates(name: Name, lang: str) -> Candidates:
    """The ids that a name may mean, with :data:`TABLE_FEATURES`."""
    found = _overlapping(name, _load_names(lang))
    if name.exact is not None:
        # One that only the table of another language has shares no word.
        found = found.extend([name.exact])
        found.features[:-1, _COLUMN["exact"]] = [each == name.exact for each in found.ids]
        found.features[:-1, _COLUMN["other exact"]] = [each != name.exact for each in found.ids]
    return found


def _overlapping(name: Name, names: _Names) -> Candidates:
    weight = names.weigh(name.words)
    shared = names.mass(name.words)
    touched = np.flatnonzero(shared)
    if not touched.size:
        return Candidates([], np.eye(len(TABLE_FEATURES))[-1:])
    near = names.mass(name.around - name.words)[touched]
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
    top = names.heaviest
    columns: dict[str, Floats | Sequence[float]] = {
        "cover": shared[rows] / weight,
        "align": shared[rows] / whole[rows],
        "left over": np.minimum((weight - shared[rows]) / top, _MOST),
        "missing": np.minimum(missing[rows] / top, _MOST),
        "near": np.minimum(near[rows] / top, _MOST),
    }
    columns["ahead"] = _ahead(shared[rows] / weight + shared[rows] / whole[rows])
    own = [names.compare(name, concept, weight) for concept in ids]
    for at, label in enumerate(("foreign", "typical", "essential", "other words", "unknown words")):
        columns[label] = [each[at] for each in own]
    if name.kind is not None:
        stated = [stated_kinds(concept) for concept in ids]
        columns["unit"] = [name.kind in each for each in stated]
        columns["first unit"] = [name.kind in each[:1] for each in stated]
        columns["other unit"] = [not fits(name.kind, concept) for concept in ids]
    features = np.zeros((len(ids) + 1, len(TABLE_FEATURES)))
    for label, values in columns.items():
        features[:-1, _COLUMN[label]] = values
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
        count = Counter(concept for _, concept in pairs)
        uses: dict[str, Counter[str]] = {concept: Counter() for concept in self.ids}
        for words, concept in pairs:
            uses[concept].update(words)
            for word in words:
                owners.setdefault(word, set()).add(concept)
        self.heaviest = log(max(len(self.ids), 2))
        self._weights = {word: self.heaviest - log(len(ids)) for word, ids in owners.items()}
        self._postings = Postings([words for words, _ in pairs])
        self._shares = {
            concept: {word: times / count[concept] for word, times in own.items()}
            for concept, own in uses.items()
        }
        self._essential = {
            concept: [
                (word, self._weights[word] * share) for word, share in own.items() if share > _ESSENTIAL
            ]
            for concept, own in self._shares.items()
        }
        self.whole = np.array([self.weigh(words) for words, _ in pairs])

    def weigh(self, words: Iterable[str]) -> float:
        """The weight of some words; one that no name has is as heavy as the rarest."""
        return fsum(self._weights.get(word, self.heaviest) for word in words)

    def mass(self, words: Set[str]) -> Floats:
        """For each name the weight of those of its words that are among these."""
        return self._postings.shared(words, self._weights)

    def compare(self, name: Name, concept: str, weight: float) -> tuple[float, ...]:
        """A name of some weight with all names of an id.

        Returns:
            The weights of words that no name of the id has, that they have, and that many of them have and
            this one lacks; the numbers of words that only names of other ids have, and that none has.
        """
        shares = self._shares[concept]
        foreign = [word for word in name.words if word not in shares]
        unknown = sum(word not in self._weights for word in foreign)
        typical = fsum(self._weights[word] * shares[word] ** 0.5 for word in name.words if word in shares)
        lacking = fsum(
            mass
            for word, mass in self._essential[concept]
            if word not in name.words and word not in name.around
        )
        return (
            min(self.weigh(foreign) / self.heaviest, _MOST),
            typical / weight,
            min(lacking / self.heaviest, _MOST),
            min(len(foreign) - unknown, _MOST),
            min(unknown, _MOST),
        )


@cache
def _load_names(lang: str) -> _Names:
    table = load_table(_LABEL)
    names: Mapping[str, str] = table.ids.get(lang, {}) if table else {}
    return _Names((loose_words(name, lang), concept) for name, concept in names.items())
