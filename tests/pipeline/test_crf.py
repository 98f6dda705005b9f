"""The CRF against enumeration of every tag sequence."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from strategies import WordSpan

from govspan.pipeline.crf import LinearChainCRF

TYPES = 2
TAGS = 1 + 2 * TYPES
LENGTHS = (4, 3, 1, 0, 2)

Case = tuple[LinearChainCRF, torch.Tensor, torch.Tensor]


def follows(before: int, tag: int) -> bool:
    """Whether ``tag`` may come after ``before``: I (2, 4) only after B or I of its type."""
    return tag not in (2, 4) or before in (tag - 1, tag)


def spans_of(tags: tuple[int, ...]) -> list[WordSpan]:
    spans: list[WordSpan] = []
    for at, tag in enumerate(tags):
        if tag in (1, 3):
            spans.append((at, at + 1, tag // 2))
        elif tag:
            spans[-1] = (spans[-1][0], at + 1, spans[-1][2])
    return spans


def scores_of(crf: LinearChainCRF, emissions: NDArray[np.float64]) -> dict[tuple[int, ...], float]:
    """The score of every legal sequence."""
    weights = crf.weights.detach().double().numpy()
    scores = {}
    for tags in itertools.product(range(TAGS), repeat=len(emissions)):
        steps = list(itertools.pairwise((0, *tags)))
        if all(follows(before, tag) for before, tag in steps):
            moved = sum(weights[before, tag] for before, tag in steps)
            scores[tags] = float(moved + sum(emissions[at, tag] for at, tag in enumerate(tags)))
    return scores


def log_z(scores: dict[tuple[int, ...], float]) -> float:
    peak = max(scores.values())
    return peak + math.log(sum(math.exp(score - peak) for score in scores.values()))


@pytest.fixture(params=[(seed, scale) for seed in range(4) for scale in (1.0, 8.0)], ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    """Random weights, and emissions with noise where the padding is."""
    seed, scale = request.param
    generator = torch.Generator().manual_seed(seed)
    crf = LinearChainCRF(TYPES)
    with torch.no_grad():
        crf.weights.copy_(torch.randn(TAGS, TAGS, generator=generator))
    emissions = torch.randn(len(LENGTHS), max(LENGTHS), TAGS, generator=generator) * scale
    mask = torch.arange(max(LENGTHS)).unsqueeze(0) < torch.tensor(LENGTHS).unsqueeze(1)
    return crf, emissions, mask


def rows(emissions: torch.Tensor) -> list[NDArray[np.float64]]:
    return [emissions[row, :length].double().numpy() for row, length in enumerate(LENGTHS)]


def test_nll_is_that_of_all_sequences(case: Case) -> None:
    crf, emissions, mask = case
    tags = torch.zeros(mask.shape, dtype=torch.long)
    expected = 0.0
    for row, values in enumerate(rows(emissions)):
        scores = scores_of(crf, values)
        gold = list(scores)[len(scores) * row // len(LENGTHS)]
        tags[row, : len(gold)] = torch.tensor(gold, dtype=torch.long)
        # What stands in the padding must not matter.
        tags[row, len(gold) :] = row % TAGS
        expected += log_z(scores) - scores[gold]
    assert crf.nll(emissions, tags, mask).item() == pytest.approx(expected, rel=1e-4, abs=1e-3)


def test_the_best_sequence_is_decoded(case: Case) -> None:
    crf, emissions, mask = case
    decoded = [[span for span, _ in found] for found in crf.decode(emissions, mask)]
    for found, values in zip(decoded, rows(emissions), strict=True):
        scores = scores_of(crf, values)
        assert found == spans_of(max(scores, key=lambda tags: scores[tags]))


@pytest.mark.parametrize("bias", [np.array([0.0, 1.5]), np.array([-2.0, 4.0]), 2.0])
def test_a_bias_counts_for_each_span_that_is_chosen(case: Case, bias: NDArray[np.float64] | float) -> None:
    crf, emissions, mask = case
    each = np.broadcast_to(bias, 2)
    for found, values in zip(crf.decode(emissions, mask, bias), rows(emissions), strict=True):
        scores = scores_of(crf, values)
        best = max(scores, key=lambda tags: scores[tags] + sum(each[kind] for _, _, kind in spans_of(tags)))
        assert [span for span, _ in found] == spans_of(best)
        total = log_z(scores)
        for span, probability in found:
            expected = sum(math.exp(s - total) for tags, s in scores.items() if span in spans_of(tags))
            assert probability == pytest.approx(expected, abs=1e-4)


def test_scores_are_the_posteriors_of_whole_spans(case: Case) -> None:
    crf, emissions, mask = case
    for found, values in zip(crf.decode(emissions, mask), rows(emissions), strict=True):
        scores = scores_of(crf, values)
        total = log_z(scores)
        for span, probability in found:
            expected = sum(
                math.exp(score - total) for tags, score in scores.items() if span in spans_of(tags)
            )
            assert probability == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("bait", [[0, -60, 50, 0, 9], [0, 0, 9, -40, 50], [40, 0, 50, 0, 51]])
def test_inside_tags_that_outweigh_all_others_do_not_break_the_rules(bait: list[float]) -> None:
    crf = LinearChainCRF(TYPES)
    emissions = torch.tensor([[bait] * 4], dtype=torch.float32)
    scores = scores_of(crf, emissions[0].double().numpy())
    best = max(scores, key=lambda tags: scores[tags])
    assert [span for span, _ in crf.decode(emissions, torch.ones(1, 4, dtype=torch.bool))[0]] == spans_of(
        best
    )


def test_an_inside_tag_alone_begins_nothing() -> None:
    crf = LinearChainCRF(TYPES)
    emissions = torch.tensor([[[0.0, -9.0, 80.0, -9.0, 80.0]]])
    assert crf.decode(emissions, torch.ones(1, 1, dtype=torch.bool)) == [[]]


def test_padding_changes_nothing(case: Case) -> None:
    crf, emissions, mask = case
    together = crf.decode(emissions, mask)
    for row, length in enumerate(LENGTHS):
        if length:
            alone = crf.decode(emissions[row : row + 1, :length], mask[row : row + 1, :length])[0]
            assert [span for span, _ in alone] == [span for span, _ in together[row]]
            assert [score for _, score in alone] == pytest.approx(
                [score for _, score in together[row]], abs=1e-5
            )


def test_gradients_are_finite_and_leave_illegal_transitions_alone() -> None:
    crf = LinearChainCRF(TYPES)
    emissions = torch.randn(2, 4, TAGS, generator=torch.Generator().manual_seed(0), requires_grad=True)
    tags = torch.tensor([[0, 1, 2, 2], [3, 4, 0, 0]])
    mask = torch.tensor([[True] * 4, [True, True, False, False]])
    crf.nll(emissions, tags, mask).backward()
    assert emissions.grad is not None
    assert crf.weights.grad is not None
    assert torch.isfinite(emissions.grad).all()
    assert not emissions.grad[1, 2:].any()
    assert not crf.weights.grad[crf.illegal].any()
    assert crf.weights.grad[0, 1] != 0


def test_emissions_of_a_wide_range_have_their_likelihood() -> None:
    crf = LinearChainCRF(1)
    # O, B, I: an I that is likely by far, after a word that is no B.
    emissions = torch.tensor([[[0.0, -200.0, 0.0], [0.0, 0.0, 150.0]]])
    nll = crf.nll(emissions, torch.tensor([[0, 0]]), torch.ones(1, 2, dtype=torch.bool))
    # O O and O B score 0 each, B I scores -50.
    assert nll.item() == pytest.approx(math.log(2), abs=1e-4)


def test_huge_emissions_decode_to_a_legal_sequence() -> None:
    emissions = torch.tensor([[[0.0, -1.0, 3e4]]])
    assert LinearChainCRF(1).decode(emissions, torch.ones(1, 1, dtype=torch.bool)) == [[]]
