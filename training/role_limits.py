"""Limits of roles, as the training documents keep them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..annotations import Document
from ..pipeline.role_limits import ONE_EVENT, ONE_FILLER, role_name

__all__ = ["find_role_limits", "format_role_limits"]

# A limit that is broken this often, or may be for all that so few cases tell
# (Laplace's rule of succession), is none. Twice as much would bound the periods
# of a measurement, which tables repeat.
_MOST_BREACHES = 0.01


def find_role_limits(documents: Iterable[Document]) -> dict[str, list[str]]:
    """The roles with at most one filler in an event, and those that an entity fills in at most one event.

    Returns:
        names of roles (``MEETING.Chair``) under ``one_filler`` and ``one_event``.
    """
    cases: dict[str, Counter[str]] = {ONE_FILLER: Counter(), ONE_EVENT: Counter()}
    breaches: dict[str, Counter[str]] = {ONE_FILLER: Counter(), ONE_EVENT: Counter()}
    for document in documents:
        filled: Counter[tuple[str, object]] = Counter()
        used: Counter[tuple[str, object]] = Counter()
        for at, event in enumerate(document.events):
            fillers = {(role_name(event.type, item.role), item.span) for item in event.arguments}
            filled.update((name, at) for name, _ in fillers)
            used.update(fillers)
        for kind, counted in ((ONE_FILLER, filled), (ONE_EVENT, used)):
            cases[kind].update(name for name, _ in counted)
            breaches[kind].update(name for (name, _), times in counted.items() if times > 1)
    return {
        kind: sorted(
            name
            for name, number in cases[kind].items()
            if breaches[kind][name] + 1 <= _MOST_BREACHES * (number + 2)
        )
        for kind in (ONE_FILLER, ONE_EVENT)
    }


def format_role_limits(limits: Mapping[str, Sequence[str]]) -> str:
    """The limits in two lines."""
    return (
        f"at most one filler in an event: {', '.join(limits[ONE_FILLER]) or 'no role'}\n"
        f"an entity fills it in at most one event: {', '.join(limits[ONE_EVENT]) or 'no role'}"
    )
