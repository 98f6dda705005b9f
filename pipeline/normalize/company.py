"""Company: which quantities annotated documents report, and which of them together.

Two ids that stand in one document oftener than chance has it (pointwise mutual information,
Church & Hanks, 1990) speak for each other, in all languages alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .candidates import Name
from .memory import Remembered
from .postings import Floats

__all__ = ["COMPANY_FEATURES", "USUAL_FEATURES", "Company"]

#: What all documents say of a candidate.
USUAL_FEATURES = ("usual",)
#: What the other names of its document say.
COMPANY_FEATURES = ("company", "said elsewhere", "company behind")

# Documents added to each count of them, expected and found.
_SMOOTHING = 0.2
# Names before and after one whose ids tell about its own; less likely ids tell nothing.
_REACH = 12
_LIKELY = 0.1
# As a constant factor, for features of like size.
_SCALE = 3.0
_MOST = 3.0


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of the documents of all sources but one, which may be None.

    Attributes:
        reported: documents that have each id, as a logarithm; shape (ids + 1,), the last 0.
        ties: how much oftener two ids stand in one document than by chance, as a logarithm;
            shape (ids + 1, ids + 1).
    """

    without: str | None
    reported: Floats
    ties: Floats


class Company:
    """The ids of annotated documents of all languages."""

    def __init__(self, documents: Sequence[Remembered]) -> None:
        ids = sorted({concept for document in documents for *_, concept in document.names if concept})
        self._numbers = {concept: at for at, concept in enumerate(ids)}
        self._sources = np.array([document.source for document in documents], dtype=np.str_)
        # One column more, for ids that no document has.
        self._has = np.zeros((len(documents), len(ids) + 1), dtype=bool)
        for at, document in enumerate(documents):
            self._has[at, [self._numbers[concept] for *_, concept in document.names if concept]] = True
        self._last: _Counts | None = None

    def usual(self, ids: Sequence[str], without: str | None = None) -> Floats:
        """How often each is reported, as a logarithm; shape (ids + 1, 1), the last row 0.

        Args:
            without: a source that is to be forgotten.
        """
        reported = self._counts(without).reported[self._places(ids)]
        return np.append(reported / _SCALE, 0.0)[:, None]

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
        found = []
        for at, own in enumerate(ids):
            features = np.zeros((len(own) + 1, len(COMPANY_FEATURES)))
            near = [
                (each, share, names[other].words != names[at].words)
                for other in range(max(at - _REACH, 0), min(at + _REACH + 1, len(names)))
                if other != at
                for each, share in weighty[other]
            ]
            if own and near:
                features[:-1] = self._of_one(own, near, without)
            found.append(features)
        return found

    def _of_one(
        self, own: Sequence[str], near: Sequence[tuple[str, float, bool]], without: str | None
    ) -> Floats:
        """Features of the candidates of one name, shape (ids, :data:`COMPANY_FEATURES`).

        Args:
            near: ids of names near it, their probabilities, and whether the names have other words.
        """
        others = [each for each, _, _ in near]
        shares = np.array([share for _, share, _ in near])
        differ = np.array([differs for _, _, differs in near])
        same = np.array([[each == concept for each in others] for concept in own])
        ties = self._counts(without).ties[np.ix_(self._places(own), self._places(others))]
        company = (np.where(same, 0.0, ties) @ shares) / (np.where(same, 0.0, 1.0) @ shares + 1) / _SCALE
        elsewhere = np.minimum((same & differ) @ shares, _MOST)
        return np.column_stack([company, elsewhere, company - company.max()])

    def _places(self, ids: Sequence[str]) -> list[int]:
        return [self._numbers.get(each, len(self._numbers)) for each in ids]

    def _counts(self, without: str | None) -> _Counts:
        last = self._last
        if last is None or last.without != without:
            # Fast, and exact for numbers as small as these.
            has = self._has[self._sources != without].astype(np.float32)
            together = (has.T @ has).astype(float)
            counts = together.diagonal()
            expected = np.outer(counts, counts) / max(len(has), 1)
            ties = np.log((together + _SMOOTHING) / (expected + _SMOOTHING))
            self._last = last = _Counts(without, np.log1p(counts), ties)
        return last
