"""``govspan extract``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer
from tqdm import tqdm

from ...annotations import DataError
from ...annotations.files import replacing
from .options import Device, Inputs, PipelineName, TextField

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("extract")(extract)


def extract(
    inputs: Inputs,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="JSONL file to write; else standard output.")
    ] = None,
    pipeline: PipelineName = "govspan",
    text_field: TextField = "text",
    html: Annotated[
        Path | None, typer.Option("--html", help="Also draw the documents into this HTML page.")
    ] = None,
    threshold: Annotated[float, typer.Option(min=0, max=1, help="Leave out what scores lower.")] = 0.0,
    device: Device = "auto",
) -> None:
    """Extract entities and events: one JSON record a document, as a stream.

    Inputs that cannot be read are reported and passed over; the exit status is
    then 1.
    """
    from ...pipeline.convert import doc_to_record
    from ...pipeline.html import html_foot, html_head, render_document
    from ...pipeline.inputs import find_inputs, read_texts
    from ...pipeline.stream import pipe_stream
    from ..export import get_extractor, load_pipeline

    failures: list[DataError] = []

    def report(error: DataError) -> None:
        failures.append(error)
        tqdm.write(f"error: {error}", file=sys.stderr)

    files = find_inputs(inputs)
    nlp = load_pipeline(pipeline, device=device, threshold=threshold)
    labels = get_extractor(nlp).labels
    with ExitStack() as stack:
        records = stack.enter_context(_text_file(output)) if output else sys.stdout
        page = stack.enter_context(_text_file(html)) if html else None
        if page:
            page.write(html_head())
        bar = stack.enter_context(tqdm(unit=" documents", disable=None, file=sys.stderr))
        texts = (text for name in files for text in read_texts(name, text_field, sys.stdin.buffer, report))
        for doc, text in pipe_stream(nlp, ((text.text, text) for text in texts)):
            record = {"id": text.id, "source": text.source, **doc_to_record(doc)}
            records.write(json.dumps(record, ensure_ascii=False) + "\n")
            if page:
                page.write(render_document(doc, text.id, labels))
            bar.update()
        if page:
            page.write(html_foot())
    if failures:
        typer.echo(f"{len(failures)} inputs could not be read", err=True)
        raise typer.Exit(1)


@contextmanager
def _text_file(path: Path) -> Iterator[TextIO]:
    with replacing(path) as partial, partial.open("w", encoding="utf-8") as file:
        yield file
