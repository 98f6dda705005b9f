from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import documents as any_document

from govspan.annotations import (
    DataError,
    Document,
    document_from_dict,
    document_to_dict,
    find_jsonl,
    read_documents,
    write_documents,
)

BARE: dict[str, Any] = {"id": "a", "lang": "en", "text": "x"}


def write_lines(path: Path, *lines: Any) -> Path:
    text = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


@given(any_document())
def test_the_json_form_gives_the_document_back(document: Document) -> None:
    assert document_from_dict(json.loads(json.dumps(document_to_dict(document)))) == document


@given(st.lists(any_document(), max_size=3))
def test_a_file_gives_its_documents_back(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Document]
) -> None:
    path = tmp_path_factory.getbasetemp() / "round" / "trip.jsonl"
    assert write_documents(path, documents) == len(documents)
    assert list(read_documents(path)) == documents
    assert [file.name for file in path.parent.iterdir()] == ["trip.jsonl"]


def test_optional_fields_have_defaults(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", BARE)
    assert list(read_documents(path)) == [Document("a", "en", "x", (), (), {})]


def test_empty_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f"\n  \n{json.dumps(BARE)}\r\n\n", encoding="utf-8-sig")
    assert [document.id for document in read_documents(path)] == ["a"]


def test_reading_is_a_stream(tmp_path: Path) -> None:
    documents = read_documents(write_lines(tmp_path / "a.jsonl", BARE, "not json"))
    assert next(documents) == Document("a", "en", "x")
    with pytest.raises(DataError):
        next(documents)


def test_writing_is_a_stream(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", *({**BARE, "id": str(number)} for number in range(5)))
    # It reads the file that it replaces.
    assert write_documents(path, (document for document in read_documents(path) if document.id != "2")) == 4
    assert [document.id for document in read_documents(path)] == ["0", "1", "3", "4"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id" 1}', ": not JSON: Expecting ':' delimiter at column 7"),
        ("[]", ": expected a document as a JSON object, got list"),
        ({"lang": "en", "text": ""}, ": field 'id' is missing"),
        ({"id": "a", "text": ""}, ": field 'lang' is missing"),
        ({"id": "a", "lang": "en"}, ": field 'text' is missing"),
        ({**BARE, "id": 7}, ": field 'id' must be str, got int 7"),
        ({**BARE, "spans": {}}, ": field 'spans' must be list, got dict {}"),
        ({**BARE, "events": "x"}, ": field 'events' must be list, got str 'x'"),
        ({**BARE, "meta": []}, ": field 'meta' must be dict, got list []"),
        ({**BARE, "spans": [1]}, ": spans[0]: expected a span as a JSON object, got int"),
        ({**BARE, "spans": [{"id": "s", "start": 0, "end": 1}]}, ": spans[0]: field 'label' is missing"),
        (
            {**BARE, "spans": [{"id": "s", "start": True, "end": 1, "label": "A"}]},
            ": spans[0]: field 'start' must be int, got bool True",
        ),
        (
            {**BARE, "spans": [{"id": "s", "start": 0, "end": 1.5, "label": "A"}]},
            ": spans[0]: field 'end' must be int, got float 1.5",
        ),
        ({**BARE, "events": [None]}, ": events[0]: expected an event as a JSON object, got NoneType"),
        ({**BARE, "events": [{"type": "E"}]}, ": events[0]: field 'trigger' is missing"),
        ({**BARE, "events": [{"trigger": "s"}]}, ": events[0]: field 'type' is missing"),
        (
            {**BARE, "events": [{"type": "E", "trigger": [0, 1]}]},
            ": events[0]: field 'trigger' must be str, got list [0, 1]",
        ),
        (
            {**BARE, "events": [{"type": "E", "trigger": {"start": 0}}]},
            ": events[0].trigger: field 'end' is missing",
        ),
        (
            {**BARE, "events": [{"type": "E", "trigger": "s", "arguments": [{"role": "R"}]}]},
            ": events[0].arguments[0]: field 'span' is missing",
        ),
    ],
)
def test_an_error_names_file_line_and_field(tmp_path: Path, line: Any, message: str) -> None:
    path = write_lines(tmp_path / "a.jsonl", BARE, "", line)
    with pytest.raises(DataError) as caught:
        list(read_documents(path))
    assert str(caught.value) == f"{path}:3{message}"


def test_a_truncated_line_is_wrong_at_its_end(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", '{"id": "a",')
    with pytest.raises(DataError, match=r"at column 12$"):
        list(read_documents(path))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('{"id": ' + "1" * 5000 + "}", id="number of 5000 digits"),
        pytest.param("[" * 100_000, id="nested 100,000 deep"),
    ],
)
def test_json_that_python_cannot_hold_is_a_data_error(tmp_path: Path, line: str) -> None:
    path = write_lines(tmp_path / "a.jsonl", line)
    with pytest.raises(DataError):
        list(read_documents(path))


def test_a_line_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json.dumps(BARE).encode() + b'\n{"id": "\xff"}\n')
    with pytest.raises(DataError) as caught:
        list(read_documents(path))
    assert str(caught.value) == f"{path}:2: not UTF-8 at byte 8 of the line: convert the file to UTF-8"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        list(read_documents(tmp_path / "none.jsonl"))
    assert str(caught.value) == f"{tmp_path / 'none.jsonl'}: cannot read: No such file or directory"


def test_a_lone_surrogate_is_refused_by_field(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", '{"id": "a", "lang": "en", "text": "\\ud800"}')
    with pytest.raises(DataError, match=r"a\.jsonl:1: field 'text' holds a lone surrogate"):
        list(read_documents(path))


def test_directories_stand_for_the_jsonl_files_below_them(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("z.jsonl", "b/y.jsonl", "b/other.txt"):
        (tmp_path / name).touch()
    extra = tmp_path / "b" / "other.txt"
    assert find_jsonl([extra, tmp_path]) == [extra, tmp_path / "b" / "y.jsonl", tmp_path / "z.jsonl"]


def test_finding_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        find_jsonl([tmp_path])
    assert str(caught.value) == f"no .jsonl file under {tmp_path}"
    with pytest.raises(DataError) as caught:
        find_jsonl([tmp_path / "none"])
    assert str(caught.value) == f"{tmp_path / 'none'}: no such file or directory"
