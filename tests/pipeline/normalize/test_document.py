from __future__ import annotations

from decimal import Decimal

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

from govspan.pipeline.normalize import EventMention, Mention, Quantity, Unread, detect_language, normalize

LABELS = (
    "OFFICIAL",
    "ROLE",
    "AGENCY",
    "DECREE",
    "INDICATOR",
    "VALUE",
    "CHANGE",
    "PERIOD",
    "LOCATION",
    "OTHER",
)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Sở Công Thương tỉnh Lào Cai báo cáo", "vi"),
        ("กรมการค้าภายในรายงานว่า GDP", "th"),
        ("वाणिज्य विभाग ने बताया", "hi"),
        (
            "Mr Trịnh Xuân Trường met officials of the department in the province to review exports.",
            "en",
        ),
        ("", "en"),
        ("12345", "en"),
    ],
)
def test_the_language_is_told_by_its_letters(text: str, lang: str) -> None:
    assert detect_language(text) == lang


def spans(text: str, *parts: tuple[str, str]) -> list[Mention]:
    return [Mention(text.index(part), text.index(part) + len(part), label) for part, label in parts]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "6 tháng đầu năm 2024, xuất khẩu đạt 3.300,63 tỷ đồng, tăng 14,45% so với cùng kỳ.",
            ("xuất khẩu", "3.300,63 tỷ đồng", "tăng 14,45%", "6 tháng đầu năm 2024", "cùng kỳ"),
        ),
        (
            "6 เดือนแรกของปี 2567 การส่งออกอยู่ที่ 3,300.63 พันล้านดอง เพิ่มขึ้น 14.45% เทียบกับช่วงเดียวกัน",
            ("การส่งออก", "3,300.63 พันล้านดอง", "เพิ่มขึ้น 14.45%", "6 เดือนแรกของปี 2567", "ช่วงเดียวกัน"),
        ),
        (
            "2024 के पहले 6 महीनों में निर्यात 3,300.63 बिलियन VND रहा, समान अवधि से 14.45% की वृद्धि।",
            ("निर्यात", "3,300.63 बिलियन VND", "14.45% की वृद्धि", "2024 के पहले 6 महीनों", "समान अवधि"),
        ),
        (
            "In the first six months of 2024 exports: 3,300.63 billion VND, up 14.45% on the same period.",
            (
                "exports",
                "3,300.63 billion VND",
                "up 14.45%",
                "the first six months of 2024",
                "the same period",
            ),
        ),
    ],
)
def test_the_same_facts_come_out_of_every_language(text: str, parts: tuple[str, ...]) -> None:
    labels = ("INDICATOR", "VALUE", "CHANGE", "PERIOD", "PERIOD")
    mentions = spans(text, *zip(parts, labels, strict=True))
    event = EventMention("MEASUREMENT", 0, (("Value", 1), ("Change", 2), ("Period", 3), ("Baseline", 4)), 0.5)
    (measurement,) = normalize(text, mentions, [event]).measurements
    found = measurement.to_dict()
    assert {name: found[name] for name in ("indicator_id", "value", "unit", "change", "change_unit")} == {
        "indicator_id": "exports",
        "value": "3300630000000",
        "unit": "VND",
        "change": "14.45",
        "change_unit": "percent",
    }
    assert (found["period"], found["baseline"]) == ("2024-01-01/2024-06-30", "2023-01-01/2023-06-30")
    assert 0 < found["confidence"] <= 0.5
    start, end = found["offsets"]["value"]
    assert text[start:end] == parts[1]


def test_what_the_event_has_no_argument_for_is_null() -> None:
    text = "xuất khẩu 5 tỷ đồng năm 2024"
    mentions = spans(text, ("xuất khẩu", "INDICATOR"), ("5 tỷ đồng", "VALUE"), ("năm 2024", "PERIOD"))
    (measurement,) = normalize(text, mentions, [EventMention("MEASUREMENT", 0, ())], "vi").measurements
    fields = measurement.to_dict()
    assert fields["indicator_id"] == "exports"
    assert all(fields[name] is None for name in ("value", "unit", "change", "period", "baseline", "place"))


def test_from_one_value_to_another_takes_the_later_one() -> None:
    text = "xuất khẩu từ 5 tỷ đồng lên đến 7 tỷ đồng"
    mentions = spans(text, ("xuất khẩu", "INDICATOR"), ("5 tỷ đồng", "VALUE"), ("7 tỷ đồng", "VALUE"))
    event = EventMention("MEASUREMENT", 0, (("Value", 1), ("Value", 2)))
    assert normalize(text, mentions, [event], "vi").measurements[0].value == Decimal(7_000_000_000)


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("exports of 7.9 trillion VND (equivalent to 304 million USD)", "en", "7900000000000"),
        ("exports of 14.6 lakh tonnes in May and 19.3 lakh tonnes in June", "en", "1460000"),
        ("निर्यात मई में 14.6 लाख टन और जून में 19.3 लाख टन", "hi", "1460000"),
    ],
)
def test_another_figure_takes_the_place_of_none(text: str, lang: str, value: str) -> None:
    amounts = regex.findall(r"[\d.]+ (?:trillion VND|million USD|lakh tonnes|लाख टन)", text)
    indicator = "exports" if lang == "en" else "निर्यात"
    mentions = spans(text, (indicator, "INDICATOR"), *((amount, "VALUE") for amount in amounts))
    event = EventMention("MEASUREMENT", 0, (("Value", 1), ("Value", 2)))
    assert normalize(text, mentions, [event], lang).measurements[0].value == Decimal(value)


def test_the_numbers_of_a_document_tell_how_it_writes_decimals() -> None:
    text = "The budget of 1.250 million dollars and 3.300,63 tonnes"
    mentions = spans(text, ("1.250 million dollars", "VALUE"), ("3.300,63 tonnes", "VALUE"))
    first, second = normalize(text, mentions, lang="en").values
    assert (str(first), str(second)) == ("1250000000 USD", "3300.63 t")


def test_an_agency_where_something_was_measured_is_a_place_too() -> None:
    text = "Sở Y tế: số ca 5 ca"
    mentions = spans(text, ("Sở Y tế", "AGENCY"), ("số ca", "INDICATOR"), ("5 ca", "VALUE"))
    event = EventMention("MEASUREMENT", 1, (("Value", 2), ("Place", 0)))
    measurement = normalize(text, mentions, [event], "vi").measurements[0]
    assert (measurement.place, measurement.agency, measurement.place_id) == (
        "Sở Y tế",
        "Sở Y tế",
        "dept_health",
    )


@given(any_text, st.data())
def test_every_text_gets_values_and_raises_nothing(text: str, data: st.DataObject) -> None:
    offset = st.integers(0, len(text))
    bounds = data.draw(st.lists(st.tuples(offset, offset, st.sampled_from(LABELS)), max_size=6))
    mentions = [Mention(min(a, b), max(a, b), label) for a, b, label in bounds]
    roles = ("Value", "Change", "Period", "Baseline", "PlanShare", "Place", "Deadline")
    events = []
    if mentions:
        number = st.integers(0, len(mentions) - 1)
        for trigger in data.draw(st.lists(number, max_size=2)):
            arguments = data.draw(st.lists(st.tuples(st.sampled_from(roles), number), max_size=5))
            events.append(EventMention("MEASUREMENT", trigger, tuple(arguments)))
    found = normalize(text, mentions, events, data.draw(st.sampled_from(["vi", "th", "hi", "en", None])))
    assert len(found.values) == len(mentions)
    assert len(found.measurements) == len(events)
    for value in found.values:
        assert 0 <= value.confidence <= 1
        assert value.to_dict()["canonical"] == str(value)


def test_a_megabyte_of_digits_is_no_amount_and_no_trouble() -> None:
    text = "9" * 1_000_000
    (value,) = normalize(text, [Mention(0, len(text), "VALUE")], lang="en").values
    assert isinstance(value, Unread)
    grouped = "1," * 300_000
    assert isinstance(
        normalize(grouped, [Mention(0, len(grouped), "VALUE")], lang="vi").values[0], Quantity | Unread
    )


def test_a_measurement_is_no_surer_than_its_indicators_id() -> None:
    text = "Measles: clinics stay open\nThe second dose coverage rose to 90%."
    mentions = spans(text, ("second dose coverage", "INDICATOR"), ("90%", "VALUE"))
    event = EventMention("MEASUREMENT", 0, (("Value", 1),), 1.0)
    (completed,) = normalize(text, mentions, [event], "en").measurements
    assert completed.indicator_id == "measles_vaccination_rate"
    assert 0.5 <= completed.confidence < 1
    # Where there is no id, nothing is claimed of it.
    unknown = text.replace("second dose", "zither play")
    (bare,) = normalize(unknown, mentions, [event], "en").measurements
    assert (bare.indicator_id, bare.confidence) == (None, 1.0)


@pytest.mark.parametrize(
    ("text", "lang", "span", "expected"),
    [
        # A Buddhist year is Thailand's own, in a text about India too.
        ("केरल में थाई वित्त वर्ष 2576", "hi", "थाई वित्त वर्ष 2576", "2032-10-01/2033-09-30"),
        # A text in Thai counts India's years in it.
        ("รัฐเกรละ ปีงบประมาณ 2576", "th", "ปีงบประมาณ 2576", "2033-04-01/2034-03-31"),
    ],
)
def test_whose_fiscal_year_a_buddhist_one_is(text: str, lang: str, span: str, expected: str) -> None:
    place = text[: text.index(span)].strip().removesuffix(" में")
    spans = [Mention(0, len(place), "LOCATION"), Mention(text.index(span), len(text), "PERIOD")]
    assert str(normalize(text, spans, (), lang).values[1]) == expected
