"""Surfaces that are annotated in one way here and in another there."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from .records import Document

__all__ = ["BARE", "Place", "Surface", "find_inconsistencies"]

#: The treatment of a surface that lies in no entity.
BARE = "bare"

Offsets = Callable[[str], list[tuple[int, int]]]
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One occurrence: document, start and end, and the words around it."""

    document: str
    start: int
    end: int
    context: str


@dataclass(frozen=True, slots=True)
class Surface:
    """One word sequence of one language, and where it has which treatment (a label, or :data:`BARE`)."""

    lang: str
    text: str
    places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))

    @property
    def minority(self) -> int:
        """Occurrences that are not treated as most are."""
        counts = [len(places) for places in self.places.values()]
        return sum(counts) - max(counts)


def find_inconsistencies(documents: Iterable[Document], offsets: Offsets) -> list[Surface]:
    """Surfaces with more than one treatment, the most frequent minority first.

    Words are compared without case and in NFC. An occurrence inside a longer
    entity, or across an entity's end, is nobody's decision about this surface
    and is left out.
    """
    read = [(document, _words(document.text, offsets)) for document in documents]
    surfaces: dict[tuple[str, Words], Surface] = {}
    longest: dict[tuple[str, str], int] = {}
    for document, (words, places) in read:
        starts = {start: at for at, (start, _) in enumerate(places)}
        ends = {end: at for at, (_, end) in enumerate(places)}
        for span in document.spans:
            if span.start in starts and span.end in ends:
                key = words[starts[span.start] : ends[span.end] + 1]
                surfaces.setdefault((document.lang, key), Surface(document.lang, " ".join(key)))
                head = (document.lang, key[0])
                longest[head] = max(longest.get(head, 0), len(key))
    for document, (words, places) in read:
        labels = {(span.start, span.end): span.label for span in document.spans}
        for at, word in enumerate(words):
            for size in range(1, longest.get((document.lang, word), 0) + 1):
                surface = surfaces.get((document.lang, words[at : at + size]))
                if surface is None or at + size > len(words):
                    continue
                start, end = places[at][0], places[at + size - 1][1]
                label = labels.get((start, end))
                if label is None and any(
                    span.start < end and start < span.end and not (start <= span.start and span.end <= end)
                    for span in document.spans
                ):
                    continue
                around = f"{document.text[max(0, start - 30) : start]}⟦{document.text[start:end]}⟧"
                context = " ".join(f"{around}{document.text[end : end + 30]}".split())
                surface.places[label or BARE].append(Place(document.id, start, end, context))
    found = [surface for surface in surfaces.values() if len(surface.places) > 1]
    return sorted(found, key=lambda surface: (-surface.minority, surface.lang, surface.text))


def _words(text: str, offsets: Offsets) -> tuple[Words, Sequence[tuple[int, int]]]:
    places = [(start, end) for start, end in offsets(text) if not text[start:end].isspace()]
    return tuple(unicodedata.normalize("NFC", text[start:end]).casefold() for start, end in places), places
