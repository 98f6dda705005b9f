from __future__ import annotations

import pytest

from govspan.pipeline.normalize.lexicon import load_lexicon
from govspan.pipeline.normalize.numbers import Separators
from govspan.pipeline.normalize.quantities import read_value


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("th", "ไร่ละ 1,000 บาท", "1000 THB/rai"),
        ("th", "ต่อไร่ 450 กิโลกรัม", "450 kg/rai"),
        ("hi", "प्रति हेक्टेयर 45 क्विंटल", "45 quintal/ha"),
        # The rate's base is no amount.
        ("en", "cases per 100,000 people", "?"),
        ("th", "บาทต่อ 100 กิโลกรัม", "?"),
        ("hi", "रुपये प्रति 100 किलो", "?"),
        # Coins are parts of their currency.
        ("th", "50 สตางค์ต่อลิตร", "0.5 THB/l"),
        ("hi", "25 पैसे", "0.25 INR"),
        # Number words.
        ("vi", "Mười bốn tỷ, chín trăm triệu đồng", "14900000000 VND"),
        ("en", "5 million, thousand people", "5000000 person"),
        ("hi", "दस-पंद्रह दिन", "10..15 day"),
        ("en", "two million-three million baht", "2000000..3000000 THB"),
        ("en", "two-three-four percent", "?"),
        ("en", "twenty-five people", "25 person"),
        ("vi", "39,5/100.000 dân", "39.5 per_100000"),
        # Abbreviations.
        ("en", "262.5 LMT", "26250000 t"),
        ("th", "120 ลบ. ม.", "120 m3"),
        ("hi", "रु0 12.5 लाख", "1250000 INR"),
        ("en", "1.35 billion cubic metres", "1350000000 m3"),
    ],
)
def test_what_fresh_probes_and_a_reviewer_found(lang: str, text: str, expected: str) -> None:
    lexicon = load_lexicon(lang)
    assert str(read_value(text, lexicon, Separators(lexicon.decimal))) == expected
