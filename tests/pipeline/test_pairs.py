from __future__ import annotations

import numpy as np
import pytest

from govspan.annotations import Schema
from govspan.pipeline.pairs import NO_ROLE, PAIR_FEATURES, Pairs, RoleSpace, find_pairs

SCHEMA = Schema.from_dict(
    {
        "labels": {"A": "", "B": ""},
        "events": {
            "GO": {"roles": {"Who": ["A", "B"], "To": ["B"]}},
            "RATE": {"trigger": "A", "roles": {"Of": ["B"]}},
        },
    }
)
A, B, GO = 0, 1, 2
#: Fourteen words on three lines, in four sentences of six clauses.
BREAKS = np.column_stack(
    [
        [0] * 4 + [1] * 6 + [2] * 4,
        [0] * 2 + [1] * 2 + [2] * 6 + [3] * 4,
        [0] * 2 + [1] * 2 + [2] * 3 + [3] * 3 + [4] * 2 + [5] * 2,
    ]
)


def rows(pairs: Pairs) -> list[tuple[int, int, int, list[int]]]:
    return [
        (int(trigger), int(entity), int(kind), features)
        for trigger, entity, kind, features in zip(
            pairs.triggers, pairs.entities, pairs.types, pairs.features.tolist(), strict=True
        )
    ]


def test_the_role_space_is_the_schema_in_numbers() -> None:
    space = RoleSpace(SCHEMA)
    assert space.types == ["GO", "RATE"]
    assert space.roles == [(0, "Who"), (0, "To"), (1, "Of")]
    assert [space.role_class(0, "Who"), space.role_class(0, "To"), space.role_class(1, "Of")] == [1, 2, 3]
    assert space.triggered == [[1], [], [0]]
    assert space.needs_argument == [False, True]
    # By type and tag: no role, Who, To, Of.
    assert space.allowed.astype(int).tolist() == [
        [[1, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0]],
        [[1, 0, 0, 0], [1, 0, 0, 1], [1, 0, 0, 0]],
    ]


def test_an_unknown_role_has_no_class() -> None:
    with pytest.raises(ValueError, match="not in list"):
        RoleSpace(SCHEMA).role_class(1, "Who")


def test_features_are_those_computed_by_hand() -> None:
    spans = [(0, 1, B), (2, 3, GO), (4, 6, B), (9, 10, GO), (12, 13, B)]
    pairs = find_pairs(spans, BREAKS, RoleSpace(SCHEMA), 512)
    # Distance: 8 + or - (1 + the power of two in words); rank: 4 + the how-many-eth B
    # after the trigger, from 0, or before it, from -1; GOs between;
    # triggers of any kind between; lines, sentences and clauses between.
    assert rows(pairs) == [
        (1, 0, 0, [8 - 2, 3, 0, 0, 0, 1, 1]),
        (1, 2, 0, [8 + 2, 4, 0, 0, 1, 1, 1]),
        (1, 4, 0, [8 + 4, 5, 1, 1, 2, 2, 4]),
        (3, 0, 0, [8 - 4, 2, 1, 1, 1, 2, 3]),
        (3, 2, 0, [8 - 3, 3, 0, 0, 0, 0, 1]),
        (3, 4, 0, [8 + 2, 4, 0, 0, 1, 1, 2]),
    ]
    assert pairs.allowed.astype(int).tolist() == [[1, 1, 1, 0]] * 6


def test_features_end_at_their_last_step() -> None:
    spans = [(at, at + 1, B) for at in range(6)] + [
        (200, 201, GO),
        (300, 301, GO),
        (400, 401, GO),
        (500, 501, GO),
    ]
    breaks = np.column_stack([np.arange(501)] * 3)
    pairs = find_pairs(spans, breaks, RoleSpace(SCHEMA), 512)
    features = {(trigger, entity): values for trigger, entity, _, values in rows(pairs)}
    assert features[9, 0] == [0, 0, 3, 3, 3, 5, 7]
    assert all((pairs.features < np.array(PAIR_FEATURES)).all(axis=1))
    assert (pairs.features >= 0).all()


def test_adjacent_words_are_one_step_apart() -> None:
    pairs = find_pairs([(0, 1, B), (1, 2, GO), (2, 3, B)], BREAKS, RoleSpace(SCHEMA), 512)
    assert pairs.features[:, 0].tolist() == [8 - 1, 8 + 1]


def test_a_role_of_the_entity_that_triggers() -> None:
    pairs = find_pairs([(0, 1, A), (1, 2, B)], BREAKS, RoleSpace(SCHEMA), 512)
    assert rows(pairs) == [(0, 1, 1, [9, 4, 0, 0, 0, 0, 0])]
    assert pairs.allowed.astype(int).tolist() == [[1, 0, 0, 1]]


@pytest.mark.parametrize(
    ("distance", "entities"), [(0, []), (2, []), (3, [1]), (4, [0, 1]), (512, [0, 1, 3])]
)
def test_entities_further_than_the_greatest_distance_are_left_out(distance: int, entities: list[int]) -> None:
    # They begin 4 and 3 words before the trigger, and 6 after it.
    spans = [(3, 4, B), (4, 5, B), (7, 8, GO), (13, 14, B)]
    assert find_pairs(spans, BREAKS, RoleSpace(SCHEMA), distance).entities.tolist() == entities


@pytest.mark.parametrize("spans", [[], [(0, 1, B)], [(0, 1, GO)], [(0, 1, GO), (2, 3, GO)]])
def test_without_a_candidate_there_is_no_pair(spans: list[tuple[int, int, int]]) -> None:
    space = RoleSpace(SCHEMA)
    pairs = find_pairs(spans, BREAKS, space, 512)
    assert len(pairs.triggers) == len(pairs.entities) == len(pairs.types) == 0
    assert pairs.features.shape == (0, len(PAIR_FEATURES))
    assert pairs.allowed.shape == (0, 1 + len(space.roles))


def test_a_schema_without_events_has_no_pair() -> None:
    space = RoleSpace(Schema.from_dict({"labels": {"A": ""}}))
    assert space.allowed.shape == (0, 1, NO_ROLE + 1)
    assert find_pairs([(0, 1, 0)], BREAKS, space, 512).allowed.shape == (0, 1)


def test_an_entity_of_the_triggers_label_is_not_counted_between() -> None:
    schema = Schema.from_dict(
        {"labels": {"A": ""}, "events": {"NEXT": {"trigger": "A", "roles": {"Other": ["A"]}}}}
    )
    pairs = find_pairs([(0, 1, 0), (2, 3, 0)], BREAKS, RoleSpace(schema), 512)
    # The nearest after has rank 0 (4), the nearest before -1 (3); none stands between.
    assert rows(pairs) == [(0, 1, 0, [10, 4, 0, 0, 0, 1, 1]), (1, 0, 0, [6, 3, 0, 0, 0, 1, 1])]


def test_triggers_of_other_kinds_between_are_counted_apart() -> None:
    spans = [(0, 1, GO), (2, 3, A), (4, 5, A), (6, 7, GO), (8, 9, B)]
    pairs = find_pairs(spans, BREAKS, RoleSpace(SCHEMA), 512)
    between = {(trigger, entity): features[2:4] for trigger, entity, _, features in rows(pairs)}
    assert between[0, 4] == [1, 3]
    assert between[1, 4] == [1, 2]
    assert between[3, 1] == [0, 1]
    assert between[3, 4] == [0, 0]
