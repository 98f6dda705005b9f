from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import word_lengths

from govspan.pipeline.windows import Window, cut_windows, group_by_length

sizes = st.integers(1, 40).flatmap(
    lambda capacity: st.tuples(st.just(capacity), st.integers(0, capacity // 2))
)


@given(word_lengths, sizes)
def test_every_word_is_owned_once_by_a_window_that_reads_it(
    lengths: list[int], size: tuple[int, int]
) -> None:
    windows = cut_windows(lengths, *size)
    owned = [word for window in windows for word in range(window.own_start, window.own_end)]
    assert owned == list(range(len(lengths)))
    for window in windows:
        assert window.start <= window.own_start <= window.own_end <= window.end


@given(word_lengths, sizes)
def test_only_a_single_long_word_exceeds_a_window(lengths: list[int], size: tuple[int, int]) -> None:
    for window in cut_windows(lengths, *size):
        assert sum(lengths[window.start : window.end]) <= size[0] or window.end == window.start + 1


@given(word_lengths, sizes)
def test_neighbours_share_at_most_the_overlap_and_skip_nothing(
    lengths: list[int], size: tuple[int, int]
) -> None:
    for one, two in itertools.pairwise(cut_windows(lengths, *size)):
        assert one.start < two.start <= one.end <= two.end
        assert sum(lengths[two.start : one.end]) <= size[1]


def test_every_window_reads_something_new() -> None:
    ends = [window.end for window in cut_windows([1, 1, 1, 100], 4, 2)]
    assert ends == [3, 4]


@given(st.integers(0, 200), sizes)
def test_every_window_reads_something_new_when_words_are_short(count: int, size: tuple[int, int]) -> None:
    ends = [window.end for window in cut_windows([1] * count, *size)]
    assert ends == sorted(set(ends))


def test_words_in_an_overlap_go_to_the_window_that_sees_further() -> None:
    assert cut_windows([1] * 10, 4, 2) == [
        Window(0, 4, 0, 3),
        Window(2, 6, 3, 5),
        Window(4, 8, 5, 7),
        Window(6, 10, 7, 10),
    ]


def test_a_short_text_is_one_window() -> None:
    assert cut_windows([2, 3], 5, 2) == [Window(0, 2, 0, 2)]
    assert cut_windows([9], 5, 2) == [Window(0, 1, 0, 1)]
    assert cut_windows([], 5, 2) == []


def test_without_overlap_windows_meet() -> None:
    assert cut_windows([2, 2, 3, 1], 4, 0) == [Window(0, 2, 0, 2), Window(2, 4, 2, 4)]


@pytest.mark.parametrize(("capacity", "overlap"), [(0, 0), (4, 3), (4, -1), (1, 1)])
def test_sizes_that_make_no_sense_are_refused(capacity: int, overlap: int) -> None:
    with pytest.raises(ValueError, match=f"capacity {capacity} and overlap {overlap}: overlap is 0 to half"):
        cut_windows([1], capacity, overlap)


@given(st.lists(st.integers(0, 300), max_size=40), st.integers(1, 500), st.integers(0, 300))
def test_groups_hold_every_sequence_within_budget_and_padding(
    lengths: list[int], budget: int, padding: int
) -> None:
    groups = group_by_length(lengths, budget, padding)
    assert sorted(index for group in groups for index in group) == list(range(len(lengths)))
    for group in groups:
        padded = len(group) * max(lengths[index] for index in group)
        assert len(group) == 1 or padded <= budget
        assert padded - sum(lengths[index] for index in group) <= padding


@given(st.lists(st.integers(1, 300), min_size=1, max_size=40), st.integers(1, 500), st.integers(0, 300))
def test_groups_are_not_needlessly_small(lengths: list[int], budget: int, padding: int) -> None:
    groups = group_by_length(lengths, budget, padding)
    for group, following in itertools.pairwise(groups):
        # One more sequence would have broken the budget or brought too much padding.
        padded = lengths[following[0]] * (len(group) + 1)
        total = sum(lengths[index] for index in group) + lengths[following[0]]
        assert padded > budget or padded - total > padding


def test_sequences_of_like_length_are_grouped() -> None:
    assert group_by_length([100, 1, 100, 1], 200) == [[1, 3], [0, 2]]
    assert group_by_length([], 10) == []
