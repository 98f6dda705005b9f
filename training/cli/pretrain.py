"""``govspan pretrain``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import INTERRUPTED, require_training

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "pretrain",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        options_metavar="[OPTIONS] [--section.key value]…",
    )(pretrain)


def pretrain(
    context: typer.Context,
    config: Annotated[Path, typer.Argument(help="A pretraining config, such as configs/pretrain.cfg.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Directory of the run.")] = Path(
        "runs/encoder"
    ),
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the run's last checkpoint.")] = False,
) -> None:
    """Pretrain an encoder on plain text; `govspan train` takes it from OUTPUT/encoder.

    The text is a directory for each language with one paragraph a line
    (`en/news.txt`, `th/law.txt.xz`). Any setting of the config can be changed
    here: `--training.tokens 10000000`. Ctrl-C saves a checkpoint and stops;
    `--resume` goes on from it. Watch a run with `tensorboard --logdir OUTPUT/logs`.
    """
    require_training()
    from ..config import load_config, parse_overrides
    from ..pretrain import pretrain
    from ..pretrain_config import PretrainConfig
    from ..run import end_processes

    settings = load_config(PretrainConfig, config, parse_overrides(context.args))
    result = pretrain(settings, output, resume)
    end_processes()
    if result.encoder is None:
        typer.echo(
            f"stopped at step {result.steps}; go on with: "
            f"govspan pretrain {output}/config.cfg --output {output} --resume"
        )
        raise typer.Exit(INTERRUPTED)
    scores = ", ".join(f"{lang} {value:.3g}" for lang, value in result.scores.items())
    typer.echo(
        f"{result.steps} steps; held-out {result.measure}: {scores}\n"
        f"train from it with: govspan train configs/default.cfg --encoder.path {result.encoder}"
    )
