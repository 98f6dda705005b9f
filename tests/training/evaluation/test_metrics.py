from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest
from evaluations import evaluated, evaluated_documents
from hypothesis import given, settings

from govspan.annotations import Document
from govspan.pipeline.confidence import calibrate
from govspan.pipeline.scoring import from_document
from govspan.training.evaluation.counts import EVENT_MEASURES, SCHEMES
from govspan.training.evaluation.errors import KINDS
from govspan.training.evaluation.metrics import document_groups, measure
from govspan.training.evaluation.predictions import Evaluated
from govspan.training.measurement_scores import MeasurementScores


def test_groups_of_documents() -> None:
    items = [
        evaluated(lang="th", meta={"register": "minutes"}),
        evaluated(lang="vi", meta={"register": "minutes", "genre": 7}),
        evaluated(lang="th"),
    ]
    groups = {name: rows.tolist() for name, rows in document_groups(items).items()}
    assert groups == {
        "language th": [True, False, True],
        "language vi": [False, True, False],
        "register minutes": [True, True, False],
        "register –": [False, False, True],
        "genre 7": [False, True, False],
        "genre –": [True, False, True],
    }
    # A single group is all.
    assert document_groups(items[:1]) == {}
    assert document_groups([]) == {}


@given(evaluated_documents())
@settings(max_examples=15)
def test_groups_add_up(items: list[Evaluated]) -> None:
    found = measure(items)
    assert list(found.scores) == [*SCHEMES, *EVENT_MEASURES]
    for groups in found.scores.values():
        whole = groups["all"].support
        for kind in ("language", "register"):
            parts = [score.support for name, score in groups.items() if name.startswith(f"{kind} ")]
            assert not parts or sum(parts) == whole
    strict = found.scores["strict"]
    labels = [score.support for name, score in strict.items() if name.startswith("label ")]
    assert sum(labels) == strict["all"].support
    cells = [score.support for row in found.label_languages.values() for score in row.values()]
    assert sum(cells) == strict["all"].support
    assert sum(found.kinds.values()) == len(found.mistakes)
    assert list(found.kinds) == list(KINDS)
    assert found.sweep[0].f1 == pytest.approx(strict["all"].f1)
    assert found.label_sweeps.keys() == found.label_languages.keys()
    for label, points in found.label_sweeps.items():
        assert points[0].f1 == pytest.approx(strict[f"label {label}"].f1)


@given(evaluated_documents())
@settings(max_examples=15)
def test_the_order_of_the_documents_does_not_matter(items: list[Evaluated]) -> None:
    assert measure(items[::-1]) == measure(items)


@given(evaluated_documents())
@settings(max_examples=15)
def test_json(items: list[Evaluated]) -> None:
    figures = measure(items).to_dict()
    assert json.loads(json.dumps(figures, allow_nan=False)) == json.loads(json.dumps(figures))
    assert sum(row["count"] for row in figures["confusion"] if row["gold"]) == sum(
        len(item.gold.entities) for item in items
    )
    assert figures["measurements"] is None


def test_labels_by_language() -> None:
    items = [
        evaluated([(0, 2, "A")], [(0, 2, "A")], name="a", lang="th"),
        evaluated([(0, 2, "A"), (4, 6, "B")], [(4, 6, "B")], name="b", lang="vi"),
    ]
    table = measure(items).label_languages
    assert {label: {lang: (s.f1, s.support) for lang, s in row.items()} for label, row in table.items()} == {
        "A": {"th": (1.0, 1), "vi": (0.0, 1)},
        "B": {"th": (0.0, 0), "vi": (1.0, 1)},
    }


def test_measurements_are_passed_on() -> None:
    scores = MeasurementScores(Counter({("en", "row"): 1}), Counter({("en", "row"): 3, ("en", "value"): 2}))
    assert measure([evaluated()], None, scores).to_dict()["measurements"] == {
        "en row": {"right": 1, "all": 3},
        "en value": {"right": 0, "all": 2},
    }


def test_gold_is_perfect(documents: list[Document]) -> None:
    items = []
    for document in documents:
        side = from_document(document)
        items.append(
            Evaluated(
                document,
                side,
                side,
                dict.fromkeys(side.entities, 1.0),
                dict.fromkeys(side.triggers, 1.0),
                dict.fromkeys(side.arguments, 1.0),
                {},
            )
        )
    found = measure(items)
    assert {score.f1 for groups in found.scores.values() for score in groups.values()} == {1.0}
    assert {score.low for groups in found.scores.values() for score in groups.values()} <= {0.0, 1.0}
    assert found.mistakes == []
    assert {each["error"] for each in found.calibration.values()} == {0.0}
    assert all(gold == predicted for gold, predicted in found.confusion)
    assert np.unique([point.f1 for point in found.sweep]).tolist() == [1.0]


def test_calibration_before_is_without_the_temperature() -> None:
    gold, wrong = (0, 4, "VALUE"), (5, 9, "PERIOD")
    plain = measure([evaluated([gold], {gold: 0.9, wrong: 0.9})]).calibration
    cooled = calibrate(0.9, 3.0)
    items = [evaluated([gold], {gold: cooled, wrong: cooled})]
    found = measure(items, temperatures={"entities": 3.0}).calibration
    assert plain["entities"]["error"] == pytest.approx(0.4)
    assert found["entities"]["before"]["error"] == pytest.approx(0.4)
    assert found["entities"]["error"] == pytest.approx(cooled - 0.5)
    assert "before" not in plain["entities"]
    assert "before" not in found["roles"]
