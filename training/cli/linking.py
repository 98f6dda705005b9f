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
    documents: Annotated[
        list[Path] | None,
        typer.Option(
            "--documents", help="Annotated documents that passages without a text are of; may be repeated."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="File to write, as pipeline/tables/linking.json; else only score."
        ),
    ] = None,
) -> None:
    """Learn which id an indicator of a text has, and score it by cross-validation (some minutes).

    The form of the passages is in annotations/linking/README.md. Names in the tables of
    pipeline/tables/indicators are the other half of it: fit again when many of them change.
    """
    from ..linking import cross_validate, fit_linking, format_linking_scores, read_passages, write_model

    passages = read_passages(folder, documents or ())
    number = sum(len(each.names) for each in passages)
    typer.echo(f"{len(passages)} passages, {number} indicators", err=True)
    typer.echo(format_linking_scores(cross_validate(passages)))
    if output is not None:
        write_model(fit_linking(passages), output)
        typer.echo(f"wrote {output}", err=True)
