from __future__ import annotations

import tomllib
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from strategies import any_text

from govspan.pipeline.normalize.lexicon import TABLES, fold, key, keys, load_lexicon, scan
from govspan.pipeline.normalize.units import is_count, is_money

LANGS = ("vi", "th", "hi", "en")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "HÒA BÌNH"),
        ("thuỷ lợi", "thủy  lợi"),
        ("NĐ-CP", "NÐ–CP"),
        ("सितम्बर", "सितंबर"),
        ("हिन्दी", "हिंदी"),
        ("हज़ार", "हजार"),
        ("पाँच", "पांच"),
        ("क्\u200dष", "क्ष"),
        ("น\u0e4dา", "นำ"),
        ("พัน ล้าน", "พันล้าน"),
        ("per-cent", "per cent"),
        ("๑๒", "12"),
        ("१२", "１２"),
        ("m²", "m2"),
        ("Ｖiệt Nam", "việt\u00a0nam"),
    ],
)
def test_what_makes_no_difference(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_the_keys_of_many_are_those_of_each() -> None:
    for path in TABLES.rglob("*.toml"):
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).values():
            for names in entry.values() if isinstance(entry, dict) else ():
                if isinstance(names, list):
                    assert keys(names) == [key(name) for name in names], path


@pytest.mark.parametrize(("one", "other"), [("ba", "bà"), ("มา", "ม้า"), ("कम", "काम"), ("1.5", "15")])
def test_what_does(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_a_fraction_sign_keeps_apart_from_the_number_before_it() -> None:
    assert fold("5½") == "5 1/2"


@given(any_text)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_tokens_stand_in_order_and_cover_what_is_no_space(text: str) -> None:
    for lang in LANGS:
        tokens = scan(text, load_lexicon(lang))
        assert all(one.end <= other.start for one, other in pairwise(tokens))
        assert all(token.text for token in tokens)


def test_words_are_whole_and_the_longest_wins() -> None:
    english = load_lexicon("en")
    assert [token.text for token in scan("tentative ten", english)] == ["tentative", "ten"]
    assert [token["unit"] for token in scan("% points", english)] == ["percentage_point"]
    thai = load_lexicon("th")
    assert [token["unit"] for token in scan("ร้อยละ", thai)] == ["percent"]


def test_a_language_without_a_table_is_read_as_english() -> None:
    assert load_lexicon("de").meanings == load_lexicon("en").meanings


def names(table: dict[str, dict[str, Any]], lang: str) -> list[tuple[str, str]]:
    return [(key(name), id_) for id_, entry in table.items() for name in entry.get(lang, ())]


def load(folder: str) -> dict[str, dict[str, Any]]:
    path = TABLES / folder
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    merged: dict[str, dict[str, Any]] = {}
    for file in files:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        assert not merged.keys() & table.keys(), file
        merged |= table
    return merged


@pytest.mark.parametrize(
    ("folder", "least"),
    [("indicators", 120), ("agencies", 180), ("roles.toml", 60), ("places", 200), ("counted.toml", 200)],
)
def test_the_tables_have_every_language_and_no_name_twice(folder: str, least: int) -> None:
    table = load(folder)
    assert len(table) >= least
    for lang in LANGS:
        assert not [id_ for id_, entry in table.items() if not entry.get(lang)], lang
        seen: dict[str, str] = {}
        for name, id_ in names(table, lang):
            assert seen.setdefault(name, id_) == id_, f"{lang}: {name!r} is {seen[name]} and {id_}"


def test_agencies_of_every_level() -> None:
    levels = [entry["level"] for entry in load("agencies").values()]
    assert all(levels.count(level) >= 60 for level in ("national", "province", "local"))


def test_the_administrative_map() -> None:
    places = load("places")
    vietnam = {id_: entry for id_, entry in places.items() if id_.startswith("vn_") and "iso" in entry}
    assert len(vietnam) == 63
    gone = {id_ for id_, entry in vietnam.items() if "until" in entry}
    assert len(vietnam) - len(gone) == 34
    assert all(vietnam[id_]["merged_into"] not in gone for id_ in gone)
    assert sum(id_.startswith("th_") and "iso" in entry for id_, entry in places.items()) == 77
    assert sum(id_.startswith("in_") and "iso" in entry for id_, entry in places.items()) == 36


@pytest.mark.parametrize("unit", ["", "person", "visitor", "người", "project/month"])
def test_counted_nouns_are_no_measures(unit: str) -> None:
    assert is_count(unit)


@pytest.mark.parametrize("unit", ["VND", "USD/t", "t", "percent", "percentage_point", "per_1000", "day"])
def test_measures_are_no_counted_nouns(unit: str) -> None:
    assert not is_count(unit)


def test_what_counts_as_money_is_iso_4217() -> None:
    units = {
        unit for lang in LANGS for own in load_lexicon(lang).meanings.values() if (unit := own.get("unit"))
    }
    assert {unit for unit in units if is_money(unit)} == {
        "AUD",
        "BBD",
        "BDT",
        "BWP",
        "CAD",
        "CHF",
        "FJD",
        "TZS",
        "UGX",
        "CNY",
        "EUR",
        "GBP",
        "GHS",
        "HKD",
        "IDR",
        "INR",
        "JMD",
        "JPY",
        "KES",
        "KHR",
        "KRW",
        "LAK",
        "LKR",
        "MMK",
        "MYR",
        "NGN",
        "NZD",
        "PHP",
        "PKR",
        "SGD",
        "THB",
        "TTD",
        "TWD",
        "USD",
        "VND",
        "ZAR",
        "ZMW",
    }


def test_what_is_kept_of_one_language_is_not_another_s() -> None:
    for _ in range(2):
        assert [token["number"] for token in scan("hai", load_lexicon("vi"))] == ["2"]
        assert [token["number"] for token in scan("hai", load_lexicon("hi"))] == [None]
    # What is long is read anew, and alike.
    text = "3,300.63 billion VND " * 20
    assert scan(text, load_lexicon("en"))[:3] == scan(text[:20], load_lexicon("en"))
