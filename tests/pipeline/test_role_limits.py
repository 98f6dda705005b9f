"""Predicted roles kept within limits: the likeliest rival stays, the rest is untouched."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from govspan.pipeline.model import ArgumentPrediction
from govspan.pipeline.role_limits import keep_within_limits

LIMITS = {"one_filler": ["MEETING.Chair"], "one_event": ["MEASUREMENT.Value"]}


def chair(trigger: int, entity: int, score: float) -> ArgumentPrediction:
    return ArgumentPrediction(trigger, "MEETING", "Chair", entity, score)


def value(trigger: int, entity: int, score: float) -> ArgumentPrediction:
    return ArgumentPrediction(trigger, "MEASUREMENT", "Value", entity, score)


def test_of_two_fillers_the_likelier_stays() -> None:
    assert keep_within_limits([chair(0, 1, 0.6), chair(0, 2, 0.9), chair(3, 4, 0.5)], LIMITS) == [
        chair(0, 2, 0.9),
        chair(3, 4, 0.5),
    ]


def test_of_two_events_the_likelier_stays() -> None:
    assert keep_within_limits([value(0, 2, 0.6), value(1, 2, 0.7)], LIMITS) == [value(1, 2, 0.7)]


def test_a_filler_that_another_event_has_is_none_that_is_in_the_way() -> None:
    # Entity 2 goes to trigger 1, so that trigger 0 keeps nothing of it; 3 is its own.
    found = [value(0, 2, 0.6), value(1, 2, 0.7), value(0, 3, 0.5)]
    assert keep_within_limits(found, LIMITS) == found[1:]


arguments = st.lists(
    st.builds(
        ArgumentPrediction,
        trigger=st.integers(0, 3),
        event_type=st.sampled_from(["MEETING", "MEASUREMENT"]),
        role=st.sampled_from(["Chair", "Value", "Place"]),
        entity=st.integers(0, 3),
        score=st.floats(0, 1),
    )
)


@given(arguments)
def test_limits_hold_and_nothing_else_is_lost(found: list[ArgumentPrediction]) -> None:
    kept = keep_within_limits(found, LIMITS)
    chairs = Counter(item.trigger for item in kept if (item.event_type, item.role) == ("MEETING", "Chair"))
    values = Counter(item.entity for item in kept if (item.event_type, item.role) == ("MEASUREMENT", "Value"))
    assert all(number == 1 for number in (*chairs.values(), *values.values()))
    unlimited = [item for item in found if item.role == "Place"]
    assert [item for item in kept if item.role == "Place"] == unlimited
    # Whoever has a rival only in himself stays.
    assert keep_within_limits(kept, LIMITS) == kept


@given(arguments)
def test_without_limits_nothing_changes(found: list[ArgumentPrediction]) -> None:
    assert keep_within_limits(found, {}) == found
