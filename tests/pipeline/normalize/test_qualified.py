from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize import Concept, Unread
from govspan.pipeline.normalize.concepts import read_concept
from govspan.pipeline.normalize.qualified import read_qualified


def read(name: str, label: str, lang: str) -> str:
    return str(read_concept(name, label, lang))


@pytest.mark.parametrize(
    ("lang", "name", "expected"),
    [
        ("vi", "Công an Nghệ An", "provincial_police"),
        ("vi", "UBND TP. Hải Phòng", "provincial_peoples_committee"),
        ("vi", "UBND thành phố Lào Cai", "city_peoples_committee"),
        ("vi", "Kho bạc Nhà nước Bạc Liêu", "provincial_state_treasury"),
        ("th", "คณะกรรมการประชาชนนครโฮจิมินห์", "provincial_peoples_committee"),
        ("hi", "लाओ काई प्रदेश की जन समिति", "provincial_peoples_committee"),
        ("hi", "केरल सरकार", "state_government"),
        ("en", "the Government of Kerala", "state_government"),
        ("en", "Bac Ninh People's Committee", "provincial_peoples_committee"),
    ],
)
def test_a_place_stands_for_the_word_of_its_level(lang: str, name: str, expected: str) -> None:
    assert read(name, "AGENCY", lang) == expected


@pytest.mark.parametrize(
    ("lang", "name", "expected"),
    [
        ("vi", "Đội Quản lý thị trường số 2", "market_management_team"),
        ("th", "สำนักงานสาธารณสุขจังหวัดน่าน", "dept_health"),
        ("th", "กระทรวง อว.", "ministry_higher_education_science"),
        ("hi", "सदर अस्पताल, दुमका", "district_hospital"),
        ("en", "Department of Finance of Khanh Hoa", "dept_finance"),
        ("en", "Kotwali Police Station, Satna", "police_station"),
        ("en", "the Royal Thai Embassy in Hanoi", "embassy"),
    ],
)
def test_whose_a_body_is_makes_it_no_other(lang: str, name: str, expected: str) -> None:
    assert read(name, "AGENCY", lang) == expected


@pytest.mark.parametrize(
    ("lang", "name"),
    [
        ("vi", "Thanh tra Bộ Công Thương"),
        ("vi", "Sở Nông nghiệp, Chăn nuôi và Hợp tác"),
        ("vi", "Vụ Pháp chế (Bộ Công Thương)"),
        ("vi", "Ban Quản lý dự án công trình nông nghiệp"),
        ("th", "กองตรวจการกระทรวงมหาดไทย"),
        ("hi", "स्वास्थ्य विभाग की निरीक्षा"),
        ("hi", "चिकित्सा शिक्षा निदेशालय"),
        ("en", "the Inspectorate of the Ministry of Finance"),
        ("en", "the Department of Agriculture, Animals and Seas"),
        ("en", "the Medical Education Department"),
    ],
)
def test_another_body_is_not_the_one_in_its_name(lang: str, name: str) -> None:
    assert read(name, "AGENCY", lang) == "?"


@pytest.mark.parametrize(
    ("lang", "name", "expected"),
    [
        ("vi", "Bộ trưởng Bộ GD&ĐT", "minister_education"),
        ("th", "รมว.สธ.", "minister_health"),
        ("hi", "सूचना प्रौद्योगिकी के मंत्री", "minister"),
        ("en", "Deputy Transport Minister", "deputy_minister"),
        ("en", "Director of Public Health", "director"),
        ("en", "Assistant Commissioner of Lands", "?"),
        ("en", "head constable", "?"),
        ("en", "Governor-General", "?"),
        ("th", "นายกสภามหาวิทยาลัย", "?"),
        ("vi", "phu nhân Chủ tịch nước", "?"),
        ("hi", "महापौर पद के प्रत्याशी", "?"),
        # Who signs, not for whom.
        ("vi", "KT. BỘ TRƯỞNG THỨ TRƯỞNG", "deputy_minister"),
        ("vi", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH UBND TỈNH", "vice_chair"),
        ("vi", "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH", "chair"),
        ("vi", "TL.BỘ TRƯỞNG VỤ TRƯỞNG VỤ PHÁP CHẾ", "director_general"),
        ("vi", "KT. BỘ TRƯỞNG", "?"),
        ("vi", "KT. PHÓ CHỦ TỊCH", "?"),
        ("vi", "TUQ. Giám đốc", "?"),
        ("hi", "संयुक्त कृषि निदेशक", "joint_director"),
        ("en", "Additional Health Secretary", "additional_secretary"),
        ("en", "Additional Private Secretary", "?"),
        ("en", "Chief Press Secretary", "?"),
        ("en", "Union Minister of State for Fisheries", "minister_of_state"),
    ],
)
def test_a_post_is_its_own_or_that_of_its_body(lang: str, name: str, expected: str) -> None:
    assert read(name, "ROLE", lang) == expected


def test_a_qualifier_is_what_the_text_has() -> None:
    found = read_concept("Công an tỉnh Nghệ An", "AGENCY", "vi")
    assert isinstance(found, Concept)
    assert found.qualifier == "nghệ an"
    found = read_concept("Vietnamese Ambassador to India", "ROLE", "en")
    assert isinstance(found, Concept)
    assert found.qualifier == "vietnamese, to india"


def test_words_that_no_table_knows_are_less_sure_than_a_place() -> None:
    known = read_concept("Finance Department, Kerala", "AGENCY", "en")
    unknown = read_concept("Finance Department, Xyzzy", "AGENCY", "en")
    assert str(known) == str(unknown) == "dept_finance"
    assert unknown.confidence < known.confidence < 1


@given(
    st.text("aA,-. ofthnaiThBộUBND tỉnhกรมके", max_size=60),
    st.sampled_from(["AGENCY", "ROLE"]),
    st.sampled_from(["vi", "th", "hi", "en"]),
)
def test_nothing_is_raised(name: str, label: str, lang: str) -> None:
    assert isinstance(read_qualified(name, label, lang), Concept | None)


@pytest.mark.parametrize(
    "name", ["a," * 5000, "thai " * 5000, "x " + "of " * 5000 + "hanoi", "a" + " " * 9000 + "b"]
)
@pytest.mark.parametrize("label", ["AGENCY", "ROLE", "LOCATION"])
def test_what_is_too_long_is_no_name(name: str, label: str) -> None:
    found = read_concept(name, label, "en")
    assert isinstance(found, Unread)
    assert "are no name" in found.reason


@pytest.mark.parametrize(
    ("label", "lang", "name", "expected"),
    [
        ("ROLE", "en", "Minister of Bihar", "minister"),
        ("ROLE", "hi", "बिहार के मंत्री", "minister"),
        ("ROLE", "en", "Deputy Prime Minister and Foreign Minister", "deputy_prime_minister"),
        ("ROLE", "hi", "उप मुख्यमंत्री एवं वित्त मंत्री", "deputy_chief_minister"),
        ("ROLE", "en", "Personal Assistant to the Minister", "?"),
        ("AGENCY", "en", "Kerala Bank", "?"),
        ("AGENCY", "en", "Bangkok Hospital", "?"),
        ("AGENCY", "en", "US Department of Agriculture", "?"),
        ("AGENCY", "th", "โรงพยาบาลกรุงเทพ", "?"),
    ],
)
def test_a_place_invents_no_body_and_no_post(label: str, lang: str, name: str, expected: str) -> None:
    assert read(name, label, lang) == expected
