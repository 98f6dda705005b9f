from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import word_offsets_in_text

from govspan.pipeline.alignment import align

# "one two.three" with the space left out.
WORDS = [(0, 3), (4, 7), (7, 8), (8, 13)]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 3, (0, 1, True)),
        (4, 13, (1, 4, True)),
        (0, 13, (0, 4, True)),
        (1, 3, (0, 1, False)),
        (0, 2, (0, 1, False)),
        (3, 7, (1, 2, False)),
        (0, 4, (0, 1, False)),
        (6, 9, (1, 4, False)),
        (3, 4, (1, 1, False)),
        (13, 20, (4, 4, False)),
        (7, 7, (2, 2, False)),
    ],
)
def test_characters_become_the_words_that_they_touch(
    start: int, end: int, expected: tuple[int, int, bool]
) -> None:
    assert align(WORDS, start, end) == expected


@given(word_offsets_in_text(), st.integers(0, 50), st.integers(1, 20))
def test_exactly_the_touched_words_are_found(words: list[tuple[int, int]], start: int, length: int) -> None:
    end = start + length
    touched = [at for at, word in enumerate(words) if word[0] < end and word[1] > start]
    first, last, exact = align(words, start, end)
    assert list(range(first, last)) == touched
    assert exact == (bool(touched) and words[touched[0]][0] == start and words[touched[-1]][1] == end)


def test_a_text_without_words_gives_an_empty_range() -> None:
    assert align([], 0, 5) == (0, 0, False)
