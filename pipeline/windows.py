"""Cutting a document's sub-words into windows that an encoder can read.

Windows overlap, every word is read whole, and each word's vector comes from
the window in which it has the most context on its nearer side. So a text of
any length is read to its end, and nothing is decided at a window's edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BATCH_TOKENS", "Window", "cut_windows", "group_by_length"]

#: Sub-words that go through the encoder at once, unless a user says otherwise:
#: few enough for a CPU's cache, and for a document of any length in bounded memory.
BATCH_TOKENS = 4096

# Padding that a group may hold before another group is cheaper: a pass through
# the encoder costs as much as this many sub-words, however little it reads.
_GROUP_PADDING = 128


@dataclass(frozen=True, slots=True)
class Window:
    """Words [start, end) are read; of those, [own_start, own_end) are taken."""

    start: int
    end: int
    own_start: int
    own_end: int


def cut_windows(lengths: Sequence[int] | NDArray[np.int64], capacity: int, overlap: int) -> list[Window]:
    """Cut words into windows of at most ``capacity`` sub-words.

    Args:
        lengths: sub-words of each word. One word longer than ``capacity`` gets
            a window to itself, which the caller fills with what fits.
        capacity: sub-words that a window holds, special tokens not counted.
        overlap: sub-words that neighbouring windows share, at most half of
            ``capacity``, so that every window brings something new.

    Raises:
        ValueError: capacity or overlap make no sense.
    """
    if capacity < 1 or not 0 <= overlap <= capacity // 2:
        raise ValueError(f"capacity {capacity} and overlap {overlap}: overlap is 0 to half of capacity")
    if not len(lengths):
        return []
    ends = np.concatenate([[0], np.cumsum(lengths)])
    bounds: list[tuple[int, int]] = []
    start = 0
    while True:
        # The last word whose end still fits; at least one word.
        end = max(int(np.searchsorted(ends, ends[start] + capacity, side="right")) - 1, start + 1)
        bounds.append((start, end))
        if end == len(lengths):
            break
        # Go back by the overlap, but not so far that the next word does not fit.
        back = int(np.searchsorted(ends, ends[end] - overlap, side="left"))
        fitting = int(np.searchsorted(ends, ends[end + 1] - capacity, side="left"))
        start = min(max(back, fitting), end)
    windows = []
    own_start = 0
    for number, (start, end) in enumerate(bounds):
        own_end = end if number + 1 == len(bounds) else (bounds[number + 1][0] + end) // 2
        windows.append(Window(start, end, own_start, max(own_end, own_start)))
        own_start = max(own_end, own_start)
    return windows


def group_by_length(lengths: Sequence[int], budget: int, padding: int = _GROUP_PADDING) -> list[list[int]]:
    """Group sequences of like length: indices, each group within ``budget`` when padded.

    A sequence longer than ``budget`` has a group to itself.

    Args:
        padding: how much of a group may be padding.
    """
    groups: list[list[int]] = []
    total = 0
    for index in sorted(range(len(lengths)), key=lambda at: lengths[at]):
        # The longest so far: all of the group are padded to it.
        padded = lengths[index] * (len(groups[-1]) + 1) if groups else 0
        if groups and padded <= budget and padded - total - lengths[index] <= padding:
            groups[-1].append(index)
            total += lengths[index]
        else:
            groups.append([index])
            total = lengths[index]
    return groups
