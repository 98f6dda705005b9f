from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from strategies import any_text

from govspan.pipeline.breaks import BREAKS, word_breaks
from govspan.pipeline.encoding import read_words
from govspan.pipeline.tokenizer import Tokenizer


def breaks(tokenizer: Tokenizer, text: str) -> list[list[str]]:
    """The words of each clause."""
    words = read_words(text, tokenizer.offsets(text))
    clauses: dict[int, list[str]] = {}
    for word, (_, _, clause) in zip(words.texts, words.breaks.tolist(), strict=True):
        clauses.setdefault(clause, []).append(word)
    return list(clauses.values())


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Exports rose. The Ministry met", [0, 0, 0, 1, 1, 1]),
        ("Circular No. 43 was signed", [0] * 6),
        ("about approx. two tonnes", [0] * 5),
        ("Xuất khẩu tăng. Bộ họp!  Sau đó", [0, 0, 0, 0, 1, 1, 1, 2, 2]),
        ("निर्यात बढ़ा। मंत्रालय", [0, 0, 0, 1]),
        ("Is it so? Yes", [0, 0, 0, 0, 1]),
    ],
)
def test_sentences(tokenizer: Tokenizer, text: str, counts: list[int]) -> None:
    assert read_words(text, tokenizer.offsets(text)).breaks[:, 1].tolist() == counts


def test_clauses(tokenizer: Tokenizer) -> None:
    assert breaks(tokenizer, "Rice, up 4%; tea (Moc Chau)") == [
        ["Rice", ","],
        ["up", "4", "%", ";"],
        ["tea", "("],
        ["Moc", "Chau", ")"],
    ]
    # A Thai space ends a clause, one between a number and its unit does not.
    assert ["".join(clause) for clause in breaks(tokenizer, "ประชุม เรื่อง 12 บาท")] == [
        "ประชุม",
        "เรื่อง",
        "12บาท",
    ]


@given(any_text)
def test_a_stronger_break_ends_the_weaker_ones(tokenizer: Tokenizer, text: str) -> None:
    words = read_words(text, tokenizer.offsets(text))
    steps = np.diff(words.breaks, axis=0)
    assert words.breaks.shape == (len(words.texts), len(BREAKS))
    assert ((steps >= 0) & (steps <= 1)).all()
    assert (np.diff(steps, axis=1) >= 0).all()
    lines = [gap.count("\n") > 0 for gap in words.gaps[1:]]
    assert (steps[:, 0] == np.array(lines, dtype=int)).all()


def test_no_words_have_no_breaks() -> None:
    assert word_breaks([], []).shape == (0, 3)
    assert word_breaks(["a"], ["\n"]).tolist() == [[0, 0, 0]]
