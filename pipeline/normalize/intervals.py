"""Stretches of days and their arithmetic."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["MONTHS", "Interval", "earlier", "edge_of", "length_in_months", "months", "plus", "unit_of"]

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Interval:
    """A first and last day, and the shape in which they are written."""

    start: date
    end: date
    shape: str

    def iso(self) -> str:
        if self.shape == "day":
            return self.start.isoformat()
        if self.shape == "month":
            return f"{self.start:%Y-%m}"
        if self.shape == "year":
            return f"{self.start:%Y}"
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


def plus(day: date, months: int) -> date:
    """The first of the month so many months later."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def months(start: date, count: int, shape: str) -> Interval:
    return Interval(start, plus(start, count) - timedelta(days=1), shape)


def unit_of(day: date, unit: str | None, shift: int) -> Interval:
    """The month, quarter, half or year that a day is in, or one before or after it."""
    size = MONTHS.get(unit or "", 1)
    first = date(day.year, (day.month - 1) // size * size + 1, 1)
    shape = unit if unit in ("month", "year") else "interval"
    return months(plus(first, shift * size), size, shape or "interval")


def edge_of(time: Interval, edge: str | None) -> Interval:
    """The first or last day of a time, where that is meant."""
    if edge is None:
        return time
    day = time.start if edge == "begin" else time.end
    return Interval(day, day, "day")


def length_in_months(time: Interval) -> int | None:
    """How many months a stretch of whole months has; None for any other."""
    after = time.end + timedelta(days=1)
    if time.start.day != 1 or after.day != 1:
        return None
    return (after.year - time.start.year) * 12 + after.month - time.start.month


def earlier(time: Interval, months: int = 0, days: int = 0) -> Interval:
    """The like of a time so many months or days before it."""
    if days:
        return Interval(time.start - timedelta(days=days), time.end - timedelta(days=days), time.shape)
    start, end = _months_before(time.start, months), _months_before(time.end, months)
    if time.shape != "day" and (time.end + timedelta(days=1)).day == 1:
        # To the end of a month, of which February has two.
        end = plus(end, 1) - timedelta(days=1)
    return Interval(start, end, time.shape)


def _months_before(day: date, months: int) -> date:
    first = plus(day, -months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))
