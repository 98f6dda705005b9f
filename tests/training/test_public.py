from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govspan.annotations import DataError, Document, Span, read_schema
from govspan.training.public import read_public, schema_of, write_schema


def write(path: Path, *records: Any) -> Path:
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    return path


def test_spans_get_ids(tmp_path: Path) -> None:
    spans = [{"start": 4, "end": 11, "label": "LOC"}, {"start": 0, "end": 3, "label": "ORG"}]
    path = write(
        tmp_path / "some.test.jsonl", {"text": "กรม เชียงใหม่", "spans": spans}, {"text": "", "spans": []}
    )
    assert read_public(path, "th") == [
        Document("some.test-0", "th", "กรม เชียงใหม่", (Span("s0", 0, 3, "ORG"), Span("s1", 4, 11, "LOC"))),
        Document("some.test-1", "th", "", ()),
    ]


def test_triggers_become_spans_and_overlaps_lose_the_later(tmp_path: Path) -> None:
    events = [
        {"type": "die", "trigger": {"start": 3, "end": 6}, "arguments": []},
        {"type": "attack", "trigger": {"start": 0, "end": 4}, "arguments": []},
        {"type": "start-position", "trigger": {"start": 6, "end": 9}, "arguments": []},
    ]
    (document,) = read_public(
        write(tmp_path / "vhe.jsonl", {"text": "một hai ba", "spans": [], "events": events}), "vi"
    )
    assert [(span.start, span.end, span.label) for span in document.spans] == [
        (0, 4, "attack"),
        (6, 9, "start-position"),
    ]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"spans": []}, "expected text and spans"),
        ({"text": "a", "spans": [{"start": 0, "end": 1}]}, "expected text and spans"),
        ([], "expected text and spans"),
    ],
)
def test_other_forms_are_refused(tmp_path: Path, record: Any, message: str) -> None:
    path = write(tmp_path / "bad.jsonl", {"text": "a", "spans": []}, record)
    with pytest.raises(DataError, match=message) as caught:
        read_public(path, "en")
    assert str(caught.value).startswith(f"{path}:2: ")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no documents there"):
        read_public(write(tmp_path / "empty.jsonl"), "en")


def test_a_schema_of_what_occurs_is_written_and_read(tmp_path: Path) -> None:
    text = "abc"
    spans = (Span("a", 0, 1, "start-position"), Span("b", 1, 2, 'say "so"'))
    schema = schema_of("some", [Document("d", "en", text, spans)])
    write_schema(schema, tmp_path / "schema.toml")
    again = read_schema(tmp_path / "schema.toml")
    assert list(again.labels) == ['say "so"', "start-position"]
    assert again == schema
