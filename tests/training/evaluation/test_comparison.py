from __future__ import annotations

import json
import random
import sys

import pytest
from evaluations import evaluated, evaluated_documents
from hypothesis import given, settings

from govspan.annotations import MissingExtraError
from govspan.training.evaluation.comparison import compare, format_comparison
from govspan.training.evaluation.counts import EVENT_MEASURES, SCHEMES
from govspan.training.evaluation.predictions import Evaluated

SPANS = [(at, at + 2, "AB"[at % 2]) for at in range(0, 30, 3)]


def system(share: float, seed: int = 0, documents: int = 30) -> list[Evaluated]:
    """Predictions that find this share of the spans, and as many of the events."""
    generator = random.Random(seed)
    items = []
    for at in range(documents):
        found = [span for span in SPANS if generator.random() < share]
        items.append(
            evaluated(
                SPANS,
                found,
                gold_events=[((start, end), "E", {}) for start, end, _ in SPANS],
                events=[((start, end), "E", {}) for start, end, _ in found],
                name=f"d{at:02}",
                lang=("en", "th")[at % 2],
            )
        )
    return items


@given(evaluated_documents())
@settings(max_examples=15)
def test_a_pipeline_is_as_good_as_itself(items: list[Evaluated]) -> None:
    found = compare(items, items)
    assert found.changes == []
    assert {*SCHEMES, *EVENT_MEASURES} <= found.rows.keys()
    for row in found.rows.values():
        assert (row.difference, row.low, row.high) == (0, 0, 0)
        assert (row.p_bootstrap, row.p_randomisation) == (1, 1)
    assert "*" not in format_comparison(found)


def test_a_clearly_better_pipeline() -> None:
    found = compare(system(0.5), system(0.9, seed=1))
    names = {"strict", "triggers", "records", "strict, A", "strict, B", "triggers, E", "strict, language th"}
    assert names <= found.rows.keys()
    for name in names:
        row = found.rows[name]
        assert row.difference > 0.1
        assert 0 < row.low < row.difference < row.high
        assert max(row.p_bootstrap, row.p_randomisation) < 0.05
    lines = {line.split("  ")[0]: line for line in format_comparison(found).splitlines()}
    assert lines["strict"].endswith(" *")
    assert f"{found.rows['strict'].difference:+.3f}" in lines["strict"]
    assert not lines["arguments"].endswith("*")  # there are none


def test_the_order_of_the_documents_does_not_matter() -> None:
    one, other = system(0.7), system(0.75, seed=1)
    expected = compare(one, other)
    order = random.Random(5).sample(range(len(one)), len(one))
    found = compare([one[at] for at in order], [other[at] for at in order])
    assert found.rows == expected.rows
    assert found.changes == expected.changes


def test_changed_documents_the_most_changed_first() -> None:
    gold = SPANS[:3]
    a = [evaluated(gold, gold[:1], name="x"), evaluated(gold, gold, name="y"), evaluated(gold, [], name="z")]
    b = [
        evaluated(gold, gold[:2], name="x"),
        evaluated(gold, gold, name="y"),
        evaluated(gold, gold, name="z"),
    ]
    changes = compare(a, b).changes
    assert [(each.document, each.a, each.b, each.gold) for each in changes] == [
        ("z", 0, 3, 3),
        ("x", 1, 2, 3),
    ]


def test_a_document_changes_with_as_many_right() -> None:
    a, b = evaluated(SPANS[:2], SPANS[:1]), evaluated(SPANS[:2], SPANS[1:2])
    (change,) = compare([a], [b]).changes
    assert (change.a, change.b) == (1, 1)


def test_not_every_changed_document_is_printed() -> None:
    found = compare(system(0.2), system(0.9, seed=1))
    assert len(found.changes) == 30
    lines = format_comparison(found).splitlines()
    assert "30 documents changed; right entities with A, with B, of gold:" in lines
    assert lines[-1] == "  … and 15 more"
    assert len(found.to_dict()["changed_documents"]) == 30


def test_json() -> None:
    figures = compare(system(0.5), system(0.9, seed=1)).to_dict()
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures
    row = figures["differences"]["strict"]
    assert row["difference"] == row["b"] - row["a"]


def test_other_documents_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="documents"):
        compare(system(0.5), system(0.5, documents=20))


def test_without_nervaluate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nervaluate", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'govspan\[report\]'"):
        compare(system(0.5), system(0.5))
