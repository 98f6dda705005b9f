"""Times that are told from other times of the text, from the document or from what it counts in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize import EventMention, Mention, normalize
from govspan.pipeline.normalize.intervals import Interval, earlier, length_in_months, months

from .test_periods import measured, period


def read(text: str, lang: str, *parts: str, events: tuple[EventMention, ...] = ()) -> list[str]:
    """The canonical values of the times of a text, in its order."""
    mentions, at = [], 0
    for part in parts:
        at = text.index(part, at)
        mentions.append(Mention(at, at + len(part), "PERIOD"))
        at += len(part)
    return [str(value) for value in normalize(text, mentions, events, lang).values]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "April–January 2031-32", "2031-04-01/2032-01-31"),
        ("en", "July-March FY31", "2030-07-01/2031-03-31"),
        ("en", "the first four months of 2031-32", "2031-04-01/2031-07-31"),
        ("hi", "2033-34 के प्रथम दस माह", "2033-04-01/2034-01-31"),
        ("hi", "वर्ष 2031-32 की समाप्ति", "2032-03-31"),
        ("th", "ตุลาคม-มีนาคม ปีงบประมาณ 2576", "2032-10-01/2033-03-31"),
        ("th", "ปีงบประมาณ 2575–2578", "2031-10-01/2035-09-30"),
        ("en", "Quarter April–June 2032", "2032-04-01/2032-06-30"),
        ("vi", "quý kết thúc tháng 9/2031", "2031-07-01/2031-09-30"),
        ("th", "ไตรมาสสุดท้ายของปี 2573", "2030-10-01/2030-12-31"),
        ("hi", "वर्ष 2033 का पहला आधा", "2033-01-01/2033-06-30"),
        ("hi", "2032 के पूर्वार्ध", "2032-01-01/2032-06-30"),
        ("hi", "क्यू3/2032", "2032-07-01/2032-09-30"),
        ("th", "ภาคเรียนที่ 1/2575", "2032-05-16/2032-10-10"),
        ("th", "ภาคเรียนที่ 2/2575", "2032-11-01/2033-03-31"),
        ("en", "the first 29 weeks of 2031", "2031-01-01/2031-07-20"),
        ("hi", "नवंबर 2031 के पहले 20 दिन", "2031-11-01/2031-11-20"),
        ("vi", "tuần thứ hai của tháng 9/2031", "2031-09-08/2031-09-14"),
        ("en", "New Year's Day 2032", "2032-01-01"),
        ("vi", "Ngày Khoa học và Công nghệ Việt Nam 2024", "2024-05-18"),
        ("th", "วันแม่ 12 สิงหาคม 2573", "2030-08-12"),
        ("hi", "गणतंत्र दिवस 2034", "2034-01-26"),
        ("en", "the Workers' Month 2032", "2032"),
        ("en", "60-day", "P60D"),
        ("hi", "एक पखवाड़े", "P2W"),
        ("en", "2nd and 3rd July 2031", "2031-07-02/2031-07-03"),
        ("vi", "ngày 2-4/12/2031", "2031-12-02/2031-12-04"),
        ("vi", "tháng 2 – 5/2033", "2033-02-01/2033-05-31"),
        ("vi", "Tuần 3 - 8/11/2031", "2031-11-03/2031-11-08"),
        ("th", "ทั้งเดือนกรกฎาคม 2575", "2032-07"),
        ("vi", "hết mùa khô 2026", "2026"),
        ("hi", "2030 के दशक के अंत", "2039-12-31"),
        ("en", "Easter", "?"),
        ("vi", "Kỳ họp thứ 7", "?"),
    ],
)
def test_what_is_written(lang: str, text: str, expected: str) -> None:
    assert period(text, lang) == expected


@pytest.mark.parametrize(
    ("lang", "today", "text", "expected"),
    [
        # 10 July 2031 is a Thursday.
        ("en", "10 July 2031", "three days ago", "2031-07-07"),
        ("vi", "ngày 10/7/2031", "ba ngày trước", "2031-07-07"),
        ("vi", "ngày 10/7/2031", "hai hôm sau", "2031-07-12"),
        ("th", "10 กรกฎาคม 2574", "สองวันก่อน", "2031-07-08"),
        ("th", "10 กรกฎาคม 2574", "วันรุ่งขึ้น", "2031-07-11"),
        ("hi", "10 जुलाई 2031", "दो दिन बाद", "2031-07-12"),
        ("en", "10 July 2031", "the same day last month", "2031-06-10"),
        ("vi", "ngày 10/7/2031", "năm năm trước", "2026"),
        ("th", "10 กรกฎาคม 2574", "วันศุกร์นี้", "2031-07-11"),
        ("th", "10 กรกฎาคม 2574", "วันที่ 30 มิถุนายนนี้", "2031-06-30"),
        ("en", "10 July 2031", "September of last year", "2030-09"),
        ("hi", "10 जुलाई 2031", "पिछले साल के 4 महीने", "2030-01-01/2030-04-30"),
        ("en", "10 July 2031", "the ten months ended 31 May", "2030-08-01/2031-05-31"),
        ("hi", "10 जुलाई 2031", "1 अप्रैल से अब तक", "2031-04-01/2031-07-10"),
        ("hi", "10 मार्च 2032", "अक्टूबर से फरवरी", "2031-10-01/2032-02-29"),
        ("hi", "10 जुलाई 2031", "पहली जून", "2031-06-01"),
        ("hi", "10 जुलाई 2031", "पिछले वित्त वर्ष की पहली तिमाही", "2030-04-01/2030-06-30"),
        ("th", "10 กรกฎาคม 2574", "ครึ่งแรกของปีงบประมาณก่อน", "2029-10-01/2030-03-31"),
        ("vi", "ngày 10/8/2031", "năm học vừa qua", "2030-09-01/2031-08-31"),
        ("vi", "ngày 7/2/2024", "ngày 29 tháng 2", "2024-02-29"),
    ],
)
def test_what_the_date_of_the_document_tells(lang: str, today: str, text: str, expected: str) -> None:
    assert period(text, lang, today) == expected


@pytest.mark.parametrize(
    ("lang", "own", "baseline", "expected"),
    [
        ("en", "the first quarter of 2033", "the first quarter of last year", "2032-01-01/2032-03-31"),
        ("vi", "quý I/2024", "quý I năm trước", "2023-01-01/2023-03-31"),
        ("hi", "सितंबर 2030", "गत वर्ष के सितंबर", "2029-09"),
        ("en", "8 months of 2031", "8 months of last year", "2030-01-01/2030-08-31"),
        ("th", "ไตรมาส 2 ปีงบประมาณ 2575", "ไตรมาสแรก", "2031-10-01/2031-12-31"),
        ("th", "ปีงบประมาณ 2576", "ปีงบประมาณก่อน", "2031-10-01/2032-09-30"),
        ("en", "6 to 12 July 2031", "the week before", "2031-06-29/2031-07-05"),
        ("hi", "24 अगस्त 2033", "एक सप्ताह पहले", "2033-08-17"),
        ("en", "31 March 2031", "a month ago", "2031-02-28"),
        ("th", "28 ตุลาคม 2575", "วันเดียวกันของเดือนก่อน", "2032-09-28"),
        ("vi", "31/12/2025", "một năm trước", "2024-12-31"),
        ("hi", "12 जून 2033", "पिछले साल इसी दिन", "2032-06-12"),
        ("en", "the second quarter of 2031", "the first", "2031-01-01/2031-03-31"),
        ("vi", "31/5/2026", "năm học trước", "2024-09-01/2025-08-31"),
    ],
)
def test_a_baseline_is_seen_from_its_measurement(lang: str, own: str, baseline: str, expected: str) -> None:
    assert measured(f"X {own} … {baseline}", own, baseline, lang) == expected


def test_days_go_on_from_the_day_named_last() -> None:
    text = "Hà Nội, ngày 10/7/2031\nNgày 2/7 đoàn kiểm tra. Hai ngày sau, kết luận. Tuần sau đó, nộp phạt."
    assert read(text, "vi", "ngày 10/7/2031", "Ngày 2/7", "Hai ngày sau")[1:] == ["2031-07-02", "2031-07-04"]
    text = "10 July 2031\nOn 2 July it rained. The next day it rained again."
    assert read(text, "en", "10 July 2031", "2 July", "The next day")[2] == "2031-07-03"


@pytest.mark.parametrize(
    ("lang", "first", "again"),
    [
        ("en", "the first three months of 2031", "the same three months"),
        ("en", "the second quarter of 2031", "the same quarter"),
        ("vi", "quý II/2031", "cùng quý"),
    ],
)
def test_the_same_months_of_no_baseline_are_those_named(lang: str, first: str, again: str) -> None:
    text = f"X {first}. Y {again}"
    mentions = [Mention(0, 1, "INDICATOR"), Mention(2, 2 + len(first), "PERIOD")]
    mentions.append(Mention(len(text) - len(again), len(text), "PERIOD"))
    events = [
        EventMention("MEASUREMENT", 0, (("Period", 1),)),
        EventMention("MEASUREMENT", 0, (("Period", 2),)),
    ]
    values = normalize(text, mentions, events, lang).values
    assert str(values[1]) == str(values[2])


def test_what_is_measured_is_not_ahead() -> None:
    text = "9 November 2031\nvisitors since 1 January"
    mentions = [Mention(0, 15, "PERIOD"), Mention(16, 24, "INDICATOR"), Mention(31, len(text), "PERIOD")]
    event = EventMention("MEASUREMENT", 1, (("Period", 2),))
    assert str(normalize(text, mentions, [event], "en").values[2]) == "2031-01-01"
    # By is no "since".
    assert read("20 August 2031\nno slums by 31/12", "en", "20 August 2031", "31/12")[1] == "2031-12-31"


def test_an_undated_bulletin_is_of_what_it_reports() -> None:
    text = "Fisheries, September 2032\nPUTRAJAYA, 18 Oct – Catches rose; the law of 1 January 2033 is ready."
    assert read(text, "en", "September 2032", "18 Oct", "1 January 2033")[1] == "2032-10-18"
    text = "Bulletin of 12 to 18 August 2031\nOn Tuesday …"
    assert read(text, "en", "12 to 18 August 2031", "Tuesday")[1] == "2031-08-12"


def test_months_that_are_not_over_are_of_the_fiscal_year() -> None:
    assert period("9 เดือน", "th", "14 กรกฎาคม 2576") == "P9M"
    text = "14 กรกฎาคม 2576\nX 9 เดือน"
    mentions = [Mention(0, 15, "PERIOD"), Mention(16, 17, "INDICATOR"), Mention(18, len(text), "PERIOD")]
    event = EventMention("MEASUREMENT", 1, (("Period", 2),))
    assert str(normalize(text, mentions, [event], "th").values[2]) == "2032-10-01/2033-06-30"


def test_quarters_in_india_are_fiscal_where_the_text_counts_in_fiscal_years() -> None:
    text = "14 अक्टूबर 2031\nवित्त वर्ष 2031-32 … दूसरी तिमाही"
    assert read(text, "hi", "14 अक्टूबर 2031", "वित्त वर्ष 2031-32", "दूसरी तिमाही")[2] == "2031-07-01/2031-09-30"
    text = "14 अक्टूबर 2031\nदूसरी तिमाही"
    assert read(text, "hi", "14 अक्टूबर 2031", "दूसरी तिमाही")[1] == "2031-04-01/2031-06-30"


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.integers(1, 400), st.integers(1, 60))
def test_going_back_keeps_the_length(day: date, back: int, count: int) -> None:
    whole = months(day.replace(day=1), count, "interval")
    assert length_in_months(whole) == count
    assert length_in_months(earlier(whole, months=back)) == count
    days = Interval(day, day + timedelta(days=count), "interval")
    before = earlier(days, days=back)
    assert before.end - before.start == days.end - days.start
