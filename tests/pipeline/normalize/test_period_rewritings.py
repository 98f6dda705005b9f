from __future__ import annotations

import pytest

from govspan.pipeline.normalize.period_meanings import MEANINGS, Meaning, Rewriting
from govspan.pipeline.normalize.period_rewritings import REWRITINGS, settle


@pytest.mark.parametrize("step", [*(meaning.there for meaning in MEANINGS), *REWRITINGS])
def test_every_step_makes_of_its_example_what_it_says(step: Rewriting) -> None:
    assert step.before != step.after
    assert step.pattern.sub(step.replacement, step.before) == step.after


@pytest.mark.parametrize("step", [*(meaning.there for meaning in MEANINGS), *REWRITINGS])
def test_no_step_before_it_takes_an_example_away(step: Rewriting) -> None:
    assert settle(step.before) == settle(step.after)


@pytest.mark.parametrize("meaning", [meaning for meaning in MEANINGS if meaning.word != meaning.elsewhere])
def test_a_word_of_two_meanings_is_never_left(meaning: Meaning) -> None:
    assert meaning.word not in settle(f"X {meaning.word} X").split()
