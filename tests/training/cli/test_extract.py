"""``govspan extract``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from govspan.annotations import Document
from govspan.pipeline.convert import doc_to_record

Cli = Callable[..., Any]


# --- extract


@pytest.fixture
def news(documents: list[Document], tmp_path: Path) -> Path:
    """A directory of two text files and a JSONL file of two records."""
    folder = tmp_path / "news"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text(documents[0].text, encoding="utf-8")
    (folder / "deep" / "b.txt").write_text(documents[1].text, encoding="utf-8-sig")
    records = [{"id": "third", "body": documents[2].text}, {"body": documents[3].text}]
    (folder / "c.jsonl").write_text("\n\n".join(json.dumps(record) for record in records), encoding="utf-8")
    (folder / "ignored.csv").write_text("x")
    return folder


def parse(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def labelled(record: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(item["label"], item["start"], item["end"]) for item in record["entities"]]


def test_extract_a_directory(
    cli: Cli, exported: Path, news: Path, tiny: Language, documents: list[Document]
) -> None:
    done = cli("extract", news, "--pipeline", exported, "--text-field", "body")
    assert (done.status, done.err) == (0, "")
    found = parse(done.out)
    assert [(record["id"], record["source"]) for record in found] == [
        ("a", f"{news}/a.txt"),
        ("third", f"{news}/c.jsonl:1"),
        (f"{news}/c.jsonl:3", f"{news}/c.jsonl:3"),
        ("b", f"{news}/deep/b.txt"),
    ]
    for record, at in zip(found, (0, 2, 3, 1), strict=True):
        assert list(record) == ["id", "source", "entities", "events", "measurements"]
        wanted = doc_to_record(tiny(documents[at].text))
        assert labelled(record) == labelled(wanted)
        assert [event["type"] for event in record["events"]] == [event["type"] for event in wanted["events"]]


def test_extract_files_to_a_file_and_a_page(cli: Cli, exported: Path, news: Path, tmp_path: Path) -> None:
    output, page = tmp_path / "out" / "records.jsonl", tmp_path / "page.html"
    done = cli(
        "extract", news / "a.txt", news / "deep" / "b.txt", "-p", exported, "-o", output, "--html", page
    )
    assert (done.status, done.out, done.err) == (0, "", "")
    assert [record["id"] for record in parse(output.read_text(encoding="utf-8"))] == ["a", "b"]
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert html.endswith("</body></html>\n")
    assert html.count("<h2>") == 2
    assert "Ministry of Fisheries" in html
    assert "मत्स्य विभाग" in html
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news", "out", "page.html"]


def test_extract_standard_input(cli: Cli, exported: Path, documents: list[Document]) -> None:
    done = cli("extract", "-", "-p", exported, stdin=documents[2].text.encode())
    assert done.status == 0
    (record,) = parse(done.out)
    assert record["source"] == "<stdin>"
    assert "กรมทรัพยากรน้ำ" in [item["text"] for item in record["entities"]]


def test_extract_with_a_threshold(cli: Cli, exported: Path, news: Path) -> None:
    everything, strict = (
        parse(cli("extract", news / "a.txt", "-p", exported, "--threshold", threshold).out)[0]
        for threshold in (0, 1)
    )
    assert len(everything["entities"]) > 10
    assert len(strict["entities"]) < len(everything["entities"])
    assert cli("extract", news / "a.txt", "-p", exported, "--threshold", "1.5").status == 2


def test_input_that_cannot_be_read_is_reported_and_passed_over(
    cli: Cli, exported: Path, news: Path, documents: list[Document], tmp_path: Path
) -> None:
    (news / "aa.txt").write_bytes("Sở Thủy lợi".encode("utf-16"))
    lines = [
        b'{"text": "the Ministry"}',
        b"{",
        b'{"body": "x"}',
        b'["text"]',
        b'{"text": 3}',
        b'{"id": 7, "text": ""}',
    ]
    (news / "c.jsonl").write_bytes(b"\n".join(lines))
    output, page = tmp_path / "records.jsonl", tmp_path / "page.html"
    done = cli("extract", news, "-p", exported, "-o", output, "--html", page)
    assert done.status == 1
    assert [line.partition(": ")[2].partition(": ")[0] for line in done.lines[:-1]] == [
        f"{news}/aa.txt",
        *(f"{news}/c.jsonl:{number}" for number in (2, 3, 4, 5)),
    ]
    assert all(line.startswith("error: ") for line in done.lines[:-1])
    assert done.lines[-1] == "5 inputs could not be read"
    records = parse(output.read_text(encoding="utf-8"))
    assert [record["id"] for record in records] == ["a", f"{news}/c.jsonl:1", "7", "b"]
    assert page.read_text(encoding="utf-8").endswith("</body></html>\n")


def test_a_line_that_is_not_utf8_is_passed_over(cli: Cli, exported: Path, tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_bytes(
        b'{"id": "1", "text": "a"}\n{"text": "\xff"}\n{"id": "3", "text": "b"}\n'
    )
    done = cli("extract", tmp_path, "-p", exported)
    assert done.status == 1
    assert done.lines[0].startswith(f"error: {tmp_path}/c.jsonl:2: not UTF-8")
    assert [record["id"] for record in parse(done.out)] == ["1", "3"]


def test_a_lone_surrogate_is_passed_over(cli: Cli, exported: Path, tmp_path: Path) -> None:
    records = [r'{"id": "1", "text": "a"}', r'{"text": "\ud800"}', r'{"id": "3", "text": "b"}']
    (tmp_path / "c.jsonl").write_text("\n".join(records))
    done = cli("extract", tmp_path, "-p", exported)
    assert done.status == 1
    assert done.lines[0].startswith(f"error: {tmp_path}/c.jsonl:2: ")
    assert [record["id"] for record in parse(done.out)] == ["1", "3"]


def test_a_line_of_1_mb(cli: Cli, exported: Path, tmp_path: Path) -> None:
    text = "a" * (1 << 20)
    (tmp_path / "long.txt").write_text(text)
    done = cli("extract", tmp_path / "long.txt", "-p", exported)
    assert (done.status, done.err) == (0, "")
    assert len(parse(done.out)) == 1


def test_a_record_is_written_while_more_is_read(exported: Path, tiny: Language) -> None:
    # What the command does with its inputs: a stream, of which one batch is held.
    taken: list[int] = []

    def texts() -> Iterator[tuple[str, int]]:
        for number in range(10_000):
            taken.append(number)
            yield f"text {number}", number

    stream = tiny.pipe(texts(), as_tuples=True)
    next(stream)
    assert len(taken) <= 2 * tiny.batch_size
