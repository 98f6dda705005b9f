"""Between annotated documents and spaCy ``Doc`` objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans

from ..annotations import Document
from ..annotations.files import replacing
from .alignment import align
from .events import Argument, Event, register_extensions
from .normalizer import register_canonical
from .tokenizer import Tokenizer

__all__ = ["Misaligned", "doc_to_record", "document_to_doc", "write_docbin"]

register_extensions()
register_canonical()


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
    # Expanded spans may come to overlap, which doc.ents cannot hold; the longer one stays.
    doc.ents = tuple(filter_spans(span for span in spans.values() if len(span)))
    doc._.events = [
        Event(
            event.type,
            spans[document.span(event.trigger).id]
            if isinstance(event.trigger, str)
            else place(*event.trigger, event.type),
            tuple(Argument(item.role, spans[document.span(item.span).id]) for item in event.arguments),
        )
        for event in document.events
    ]
    return doc, misaligned


def write_docbin(
    path: Path, documents: Iterable[Document], tokenizer: Tokenizer
) -> tuple[int, list[Misaligned]]:
    """Write documents as a spaCy ``DocBin`` with entities and events.

    Returns:
        The number of documents, and the spans that had to be expanded.

    Raises:
        DataError: the file cannot be written.
    """
    binary = DocBin(store_user_data=True)
    misaligned: list[Misaligned] = []
    for document in documents:
        doc, moved = document_to_doc(document, tokenizer)
        binary.add(doc)
        misaligned.extend(moved)
    with replacing(path) as partial:
        partial.write_bytes(binary.to_bytes())
    return len(binary), misaligned


def doc_to_record(doc: Doc) -> dict[str, Any]:
    """Entities, events and measurements of a ``Doc``, JSON-ready, in character offsets."""
    return {
        "entities": list(_entities(doc)),
        "events": [event.to_dict() for event in doc._.events],
        "measurements": [measurement.to_dict() for measurement in doc._.measurements],
    }


def _entities(doc: Doc) -> Iterator[dict[str, Any]]:
    for span in doc.ents:
        yield {
            "label": span.label_,
            "text": span.text,
            "start": span.start_char,
            "end": span.end_char,
            "score": span._.score,
            "canonical": span._.canonical.to_dict() if span._.canonical else None,
        }
