"""BIO tags (IOB2): a span is one B tag and the I tags of the same type after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["OUTSIDE", "bio_labels", "illegal_transitions", "spans_from_tags", "tags_from_spans"]

#: The id of the O tag. Type ``t`` has B at ``1 + 2 * t`` and I at ``2 + 2 * t``.
OUTSIDE = 0

WordSpan = tuple[int, int, int]


def bio_labels(types: Sequence[str]) -> list[str]:
    """Tag names in the order of their ids: O, B-X, I-X, B-Y, …"""
    return ["O", *(f"{prefix}-{name}" for name in types for prefix in "BI")]


def tags_from_spans(length: int, spans: Iterable[WordSpan]) -> NDArray[np.int64]:
    """Tag ids, shape (length,), of spans (start word, end word, type).

    Raises:
        ValueError: spans overlap, are empty, or leave the text.
    """
    tags = np.full(length, OUTSIDE, dtype=np.int64)
    for start, end, kind in spans:
        if not 0 <= start < end <= length or tags[start:end].any():
            raise ValueError(f"span [{start}:{end}] is empty, out of bounds or overlaps another")
        tags[start:end] = 2 + 2 * kind
        tags[start] = 1 + 2 * kind
    return tags


def spans_from_tags(tags: Sequence[int] | NDArray[np.int64]) -> list[WordSpan]:
    """Spans (start word, end word, type) of a legal tag sequence, in order."""
    spans: list[WordSpan] = []
    for position, tag in enumerate(tags):
        if tag == OUTSIDE:
            continue
        kind, inside = divmod(int(tag) - 1, 2)
        if inside:
            start = spans[-1][0]
            spans[-1] = (start, position + 1, kind)
        else:
            spans.append((position, position + 1, kind))
    return spans


def illegal_transitions(types: int) -> NDArray[np.bool_]:
    """Shape (tags, tags): true where tag ``i`` may not be followed by tag ``j``.

    Only an I has a condition: the tag before it is B or I of its own type.
    Row O also tells which tags may not begin a text.
    """
    tags = 1 + 2 * types
    illegal = np.zeros((tags, tags), dtype=bool)
    for kind in range(types):
        inside = 2 + 2 * kind
        illegal[:, inside] = True
        illegal[[inside - 1, inside], inside] = False
    return illegal
