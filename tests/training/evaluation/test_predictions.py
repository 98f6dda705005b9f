from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evaluations import evaluated, evaluated_documents
from hypothesis import given
from spacy.language import Language

from govspan.annotations import DataError, Document
from govspan.pipeline.scoring import from_doc, from_document
from govspan.training.evaluation.predictions import (
    Evaluated,
    evaluated_from_record,
    predict,
    read_predictions,
)


def test_a_pipelines_predictions(tiny: Language, documents: list[Document]) -> None:
    pairs = list(predict(tiny, documents))
    assert [item.document for item, _ in pairs] == documents
    for item, doc in pairs:
        document = item.document
        assert item.gold == from_document(document)
        assert item.predicted == from_doc(tiny(document.text), document.lang)
        assert item.predicted.entities == item.entity_scores.keys()
        assert item.predicted.triggers == item.event_scores.keys()
        assert item.predicted.arguments == item.argument_scores.keys()
        assert {(ent.start_char, ent.end_char, ent.label_): ent._.score for ent in doc.ents} == pytest.approx(
            item.entity_scores
        )
        assert item.record["id"] == document.id
        assert item.measurements == doc._.measurements
    assert sum(len(item.measurements) for item, _ in pairs) > 0


def test_written_and_read_again(tiny: Language, documents: list[Document], tmp_path: Path) -> None:
    items = [item for item, _ in predict(tiny, documents)]
    path = tmp_path / "predictions.jsonl"
    # In another order, and with one more than is asked for.
    records = [item.record for item in reversed(items)] + [{**items[0].record, "id": "another"}]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    for again, item in zip(read_predictions(path, documents), items, strict=True):
        assert (again.document, again.gold, again.predicted) == (item.document, item.gold, item.predicted)
        assert again.entity_scores == item.entity_scores
        assert again.event_scores == item.event_scores
        assert again.argument_scores == item.argument_scores
        assert again.record == item.record


@given(evaluated_documents())
def test_a_record_says_it_all(items: list[Evaluated]) -> None:
    for item in items:
        assert evaluated_from_record(item.document, json.loads(json.dumps(item.record))) == item


def test_a_document_without_a_prediction(tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    path.write_text(json.dumps(evaluated(name="a").record), encoding="utf-8")
    documents = [evaluated(name=name).document for name in "abc"]
    with pytest.raises(DataError, match="no prediction for 2 documents, such as b: predict for the same"):
        read_predictions(path, documents)
    assert [item.document.id for item in read_predictions(path, documents[:1])] == ["a"]
    assert read_predictions(path, []) == []


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"id": "a", "text": "annotated"}, r":1: no prediction: expected id, entities and events$"),
        ([1, 2], r":1: no prediction: expected id, entities and events$"),
        ("text", r":1: no prediction: expected id, entities and events$"),
        ({"id": "a", "entities": [{"start": 0}], "events": []}, "not a prediction of `govspan evaluate"),
        ({"id": "a", "entities": None, "events": []}, "not a prediction of `govspan evaluate"),
        ({"id": "a", "entities": ["x"], "events": []}, "not a prediction of `govspan evaluate"),
        ({"id": "a", "entities": [], "events": [{"type": "E"}]}, "not a prediction of `govspan evaluate"),
    ],
)
def test_what_is_no_prediction(record: Any, message: str, tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_predictions(path, [evaluated(name="a").document])


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot read"):
        read_predictions(tmp_path / "none.jsonl", [])
