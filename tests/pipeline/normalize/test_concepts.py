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
    st.sampled_from(["AGENCY", "ROLE", "LOCATION"]),
    st.sampled_from(["vi", "th", "xx"]),
)
def test_nothing_is_raised(text: str, label: str, lang: str) -> None:
    assert isinstance(read_concept(text, label, lang), Concept | Unread)
    read_agencies([text, text], lang)
