"""Reading and writing annotations as JSONL, one document a line, as a stream."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .errors import DataError
from .files import replacing
from .records import Argument, Document, Event, Span

__all__ = ["document_from_dict", "document_to_dict", "find_jsonl", "read_documents", "write_documents"]


def find_jsonl(paths: Iterable[Path]) -> list[Path]:
    """The JSONL files that ``paths`` name; a directory stands for all below it.

    Raises:
        DataError: a path does not exist, or nothing was found.
    """
    paths = list(paths)
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(path.rglob("*.jsonl")))
        elif path.exists():
            found.append(path)
        else:
            raise DataError(f"{path}: no such file or directory")
    if not found:
        raise DataError(f"no .jsonl file under {', '.join(map(str, paths))}")
    return found


def read_documents(path: Path) -> Iterator[Document]:
    """Yield the documents of one JSONL file; empty lines are passed over.

    Raises:
        DataError: with file, line and field, at the first line that is not a document.
    """
    for where, line in read_lines(path):
        yield document_from_dict(parse_line(line, where), where)


def read_lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (``file:line``, line) of the lines that are not empty, in bounded memory.

    Raises:
        DataError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
                if line.strip():
                    yield f"{path}:{number}", line
    except OSError as error:
        raise DataError(f"{path}: cannot read: {error.strerror}") from error


def parse_line(line: bytes, where: str) -> Any:
    """One line of JSON.

    Raises:
        DataError: it is not UTF-8, or not JSON; ``where`` stands in the message.
    """
    try:
        return json.loads(line.decode("utf-8").rstrip("\r\n"))
    except UnicodeDecodeError as error:
        raise DataError(
            f"{where}: not UTF-8 at byte {error.start} of the line: convert the file to UTF-8"
        ) from error
    except json.JSONDecodeError as error:
        raise DataError(f"{where}: not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:  # a number or a nesting beyond what Python reads
        raise DataError(f"{where}: not JSON that can be read: {error}") from error


def has_surrogate(text: str) -> bool:
    """Whether a string holds a lone surrogate: half a character, which UTF-8 cannot carry."""
    return not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)


def write_documents(path: Path, documents: Iterable[Document]) -> int:
    """Write documents to a temporary name and rename it; returns their number.

    Raises:
        DataError: the place cannot be written to.
    """
    count = 0
    with replacing(path) as partial, partial.open("w", encoding="utf-8") as file:
        for document in documents:
            file.write(json.dumps(document_to_dict(document), ensure_ascii=False) + "\n")
            count += 1
    return count


def document_to_dict(document: Document) -> dict[str, Any]:
    """The JSON form of a document."""
    return {
        "id": document.id,
        "lang": document.lang,
        "text": document.text,
        "spans": [
            {"id": span.id, "start": span.start, "end": span.end, "label": span.label}
            for span in document.spans
        ],
        "events": [
            {
                "type": event.type,
                "trigger": event.trigger
                if isinstance(event.trigger, str)
                else {"start": event.trigger[0], "end": event.trigger[1]},
                "arguments": [{"role": item.role, "span": item.span} for item in event.arguments],
            }
            for event in document.events
        ],
        "meta": dict(document.meta),
    }


def document_from_dict(data: Any, where: str = "document") -> Document:
    """Build a document from its JSON form; types are checked, sense is not.

    Raises:
        DataError: ``where`` and the field that is missing or of the wrong type.
    """
    record = _Fields(data, where, "a document")
    return Document(
        id=record.get("id", str),
        lang=record.get("lang", str),
        text=record.get("text", str),
        spans=tuple(
            _span(item, f"{where}: spans[{n}]") for n, item in enumerate(record.get("spans", list, []))
        ),
        events=tuple(
            _event(item, f"{where}: events[{n}]") for n, item in enumerate(record.get("events", list, []))
        ),
        meta=record.get("meta", dict, {}),
    )


class _Fields:
    """Typed access to the fields of one JSON object."""

    def __init__(self, data: Any, where: str, what: str) -> None:
        if not isinstance(data, dict):
            raise DataError(f"{where}: expected {what} as a JSON object, got {type(data).__name__}")
        self.data: dict[str, Any] = data
        self.where = where

    def get(self, name: str, kind: type, default: Any = None) -> Any:
        value = self.data.get(name, default)
        if value is None:
            raise DataError(f"{self.where}: field {name!r} is missing")
        if not isinstance(value, kind) or isinstance(value, bool):
            raise DataError(
                f"{self.where}: field {name!r} must be {kind.__name__}, "
                f"got {type(value).__name__} {value!r:.40}"
            )
        if isinstance(value, str) and has_surrogate(value):
            raise DataError(
                f"{self.where}: field {name!r} holds a lone surrogate, which is no character: remove it"
            )
        return value


def _span(data: Any, where: str) -> Span:
    record = _Fields(data, where, "a span")
    return Span(
        record.get("id", str), record.get("start", int), record.get("end", int), record.get("label", str)
    )


def _event(data: Any, where: str) -> Event:
    record = _Fields(data, where, "an event")
    trigger: str | tuple[int, int]
    if isinstance(record.data.get("trigger"), dict):
        offsets = _Fields(record.data["trigger"], f"{where}.trigger", "offsets")
        trigger = (offsets.get("start", int), offsets.get("end", int))
    else:
        trigger = record.get("trigger", str)
    arguments = []
    for number, item in enumerate(record.get("arguments", list, [])):
        argument = _Fields(item, f"{where}.arguments[{number}]", "an argument")
        arguments.append(Argument(argument.get("role", str), argument.get("span", str)))
    return Event(record.get("type", str), trigger, tuple(arguments))
