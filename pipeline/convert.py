"""Between annotated documents and spaCy ``Doc`` objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc, Span

from ..annotations import Document
from .alignment import align
from .events import Argument, Event, register_extensions
from .tokenizer import Tokenizer

__all__ = ["Misaligned", "doc_to_record", "document_to_doc"]

register_extensions()


@dataclass(frozen=True, slots=True)
class Misaligned:
    """A gold span that had to be expanded to whole tokens, or that touches none."""

    document: str
    start: int
    end: int
    text: str
    tokens: str


def document_to_doc(document: Document, tokenizer: Tokenizer) -> tuple[Doc, list[Misaligned]]:
    """A ``Doc`` with the document's entities and events.

    A span off the token boundaries is kept, expanded to the tokens that it
    touches, and listed.
    """
    doc = tokenizer(document.text)
    offsets = [(token.idx, token.idx + len(token)) for token in doc]
    misaligned: list[Misaligned] = []

    def place(start: int, end: int, label: str) -> Span:
        first, last, exact = align(offsets, start, end)
        span = Span(doc, first, last, label=label)
        if not exact:
            misaligned.append(Misaligned(document.id, start, end, document.text[start:end], span.text))
        return span

    spans = {span.id: place(span.start, span.end, span.label) for span in document.spans}
    doc.ents = tuple(spans.values())
    doc._.events = [
        Event(
            event.type,
            spans[event.trigger] if isinstance(event.trigger, str) else place(*event.trigger, event.type),
            tuple(Argument(item.role, spans[item.span]) for item in event.arguments),
        )
        for event in document.events
    ]
    return doc, misaligned


def doc_to_record(doc: Doc) -> dict[str, Any]:
    """Entities and events of a ``Doc``, JSON-ready, in character offsets."""
    return {"entities": list(_entities(doc)), "events": [event.to_dict() for event in doc._.events]}


def _entities(doc: Doc) -> Iterator[dict[str, Any]]:
    for span in doc.ents:
        yield {
            "label": span.label_,
            "text": span.text,
            "start": span.start_char,
            "end": span.end_char,
            "score": span._.score,
        }
