"""What a time says of other times in the text: the same day, the month before, a year earlier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from .almanac import Almanac
from .dateline import DocumentDate, PeriodSpan
from .intervals import MONTHS, Interval, earlier, length_in_months, unit_of
from .written import Written

__all__ = ["References"]

_WEEK = 7
# Times after which one is forgotten.
_FAR = 100


class References:
    """The times of one document, as far as they are known.

    Attributes:
        times: the stretch of days of each span; None before it is resolved.
    """

    def __init__(
        self,
        spans: Sequence[PeriodSpan],
        written: Sequence[Written | None],
        almanac: Almanac,
        document: DocumentDate,
    ) -> None:
        self.spans = spans
        self.written = written
        self.almanac = almanac
        self.date = document
        self.times: list[Interval | None] = [None] * len(spans)

    @staticmethod
    def _back(at: int) -> range:
        """The spans before one, from the last: no text refers to what is farther away."""
        return range(at - 1, max(at - 1 - _FAR, -1), -1)

    def compared(self, at: int) -> Interval | None:
        """The period of the measurement that a time is the baseline of: of several the nearest before it."""
        known = [other for other in self.spans[at].compared if self.times[other]]
        before = [other for other in known if other < at]
        chosen = max(before) if before else min(known, default=None)
        return None if chosen is None else self.times[chosen]

    def again(self, at: int, written: Written) -> Interval | str:
        """The day that was named last, or one so far from it."""
        day, measured = self.named_day(at)
        if (day is None or measured) and self.date.day and (self.date.stated or not written.shift):
            day = self.date.day
        if day is None:
            return "no day is named before it"
        shift, unit = written.shift or 0, written.unit
        if written.same and unit == "month":
            # The same day of the month before.
            return earlier(Interval(day, day, "day"), months=-shift)
        if unit in ("day", "week"):
            day += timedelta(days=shift * (_WEEK if unit == "week" else 1))
            return Interval(day, day, "day")
        return unit_of(day, unit, shift)

    def named_day(self, at: int) -> tuple[date | None, bool]:
        """The last day before a time on which something was done; else one of which something was measured.

        Returns:
            The day, and whether it is of the second kind.
        """
        other = None
        for before in self._back(at):
            time, span = self.times[before], self.spans[before]
            if time is None or time.shape != "day" or span.deadline or span.baseline:
                continue
            written = self.written[before]
            if written and written.edge:
                # The end of June is no day that a text comes back to.
                continue
            # From 1 July the office closes. The same day … is today, in another sentence.
            near = span.sentence == self.spans[at].sentence or self.spans[at].since
            to_come = self._is_ahead(time.end) and (span.since or span.cue is not None) and not near
            if not (span.reported or to_come):
                return time.end, False
            other = other or time.end
        return other, True

    def _is_ahead(self, day: date) -> bool:
        return self.date.stated and self.date.day is not None and day > self.date.day

    def itself(self, at: int, written: Written) -> Interval | None:
        """The period that "the same three months", "the same quarter" speaks of again."""
        size = written.count or MONTHS.get(written.unit or "", 0)
        for before in self._back(at):
            time, span = self.times[before], self.spans[before]
            if time is None or span.baseline or span.deadline:
                continue
            if length_in_months(time) == size and not (written.count and time.shape == "year"):
                return time
            if written.count is None and written.unit in ("month", "year"):
                return unit_of(time.end, written.unit, 0)
        return None

    def which(self, at: int, index: int) -> Interval | None:
        """The first, second … of the quarters or halves that the time before it is one of."""
        base = self.compared(at) or self.in_sentence(at)
        unit = next(
            (unit for unit in ("quarter", "half") if base and length_in_months(base) == MONTHS[unit]), None
        )
        if base is None or unit is None:
            return None
        year = unit_of(base.start, "year", 0)
        return unit_of(year.start, unit, index - 1) if index * MONTHS[unit] <= MONTHS["year"] else None

    def same(self, at: int, written: Written, compared: Interval | None) -> tuple[Interval, bool] | str:
        """The period that this is compared with, in another year; and whether that is a measurement's."""
        measured = compared is not None
        if compared is None:
            # Without a measurement: the period before it in its sentence, or the last of its length.
            compared = self.in_sentence(at) or (self.itself(at, written) if written.count else None)
        if compared is None:
            return "the same period as which is nowhere in the text"
        if written.unit not in (None, "year", "day") and (written.index or written.month):
            # The same quarter, said which.
            return self.almanac.build(replace(written, year=compared.start.year - 1)), measured
        if written.unit in ("month", "quarter", "half") and compared.shape == "day":
            # Of what stood at the end of a quarter.
            compared = unit_of(compared.end, written.unit, 0)
        years = 1 if written.year is None else self._years_apart(written, compared)
        return earlier(compared, months=MONTHS["year"] * years), measured

    def _years_apart(self, written: Written, compared: Interval) -> int:
        """How many years before a time is its like in a year that is named, be it a fiscal one."""
        years = compared.end.year - (written.year or 0)
        if written.kind == "fiscal":
            last = self.almanac.build(replace(written, unit="year", same=False)).end
            while earlier(compared, months=MONTHS["year"] * years).end > last:
                years += 1
            while earlier(compared, months=MONTHS["year"] * (years - 1)).end <= last:
                years -= 1
        return years

    def before(self, written: Written, compared: Interval) -> Interval | None:
        """The time before that of a measurement: last week, the previous month, three months ago."""
        unit, shift = written.unit, written.shift or -1
        if written.back:
            if unit in ("day", "week"):
                return earlier(compared, days=-shift * (_WEEK if unit == "week" else 1))
            return earlier(compared, months=-shift * MONTHS[unit or "month"])
        if unit == "day":
            return earlier(Interval(compared.start, compared.start, "day"), days=-shift)
        if unit == "week":
            if compared.shape != "day" and (compared.end - compared.start).days < _WEEK:
                return earlier(compared, days=_WEEK)
            return self.almanac.shifted(written, compared.start)
        return None

    def in_sentence(self, at: int) -> Interval | None:
        """The last time before it in its sentence."""
        for before in self._back(at):
            if self.spans[before].sentence != self.spans[at].sentence:
                break
            if self.times[before]:
                return self.times[before]
        return None

    def near(self, at: int) -> date | None:
        """The day from which a day of the month is told: of the last day or month before it."""
        today = self.date.day
        for loose in (False, True):
            for before in self._back(at):
                time, span = self.times[before], self.spans[before]
                if time is None or span.deadline or self._is_ahead(time.start):
                    continue
                if loose and time.start.replace(day=1) == time.end.replace(day=1):
                    return time.start
                if not loose and time.shape in ("day", "month") and not span.reported:
                    return time.start
        return today
