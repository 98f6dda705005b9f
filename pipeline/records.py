"""Annotated documents, as the normalizer reads them."""

from __future__ import annotations

from ..annotations import Document
from .normalize import EventMention, Mention, Normalized, normalize

__all__ = ["normalize_document"]


def normalize_document(document: Document) -> Normalized:
    """The canonical values of a document's spans, in their order, and its measurements."""
    at = {span.id: number for number, span in enumerate(document.spans)}
    mentions = [Mention(span.start, span.end, span.label) for span in document.spans]
    events = [
        EventMention(
            event.type,
            at.get(event.trigger) if isinstance(event.trigger, str) else None,
            tuple((item.role, at[item.span]) for item in event.arguments if item.span in at),
        )
        for event in document.events
    ]
    return normalize(document.text, mentions, events, document.lang)
