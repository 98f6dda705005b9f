"""Kinds of units, and in which of them an indicator is stated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize.lexicon import load_lexicon
from govspan.pipeline.normalize.name_tables import load_table
from govspan.pipeline.normalize.unit_kinds import fits, kind_of, stated_kinds

KINDS = {
    "money",
    "price",
    "percent",
    "ratio",
    "points",
    "mass",
    "area",
    "volume",
    "length",
    "energy",
    "power",
    "flow",
    "yield",
    "traffic",
    "time",
    "density",
    "count",
}


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("VND", "money"),
        ("VND/kg", "price"),
        ("percent", "percent"),
        ("percent/year", "percent"),
        ("per_100000", "ratio"),
        ("t", "mass"),
        ("t/ha", "yield"),
        ("t/day", "flow"),
        ("person/km2", "density"),
        ("ha", "area"),
        ("household", "count"),
        ("t/year", "flow"),
        ("mau", "area"),
        ("TEU", "volume"),
        # What may be of anything.
        ("", None),
        ("percent_of_plan", None),
        (None, None),
    ],
)
def test_a_unit_tells_what_is_measured(unit: str | None, kind: str | None) -> None:
    assert kind_of(unit) == kind


UNITS = sorted(
    {
        own["unit"]
        for lang in ("vi", "th", "hi", "en")
        for own in load_lexicon(lang).meanings.values()
        if "unit" in own
    }
)


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_of_the_lexicons_has_a_kind(unit: str) -> None:
    assert kind_of(unit) in {*KINDS, "other"}


@given(st.sampled_from(UNITS), st.sampled_from([*UNITS, "person", "zither"]))
def test_so_has_an_amount_per_something_else(unit: str, other: str) -> None:
    assert kind_of(f"{unit}/{other}") in {*KINDS, "other"}


@given(st.text())
def test_what_no_table_counts_tells_nothing(noun: str) -> None:
    assert kind_of(f"zithers {noun}".replace("/", "")) is None


def test_every_indicator_says_in_which_kinds_it_is_stated() -> None:
    table = load_table("INDICATOR")
    assert table is not None
    for concept in set(table.ids["en"].values()):
        assert stated_kinds(concept), concept
        assert set(stated_kinds(concept)) <= KINDS, concept


def test_an_indicator_fits_its_units_and_what_they_leave_unsaid() -> None:
    assert fits("area", "pepper_area")
    assert not fits("area", "pepper_output")
    # 28 quintals (a hectare); no amount at all; an id of another table.
    assert fits("mass", "rice_yield")
    assert fits(None, "pepper_output")
    assert fits("area", "nobody_knows")
