from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from strategies import words as any_word

from govspan.pipeline.forms import FEATURES, HASHES, form_features, normalise

ROWS = 20000


def features(word: str, gap: str = "") -> dict[str, list[int]]:
    row = form_features([word], [gap], ROWS)[0].reshape(len(FEATURES), HASHES)
    return {name: values.tolist() for name, values in zip(FEATURES, row, strict=True)}


def same(one: str, two: str) -> set[str]:
    """The features in which two words are alike, the space before them left out."""
    first, second = features(one), features(two)
    return {name for name in FEATURES[:-1] if first[name] == second[name]}


@given(any_word)
def test_composed_and_decomposed_words_have_equal_features(word: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, word) for form in ("NFC", "NFD"))
    assert features(composed) == features(decomposed) == features(word)
    assert normalise(composed) == normalise(decomposed)


@given(any_word)
def test_a_word_is_normalised_to_something(word: str) -> None:
    assert len(normalise(word)) > 0


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Quye\u0302\u0301t", "Quyết"),
        ("क्\u200dष", "क्ष"),
        ("र्\u200cय", "र्य"),
        ("น\u0e4d\u0e32", "น\u0e33"),
        ("\u200d", "\u200d"),
    ],
)
def test_one_word_has_one_normal_form(word: str, expected: str) -> None:
    assert normalise(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("น\u0e4d\u0e49\u0e32", "น\u0e49\u0e33", id="sara am around a tone mark"),
        pytest.param("e\u200d\u0301", "é", id="joiner between letter and mark"),
    ],
)
def test_no_two_spellings_of_a_word_stay_apart(word: str, expected: str) -> None:
    assert normalise(word) == expected


def test_hashes_are_the_same_in_every_process() -> None:
    assert form_features(["Quyết"], [""], ROWS).tolist() == [
        [5286, 871, 19304, 12787, 7211, 19847, 9429, 8985, 12353, 18060, 19573, 12981, 5984, 18837]
    ]
    assert form_features(["น้ำ"], ["\n"], ROWS).tolist() == [
        [10091, 13, 4359, 14781, 814, 4940, 19133, 4525, 12234, 1852, 2530, 11680, 11994, 8520]
    ]


def test_features_see_what_they_are_named_after() -> None:
    every = set(FEATURES[:-1])
    assert same("2031", "4567") == every
    assert same("๒๕๗๔", "2031") == every
    assert same("bộ", "Bộ") == every - {"shape"}
    assert same("reporting", "reported") == {"prefix1", "prefix3", "shape"}
    assert same("nation", "station") == {"suffix2", "suffix3", "shape"}
    assert same("abcd", "abcdefgh") == {"prefix1", "prefix3", "shape"}
    assert same("ab", "abc") == {"prefix1"}


def test_the_gap_before_a_word_is_a_feature() -> None:
    gaps = ["", " ", "\t\u00a0", "\n", " \n "]
    kinds = [features("x", gap)["space"] for gap in gaps]
    assert kinds[1] == kinds[2]
    assert kinds[3] == kinds[4]
    assert len({tuple(kind) for kind in kinds}) == 3
    assert all(features("x", gap)["norm"] == features("x")["norm"] for gap in gaps)


@given(any_word)
def test_rows_are_within_the_table(word: str) -> None:
    found = form_features([word, word], ["", " "], 7)
    assert found.shape == (2, len(FEATURES) * HASHES)
    assert found.dtype == np.int64
    assert 0 <= found.min() <= found.max() < 7


def test_no_words_give_no_rows() -> None:
    assert form_features([], [], ROWS).shape == (0, len(FEATURES) * HASHES)


def test_every_word_needs_its_gap() -> None:
    with pytest.raises(ValueError, match="zip"):
        form_features(["a", "b"], [""], ROWS)
