from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize import Change, Quantity, Unread
from govspan.pipeline.normalize.lexicon import load_lexicon
from govspan.pipeline.normalize.numbers import Separators
from govspan.pipeline.normalize.quantities import read_change, read_value


def value(text: str, lang: str, before: str = "", document: str | None = None) -> Quantity | Unread:
    lexicon = load_lexicon(lang)
    return read_value(text, lexicon, Separators(lexicon.decimal, document), before)


def change(text: str, lang: str) -> Change | Unread:
    lexicon = load_lexicon(lang)
    return read_change(text, lexicon, Separators(lexicon.decimal))


_RANGES = [
    ("vi", " đến ", ["%", "đồng", "ha", "km"]),
    ("th", " ถึง ", ["%", "บาท", "ไร่", "กิโลเมตร"]),
    ("hi", " से ", ["%", "रुपये", "हेक्टेयर", "किलोमीटर"]),
    ("en", " to ", ["%", "dollars", "ha", "km"]),
]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("vi", "3.300,63 tỷ đồng", "3300630000000 VND"),
        ("th", "3,300.63 พันล้านดอง", "3300630000000 VND"),
        ("hi", "3,300.63 बिलियन VND", "3300630000000 VND"),
        ("en", "VND 3,300.63 billion", "3300630000000 VND"),
        ("vi", "40 phần trăm", "40 percent"),
        ("th", "ร้อยละ ๔๐", "40 percent"),
        ("hi", "40 फीसदी", "40 percent"),
        ("en", "40 per cent", "40 percent"),
        ("vi", "61,2% kế hoạch", "61.2 percent_of_plan"),
        ("th", "61.2% ของแผน", "61.2 percent_of_plan"),
        ("hi", "योजना का 61.2%", "61.2 percent_of_plan"),
        ("en", "61.2% of the annual plan", "61.2 percent_of_plan"),
        ("vi", "9/11 sản phẩm", "9/11 product"),
        ("th", "12 ไร่ 3 งาน 50 ตารางวา", "12.875 rai"),
        ("vi", "3 giờ 15 phút", "3.25 hour"),
        # Not 2.3333 hours.
        ("en", "2 hours and 20 minutes", "140 minute"),
        ("en", "13 dollars and 45 cents", "13.45 USD"),
        # Scales of other languages, as translations leave them.
        ("en", "250 ty dong", "250000000000 VND"),
        ("th", "12.5 lakh รูปี", "1250000 INR"),
        ("th", "3.2 billion บาท", "3200000000 THB"),
        ("hi", "700 tỷ डोंग", "700000000000 VND"),
        ("th", "หนึ่งหมื่นห้าพันล้านบาท", "15000000000 THB"),
        ("th", "1.2 ล้านล้านบาท", "1200000000000 THB"),
        ("en", "Rs 2,50,000/-", "250000 INR"),
        ("hi", "शत-प्रतिशत", "100 percent"),
        ("vi", "05 (năm) triệu đồng", "5000000 VND"),
        ("hi", "12 सें.मी.", "12 cm"),
        ("th", "กว่าครึ่งล้านคน", "500000 person"),
        ("th", "2 ปีครึ่ง", "2.5 year"),
        ("th", "31 บาท 94 สตางค์ต่อลิตร", "31.94 THB/l"),
        ("th", "25.42 ต่อประชากรแสนคน", "25.42 per_100000"),
        ("en", "1.5m people", "1500000 person"),
        ("en", "1.5m deep", "1.5 m"),
        ("en", "just over 2.3 crore households", "23000000 household"),
        ("en", "5.5 million dong/person/month", "5500000 VND/person/month"),
        ("hi", "420 वाहन प्रतिदिन", "420 vehicle/day"),
        ("en", "2,000 tonnes per annum", "2000 t/year"),
        ("th", "ระยะทาง 35.5 กิโลเมตร", "35.5 km"),
        ("hi", "78.000 टन", "78000 t"),
        # What a range says once or twice.
        ("vi", "5 triệu đồng - 7 triệu đồng/tháng", "5000000..7000000 VND/month"),
        ("hi", "₹5 करोड़ से ₹7 करोड़", "50000000..70000000 INR"),
        ("th", "ร้อยละ 5 ถึงร้อยละ 7", "5..7 percent"),
        ("en", "between 90% and 95% of plan", "90..95 percent_of_plan"),
        ("hi", "108 प्रति लाख", "108 per_100000"),
        ("th", "15 ต่อแสนคน", "15 per_100000"),
        ("en", "108 per 100,000 live births", "108 per_100000"),
        ("hi", "एक सौ और तीन चौथाई", "100.75"),
        ("en", "two and a half years", "2.5 year"),
        ("en", "2 1/2 years", "2.5 year"),
        ("en", "one and three quarters", "1.75"),
        ("en", "two thirds of households", "2/3 household"),
        ("vi", "một trăm linh năm", "105"),
        ("th", "2 ใน 3 แห่ง", "2/3 place"),
        ("hi", "64 में से 19 परियोजनाओं", "19/64 project"),
        ("en", "9 out of 11 projects", "9/11 project"),
        ("vi", "3-5 km", "3..5 km"),
        ("vi", "10 đến 12 triệu đồng", "10000000..12000000 VND"),
        ("hi", "₹47.6 करोड़", "476000000 INR"),
        ("hi", "6,58,430 करोड़ रुपये", "6584300000000 INR"),
        ("en", "US$702.4 billion", "702400000000 USD"),
        ("en", "$10m", "10000000 USD"),
        ("en", "10 m", "10 m"),
        ("en", "5m baht", "5000000 THB"),
        ("en", "100k", "100000"),
        ("en", "Rs.10,000", "10000 INR"),
        ("vi", "15.000 đồng/kg", "15000 VND/kg"),
        ("en", "16,200 baht a tonne", "16200 THB/t"),
        ("th", "38.9 ล้าน ลบ.ม.", "38900000 m3"),
        ("th", "510 พันตัน", "510000 t"),
        ("vi", "2,3 cm", "2.3 cm"),
        ("en", "48 hours", "48 hour"),
        ("vi", "hai mươi năm", "20 year"),
        ("en", "12 sewing machines", "12 machine"),
        ("en", "246,391", "246391"),
        ("vi", "5 điểm phần trăm", "5 percentage_point"),
    ],
)
def test_values(lang: str, text: str, expected: str) -> None:
    assert str(value(text, lang)) == expected


@pytest.mark.parametrize(
    ("lang", "before", "text", "modifier"),
    [
        ("vi", "đạt trên", "5 tỷ đồng", "over"),
        ("vi", "đạt gần ", "5 tỷ đồng", "under"),
        ("th", "", "กว่า 5 ล้านบาท", "over"),
        ("hi", "", "5 करोड़ रुपये से अधिक", "over"),
        ("en", "more than", "5 million dollars", "over"),
        ("en", "approximately", "5 tonnes", "about"),
        ("en", "at least", "5 schools", "at_least"),
        ("en", "in", "5 schools", None),
    ],
)
def test_modifiers_are_kept_beside_the_value(lang: str, before: str, text: str, modifier: str | None) -> None:
    found = value(text, lang, before)
    assert isinstance(found, Quantity)
    assert found.modifier == modifier
    assert found.value in (5, 5_000_000, 5_000_000_000, 50_000_000)


def test_counts_have_no_decimals_and_percentages_no_thousands() -> None:
    assert str(value("3.300 households", "en")) == "3300 household"
    assert str(value("19,300 labors", "en", document=",")) == "19300 labor"
    assert str(value("14,450%", "en")) == "14.45 percent"


def test_a_currency_that_no_table_knows_is_kept_as_written() -> None:
    found = value("K1.62 billion", "en")
    assert str(found) == "1620000000 K"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "no number"), ("đồng", "no number"), ("12.10.2031 đồng", "neither decimals nor groups")],
)
def test_what_cannot_be_read_says_why(text: str, reason: str) -> None:
    found = value(text, "vi")
    assert isinstance(found, Unread)
    assert reason in found.reason
    assert (found.text, found.confidence, str(found)) == (text, 0.0, "?")


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("vi", "tăng 14,45%", "+14.45 percent"),
        ("th", "เพิ่มขึ้นร้อยละ 14.45", "+14.45 percent"),
        ("hi", "14.45% की वृद्धि", "+14.45 percent"),
        ("en", "up 14.45 per cent", "+14.45 percent"),
        ("vi", "giảm 2,3 điểm phần trăm", "-2.3 percentage_point"),
        ("th", "ต่ำกว่า 2.3 จุดร้อยละ", "-2.3 percentage_point"),
        ("hi", "2.3 प्रतिशत अंक कम", "-2.3 percentage_point"),
        ("en", "2.3 percentage points lower", "-2.3 percentage_point"),
        ("th", "เพิ่ม 1,100 เฮกตาร์", "+1100 ha"),
        ("en", "cut by 5 days", "-5 day"),
        ("hi", "₹137 करोड़ ज्यादा", "+1370000000 INR"),
        ("vi", "gấp 2,3 lần", "2.3 times"),
        ("th", "สูงขึ้น 2.3 เท่า", "2.3 times"),
        ("hi", "2.3 गुना", "2.3 times"),
        ("en", "increased 2.3-fold", "2.3 times"),
        ("vi", "tăng gấp đôi", "2 times"),
        ("en", "halved", "0.5 times"),
        ("en", "unchanged", "0"),
        ("th", "ทรงตัว", "0"),
        ("en", "-3.2%", "-3.2 percent"),
        ("en", "–2.1%", "-2.1 percent"),
        ("hi", "↑ 2.2%", "+2.2 percent"),
        ("en", "down by a third", "-33.33 percent"),
        ("vi", "giảm ba phần tư", "-75 percent"),
        ("en", "22 per cent leap", "+22 percent"),
        ("hi", "3.6 प्रतिशत फिसलकर", "-3.6 percent"),
        ("en", "up more than 5%", "+5 percent"),
        ("en", "5% more", "+5 percent"),
        ("vi", "gấp 2-3 lần", "2..3 times"),
        ("th", "เพิ่มขึ้น 3 เท่าตัว", "3 times"),
        ("th", "เพิ่มขึ้นเท่าตัว", "2 times"),
        ("en", "increased by a factor of six", "6 times"),
        ("en", "down 0.4 of a percentage point", "-0.4 percentage_point"),
        ("th", "น้อยกว่าปีก่อนร้อยละ 8", "-8 percent"),
        ("hi", "10-12% की कमी", "-10..-12 percent"),
        ("vi", "tăng từ 5 đến 7%", "+5..7 percent"),
        ("en", "rose by 5 to 7%", "+5..7 percent"),
        ("th", "เพิ่มขึ้นร้อยละ 5 ถึง 7", "+5..7 percent"),
        ("th", "ลดลงถึง 1.2 หมื่นล้านบาท", "-12000000000 THB"),
        ("hi", "15% बढ़कर", "+15 percent"),
    ],
)
def test_changes(lang: str, text: str, expected: str) -> None:
    assert str(change(text, lang)) == expected


@pytest.mark.parametrize(
    ("lang", "text", "reason"),
    [
        ("en", "5%", "no direction"),
        ("en", "increased", "no size"),
        ("vi", "tăng lên 62,9%", "to a level"),
        ("vi", "tăng từ 5% lên 7%", "to a level"),
        ("vi", "giảm từ 5 xuống 3%", "to a level"),
        ("th", "ลดลงจากร้อยละ 5 เหลือร้อยละ 3", "to a level"),
        ("hi", "5 से बढ़कर 7 प्रतिशत", "to a level"),
        ("hi", "घटकर 3.2 प्रतिशत रह गई", "to a level"),
        ("hi", "5% से 3% तक गिरावट", "from a higher amount to a lower one"),
        ("en", "down from 5% to 3%", "from a higher amount to a lower one"),
        ("en", "up from 120 to 150 cases", "to a level"),
        ("en", "rose to 62.9%", "to a level"),
        ("en", "", "no size"),
    ],
)
def test_changes_that_are_none(lang: str, text: str, reason: str) -> None:
    found = change(text, lang)
    assert isinstance(found, Unread)
    assert reason in found.reason


@given(st.data(), st.integers(0, 900), st.integers(1, 90))
def test_a_range_may_say_its_unit_twice(data: st.DataObject, lower: int, more: int) -> None:
    lang, mark, units = data.draw(st.sampled_from(_RANGES))
    unit = data.draw(st.sampled_from(units))
    found = value(f"{lower} {unit}{mark}{lower + more} {unit}", lang)
    assert isinstance(found, Quantity)
    assert (found.value, found.upper) == (lower, lower + more)
    turned = value(f"{lower + more} {unit}{mark}{lower} {unit}", lang)
    assert isinstance(turned, Unread)


def test_of_many_rates_the_first_two_count() -> None:
    assert str(value("5 dong" + "/kg" * 100, "en")) == "5 VND/kg/kg"


def test_a_word_before_a_currency_may_be_a_scale() -> None:
    unsure, sure = value("250 xyzzy dong", "en"), value("250 dong", "en")
    assert str(unsure) == str(sure) == "250 VND"
    assert unsure.confidence <= 0.5 < sure.confidence


@given(st.integers(1, 10**9), st.sampled_from(["VND", "USD", "THB", "INR"]))
def test_amounts_of_money_read_back(amount: int, unit: str) -> None:
    for lang in ("vi", "th", "hi", "en"):
        found = value(f"{amount} {unit}", lang)
        assert (found.value, found.unit) == (Decimal(amount), unit)  # type: ignore[union-attr]


@given(st.text(), st.sampled_from(["vi", "th", "hi", "en"]))
def test_nothing_is_raised(text: str, lang: str) -> None:
    assert isinstance(value(text, lang), Quantity | Unread)
    assert isinstance(change(text, lang), Change | Unread)


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "subsided 22%", "-22 percent"),
        ("en", "34% under", "-34 percent"),
        ("en", "swelled by 8,902", "+8902"),
        ("vi", "vơi đi 412 người", "-412 person"),
        ("vi", "bật 9,8%", "+9.8 percent"),
        # Unchanged (bằng) beside a direction is part of a noun.
        ("vi", "tăng 29 văn bằng", "+29 certificate"),
        ("th", "หล่น 15%", "-15 percent"),
        ("th", "ถีบตัว 52 %", "+52 percent"),
        ("hi", "12 हजार डोंग उतरा", "-12000 VND"),
        ("hi", "190 रुपये महंगी", "+190 INR"),
        ("hi", "512 की गिरावट", "-512"),
        # Down by half is half of it, whoever says it.
        ("en", "fell by half", "0.5 times"),
        ("vi", "giảm hơn một nửa", "0.5 times"),
        ("th", "น้อยลงครึ่งหนึ่ง", "0.5 times"),
        ("hi", "आधा घटा", "0.5 times"),
        ("en", "half a metre higher", "+0.5 m"),
    ],
)
def test_words_of_one_direction(lang: str, text: str, expected: str) -> None:
    assert str(change(text, lang)) == expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("th", "318 โครร์รูปี", "3180000000 INR"),
        ("th", "+3.48 ม.รทก.", "3.48 m"),
        ("hi", "27 मिलियन बात", "27000000 THB"),
        ("hi", "240 में 13 मकान", "13/240 house"),
        ("hi", "सैकड़ा 4.9", "4.9 percent"),
        ("en", "1:1,840", "1/1840"),
        ("en", "£1,014 a month", "1014 GBP/month"),
        ("vi", "9 kiểm toán viên", "9 official"),
    ],
)
def test_values_in_units_of_other_countries(lang: str, text: str, expected: str) -> None:
    assert str(value(text, lang)) == expected


@pytest.mark.parametrize("read", [value, change])
def test_what_has_too_many_words_is_no_amount(read: Callable[[str, str], object]) -> None:
    found = read("a " * 200_000 + "5 times", "en")
    assert isinstance(found, Unread)
    assert "are no amount" in found.reason


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("th", "น้อยกว่าปี 2566 จำนวน 1,940 ล้านบาท", "-1940000000 THB"),
        ("th", "เพิ่มขึ้นจากปี 2566-2567 ร้อยละ 5", "+5 percent"),
        ("vi", "năm 2023-2025 tăng 5%", "+5 percent"),
        ("en", "rose year 2023-24 by 5%", "+5 percent"),
        ("vi", "giảm một năm 2000 tỷ đồng", "-2000000000000 VND/year"),
        ("vi", "tăng trưởng âm 6,02%", "-6.02 percent"),
        ("th", "ปรับขึ้นลิตรละ 50 สตางค์", "+0.5 THB/l"),
        ("hi", "दो से तीन गुना", "2..3 times"),
    ],
)
def test_a_year_that_a_size_is_compared_with_is_none(lang: str, text: str, expected: str) -> None:
    assert str(change(text, lang)) == expected
