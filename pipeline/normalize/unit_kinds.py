"""What kind of unit a unit is, and in which kinds of units an indicator is stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import tomli

from .lexicon import TABLES
from .units import is_money

__all__ = ["fits", "kind_of", "stated_kinds"]

# Of amounts per something else: the kinds of both, and of the whole.
_PER = {("mass", "area"): "yield", ("mass", "volume"): "density", ("count", "area"): "density"}
_TIMES = frozenset({"second", "hour", "day", "week", "month", "year"})
# What a text leaves unsaid: 28 quintals (a hectare), 4,200 baht (a month), 33 beds (of 10,000 people).
_UNSAID = {
    "money": ("price",),
    "mass": ("yield",),
    "count": ("ratio", "traffic"),
    "flow": ("mass", "volume", "count"),
}


def kind_of(unit: str | None) -> str | None:
    """``money``, ``price``, ``percent``, ``area`` …; None where it does not tell what is measured.

    Args:
        unit: of a :class:`.canonical.Quantity`; None where there is no amount.
    """
    # A bare number may be of anything, and of a plan everything is a percentage.
    if not unit or unit == "percent_of_plan":
        return None
    if unit in _kinds():
        return _kinds()[unit]
    if unit.startswith("per_"):
        return "ratio"
    base, _, other = unit.partition("/")
    if is_money(base):
        return "price" if other else "money"
    kind = _kinds().get(base)
    if kind is None or not other or kind == "percent":
        return kind
    return "flow" if other in _TIMES else _PER.get((kind, _kinds().get(other, "")), "ratio")


@cache
def _kinds() -> Mapping[str, str]:
    tables = tomli.loads((TABLES / "unit_kinds.toml").read_text(encoding="utf-8"))
    counted = tomli.loads((TABLES / "counted.toml").read_text(encoding="utf-8"))
    return {**dict.fromkeys(counted, "count"), **{unit: kind for kind, own in tables.items() for unit in own}}


def stated_kinds(concept: str) -> Sequence[str]:
    """The kinds of units in which reports state an indicator, the usual one first; empty if no table says."""
    return _stated().get(concept, ())


@cache
def _stated() -> Mapping[str, Sequence[str]]:
    return {
        concept: tuple(entry["units"])
        for file in sorted((TABLES / "indicators").glob("*.toml"))
        for concept, entry in tomli.loads(file.read_text(encoding="utf-8")).items()
        if "units" in entry
    }


def fits(kind: str | None, concept: str) -> bool:
    """Whether an indicator may be stated in a kind of unit, as far as the tables know."""
    stated = stated_kinds(concept)
    return kind is None or not stated or any(each in stated for each in (kind, *_UNSAID.get(kind, ())))
