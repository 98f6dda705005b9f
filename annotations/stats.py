"""Counting what a corpus holds, per language and split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .records import Document

__all__ = ["Cell", "count"]


@dataclass(slots=True)
class Cell:
    """Counts of one (language, split) cell."""

    documents: int = 0
    characters: int = 0
    spans: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    arguments: Counter[str] = field(default_factory=Counter)


def count(documents: Iterable[Document]) -> dict[tuple[str, str], Cell]:
    """Counts by (language, split), sorted; argument keys read ``TYPE.Role``."""
    cells: dict[tuple[str, str], Cell] = {}
    for document in documents:
        cell = cells.setdefault((document.lang, document.split), Cell())
        cell.documents += 1
        cell.characters += len(document.text)
        cell.spans.update(span.label for span in document.spans)
        for event in document.events:
            cell.events[event.type] += 1
            cell.arguments.update(f"{event.type}.{argument.role}" for argument in event.arguments)
    return dict(sorted(cells.items()))
