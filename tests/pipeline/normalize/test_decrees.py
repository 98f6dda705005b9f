from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize import Instrument, Unread
from govspan.pipeline.normalize.decrees import read_decree
from govspan.pipeline.normalize.lexicon import load_lexicon


@pytest.mark.parametrize(
    ("lang", "text", "expected", "year"),
    [
        ("vi", "Nghị định số 43/2024/NĐ-CP", "decree 43/2024/ND-CP", 2024),
        ("vi", "Nghị định số 43 / 2024 / NÐ – CP", "decree 43/2024/ND-CP", 2024),
        ("vi", "Nghị định\nsố 43/2024/NĐ-\nCP", "decree 43/2024/ND-CP", 2024),
        ("th", "พระราชกฤษฎีกาเลขที่ 43/2024/NĐ-CP", "decree 43/2024/ND-CP", 2024),
        ("hi", "डिक्री संख्या 43/2024/NĐ-CP", "decree 43/2024/ND-CP", 2024),
        ("en", "Decree No. 43/2024/ND-CP", "decree 43/2024/ND-CP", 2024),
        ("en", "Decree No.43/2024/NĐ-CP", "decree 43/2024/ND-CP", 2024),
        # The word is often translated wrongly, the code is not.
        ("th", "คำตัดสินเลขที่ 417/QĐ-UBND", "decision 417/QD-UBND", None),
        ("th", "คำสั่งกรมศุลกากร ที่ ๔๐๒/๒๕๗๕", "order 402/2575", 2032),
        ("th", "กฎกระทรวง ฉบับที่ ๑๑ (พ.ศ. ๒๕๗๔)", "ministerial_regulation 11/2574", 2031),
        ("th", "หนังสือด่วนที่สุด ที่ กค 0402.5/ว 118", "official_letter กค0402.5/ว118", None),
        ("hi", "अधिसूचना संख्या सा.का.नि. 417(अ)", "notification GSR-417(E)", None),
        ("hi", "अधिसूचना संख्या सा॰का॰नि॰ ४१७(अ)", "notification GSR-417(E)", None),
        ("hi", "अधिसूचना सं. का. आ. 1533 (अ)", "notification SO-1533(E)", None),
        ("hi", "2017 का अधिनियम संख्या 12", "act 12/2017", 2017),
        ("hi", "अधिनियम (1986 का 29)", "act 29/1986", 1986),
        ("hi", "अधिनियम संख्या 12, 2017", "act 12/2017", 2017),
        ("vi", "Quyết định số 62 năm 2011", "decision 62/2011", 2011),
        ("vi", "Quyết định (số 12/2024/QĐ-UBND)", "decision 12/2024/QD-UBND", 2024),
        ("vi", "G.O. Ms. No. 15", "order GO-MS-15", None),
        ("th", "พ.ร.บ. (ฉบับที่ 2) พ.ศ. 2560", "act 2/2560", 2017),
        ("th", "พระราชบัญญัติประกันสังคม (ฉบับที่ ๔) พุทธศักราช ๒๕๕๘", "act 4/2558", 2015),
        ("th", "พ.ร.ฎ. ฉบับที่ 789 พ.ศ. 2567", "decree 789/2567", 2024),
        ("th", "กฎหมายเลขที่ 31/2024/QH15", "law 31/2024/QH15", 2024),
        ("th", "ที่ กค 0402.5/ว 118", "official_letter กค0402.5/ว118", None),
        ("th", "บันทึกข้อความ ที่ กษ 0201.3/567", "memorandum กษ0201.3/567", None),
        ("en", "Act (No. 7), B.E. 2560", "act 7/2560", 2017),
        ("en", "Act (No. 9), B.E. 2566 (2023)", "act 9/2566", 2023),
        ("hi", "परिपत्र सं० 27/2022", "circular 27/2022", 2022),
        ("hi", "राजपत्र संख्या 4512", "gazette 4512", None),
        (
            "th",
            "กฎกระทรวงฉบับที่ 126 (พ.ศ. 2509) ออกตามความในประมวลรัษฎากร",
            "ministerial_regulation 126/2509",
            1966,
        ),
        ("en", "Companies Act, 2013 (18 of 2013)", "act 18/2013", 2013),
        ("vi", "Đạo luật (Số 3) Phật lịch 2562", "act 3/2562", 2019),
        ("en", "G.S.R. 417(E)", "notification GSR-417(E)", None),
        ("hi", "राजपत्र अधिसूचना का.आ. 2764(अ)", "notification SO-2764(E)", None),
        ("en", "G.O. Ms. No. 15 of 2019", "order GO-MS-15/2019", 2019),
        ("hi", "परिपत्र क्र. एफएसएसए/118/2030", "circular FSSA/118/2030", 2030),
        ("en", "S.I. No. 52 of 2031", "document SI-52/2031", 2031),
        ("en", "Act No. 88 of 2030", "act 88/2030", 2030),
        ("en", "Ministerial Regulation No. 3 B.E. 2575", "ministerial_regulation 3/2575", 2032),
        ("en", "Gazette Notice No. 4413", "notice 4413", None),
        ("en", "Statutory Instrument 2031 No. 318 (W. 61)", "document 318/2031", 2031),
        ("en", "Welsh Health Circular WHC (2031) 022", "circular WHC-022/2031", 2031),
        ("en", "P.U. (B) 177/2031", "document PU(B)-177/2031", 2031),
        ("hi", "अधिसूचना संख्या डीपीएआर 12 एसएएस 2031", "notification DPAR-12-SAS/2031", 2031),
        ("hi", "अधिसूचना क्रमांक एफ-12-3/2030/सं. 4", "notification F-12-3/2030/सं.4", 2030),
        # ที่ is a part of the issuer's name too.
        ("th", "ประกาศสำนักงานเขตพื้นที่การศึกษา เขต 1 ที่ 9/2574", "notification 9/2574", 2031),
        ("vi", "1203/QĐ-UBND", "decision 1203/QD-UBND", None),
    ],
)
def test_one_key_for_one_instrument(lang: str, text: str, expected: str, year: int | None) -> None:
    found = read_decree(text, load_lexicon(lang))
    assert str(found) == expected
    assert isinstance(found, Instrument)
    assert found.year == year


def test_the_issuer_is_in_the_code() -> None:
    found = read_decree("Quyết định số 1203/QĐ-UBND", load_lexicon("vi"))
    assert isinstance(found, Instrument)
    assert found.issuer == "UBND"


def test_what_is_too_long_is_no_instrument() -> None:
    found = read_decree("1" * 1_000_000, load_lexicon("en"))
    assert isinstance(found, Unread)
    assert "no name of an instrument" in found.reason


def test_without_a_number_there_is_no_key() -> None:
    found = read_decree("Nghị định của Chính phủ", load_lexicon("vi"))
    assert isinstance(found, Unread)
    assert found.reason == "no number"


@given(st.text(), st.sampled_from(["vi", "th", "hi", "en"]))
def test_nothing_is_raised(text: str, lang: str) -> None:
    assert isinstance(read_decree(text, load_lexicon(lang)), Instrument | Unread)


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("vi", "Thông tư 80 /2021/TT-BTC của Bộ Tài chính", "circular 80/2021/TT-BTC"),
        ("vi", "28-NQ/TW", "resolution 28-NQ/TW"),
        # The Party's codes give way to the word.
        ("vi", "Quy định số 41-QĐ/TW", "regulation 41-QD/TW"),
        ("hi", "आरबीआई/2022-23/111 परिपत्र", "circular RBI/2022-23/111"),
        ("hi", "का०आ० 3456(अ)", "notification SO-3456(E)"),
        ("hi", "ज्ञापांक 1876", "memorandum 1876"),
    ],
)
def test_what_fresh_probes_found(lang: str, text: str, expected: str) -> None:
    assert str(read_decree(text, load_lexicon(lang))) == expected
