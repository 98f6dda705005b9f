from __future__ import annotations

from itertools import chain

import pytest

from govspan.pipeline.normalize.lexicon import key
from govspan.pipeline.normalize.name_tables import letters, load_table


@pytest.mark.parametrize("label", ["INDICATOR", "AGENCY", "ROLE", "LOCATION"])
def test_every_language_has_names(label: str) -> None:
    table = load_table(label)
    assert table is not None
    for lang in ("vi", "th", "hi", "en"):
        assert len(table.ids[lang]) > 100
        assert max(map(len, table.ids[lang])) == table.longest[lang]


def test_a_label_without_a_table() -> None:
    assert load_table("VALUE") is None


def test_posts_of_a_body_are_of_bodies_that_there_are() -> None:
    roles, agencies = load_table("ROLE"), load_table("AGENCY")
    assert roles
    assert agencies
    known = set(chain.from_iterable(own.values() for own in agencies.ids.values()))
    posts = set(chain.from_iterable(own.values() for own in roles.ids.values()))
    assert roles.special["minister"]["ministry_health"] == "minister_health"
    for general, own in roles.special.items():
        assert {general, *own.values()} <= posts
        assert own.keys() <= known
    assert roles.nondescript <= posts


def test_thai_abbreviations_are_known_by_their_letters() -> None:
    table = load_table("AGENCY")
    assert table
    assert letters("ป.ป.ช.") == letters("ปปช.") == "ปปช"
    assert letters("กรมการ") == letters("NESDC") == ""
    assert table.abbreviations["th"]["ปปช"] == "anti_corruption_commission"


def test_a_name_that_stands_alone_is_no_beginning_of_others() -> None:
    table = load_table("ROLE")
    assert table
    assert table.alone["th"][key("นายก")] == "prime_minister"
    assert key("นายก") not in table.ids["th"]
