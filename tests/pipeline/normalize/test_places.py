from __future__ import annotations

import pytest

from govspan.pipeline.normalize.concepts import read_concept
from govspan.pipeline.normalize.lexicon import key
from govspan.pipeline.normalize.places import cut_place, find_place, place_level, stripped


@pytest.mark.parametrize(
    ("lang", "name", "expected"),
    [
        ("vi", "tỉnh Lào Cai", "vn_lao_cai"),
        ("vi", "thành phố Hải Phòng", "vn_hai_phong"),
        ("vi", "tỉnh Lào Cai, Việt Nam", "vn_lao_cai"),
        ("vi", "thành phố Lào Cai", "?"),
        ("vi", "huyện Long Mỹ", "?"),
        ("vi", "Thủ Đức", "?"),
        ("vi", "TP. Nha Trang", "?"),
        ("th", "จังหวัดลพบุรี", "th_lop_buri"),
        ("th", "ศาลากลางจังหวัดลพบุรี", "?"),
        ("th", "อำเภอเมืองกระบี่", "?"),
        ("th", "แม่น้ำท่าจีน", "?"),
        ("hi", "केरल राज्य", "in_kerala"),
        ("hi", "केंद्र शासित प्रदेश लद्दाख", "in_ladakh"),
        ("hi", "दक्षिण त्रिपुरा", "?"),
        ("en", "the province of Lao Cai", "vn_lao_cai"),
        ("en", "Ba Ria-Vung Tau Province", "vn_ba_ria_vung_tau"),
        ("en", "Lam Dong, Vietnam", "vn_lam_dong"),
        ("en", "Nan River", "?"),
        ("en", "South Goa", "?"),
    ],
)
def test_a_place_of_another_kind_is_not_the_province(lang: str, name: str, expected: str) -> None:
    assert str(read_concept(name, "LOCATION", lang)) == expected


def test_levels() -> None:
    assert place_level("vn_ha_noi") == place_level("in_kerala") == "province"
    assert place_level("th") == "national"
    assert place_level("in_northeast") == place_level("nowhere") == ""


def test_a_province_is_cut_off_with_the_words_of_its_level() -> None:
    whole = key("Công an tỉnh Nghệ An")
    cores = [(core, whole[place.start : place.end]) for core, place in cut_place(whole, "vi")]
    assert cores == [(key("công an tỉnh"), key("nghệ an")), (key("công an"), key("nghệ an"))]
    # The district of that name is not the province.
    assert [core for core, _ in cut_place(key("UBND huyện Lào Cai"), "vi")] == [key("ubnd huyện")]


def test_words_are_stripped_whole() -> None:
    assert stripped("the city", ("the",), begins=True) == ("city", "the")
    assert stripped("theatre", ("the",), begins=True) == ("theatre", "")
    assert stripped("city of", ("of",), begins=False) == ("city", "of")


def test_nothing_is_no_place() -> None:
    assert find_place("", "vi") is None
    assert find_place(" , ", "en") is None


@pytest.mark.parametrize(
    ("lang", "name", "expected"),
    [
        ("en", "Punjab, Pakistan", "?"),
        ("en", "Nan Province of Vietnam", "?"),
        ("en", "Hanoi - Hai Phong", "?"),
        ("en", "the states of India", "?"),
        ("en", "the capital of Vietnam", "?"),
        ("en", "the northern mountainous province of Lai Chau", "vn_lai_chau"),
        ("en", "ASEAN countries", "asean"),
        ("vi", "Việt Nam - Lào", "?"),
        ("vi", "các tỉnh Tây Nguyên", "vn_central_highlands"),
        ("th", "พื้นที่จังหวัดสตูล", "th_satun"),
    ],
)
def test_of_two_places_one_is_in_the_other(lang: str, name: str, expected: str) -> None:
    assert str(read_concept(name, "LOCATION", lang)) == expected
