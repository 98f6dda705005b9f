"""Marked text: the form in which annotators write, so that nobody types offsets.

One document a file: a header of ``key: value`` lines, a line of three dashes,
the text with its marks, another line of three dashes, and the events.

.. code-block:: text

    id: en-train-000
    lang: en
    ---
    On [[PERIOD t1|6 June]] [[AGENCY a1|the Ministry of Finance]] [[* e1|issued]] …
    ---
    ISSUANCE e1 Issuer=a1 Time=t1

``[[LABEL id|text]]`` marks an entity, ``[[* id|text]]`` a trigger that is no
entity. An id may be left out where no event names it. An event line is its
type, its trigger's id, and ``Role=id`` for each argument.
"""

from __future__ import annotations

import re
from pathlib import Path

from .errors import DataError
from .records import Argument, Document, Event, Span

__all__ = ["parse_marked", "read_marked"]

_MARK = re.compile(r"\[\[(?P<label>\*|[A-Z][A-Z0-9_]*)(?: (?P<id>[\w-]+))?\|(?P<text>.*?)\]\]", re.S)
_RULE = "---"
_TRIGGER = "*"


def read_marked(path: Path) -> Document:
    """Read one marked file.

    Raises:
        DataError: the file cannot be read, is not UTF-8, or is not in the marked form.
    """
    try:
        source = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 (byte {error.start}): save the file as UTF-8") from error
    except OSError as error:
        raise DataError(f"{path}: cannot read: {error.strerror}") from error
    return parse_marked(source, str(path))


def parse_marked(source: str, name: str = "<marked>") -> Document:
    """Parse the text of one marked file; ``name`` stands in error messages.

    Raises:
        DataError: a missing header or rule, a stray or nested mark, an id used
            twice, or an event line that names an unknown id.
    """
    lines = source.split("\n")
    rules = [number for number, line in enumerate(lines) if line == _RULE]
    if len(rules) < 2:
        raise DataError(f"{name}: expected a header, '---', the text, '---' and the events")
    first, last = rules[0], rules[-1]
    header = _parse_header(lines[:first], name)
    text, spans, triggers = _parse_marks("\n".join(lines[first + 1 : last]), name, first + 2)
    offsets: dict[str, str | tuple[int, int]] = {span.id: span.id for span in spans}
    events = tuple(
        _parse_event(line, {**offsets, **triggers}, f"{name}:{number}")
        for number, line in enumerate(lines[last + 1 :], last + 2)
        if line.strip()
    )
    used = {event.trigger for event in events}
    for trigger, place in triggers.items():
        if place not in used:
            raise DataError(f"{name}: trigger {trigger} {text[slice(*place)]!r} has no event line")
    meta = {key: value for key, value in header.items() if key not in ("id", "lang")}
    return Document(header["id"], header["lang"], text, tuple(spans), events, meta)


def _parse_header(lines: list[str], name: str) -> dict[str, str]:
    header: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        key, colon, value = line.partition(":")
        if not colon or not value.strip():
            raise DataError(f"{name}:{number}: expected 'key: value' in the header, got {line!r}")
        header[key.strip()] = value.strip()
    for key in ("id", "lang"):
        if key not in header:
            raise DataError(f"{name}: the header has no {key!r} line")
    return header


def _parse_marks(
    marked: str, name: str, first_line: int
) -> tuple[str, list[Span], dict[str, tuple[int, int]]]:
    pieces: list[str] = []
    spans: list[Span] = []
    triggers: dict[str, tuple[int, int]] = {}
    length = position = 0

    def add(piece: str, at: int) -> None:
        nonlocal length
        stray = re.search(r"\[\[|\]\]", piece)
        if stray:
            where = first_line + marked.count("\n", 0, at + stray.start())
            raise DataError(
                f"{name}:{where}: stray or nested {stray[0]!r} near {piece[stray.start() :][:40]!r}"
            )
        pieces.append(piece)
        length += len(piece)

    for count, match in enumerate(_MARK.finditer(marked), 1):
        add(marked[position : match.start()], position)
        start = length
        add(match["text"], match.start("text"))
        position = match.end()
        identifier = match["id"] or f"_{count}"
        where = f"{name}:{first_line + marked.count(chr(10), 0, match.start())}"
        if identifier in triggers or any(span.id == identifier for span in spans):
            raise DataError(f"{where}: id {identifier!r} stands twice")
        if match["label"] != _TRIGGER:
            spans.append(Span(identifier, start, length, match["label"]))
        elif match["id"]:
            triggers[identifier] = (start, length)
        else:
            raise DataError(f"{where}: a trigger needs an id: [[* e1|{match['text']}]]")
    add(marked[position:], position)
    return "".join(pieces), spans, triggers


def _parse_event(line: str, targets: dict[str, str | tuple[int, int]], where: str) -> Event:
    kind, *rest = line.split()
    if not rest:
        raise DataError(f"{where}: expected 'TYPE trigger Role=span …', got {line!r}")
    arguments = []
    for word in rest[1:]:
        role, equals, span = word.partition("=")
        if not equals or not isinstance(targets.get(span), str):
            raise DataError(f"{where}: {word!r} is not Role=id of a marked entity")
        arguments.append(Argument(role, span))
    if rest[0] not in targets:
        raise DataError(f"{where}: trigger {rest[0]!r} is marked nowhere")
    return Event(kind, targets[rest[0]], tuple(arguments))
