"""Memory: what annotators took names like one for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize.candidates import Name
from govspan.pipeline.normalize.memory import MEMORY_FEATURES, Memory, Remembered


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def remembered(at: str, text: str, *names: tuple[str, str | None, str | None]) -> Remembered:
    return Remembered(at, "en", words(text), [(words(name), kind, own) for name, kind, own in names])


ROADS = remembered(
    "roads", "road police crash", ("deaths", "count", "traffic_deaths"), ("deaths", None, None)
)
FEVER = remembered("fever", "dengue clinic mosquito", ("deaths", "count", "dengue_deaths"))
TRADE = remembered("trade", "customs port", ("exports", "money", "exports"), ("imports", "money", "imports"))
MEMORY = Memory([ROADS, FEVER, TRADE])


def test_the_text_around_a_name_tells_which_neighbour_is_nearest() -> None:
    for around, expected in (("road crash", "traffic_deaths"), ("dengue mosquito", "dengue_deaths")):
        votes = MEMORY.vote(Name(words("deaths"), words(around), "count"))
        assert max(votes.nearest, key=lambda own: votes.nearest[own]) == expected
        assert votes.sums.keys() == {"traffic_deaths", "dengue_deaths", None}
        assert votes.namesakes.keys() == votes.sums.keys()


def test_another_kind_of_unit_counts_less() -> None:
    money = MEMORY.vote(Name(words("exports"), kind="money")).sums["exports"]
    mass = MEMORY.vote(Name(words("exports"), kind="mass")).sums["exports"]
    assert 0 < mass < money


def test_a_document_may_be_forgotten() -> None:
    name = Name(words("deaths"), words("road crash"), "count")
    assert MEMORY.vote(name, without="roads").sums.keys() == {"dengue_deaths"}
    assert MEMORY.vote(name, without="roads").namesakes.keys() == {"dengue_deaths"}
    assert MEMORY.vote(name, without="unknown") == MEMORY.vote(name)


def test_nothing_alike_gives_no_votes() -> None:
    for memory in (MEMORY, Memory([])):
        votes = memory.vote(Name(words("silk hats"), words("road")))
        assert (votes.sums, votes.nearest, votes.namesakes) == ({}, {}, {})
        assert not votes.features(["exports"]).any()


def test_votes_are_features_of_candidates_and_of_none() -> None:
    features = MEMORY.vote(Name(words("deaths"), words("road"), "count")).features(["traffic_deaths", "gdp"])
    assert features.shape == (3, len(MEMORY_FEATURES))
    share, nearest, none, same, others, number = features.T
    assert share[0] > share[1] == 0
    assert nearest[0] > nearest[1] == 0
    assert none[0] == none[1] == share[2] > none[2] == 0
    assert same[0] + others[0] == pytest.approx(same[2] + others[2])
    assert len(set(number)) == 1


def test_the_eight_nearest_vote_and_all_namesakes() -> None:
    many = [remembered(f"s{at}", "road", ("deaths", "count", "traffic_deaths")) for at in range(20)]
    votes = Memory(many).vote(Name(words("deaths"), words("road"), "count"))
    # The same words, text and unit: 1² × (0.1 + 1) × 1 each.
    assert votes.sums["traffic_deaths"] == pytest.approx(8 * 1.1)
    assert votes.nearest["traffic_deaths"] == pytest.approx(1.1)
    assert votes.namesakes["traffic_deaths"] == pytest.approx(20 * 1.1)


def test_words_of_a_text_that_no_text_remembers_change_nothing() -> None:
    told = MEMORY.vote(Name(words("deaths"), words("road crash"), "count"))
    assert MEMORY.vote(Name(words("deaths"), words("road crash that nobody remembers"), "count")) == told


def test_a_word_of_a_name_that_nobody_remembers_makes_it_less_alike() -> None:
    votes = MEMORY.vote(Name(words("deaths whales"), words("road crash"), "count"))
    told = MEMORY.vote(Name(words("deaths"), words("road crash"), "count"))
    assert 0 < votes.sums["traffic_deaths"] < told.sums["traffic_deaths"]
    assert not votes.namesakes


NAMES = st.frozensets(st.sampled_from(["deaths", "exports", "imports", "road", "hats"]))


@given(st.lists(st.tuples(NAMES, NAMES, st.sampled_from([None, "count"])), max_size=30))
def test_features_are_finite(drawn: list[tuple[frozenset[str], frozenset[str], str | None]]) -> None:
    names = [Name(own, around, kind) for own, around, kind in drawn]
    ids = ["exports", "imports", "traffic_deaths"]
    for name in names:
        features = MEMORY.vote(name).features(ids)
        assert np.isfinite(features).all()
        assert (features >= 0).all()
