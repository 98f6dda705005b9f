"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from ...annotations import MissingExtraError

__all__ = [
    "INTERRUPTED",
    "Device",
    "Inputs",
    "PipelineName",
    "TextField",
    "require_report",
    "require_training",
]

#: Exit status after Ctrl-C: 128 + SIGINT, as shells report it.
INTERRUPTED = 130

Inputs = Annotated[
    list[str], typer.Argument(help="Text files, directories, .jsonl files, or - for standard input.")
]
PipelineName = Annotated[str, typer.Option("--pipeline", "-p", help="A pipeline's directory or package.")]
TextField = Annotated[str, typer.Option(help="The field of a JSONL record that holds the text.")]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda, …")]


def require_training() -> None:
    """Load the packages that training needs.

    Raises:
        MissingExtraError: one of them is not installed.
    """
    try:
        from .. import train  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(f"Training ({error.name} is missing)", "train") from error


def require_report() -> None:
    """Load the packages that a report needs, before anything that takes long.

    Raises:
        MissingExtraError: one of them is not installed.
    """
    try:
        import jinja2  # noqa: F401
        import matplotlib  # noqa: F401
        import nervaluate  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(f"A report ({error.name} is missing)", "report") from error
