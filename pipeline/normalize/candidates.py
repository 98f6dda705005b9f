"""Candidates: the ids that a name of an indicator may mean, and what the tables of names say of each.

They are the ids of the names in the tables that share most with it, what the tables have
under it as it stands, and what annotated indicators say (:mod:`.memory`). Each is described
by a few figures: which words it shares, which are left over on either side, how rare they
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
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .loose import loose_words
from .name_tables import load_table
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

    def describe(self, columns: Floats) -> Candidates:
        """With some more features, of shape (ids + 1, more)."""
        return Candidates(self.ids, np.hstack([self.features, columns]))


def find_candidates(name: Name, lang: str, others: Iterable[str] = ()) -> Candidates:
    """The ids that a name may mean, with :data:`TABLE_FEATURES`.

    Args:
        others: ids that are candidates, too, however little their names share with this one.
    """
    names = _load_names(lang)
    overlaps = names.overlaps(name, [*([] if name.exact is None else [name.exact]), *others])
    ids = list(overlaps)
    features = np.zeros((len(ids) + 1, len(TABLE_FEATURES)))
    features[-1, _COLUMN["none"]] = 1.0
    if not ids:
        return Candidates(ids, features)
    weight, top = names.weigh(name.words), names.heaviest
    shared, whole, missing, near = np.array(list(overlaps.values())).T
    cover, align = shared / (weight or 1.0), shared / whole
    columns: dict[str, Floats | Sequence[float]] = {
        "cover": cover,
        "align": align,
        "left over": np.minimum((weight - shared) / top, _MOST),
        "missing": np.minimum(missing / top, _MOST),
        "near": np.minimum(near / top, _MOST),
        "ahead": _ahead(cover + align),
    }
    own = [names.compare(name, concept, weight or 1.0) for concept in ids]
    for at, label in enumerate(("foreign", "typical", "essential", "other words", "unknown words")):
        columns[label] = [each[at] for each in own]
    if name.exact is not None:
        columns["exact"] = [each == name.exact for each in ids]
        columns["other exact"] = [each != name.exact for each in ids]
    if name.kind is not None:
        stated = [stated_kinds(concept) for concept in ids]
        columns["unit"] = [name.kind in each for each in stated]
        columns["first unit"] = [name.kind in each[:1] for each in stated]
        columns["other unit"] = [not fits(name.kind, concept) for concept in ids]
    for label, values in columns.items():
        features[:-1, _COLUMN[label]] = values
    return Candidates(ids, features)


def _ahead(overlap: Floats) -> Floats:
    """How far each is before the best of the others."""
    if len(overlap) == 1:
        return overlap
    second, first = np.partition(overlap, -2)[-2:]
    lead: Floats = overlap - np.where(overlap == first, second, first)
    return lead


class _Overlap(NamedTuple):
    """A name of the tables and one of a text: weights of words.

    Attributes:
        shared: of those in both. whole: of all of the table's. near: of the table's that stand around.
        missing: of the table's that the text has nowhere.
    """

    shared: float
    whole: float
    missing: float
    near: float


@dataclass(frozen=True, slots=True)
class _Overlaps:
    """Of some names of the tables, each of shape (names,); see :class:`_Overlap`."""

    shared: Floats
    whole: Floats
    missing: Floats
    near: Floats

    @property
    def alike(self) -> Floats:
        """How much they have in common."""
        return 2 * self.shared - self.missing - _AROUND * self.near

    def overlap(self, at: np.intp) -> _Overlap:
        """Of one of them."""
        return _Overlap(*(float(each[at]) for each in (self.shared, self.whole, self.missing, self.near)))


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
        self._rows = {concept: np.flatnonzero(self.owner == at) for concept, at in number.items()}
        owners: dict[str, set[str]] = {}
        count = Counter(concept for _, concept in pairs)
        uses: dict[str, Counter[str]] = {concept: Counter() for concept in self.ids}
        for words, concept in pairs:
            uses[concept].update(words)
            for word in words:
                owners.setdefault(word, set()).add(concept)
        self.heaviest = log(max(len(self.ids), 2))
        self._weights = {word: self.heaviest - log(len(ids)) for word, ids in owners.items()}
        self._postings = Postings([words for words, _ in pairs], self._weights)
        self._numbers = {word: at for at, word in enumerate(self._weights)}
        # The numbers of each name's words, and that of no word where it has fewer; shape (most words, names).
        most = max((len(words) for words, _ in pairs), default=0)
        self._words = np.full((most, len(pairs)), len(self._numbers))
        for at, (words, _) in enumerate(pairs):
            # In one order, for sums depend on it.
            self._words[: len(words), at] = [self._numbers[word] for word in sorted(words)]
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

    def overlaps(self, name: Name, others: Iterable[str]) -> dict[str, _Overlap]:
        """The ids whose names share most with one, best first, each with the best of its names.

        Args:
            others: ids that come after them with the best of theirs, shared words or not.
        """
        shared = self._postings.shared(name.words)
        # The last is the weight of no word.
        around = np.zeros(len(self._numbers) + 1)
        for word in (name.around - name.words) & self._numbers.keys():
            around[self._numbers[word]] = self._weights[word]
        touched = shared.nonzero()[0]
        some = self._compare_rows(touched, shared, around)
        best: dict[str, _Overlap] = {}
        for at in np.argsort(-some.alike, kind="stable"):
            concept = self.ids[self.owner[touched[at]]]
            if concept not in best:
                best[concept] = some.overlap(at)
                if len(best) == _CANDIDATES:
                    break
        for concept in others:
            if concept in best:
                continue
            own = self._rows.get(concept)
            if own is None:
                # Of an id that has no name in this language some word at least is missing.
                best[concept] = _Overlap(0.0, self.heaviest, self.heaviest, 0.0)
            else:
                some = self._compare_rows(own, shared, around)
                best[concept] = some.overlap(some.alike.argmax())
        return best

    def _compare_rows(self, rows: NDArray[np.int64], shared: Floats, around: Floats) -> _Overlaps:
        """Some of the names.

        Args:
            shared: of each name. around: the weight of each word that stands around, 0 of all others.
        """
        near = np.zeros(len(rows))
        # One by one, for numpy adds up many in another order.
        for words in self._words:
            near += around[words[rows]]
        missing = self.whole[rows] - shared[rows] - near
        return _Overlaps(shared[rows], self.whole[rows], missing, near)

    def compare(self, name: Name, concept: str, weight: float) -> tuple[float, ...]:
        """A name of some weight with all names of an id.

        Returns:
            The weights of words that no name of the id has, that they have, and that many of them have and
            this one lacks; the numbers of words that only names of other ids have, and that none has.
        """
        shares = self._shares.get(concept, {})
        foreign = [word for word in name.words if word not in shares]
        unknown = sum(word not in self._weights for word in foreign)
        typical = fsum(self._weights[word] * shares[word] ** 0.5 for word in name.words if word in shares)
        lacking = fsum(
            mass
            for word, mass in self._essential.get(concept, ())
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
