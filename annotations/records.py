"""The records of the annotation format, checked for type but not for sense.

Offsets are Unicode code points into ``Document.text``, end-exclusive. Sense
(bounds, overlaps, labels) is the business of :mod:`.validation`, so that a
document with mistakes can be read, reported on and mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import DataError

__all__ = ["Argument", "Document", "Event", "Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of text. ``id`` is unique within its document."""

    id: str
    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Argument:
    """One filled role of an event; ``span`` is the id of an entity span."""

    role: str
    span: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event: its trigger is an entity span's id or a pair of offsets."""

    type: str
    trigger: str | tuple[int, int]
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One annotated text. ``lang`` is an ISO 639-1 code."""

    id: str
    lang: str
    text: str
    spans: tuple[Span, ...] = ()
    events: tuple[Event, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def split(self) -> str:
        """The split that ``meta`` names, or an empty string."""
        return str(self.meta.get("split", ""))

    def trigger_offsets(self, event: Event) -> tuple[int, int]:
        """Start and end of an event's trigger.

        Raises:
            DataError: the trigger names a span that the document lacks.
        """
        if not isinstance(event.trigger, str):
            return event.trigger
        span = self.span(event.trigger)
        return span.start, span.end

    def span(self, identifier: str) -> Span:
        """The span with an id.

        Raises:
            DataError: the document has none.
        """
        for span in self.spans:
            if span.id == identifier:
                return span
        raise DataError(f"document {self.id!r}: no span has the id {identifier!r}, which an event names")
