"""``govspan fit-linking``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("fit-linking")(fit_linking_command)


def fit_linking_command(
    folder: Annotated[
        Path, typer.Argument(help="Indicators with ids in passages: <language>.jsonl (annotations/linking).")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="File to write, as pipeline/tables/linking.json; else only score."
        ),
    ] = None,
) -> None:
    """Learn which id an indicator has whose name no table has, and score it by cross-validation.

    The form of the passages is in annotations/linking/README.md. Names in the tables of
    pipeline/tables/indicators are the other half of it: fit again when many of them change.
    """
    from ..linking import cross_validate, fit_linking, format_linking_scores, read_examples, write_model

    examples = read_examples(folder)
    typer.echo(format_linking_scores(cross_validate(examples)))
    if output is not None:
        write_model(fit_linking(examples), output)
        typer.echo(f"wrote {output}", err=True)
