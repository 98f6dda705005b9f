"""Texts to extract from: files, directories, JSONL, standard input; as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..annotations import DataError
from ..annotations.jsonl import has_surrogate, parse_line, read_lines

__all__ = ["Text", "find_inputs", "read_texts"]

#: What a directory is searched for.
SUFFIXES = (".txt", ".jsonl")


@dataclass(frozen=True, slots=True)
class Text:
    """One text and where it came from (``file`` or ``file:line``)."""

    source: str
    text: str
    id: str


def find_inputs(paths: Iterable[str]) -> list[str]:
    """Files to read: a directory stands for the texts below it, ``-`` for standard input.

    Raises:
        DataError: a path does not exist, or a directory holds no text.
    """
    found: list[str] = []
    for name in paths:
        path = Path(name)
        if name == "-":
            found.append(name)
        elif path.is_dir():
            below = sorted(
                str(file) for file in path.rglob("*") if file.suffix in SUFFIXES and file.is_file()
            )
            if not below:
                raise DataError(f"{name}: no {' or '.join(SUFFIXES)} file in this directory")
            found.extend(below)
        elif path.exists():
            found.append(name)
        else:
            raise DataError(f"{name}: no such file or directory")
    return found


def read_texts(
    name: str, text_field: str, stdin: BinaryIO, report: Callable[[DataError], None]
) -> Iterator[Text]:
    """The texts of one input; what cannot be read is reported and passed over.

    Args:
        text_field: the field of a JSONL record that holds the text.
        report: told of every record or file that cannot be read.
    """
    try:
        if name.endswith(".jsonl"):
            yield from _read_jsonl(Path(name), text_field, report)
        else:
            raw = stdin.read() if name == "-" else Path(name).read_bytes()
            label = "<stdin>" if name == "-" else name
            yield Text(label, _decode(raw, label), Path(label).stem)
    except OSError as error:
        report(DataError(f"{name}: cannot read: {error.strerror}"))
    except DataError as error:
        report(error)


def _decode(raw: bytes, where: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: not UTF-8 at byte {error.start}: convert the file to UTF-8") from error


def _read_jsonl(path: Path, field: str, report: Callable[[DataError], None]) -> Iterator[Text]:
    for where, line in read_lines(path):
        try:
            record = parse_line(line, where)
        except DataError as error:
            report(error)
            continue
        text = record.get(field) if isinstance(record, dict) else None
        if isinstance(text, str) and not has_surrogate(text):
            yield Text(where, text, str(record.get("id", where)))
        else:
            problem = "a lone surrogate" if isinstance(text, str) else "no text"
            hint = "mend it" if isinstance(text, str) else "name the field with --text-field"
            report(DataError(f"{where}: {problem} in field {field!r}: {hint}"))
