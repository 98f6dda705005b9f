"""Indicators: one id for all their names, alone and in the light of the text around them."""

import contextlib
import io
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize import Concept, Unread
from govspan.pipeline.normalize.indicators import describe_indicators, read_indicator, read_indicators
from govspan.pipeline.normalize.mentions import Mention

MEASLES = "measles_vaccination_rate"


@pytest.mark.parametrize(
    ("expected", "names"),
    [
        (
            "industrial_production",
            {
                "vi": "chỉ số sản xuất công nghiệp (IIP)",
                "th": "ดัชนีการผลิตภาคอุตสาหกรรม",
                "hi": "औद्योगिक उत्पादन सूचकांक",
                "en": "Index of Industrial Production",
            },
        ),
        ("exports", {"vi": "xuất khẩu", "th": "การส่งออก", "hi": "निर्यात", "en": "exports"}),
    ],
)
def test_one_id_in_every_language(expected: str, names: dict[str, str]) -> None:
    for lang, name in names.items():
        assert str(read_indicator(name, lang)) == expected, name


def test_a_longer_indicator_is_not_taken_for_a_short_one_inside_it() -> None:
    assert isinstance(read_indicator("exports of goods that nobody has ever counted before", "en"), Unread)


@pytest.mark.parametrize(
    ("name", "lang", "expected"),
    [
        ("the estimated total value of exports in the province", "en", "exports"),
        ("projected value of exports", "en", "exports"),
        ("giá trị xuất khẩu dự kiến", "vi", "exports"),
        ("การส่งออกที่คาดการณ์", "th", "exports"),
        ("संभावित निर्यात", "hi", "exports"),
        ("exports of Lao Cai", "en", "exports"),
        # Long An is a province, too, and Thailand a country.
        ("longan harvest volume", "en", "longan_output"),
        ("ยอดนักท่องเที่ยวสะสมชาวไทย", "th", "domestic_visitors"),
        ("tổng số vụ tai nạn giao thông trên địa bàn tỉnh Lào Cai", "vi", "traffic_accidents"),
        ("จำนวนอุบัติเหตุจราจรทั้งหมด", "th", "traffic_accidents"),
        ("राज्य में सड़क दुर्घटनाओं की कुल संख्या", "hi", "traffic_accidents"),
        # In other words, or in another order.
        ("percentage of poor households", "en", "poverty_rate"),
        ("production of cement", "en", "cement_output"),
        ("सीमेंट का कुल उत्पादन", "hi", "cement_output"),
        # Of another commodity, of a group, of another measure: another quantity.
        ("silk scarf exports", "en", "?"),
        ("price of cement mixers", "en", "?"),
    ],
)
def test_only_what_changes_nothing_may_stand_around_an_indicator(name: str, lang: str, expected: str) -> None:
    assert str(read_indicator(name, lang)) == expected


def in_text(text: str, name: str, lang: str) -> Concept | Unread:
    at = text.index(name)
    (found,) = read_indicators(text, [Mention(at, at + len(name), "INDICATOR")], lang)
    assert isinstance(found, Concept | Unread)
    return found


@pytest.mark.parametrize(
    ("text", "name", "lang", "expected"),
    [
        ("Measles: clinics stay open\nThe second dose coverage rose.", "second dose coverage", "en", MEASLES),
        ("สายส่งไฟฟ้าใหม่\nอัตราสูญเสียลดลง", "อัตราสูญเสีย", "th", "power_losses"),
        # What stands around the words of the name is no part of it.
        (
            "Measles: clinics stay open\nThe second dose coverage (%), rose.",
            "second dose coverage (%),",
            "en",
            MEASLES,
        ),
        ("Measles: clinics stay open\n“Second dose coverage” rose.", "“Second dose coverage”", "en", MEASLES),
        # The tables have the bare name, too, for any deaths.
        ("Road accidents and crashes\nThe number of deaths fell to 12.", "deaths", "en", "traffic_deaths"),
    ],
)
def test_the_text_around_a_name_gives_what_it_leaves_out(
    text: str, name: str, lang: str, expected: str
) -> None:
    found = in_text(text, name, lang)
    assert str(found) == expected
    assert found.confidence < 1


def test_a_name_that_is_stated_in_another_quantitys_unit_is_that_one_and_less_sure() -> None:
    for unit in (None, "t", "", "percent_of_plan"):
        found = read_indicator("pepper", "en", unit=unit)
        assert str(found) == "pepper_output"
        assert found.confidence > 0.8
    found = read_indicator("pepper", "en", unit="ha")
    assert str(found) == "pepper_area"
    assert found.confidence < 0.8


@pytest.mark.parametrize(
    ("lang", "whole", "part"),
    [
        ("vi", "tỷ lệ thất nghiệp", "tỷ lệ thất nghiệp của nhạc công"),
        ("th", "อัตราการว่างงาน", "อัตราการว่างงานของนักดนตรี"),
        ("hi", "बेरोजगारी दर", "संगीतकारों की बेरोजगारी दर"),
        ("en", "unemployment rate", "unemployment rate of musicians"),
    ],
)
def test_what_may_be_narrower_is_less_sure(lang: str, whole: str, part: str) -> None:
    """What follows may be a place that no table has, or a group."""
    assert str(read_indicator(whole, lang)) == "unemployment_rate"
    assert read_indicator(whole, lang).confidence > 0.9
    assert read_indicator(part, lang).confidence < 0.8


@given(st.integers(0, 600), st.integers(0, 600))
def test_surroundings_are_what_stands_near(before: int, after: int) -> None:
    text = "Report\n" + "Far. " + "note " * before + "The coverage rose." + " note" * after + " Away."
    at = text.index("coverage")
    (name,) = describe_indicators(text, [Mention(at, at + len("coverage"), "INDICATOR")], "en", {})
    found = name.around
    assert {"report", "rose"} <= found
    # Pieces of 250 characters that reach into 500 before and 250 after.
    if 5 * before > 750:
        assert "far" not in found
    if 5 * before < 480:
        assert "far" in found
    if 5 * after > 500:
        assert "away" not in found
    if 5 * after < 230:
        assert "away" in found


def test_a_text_that_is_no_name_is_not_searched() -> None:
    assert isinstance(read_indicator("tổng " * 100_000, "vi"), Unread)


def test_far_away_words_give_nothing() -> None:
    text = "Report\nThe number of deaths fell." + " Nothing of note." * 100
    far = in_text(text + " Road accidents.", "deaths", "en")
    assert far == in_text(text, "deaths", "en")
    assert str(far) != "traffic_deaths"


READ_ONE = """
from govspan.pipeline.normalize.indicators import read_indicators
from govspan.pipeline.normalize.mentions import Mention
names = (
    "accidents", "deaths", "serious injuries", "new cars", "registered vehicles on the roads",
    "exports of rice and other grain", "enrolment of girls in primary schools", "budget revenue in the area",
)
text = "Road safety and trade. " + "; ".join(f"{name} rose by {at}" for at, name in enumerate(names))
spans = [Mention(text.index(name), text.index(name) + len(name), "INDICATOR") for name in names]
print(read_indicators(text, spans, "en"))
"""


def test_the_order_of_words_in_sets_changes_nothing() -> None:
    """Strings have other hashes in each process, and sets another order."""
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", READ_ONE]
    there = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    here = io.StringIO()
    with contextlib.redirect_stdout(here):
        exec(READ_ONE, {})
    assert "traffic_deaths" in there.stdout
    assert here.getvalue() == there.stdout


def test_the_other_indicators_of_a_text_tell_what_one_is() -> None:
    text = "Road accidents fell to 90, of which deaths 12 and injured 30."
    mentions = [
        Mention(text.index(name), text.index(name) + len(name), "INDICATOR")
        for name in ("Road accidents", "deaths", "injured")
    ]
    found = read_indicators(text, mentions, "en")
    assert list(map(str, found)) == ["traffic_accidents", "traffic_deaths", "traffic_injuries"]


@given(st.text(), st.text(), st.sampled_from(["vi", "th", "hi", "en", "xx"]))
def test_nothing_is_raised(name: str, around: str, lang: str) -> None:
    text = around + name + around
    mention = Mention(len(around), len(around) + len(name), "INDICATOR")
    assert len(read_indicators(text, [mention, mention], lang)) == 2


@pytest.mark.parametrize(
    ("name", "lang", "expected"),
    [
        ("exports of Vietnam", "en", "exports"),
        ("exports in Kerala", "en", "exports"),
        ("การส่งออกของเวียดนาม", "th", "exports"),
        # What goes to a country is not all that goes out.
        ("exports to India", "en", None),
    ],
)
def test_whose_it_is_leaves_a_name_as_it_stands(name: str, lang: str, expected: str | None) -> None:
    mention = Mention(0, len(name), "INDICATOR")
    (described,) = describe_indicators(name, [mention], lang, {mention: None})
    assert described.exact == expected
