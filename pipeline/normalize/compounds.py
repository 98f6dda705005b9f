"""Amounts in a unit and its parts: 12 ไร่ 3 งาน, 3 hours 15 minutes, 2 years and 6 months."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, Inexact, localcontext

from .lexicon import Token
from .numbers import Separators, read_number

__all__ = ["add_parts"]

_HALF = Decimal("0.5")
# How many of the second are one of the first.
_PARTS = {
    ("rai", "ngan"): 4,
    ("rai", "sq_wa"): 400,
    ("ngan", "sq_wa"): 100,
    ("day", "hour"): 24,
    ("hour", "minute"): 60,
    ("minute", "second"): 60,
    ("year", "month"): 12,
    ("km", "m"): 1000,
    ("m", "cm"): 100,
    ("t", "kg"): 1000,
    ("quintal", "kg"): 100,
    ("acre", "gunta"): 40,
    ("kg", "g"): 1000,
    ("USD", "cent"): 100,
    ("EUR", "cent"): 100,
    ("INR", "paisa"): 100,
    ("THB", "satang"): 100,
}


def add_parts(
    value: Decimal, rest: Sequence[Token], separators: Separators
) -> tuple[Decimal, str, Sequence[Token]] | None:
    """An amount with the parts of its unit that follow it.

    Args:
        rest: the tokens after the number, the unit first.

    Returns:
        The amount in its own unit where that is exact (12.75 rai), else in the smallest one, with the
        tokens after it; None where no parts follow.
    """
    unit = rest[0]["unit"] if rest else None
    found = None
    while unit:
        rest = rest[1:]
        if rest and rest[0]["half"]:
            # Two years and a half.
            return value + _HALF, unit, rest[1:]
        while rest and (rest[0]["filler"] or rest[0].text == ","):
            rest = rest[1:]
        number = read_number(rest, separators, True) if rest else None
        part = rest[number.taken]["unit"] if number and number.taken < len(rest) else None
        if number is None or part is None or (unit, part) not in _PARTS:
            break
        value, unit = _sum(value, unit, number.value, part)
        rest = rest[number.taken :]
        found = value, unit, rest[1:]
    return found


def _sum(value: Decimal, unit: str, more: Decimal, part: str) -> tuple[Decimal, str]:
    size = _PARTS[unit, part]
    with localcontext() as context:
        context.traps[Inexact] = True
        try:
            return value + more / size, unit
        except Inexact:
            return value * size + more, part
