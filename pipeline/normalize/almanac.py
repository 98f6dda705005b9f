"""Years and what they are made of, as a country counts them, and times as seen from a day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, timedelta

from .intervals import MONTHS, Interval, edge_of, months, plus, unit_of
from .written import Written

__all__ = ["Almanac"]

# The first months of fiscal and school years.
_THAI_FISCAL, _INDIAN_FISCAL = 10, 4
_VIETNAMESE_SCHOOL, _OTHER_SCHOOL = 9, 6
# On which day the second half of a month begins.
_HALF_MONTH = 16
# Reports look back: a time so much further ahead is as near as one behind.
_AHEAD = 2.0
# What was measured lies ahead by a few days at most.
_BEGUN = 12.0
# First and last days of the two terms of Thai schools: the rule of the Ministry of Education of 2549 (2006).
_THAI_TERMS = (((5, 16), (10, 10)), ((11, 1), (3, 31)))
# Months before its end that a school year is over: reports of the summer look back on it.
_SUMMER = 3


@dataclass(frozen=True, slots=True)
class Almanac:
    """The years of a country.

    Attributes:
        country: ``vn``, ``th``, ``in``; "" for none of these.
        buddhist_is_thai: whether Buddhist years are those of Thailand's own calendar, whatever the country;
            a text in Thai counts those of other countries in them too.
    """

    country: str
    buddhist_is_thai: bool = False

    def build(self, written: Written) -> Interval:
        """A time with its year.

        Raises:
            ValueError: there is no such date.
        """
        year = written.year
        if year is None or not 1 < year < MAXYEAR:
            raise ValueError("no year")
        unit, kind = written.unit, written.kind
        if unit == "week" and written.count:
            sunday = date.fromisocalendar(year, written.count, 7)
            return Interval(date(year, 1, 1), sunday, "interval")
        if unit == "half" and kind == "school" and self.country == "th":
            first_day, last_day = _THAI_TERMS[(written.index or 1) - 1]
            after = year + (last_day < first_day)
            return Interval(date(year, *first_day), date(after, *last_day), "interval")
        if unit == "day" and written.count is not None:
            last = monthrange(year, written.month or 1)[1]
            first = 1 if written.count > 0 else last + written.count + 1
            until = written.count if written.count > 0 else last
            return Interval(
                date(year, written.month or 1, first), date(year, written.month or 1, until), "interval"
            )
        if unit == "day" and written.index:
            days = monthrange(year, written.month or 1)[1]
            every = (date(year, written.month or 1, at + 1) for at in range(days))
            own = [day for day in every if day.isoweekday() == written.weekday]
            day = own[written.index - 1 if written.index > 0 else written.index]
            return Interval(day, day, "day")
        if unit == "day":
            day = date(year, written.month or 1, written.day or 1)
            return Interval(day, day, "day")
        if unit == "week" and written.month:
            return self._week_of(year, written)
        if unit == "week":
            monday = date.fromisocalendar(year, written.index or 1, 1)
            return Interval(monday, monday + timedelta(days=6), "interval")
        if unit == "half" and written.month:
            first, last = 1, _HALF_MONTH - 1
            if written.index == 2:
                first, last = _HALF_MONTH, monthrange(year, written.month)[1]
            return Interval(date(year, written.month, first), date(year, written.month, last), "interval")
        start = self._first_month(written)
        if unit == "month" and written.month:
            count = written.count or 1
            # The January of a fiscal year 2031-32 is in 2032.
            at = year if kind != "fiscal" else start.year + (written.month < start.month)
            begin = plus(date(at, written.month, 1), 1 - count)
            return months(begin, count, "month" if count == 1 else "interval")
        if unit == "month":
            count = written.count or 1
            return months(start if count > 0 else plus(start, 12 + count), abs(count), "interval")
        if unit in ("quarter", "half"):
            size = MONTHS[unit]
            return months(plus(start, size * ((written.index or 1) - 1)), size, "interval")
        return months(start, 12, "year" if kind in ("calendar", "crop") and start.month == 1 else "interval")

    def _week_of(self, year: int, written: Written) -> Interval:
        """The week that a day is in, or one of those that begin in a month."""
        month = written.month or 1
        if written.day:
            monday = date(year, month, written.day)
            monday -= timedelta(days=monday.weekday())
        else:
            first = replace(written, unit="day", weekday=1, index=written.index or 1)
            monday = self.build(first).start
        return Interval(monday, monday + timedelta(days=6), "interval")

    def _first_month(self, written: Written) -> date:
        """The first day of the (fiscal, school) year that is meant."""
        year = written.year or 1
        if written.kind == "school":
            return date(year, _VIETNAMESE_SCHOOL if self.country == "vn" else _OTHER_SCHOOL, 1)
        if written.kind != "fiscal":
            return date(year, 1, 1)
        if self.buddhist_is_thai and written.buddhist and not written.straddles:
            return date(year - 1, _THAI_FISCAL, 1)
        if self.country == "in" or (written.straddles and not written.buddhist):
            return date(year, _INDIAN_FISCAL, 1)
        if self.country == "th" or written.buddhist:
            return date(year - 1, _THAI_FISCAL, 1)
        return date(year, 1, 1)

    def nearest(self, written: Written, today: date, deadline: bool, begun: bool) -> int:
        """The year in which a time is nearest to a date; a deadline is ahead, what is reported has begun."""

        def distance(year: int) -> float:
            try:
                time = self.build(replace(written, year=year))
            except ValueError:  # 29 February
                return float("inf")
            # The ten months ended in October are over; of what has an edge that day counts.
            many = written.month and (written.count or 0) > 1
            days = ((time.end if many else edge_of(time, written.edge).start) - today).days
            if written.unit not in ("day", "month", "week") or (written.count and not written.month):
                if deadline:
                    # It is not over yet.
                    left = (time.end - today).days
                    return left if left >= 0 else 366 - left
                return -days if days <= 0 else days + 366
            ahead = 1 / _AHEAD if deadline else _BEGUN if begun else _AHEAD
            return days * ahead if days > 0 else -days

        return min((today.year, today.year - 1, today.year + 1), key=distance)

    def is_indian(self, written: Written) -> bool:
        """Whether 2031-32 is one fiscal year: in texts about India, or about no country that is known."""
        if not written.straddles or written.kind == "crop" or written.unit != "year":
            return False
        return self.country == "in" or (not self.country and not written.buddhist)

    def shifted(self, written: Written, today: date) -> Interval:
        """This year, last month, next week, last October 15: seen from a day."""
        shift = written.shift or 0
        if written.weekday:
            return self.weekday(written, today)
        if written.of_year and (written.month or written.kind in ("calendar", "crop")):
            # September of last year, the first quarter of last year.
            return edge_of(self.build(replace(written, year=today.year + shift)), written.edge)
        if written.unit == "day" and written.month:
            time = self.build(replace(written, year=today.year))
            return (
                time
                if shift >= 0 or time.start <= today
                else self.build(replace(written, year=today.year - 1))
            )
        if written.unit == "day":
            day = today + timedelta(days=shift)
            return Interval(day, day, "day")
        if written.unit == "week":
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
            return Interval(monday, monday + timedelta(days=6), "interval")
        if written.unit == "month" and written.month:
            # Last November in March is that of the year before, last January that of this year.
            past, ahead = shift < 0 and written.month < today.month, shift > 0 and written.month > today.month
            return self.build(replace(written, year=today.year + (0 if past or ahead else shift)))
        if written.kind in ("fiscal", "school"):
            # The fiscal year in which the day is, by its name, and so many on.
            today = plus(today, _SUMMER) if written.kind == "school" and self.country == "vn" else today
            own = replace(written, unit="year", index=None, count=None)
            years = (today.year + 1, today.year, today.year - 1)
            year = next(year for year in years if self.build(replace(own, year=year)).start <= today)
            return edge_of(self.build(replace(written, year=year + shift)), written.edge)
        if written.index or (written.count and shift == 0):
            # The second quarter of this year, the first six months of next year.
            return edge_of(self.build(replace(written, year=today.year + shift)), written.edge)
        return edge_of(unit_of(today, written.unit, shift), written.edge)

    @staticmethod
    def weekday(written: Written, today: date) -> Interval:
        """The last such weekday, today included; the one before with "last", the one ahead with "next"."""
        back = (today.isoweekday() - (written.weekday or 1)) % 7
        if written.shift == 0:
            # This Friday: of this week.
            back = today.isoweekday() - (written.weekday or 1)
        elif written.shift and written.shift > 0:
            back -= 7
        elif written.shift and back == 0:
            back = 7
        day = today - timedelta(days=back)
        return Interval(day, day, "day")
