"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["Device", "Inputs", "PipelineName", "TextField"]

Inputs = Annotated[
    list[str], typer.Argument(help="Text files, directories, .jsonl files, or - for standard input.")
]
PipelineName = Annotated[str, typer.Option("--pipeline", "-p", help="A pipeline's directory or package.")]
TextField = Annotated[str, typer.Option(help="The field of a JSONL record that holds the text.")]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda, …")]
