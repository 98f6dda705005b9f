from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from govspan.annotations import DataError, Document
from govspan.training.canonical_scores import Found, gold_spans
from govspan.training.measurement_scores import (
    FIELDS,
    format_measurement_scores,
    read_rows,
    score_measurements,
)


def own_rows(document: Document) -> list[dict[str, Any]]:
    """What the normalizer finds, in the form of gold."""
    spans = {(span.start, span.end): span.id for span in document.spans}
    rows = []
    for item in gold_spans(document).measurements:
        place = item.offsets.get("place")
        value = None if item.value is None else f"{item.value} {item.unit}".rstrip()
        change = None if item.change is None else f"{item.change:+} {item.change_unit}".rstrip()
        rows.append(
            {
                "trigger": spans[item.offsets["indicator"]],
                "indicator_id": item.indicator_id,
                "value": value,
                "modifier": item.modifier,
                "change": change,
                "plan_share": None if item.plan_share is None else f"{item.plan_share} percent_of_plan",
                "period": item.period,
                "baseline": item.baseline,
                "place": spans[place] if place else None,
            }
        )
    return rows


def test_rows_are_compared_field_by_field(documents: list[Document]) -> None:
    gold = {document.id: own_rows(document) for document in documents}
    count = sum(map(len, gold.values()))
    assert count
    scores = score_measurements(documents, gold)
    assert scores.right == scores.all
    assert not scores.mistakes
    first = next(document for document in documents if gold[document.id])
    row = gold[first.id][0]
    gold[first.id][0] = {**row, "period": "1999"}
    scores = score_measurements(documents, gold)
    assert [mistake[:3] for mistake in scores.mistakes] == [(first.id, row["trigger"], "period")]
    assert scores.mistakes[0][4:] == ("1999", row["period"] or "–")
    assert f"{(count - 1) / count:.3f} ({count}) |" in format_measurement_scores(scores).splitlines()[-1]


def test_a_measurement_that_was_missed_is_wrong_in_every_field(documents: list[Document]) -> None:
    gold = {document.id: own_rows(document) for document in documents}

    def nothing(document: Document) -> Found:
        return replace(gold_spans(document), measurements=())

    scores = score_measurements(documents, gold, nothing)
    assert not sum(scores.right.values())
    assert sum(scores.all[key] for key in scores.all if key[1] == "row") == sum(map(len, gold.values()))


def test_rows_need_every_field(tmp_path: Path) -> None:
    row = dict.fromkeys(("trigger", *FIELDS))
    del row["place"]
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "spans": {}, "measurements": [row]}))
    with pytest.raises(DataError, match="a measurement needs trigger"):
        read_rows(tmp_path)
