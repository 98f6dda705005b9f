"""The spaCy component: ``ent._.canonical`` and ``doc._.measurements``.

What is stored in ``doc.user_data`` are plain numbers and strings, so that a
``Doc`` with its values survives ``to_bytes``, ``DocBin`` and worker processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from spacy.language import Language
from spacy.pipeline.pipe import Pipe
from spacy.tokens import Doc, Span

from . import normalize as canonical
from .events import register_extensions
from .normalize import Canonical, EventMention, Measurement, Mention, Normalized, normalize

__all__ = ["NormalizerComponent", "make_normalizer", "mentions_of"]

_VALUES = "govspan.canonical"
_MEASUREMENTS = "govspan.measurements"

register_extensions()


def register_canonical() -> None:
    """Define ``Span._.canonical``, ``Doc._.measurements`` and ``Doc._.lang``; harmless to call again."""
    Span.set_extension("canonical", getter=_get_canonical, force=True)
    Doc.set_extension("measurements", getter=_get_measurements, force=True)
    Doc.set_extension("lang", default=None, force=True)


def _get_canonical(span: Span) -> Canonical | None:
    kept = span.doc.user_data.get(_VALUES, {}).get(_span_key(span))
    return None if kept is None else getattr(canonical, kept["type"])(**_loaded(kept["fields"]))


def _get_measurements(doc: Doc) -> list[Measurement]:
    return [Measurement(**_loaded(fields)) for fields in doc.user_data.get(_MEASUREMENTS, ())]


def _span_key(span: Span) -> str:
    return f"{span.start}:{span.end}:{span.label_}"


def _stored(record: Canonical | Measurement) -> dict[str, Any]:
    fields = {name: getattr(record, name) for name in type(record).__dataclass_fields__}
    return {
        name: {"decimal": str(value)} if isinstance(value, Decimal) else value
        for name, value in fields.items()
    }


def _loaded(fields: dict[str, Any]) -> dict[str, Any]:
    loaded: dict[str, Any] = {
        name: Decimal(value["decimal"]) if isinstance(value, dict) and "decimal" in value else value
        for name, value in fields.items()
    }
    # Stored and loaded again, a tuple is a list.
    if "candidates" in loaded:
        loaded["candidates"] = tuple((name, share) for name, share in loaded["candidates"])
    if "offsets" in loaded:
        loaded["offsets"] = {name: (start, end) for name, (start, end) in loaded["offsets"].items()}
    return loaded


def mentions_of(doc: Doc) -> tuple[list[Mention], list[EventMention]]:
    """The entities of a document and its events over them."""
    at = {(span.start, span.end): number for number, span in enumerate(doc.ents)}
    mentions = [Mention(span.start_char, span.end_char, span.label_) for span in doc.ents]
    events = [
        EventMention(
            event.type,
            at.get((event.trigger.start, event.trigger.end)),
            tuple(
                (item.role, at[item.span.start, item.span.end])
                for item in event.arguments
                if (item.span.start, item.span.end) in at
            ),
            1.0 if event.score is None else event.score,
        )
        for event in doc._.events
    ]
    return mentions, events


class NormalizerComponent(Pipe):
    """Canonical values of a document's entities, and its measurements. It has no weights.

    Gold entities and events will do as well as an extractor's.

    Args:
        lang: ``vi``, ``th``, ``hi`` or ``en``; "auto" tells each document's from its text.
            ``doc._.lang``, where it is set, goes before.
    """

    def __init__(self, name: str, lang: str) -> None:
        self.name = name
        self.lang = lang

    def __call__(self, doc: Doc) -> Doc:
        """Normalize one document."""
        mentions, events = mentions_of(doc)
        lang = doc._.lang or (None if self.lang == "auto" else self.lang)
        self._store(doc, normalize(doc.text, mentions, events, lang))
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int | None = None) -> Iterator[Doc]:
        """Normalize a stream of documents, one by one."""
        yield from map(self, stream)

    def _store(self, doc: Doc, found: Normalized) -> None:
        values: Sequence[Canonical] = found.values
        doc.user_data[_VALUES] = {
            _span_key(span): {"type": type(value).__name__, "fields": _stored(value)}
            for span, value in zip(doc.ents, values, strict=True)
        }
        doc.user_data[_MEASUREMENTS] = [_stored(measurement) for measurement in found.measurements]


register_canonical()


@Language.factory(
    "govspan_normalizer",
    requires=["doc.ents", "doc._.events"],
    assigns=["span._.canonical", "doc._.measurements"],
    default_config={"lang": "auto"},
)
def make_normalizer(nlp: Language, name: str, lang: str) -> NormalizerComponent:
    """Build the component."""
    return NormalizerComponent(name, lang)
