"""From character offsets to words, losing nothing on the way."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

__all__ = ["align"]


def align(words: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int, bool]:
    """The words that the characters [start, end) touch.

    Args:
        words: (start, end) of every word, sorted, not overlapping.

    Returns:
        First word, one past the last word, and whether the characters fall
        exactly on the words' boundaries. A span that does not is expanded to
        whole words. One that touches no word gives an empty range.
    """
    first = bisect_right(words, start, key=lambda word: word[1])
    last = bisect_left(words, end, key=lambda word: word[0])
    if first >= last:
        return first, first, False
    return first, last, words[first][0] == start and words[last - 1][1] == end
