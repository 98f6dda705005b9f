"""``govspan export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ...annotations import ConfigError

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def export(
    pipeline: Annotated[
        str, typer.Argument(help="A pipeline's directory, or `govspan` for the bundled one.")
    ],
    output: Annotated[Path, typer.Argument(help="Directory to write; an older pipeline there is replaced.")],
    onnx: Annotated[
        bool, typer.Option("--onnx", help="Let ONNX Runtime compute the encoder, on the CPU.")
    ] = False,
    int8: Annotated[
        bool,
        typer.Option("--int8", help="With --onnx: the encoder's weights in 8 bits, and a little F1 less."),
    ] = False,
) -> None:
    """Write a pipeline to a directory of its own, as it is or for ONNX Runtime.

    What is written for ONNX Runtime needs the extra `onnx`, is loaded with spacy.load
    as any other, and cannot be exported to ONNX again.
    """
    from ..export import check_replaceable, export_pipeline, get_extractor, load_pipeline

    if int8 and not onnx:
        raise ConfigError("--int8 is a form of the ONNX encoder: add --onnx")
    check_replaceable(output)
    nlp = load_pipeline(pipeline, device="cpu")
    if onnx:
        from ..onnx_export import use_onnx

        use_onnx(get_extractor(nlp).runtime, int8)
    export_pipeline(nlp, output, {})
    size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    typer.echo(f"{output}: {size / 1e6:.1f} MB")
