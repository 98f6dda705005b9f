from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from strategies import WordSpan, legal_spans

from govspan.pipeline.bio import bio_labels, illegal_transitions, spans_from_tags, tags_from_spans

TYPES = 2


def is_legal(tags: tuple[int, ...]) -> bool:
    names = bio_labels(["X", "Y"])
    pairs = itertools.pairwise(["O", *(names[tag] for tag in tags)])
    return all(now[0] != "I" or before[1:] == now[1:] for before, now in pairs)


def test_labels_are_in_the_order_of_their_ids() -> None:
    assert bio_labels(["X", "Y"]) == ["O", "B-X", "I-X", "B-Y", "I-Y"]
    assert bio_labels([]) == ["O"]


def test_a_span_is_one_b_and_then_i() -> None:
    assert tags_from_spans(7, [(4, 6, 1), (0, 3, 0), (3, 4, 0)]).tolist() == [1, 2, 2, 1, 3, 4, 0]


@given(legal_spans())
def test_tags_give_the_spans_back(case: tuple[int, list[WordSpan]]) -> None:
    length, spans = case
    tags = tags_from_spans(length, spans)
    assert tags.shape == (length,)
    assert spans_from_tags(tags) == spans


@given(legal_spans())
def test_spans_never_make_an_illegal_transition(case: tuple[int, list[WordSpan]]) -> None:
    tags = [0, *tags_from_spans(*case)]
    assert not illegal_transitions(3)[tags[:-1], tags[1:]].any()


def test_every_legal_sequence_is_that_of_its_spans() -> None:
    count = 0
    for tags in itertools.product(range(1 + 2 * TYPES), repeat=4):
        if is_legal(tags):
            count += 1
            assert tags_from_spans(4, spans_from_tags(tags)).tolist() == list(tags)
    # An O is followed by O or a B, a B or I also by its own I: (1, 2), (3, 8), (11, 30), (41, 112).
    assert count == 41 + 112


def test_only_an_i_after_another_type_is_illegal() -> None:
    expected = np.array(
        [
            [0, 0, 1, 0, 1],
            [0, 0, 0, 0, 1],
            [0, 0, 0, 0, 1],
            [0, 0, 1, 0, 0],
            [0, 0, 1, 0, 0],
        ],
        dtype=bool,
    )
    np.testing.assert_array_equal(illegal_transitions(TYPES), expected)


@pytest.mark.parametrize(
    ("spans", "named"),
    [
        ([(0, 0, 0)], "[0:0]"),
        ([(2, 1, 0)], "[2:1]"),
        ([(-1, 1, 0)], "[-1:1]"),
        ([(2, 4, 0)], "[2:4]"),
        ([(0, 2, 0), (1, 3, 1)], "[1:3]"),
        ([(0, 1, 0), (0, 1, 0)], "[0:1]"),
    ],
)
def test_a_span_without_a_place_is_refused(spans: list[WordSpan], named: str) -> None:
    with pytest.raises(ValueError, match="is empty, out of bounds or overlaps another") as caught:
        tags_from_spans(3, spans)
    assert str(caught.value).startswith(f"span {named} ")
