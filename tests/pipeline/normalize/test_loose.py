"""Loose forms of names: the same for other orders and synonyms."""

import pytest

from govspan.pipeline.normalize.lexicon import key
from govspan.pipeline.normalize.loose import loose_form, loose_forms

PAIRS = [
    ("en", "expenditure of the budget", "budget spending"),
    ("en", "number of deaths", "number of fatalities"),
    ("vi", "tỉ lệ hộ nghèo", "hộ nghèo tỷ lệ"),
    ("hi", "बिजली उत्पादन", "विद्युत का उत्पादन"),
    ("th", "ผลผลิตข้าว", "ข้าวผลผลิต"),
    ("th", "จำนวนขยะชุมชน", "ขยะมูลฝอยชุมชนจำนวน"),
]


@pytest.mark.parametrize(("lang", "first", "second"), PAIRS)
def test_order_and_synonyms_do_not_matter(lang: str, first: str, second: str) -> None:
    assert loose_form(key(first), lang) == loose_form(key(second), lang)


@pytest.mark.parametrize(
    ("lang", "first", "second"),
    [
        ("en", "rice area", "rice output"),
        ("vi", "diện tích lúa", "sản lượng lúa"),
        ("hi", "निर्यात", "आयात"),
        ("th", "ราคาข้าว", "ผลผลิตข้าว"),
    ],
)
def test_other_words_do(lang: str, first: str, second: str) -> None:
    assert loose_form(key(first), lang) != loose_form(key(second), lang)


@pytest.mark.parametrize("lang", ["vi", "th", "hi", "en"])
def test_many_names_read_as_one_text_are_as_each_alone(lang: str) -> None:
    names = [key(name) for other, *pair in PAIRS if other == lang for name in pair]
    assert loose_forms(names, lang) == [loose_form(name, lang) for name in names]
    assert loose_forms([], lang) == []
