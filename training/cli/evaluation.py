"""``govspan evaluate``, ``govspan compare``, ``govspan calibrate``,
``govspan learning-curve`` and ``govspan plot``."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from tqdm import tqdm

from ...annotations.files import replacing
from .options import INTERRUPTED, Device, require_report, require_training

if TYPE_CHECKING:
    from ...annotations import Document
    from ..evaluation.predictions import Evaluated

__all__ = ["register"]

Pipeline = Annotated[str, typer.Argument(help="A pipeline's directory, or `govspan` for the bundled one.")]
Data = Annotated[list[Path], typer.Argument(help="Annotated JSONL files, or directories of them.")]
Json = Annotated[Path | None, typer.Option("--json", help="Also write the figures to this file.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("evaluate")(evaluate)
    app.command("compare")(compare)
    app.command("calibrate")(calibrate)
    app.command(
        "learning-curve",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        options_metavar="[OPTIONS] [--section.key value]…",
    )(learning_curve)
    app.command("plot")(plot)


def evaluate(
    pipeline: Pipeline,
    data: Data,
    json_file: Json = None,
    report: Annotated[
        Path | None,
        typer.Option(help="Write report.html, metrics.json and predictions.jsonl into this directory."),
    ] = None,
    train: Annotated[
        Path | None,
        typer.Option(help="The training data: the report then tells seen surfaces from unseen ones."),
    ] = None,
    canonical: Annotated[
        Path | None, typer.Option(help="Gold measurements: the report then scores them end to end.")
    ] = None,
    curve: Annotated[
        Path | None,
        typer.Option("--learning-curve", help="learning_curve.json, to be drawn in the report."),
    ] = None,
    threshold_sweep: Annotated[
        bool, typer.Option("--threshold-sweep", help="Print precision and coverage at each threshold.")
    ] = False,
    device: Device = "auto",
) -> None:
    """Score a pipeline on annotated documents.

    Entities: strict span F1 (seqeval, IOB2). Triggers and arguments: precision,
    recall and F1 over sets; identification compares offsets (for arguments also
    the event type), classification the type or role too. An argument counts only
    with its event's exact trigger. All against the gold characters.

    --report adds partial matches, intervals, calibration, an analysis of the
    mistakes and every document with gold and prediction side by side.
    """
    require_training()
    if report is not None:
        require_report()
    from ...pipeline.scoring import score_documents
    from ..evaluate import format_scores

    nlp, documents = _load(pipeline, data, device)
    # Whatever else is to be read is read before the long part.
    seen = _documents([train], nlp) if train else None
    rows = _gold_measurements(canonical)
    steps = _curve(curve)
    items = _predict(nlp, documents)
    scores = score_documents([item.gold for item in items], [item.predicted for item in items])
    typer.echo(format_scores(scores))
    if threshold_sweep:
        from ..evaluation.sweep import format_sweep, sweep

        typer.echo("\n" + format_sweep(sweep(items)))
    if json_file is not None:
        _write(json_file, scores)
    if report is not None:
        from ..evaluation.metrics import measure
        from ..evaluation.report import write_report
        from ..evaluation.surfaces import SurfaceGroups
        from ..export import get_extractor

        metrics = measure(
            items,
            SurfaceGroups(nlp.tokenizer, seen),
            _measurements(items, rows),
            get_extractor(nlp).runtime.model.settings.temperatures,
        )
        places = ", ".join(map(str, data))
        write_report(
            report,
            metrics,
            items,
            f"{nlp.meta['name']} {nlp.meta['version']} on {places}",
            f"{len(items)} documents. Made by: govspan evaluate {pipeline} {places} --report {report}",
            steps,
        )
        typer.echo(f"\nreport: {report / 'report.html'}")


def compare(
    a: Annotated[str, typer.Argument(help="A pipeline, or the predictions.jsonl of a report.")],
    b: Annotated[str, typer.Argument(help="What is compared with it.")],
    data: Data,
    json_file: Json = None,
    device: Device = "auto",
) -> None:
    """Compare two pipelines on the same documents: which differences are more than chance?

    For each measure, label, language, event type and role: F1 of both, the 95%
    interval of the difference (paired bootstrap over documents), and two p values
    (paired bootstrap, approximate randomisation). An asterisk marks differences
    that both call significant at 0.05; of many rows some are so by chance. Then
    the documents whose entities changed.
    """
    require_training()
    require_report()
    from ...annotations import find_jsonl, read_documents
    from ..evaluation import comparison
    from ..evaluation.predictions import read_predictions
    from ..export import load_pipeline

    documents = _unique([document for path in find_jsonl(data) for document in read_documents(path)])
    sides = [
        read_predictions(Path(name), documents)
        if Path(name).is_file()
        else _predict(load_pipeline(name, device=device), documents)
        for name in (a, b)
    ]
    found = comparison.compare(*sides)
    typer.echo(comparison.format_comparison(found))
    if json_file is not None:
        _write(json_file, found.to_dict())


def calibrate(
    pipeline: Pipeline,
    data: Data,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the calibrated pipeline goes.")],
    train: Annotated[
        Path | None,
        typer.Option(help="What it was trained on: roles are then kept to the limits that hold there."),
    ] = None,
    device: Device = "auto",
) -> None:
    """Fit a pipeline's decisions and confidences to documents that it was not trained on.

    `govspan train` does so on dev at its end. First the span biases: how readily
    entities and triggers are begun, set where their F1 is highest. Then the
    temperatures that make a confidence of 0.8 right eight times in ten.

    --train sets anew the limits of roles, which `govspan train` finds in its
    training documents: where next to no instrument has two issuers, none gets two.
    """
    require_training()
    from ..evaluation.span_bias import fit_span_bias, format_span_bias
    from ..evaluation.temperatures import fit_temperatures, format_temperatures
    from ..export import export_pipeline, get_extractor
    from ..role_limits import find_role_limits, format_role_limits

    nlp, documents = _load(pipeline, data, device)
    if train:
        limits = find_role_limits(_documents([train], nlp))
        get_extractor(nlp).runtime.model.settings.role_limits = limits
        typer.echo(format_role_limits(limits) + "\n")
    typer.echo(format_span_bias(fit_span_bias(nlp, documents)))
    typer.echo("\n" + format_temperatures(fit_temperatures(nlp, documents)))
    # The scores of its training are those of other decisions.
    export_pipeline(nlp, output, {**nlp.meta, "performance": {}})
    typer.echo(f"\npipeline: {output}")


def learning_curve(
    context: typer.Context,
    config: Annotated[Path, typer.Argument(help="A training config, such as configs/default.cfg.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Directory of the runs.")] = Path(
        "runs/learning-curve"
    ),
    shares: Annotated[str, typer.Option(help="Parts of the training documents.")] = "0.1,0.25,0.5,1",
) -> None:
    """Train on growing parts of the training data and score each on dev.

    Settings can be changed as in `govspan train`. Run it again to go on after an
    interruption: finished parts are read. OUTPUT/learning_curve.json can be drawn
    into a report: `govspan evaluate … --report DIR --learning-curve FILE`.
    """
    require_training()
    from ...annotations import ConfigError
    from ..config import TrainConfig, load_config, parse_overrides
    from ..evaluation import learning_curve as curve

    settings = load_config(TrainConfig, config, parse_overrides(context.args))
    try:
        parts = [float(share) for share in shares.split(",")]
    except ValueError as error:
        raise ConfigError(f"--shares {shares}: expected numbers with commas, such as 0.1,0.5,1") from error
    done = 0
    for step in curve.learning_curve(settings, output, parts):
        done += 1
        figures = ", ".join(f"{name} {f1:.3f}" for name, f1 in step.f1.items())
        typer.echo(f"{step.share:.0%} of the training data, {step.documents} documents: {figures}")
    if done < len(parts):
        typer.echo(f"stopped; run the same command again to go on in {output}")
        raise typer.Exit(INTERRUPTED)


def plot(
    figures: Annotated[
        Path,
        typer.Argument(help="metrics.json of a pretraining, or learning_curve.json of a learning curve."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Directory of the SVG files.")],
) -> None:
    """Draw loss and perplexity of a pretraining, or F1 of a learning curve, as SVG."""
    require_training()
    from ..evaluation.curves import draw_curves

    for name, svg in draw_curves(figures).items():
        place = output / f"{name}.svg"
        with replacing(place) as partial:
            partial.write_text(svg, encoding="utf-8")
        typer.echo(str(place))


def _load(pipeline: str, data: list[Path], device: str) -> tuple[Any, list[Document]]:
    from ..export import load_pipeline

    nlp = load_pipeline(pipeline, device=device)
    return nlp, _documents(data, nlp)


def _documents(data: list[Path], nlp: Any) -> list[Document]:
    from ..dataset import load_documents
    from ..export import get_extractor

    schema = get_extractor(nlp).runtime.model.schema
    return _unique([document for path in data for document in load_documents(str(path), "evaluate", schema)])


def _unique(documents: list[Document]) -> list[Document]:
    """The documents, none of them twice: figures are joined by id."""
    from ...annotations import DataError

    twice = sorted(name for name, number in Counter(item.id for item in documents).items() if number > 1)
    if twice:
        raise DataError(f"{len(twice)} documents are there twice, such as {twice[0]}: name each file once")
    if not documents:
        raise DataError("no documents: name annotated JSONL files that hold some")
    return documents


def _predict(nlp: Any, documents: list[Document]) -> list[Evaluated]:
    from ..evaluation.predictions import predict

    bar = tqdm(predict(nlp, documents), total=len(documents), unit=" documents", disable=None, leave=False)
    return [item for item, _ in bar]


def _gold_measurements(canonical: Path | None) -> Any:
    from ..measurement_scores import read_rows

    return None if canonical is None else read_rows(canonical)


def _curve(path: Path | None) -> Any:
    from ..evaluation.learning_curve import read_curve

    return () if path is None else read_curve(path)


def _measurements(items: list[Evaluated], rows: Any) -> Any:
    if rows is None:
        return None
    from ..canonical_scores import Found
    from ..measurement_scores import score_measurements

    found = {item.document.id: Found({}, item.measurements) for item in items}
    documents = [item.document for item in items]
    return score_measurements(documents, rows, lambda document: found[document.id])


def _write(path: Path, figures: dict[str, Any]) -> None:
    with replacing(path) as partial:
        partial.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
