"""Changing the text of an annotated document without losing its annotation."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate

from .errors import DataError
from .records import Document

__all__ = ["Edit", "apply_edits"]

#: Start, end, and what stands there afterwards.
Edit = tuple[int, int, str]


def apply_edits(document: Document, edits: Iterable[Edit]) -> Document:
    """The document with some stretches of its text replaced.

    A replaced stretch lies inside one span or trigger (or is the whole of it) or
    outside of all. What is inserted at a span's end stays outside it.

    Raises:
        DataError: stretches overlap, lie outside the text, or cross a span's
            end; or a span would lose all its text.
    """
    ordered = sorted(edits)
    position = 0
    pieces: list[str] = []
    for start, end, text in ordered:
        if not position <= start <= end <= len(document.text):
            raise DataError(f"document {document.id!r}: edits [{start}:{end}] overlap or leave the text")
        pieces += [document.text[position:start], text]
        position = end
    text = "".join([*pieces, document.text[position:]])
    ends = [end for _, end, _ in ordered]
    shifts = [0, *accumulate(len(new) - (end - start) for start, end, new in ordered)]

    def moved(start: int, end: int) -> tuple[int, int]:
        # An insertion before the start moves it; one at the end does not.
        first, last = bisect_right(ends, start), bisect_right(ends, end)
        if last and ordered[last - 1][0] == ordered[last - 1][1] == end > start:
            last -= 1
        for begin, stop, _ in ordered[first : last + 1]:
            if begin < end and start < stop and not (start <= begin and stop <= end):
                raise DataError(f"document {document.id!r}: an edit [{begin}:{stop}] crosses [{start}:{end}]")
        new = start + shifts[first], end + shifts[last]
        if new[0] >= new[1]:
            raise DataError(f"document {document.id!r}: an edit leaves nothing of [{start}:{end}]")
        return new

    spans = []
    for span in document.spans:
        start, end = moved(span.start, span.end)
        spans.append(replace(span, start=start, end=end))
    events = [
        event if isinstance(event.trigger, str) else replace(event, trigger=moved(*event.trigger))
        for event in document.events
    ]
    return replace(document, text=text, spans=tuple(spans), events=tuple(events))
