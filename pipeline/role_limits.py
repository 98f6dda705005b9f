"""Limits of roles: what annotators hardly ever do with a role is not predicted.

The role head judges each pair of a trigger and an entity alone, and so gives one
instrument two issuers, or one amount to two indicators. Of such rivals the likeliest stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..annotations import Schema
    from .model import ArgumentPrediction

__all__ = ["ONE_EVENT", "ONE_FILLER", "check_role_limits", "keep_within_limits", "role_name"]

#: Roles with at most one filler in an event.
ONE_FILLER = "one_filler"
#: Roles that an entity fills in at most one event.
ONE_EVENT = "one_event"


def role_name(event_type: str, role: str) -> str:
    """By what limits name a role: ``MEETING.Chair``."""
    return f"{event_type}.{role}"


def check_role_limits(limits: Mapping[str, Sequence[str]], schema: Schema) -> None:
    """Refuse limits that would never hold anything back.

    Raises:
        ValueError: another kind of limit, or a role that the schema does not have.
    """
    known = {role_name(event_type, role) for event_type, own in schema.events.items() for role in own.roles}
    for kind, names in limits.items():
        if kind not in (ONE_FILLER, ONE_EVENT):
            raise ValueError(f"role_limits has {kind!r}, and knows {ONE_FILLER!r} and {ONE_EVENT!r}")
        if isinstance(names, str) or not known.issuperset(names):
            raise ValueError(f"role_limits.{kind} is {names!r}, not a list of the schema's roles")


def keep_within_limits(
    arguments: Sequence[ArgumentPrediction], limits: Mapping[str, Sequence[str]], scores: Sequence[float]
) -> list[ArgumentPrediction]:
    """Those of one document that respect all limits, in their order.

    Args:
        limits: names of roles under :data:`ONE_FILLER` and :data:`ONE_EVENT`.
        scores: that of each span; of rivals the one stays whose trigger, entity and role are
            likeliest to be right together.
    """
    one_filler, one_event = (frozenset(limits.get(kind, ())) for kind in (ONE_FILLER, ONE_EVENT))
    filled: set[tuple[str, int]] = set()
    used: set[tuple[str, int]] = set()
    kept = []
    joint = [item.score * scores[item.trigger] * scores[item.entity] for item in arguments]
    for at in sorted(range(len(arguments)), key=lambda at: -joint[at]):
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
