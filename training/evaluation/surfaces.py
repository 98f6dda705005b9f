"""Groups of spans that tell how far a model generalises: by length, and by whether train had the surface."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from ...annotations import Document
from ...pipeline.alignment import align
from ...pipeline.tokenizer import Tokenizer
from .counts import Entity
from .predictions import Evaluated

__all__ = ["SurfaceGroups"]

# The last words of the classes of length, and their names.
_LENGTHS = ((1, "1 word"), (3, "2–3 words"), (7, "4–7 words"))
_LONGER = "8 words and more"


class SurfaceGroups:
    """Length in words and, with training documents, seen or unseen, of a span of a document.

    A span is seen when train has its label on the same text, but for case,
    white space and normal form.
    """

    def __init__(self, tokenizer: Tokenizer, train: Iterable[Document] | None = None) -> None:
        self._tokenizer = tokenizer
        self._seen: set[tuple[str, str]] | None = None
        if train is not None:
            self._seen = {
                (_surface(document.text, span.start, span.end), span.label)
                for document in train
                for span in document.spans
            }
        self._words: dict[str, list[tuple[int, int]]] = {}

    def __call__(self, item: Evaluated, entity: Entity) -> Mapping[str, str]:
        """The groups of a span."""
        start, end, label = entity
        document = item.document
        if document.id not in self._words:
            # Spans come document by document: one is kept.
            offsets = self._tokenizer.offsets(document.text)
            self._words = {document.id: [o for o in offsets if not document.text[o[0] : o[1]].isspace()]}
        first, last, _ = align(self._words[document.id], start, end)
        groups = {"length": next((name for most, name in _LENGTHS if last - first <= most), _LONGER)}
        if self._seen is not None:
            seen = (_surface(document.text, start, end), label) in self._seen
            groups["surface"] = "seen in train" if seen else "unseen"
        return groups


def _surface(text: str, start: int, end: int) -> str:
    return " ".join(unicodedata.normalize("NFC", text[start:end]).casefold().split())
