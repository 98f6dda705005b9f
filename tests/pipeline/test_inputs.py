from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from govspan.annotations import DataError
from govspan.pipeline.inputs import Text, find_inputs, read_texts


def read(name: str, field: str = "text", stdin: bytes = b"") -> tuple[list[Text], list[str]]:
    """The texts of an input and the errors that it reported."""
    errors: list[DataError] = []
    texts = list(read_texts(name, field, io.BytesIO(stdin), errors.append))
    return texts, [str(error) for error in errors]


def test_a_directory_stands_for_the_texts_below_it(tmp_path: Path) -> None:
    (tmp_path / "b.txt").mkdir()
    for name in ("z.txt", "b.txt/y.jsonl", "b.txt/skip.html"):
        (tmp_path / name).touch()
    found = [str(tmp_path / "b.txt" / "y.jsonl"), str(tmp_path / "z.txt")]
    assert find_inputs([str(tmp_path)]) == found
    page = str(tmp_path / "b.txt" / "skip.html")
    assert find_inputs(["-", page, str(tmp_path)]) == ["-", page, *found]


def test_a_path_without_texts_is_an_error(tmp_path: Path) -> None:
    for path, message in (
        (tmp_path, "no .txt or .jsonl file in this directory"),
        (tmp_path / "no", "no such file or directory"),
    ):
        with pytest.raises(DataError) as caught:
            find_inputs([str(path)])
        assert str(caught.value) == f"{path}: {message}"


def test_a_file_is_one_text_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "note.v2.txt"
    path.write_bytes("\ufeffมติ\r\n\x00".encode())
    assert read(str(path)) == ([Text(str(path), "มติ\r\n\x00", "note.v2")], [])


def test_a_dash_is_standard_input() -> None:
    assert read("-", stdin="Bộ".encode()) == ([Text("<stdin>", "Bộ", "<stdin>")], [])
    assert read("-", stdin=b"a\xff") == ([], ["<stdin>: not UTF-8 at byte 1: convert the file to UTF-8"])


def test_jsonl_gives_a_text_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('\ufeff{"body": "one", "id": 7}\n\n{"body": ""}\n', encoding="utf-8")
    assert read(str(path), "body") == (
        [Text(f"{path}:1", "one", "7"), Text(f"{path}:3", "", f"{path}:3")],
        [],
    )


def test_a_record_that_cannot_be_read_is_reported_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        '{"text": "one"}',
        '{"text" 1}',
        "[]",
        '{"other": "x"}',
        '{"text": 5}',
        "9" * 5000,
        '{"text": "two"}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    texts, errors = read(str(path))
    assert [(text.source, text.text) for text in texts] == [(f"{path}:1", "one"), (f"{path}:7", "two")]
    missing = "no text in field 'text': name the field with --text-field"
    assert errors[1:4] == [f"{path}:{number}: {missing}" for number in (3, 4, 5)]
    assert errors[0].startswith(f"{path}:2: not JSON: Expecting ':' delimiter")
    assert errors[4].startswith(f"{path}:6: not JSON that can be read: ")
    assert len(errors) == 5


@pytest.mark.parametrize("name", ["none.txt", "none.jsonl"])
def test_a_file_that_is_gone_is_reported(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert read(str(path)) == ([], [f"{path}: cannot read: No such file or directory"])


def test_a_file_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("ก".encode("cp874"))
    assert read(str(path)) == ([], [f"{path}: not UTF-8 at byte 0: convert the file to UTF-8"])


def test_a_line_that_is_not_utf8_does_not_end_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "one"}\n{"text": "\xff"}\n{"text": "two"}\n')
    texts, errors = read(str(path))
    assert len(errors) == 1
    assert [text.text for text in texts] == ["one", "two"]


def test_deeply_nested_json_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("[" * 100_000 + "\n" + json.dumps({"text": "two"}), encoding="utf-8")
    texts, errors = read(str(path))
    assert len(errors) == 1
    assert [text.text for text in texts] == ["two"]


def test_jsonl_is_read_as_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "one"}\nbroken\n', encoding="utf-8")
    errors: list[DataError] = []
    texts = read_texts(str(path), "text", io.BytesIO(), errors.append)
    assert next(texts).text == "one"
    assert errors == []
    assert list(texts) == []
    assert len(errors) == 1
