"""``govspan normalize``, ``govspan table`` and ``govspan align``."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest

from govspan.annotations import Document
from govspan.pipeline.normalize import Measurement
from govspan.pipeline.records import normalize_document
from govspan.training.canonical_scores import gold_spans
from govspan.training.table import COLUMNS

Cli = Callable[..., Any]


def test_normalize_adds_values_to_annotations(cli: Cli, corpus: Path, documents: list[Document]) -> None:
    done = cli("normalize", corpus)
    assert done.status == 0
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [record["id"] for record in records] == [document.id for document in documents]
    for record, document in zip(records, documents, strict=True):
        found = normalize_document(document)
        assert [span["canonical"]["canonical"] for span in record["spans"]] == [str(v) for v in found.values]
        assert len(record["measurements"]) == len(found.measurements)


def test_normalize_scores_against_gold(
    cli: Cli, corpus: Path, documents: list[Document], tmp_path: Path
) -> None:
    document = documents[0]
    values = normalize_document(document).values
    gold = {
        span.id: str(value)
        for span, value in zip(document.spans, values, strict=True)
        if span.label == "VALUE"
    }
    wrong = next(iter(gold))
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.jsonl").write_text(
        json.dumps({"id": document.id, "spans": {**gold, wrong: "1 x"}})
    )
    done = cli("normalize", corpus, "--gold", tmp_path / "gold")
    assert done.status == 0
    assert done.out.splitlines()[0] == "| language | VALUE | all |"
    share = (len(gold) - 1) / len(gold)
    assert f"| all | {share:.3f} ({len(gold)}) | {share:.3f} ({len(gold)}) |" in done.out.splitlines()
    assert done.out.splitlines()[-1] == f"read as something else: {1 / len(gold):.3f}, not read: 0.000"
    listed = (
        cli("normalize", corpus, "--gold", tmp_path / "gold", "--mistakes").out.splitlines()[-1].split("\t")
    )
    assert (listed[:3], listed[4]) == ([document.id, wrong, "VALUE"], "1 x")
    (tmp_path / "gold" / "a.jsonl").write_text("[]\n")
    assert "not a line of gold values" in cli("normalize", corpus, "--gold", tmp_path / "gold").err


def test_predicted_spans_are_scored_at_their_places(
    cli: Cli, corpus: Path, documents: list[Document], exported: Path, tmp_path: Path
) -> None:
    gold = tmp_path / "gold.jsonl"
    lines = []
    for document in documents:
        values = zip(document.spans, normalize_document(document).values, strict=True)
        lines.append(
            json.dumps({"id": document.id, "spans": {span.id: str(value) for span, value in values}})
        )
    gold.write_text("\n".join(lines))
    shown = [
        cli("normalize", corpus, "--gold", gold, *extra).out.splitlines()[-3].split("|")[-2].split()
        for extra in ((), ("--pipeline", exported))
    ]
    # Gold spans read as they were; of the predicted ones, which the tiny model has learnt, most.
    assert shown[0][0] == "1.000"
    assert 0.8 < float(shown[1][0]) <= 1
    assert shown[0][1] == shown[1][1]
    assert "go with --gold" in cli("normalize", corpus, "--pipeline", exported).err


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_a_table_of_gold_annotations(
    cli: Cli, corpus: Path, documents: list[Document], tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"indicators{suffix}"
    done = cli("table", corpus, "--gold", "--output", path)
    measurements = [item for document in documents for item in normalize_document(document).measurements]
    assert done.status == 0
    assert done.err.splitlines()[-1] == f"{len(measurements)} measurements in {path}"
    rows: list[dict[str, Any]]
    if suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    elif suffix == ".parquet":
        rows = pyarrow.parquet.read_table(path).to_pylist()
    else:
        lines = list(openpyxl.load_workbook(path).active.values)
        rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    assert len(rows) == len(measurements)
    assert list(rows[0]) == list(COLUMNS)
    for row, item in zip(rows, measurements, strict=True):
        assert row["indicator"] == item.indicator
        assert float(row["value"] or 0) == float(item.value or 0)
        assert (row["period"] or None) == item.period
        assert (int(row["indicator_start"]), int(row["indicator_end"])) == item.offsets["indicator"]


def test_a_table_from_texts(cli: Cli, exported: Path, documents: list[Document], tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text(documents[0].text, encoding="utf-8")
    path = tmp_path / "out.csv"
    done = cli("table", text, tmp_path / "a.txt", "--pipeline", exported, "--output", path)
    assert done.status == 0
    header, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    assert header == ",".join(COLUMNS)
    assert all(row.startswith("a,") for row in rows)
    sure = cli("table", text, "--pipeline", exported, "--output", path, "--confidence", "1")
    assert sure.status == 0
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) <= len(rows) + 1


def test_another_suffix_is_refused(cli: Cli, corpus: Path, tmp_path: Path) -> None:
    done = cli("table", corpus, "--gold", "--output", tmp_path / "a.doc")
    assert done.status == 2
    assert "choose one of these suffixes" in done.err
    assert not (tmp_path / "a.doc").exists()


def test_align_shows_where_documents_disagree(
    cli: Cli, documents: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from govspan.annotations import write_documents

    monkeypatch.setenv("COLUMNS", "200")
    for number, document in enumerate(documents[:2]):
        write_documents(tmp_path / f"{number}.jsonl", [document])
    rows = tmp_path / "rows.jsonl"
    done = cli("align", tmp_path / "0.jsonl", tmp_path / "1.jsonl", "--gold", "--output", rows)
    assert done.status == 0
    assert documents[0].id in done.out
    found = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    assert found
    assert all(len(row["measurements"]) == 2 for row in found)


def test_align_tells_what_each_language_reads_alone(
    cli: Cli, documents: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from govspan.annotations import write_documents
    from govspan.training import align

    def pool(row: Sequence[Measurement | None]) -> list[Measurement | None]:
        return [item and replace(item, indicator_id="fishery_output") for item in row]

    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(align, "pool_indicators", pool)
    document = next(each for each in documents if gold_spans(each).measurements)
    alone = gold_spans(document).measurements[0].indicator_id
    write_documents(tmp_path / "0.jsonl", [document, replace(document, id="again")])
    rows = tmp_path / "rows.jsonl"
    done = cli("align", tmp_path / "0.jsonl", "--gold", "--output", rows)
    assert done.status == 0
    assert f"{document.lang} alone: {alone}" in done.out
    row = json.loads(rows.read_text(encoding="utf-8").splitlines()[0])
    assert row["indicator_ids_alone"] == [alone, alone]
    assert [item["indicator_id"] for item in row["measurements"]] == ["fishery_output"] * 2


def test_one_document_cannot_be_aligned(cli: Cli, documents: list[Document], tmp_path: Path) -> None:
    from govspan.annotations import write_documents

    write_documents(tmp_path / "0.jsonl", documents[:1])
    done = cli("align", tmp_path / "0.jsonl", "--gold")
    assert done.status == 2
    assert "two at least" in done.err
