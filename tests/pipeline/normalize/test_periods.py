from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize import EventMention, Mention, Period, Unread, normalize
from govspan.pipeline.normalize.lexicon import load_lexicon
from govspan.pipeline.normalize.periods import read_period


def period(text: str, lang: str, context: str = "") -> str:
    """The canonical value of a PERIOD span, after a text whose first span is the date of the document."""
    whole = f"{context}\n{text}" if context else text
    mentions = [Mention(0, len(context), "PERIOD")] if context else []
    mentions.append(Mention(len(whole) - len(text), len(whole), "PERIOD"))
    return str(normalize(whole, mentions, lang=lang).values[-1])


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("vi", "Ngày 30/6/2031", "2031-06-30"),
        ("vi", "sáng 18/9/2024", "2024-09-18"),
        ("vi", "14-2-2025", "2025-02-14"),
        ("vi", "16 giờ 30 phút ngày 05/9/2024", "2024-09-05"),
        ("en", "9.30 a.m. on 12 March 2024", "2024-03-12"),
        ("th", "เวลา 09.00 น. วันที่ 5 มีนาคม 2567", "2024-03-05"),
        ("hi", "7 फ़रवरी 2022 की सुबह 8:30 बजे", "2022-02-07"),
        ("en", "8:30 a.m. on 12 July 2024", "2024-07-12"),
        ("vi", "tính đến hết ngày 15/5/2024", "2024-05-15"),
        ("vi", "một năm rưỡi", "P1.5Y"),
        ("vi", "5 năm (2021–2025)", "2021-01-01/2025-12-31"),
        ("vi", "tuần từ 6/5 đến 12/5/2024", "2024-05-06/2024-05-12"),
        ("th", "31 มีนาคม 2567 เวลา 09.00 น.", "2024-03-31"),
        ("hi", "22 जुलाई 2024 को प्रातः 11 बजे", "2024-07-22"),
        ("hi", "वर्ष 2022 की अंतिम तिमाही", "2022-10-01/2022-12-31"),
        ("vi", "11 tháng/2024", "2024-01-01/2024-11-30"),
        ("vi", "9T/2024", "2024-01-01/2024-09-30"),
        ("vi", "T9/2024", "2024-09"),
        ("vi", "hai quý đầu năm 2024", "2024-01-01/2024-06-30"),
        ("en", "the first three quarters of 2024", "2024-01-01/2024-09-30"),
        ("vi", "từ tháng 11/2023 - 2/2024", "2023-11-01/2024-02-29"),
        ("en", "B.E. 2567 (2024)", "2024"),
        ("th", "ปี 2567 (ค.ศ. 2024)", "2024"),
        ("th", "พ.ศ. 2566 - 2570", "2023-01-01/2027-12-31"),
        ("th", "FY2567", "2023-10-01/2024-09-30"),
        ("th", "H1/2024", "2024-01-01/2024-06-30"),
        ("th", "ระยะเวลา 1 ปี 6 เดือน", "P1Y6M"),
        ("en", "2H 2023", "2023-07-01/2023-12-31"),
        ("en", "quarters II and III of 2024", "2024-04-01/2024-09-30"),
        ("en", "fifteen (15) days", "P15D"),
        ("hi", "साढ़े तीन वर्ष", "P3.5Y"),
        ("hi", "31 दिस. 2024", "2024-12-31"),
        ("hi", "मार्च 2024 के अंत तक", "2024-03-31"),
        ("hi", "वित्त वर्ष 2021-22 से 2025-26 तक", "2021-04-01/2026-03-31"),
        ("en", "2021-22 to 2025-26", "2021-04-01/2026-03-31"),
        ("vi", "ngày 19 tháng 5 năm 2031", "2031-05-19"),
        ("th", "วันที่ ๑๙ พฤษภาคม พ.ศ. ๒๕๗๔", "2031-05-19"),
        ("th", "วันพุธที่ 20 ส.ค. 2574", "2031-08-20"),
        ("hi", "१९ मई २०३१", "2031-05-19"),
        ("hi", "सोमवार, 19 मई 2031", "2031-05-19"),
        ("hi", "19 मई 2574", "2031-05-19"),
        ("en", "19 May 2031", "2031-05-19"),
        ("en", "May 19, 2031", "2031-05-19"),
        ("en", "19/5/2574", "2031-05-19"),
        ("vi", "tháng 6/2031", "2031-06"),
        ("vi", "tháng Sáu năm 2031", "2031-06"),
        ("th", "เดือนมิถุนายน 2574", "2031-06"),
        ("hi", "जून 2031", "2031-06"),
        ("en", "June 2031", "2031-06"),
        ("th", "ปี 2567", "2024"),
        ("hi", "वर्ष 2567", "2024"),
        ("en", "2567 B.E.", "2024"),
        ("vi", "quý III/2031", "2031-07-01/2031-09-30"),
        ("th", "ไตรมาสที่ 3 ปี 2574", "2031-07-01/2031-09-30"),
        ("hi", "2031 की तीसरी तिमाही", "2031-07-01/2031-09-30"),
        ("en", "the third quarter of 2031", "2031-07-01/2031-09-30"),
        ("en", "Q3 2031", "2031-07-01/2031-09-30"),
        ("vi", "6 tháng đầu năm 2031", "2031-01-01/2031-06-30"),
        ("vi", "7 tháng năm 2031", "2031-01-01/2031-07-31"),
        ("vi", "ngày 7 tháng năm 2031", "2031-05-07"),
        ("vi", "tháng năm 2031", "2031-05"),
        ("th", "6 เดือนแรกของปี 2574", "2031-01-01/2031-06-30"),
        ("hi", "2031 के पहले 6 महीने", "2031-01-01/2031-06-30"),
        ("en", "the first six months of 2031", "2031-01-01/2031-06-30"),
        ("vi", "6 tháng cuối năm 2031", "2031-07-01/2031-12-31"),
        ("en", "the second half of 2031", "2031-07-01/2031-12-31"),
        ("th", "ครึ่งปีแรก 2574", "2031-01-01/2031-06-30"),
        ("hi", "2031-32", "2031-04-01/2032-03-31"),
        ("en", "FY 2031-32", "2031-04-01/2032-03-31"),
        ("en", "Q1 of FY 2031-32", "2031-04-01/2031-06-30"),
        ("th", "ปีงบประมาณ พ.ศ. 2576", "2032-10-01/2033-09-30"),
        ("en", "fiscal year 2576", "2032-10-01/2033-09-30"),
        ("th", "2574-75", "2031-01-01/2032-12-31"),
        ("vi", "giai đoạn 2020 - 2022", "2020-01-01/2022-12-31"),
        ("vi", "năm học 2030-2031", "2030-09-01/2031-08-31"),
        ("vi", "cuối tháng 6/2031", "2031-06-30"),
        ("th", "สิ้นปี 2574", "2031-12-31"),
        ("en", "the beginning of April 2030", "2030-04-01"),
        ("en", "mid-June 2031", "2031-06"),
        ("vi", "từ ngày 2 đến 6/2/2031", "2031-02-02/2031-02-06"),
        ("en", "17-18 March 2031", "2031-03-17/2031-03-18"),
        ("hi", "अप्रैल-दिसंबर 2030", "2030-04-01/2030-12-31"),
        ("vi", "tháng 4-7/2031", "2031-04-01/2031-07-31"),
        ("en", "January to June 2031", "2031-01-01/2031-06-30"),
        ("th", "10 พ.ย. 73", "2030-11-10"),
        ("vi", "48 giờ", "PT48H"),
        ("hi", "15 दिनों", "P15D"),
        ("vi", "07 ngày", "P7D"),
        ("en", "the past fortnight", "P2W"),
        ("vi", "10 ngày đầu tháng 6/2026", "2026-06-01/2026-06-10"),
        ("en", "the year to March 2031", "2030-04-01/2031-03-31"),
        ("en", "the three months ended 30 June 2031", "2031-04-01/2031-06-30"),
        ("en", "the June 2031 quarter", "2031-04-01/2031-06-30"),
        ("en", "the 3rd quarter of 2031", "2031-07-01/2031-09-30"),
        ("en", "early May 2031", "2031-05-01"),
        ("en", "the second half of June 2031", "2031-06-16/2031-06-30"),
        ("vi", "nửa đầu tháng 6/2031", "2031-06-01/2031-06-15"),
        ("th", "สัปดาห์แรกของเดือนมิถุนายน 2574", "2031-06-02/2031-06-08"),
        ("th", "สัปดาห์ที่ 2 ของเดือนมิถุนายน 2574", "2031-06-09/2031-06-15"),
        ("en", "the week ending 6 July 2031", "2031-06-30/2031-07-06"),
        ("en", "the last two weeks of June 2031", "2031-06-17/2031-06-30"),
        ("vi", "thập niên 2030", "2030-01-01/2039-12-31"),
        ("hi", "सत्र 2030-31", "2030-06-01/2031-05-31"),
        ("vi", "các năm 2021, 2022 và 2023", "2021-01-01/2023-12-31"),
        ("th", "ปี 2564 2565 และ 2566", "2021-01-01/2023-12-31"),
        ("vi", "tháng 7, 8, 9/2024", "2024-07-01/2024-09-30"),
        # Years that do not follow each other, and a time in each of several, are no time of their own.
        ("en", "in 2019, 2021 and 2023", "?"),
        ("vi", "6 tháng đầu năm 2021, 2022 và 2023", "?"),
        ("en", "end of 2021, 2022 and 2023", "?"),
        ("vi", "cuối tháng 1, 2/2024", "?"),
        ("en", "first 11 months (January-March) of 2031", "?"),
        ("vi", "đêm 9 rạng sáng 10/9/2024", "2024-09-09/2024-09-10"),
        ("vi", "8 giờ 30 phút, ngày 16 tháng 12 năm 2024", "2024-12-16"),
        ("hi", "22 दिसम्बर, 2023 को अपराह्न 3:00 बजे तक", "2023-12-22"),
        ("en", "29 February 2031", "?"),
        ("en", "soon", "?"),
        ("vi", "tháng 6", "?"),
        ("en", "last month", "?"),
        ("en", "the same period", "?"),
    ],
)
def test_what_is_written(lang: str, text: str, expected: str) -> None:
    assert period(text, lang) == expected


@pytest.mark.parametrize(
    ("lang", "today", "text", "expected"),
    [
        ("vi", "ngày 10/7/2031", "ngày 30/6", "2031-06-30"),
        ("vi", "ngày 5/1/2032", "ngày 20/12", "2031-12-20"),
        ("vi", "ngày 10/7/2031", "6 tháng đầu năm", "2031-01-01/2031-06-30"),
        ("vi", "ngày 10/1/2032", "6 tháng cuối năm", "2031-07-01/2031-12-31"),
        ("vi", "ngày 10/7/2031", "tháng trước", "2031-06"),
        ("vi", "ngày 10/7/2031", "tháng sau", "2031-08"),
        ("th", "10 กรกฎาคม 2574", "ปีนี้", "2031"),
        ("th", "10 กรกฎาคม 2574", "ไตรมาสแรกของปีนี้", "2031-01-01/2031-03-31"),
        ("hi", "10 जुलाई 2031", "पिछले सप्ताह", "2031-06-30/2031-07-06"),
        ("en", "10 July 2031", "yesterday", "2031-07-09"),
        # 10 July 2031 is a Thursday.
        ("en", "10 July 2031", "Thursday", "2031-07-10"),
        ("en", "10 July 2031", "Monday", "2031-07-07"),
        ("en", "10 July 2031", "next Monday", "2031-07-14"),
        ("en", "10 July 2031", "last October 15", "2030-10-15"),
        ("en", "10 July 2031", "the end of the year", "2031-12-31"),
        ("hi", "10 जुलाई 2031", "चालू वित्त वर्ष", "2031-04-01/2032-03-31"),
        ("en", "10 July 2031", "this week", "2031-07-07/2031-07-13"),
        ("en", "10/7/31", "3 June", "2031-06-03"),
        ("vi", "ngày 10/7/2031", "Quý II vừa rồi", "2031-04-01/2031-06-30"),
    ],
)
def test_what_the_date_of_the_document_tells(lang: str, today: str, text: str, expected: str) -> None:
    assert period(text, lang, today) == expected


def measured(text: str, own: str, baseline: str, lang: str) -> str:
    """The baseline of a measurement whose period is ``own``."""
    mentions = [
        Mention(text.index(part), text.index(part) + len(part), label)
        for part, label in (("X", "INDICATOR"), (own, "PERIOD"), (baseline, "PERIOD"))
    ]
    event = EventMention("MEASUREMENT", 0, (("Period", 1), ("Baseline", 2)))
    return str(normalize(text, mentions, [event], lang).values[2])


@pytest.mark.parametrize(
    ("lang", "own", "baseline", "expected"),
    [
        ("vi", "6 tháng đầu năm 2031", "cùng kỳ", "2030-01-01/2030-06-30"),
        ("vi", "6 tháng đầu năm 2031", "cùng kỳ năm 2028", "2028-01-01/2028-06-30"),
        ("vi", "tháng 3/2031", "tháng trước", "2031-02"),
        ("vi", "tháng 2/2029", "cùng kỳ năm trước", "2028-02"),
        ("vi", "tháng 4-7/2031", "giai đoạn tương tự năm trước", "2030-04-01/2030-07-31"),
        ("th", "ปี 2574", "ช่วงเดียวกันของปีก่อน", "2030"),
        ("hi", "2031-32", "पिछले वर्ष", "2030-04-01/2031-03-31"),
        ("hi", "जून 2031", "पिछले वर्ष की समान अवधि", "2030-06"),
        ("en", "the third quarter of 2031", "a year earlier", "2030-07-01/2030-09-30"),
        ("en", "2031", "the previous year", "2030"),
    ],
)
def test_a_baseline_is_seen_from_its_measurement(lang: str, own: str, baseline: str, expected: str) -> None:
    assert measured(f"X {own} … {baseline}", own, baseline, lang) == expected


def test_bare_months_are_those_of_the_year_in_a_report_and_a_length_elsewhere() -> None:
    text = "ngày 5/10/2031 X 9 tháng"
    mentions = [Mention(0, 14, "PERIOD"), Mention(15, 16, "INDICATOR"), Mention(17, 24, "PERIOD")]
    event = EventMention("MEASUREMENT", 1, (("Period", 2),))
    assert str(normalize(text, mentions, [event], "vi").values[2]) == "2031-01-01/2031-09-30"
    assert str(normalize(text.replace("9", "5"), mentions, [], "vi").values[2]) == "P5M"
    # Nine months in October have just gone by.
    assert str(normalize(text, mentions, [], "vi").values[2]) == "2031-01-01/2031-09-30"


def test_a_title_speaks_of_the_months_of_the_year() -> None:
    text = "Exports of 6 months up\n\nIn October 2031 …"
    mentions = [Mention(11, 19, "PERIOD"), Mention(27, 39, "PERIOD")]
    assert str(normalize(text, mentions, lang="en").values[0]) == "2031-01-01/2031-06-30"


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("10 July 2031\n\nThe minister", "2031-07-07"),
        ("HANOI, 10 July 2031 – The minister", "2031-07-07"),
        (
            "The minister of the northern region remembered 10 July 2031, when a storm came over the hills",
            "?",
        ),
    ],
)
def test_a_weekday_is_counted_from_a_date_line_and_no_other_date(opening: str, expected: str) -> None:
    text = f"{opening} of {'the province ' * 12}on Monday."
    mentions = [
        Mention(text.index(part), text.index(part) + len(part), "PERIOD")
        for part in ("10 July 2031", "Monday")
    ]
    assert str(normalize(text, mentions, lang="en").values[1]) == expected


def test_a_deadline_is_ahead() -> None:
    text = "10 November 2031 by 31 March"
    mentions = [Mention(0, 16, "PERIOD"), Mention(20, 28, "PERIOD"), Mention(0, 2, "AGENCY")]
    order = EventMention("DIRECTIVE", None, (("Deadline", 1),))
    assert str(normalize(text, mentions, [order], "en").values[1]) == "2032-03-31"
    text = text.replace("31 March", "fourth quarter").replace("by", "in")
    mentions[1] = Mention(20, len(text), "PERIOD")
    assert str(normalize(text, mentions, [order], "en").values[1]) == "2031-10-01/2031-12-31"


def test_the_same_day_is_the_one_named_last_but_no_deadline() -> None:
    text = "10 July 2031, 12 July 2031, by 31 December 2031, the same day"
    parts = ("10 July 2031", "12 July 2031", "31 December 2031", "the same day")
    mentions = [Mention(text.index(part), text.index(part) + len(part), "PERIOD") for part in parts]
    order = EventMention("DIRECTIVE", None, (("Deadline", 2),))
    assert str(normalize(text, mentions, [order], "en").values[3]) == "2031-07-12"


def test_first_and_last_day_go_with_the_period() -> None:
    text = "tháng 2/2032"
    found = normalize(text, [Mention(0, len(text), "PERIOD")], lang="vi").values[0]
    assert isinstance(found, Period)
    assert (found.iso, found.start, found.end) == ("2032-02", "2032-02-01", "2032-02-29")


def test_an_undated_document_takes_the_year_of_what_it_cites() -> None:
    text = "CHANDIGARH, July 19: G.O. No. 12 of 2031"
    mentions = [Mention(12, 19, "PERIOD"), Mention(21, len(text), "DECREE")]
    assert str(normalize(text, mentions, lang="en").values[0]) == "2031-07-19"
    text = "CHANDIGARH, July 19: 12 more than in June 2030"
    mentions = [Mention(12, 19, "PERIOD"), Mention(37, len(text), "PERIOD"), Mention(21, 23, "INDICATOR")]
    compared = EventMention("MEASUREMENT", 2, (("Baseline", 1),))
    assert str(normalize(text, mentions, [compared], "en").values[0]) == "2031-07-19"


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["vi", "th", "hi", "en"]))
def test_every_date_reads_back(day: date, lang: str) -> None:
    for written in (
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        day.isoformat(),
    ):
        assert period(written, lang) == day.isoformat()
    if day.year + 543 >= 2443:
        assert period(f"{day.day}/{day.month}/{day.year + 543}", lang) == day.isoformat()


@given(st.text(), st.text(), st.sampled_from(["vi", "th", "hi", "en"]))
def test_nothing_is_raised(first: str, second: str, lang: str) -> None:
    text = first + second
    mentions = [Mention(0, len(first), "PERIOD"), Mention(len(first), len(text), "PERIOD")]
    for value in normalize(text, mentions, lang=lang).values:
        assert isinstance(value, Period | Unread)


@given(
    st.lists(
        st.sampled_from(
            [
                "năm",
                "tháng",
                "6",
                "2031",
                "đầu",
                "cuối",
                "quý",
                "III",
                "/",
                "-",
                "đến",
                "ngày",
                "cùng",
                "kỳ",
                "trước",
                "này",
                "31",
            ]
        )
    )
)
def test_no_order_of_words_raises(words: list[str]) -> None:
    read_period(" ".join(words), load_lexicon("vi"))
    period(" ".join(words), "vi", "ngày 1/7/2031")
