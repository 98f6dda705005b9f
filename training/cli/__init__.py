"""The command line: thin functions over the package's plain ones."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from ...annotations import GovspanError
from . import (
    benchmark,
    corpus,
    evaluation,
    experiments,
    export,
    extract,
    linking,
    pretrain,
    show,
    tables,
    train,
)

__all__ = ["app", "main"]

app = typer.Typer(
    name="govspan",
    help="Entities and events from government communications: annotate, train, evaluate, extract.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Options of every command. ``main`` reads --debug itself, wherever it stands."""


corpus.register(app)
pretrain.register(app)
export.register(app)
experiments.register(app)
benchmark.register(app)
train.register(app)
evaluation.register(app)
extract.register(app)
show.register(app)
tables.register(app)
linking.register(app)


def main() -> None:
    """Run the command line; an error of ours is one line and exit status 2."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s", force=True)
    try:
        app(arguments, prog_name="govspan")
    except GovspanError as error:
        if debug:
            raise
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
