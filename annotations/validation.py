"""Checking that annotations make sense: bounds, overlaps, labels, roles, splits.

Every problem has a code, so that a report can be grouped and a script can
tell them apart. Nothing is mended or dropped here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from .jsonl import read_documents
from .records import Document, Event, Span
from .schema import Schema

__all__ = ["CODES", "Problem", "check_document", "validate_document", "validate_files"]

#: What each code means.
CODES = {
    "E01": "span or trigger out of the text's bounds",
    "E02": "empty span",
    "E03": "span begins or ends with white space",
    "E04": "spans overlap",
    "E05": "unknown label",
    "E06": "unknown event type",
    "E07": "unknown role",
    "E08": "role filled by a label that may not fill it",
    "E09": "reference to a span that does not exist",
    "E10": "trigger of the wrong kind",
    "E11": "two events of one type on one trigger",
    "E12": "duplicated id",
    "E13": "duplicated text",
    "E14": "document in two splits",
    "E15": "span not on token boundaries",
}

Tokenize = Callable[[str], Iterable[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: its code, the document (``file:id``) and the details."""

    code: str
    where: str
    detail: str


def validate_files(paths: Iterable[Path], schema: Schema, tokenize: Tokenize) -> Iterator[Problem]:
    """Check every document of some JSONL files, and the files against each other.

    Args:
        tokenize: gives the (start, end) of every token of a text. It is passed
            in because the tokenizer belongs to the pipeline.

    Raises:
        DataError: a file is not in the annotation format at all.
    """
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for path in paths:
        for document in read_documents(path):
            where = f"{path}:{document.id}"
            for problem in validate_document(document, schema, tokenize):
                yield Problem(problem.code, where, problem.detail)
            # The digest stands for the text, so that memory stays bounded.
            digest = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
            for code, value in (("E12", document.id), ("E13", digest)):
                if (code, value) not in seen:
                    seen[code, value] = (where, document.split)
                    continue
                first, split = seen[code, value]
                yield Problem(code, where, f"first seen in {first}")
                if split != document.split:
                    yield Problem("E14", where, f"{document.split!r} here, {split!r} in {first}")


def validate_document(document: Document, schema: Schema, tokenize: Tokenize) -> Iterator[Problem]:
    """Check one document on its own."""
    yield from check_document(document, schema)
    yield from _check_tokens(document, tokenize)


def check_document(document: Document, schema: Schema) -> Iterator[Problem]:
    """Check one document without regard to tokens."""
    name = document.id
    placed = _placed(document)
    inside = []
    for what, start, end in placed:
        surface = document.text[max(start, 0) : max(end, 0)]
        if not 0 <= start <= end <= len(document.text):
            yield Problem("E01", name, f"{what} [{start}:{end}] in a text of {len(document.text)} characters")
        elif start == end:
            yield Problem("E02", name, f"{what} [{start}:{end}]")
        else:
            inside.append((start, end, what))
            if surface != surface.strip():
                yield Problem("E03", name, f"{what} [{start}:{end}] {surface!r}")
    yield from _check_overlaps(name, document.text, inside)
    for span in document.spans:
        if span.label not in schema.labels:
            yield Problem("E05", name, f"span {span.id} {span.label!r}; known: {', '.join(schema.labels)}")
    spans: dict[str, Span] = {}
    for span in document.spans:
        if span.id in spans:
            yield Problem("E12", name, f"span id {span.id!r} stands twice")
        spans[span.id] = span
    yield from _check_events(document, schema, spans)


def _placed(document: Document) -> list[tuple[str, int, int]]:
    """What stands in the text: spans, and triggers that are not spans."""
    spans = [(f"span {span.id}", span.start, span.end) for span in document.spans]
    triggers = [
        (f"trigger of {event.type}", *event.trigger)
        for event in document.events
        if not isinstance(event.trigger, str)
    ]
    return spans + triggers


def _check_overlaps(name: str, text: str, placed: list[tuple[int, int, str]]) -> Iterator[Problem]:
    # Several events may share a trigger, so equal triggers are one place.
    ordered = sorted(set(placed))
    for (_, end, first), (start, other_end, second) in pairwise(ordered):
        if start < end:
            yield Problem(
                "E04", name, f"{first} and {second} [{start}:{other_end}] {text[start:other_end]!r}"
            )


def _check_tokens(document: Document, tokenize: Tokenize) -> Iterator[Problem]:
    text = document.text
    tokens = list(tokenize(text))
    starts = {start for start, _ in tokens}
    ends = {end for _, end in tokens}
    for what, start, end in sorted(set(_placed(document)), key=lambda item: item[1:]):
        # Out of bounds and empty spans have codes of their own.
        if 0 <= start < end <= len(text) and (start not in starts or end not in ends):
            cut = [text[s:e] for s, e in tokens if s < end and e > start]
            yield Problem(
                "E15", document.id, f"{what} [{start}:{end}] {text[start:end]!r} against tokens {cut}"
            )


def _check_events(document: Document, schema: Schema, spans: dict[str, Span]) -> Iterator[Problem]:
    name = document.id
    seen: set[tuple[str, str | tuple[int, int]]] = set()
    for event in document.events:
        if (event.type, event.trigger) in seen:
            yield Problem(
                "E11", name, f"{event.type} on {event.trigger}: make it one event with the roles repeated"
            )
        seen.add((event.type, event.trigger))
        event_type = schema.events.get(event.type)
        if event_type is None:
            yield Problem("E06", name, f"{event.type!r}; known: {', '.join(schema.events)}")
            continue
        yield from _check_trigger(name, event, event_type.trigger, spans)
        for argument in event.arguments:
            filler = spans.get(argument.span)
            if argument.role not in event_type.roles:
                yield Problem(
                    "E07", name, f"{event.type}.{argument.role}; known: {', '.join(event_type.roles)}"
                )
            elif filler is None:
                yield Problem("E09", name, f"{event.type}.{argument.role} names span {argument.span!r}")
            elif filler.label not in event_type.roles[argument.role]:
                allowed = ", ".join(event_type.roles[argument.role])
                yield Problem(
                    "E08",
                    name,
                    f"{event.type}.{argument.role} = {filler.label} {filler.id}; may be {allowed}",
                )


def _check_trigger(name: str, event: Event, label: str, spans: dict[str, Span]) -> Iterator[Problem]:
    if not isinstance(event.trigger, str):
        if label:
            yield Problem("E10", name, f"{event.type} is triggered by a {label} span, not by offsets")
    elif event.trigger not in spans:
        yield Problem("E09", name, f"the trigger of {event.type} names span {event.trigger!r}")
    elif spans[event.trigger].label != label:
        wanted = f"a {label} span" if label else "offsets of its own"
        yield Problem(
            "E10", name, f"{event.type} is triggered by {wanted}, not by {spans[event.trigger].label}"
        )
