"""What annotators next to never do with a role, and the model is kept from doing.

The role head judges each pair of a trigger and an entity alone, and so gives one
meeting two chairs, or one amount to two indicators. Of such rivals the likeliest stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import ArgumentPrediction

__all__ = ["ONE_EVENT", "ONE_FILLER", "keep_within_limits", "role_name"]

#: Roles that one event fills once.
ONE_FILLER = "one_filler"
#: Roles that one entity fills in one event.
ONE_EVENT = "one_event"


def role_name(event_type: str, role: str) -> str:
    """By what limits name a role: ``MEETING.Chair``."""
    return f"{event_type}.{role}"


def keep_within_limits(
    arguments: Sequence[ArgumentPrediction], limits: Mapping[str, Sequence[str]]
) -> list[ArgumentPrediction]:
    """Those of one document that respect all limits, in their order.

    Args:
        limits: names of roles under :data:`ONE_FILLER` and :data:`ONE_EVENT`.
    """
    one_filler, one_event = (frozenset(limits.get(kind, ())) for kind in (ONE_FILLER, ONE_EVENT))
    filled: set[tuple[str, int]] = set()
    used: set[tuple[str, int]] = set()
    kept = []
    for at in sorted(range(len(arguments)), key=lambda at: -arguments[at].score):
        found = arguments[at]
        name = role_name(found.event_type, found.role)
        if name in one_filler and (name, found.trigger) in filled:
            continue
        if name in one_event and (name, found.entity) in used:
            continue
        filled.add((name, found.trigger))
        used.add((name, found.entity))
        kept.append(at)
    return [arguments[at] for at in sorted(kept)]
