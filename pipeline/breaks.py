"""Where lines, sentences and clauses break: an event's arguments seldom stand many of them away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["BREAKS", "word_breaks"]

#: The kinds of break, from the strongest: whatever ends one ends those after it too.
BREAKS = ("line", "sentence", "clause")

_FULL_STOP = "."
_SENTENCE_ENDS = frozenset("!?।॥…")
_CLAUSE_ENDS = frozenset(",;:()|•·–—-")


def word_breaks(texts: Sequence[str], gaps: Sequence[str]) -> NDArray[np.int64]:
    """How many breaks of each kind stand before each word, shape (words, kinds).

    Args:
        texts: the words. gaps: the white space before each of them.
    """
    found = np.zeros((len(texts), len(BREAKS)), dtype=np.int64)
    for at in range(1, len(texts)):
        kind = _kind(texts[at - 1], gaps[at], texts[at])
        if kind is not None:
            found[at, kind:] = 1
    return found.cumsum(0)


def _kind(before: str, gap: str, after: str) -> int | None:
    """The strongest break between two words."""
    if "\n" in gap:
        return 0
    last = before[-1]
    if last in _SENTENCE_ENDS:
        return 1
    # Not in "No. 43", "approx. two".
    if last == _FULL_STOP and gap and not (after[0].islower() or after[0].isdigit()):
        return 1
    # Thai writes no commas, and spaces between clauses only.
    if last in _CLAUSE_ENDS or (gap and "\u0e01" <= last <= "\u0e5b"):
        return 2
    return None
