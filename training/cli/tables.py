"""``govspan normalize``, ``govspan fixtures``, ``govspan table`` and ``govspan align``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from tqdm import tqdm

from ...annotations import DataError, Document, find_jsonl, read_documents
from ...annotations.files import replacing
from ...annotations.jsonl import document_to_dict
from ...pipeline.normalize import Measurement
from .options import Device, Inputs, PipelineName, TextField

__all__ = ["register"]

Gold = Annotated[
    bool, typer.Option("--gold", help="INPUT is annotated JSONL: take its spans and events, run no model.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("normalize")(normalize)
    app.command("fixtures")(fixtures)
    app.command("table")(table)
    app.command("align")(align)


def normalize(
    inputs: Annotated[list[Path], typer.Argument(help="Annotated JSONL files, or directories of them.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="JSONL file to write; else standard output.")
    ] = None,
    gold: Annotated[
        Path | None,
        typer.Option("--gold", help="Gold values (annotations/canonical/<split>): print the scores instead."),
    ] = None,
    mistakes: Annotated[
        bool, typer.Option("--mistakes", help="List what is not as the gold values say.")
    ] = False,
    pipeline: Annotated[
        str | None,
        typer.Option("--pipeline", "-p", help="Score the spans that this pipeline finds, not the gold ones."),
    ] = None,
) -> None:
    """Add canonical values to annotated documents, so that normalization can be seen and scored alone.

    Every span gets `canonical`, every document `measurements`.
    """
    from ...pipeline.records import normalize_document

    documents = (document for path in find_jsonl(inputs) for document in read_documents(path))
    if gold:
        _score(documents, gold, pipeline, mistakes)
        return
    if pipeline or mistakes:
        raise DataError("--pipeline and --mistakes go with --gold: name the gold values to score against")
    lines = []
    for document in documents:
        found = normalize_document(document)
        record = document_to_dict(document)
        for span, value in zip(record["spans"], found.values, strict=True):
            span["canonical"] = value.to_dict()
        record["measurements"] = [item.to_dict() for item in found.measurements]
        lines.append(json.dumps(record, ensure_ascii=False))
    text = "".join(f"{line}\n" for line in lines)
    if output is None:
        sys.stdout.write(text)
        return
    with replacing(output) as partial:
        partial.write_text(text, encoding="utf-8")


def _score(documents: Iterable[Document], gold: Path, pipeline: str | None, mistakes: bool) -> None:
    """Print how many gold values and measurements are found."""
    from ..canonical_scores import format_scores, gold_spans, predicted_spans, read_gold, score_canonical
    from ..export import load_pipeline
    from ..families import format_families, score_families
    from ..measurement_scores import format_measurement_scores, read_rows, score_measurements

    values, rows = read_gold(gold), read_rows(gold)
    read = predicted_spans(load_pipeline(pipeline)) if pipeline else gold_spans
    own = [document for document in documents if document.id in values]
    found = {document.id: read(document) for document in own}
    scores = score_canonical(own, values, lambda document: found[document.id])
    typer.echo(format_scores(scores))
    wrong = scores.mistakes
    if rows:
        of_rows = score_measurements(own, rows, lambda document: found[document.id])
        typer.echo(f"\n{format_measurement_scores(of_rows)}")
        wrong += of_rows.mistakes
    families = score_families(own, lambda document: found[document.id])
    if families.families:
        typer.echo(f"\n{format_families(families)}")
    for mistake in wrong if mistakes else ():
        typer.echo("\t".join(mistake))


def fixtures(
    folder: Annotated[Path, typer.Argument(help="Public fixtures: <source>.<language>.jsonl.")],
    mistakes: Annotated[bool, typer.Option("--mistakes", help="List what is read otherwise.")] = False,
    compare: Annotated[
        bool, typer.Option("--compare", help="Beside it dateparser, quantulum3, PyThaiNLP and Babel.")
    ] = False,
) -> None:
    """Score the normalizer on fixtures of duckling, Recognizers-Text and quantulum3.

    Each is read as a span of its own, relative times from the fixture's own
    reference day; what is out of scope (clock times, holidays, …) is counted.
    """
    from ..fixtures import format_fixtures, score_fixtures
    from ..other_readers import other_readers

    scores = score_fixtures(folder, other_readers() if compare else ())
    typer.echo(format_fixtures(scores))
    for mistake in scores.mistakes if mistakes else ():
        typer.echo("\t".join(mistake))


def table(
    inputs: Inputs,
    output: Annotated[Path, typer.Option("--output", "-o", help="A .csv, .parquet or .xlsx file.")],
    pipeline: PipelineName = "govspan",
    text_field: TextField = "text",
    gold: Gold = False,
    least: Annotated[
        float, typer.Option("--confidence", min=0, max=1, help="Leave out rows that are less sure.")
    ] = 0.0,
    device: Device = "auto",
) -> None:
    """Write one row for each measurement in the texts: who reported which indicator, value, change, period.

    Values are in base units, periods in ISO 8601, ids the same in every
    language; offsets point into the text. Inputs that cannot be read are
    reported and passed over; the exit status is then 1.
    """
    from ..table import measurement_row, open_table

    failures: list[DataError] = []
    count = 0
    with open_table(output) as writer:
        for name, lang, measurements in _measured(inputs, pipeline, text_field, gold, device, failures):
            for item in measurements:
                if item.confidence >= least:
                    writer.write(measurement_row(name, lang, item))
                    count += 1
    typer.echo(f"{count} measurements in {output}", err=True)
    if failures:
        typer.echo(f"{len(failures)} inputs could not be read", err=True)
        raise typer.Exit(1)


def align(
    inputs: Inputs,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write the rows to this JSONL file.")
    ] = None,
    pipeline: PipelineName = "govspan",
    text_field: TextField = "text",
    gold: Gold = False,
    device: Device = "auto",
) -> None:
    """Line up the measurements of documents about the same event, and show where they disagree.

    Give one document for each language. What differs from the first document
    is marked; a power of ten or another direction is likely a mistranslation.
    The id of an indicator is the one that is likeliest by all languages together;
    what one would have read alone is noted, and an id that its text rules out is a difference.
    """
    from ..align import align as align_documents

    failures: list[DataError] = []
    documents = list(_measured(inputs, pipeline, text_field, gold, device, failures))
    if len(documents) < 2:
        raise DataError(f"{len(documents)} document to align: name one for each language, two at least")
    rows = align_documents([measurements for _, _, measurements in documents])
    shown = Table("indicator", *(f"{name} ({lang})" for name, lang, _ in documents), "differences")
    for row in rows:
        first = next(item for item in row.measurements if item)
        cells = [_cell(item) for item in row.measurements]
        notes = [
            f"{documents[difference.document][1]} {difference.field}: "
            f"{difference.found or '–'} for {difference.expected or '–'}"
            + (f" ({difference.hint})" if difference.hint else "")
            for difference in row.differences
        ]
        notes += [
            f"{documents[at][1]} alone: {alone.indicator_id or '–'}"
            for at, (item, alone) in enumerate(zip(row.measurements, row.alone, strict=True))
            if item and alone and item.indicator_id != alone.indicator_id
        ]
        shown.add_row(*map(escape, (first.indicator_id or first.indicator, *cells, "\n".join(notes))))
    Console().print(shown)
    if output:
        with replacing(output) as partial, partial.open("w", encoding="utf-8") as file:
            for row in rows:
                record = {
                    "measurements": [item.to_dict() if item else None for item in row.measurements],
                    "indicator_ids_alone": [item and item.indicator_id for item in row.alone],
                    "differences": [
                        {
                            "document": documents[item.document][0],
                            "field": item.field,
                            "expected": item.expected,
                            "found": item.found,
                            "hint": item.hint,
                        }
                        for item in row.differences
                    ],
                }
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
    for error in failures:
        typer.echo(f"error: {error}", err=True)


def _cell(item: Measurement | None) -> str:
    if item is None:
        return "–"
    fields = item.to_dict()
    amount = " ".join(filter(None, (fields["value"], fields["unit"])))
    change = " ".join(filter(None, (fields["change"], fields["change_unit"])))
    return "\n".join(filter(None, (amount, change, fields["period"])))


def _measured(
    inputs: list[str], pipeline: str, text_field: str, gold: bool, device: str, failures: list[DataError]
) -> Iterator[tuple[str, str, list[Measurement]]]:
    """Name, language and measurements of each document, as a stream."""
    from ...pipeline.normalize import detect_language

    if gold:
        from ...pipeline.records import normalize_document

        for path in find_jsonl(map(Path, inputs)):
            for document in read_documents(path):
                yield document.id, document.lang, normalize_document(document).measurements
        return
    from ...pipeline.inputs import find_inputs, read_texts
    from ...pipeline.stream import pipe_stream
    from ..export import load_pipeline

    def report(error: DataError) -> None:
        failures.append(error)
        tqdm.write(f"error: {error}", file=sys.stderr)

    files = find_inputs(inputs)
    nlp = load_pipeline(pipeline, device=device)
    texts = (text for name in files for text in read_texts(name, text_field, sys.stdin.buffer, report))
    pairs = pipe_stream(nlp, ((text.text, text) for text in texts))
    for doc, text in tqdm(pairs, unit=" documents", disable=None, file=sys.stderr):
        yield text.id, detect_language(doc.text), list(doc._.measurements)
