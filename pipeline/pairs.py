"""The (trigger, entity) pairs of a document that a role may join, and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..annotations import Schema

__all__ = ["NO_ROLE", "PAIR_FEATURES", "Pairs", "RoleSpace", "find_pairs"]

WordSpan = tuple[int, int, int]

#: The class of a pair that no role joins.
NO_ROLE = 0

_DISTANCE_STEPS = 8  # powers of two: distances of 2**7 words and more are alike
_RANK_STEPS = 4  # "the fourth VALUE after the trigger or later"
_BETWEEN_STEPS = 3
_TRIGGER_STEPS = 5
_BREAK_STEPS = (3, 5, 7)

#: Number of values of each pair feature, in order: signed distance in words
#: (powers of two); rank among the entities of its label, counted from the
#: trigger; triggers of the same tag between; triggers of any tag between;
#: breaks of each of :data:`.breaks.BREAKS` between.
PAIR_FEATURES = (
    2 * _DISTANCE_STEPS + 1,
    2 * _RANK_STEPS,
    _BETWEEN_STEPS + 1,
    _TRIGGER_STEPS + 1,
    *(steps + 1 for steps in _BREAK_STEPS),
)


class RoleSpace:
    """The schema's events as indices.

    Attributes:
        types: event type names. roles: (type index, role name) of each role class,
            from class 1 on; class 0 is :data:`NO_ROLE`.
        allowed: shape (types, tags, role classes), true where an entity with that
            tag may fill that role of that type; no role is always allowed.
        triggered: for each tag, the event types that a span with it triggers.
    """

    def __init__(self, schema: Schema) -> None:
        tags = schema.tags
        self.types = list(schema.events)
        self.roles = [(at, role) for at, name in enumerate(self.types) for role in schema.events[name].roles]
        self.allowed: NDArray[np.bool_] = np.zeros(
            (len(self.types), len(tags), 1 + len(self.roles)), dtype=bool
        )
        self.allowed[:, :, NO_ROLE] = True
        for number, (at, role) in enumerate(self.roles, 1):
            for label in schema.events[self.types[at]].roles[role]:
                self.allowed[at, tags.index(label), number] = True
        trigger_tags = [tags.index(schema.trigger_tag(name)) for name in self.types]
        self.triggered = [
            [at for at, tag in enumerate(trigger_tags) if tag == own] for own in range(len(tags))
        ]
        #: Event types whose trigger is an entity: they stand only when a role is filled.
        self.needs_argument = [bool(schema.events[name].trigger) for name in self.types]

    def role_class(self, event_type: int, role: str) -> int:
        """The class of a role."""
        return self.roles.index((event_type, role)) + 1


@dataclass(frozen=True, slots=True)
class Pairs:
    """P candidate pairs; all arrays have P rows.

    Attributes:
        triggers, entities: indices into the document's spans. types: event types.
        features: (P, pair features). allowed: (P, role classes).
    """

    triggers: NDArray[np.int64]
    entities: NDArray[np.int64]
    types: NDArray[np.int64]
    features: NDArray[np.int64]
    allowed: NDArray[np.bool_]


def find_pairs(
    spans: Sequence[WordSpan], breaks: NDArray[np.int64], space: RoleSpace, max_distance: int
) -> Pairs:
    """All pairs of a trigger and an entity that may fill one of its roles.

    Args:
        spans: (start word, end word, tag), sorted by start.
        breaks: those before each word, shape (words, :data:`.breaks.BREAKS`).
        max_distance: entities further than this many words away are no candidates.
    """
    table = np.array(spans, dtype=np.int64).reshape(-1, 3)
    starts, ends, tags = table[:, 0], table[:, 1], table[:, 2]
    # The how-many-eth of its tag each span is.
    order = np.zeros(len(table), dtype=np.int64)
    for tag in np.unique(tags):
        own = tags == tag
        order[own] = np.arange(own.sum())
    # Triggers among the spans before each, and among all.
    passed = np.cumsum([0, *(bool(space.triggered[tag]) for tag in tags)])
    triggers, entities, types, features = [], [], [], []
    for trigger in range(len(table)):
        for event_type in space.triggered[tags[trigger]]:
            fillers: NDArray[np.bool_] = np.any(space.allowed[event_type, :, NO_ROLE + 1 :], axis=1)
            low = np.searchsorted(starts, starts[trigger] - max_distance, side="left")
            high = np.searchsorted(starts, starts[trigger] + max_distance, side="right")
            found = np.arange(low, high)
            found = found[fillers[tags[found]] & (found != trigger)]
            triggers.append(np.full(len(found), trigger))
            entities.append(found)
            types.append(np.full(len(found), event_type))
            features.append(_features(trigger, found, starts, ends, tags, order, passed, breaks))
    if not triggers:
        empty = np.zeros(0, dtype=np.int64)
        shape = (0, len(PAIR_FEATURES))
        return Pairs(empty, empty, empty, np.zeros(shape, dtype=np.int64), space.allowed[:, 0][:0])
    entity, kind = np.concatenate(entities), np.concatenate(types)
    return Pairs(
        np.concatenate(triggers), entity, kind, np.concatenate(features), space.allowed[kind, tags[entity]]
    )


def _features(
    trigger: int,
    found: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    tags: NDArray[np.int64],
    order: NDArray[np.int64],
    passed: NDArray[np.int64],
    breaks: NDArray[np.int64],
) -> NDArray[np.int64]:
    after = found > trigger
    gap = np.where(after, starts[found] - ends[trigger], starts[trigger] - ends[found]) + 1
    steps = np.minimum(np.log2(np.maximum(gap, 1)).astype(np.int64) + 1, _DISTANCE_STEPS)
    distance = np.where(after, steps, -steps) + _DISTANCE_STEPS
    # Entities of the same label that begin before the trigger: those after it
    # rank 0, 1, …, those before it -1, -2, …
    before = np.zeros(len(found), dtype=np.int64)
    same = np.flatnonzero(tags == tags[trigger])
    apart_by = np.abs(np.searchsorted(same, found) - np.searchsorted(same, trigger))
    # Neither the trigger nor the entity itself stands between them.
    alike = tags[found] == tags[trigger]
    between = np.minimum(apart_by - (after | alike), _BETWEEN_STEPS)
    for tag in np.unique(tags[found]):
        own = tags[found] == tag
        before[own] = (tags[:trigger] == tag).sum()
    before += after & alike
    rank = np.clip(order[found] - before, -_RANK_STEPS, _RANK_STEPS - 1) + _RANK_STEPS
    others = np.abs(passed[found] - passed[trigger]) - np.where(after, 1, passed[found + 1] - passed[found])
    apart = np.minimum(np.abs(breaks[starts[found]] - breaks[starts[trigger]]), _BREAK_STEPS)
    return np.column_stack([distance, rank, between, np.minimum(others, _TRIGGER_STEPS), apart])
