"""Documents about one event in several languages, measurement by measurement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..pipeline.normalize import Measurement
from ..pipeline.normalize.canonical import plain
from ..pipeline.normalize.units import is_count
from ..pipeline.normalize.written import BUDDHIST
from .pooling import pool_indicators

__all__ = ["Aligned", "Difference", "align", "find_differences"]

# What two measurements have in common tells that they are the same one, the
# indicator and the numbers more than the period, which many share.
_WEIGHTS = {"indicator_id": 3.0, "value": 3.0, "change": 3.0, "plan_share": 2.0, "period": 0.5, "unit": 0.5}
# Two that differ in everything but one number, or but the indicator, are a pair.
_LEAST = 3.0
# In the order of the text, where nothing else tells.
_ORDER = 0.5

_FIELDS = (
    "indicator_id",
    "value",
    "value_upper",
    "value_total",
    "unit",
    "change",
    "change_upper",
    "change_unit",
    "plan_share",
    "period",
    "baseline",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which a measurement differs from that of the first document, and what that looks like."""

    document: int
    field: str
    expected: str
    found: str
    hint: str


@dataclass(frozen=True, slots=True)
class Aligned:
    """One measurement in each document, None where a document lacks it.

    Attributes:
        measurements: with the indicator's id by all of them together. alone: as each document has it.
    """

    measurements: tuple[Measurement | None, ...]
    differences: tuple[Difference, ...]
    alone: tuple[Measurement | None, ...]


def align(documents: Sequence[Sequence[Measurement]]) -> list[Aligned]:
    """Bring the measurements of documents together, and list where they disagree.

    Pairs are formed with the first document that has a measurement, the best
    first; what stays alone is a row of its own. The indicators of a row are read together
    (:mod:`.pooling`): one that is read otherwise alone and may mean the others' id does not differ.
    """
    rows: list[list[Measurement | None]] = []
    for number, measurements in enumerate(documents):
        anchors = [next(item for item in row if item) for row in rows]
        scored = sorted(
            (
                (
                    -_likeness(anchor, item, at / max(1, len(anchors)), own / max(1, len(measurements))),
                    at,
                    own,
                )
                for at, anchor in enumerate(anchors)
                for own, item in enumerate(measurements)
            ),
        )
        taken_rows: set[int] = set()
        taken: set[int] = set()
        for row in rows:
            row.append(None)
        for score, at, own in scored:
            if -score >= _LEAST and at not in taken_rows and own not in taken:
                rows[at][number] = measurements[own]
                taken_rows.add(at)
                taken.add(own)
        for own, item in enumerate(measurements):
            if own not in taken:
                rows.append([None] * number + [item])
    return [_aligned(row) for row in rows]


def _aligned(row: Sequence[Measurement | None]) -> Aligned:
    together = pool_indicators(row)
    return Aligned(tuple(together), tuple(find_differences(together)), tuple(row))


def _likeness(first: Measurement, second: Measurement, at: float, own: float) -> float:
    score = _ORDER * (1 - abs(at - own))
    for field, weight in _WEIGHTS.items():
        one, other = getattr(first, field), getattr(second, field)
        if one is not None and one == other:
            score += weight
    return score


def find_differences(row: Sequence[Measurement | None]) -> list[Difference]:
    """The fields in which measurements differ from the first one that there is."""
    first = next((at for at, item in enumerate(row) if item), None)
    if first is None:
        return []
    base = row[first]
    found = []
    for at, item in enumerate(row):
        if at == first or base is None or item is None:
            continue
        for field in _FIELDS:
            one, other = getattr(base, field), getattr(item, field)
            if one != other and not _is_same_count(field, one, other):
                found.append(Difference(at, field, _shown(one), _shown(other), _hint(field, one, other)))
    return found


def _is_same_count(field: str, one: Decimal | str | None, other: Decimal | str | None) -> bool:
    """Whether two units are nouns for what is counted: one language has persons where another has cases."""
    return field in ("unit", "change_unit") and all(
        isinstance(each, str) and is_count(each) for each in (one, other)
    )


def _shown(value: Decimal | str | None) -> str:
    return "" if value is None else plain(value) if isinstance(value, Decimal) else value


def _hint(field: str, first: Decimal | str | None, second: Decimal | str | None) -> str:
    """What may have happened to a value on its way into another language."""
    if first is None or second is None:
        return "missing"
    if isinstance(first, Decimal) and isinstance(second, Decimal) and first and second:
        ratio = second / first
        if ratio == -1:
            return "other direction"
        exponent = ratio.copy_abs().log10()
        if exponent == exponent.to_integral_value() and exponent:
            return f"10^{int(exponent)} times: another scale or separator"
    if field in ("period", "baseline") and isinstance(first, str) and isinstance(second, str):
        years = [int(text[:4]) for text in (first, second) if text[:4].isdigit()]
        if len(years) == 2 and abs(years[0] - years[1]) == BUDDHIST:
            return "Buddhist and common era"
        if len(years) == 2 and first[4:] == second[4:]:
            return "another year"
    return ""
