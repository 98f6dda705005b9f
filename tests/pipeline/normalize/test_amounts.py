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
        # A ratio whose unit is said twice, or of every so many.
        ("en", "412 households out of the 1,500 households", "412/1500 household"),
        ("th", "61 ต้น จาก 330 ต้น", "61/330 tree"),
        ("hi", "85 कर्मियों में 3 कर्मी", "3/85 worker"),
        ("vi", "cứ 10 hộ thì có 7 hộ", "7/10 household"),
        ("hi", "हर 10 में से 7 परिवार", "7/10 household"),
        ("en", "seven in every ten households", "7/10 household"),
        # What has another unit, and less than a part of it, is no ratio.
        ("en", "12 households of 5 villages", "12 household"),
        ("en", "12 households of the 5 households", "12 household"),
        # What a translation left in the other language.
        ("en", "35 ล้าน baht", "35000000 THB"),
        ("hi", "20 tỷ đồng", "20000000000 VND"),
        ("en", "3 Yên Bái communes", "3 commune"),
        ("en", "12 villages in Năm Căn", "12 village"),
        ("vi", "20 करोड़ रुपये", "200000000 INR"),
        ("vi", "4 phút 12 giây", "4.2 minute"),
        ("hi", "1,000 रुपये मासिक", "1000 INR/month"),
        ("hi", "12 मासिक रिपोर्ट", "12 report"),
        # A ratio is of things that are counted, and of nothing else.
        ("vi", "500 ha, trong đó có 20 ha lúa", "500 ha"),
        ("hi", "24 घंटे में 5 घंटे", "24 hour"),
        ("th", "ร้อยละ 5 จากร้อยละ 10", "5 percent"),
        ("en", "1,000 people in each commune", "1000 person/commune"),
        ("en", "5 out of every 10,000 people", "5 per_10000"),
        ("vi", "500 đồng trên mỗi kg", "500 VND/kg"),
        # Equal to is no multiple.
        ("th", "เท่ากับ 5 ล้านบาท", "5000000 THB"),
        ("th", "เกือบ 2.5 เท่า", "2.5 times"),
        # A scale that is said once is that of both ends, if no unit closes the first.
        ("en", "Rs 500 to Rs 750 crore", "5000000000..7500000000 INR"),
        ("th", "1 บาท ถึง 3 ล้านบาท", "1..3000000 THB"),
        ("en", "from 900 to 1.2 million people", "900..1200000 person"),
    ],
)
def test_what_fresh_probes_and_a_reviewer_found(lang: str, text: str, expected: str) -> None:
    lexicon = load_lexicon(lang)
    assert str(read_value(text, lexicon, Separators(lexicon.decimal))) == expected


@pytest.mark.parametrize(
    ("text", "confidence"),
    [("5 rai 2 nagan", 0.5), ("12 rai 3 ngan", 1), ("61.2% of the 2031 plan", 1), ("20 km (12 miles)", 1)],
)
def test_what_may_be_a_part_that_no_table_has_makes_it_unsure(text: str, confidence: float) -> None:
    assert read_value(text, load_lexicon("en"), Separators(".")).confidence == confidence
