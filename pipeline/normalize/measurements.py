"""Measurements: what a MEASUREMENT event says, as one row of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from .canonical import Canonical, Change, Concept, Period, Quantity, Unread, plain
from .lexicon import Lexicon, Token, scan
from .mentions import EventMention, Mention

__all__ = ["Measurement", "build_measurements", "pick_argument"]

# "From A to B": a word for "to" this near before the second value.
_GAP = 30


@dataclass(frozen=True, slots=True)
class Measurement:
    """An indicator with what was reported of it; None where the text or the event has nothing.

    Attributes:
        indicator: as written; ``indicator_id`` is shared by the languages.
        candidates: ids that the indicator may mean, as of a :class:`.canonical.Concept`.
        value, unit: in base units; of a range the lower end and ``value_upper``, of a ratio n/m the n and
            ``value_total``; ``modifier`` is "over", "under" … as of a :class:`.canonical.Quantity`.
        change, change_unit: signed; ``change_upper`` is the other end of a range.
        plan_share: percent of plan.
        period, baseline: ISO 8601.
        place, place_id: where it was measured, as written and by the table.
        agency: of which body, where the place is one.
        confidence: of the least sure part, times the event's score.
        offsets: start and end in the text of each part that there is.
    """

    indicator: str
    indicator_id: str | None
    value: Decimal | None
    value_upper: Decimal | None
    value_total: Decimal | None
    unit: str | None
    modifier: str | None
    change: Decimal | None
    change_upper: Decimal | None
    change_unit: str | None
    plan_share: Decimal | None
    period: str | None
    period_start: str | None
    period_end: str | None
    baseline: str | None
    place: str | None
    place_id: str | None
    agency: str | None
    confidence: float
    offsets: Mapping[str, tuple[int, int]]
    candidates: tuple[tuple[str, float], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields, ready for JSON: numbers as decimal strings, candidates as an object."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        fields["offsets"] = {name: list(offsets) for name, offsets in self.offsets.items()}
        fields["candidates"] = dict(self.candidates)
        return {name: plain(value) if isinstance(value, Decimal) else value for name, value in fields.items()}


def build_measurements(
    text: str,
    mentions: Sequence[Mention],
    values: Sequence[Canonical],
    events: Sequence[EventMention],
    lexicon: Lexicon,
) -> list[Measurement]:
    """A measurement for each MEASUREMENT event, from its arguments alone: nothing is guessed.

    Args:
        values: the canonical value of each mention.
    """
    return [
        _measurement(text, mentions, values, event, lexicon)
        for event in events
        if event.type == "MEASUREMENT" and event.trigger is not None
    ]


def _measurement(
    text: str,
    mentions: Sequence[Mention],
    values: Sequence[Canonical],
    event: EventMention,
    lexicon: Lexicon,
) -> Measurement:
    trigger = event.trigger or 0
    chosen: dict[str, int] = {"indicator": trigger}
    for name, role in _ROLES.items():
        filled = pick_argument(text, mentions, event, role, lexicon)
        if filled is not None:
            chosen[name] = filled
    found = {name: values[at] for name, at in chosen.items()}
    value = found.get("value")
    change = found.get("change")
    share = found.get("plan_share")
    period, baseline = found.get("period"), found.get("baseline")
    place = mentions[chosen["place"]] if "place" in chosen else None
    concept = values[chosen["place"]] if place else None
    indicator = values[trigger]
    # A name without an id is a name all the same; no more is claimed of it.
    read = [
        item.confidence
        for name, item in found.items()
        if isinstance(item, Concept) or name not in ("indicator", "place")
    ]
    return Measurement(
        indicator=_surface(text, mentions[trigger]),
        indicator_id=indicator.id if isinstance(indicator, Concept) else None,
        value=value.value if isinstance(value, Quantity) else None,
        value_upper=value.upper if isinstance(value, Quantity) else None,
        value_total=value.total if isinstance(value, Quantity) else None,
        unit=value.unit if isinstance(value, Quantity) else None,
        modifier=value.modifier if isinstance(value, Quantity) else None,
        change=change.value if isinstance(change, Change) else None,
        change_upper=change.upper if isinstance(change, Change) else None,
        change_unit=change.unit if isinstance(change, Change) else None,
        plan_share=share.value if isinstance(share, Quantity) else None,
        period=period.iso if isinstance(period, Period) else None,
        period_start=period.start or None if isinstance(period, Period) else None,
        period_end=period.end or None if isinstance(period, Period) else None,
        baseline=baseline.iso if isinstance(baseline, Period) else None,
        place=_surface(text, place) if place else None,
        place_id=concept.id if isinstance(concept, Concept) else None,
        agency=_surface(text, place) if place and place.label == "AGENCY" else None,
        confidence=min(read, default=1.0) * event.score,
        offsets={name: (mentions[at].start, mentions[at].end) for name, at in chosen.items()},
        candidates=indicator.candidates if isinstance(indicator, Concept | Unread) else (),
    )


_ROLES = {
    "value": "Value",
    "change": "Change",
    "plan_share": "PlanShare",
    "period": "Period",
    "baseline": "Baseline",
    "place": "Place",
}


def pick_argument(
    text: str, mentions: Sequence[Mention], event: EventMention, role: str, lexicon: Lexicon
) -> int | None:
    """Of several arguments in one role the first; of "from A to B" the later one; None of none."""
    filled = sorted((at for own, at in event.arguments if own == role), key=lambda at: mentions[at].start)
    for before, after in pairwise(filled):
        gap = text[mentions[before].end : mentions[after].start]
        # What a bracket brings is the same once more: 7.9 trillion VND (equivalent to 304 million USD).
        if len(gap) <= _GAP and "(" not in gap and any(map(_leads_on, scan(gap, lexicon))):
            return after
    return filled[0] if filled else None


def _leads_on(token: Token) -> bool:
    """Whether a word leads from a figure to that which takes its place; "and" only adds another."""
    return "to" in (token["range"], token["direction"]) and token["filler"] != "and"


def _surface(text: str, mention: Mention) -> str:
    return " ".join(text[mention.start : mention.end].split())
