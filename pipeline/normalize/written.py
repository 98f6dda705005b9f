"""What a text says of a time, before the document fills in what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["BUDDHIST", "FIRST_BUDDHIST", "ORDINALS", "Unit", "Written", "common_era"]

Unit = Literal["day", "week", "month", "quarter", "half", "year"]


#: Buddhist years are 543 ahead; no text of today means the common era's year 2400.
BUDDHIST = 543
FIRST_BUDDHIST = 2400
#: Which one an ordinal counts.
ORDINALS = {"FIRST": 1, "SECOND": 2, "THIRD": 3, "FOURTH": 4}
_FIRST_YEAR, _LAST_YEAR = 1800, 2200


@dataclass(frozen=True, slots=True)
class Written:
    """What a span says of a time, and no more.

    Attributes:
        unit: the part of the calendar that is meant; None for a duration or "the same period" alone.
        year, month, day: common era; None where the text leaves them out; a year of two digits as it is.
        index: which quarter or half.
        count: how many of ``unit`` (first six months); negative from the end.
        kind: ``calendar``, ``fiscal``, ``school`` year, or ``crop``.
        shift: this (0), the one before (-1) or after (1), by the date of the document.
        edge: the first or last day of it, or a time inside it.
        same: the period that this is the baseline of, a year earlier.
        weekday: 1 (Monday) to 7.
        until: the other end of a span.
        again: the day that was named last, or with ``shift`` so many units from it.
        back: ``shift`` is so far back, to a time like that which it is compared with (three months ago).
        of_year: ``shift`` is of the year, not of the unit (September of last year).
        buddhist: the year was written in the Buddhist era.
        straddles: the year was written with the next one (2031-32).
        unknown: it has words that no table knows.
        duration: an ISO 8601 duration; with ``count`` so many months, which in a report are of its year
            (with ``shift`` those just past).
    """

    unit: Unit | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    index: int | None = None
    count: int | None = None
    kind: Literal["calendar", "fiscal", "school", "crop"] = "calendar"
    shift: int | None = None
    edge: Literal["begin", "end"] | None = None
    same: bool = False
    weekday: int | None = None
    until: Written | None = None
    again: bool = False
    back: bool = False
    of_year: bool = False
    buddhist: bool = False
    straddles: bool = False
    unknown: bool = False
    duration: str = ""


def common_era(year: str) -> int | None:
    """The year in the common era; of two digits, as it is, for the document to tell the century."""
    value = int(year)
    if len(year) == 2:
        return value
    if value >= FIRST_BUDDHIST:
        value -= BUDDHIST
    return value if _FIRST_YEAR <= value <= _LAST_YEAR else None
