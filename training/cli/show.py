"""``govspan show``: what a pipeline finds in a few texts, for reading."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ...annotations import DataError, EventType
from .options import Inputs, PipelineName, TextField

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show")(show)


def show(
    inputs: Inputs,
    pipeline: PipelineName = "govspan",
    text_field: TextField = "text",
) -> None:
    """Print entities, events and tables of measurements, for reading.

    Scores are probabilities. For records that a program reads use `govspan extract`.
    """
    from ...pipeline.inputs import find_inputs, read_texts
    from ..export import get_extractor, load_pipeline

    failures: list[DataError] = []
    files = find_inputs(inputs)
    nlp = load_pipeline(pipeline)
    tables = [event for event in get_extractor(nlp).runtime.model.schema.events.values() if event.trigger]
    console = Console()
    texts = (
        text for name in files for text in read_texts(name, text_field, sys.stdin.buffer, failures.append)
    )
    for doc, text in nlp.pipe(((text.text, text) for text in texts), as_tuples=True):
        console.rule(escape(text.source))
        console.print(_entities(doc))
        console.print(_events(doc, {event.name for event in tables}))
        for event in tables:
            console.print(_rows(doc, event))
    for error in failures:
        typer.echo(f"error: {error}", err=True)
    if failures:
        raise typer.Exit(1)


def _entities(doc: Doc) -> Table:
    table = Table("label", "text", "score", title="entities", title_justify="left")
    for span in doc.ents:
        table.add_row(span.label_, escape(_line(span.text)), f"{span._.score:.2f}")
    return table


def _events(doc: Doc, listed: set[str]) -> Table:
    table = Table("event", "trigger", "arguments", "score", title="events", title_justify="left")
    for event in doc._.events:
        if event.type not in listed:
            arguments = "\n".join(f"{item.role}: {_line(item.text)}" for item in event.arguments)
            trigger = escape(_line(event.trigger.text))
            table.add_row(event.type, trigger, escape(arguments), f"{event.score:.2f}")
    return table


def _rows(doc: Doc, event_type: EventType) -> Table:
    """A table of the events whose trigger is an entity: one row each, one column a role."""
    table = Table(event_type.trigger, *event_type.roles, "score", title=event_type.name, title_justify="left")
    for event in doc._.events:
        if event.type == event_type.name:
            cells = [_line(event.trigger.text)]
            for role in event_type.roles:
                cells.append("; ".join(_line(item.text) for item in event.arguments if item.role == role))
            table.add_row(*map(escape, cells), f"{event.score:.2f}")
    return table


def _line(text: str) -> str:
    return " ".join(text.split())
