"""``govspan annotations``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from spacy.tokens import DocBin

from govspan.annotations import Document, Event, Span, read_documents, write_documents

Cli = Callable[..., Any]

MARKED = Path(__file__).parents[2] / "data"


# --- annotations validate


def test_validate_a_clean_corpus(cli: Cli, corpus: Path) -> None:
    done = cli("annotations", "validate", corpus)
    assert (done.status, done.out, done.err) == (0, "1 files: 0 problems\n", "")


def test_validate_groups_what_is_wrong(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    write_documents(
        path,
        [
            Document("one", "en", "the Ministry", (Span("a", 4, 12, "BODY"), Span("b", 4, 99, "AGENCY"))),
            Document("two", "en", "a Ministry", (Span("a", 2, 10, "BODY"),), (Event("PARTY", (0, 1)),)),
        ],
    )
    done = cli("annotations", "validate", path)
    assert done.status == 1
    lines = done.out.splitlines()
    assert [line for line in lines if not line.startswith("  ")] == [
        "E01 span or trigger out of the text's bounds: 1",
        "E05 unknown label: 2",
        "E06 unknown event type: 1",
        "1 files: 4 problems",
    ]
    assert f"  {path}:one: span b [4:99] in a text of 12 characters" in lines
    assert sum(line.startswith(f"  {path}:two: ") for line in lines) == 2


def test_validate_shows_twenty_of_each(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    write_documents(path, [Document(f"d{n}", "en", f"a{n}", (Span("s", 0, 1, "X"),)) for n in range(25)])
    done = cli("annotations", "validate", path)
    assert done.status == 1
    assert len(re.findall(r"^  .*span s 'X'", done.out, re.M)) == 20
    assert "  … and 5 more (--all lists them)" in done.out.splitlines()
    everything = cli("annotations", "validate", "--all", path)
    assert len(re.findall(r"^  .*span s 'X'", everything.out, re.M)) == 25
    assert "more" not in everything.out


def test_validate_only_notes_spans_off_the_tokens(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "off.jsonl"
    write_documents(path, [Document("d", "en", "the Ministry", (Span("a", 4, 9, "AGENCY"),))])
    done = cli("annotations", "validate", tmp_path)
    assert done.status == 0
    assert done.out.splitlines()[0] == "E15 span not on token boundaries: 1"
    assert done.out.splitlines()[-1] == "1 files: 0 problems, 1 spans off token boundaries"


def test_validate_takes_another_schema(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "mine"\n[labels]\nSHIP = "a ship"\n')
    path = tmp_path / "d.jsonl"
    write_documents(path, [Document("d", "en", "the Victory", (Span("s", 4, 11, "SHIP"),))])
    assert cli("annotations", "validate", path, "--schema", tmp_path / "mine.toml").status == 0
    assert cli("annotations", "validate", path).status == 1


# --- annotations stats


def test_stats(cli: Cli, corpus: Path, documents: list[Document]) -> None:
    done = cli("annotations", "stats", corpus)
    assert (done.status, done.err) == (0, "")
    rows = {line[:26].strip(): line[26:].split() for line in done.out.splitlines()}
    assert rows[""] == ["en/train", "hi/train", "th/train", "vi/train", "all"]
    assert rows["documents"] == ["1", "1", "1", "1", "4"]
    assert rows["characters"][-1] == str(sum(len(document.text) for document in documents))
    assert rows["spans"] == [*(str(len(document.spans)) for document in documents), "47"]
    assert rows["events"] == ["4", "3", "3", "3", "13"]
    arguments = [sum(len(event.arguments) for event in document.events) for document in documents]
    assert rows["arguments"] == [*map(str, arguments), "40"]
    assert rows["MEETING"] == ["1", "1", "1", "0", "3"]
    assert rows["MEETING.Chair"] == ["1", "1", "1", "0", "3"]


# --- annotations convert


def test_convert_marked_text(cli: Cli, documents: list[Document], tmp_path: Path) -> None:
    output = tmp_path / "new" / "small.jsonl"
    done = cli("annotations", "convert", MARKED, "--output", output)
    assert (done.status, done.out, done.err) == (0, f"4 documents → {output}\n", "")
    assert list(read_documents(output)) == documents


def test_convert_to_spacy(cli: Cli, corpus: Path, documents: list[Document], tmp_path: Path) -> None:
    output = tmp_path / "gold.spacy"
    done = cli("annotations", "convert", corpus, "--to", "spacy", "--output", output)
    assert (done.status, done.out, done.err) == (0, f"4 documents → {output}\n", "")
    from spacy.vocab import Vocab

    docs = list(DocBin().from_disk(output).get_docs(Vocab()))
    assert [doc.text for doc in docs] == [document.text for document in documents]
    assert [{(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents} for doc in docs] == [
        {(span.start, span.end, span.label) for span in document.spans} for document in documents
    ]
    assert [[event.type for event in doc._.events] for doc in docs] == [
        [event.type for event in document.events] for document in documents
    ]


def test_convert_tells_what_it_expanded(cli: Cli, tmp_path: Path) -> None:
    write_documents(
        tmp_path / "off.jsonl", [Document("d", "en", "the Ministry", (Span("a", 4, 9, "AGENCY"),))]
    )
    done = cli(
        "annotations", "convert", tmp_path / "off.jsonl", "--to", "spacy", "-o", tmp_path / "off.spacy"
    )
    assert (done.status, done.err) == (0, "d: [4:9] 'Minis' expanded to 'Ministry'\n")


def test_convert_of_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    done = cli("annotations", "convert", tmp_path / "empty.jsonl", "--output", tmp_path / "out.jsonl")
    assert (done.status, done.err) == (
        2,
        f"error: {tmp_path / 'empty.jsonl'}: no marked .txt or .jsonl file there\n",
    )
    assert not (tmp_path / "out.jsonl").exists()


def test_annotations_with_a_line_of_1_mb(cli: Cli, tmp_path: Path) -> None:
    text = "the Ministry " * ((1 << 20) // 13)
    write_documents(tmp_path / "long.jsonl", [Document("d", "en", text, (Span("a", 4, 12, "AGENCY"),))])
    assert (tmp_path / "long.jsonl").stat().st_size > 1_000_000
    done = cli("annotations", "validate", tmp_path / "long.jsonl")
    assert (done.status, done.out) == (0, "1 files: 0 problems\n")


# --- annotations agreement


def test_agreement_of_marked_text_with_jsonl(cli: Cli, corpus: Path) -> None:
    done = cli("annotations", "agreement", MARKED, corpus)
    assert done.status == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert lines[0] == ["en", "hi", "th", "vi", "all"]
    assert ["spans,", "exact", "F1", *["1.000"] * 5] in lines
    assert ["tokens,", "Cohen's", "kappa", *["1.000"] * 5] in lines


def test_agreement_lists_the_differences(cli: Cli, documents: list[Document], tmp_path: Path) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    write_documents(first, documents)
    write_documents(
        second, [replace(document, spans=document.spans[1:], events=()) for document in documents]
    )
    done = cli("annotations", "agreement", first, second, "--differences")
    assert done.status == 0
    _, found = done.out.split("4 differences (first ↔ second)")
    assert [line.split()[1] for line in found.strip().splitlines()] == ["missed:"] * 4
    assert "4 differences" not in cli("annotations", "agreement", first, second).out


# --- annotations consistency


def test_consistency(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    agency = (Span("a", 0, 6, "AGENCY"),)
    texts = [("Sở Y tế họp", agency), ("Sở Y tế báo cáo", agency), ("với Sở Y tế", ()), ("Sở Y tế", ())]
    spans = [replace(span, end=7) for span in agency]
    write_documents(
        path,
        [Document(f"d{at}", "vi", text, tuple(spans) if own else ()) for at, (text, own) in enumerate(texts)],
    )
    done = cli("annotations", "consistency", path, "--places", "1")
    assert done.status == 0
    assert done.out.splitlines() == [
        "vi 'sở y tế': AGENCY 2, bare 2",
        "    AGENCY     d0:0  ⟦Sở Y tế⟧ họp",
        "    bare       d2:4  với ⟦Sở Y tế⟧",
        "1 surfaces, 2 deviating places",
    ]
    assert cli("annotations", "consistency", path, "--least", "3").out == "0 surfaces, 0 deviating places\n"
    assert cli("annotations", "consistency", path, "--lang", "th").out == "0 surfaces, 0 deviating places\n"
