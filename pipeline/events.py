"""Events on a spaCy ``Doc``: ``doc._.events``, and the score of each entity.

What is stored in ``doc.user_data`` are plain numbers and strings, so that a
``Doc`` with its events survives ``to_bytes``, ``DocBin`` and worker processes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc, Span

__all__ = ["Argument", "Event", "register_extensions"]

_KEY = "govspan.events"
_SCORES = "govspan.scores"


@dataclass(frozen=True, slots=True)
class Argument:
    """A filled role; ``score`` is the probability of the role, given trigger and span."""

    role: str
    span: Span
    score: float | None = None

    @property
    def label(self) -> str:
        """The entity label of the filler."""
        return str(self.span.label_)

    @property
    def text(self) -> str:
        """The filler's text."""
        return str(self.span.text)

    def to_dict(self) -> dict[str, Any]:
        """Role, label, text and character offsets, JSON-ready."""
        return {"role": self.role, "label": self.label, **_surface(self.span), "score": self.score}


@dataclass(frozen=True, slots=True)
class Event:
    """An event; ``score`` is the probability that it stands in the text, None on gold events."""

    type: str
    trigger: Span
    arguments: tuple[Argument, ...] = ()
    score: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Type, trigger and arguments with character offsets, JSON-ready."""
        return {
            "type": self.type,
            "trigger": _surface(self.trigger),
            "arguments": [argument.to_dict() for argument in self.arguments],
            "score": self.score,
        }


def register_extensions() -> None:
    """Define ``Doc._.events`` and ``Span._.score``; harmless to call again."""
    Doc.set_extension("events", getter=_get_events, setter=_set_events, force=True)
    Span.set_extension("score", getter=_get_score, setter=_set_score, force=True)


def _span(doc: Doc, bounds: list[int], label: str) -> Span:
    start, end = bounds
    return Span(doc, start, end, label=label)


def _surface(span: Span) -> dict[str, Any]:
    return {"text": span.text, "start": span.start_char, "end": span.end_char}


def _get_events(doc: Doc) -> tuple[Event, ...]:
    return tuple(
        Event(
            item["type"],
            _span(doc, item["trigger"], item["type"]),
            tuple(
                Argument(filler["role"], _span(doc, filler["span"], filler["label"]), filler["score"])
                for filler in item["arguments"]
            ),
            item["score"],
        )
        for item in doc.user_data.get(_KEY, ())
    )


def _set_events(doc: Doc, events: Iterable[Event]) -> None:
    doc.user_data[_KEY] = [
        {
            "type": event.type,
            "trigger": [event.trigger.start, event.trigger.end],
            "arguments": [
                {
                    "role": argument.role,
                    "label": argument.label,
                    "span": [argument.span.start, argument.span.end],
                    "score": argument.score,
                }
                for argument in event.arguments
            ],
            "score": event.score,
        }
        for event in events
    ]


def _score_key(span: Span) -> str:
    return f"{span.start}:{span.end}:{span.label_}"


def _get_score(span: Span) -> float | None:
    score = span.doc.user_data.get(_SCORES, {}).get(_score_key(span))
    return None if score is None else float(score)


def _set_score(span: Span, score: float) -> None:
    span.doc.user_data.setdefault(_SCORES, {})[_score_key(span)] = float(score)
