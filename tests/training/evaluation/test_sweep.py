from __future__ import annotations

import itertools

import pytest
from evaluations import evaluated, evaluated_documents
from hypothesis import given

from govspan.pipeline.scoring import score_documents
from govspan.training.evaluation.predictions import Evaluated
from govspan.training.evaluation.sweep import THRESHOLDS, Point, format_sweep, sweep


def test_points_by_hand() -> None:
    items = [
        evaluated([(0, 2, "A"), (3, 5, "B")], {(0, 2, "A"): 0.9, (3, 5, "A"): 0.5}),
        evaluated([(0, 2, "B")], {(0, 2, "B"): 0.3}),
    ]
    points = {point.threshold: point for point in sweep(items)}
    assert tuple(points) == THRESHOLDS
    assert points[0.0] == Point(0.0, 2 / 3, 2 / 3, pytest.approx(2 / 3), 1.0)
    # A score of the threshold itself stays.
    assert points[0.5] == Point(0.5, 0.5, 1 / 3, pytest.approx(0.4), 2 / 3)
    assert points[0.55] == Point(0.55, 1.0, 1 / 3, 0.5, 1 / 3)
    assert points[0.95] == Point(0.95, 0, 0, 0, 0)
    assert [point.threshold for point in sweep(items, "B") if point.recall] == list(THRESHOLDS[:7])
    assert sweep(items, "B")[0] == Point(0.0, 1.0, 0.5, pytest.approx(2 / 3), 1.0)


@given(evaluated_documents())
def test_no_threshold_is_the_score_and_less_stays_above_it(items: list[Evaluated]) -> None:
    points = sweep(items)
    expected = score_documents([item.gold for item in items], [item.predicted for item in items])
    overall = expected["entities"]["overall"]
    first = points[0]
    assert (first.precision, first.recall, first.f1) == pytest.approx(
        (overall["precision"], overall["recall"], overall["f1"])
    )
    for lower, higher in itertools.pairwise(points):
        assert lower.coverage >= higher.coverage
        assert lower.recall >= higher.recall


def test_nothing() -> None:
    for items in ([], [evaluated()]):
        assert sweep(items) == [Point(threshold, 0, 0, 0, 0) for threshold in THRESHOLDS]


def test_the_table() -> None:
    lines = format_sweep(sweep([evaluated([(0, 2, "A")], {(0, 2, "A"): 0.5})])).splitlines()
    assert len(lines) == 1 + len(THRESHOLDS)
    assert len({len(line) for line in lines}) == 1
    assert lines[11].split() == ["0.50", "1.000", "1.000", "1.000", "1.000"]
    assert lines[12].split() == ["0.55", "0.000", "0.000", "0.000", "0.000"]
