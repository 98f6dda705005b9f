"""Public datasets in a plain form: one object a line with ``text`` and ``spans`` or ``events``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..annotations import DataError, Document, Schema, Span
from ..annotations.jsonl import parse_line, read_lines

__all__ = ["read_public", "schema_of", "write_schema"]


def read_public(path: Path, lang: str) -> list[Document]:
    """The documents of one file, with ids of their own.

    Spans are entities. Where there are events instead, their triggers are taken
    as spans labelled with the event's type: one label scheme for every tagger.
    Of spans that overlap the first one stays, for taggers give flat spans.

    Raises:
        DataError: the file cannot be read, or a line is not of that form.
    """
    documents: list[Document] = []
    for where, line in read_lines(path):
        data = parse_line(line, where)
        try:
            found = [(item["start"], item["end"], item["label"]) for item in data["spans"]]
            found += [
                (event["trigger"]["start"], event["trigger"]["end"], event["type"])
                for event in data.get("events", [])
            ]
            spans: list[Span] = []
            for start, end, label in sorted(found):
                if not spans or start >= spans[-1].end:
                    spans.append(Span(f"s{len(spans)}", start, end, label))
            documents.append(Document(f"{path.stem}-{len(documents)}", lang, data["text"], tuple(spans)))
        except (KeyError, TypeError) as error:
            raise DataError(f"{where}: expected text and spans (start, end, label): {error!r}") from error
    if not documents:
        raise DataError(f"{path}: no documents there")
    return documents


def schema_of(name: str, documents: Sequence[Document]) -> Schema:
    """A schema of the labels that occur, without events."""
    labels = sorted({span.label for document in documents for span in document.spans})
    data: dict[str, Any] = {"name": name, "labels": {label: label for label in labels}, "events": {}}
    return Schema.from_dict(data)


def write_schema(schema: Schema, path: Path) -> None:
    """Write a schema without events as TOML."""
    # JSON strings are TOML strings.
    lines = [f"{json.dumps(label)} = {json.dumps(label)}" for label in schema.labels]
    path.write_text(
        "\n".join([f"name = {json.dumps(schema.name)}", "[labels]", *lines, ""]), encoding="utf-8"
    )
