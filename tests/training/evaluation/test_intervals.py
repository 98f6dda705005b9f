from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from govspan.training.evaluation.counts import Counts
from govspan.training.evaluation.intervals import compare_counts, score_counts


def system(accuracy: float, documents: int = 60, seed: int = 0) -> Counts:
    """A system that finds this share of ten gold spans in each document."""
    right = np.random.default_rng(seed).binomial(10, accuracy, documents)
    return np.stack([right, np.full(documents, 10), np.full(documents, 10)], axis=1).astype(float)


def possible(counts: Counts) -> Counts:
    """No more credit than predictions and gold spans."""
    return np.column_stack([counts.min(1), counts[:, 1:]])


#: Counts of any documents, some of them with nothing.
any_counts = arrays(
    np.float64, st.tuples(st.integers(0, 8), st.just(3)), elements=st.integers(0, 6).map(float)
).map(possible)


def test_scores_by_hand() -> None:
    score = score_counts(np.array([[2.0, 4, 2], [0.5, 1, 3]]))
    assert (score.precision, score.recall, score.support) == (0.5, 0.5, 5)
    assert score.f1 == pytest.approx(0.5)
    assert score.low <= 0.5 <= score.high


@pytest.mark.parametrize("accuracy", [0.3, 0.8, 0.95])
def test_the_interval_holds_the_score_and_is_as_wide_as_theory_says(accuracy: float) -> None:
    counts = system(accuracy)
    score = score_counts(counts)
    assert score.low < score.f1 < score.high
    assert score.f1 == pytest.approx(accuracy, abs=0.05)
    # Here F1 is a mean over documents, whose interval is known.
    error = (counts[:, 0] / 10).std() / np.sqrt(len(counts))
    assert score.high - score.low == pytest.approx(2 * 1.96 * error, rel=0.12)
    assert score_counts(counts) == score


def test_more_documents_make_it_narrower() -> None:
    few, many = (score_counts(system(0.8, documents)) for documents in (20, 500))
    assert many.high - many.low < (few.high - few.low) / 3


@pytest.mark.parametrize("documents", [0, 1, 3])
def test_nothing_is_zero(documents: int) -> None:
    nothing = np.zeros((documents, 3))
    score = score_counts(nothing)
    assert (score.precision, score.recall, score.f1, score.low, score.high, score.support) == (0,) * 6
    compared = compare_counts(nothing, nothing)
    assert (compared.difference, compared.low, compared.high) == (0, 0, 0)
    assert (compared.p_bootstrap, compared.p_randomisation) == (1, 1)


@given(any_counts)
@settings(max_examples=25)
def test_scores_are_shares(counts: Counts) -> None:
    score = score_counts(counts)
    assert 0 <= score.low <= score.high <= 1
    for value in (score.precision, score.recall, score.f1):
        assert 0 <= value <= 1
    if len(counts) == 1:
        assert (score.low, score.high) == pytest.approx((score.f1, score.f1))


@given(any_counts)
@settings(max_examples=25)
def test_a_system_is_as_good_as_itself(counts: Counts) -> None:
    compared = compare_counts(counts, counts.copy())
    assert (compared.difference, compared.low, compared.high) == (0, 0, 0)
    assert (compared.p_bootstrap, compared.p_randomisation) == (1, 1)


def test_a_clearly_better_system() -> None:
    worse, better = system(0.5, seed=1), system(0.8, seed=2)
    compared = compare_counts(worse, better)
    assert compared.difference == pytest.approx(0.3, abs=0.06)
    assert 0 < compared.low < compared.difference < compared.high
    assert 0 < compared.p_bootstrap < 0.05
    assert 0 < compared.p_randomisation < 0.05


def test_the_other_way_round_is_the_mirror_image() -> None:
    one, other = system(0.7, seed=1), system(0.74, seed=2)
    there, back = compare_counts(one, other), compare_counts(other, one)
    assert (back.a, back.b, back.difference) == (there.b, there.a, -there.difference)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    assert back.p_bootstrap == there.p_bootstrap
    assert back.p_randomisation == there.p_randomisation


def test_chance_is_called_significant_about_one_time_in_twenty() -> None:
    compared = [compare_counts(system(0.7, 40, seed), system(0.7, 40, seed + 100)) for seed in range(100)]
    for rare in (
        sum(each.p_bootstrap < 0.05 for each in compared),
        sum(each.p_randomisation < 0.05 for each in compared),
        sum(not each.low <= 0 <= each.high for each in compared),
    ):
        assert 1 <= rare <= 11
    # Both tests ask the same question, of both sides.
    assert all(each.p_bootstrap == pytest.approx(each.p_randomisation, abs=0.12) for each in compared)
    assert np.corrcoef(*zip(*((e.p_bootstrap, e.p_randomisation) for e in compared), strict=True))[
        0, 1
    ] == pytest.approx(1, abs=0.05)


def test_pairs_count() -> None:
    # One span more in every document: sure, though documents differ far more than systems.
    base = system(0.5, 30)
    better = base + np.array([1.0, 0, 0])
    compared = compare_counts(base, better)
    assert compared.p_randomisation < 0.01
    assert compared.p_bootstrap < 0.01
    assert compared.low > 0
    assert score_counts(base).high - score_counts(base).low > compared.high - compared.low


def test_other_documents() -> None:
    with pytest.raises(ValueError, match="counts of 3 and of 4 documents"):
        compare_counts(np.zeros((3, 3)), np.zeros((4, 3)))
