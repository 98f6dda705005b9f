"""``govspan train`` and ``govspan evaluate``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ...annotations.files import replacing
from .options import INTERRUPTED, Device, require_training

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "train",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        options_metavar="[OPTIONS] [--section.key value]…",
    )(train)
    app.command("evaluate")(evaluate)


def train(
    context: typer.Context,
    config: Annotated[Path, typer.Argument(help="A training config, such as configs/default.cfg.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Directory of the run.")] = Path(
        "runs/latest"
    ),
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the run's last checkpoint.")] = False,
) -> None:
    """Train a model and export it as a spaCy pipeline to OUTPUT/pipeline.

    Any setting of the config can be changed here: `--training.learning_rate 3e-4`.
    Ctrl-C saves a checkpoint and stops; `--resume` goes on from it. Watch a run
    with `tensorboard --logdir OUTPUT/logs`.
    """
    require_training()
    from .. import train as training
    from ..config import TrainConfig, load_config, parse_overrides
    from ..evaluate import format_scores

    settings = load_config(TrainConfig, config, parse_overrides(context.args))
    result = training.train(settings, output, resume)
    if result.pipeline is None:
        typer.echo(
            f"stopped at step {result.steps}; go on with: "
            f"govspan train {output}/config.cfg --output {output} --resume"
        )
        raise typer.Exit(INTERRUPTED)
    if result.scores:  # only the first of several processes exports and scores
        typer.echo(f"{format_scores(result.scores)}\n\n{result.steps} steps; pipeline: {result.pipeline}")


def evaluate(
    pipeline: Annotated[
        str, typer.Argument(help="A pipeline's directory, or `govspan` for the bundled one.")
    ],
    data: Annotated[list[Path], typer.Argument(help="Annotated JSONL files, or directories of them.")],
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Also write the scores to this file.")
    ] = None,
    device: Device = "auto",
) -> None:
    """Score a pipeline on annotated documents.

    Entities: strict span F1 (seqeval, IOB2). Triggers and arguments: precision,
    recall and F1 over sets; identification compares offsets (for arguments also
    the event type), classification the type or role too. An argument counts only
    with its event's exact trigger. All against the gold characters.
    """
    require_training()
    from ..dataset import load_documents
    from ..evaluate import evaluate_pipeline, format_scores
    from ..export import get_extractor, load_pipeline

    nlp = load_pipeline(pipeline, device=device)
    schema = get_extractor(nlp).runtime.model.schema
    documents = [document for path in data for document in load_documents(str(path), "evaluate", schema)]
    scores = evaluate_pipeline(nlp, documents)
    typer.echo(format_scores(scores))
    if json_file is not None:
        with replacing(json_file) as partial:
            partial.write_text(json.dumps(scores, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
