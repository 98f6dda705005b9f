"""Postings: what sets of words share with others."""

from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.normalize.postings import Postings

WORDS = st.frozensets(st.sampled_from("abcde"))
WEIGHTS = {"a": 1.0, "b": 2.0, "c": 4.0, "d": 8.0, "e": 16.0}


@given(st.lists(WORDS), WORDS)
def test_shared_is_the_weight_of_common_words(sets: list[frozenset[str]], words: frozenset[str]) -> None:
    found = Postings(sets, WEIGHTS).shared(words | {"of none"})
    assert found.tolist() == [sum(WEIGHTS[word] for word in own & words) for own in sets]
