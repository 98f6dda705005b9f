"""``govspan experiments``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ...annotations import ConfigError
from .options import require_training

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("experiments")(experiments)


def experiments(
    configs: Annotated[list[Path], typer.Argument(help="Configs such as configs/benchmarks/thainer.cfg.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Directory of the runs.")] = Path(
        "runs/experiments"
    ),
    systems: Annotated[
        str, typer.Option(help="Which of crf, tok2vec, random and compact, with commas.")
    ] = "crf,tok2vec,random,compact",
    seeds: Annotated[int | None, typer.Option(help="Fewer seeds than the config says.", min=1)] = None,
) -> None:
    """Compare taggers on public sets: train each, score it on the test split, print a table.

    Finished trainings are kept in OUTPUT and not repeated, unfinished ones are
    resumed; the table is of all that is there.
    """
    require_training()
    from ..config import load_config
    from ..experiments import SYSTEMS, ExperimentConfig, format_results, run_experiment

    chosen = [name for name in SYSTEMS if name in systems.split(",")]
    unknown = set(systems.split(",")) - set(SYSTEMS)
    if unknown:
        raise ConfigError(f"--systems {sorted(unknown)[0]}: choose among {', '.join(SYSTEMS)}")
    results = []
    for path in configs:
        config = load_config(ExperimentConfig, path)
        for system in chosen:
            for seed in range(1 if system == "crf" else (seeds or config.seeds)):
                results.append(run_experiment(config, system, seed, output))
                last = results[-1]
                typer.echo(f"{last.data} {system} seed {seed}: F1 {last.f1:.3f}", err=True)
    typer.echo(format_results(results))
