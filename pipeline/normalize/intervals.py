"""Stretches of days and their arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["MONTHS", "Interval", "edge_of", "months", "plus", "unit_of", "years_before"]

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


def years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
