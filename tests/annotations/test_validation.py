from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from govspan.annotations import (
    Argument,
    Document,
    Event,
    Schema,
    Span,
    validate_document,
    validate_files,
    write_documents,
)
from govspan.annotations.validation import CODES
from govspan.pipeline.tokenizer import Tokenizer

SCHEMA = Schema.from_dict(
    {
        "labels": {"X": "", "Y": ""},
        "events": {"GO": {"roles": {"Who": ["X"]}}, "RATE": {"trigger": "X", "roles": {"Of": ["Y"]}}},
    }
)
TEXT = "Okoye leads the fleet"
X = Span("x", 0, 5, "X")
Y = Span("y", 16, 21, "Y")
LEADS = (6, 11)


def tokenize(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"\S+|\s", text):
        yield match.span()


def codes(*spans: Span, events: tuple[Event, ...] = ()) -> list[str]:
    document = Document("d", "en", TEXT, spans, events)
    return [problem.code for problem in validate_document(document, SCHEMA, tokenize)]


def test_a_good_document_has_no_problem() -> None:
    events = (Event("GO", LEADS, (Argument("Who", "x"),)), Event("RATE", "x", (Argument("Of", "y"),)))
    assert codes(X, Y, events=events) == []


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (Span("s", 16, 22, "X"), ["E01"]),
        (Span("s", -1, 5, "X"), ["E01"]),
        (Span("s", 11, 6, "X"), ["E01"]),
        (Span("s", 6, 6, "X"), ["E02"]),
        (Span("s", 5, 11, "X"), ["E03"]),
        (Span("s", 6, 12, "X"), ["E03"]),
        (Span("s", 6, 11, "Z"), ["E05"]),
        (Span("s", 6, 10, "X"), ["E15"]),
        (Span("s", 7, 11, "X"), ["E15"]),
    ],
)
def test_a_bad_span_has_its_code(span: Span, found: list[str]) -> None:
    assert codes(span) == found


@pytest.mark.parametrize(
    ("event", "found"),
    [
        (Event("GO", (20, 30)), ["E01"]),
        (Event("GO", (6, 6)), ["E02"]),
        (Event("GO", (5, 11)), ["E03"]),
        (Event("GO", (0, 5)), ["E04"]),
        (Event("STOP", LEADS), ["E06"]),
        (Event("GO", LEADS, (Argument("When", "x"),)), ["E07"]),
        (Event("GO", LEADS, (Argument("Who", "y"),)), ["E08"]),
        (Event("GO", LEADS, (Argument("Who", "none"),)), ["E09"]),
        (Event("RATE", "none"), ["E09"]),
        (Event("RATE", LEADS), ["E10"]),
        (Event("RATE", "y"), ["E10"]),
        (Event("GO", "x"), ["E10"]),
        (Event("GO", (6, 9)), ["E15"]),
    ],
)
def test_a_bad_event_has_its_code(event: Event, found: list[str]) -> None:
    assert codes(X, Y, events=(event,)) == found


def test_overlapping_spans_are_e04() -> None:
    assert codes(Span("s", 0, 11, "X"), Span("t", 6, 15, "Y")) == ["E04"]
    assert codes(Span("s", 0, 15, "X"), Span("t", 6, 11, "Y")) == ["E04"]
    assert codes(Span("s", 0, 5, "X"), Span("t", 0, 5, "Y")) == ["E04"]


def test_two_events_of_one_type_on_one_trigger_are_e11() -> None:
    assert codes(events=(Event("GO", LEADS), Event("GO", LEADS))) == ["E11"]
    assert codes(X, events=(Event("RATE", "x"), Event("RATE", "x"))) == ["E11"]


def test_a_span_id_twice_in_a_document_is_e12() -> None:
    assert codes(X, Span("x", 16, 21, "Y")) == ["E12"]


def check(folder: Path, *files: list[Document]) -> list[tuple[str, str, str]]:
    paths = [folder / f"{number}.jsonl" for number in range(len(files))]
    for path, documents in zip(paths, files, strict=True):
        write_documents(path, documents)
    return [
        (problem.code, problem.where.removeprefix(f"{folder}/"), problem.detail.replace(f"{folder}/", ""))
        for problem in validate_files(paths, SCHEMA, tokenize)
    ]


def test_an_id_twice_in_the_files_is_e12(tmp_path: Path) -> None:
    assert check(tmp_path, [Document("a", "en", "one")], [Document("a", "en", "two")]) == [
        ("E12", "1.jsonl:a", "first seen in 0.jsonl:a")
    ]


def test_a_text_twice_in_the_files_is_e13(tmp_path: Path) -> None:
    assert check(tmp_path, [Document("a", "en", "one"), Document("b", "en", "one")]) == [
        ("E13", "0.jsonl:b", "first seen in 0.jsonl:a")
    ]


def test_one_text_in_two_splits_is_e14(tmp_path: Path) -> None:
    first = Document("a", "en", "one", meta={"split": "train"})
    second = Document("b", "en", "one", meta={"split": "test"})
    assert check(tmp_path, [first], [second]) == [
        ("E13", "1.jsonl:b", "first seen in 0.jsonl:a"),
        ("E14", "1.jsonl:b", "'test' here, 'train' in 0.jsonl:a"),
    ]


def test_problems_of_a_document_carry_its_file(tmp_path: Path) -> None:
    document = Document("a", "en", TEXT, (Span("s", 6, 6, "X"),))
    assert check(tmp_path, [document]) == [("E02", "0.jsonl:a", "span s [6:6]")]


def test_there_are_fifteen_codes() -> None:
    assert list(CODES) == [f"E{number:02}" for number in range(1, 16)]


def test_the_small_documents_have_no_problem(corpus: Path, schema: Schema, tokenizer: Tokenizer) -> None:
    assert list(validate_files([corpus], schema, tokenizer.offsets)) == []
