"""Predicted roles kept within limits: the likeliest rival stays, the rest is untouched."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govspan.annotations import read_schema
from govspan.configs import DEFAULT_SCHEMA
from govspan.pipeline.model import ArgumentPrediction
from govspan.pipeline.role_limits import check_role_limits, keep_within_limits

# Spans 0 to 4; the last is doubtful.
SCORES = (1.0, 1.0, 1.0, 1.0, 0.4)
LIMITS = {"one_filler": ["MEETING.Chair"], "one_event": ["MEASUREMENT.Value"]}


def chair(trigger: int, entity: int, score: float) -> ArgumentPrediction:
    return ArgumentPrediction(trigger, "MEETING", "Chair", entity, score)


def value(trigger: int, entity: int, score: float) -> ArgumentPrediction:
    return ArgumentPrediction(trigger, "MEASUREMENT", "Value", entity, score)


def test_of_two_fillers_the_likelier_stays() -> None:
    assert keep_within_limits([chair(0, 1, 0.6), chair(0, 2, 0.9), chair(3, 4, 0.5)], LIMITS, SCORES) == [
        chair(0, 2, 0.9),
        chair(3, 4, 0.5),
    ]


def test_of_two_events_the_likelier_stays() -> None:
    assert keep_within_limits([value(0, 2, 0.6), value(1, 2, 0.7)], LIMITS, SCORES) == [value(1, 2, 0.7)]


def test_a_doubtful_entity_gives_way_to_a_sure_one() -> None:
    found = [chair(0, 4, 0.9), chair(0, 2, 0.8)]
    assert keep_within_limits(found, LIMITS, SCORES) == found[1:]


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"one_fillers": ["MEETING.Chair"]}, "'one_fillers'"),
        ({"one_filler": "MEETING.Chair"}, "'MEETING.Chair', not a list"),
        ({"one_event": ["MEETING.Chef"]}, "'MEETING.Chef'"),
    ],
)
def test_limits_that_would_hold_nothing_are_refused(limits: dict[str, Any], message: str) -> None:
    schema = read_schema(DEFAULT_SCHEMA)
    check_role_limits(LIMITS, schema)
    with pytest.raises(ValueError, match=message):
        check_role_limits(limits, schema)


def test_a_filler_that_another_event_has_is_none_that_is_in_the_way() -> None:
    # Entity 2 goes to trigger 1, so that trigger 0 keeps nothing of it; 3 is its own.
    found = [value(0, 2, 0.6), value(1, 2, 0.7), value(0, 3, 0.5)]
    assert keep_within_limits(found, LIMITS, SCORES) == found[1:]


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
    kept = keep_within_limits(found, LIMITS, SCORES)
    chairs = Counter(item.trigger for item in kept if (item.event_type, item.role) == ("MEETING", "Chair"))
    values = Counter(item.entity for item in kept if (item.event_type, item.role) == ("MEASUREMENT", "Value"))
    assert all(number == 1 for number in (*chairs.values(), *values.values()))
    unlimited = [item for item in found if item.role == "Place"]
    assert [item for item in kept if item.role == "Place"] == unlimited
    # Whoever has a rival only in himself stays.
    assert keep_within_limits(kept, LIMITS, SCORES) == kept


@given(arguments)
def test_without_limits_nothing_changes(found: list[ArgumentPrediction]) -> None:
    assert keep_within_limits(found, {}, SCORES) == found
