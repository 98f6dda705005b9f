"""Words of names: the same for other orders and synonyms."""

import pytest

from govspan.pipeline.normalize.lexicon import key
from govspan.pipeline.normalize.loose import loose_words

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
    assert loose_words(key(first), lang) == loose_words(key(second), lang)


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
    assert loose_words(key(first), lang) != loose_words(key(second), lang)


def test_the_longest_phrase_is_read_and_what_it_is_read_as_is_left_alone() -> None:
    # "case" alone is another word, and "file" is what both are read as.
    assert loose_words("case files", "en") == loose_words("dossiers", "en") == {"file"}
    assert loose_words("", "en") == set()
    assert loose_words("of the", "en") == set()


def test_a_language_without_synonyms_has_all_words() -> None:
    assert loose_words("the budget, of the state", "xx") == {"budget", "of", "state", "the"}
