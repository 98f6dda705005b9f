"""Memory: what annotators took like names for, and which quantities are reported together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize.candidates import Name
from govspan.pipeline.normalize.memory import (
    COMPANY_FEATURES,
    MEMORY_FEATURES,
    Company,
    Memory,
    Remembered,
)


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
    # The last of them is the company's.
    assert features.shape == (3, len(MEMORY_FEATURES) - 1)
    share, nearest, none, same, others, number = features.T
    assert share[0] > share[1] == 0
    assert nearest[0] > nearest[1] == 0
    assert none[0] == none[1] == share[2] > none[2] == 0
    assert same[0] + others[0] == pytest.approx(same[2] + others[2])
    assert len(set(number)) == 1


COMPANY = Company([ROADS, FEVER, TRADE])


def test_how_often_an_id_is_reported_is_known() -> None:
    usual = COMPANY.usual(["exports", "gdp"])
    assert usual.shape == (3, 1)
    assert usual[0] > usual[1] == usual[2] == 0
    assert not COMPANY.usual(["exports"], without="trade").any()


def test_ids_that_are_reported_together_speak_for_each_other() -> None:
    names = [Name(words("a")), Name(words("b"))]
    likely = [[("imports", 1.0)], [("exports", 0.5), ("dengue_deaths", 0.5)]]
    own = [["imports"], ["exports", "dengue_deaths"]]
    first, second = COMPANY.features(names, likely, own)
    assert first.shape == (2, len(COMPANY_FEATURES))
    assert second[0, 0] > 0 > second[1, 0]
    assert second[0, 2] == 0 > second[1, 2]
    assert not second[-1].any()
    (_, forgotten) = COMPANY.features(names, likely, own, without="trade")
    assert forgotten[0, 0] == 0


def test_an_id_that_another_name_most_likely_has_is_taken() -> None:
    likely = [[("exports", 0.9)], [("exports", 0.9)]]
    taken, _ = COMPANY.features([Name(words("a")), Name(words("b"))], likely, [["exports"]] * 2)
    again, _ = COMPANY.features([Name(words("a")), Name(words("a"))], likely, [["exports"]] * 2)
    assert taken[0, 1] == pytest.approx(0.9)
    assert again[0, 1] == 0


NAMES = st.frozensets(st.sampled_from(["deaths", "exports", "imports", "road", "hats"]))


@given(st.lists(st.tuples(NAMES, NAMES, st.sampled_from([None, "count"])), max_size=30))
def test_features_are_finite(drawn: list[tuple[frozenset[str], frozenset[str], str | None]]) -> None:
    names = [Name(own, around, kind) for own, around, kind in drawn]
    ids = ["exports", "imports", "traffic_deaths"]
    for name in names:
        features = MEMORY.vote(name).features(ids)
        assert np.isfinite(features).all()
        assert (features >= 0).all()
    likely = [[("exports", 0.6), ("imports", 0.3)] for _ in names]
    for features in COMPANY.features(names, likely, [ids] * len(names)):
        assert np.isfinite(features).all()
