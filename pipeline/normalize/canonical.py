"""Canonical values: what a span means, immutable, printed as ``annotations/CANONICAL.md`` says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

__all__ = [
    "Canonical",
    "Change",
    "Concept",
    "Instrument",
    "Modifier",
    "Period",
    "Person",
    "Quantity",
    "Unread",
    "plain",
]

Modifier = Literal["over", "under", "about", "at_least", "at_most"]


def plain(number: Decimal) -> str:
    """A decimal without exponent, grouping or trailing zeros."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


@dataclass(frozen=True, slots=True)
class Canonical:
    """What one span means.

    Attributes:
        confidence: how sure the reading is, from 0 to 1; of the normalizer
            alone, not of the model that found the span.
    """

    confidence: float

    def to_dict(self) -> dict[str, Any]:
        """The fields, with numbers as decimal strings and ``type``, ready for JSON.

        ``candidates`` are an object, and left out where there are none.
        """
        fields: dict[str, Any] = {
            name: plain(value) if isinstance(value, Decimal) else value
            for name, value in asdict(self).items()
        }
        if candidates := fields.pop("candidates", ()):
            fields["candidates"] = dict(candidates)
        return {"type": type(self).__name__.lower(), **fields, "canonical": str(self)}


@dataclass(frozen=True, slots=True)
class Unread(Canonical):
    """A span that has no canonical value, with the reason; never a guess.

    Attributes:
        candidates: of an indicator, as of a :class:`Concept`.
    """

    text: str
    reason: str
    candidates: tuple[tuple[str, float], ...] = ()

    def __str__(self) -> str:
        return "?"


@dataclass(frozen=True, slots=True)
class Quantity(Canonical):
    """An amount.

    Attributes:
        value: the number, its scale multiplied out; the n of a ratio n/m; the lower end of a range.
        unit: ISO 4217 code, ``percent``, ``percent_of_plan``, a physical unit, a counted noun; "" for none.
        upper: the upper end of a range.
        total: the m of a ratio n/m.
        modifier: "over", "nearly" (``under``), "about" … where the text has it.
    """

    value: Decimal
    unit: str
    upper: Decimal | None = None
    total: Decimal | None = None
    modifier: Modifier | None = None

    def __str__(self) -> str:
        number = plain(self.value)
        if self.total is not None:
            number += f"/{plain(self.total)}"
        if self.upper is not None:
            number += f"..{plain(self.upper)}"
        return f"{number} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Change(Canonical):
    """A movement: ``value`` is signed by its direction, except of a multiple (``unit`` is ``times``)."""

    value: Decimal
    unit: str
    upper: Decimal | None = None
    modifier: Modifier | None = None

    def __str__(self) -> str:
        signed = self.unit != "times" and self.value > 0
        number = f"{'+' if signed else ''}{plain(self.value)}"
        if self.upper is not None:
            number += f"..{plain(self.upper)}"
        return f"{number} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Period(Canonical):
    """A time in ISO 8601: a date, month, year or duration, or an interval from first to last day.

    Attributes:
        start, end: the first and the last day, "" of a duration.
    """

    iso: str
    start: str = ""
    end: str = ""

    def __str__(self) -> str:
        return self.iso


@dataclass(frozen=True, slots=True)
class Instrument(Canonical):
    """A legal or administrative instrument.

    Attributes:
        kind: in English, such as ``decree``.
        number: its number as printed, folded to one form.
        year: common era, where the number carries one.
        issuer: the letters of the code that name the issuer (``UBND``), "" where there are none.
    """

    kind: str
    number: str
    year: int | None = None
    issuer: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


@dataclass(frozen=True, slots=True)
class Concept(Canonical):
    """An indicator, agency, role or place that a table knows.

    Attributes:
        id: the same in every language.
        qualifier: what the text adds to the name that the table knows, as written, in small letters, parts
            that do not touch set apart by commas; none of indicators.
        candidates: of an indicator the ids that it may mean, this one among them, and how likely each is,
            likeliest first; what they lack of 1 is none of the table's, and ids of less than 0.001.
    """

    id: str
    qualifier: str = ""
    candidates: tuple[tuple[str, float], ...] = ()

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Person(Canonical):
    """An official.

    Attributes:
        name: the fullest form of the name in the document.
        key: a romanised form that is much the same in every script, see :mod:`.names`.
        mention: which of the document's people it is, from 0.
    """

    name: str
    key: str
    mention: int

    def __str__(self) -> str:
        return self.key
