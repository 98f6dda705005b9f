from __future__ import annotations

import pytest
from evaluations import evaluated, evaluated_documents, flat_entities
from hypothesis import given
from hypothesis import strategies as st

from govspan.training.evaluation.counts import Entity, overlap
from govspan.training.evaluation.errors import KINDS, confusion, find_mistakes, frequent, pair_entities
from govspan.training.evaluation.predictions import Evaluated

any_entities = st.sets(
    st.tuples(st.integers(0, 8), st.integers(1, 5), st.sampled_from("ABC")).map(
        lambda drawn: (drawn[0], drawn[0] + drawn[1], drawn[2])
    ),
    max_size=6,
)


@given(any_entities | flat_entities.map(set), any_entities | flat_entities.map(set))
def test_pairs_are_one_to_one_and_cover_each_span_once(gold: set[Entity], predicted: set[Entity]) -> None:
    pairs = pair_entities(gold, predicted)
    assert sorted(one for one, _ in pairs if one) == sorted(gold)
    assert sorted(other for _, other in pairs if other) == sorted(predicted)
    assert (None, None) not in pairs
    for one, other in pairs:
        assert one is None or other is None or overlap(one, other) > 0
    assert {(entity, entity) for entity in gold & predicted} <= set(pairs)
    # What is left alone overlaps nothing that is left alone.
    lonely = [one for one, other in pairs if one and other is None]
    others = [other for one, other in pairs if other and one is None]
    assert not any(overlap(one, other) for one in lonely for other in others)


@given(any_entities, any_entities)
def test_pairs_do_not_depend_on_the_order(gold: set[Entity], predicted: set[Entity]) -> None:
    expected = pair_entities(sorted(gold), sorted(predicted))
    assert pair_entities(sorted(gold, reverse=True), sorted(predicted, reverse=True)) == expected


def test_the_larger_overlap_wins_then_the_label() -> None:
    assert pair_entities([(0, 4, "A"), (4, 10, "A")], [(2, 9, "A")]) == [
        ((0, 4, "A"), None),
        ((4, 10, "A"), (2, 9, "A")),
    ]
    assert pair_entities([(0, 4, "A"), (4, 8, "B")], [(2, 6, "B")]) == [
        ((0, 4, "A"), None),
        ((4, 8, "B"), (2, 6, "B")),
    ]
    # An equal span is taken, though another one overlaps the prediction by more.
    assert pair_entities([(0, 9, "A"), (2, 4, "A")], [(2, 4, "A"), (1, 8, "A")]) == [
        ((0, 9, "A"), (1, 8, "A")),
        ((2, 4, "A"), (2, 4, "A")),
    ]


@pytest.mark.parametrize(
    ("kind", "gold", "predicted"),
    [
        ("boundary", (2, 6, "A"), (2, 5, "A")),
        ("label", (2, 6, "A"), (2, 6, "B")),
        ("boundary and label", (2, 6, "A"), (3, 7, "B")),
        ("missed", (2, 6, "A"), None),
        ("spurious", None, (2, 6, "A")),
    ],
)
def test_kinds(kind: str, gold: Entity | None, predicted: Entity | None) -> None:
    item = evaluated([gold] if gold else [], {predicted: 0.7} if predicted else {}, name="d", lang="th")
    (mistake,) = find_mistakes([item])
    assert kind in KINDS
    assert (mistake.document, mistake.lang, mistake.kind) == ("d", "th", kind)
    assert (mistake.gold, mistake.predicted, mistake.text) == (gold, predicted, "cdef")
    assert mistake.score == (0.7 if predicted else None)
    assert confusion([item]) == {(gold[2] if gold else "", predicted[2] if predicted else ""): 1}


def test_neighbours_are_not_one_mistake() -> None:
    item = evaluated([(0, 4, "A")], [(4, 8, "A")])
    assert sorted(mistake.kind for mistake in find_mistakes([item])) == ["missed", "spurious"]


def test_the_most_confident_mistake_comes_first() -> None:
    items = [
        evaluated([(0, 2, "A")], {(4, 6, "A"): 0.3}, name="x"),
        evaluated([(0, 2, "A")], {(0, 2, "B"): 0.8, (4, 6, "A"): 0.0}, name="y"),
    ]
    assert [(mistake.document, mistake.score) for mistake in find_mistakes(items)] == [
        ("y", 0.8),
        ("x", 0.3),
        ("y", 0.0),
        ("x", None),
    ]


@given(evaluated_documents())
def test_mistakes_and_right_answers_are_all_there_is(items: list[Evaluated]) -> None:
    mistakes, table = find_mistakes(items), confusion(items)
    right = sum(len(item.gold.entities & item.predicted.entities) for item in items)
    gold = sum(len(item.gold.entities) for item in items)
    predicted = sum(len(item.predicted.entities) for item in items)
    assert {mistake.kind for mistake in mistakes} <= KINDS.keys()
    assert sum(mistake.gold is not None for mistake in mistakes) == gold - right
    assert sum(mistake.predicted is not None for mistake in mistakes) == predicted - right
    assert sum(number for (one, _), number in table.items() if one) == gold
    assert sum(number for (_, other), number in table.items() if other) == predicted


def test_frequent_surfaces() -> None:
    items = [
        evaluated([(0, 8, "A")], [], text="Port \n A"),
        evaluated([(0, 6, "A")], [], text="Port A"),
        evaluated([(0, 4, "A")], [(0, 4, "B")], text="Port A"),
        evaluated([], [(5, 6, "B")], text="Port A"),
    ]
    rows = frequent(find_mistakes(items), 10)
    assert rows[0] == ("Port A", "A", "–", 2)
    assert set(rows[1:]) == {("Port", "A", "B (label)", 1), ("A", "–", "B (spurious)", 1)}
    assert frequent(find_mistakes(items), 1) == rows[:1]
    assert frequent([], 10) == []
