"""What the normalizer reads: spans and events of one document, from the model or from annotations."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["EventMention", "Mention"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A labelled stretch of a document's text, in code points."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class EventMention:
    """An event over mentions.

    Attributes:
        trigger: the mention that triggers it; None for a trigger that is no entity.
        arguments: role and mention (by index) of each filled role.
        score: the model's; 1 of annotations.
    """

    type: str
    trigger: int | None
    arguments: tuple[tuple[str, int], ...]
    score: float = 1.0
