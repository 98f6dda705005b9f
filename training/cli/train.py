"""``govspan train``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import INTERRUPTED, require_training

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "train",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        options_metavar="[OPTIONS] [--section.key value]…",
    )(train)


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
    from ..run import end_processes

    settings = load_config(TrainConfig, config, parse_overrides(context.args))
    result = training.train(settings, output, resume)
    end_processes()
    if result.pipeline is None:
        typer.echo(
            f"stopped at step {result.steps}; go on with: "
            f"govspan train {output}/config.cfg --output {output} --resume"
        )
        raise typer.Exit(INTERRUPTED)
    if result.scores:  # only the first of several processes exports and scores
        typer.echo(f"{format_scores(result.scores)}\n\n{result.steps} steps; pipeline: {result.pipeline}")
