from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize.lexicon import load_lexicon, scan
from govspan.pipeline.normalize.numbers import Number, Separators, UnreadNumberError, read_number

LANGS = ("vi", "th", "hi", "en")


def read(text: str, lang: str, document: str | None = None, whole: bool | None = None) -> Number | None:
    lexicon = load_lexicon(lang)
    return read_number(scan(text, lexicon), Separators(lexicon.decimal, document), whole)


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("vi", "ba mươi hai", "32"),
        ("vi", "hai mươi lăm", "25"),
        ("vi", "một trăm lẻ tám", "108"),
        ("vi", "ba nghìn hai trăm mười một", "3211"),
        ("vi", "hai nghìn tỷ", "2000000000000"),
        ("vi", "1,5 triệu", "1500000"),
        ("vi", "hai triệu rưỡi", "2500000"),
        ("vi", "3 vạn", "30000"),
        ("vi", "hai phẩy bảy", "2.7"),
        ("th", "ยี่สิบห้า", "25"),
        ("th", "สองล้านสองแสน", "2200000"),
        ("th", "3,300.63 พันล้าน", "3300630000000"),
        ("th", "๑.๒ ล้านล้าน", "1200000000000"),
        ("th", "หนึ่งร้อยสิบเอ็ด", "111"),
        ("th", "สองล้านครึ่ง", "2500000"),
        ("th", "ห้าหมื่นสี่พัน", "54000"),
        ("th", "ศูนย์จุดเจ็ดเจ็ด", "0.77"),
        ("hi", "पच्चीस", "25"),
        ("hi", "छह", "6"),
        ("hi", "डेढ़ करोड़", "15000000"),
        ("hi", "साढ़े तीन लाख", "350000"),
        ("hi", "सवा लाख", "125000"),
        ("hi", "पौने दो", "1.75"),
        ("hi", "2 लाख करोड़", "2000000000000"),
        ("hi", "3,652 करोड़ 56 लाख", "36525600000"),
        ("hi", "निन्यानवे हज़ार नौ सौ निन्यानवे", "99999"),
        ("hi", "१२,३४,५६७", "1234567"),
        ("en", "twenty-five", "25"),
        ("en", "three thousand two hundred and eleven", "3211"),
        ("en", "half a million", "500000"),
        ("en", "one and a half million", "1500000"),
        ("en", "6 billion 200 million", "6200000000"),
        ("en", "2.31 lakh crore", "2310000000000"),
        ("en", "two dozen", "24"),
        ("en", "１，２３４", "1234"),
    ],
)
def test_words_scales_and_digits(lang: str, text: str, value: str) -> None:
    number = read(text, lang)
    assert number is not None
    assert number.value == Decimal(value)


@pytest.mark.parametrize(
    ("literal", "lang", "document", "whole", "value", "certain"),
    [
        # Only one reading.
        ("3.300,63", "en", None, None, "3300.63", True),
        ("3,300.63", "vi", None, None, "3300.63", True),
        ("3 300,63", "vi", None, None, "3300.63", True),
        ("3.300.630", "en", None, None, "3300630", True),
        ("12,34,567", "vi", None, None, "1234567", True),
        ("0.625", "vi", None, None, "0.625", True),
        ("1'234'567", "en", None, None, "1234567", True),
        # Two: the language, the document and the kind of thing decide, in that order of weight.
        ("3.300", "vi", None, None, "3300", False),
        ("3.300", "en", None, None, "3.3", False),
        ("3.300", "en", ",", None, "3300", False),
        ("3.300", "en", None, True, "3300", False),
        ("3,300", "vi", None, True, "3300", False),
        ("14,450", "vi", None, False, "14.45", False),
        ("1.125", "en", ".", True, "1125", False),
    ],
)
def test_separators(
    literal: str, lang: str, document: str | None, whole: bool | None, value: str, certain: bool
) -> None:
    number = read(literal, lang, document, whole)
    assert number is not None
    assert number.value == Decimal(value)
    assert (number.confidence == 1.0) is certain


@pytest.mark.parametrize("literal", ["12.10.2031", "1,2345,678", "3.30.63", "1" * 41, "192.168.0.1"])
def test_what_no_convention_reads_is_no_number(literal: str) -> None:
    with pytest.raises(UnreadNumberError):
        read(literal, "en")


def test_a_document_shows_its_convention() -> None:
    assert Separators.of(".", ["3.300,63", "1.250", "4,5"]).document == ","
    assert Separators.of(",", ["3,300.63", "4.5", "12"]).document == "."
    assert Separators.of(",", ["3.300", "12"]).document is None
    assert Separators.of(",", ["4.5", "4,5"]).document is None


def grouped(value: Decimal, group: str, decimal: str, indian: bool = False) -> str:
    whole, _, part = format(value, "f").partition(".")
    head, tail = (whole[:-3], whole[-3:]) if len(whole) > 3 else ("", whole)
    size = 2 if indian else 3
    while head:
        tail = head[-size:] + group + tail
        head = head[:-size]
    return tail + (decimal + part if part else "")


DIGITS = {
    "vi": "0123456789",
    "th": "๐๑๒๓๔๕๖๗๘๙",
    "hi": "०१२३४५६७८९",
    "en": "０１２３４５６７８９",
}
SCALES = {
    "vi": {"": 0, " nghìn": 3, " triệu": 6, " tỷ": 9, " nghìn tỷ": 12},
    "th": {"": 0, " พัน": 3, " ล้าน": 6, "พันล้าน": 9, " ล้านล้าน": 12},
    "hi": {"": 0, " हजार": 3, " लाख": 5, " करोड़": 7, " लाख करोड़": 12},
    "en": {"": 0, " thousand": 3, " million": 6, " billion": 9, " trillion": 12},
}


@given(st.data())
def test_any_number_in_any_convention_reads_back(data: st.DataObject) -> None:
    lang = data.draw(st.sampled_from(LANGS))
    decimal = data.draw(st.sampled_from(".,"))
    group = "," if decimal == "." else "."
    # Two decimals, so that the convention shows; what is ambiguous is tested above.
    value = Decimal(data.draw(st.integers(1, 10**11))) / 100
    value = value.quantize(Decimal("0.01"))
    indian = lang == "hi" and decimal == "."
    written = grouped(value, group, decimal, indian)
    if data.draw(st.booleans()):
        written = written.translate(str.maketrans("0123456789", DIGITS[lang]))
    scale, exponent = data.draw(st.sampled_from(list(SCALES[lang].items())))
    number = read(written + scale, lang)
    assert number is not None
    assert number.value == value.scaleb(exponent)
    assert number.taken == len(scan(written + scale, load_lexicon(lang)))


@given(st.text(), st.sampled_from(LANGS))
def test_nothing_but_an_unread_number_is_raised(text: str, lang: str) -> None:
    with suppress(UnreadNumberError):
        read(text, lang)
