from __future__ import annotations

import sys
from collections.abc import Mapping

import numpy as np
import pytest
from evaluations import evaluated, evaluated_documents
from hypothesis import given

from govspan.annotations import Document, MissingExtraError
from govspan.pipeline.scoring import from_document, score_documents
from govspan.training.evaluation.counts import EVENT_MEASURES, SCHEMES, Entity, count, overlap
from govspan.training.evaluation.intervals import score_counts
from govspan.training.evaluation.predictions import Evaluated

A, B = "AGENCY", "PERIOD"


def totals(items: list[Evaluated]) -> dict[str, list[float]]:
    """Credit, predictions and gold of each scheme."""
    table = count(items)
    return {scheme: table[scheme, "all", ""].sum(0).tolist() for scheme in SCHEMES}


def test_the_schemes_on_each_kind_of_mistake() -> None:
    right = evaluated([(0, 4, A)], [(0, 4, A)])
    label = evaluated([(0, 4, A)], [(0, 4, B)])
    boundary = evaluated([(0, 4, A)], [(1, 5, A)])
    both = evaluated([(0, 4, A)], [(1, 5, B)])
    apart = evaluated([(0, 4, A)], [(4, 8, A)])
    missed = evaluated([(0, 4, A)])
    spurious = evaluated([], [(0, 4, A)])
    names = ("strict", "exact", "partial", "type")
    for item, credit in (
        (right, (1, 1, 1, 1)),
        (label, (0, 1, 1, 0)),
        (boundary, (0, 0, 0.5, 1)),
        (both, (0, 0, 0.5, 0)),
        (apart, (0, 0, 0, 0)),
    ):
        assert totals([item]) == {name: [each, 1, 1] for name, each in zip(names, credit, strict=True)}
    assert totals([missed]) == {name: [0, 0, 1] for name in names}
    assert totals([spurious]) == {name: [0, 1, 0] for name in names}


@given(evaluated_documents())
def test_strict_counts_score_as_seqeval_does(items: list[Evaluated]) -> None:
    expected = score_documents([item.gold for item in items], [item.predicted for item in items])
    table = count(items)
    rows = {"": expected["entities"]["overall"], **expected["entities"]["labels"]}
    for label, row in rows.items():
        score = score_counts(table["strict", "label" if label else "all", label])
        assert (score.precision, score.recall, score.f1, score.support) == pytest.approx(
            (row["precision"], row["recall"], row["f1"], row["support"])
        )


@given(evaluated_documents())
def test_events_score_as_in_training(items: list[Evaluated]) -> None:
    expected = score_documents([item.gold for item in items], [item.predicted for item in items])
    table = count(items)
    rows = {
        ("trigger identification", "all", ""): expected["triggers"]["identification"],
        ("triggers", "all", ""): expected["triggers"]["classification"],
        ("argument identification", "all", ""): expected["arguments"]["identification"],
        ("arguments", "all", ""): expected["arguments"]["classification"],
    }
    rows |= {("triggers", "type", name): row for name, row in expected["triggers"]["types"].items()}
    rows |= {("arguments", "role", name): row for name, row in expected["arguments"]["roles"].items()}
    for key, row in rows.items():
        score = score_counts(table[key])
        assert (score.precision, score.recall, score.f1, score.support) == pytest.approx(
            (row["precision"], row["recall"], row["f1"], row["support"])
        )


@given(evaluated_documents())
def test_a_laxer_scheme_gives_no_less(items: list[Evaluated]) -> None:
    table = count(items)
    strict, exact, partial, kind = (
        table[scheme, "all", ""] for scheme in ("strict", "exact", "partial", "type")
    )
    assert (strict[:, 0] <= exact[:, 0]).all()
    assert (exact[:, 0] <= partial[:, 0]).all()
    assert (strict[:, 0] <= kind[:, 0]).all()
    for counts in (strict, exact, partial, kind):
        assert counts[:, 1].tolist() == [len(item.predicted.entities) for item in items]
        assert counts[:, 2].tolist() == [len(item.gold.entities) for item in items]
        assert (counts[:, 0] <= counts[:, 1:].min(1)).all()


def by_start(item: Evaluated, entity: Entity) -> Mapping[str, str]:
    return {"start": "early" if entity[0] < 5 else "late"}


@given(evaluated_documents())
def test_groups_partition_the_totals(items: list[Evaluated]) -> None:
    table = count(items, by_start)
    for scheme in SCHEMES:
        whole = table[scheme, "all", ""]
        labels = [counts for (name, kind, _), counts in table.items() if (name, kind) == (scheme, "label")]
        starts = [counts for (name, kind, _), counts in table.items() if (name, kind) == (scheme, "start")]
        for parts in (labels, starts):
            summed = np.sum([np.zeros_like(whole), *parts], axis=0)
            assert summed[:, 1:].tolist() == whole[:, 1:].tolist()
            if scheme == "strict":
                assert summed[:, 0].tolist() == whole[:, 0].tolist()
    triggers = [counts for (name, kind, _), counts in table.items() if (name, kind) == ("triggers", "type")]
    whole = table["triggers", "all", ""]
    assert np.sum([np.zeros_like(whole), *triggers], axis=0).tolist() == whole.tolist()


def test_a_prediction_belongs_to_the_group_of_the_gold_span_that_it_overlaps_most() -> None:
    item = evaluated([(0, 4, A), (6, 9, A)], [(3, 9, A), (12, 14, A)])
    table = count([item], by_start)
    assert table["strict", "start", "early"].tolist() == [[0, 0, 1]]
    assert table["strict", "start", "late"].tolist() == [[0, 2, 1]]


@given(evaluated_documents())
def test_gold_against_gold_is_one(items: list[Evaluated]) -> None:
    own = [
        Evaluated(item.document, item.gold, item.gold, {}, {}, {}, {"id": item.document.id}) for item in items
    ]
    for counts in count(own, by_start).values():
        assert (counts == counts[:, :1]).all()


def test_gold_against_gold_of_the_small_documents(documents: list[Document]) -> None:
    sides = [from_document(document) for document in documents]
    items = [
        Evaluated(document, side, side, {}, {}, {}, {})
        for document, side in zip(documents, sides, strict=True)
    ]
    table = count(items)
    assert {score_counts(counts).f1 for counts in table.values()} == {1.0}
    assert {measure for measure, kind, _ in table if kind == "all"} == {*SCHEMES, *EVENT_MEASURES}
    assert table["records", "all", ""].sum(0).tolist() == [13, 13, 13]
    assert table["arguments", "role", "MEETING.Chair"][:, 2].sum() == 3


def test_a_record_is_right_with_every_argument() -> None:
    spans = [(0, 2, A), (3, 5, A), (6, 8, B)]
    whole = ((0, 2), "E", {"X": (3, 5), "Y": (6, 8)})
    table = count(
        [
            evaluated(spans, spans, gold_events=[whole], events=[whole]),
            evaluated(spans, spans, gold_events=[whole], events=[((0, 2), "E", {"X": (3, 5)})]),
            evaluated(spans, spans, gold_events=[whole], events=[((0, 2), "E", {"X": (3, 5), "Z": (6, 8)})]),
            evaluated(spans, spans, gold_events=[whole], events=[((0, 2), "F", {"X": (3, 5), "Y": (6, 8)})]),
        ]
    )
    assert table["records", "all", ""].tolist() == [[1, 1, 1], [0, 1, 1], [0, 1, 1], [0, 1, 1]]
    assert table["records", "type", "E"][:, 0].tolist() == [1, 0, 0, 0]
    assert table["arguments", "all", ""][:, 0].tolist() == [2, 1, 1, 0]
    assert table["argument identification", "all", ""][:, 0].tolist() == [2, 1, 2, 0]
    assert table["triggers", "all", ""][:, 0].tolist() == [1, 1, 1, 0]
    assert table["trigger identification", "all", ""][:, 0].tolist() == [1, 1, 1, 1]


def test_nothing_has_its_rows() -> None:
    for items in ([], [evaluated()]):
        table = count(items)
        assert set(table) == {(measure, "all", "") for measure in (*SCHEMES, *EVENT_MEASURES)}
        assert all(counts.shape == (len(items), 3) and not counts.any() for counts in table.values())


def test_overlap() -> None:
    assert overlap((0, 4, A), (2, 9, B)) == overlap((2, 9, B), (0, 4, A)) == 2
    assert overlap((0, 4, A), (4, 9, A)) == overlap((0, 4, A), (6, 9, A)) == 0


def test_without_nervaluate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nervaluate", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'govspan\[report\]'"):
        count([evaluated([(0, 4, A)])])


def test_a_label_is_scored_on_its_own_spans() -> None:
    table = count([evaluated([(0, 4, A)], [(0, 4, B)])])
    assert table["exact", "all", ""].tolist() == [[1, 1, 1]]
    assert table["exact", "label", A].tolist() == [[0, 0, 1]]
    assert table["exact", "label", B].tolist() == [[0, 1, 0]]
