"""``govspan annotations``: validate, stats, convert."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...annotations import find_jsonl, read_annotations, read_documents, read_schema, write_documents
from ...annotations.consistency import find_inconsistencies
from ...annotations.stats import count
from ...annotations.validation import CODES, validate_files
from ...configs import DEFAULT_SCHEMA
from .options import require_training

if TYPE_CHECKING:
    from ...pipeline.tokenizer import Tokenizer

__all__ = ["register"]

Paths = Annotated[list[Path], typer.Argument(help="JSONL files, or directories of them.")]
SchemaFile = Annotated[Path, typer.Option("--schema", help="The label schema (TOML).")]

# A code with hundreds of findings should not hide the others.
_SHOWN = 20

commands = typer.Typer(no_args_is_help=True, help="Check, count and convert annotated documents.")


class Target(StrEnum):
    """What ``convert`` writes."""

    jsonl = "jsonl"
    spacy = "spacy"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="annotations")


@commands.command()
def validate(
    paths: Paths,
    schema: SchemaFile = DEFAULT_SCHEMA,
    show_all: Annotated[bool, typer.Option("--all", help="List every finding, however many.")] = False,
) -> None:
    """Check annotations; exit status 1 when something is wrong.

    Spans that do not fall on token boundaries (E15) are listed for information:
    training expands them to whole tokens and evaluation counts what is lost, so
    they alone do not fail the check.
    """
    tokenizer = _tokenizer()
    files = find_jsonl(paths)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for problem in validate_files(files, read_schema(schema), tokenizer.offsets):
        found[problem.code].append(f"{problem.where}: {problem.detail}")
    for code, lines in sorted(found.items()):
        typer.echo(f"{code} {CODES[code]}: {len(lines)}")
        shown = lines if show_all else lines[:_SHOWN]
        typer.echo("\n".join(f"  {line}" for line in shown))
        if len(shown) < len(lines):
            typer.echo(f"  … and {len(lines) - len(shown)} more (--all lists them)")
    errors = sum(len(lines) for code, lines in found.items() if code != "E15")
    notes = f", {len(found['E15'])} spans off token boundaries" if found["E15"] else ""
    typer.echo(f"{len(files)} files: {errors} problems{notes}")
    raise typer.Exit(1 if errors else 0)


@commands.command()
def stats(paths: Paths) -> None:
    """Count documents, spans, events and arguments per language and split."""
    cells = count(chain.from_iterable(map(read_documents, find_jsonl(paths))))
    heads = [f"{lang}/{split or '-'}" for lang, split in cells]
    _print_row("", [*heads, "all"])
    _print_row("documents", [cell.documents for cell in cells.values()])
    _print_row("characters", [cell.characters for cell in cells.values()])
    for title, counters in (
        ("spans", [cell.spans for cell in cells.values()]),
        ("events", [cell.events for cell in cells.values()]),
        ("arguments", [cell.arguments for cell in cells.values()]),
    ):
        _print_row(title, [counter.total() for counter in counters])
        for name in sorted(set(chain.from_iterable(counters))):
            _print_row(f"  {name}", [counter[name] for counter in counters])


def _tokenizer() -> Tokenizer:
    from ...pipeline.tokenizer import Tokenizer
    from ...pipeline.words import ThaiDictionary

    return Tokenizer.blank(ThaiDictionary.from_pythainlp())


def _print_row(name: str, values: list[int] | list[str]) -> None:
    numbers = [value for value in values if isinstance(value, int)]
    cells = [*values, sum(numbers)] if numbers else values
    typer.echo(f"{name:26}" + "".join(f"{value:>10}" for value in cells))


@commands.command()
def convert(
    paths: Annotated[
        list[Path], typer.Argument(help="Marked .txt files or JSONL files, or directories of them.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    to: Annotated[Target, typer.Option("--to", help="jsonl, or spacy for a DocBin.")] = Target.jsonl,
) -> None:
    """Turn marked text into JSONL, or either into a spaCy DocBin for `spacy evaluate`."""
    documents = read_annotations(paths)
    if to is Target.jsonl:
        written = write_documents(output, documents)
    else:
        from ...pipeline.convert import write_docbin

        written, misaligned = write_docbin(output, documents, _tokenizer())
        for item in misaligned:
            typer.echo(
                f"{item.document}: [{item.start}:{item.end}] {item.text!r} expanded to {item.tokens!r}",
                err=True,
            )
    typer.echo(f"{written} documents → {output}")


@commands.command()
def agreement(
    first: Annotated[
        Path, typer.Argument(help="One annotation: a marked .txt or JSONL file, or a directory.")
    ],
    second: Annotated[Path, typer.Argument(help="The other annotation of the same documents.")],
    differences: Annotated[
        bool, typer.Option("--differences", help="Also list every place where the spans differ.")
    ] = False,
) -> None:
    """Measure how far two annotations agree: span F1 by label and language, Cohen's kappa.

    Documents are matched by id; those that stand on one side only are left out.
    Exact: same ends and label. Overlapping: same label and a character in common.
    """
    require_training()
    from ..agreement import agreement, find_differences, format_agreement, pair_documents

    pairs = pair_documents(read_annotations([first]), read_annotations([second]))
    typer.echo(format_agreement(agreement(pairs, _tokenizer().offsets)))
    if differences:
        found = find_differences(pairs)
        typer.echo(f"\n{len(found)} differences (first ↔ second)")
        for difference in found:
            typer.echo(f"  {difference}")


@commands.command()
def consistency(
    paths: Paths,
    lang: Annotated[str | None, typer.Option(help="Only this language (ISO 639-1).")] = None,
    least: Annotated[int, typer.Option(help="Leave out surfaces with fewer deviating places.", min=1)] = 1,
    shown: Annotated[int, typer.Option("--places", help="Places to show of each treatment.", min=0)] = 3,
) -> None:
    """List surfaces labelled in one place and left bare, or labelled otherwise, in another.

    Sorted by the number of places that deviate from the surface's usual
    treatment. Not every line is a mistake: read the places.
    """
    documents = (item for item in read_annotations(paths) if lang in (None, item.lang))
    found = [
        surface
        for surface in find_inconsistencies(documents, _tokenizer().offsets)
        if surface.minority >= least
    ]
    for surface in found:
        treatments = sorted(surface.places.items(), key=lambda item: -len(item[1]))
        counts = ", ".join(f"{name} {len(places)}" for name, places in treatments)
        typer.echo(f"{surface.lang} {surface.text!r}: {counts}")
        for name, places in treatments:
            for place in places[:shown]:
                typer.echo(f"    {name:10} {place.document}:{place.start}  {place.context}")
    typer.echo(f"{len(found)} surfaces, {sum(surface.minority for surface in found)} deviating places")
