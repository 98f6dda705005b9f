"""Company: which quantities are reported, and which together."""

from math import log, log1p

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize.candidates import Name
from govspan.pipeline.normalize.company import COMPANY_FEATURES, Company
from govspan.pipeline.normalize.memory import Remembered


def reported(source: str, *ids: str | None) -> Remembered:
    return Remembered(source, "en", frozenset(), [(frozenset({"a"}), None, concept) for concept in ids])


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMPANY = Company(
    [
        reported("trade", "exports", "imports"),
        reported("roads", "traffic_deaths", None),
        reported("fever", "dengue_deaths"),
    ]
)


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


def test_ties_are_those_of_counts() -> None:
    company = Company(
        [reported("x", "gdp", "exports"), reported("x", "gdp"), reported("y", "exports", "cpi")]
    )
    names = [Name(words("a")), Name(words("b"))]
    (features, _) = company.features(names, [[], [("exports", 1.0)]], [["gdp", "cpi", "unknown"], []])
    # Of three documents one has both where 2 × 2 / 3 are expected; one where 2 × 1 / 3; none where none.
    ties = [log((1 + 0.2) / (4 / 3 + 0.2)), log((1 + 0.2) / (2 / 3 + 0.2)), 0.0]
    assert features[:-1, 0] == pytest.approx([tie / 2 / 3 for tie in ties])
    assert features[:-1, 2] == pytest.approx([tie / 2 / 3 - max(ties) / 2 / 3 for tie in ties])
    # Without the second source neither its documents count nor that there are so many.
    (features, _) = company.features(names, [[], [("exports", 1.0)]], [["gdp", "cpi"], []], without="y")
    assert features[:-1, 0] == pytest.approx([log((1 + 0.2) / (2 * 1 / 2 + 0.2)) / 6, 0.0])
    assert company.usual(["gdp", "cpi"], without="y")[:, 0] == pytest.approx([log1p(2) / 3, 0, 0])


def test_names_further_than_a_dozen_away_and_unlikely_ids_say_nothing() -> None:
    names = [Name(words(str(at))) for at in range(14)]
    likely = [[("imports", 1.0)], *[[("imports", 0.1)]] * 13]
    features = COMPANY.features(names, likely, [["exports"]] * 14)
    assert all(own[0, 0] > 0 for own in features[1:13])
    assert not features[13].any()


def test_nothing_remembered_says_nothing() -> None:
    nothing = Company([])
    assert not nothing.usual(["gdp"]).any()
    assert nothing.usual([]).shape == (1, 1)
    (features, _) = nothing.features([Name(words("a"))] * 2, [[("gdp", 1.0)]] * 2, [["exports"]] * 2)
    assert not features.any()


ID = st.sampled_from(["exports", "imports", "traffic_deaths", "nobody_reports"])


@given(st.lists(st.tuples(ID, st.floats(0, 1)), max_size=30))
def test_features_are_finite_and_the_best_company_is_not_behind(likely: list[tuple[str, float]]) -> None:
    names = [Name(words("a" if at % 3 else "b")) for at in range(len(likely))]
    own = ["exports", "imports", "unknown"]
    for features in COMPANY.features(names, [[each] for each in likely], [own] * len(names)):
        assert np.isfinite(features).all()
        assert features[:-1, 2].max() == 0
        assert (features[:, 1] >= 0).all()
        assert (features[:, 1] <= 3).all()
