from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize import Concept, Unread
from govspan.pipeline.normalize.concepts import read_agencies, read_concept


@pytest.mark.parametrize(
    ("label", "expected", "names"),
    [
        (
            "INDICATOR",
            "industrial_production",
            {
                "vi": "chỉ số sản xuất công nghiệp (IIP)",
                "th": "ดัชนีการผลิตภาคอุตสาหกรรม",
                "hi": "औद्योगिक उत्पादन सूचकांक",
                "en": "Index of Industrial Production",
            },
        ),
        ("INDICATOR", "exports", {"vi": "xuất khẩu", "th": "การส่งออก", "hi": "निर्यात", "en": "exports"}),
        (
            "AGENCY",
            "dept_industry_trade",
            {"vi": "Sở Công Thương", "en": "the Department of Industry and Trade"},
        ),
        (
            "ROLE",
            "vice_chair",
            {"vi": "Phó Chủ tịch", "th": "รองประธาน", "hi": "उपाध्यक्ष", "en": "Vice Chairman"},
        ),
        ("LOCATION", "vn_lao_cai", {"vi": "tỉnh Lào Cai", "th": "จังหวัดลาวกาย", "en": "Lao Cai"}),
        ("LOCATION", "th_bangkok", {"th": "กรุงเทพมหานคร", "en": "Bangkok", "vi": "Băng Cốc"}),
    ],
)
def test_one_id_in_every_language(label: str, expected: str, names: dict[str, str]) -> None:
    for lang, name in names.items():
        assert str(read_concept(name, label, lang)) == expected, name


def test_what_is_added_to_a_name_is_kept() -> None:
    found = read_concept("Sở Công Thương tỉnh Lào Cai", "AGENCY", "vi")
    assert isinstance(found, Concept)
    assert found.id == "dept_industry_trade"
    assert found.qualifier == "lào cai"
    assert found.confidence < 1


def test_a_longer_indicator_is_not_taken_for_a_short_one_inside_it() -> None:
    assert isinstance(
        read_concept("exports of goods that nobody has ever counted before", "INDICATOR", "en"), Unread
    )


@pytest.mark.parametrize(
    ("name", "lang", "expected"),
    [
        ("the estimated total value of exports in the province", "en", "exports"),
        ("projected value of exports", "en", "exports"),
        ("giá trị xuất khẩu dự kiến", "vi", "exports"),
        ("การส่งออกที่คาดการณ์", "th", "exports"),
        ("संभावित निर्यात", "hi", "exports"),
        ("exports of Lao Cai", "en", "exports"),
        ("tổng số vụ tai nạn giao thông trên địa bàn tỉnh Lào Cai", "vi", "traffic_accidents"),
        ("จำนวนอุบัติเหตุจราจรทั้งหมด", "th", "traffic_accidents"),
        ("राज्य में सड़क दुर्घटनाओं की कुल संख्या", "hi", "traffic_accidents"),
        ("the percentage of households that are poor", "en", "?"),
        # In other words, or in another order.
        ("percentage of poor households", "en", "poverty_rate"),
        ("production of cement", "en", "cement_output"),
        ("सीमेंट की पैदावार", "hi", "cement_output"),
        # Of another commodity, of a group, of another measure: another quantity.
        ("silk scarf exports", "en", "?"),
        ("price of cement mixers", "en", "?"),
        ("tỷ lệ thất nghiệp của nhạc công", "vi", "?"),
        ("อัตราการว่างงานของนักดนตรี", "th", "?"),
        ("संगीतकारों की बेरोजगारी दर", "hi", "?"),
    ],
)
def test_only_what_changes_nothing_may_stand_around_an_indicator(name: str, lang: str, expected: str) -> None:
    assert str(read_concept(name, "INDICATOR", lang)) == expected


def test_what_no_table_has() -> None:
    found = read_concept("Hội Người yêu hoa", "AGENCY", "vi")
    assert isinstance(found, Unread)
    assert found.reason == "not in the table"
    assert read_concept("X", "VALUE", "vi").confidence == 0


def test_a_bare_short_form_is_the_body_named_before() -> None:
    found = read_agencies(["Sở Y tế", "Sở Công Thương", "Sở", "Bộ", "sở"], "vi")
    industry = "dept_industry_trade"
    assert [str(item) for item in found] == ["dept_health", industry, industry, "?", industry]
    assert found[2].confidence < found[1].confidence


@given(
    st.text(),
    st.sampled_from(["INDICATOR", "AGENCY", "ROLE", "LOCATION"]),
    st.sampled_from(["vi", "th", "xx"]),
)
def test_nothing_is_raised(text: str, label: str, lang: str) -> None:
    assert isinstance(read_concept(text, label, lang), Concept | Unread)
    read_agencies([text, text], lang)
