"""``govspan benchmark``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer

from ...annotations import DataError, MissingExtraError
from ...annotations.files import replacing
from .options import TextField, require_training

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("benchmark")(benchmark)


def benchmark(
    pipeline: Annotated[
        str, typer.Argument(help="A pipeline's directory, or `govspan` for the bundled one.")
    ] = "govspan",
    data: Annotated[
        list[str] | None, typer.Argument(help="Text files, directories or .jsonl files.", show_default=False)
    ] = None,
    train: Annotated[
        Path | None,
        typer.Option(help="Also time spaCy's tok2vec + ner, trained on these documents."),
    ] = None,
    dev: Annotated[
        Path | None, typer.Option(help="Annotated documents for its training, and for the F1 of both.")
    ] = None,
    baseline: Annotated[Path, typer.Option(help="Where that training is kept.")] = Path("runs/tok2vec"),
    batch_sizes: Annotated[str, typer.Option(help="Documents that nlp.pipe takes at once.")] = "4,8,16",
    stream: Annotated[
        int, typer.Option(min=0, help="Also run a stream of so many short documents and watch the memory.")
    ] = 0,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Also write the figures to this file.")
    ] = None,
    text_field: TextField = "text",
) -> None:
    """Measure speed, latency, loading time and memory, on the CPU.

    Beside the pipeline, in the same run and on the same texts: its bare encoder on
    perfectly packed batches, which is the floor, and Hugging Face's
    token-classification pipeline with the same encoder. The best of three runs
    counts. Threads are torch's: OMP_NUM_THREADS=1 for one.
    """
    require_training()
    try:
        from .. import benchmark as measuring
    except ImportError as error:
        raise MissingExtraError(f"A benchmark ({error.name} is missing)", "benchmarks") from error
    import torch

    from ...annotations import find_jsonl, read_documents
    from ...pipeline.inputs import find_inputs, read_texts
    from ..export import get_extractor, load_pipeline

    if (train is None) != (dev is None):
        raise DataError("--train and --dev belong together: spaCy's training needs both")
    try:
        sizes = [int(size) for size in batch_sizes.split(",")]
    except ValueError as error:
        raise DataError(f"--batch-sizes {batch_sizes}: expected numbers with commas, such as 8,16") from error

    def fail(error: DataError) -> None:
        raise error

    files = find_inputs(data or ["annotations/data/test"])
    texts = [text.text for file in files for text in read_texts(file, text_field, sys.stdin.buffer, fail)]
    nlp = load_pipeline(pipeline, device="cpu")
    runtime = get_extractor(nlp).runtime
    typer.echo(
        f"{len(texts)} documents, {torch.get_num_threads()} threads, "
        f"{'bfloat16' if runtime.bfloat16 else 'float32'}, torch {version('torch')}, spacy {version('spacy')}"
    )
    others = {}
    if train is not None and dev is not None:
        documents, held_out = (
            list(chain.from_iterable(map(read_documents, find_jsonl([path])))) for path in (train, dev)
        )
        others[measuring.SPACY] = measuring.spacy_baseline(baseline, documents, held_out, nlp)
        for name, system in {"govspan": nlp, **others}.items():
            typer.echo(f"entity F1 on {dev}: {measuring.entity_f1(system, held_out):.3f} {name}")
    typer.echo(f"{'':40}{'seconds':>9}{'words/s':>10}{'documents/s':>13}{'x floor':>9}")
    figures: list[Any] = []
    for figure in measuring.benchmark(nlp, pipeline, texts, sizes, others):
        figures.append(figure)
        if isinstance(figure, measuring.Throughput):
            typer.echo(
                f"{figure.system:40}{figure.seconds:9.2f}{figure.words_per_second:10,.0f}"
                f"{figure.documents_per_second:13.1f}{figure.seconds / figures[0].seconds:9.2f}"
            )
        elif isinstance(figure, measuring.Latency):
            typer.echo(f"one document: {figure.p50:.0f} ms (median), {figure.p95:.0f} ms (95th percentile)")
        else:
            typer.echo(
                f"fresh process: import govspan {figure.import_govspan:.2f} s, spacy and torch "
                f"{figure.import_spacy_and_torch:.2f} s, spacy.load {figure.load:.2f} s; "
                f"peak memory {figure.peak_megabytes:,.0f} MB"
            )
    if stream:
        memory = measuring.measure_stream(nlp, texts, stream)
        figures.append(memory)
        typer.echo(
            f"stream of {memory.documents:,} documents: {memory.megabytes_at_tenth:,.0f} MB after a tenth, "
            f"{memory.megabytes_at_end:,.0f} MB at the end, {memory.seconds:.0f} s"
        )
    if json_file is not None:
        with replacing(json_file) as partial:
            kept = [{"kind": type(figure).__name__.lower(), **asdict(figure)} for figure in figures]
            partial.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
