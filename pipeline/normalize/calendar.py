"""Times in the calendar: what a document's PERIOD spans leave out is filled in from the document."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from .almanac import Almanac
from .canonical import Period, Unread
from .dateline import DocumentDate, PeriodSpan
from .intervals import MONTHS, Interval, edge_of, unit_of, years_before
from .written import BUDDHIST, Written

__all__ = ["resolve_periods"]

# How sure a time is that is written out; whose year stands before it in the
# sentence, or follows from the date of the document; whose year is that of
# another time in the text; that is counted from the date of the document; that
# is a weekday near it; whose calendar (of fiscal years) nothing tells.
_WRITTEN = 1.0
_BY_DOCUMENT = 0.9
_BY_NEIGHBOUR = 0.75
_BY_WEEKDAY = 0.8
_UNSURE_CALENDAR = 0.6
# Words that no table knows may say anything: of 16 such times in the gold
# documents of train and dev 6 are something else.
_UNKNOWN_WORDS = 0.6


def resolve_periods(
    spans: Sequence[PeriodSpan], lang: str, length: int, country: str = "", years: Sequence[int] = ()
) -> list[Period | Unread]:
    """The canonical value of each PERIOD span of one document, in the order of ``spans``.

    Args:
        length: characters of the document.
        country: which the document is about (``vn``, ``th``, ``in``; "" for none of these): its fiscal
            and school years.
        years: those of the instruments that the document cites.
    """
    return _Calendar(spans, lang, length, country, years).resolve()


class _Calendar:
    """The times of one document."""

    def __init__(
        self, spans: Sequence[PeriodSpan], lang: str, length: int, country: str, years: Sequence[int]
    ) -> None:
        self.spans = spans
        self.lang = lang
        self.country = country
        self.almanac = Almanac(country)
        # Two-digit years first, for they may be those of the document's date.
        guess = next((span.written.year for span in spans if span.written and _long(span.written.year)), None)
        self.written = [self._century(span.written, guess) for span in spans]
        self.date = DocumentDate.of(spans, self.written, length, years)
        self.times: list[Interval | None] = [None] * len(spans)

    def resolve(self) -> list[Period | Unread]:
        """The value of each span."""
        # What refers to other times comes after them.
        order = sorted(range(len(self.spans)), key=lambda at: self._refers(self.written[at]))
        found = {at: self._resolve(at) for at in order}
        return [found[at] for at in range(len(self.spans))]

    def _century(self, written: Written | None, guess: int | None) -> Written | None:
        if written is None:
            return None
        if written.year is not None and not _long(written.year):
            common, buddhist = 2000 + written.year, 2500 + written.year - BUDDHIST
            if guess is not None:
                year = min((common, common - 100, buddhist), key=lambda year: abs(year - guess))
            else:
                year = buddhist if self.lang == "th" else common
            written = replace(written, year=year)
        return replace(written, until=self._century(written.until, guess)) if written.until else written

    @staticmethod
    def _refers(written: Written | None) -> int:
        if written is None or written.same or written.again:
            return 2
        return 0 if written.year is not None else 1

    def _resolve(self, at: int) -> Period | Unread:
        span, written = self.spans[at], self.written[at]
        if written is None:
            return Unread(0.0, span.text, "no reading fits this time")
        if written.duration and not self._of_year(span, written):
            return Period(_WRITTEN, written.duration)
        try:
            found = self._time(at, written)
        except (ValueError, OverflowError):
            return Unread(0.0, span.text, "no such date")
        if isinstance(found, str):
            return Unread(0.0, span.text, found)
        time, confidence = found
        self.times[at] = time
        if written.unknown:
            confidence = min(confidence, _UNKNOWN_WORDS)
        return Period(confidence, time.iso(), time.start.isoformat(), time.end.isoformat())

    def _time(self, at: int, written: Written) -> tuple[Interval, float] | str:
        """A time and how sure it is, or why there is none."""
        if written.duration:
            # Nine months in a report are those of its year.
            written = Written(unit="month", count=written.count)
        if written.again:
            day = self._before(at, "day")
            if day is None and self.date.day:
                day = Interval(self.date.day, self.date.day, "day")
            return (day, _BY_NEIGHBOUR) if day else "no day is named before it"
        compared = next((time for other in self.spans[at].compared if (time := self.times[other])), None)
        if written.same:
            return self._same(at, written, compared)
        if compared and written.shift == -1 and written.unit in MONTHS and written.year is None:
            # The month before, of a measurement: before its own month.
            if written.unit == "year" and (compared.end - compared.start).days >= 364:
                # The year before a fiscal year is a fiscal year.
                return self._same(at, Written(same=True), compared)
            first = compared.end if written.unit == "month" else compared.start
            return edge_of(unit_of(first, written.unit, -1), written.edge), _BY_DOCUMENT
        if written.until and self.almanac.is_indian(written):
            written = replace(written, until=None, kind="fiscal")
        if written.until:
            return self._range(at, written, written.until)
        if written.shift is not None and written.year is None:
            return self._shifted(written)
        if written.weekday and not written.month and written.day is None:
            return self._weekday(at, written)
        return self._dated(at, written)

    def _of_year(self, span: PeriodSpan, written: Written) -> bool:
        """Whether so many months are the first of a year: of a measurement, in a title, or just past."""
        if not written.count or span.deadline:
            return False
        if span.reported or (span.title and self.date.year is not None):
            return True
        return self.date.day is not None and written.count in (self.date.day.month - 1, self.date.day.month)

    def _range(self, at: int, written: Written, last: Written) -> tuple[Interval, float] | str:
        if last.year is None and written.year is not None:
            last = replace(last, year=written.year)
        end = self._time(at, last)
        if isinstance(end, str):
            return end
        if written.year is None and written.unit in ("day", "month"):
            written = replace(written, year=end[0].end.year)
        begin = self._time(at, replace(written, until=None))
        if isinstance(begin, str):
            return begin
        first, final = begin[0].start, end[0].end
        if first > final:
            return "it ends before it begins"
        return Interval(first, final, "interval"), min(begin[1], end[1])

    def _dated(self, at: int, written: Written) -> tuple[Interval, float] | str:
        confidence = _WRITTEN
        if written.unit == "day" and written.month is None and written.count is None:
            near = self._before(at, "day") or self._before(at, "month")
            base = near.start if near else self.date.day
            if base is None:
                return "its month is nowhere in the text"
            written = replace(written, month=base.month, year=base.year)
            confidence = _BY_NEIGHBOUR
        elif written.year is None:
            year = self._year(at, written)
            if year is None:
                return "its year is nowhere in the text"
            written, confidence = replace(written, year=year[0]), year[1]
        time = self.almanac.build(written)
        if written.kind == "fiscal" and not (self.country or written.buddhist or written.straddles):
            confidence = min(confidence, _UNSURE_CALENDAR)
        return edge_of(time, written.edge), confidence

    def _year(self, at: int, written: Written) -> tuple[int, float] | None:
        """The year of a time without one."""
        if self.date.day:
            return self.almanac.nearest(written, self.date.day, self.spans[at].deadline), _BY_DOCUMENT
        return None if self.date.year is None else (self.date.year, _BY_NEIGHBOUR)

    def _shifted(self, written: Written) -> tuple[Interval, float] | str:
        """This year, last month: from the date of the document."""
        today = self.date.day
        if today is None or (written.unit in ("day", "week") and not (written.month or self.date.stated)):
            if self.date.year is None or written.unit not in ("year", "half", "quarter"):
                return "it counts from the date of the document, which has none"
            today = date(self.date.year, 12, 31)
        if written.unit is None:
            return "no unit of time"
        return self.almanac.shifted(written, today), _BY_DOCUMENT

    def _weekday(self, at: int, written: Written) -> tuple[Interval, float] | str:
        if self.date.day is None or not self.date.stated:
            return "a weekday, and the document has no date"
        if self.spans[at].deadline and written.shift is None:
            written = replace(written, shift=1)
        return self.almanac.weekday(written, self.date.day), _BY_WEEKDAY

    def _same(self, at: int, written: Written, compared: Interval | None) -> tuple[Interval, float] | str:
        """The period that this is compared with, in another year."""
        confidence = _BY_DOCUMENT
        if compared is None:
            # Without a measurement: the period before it in its sentence.
            compared = self._in_sentence(at)
            confidence = _BY_NEIGHBOUR
        if compared is None:
            return "the same period as which is nowhere in the text"
        if written.unit not in (None, "year", "day") and (written.index or written.month or written.count):
            # The same quarter, said which.
            return self.almanac.build(replace(written, year=compared.start.year - 1)), confidence
        if written.unit in ("quarter", "half") and compared.shape == "day":
            # Of what stood at the end of a quarter.
            compared = unit_of(compared.end, written.unit, 0)
        years = 1 if written.year is None else self._years_apart(written, compared)
        start, end = (years_before(day, years) for day in (compared.start, compared.end))
        if compared.shape != "day" and (compared.end + timedelta(days=1)).day == 1:
            # To the end of a month, of which February has two.
            end = end.replace(day=monthrange(end.year, end.month)[1])
        return Interval(start, end, compared.shape), confidence

    def _years_apart(self, written: Written, compared: Interval) -> int:
        """How many years before a time is its like in a year that is named, be it a fiscal one."""
        years = compared.end.year - (written.year or 0)
        if written.kind == "fiscal":
            last = self.almanac.build(replace(written, unit="year", same=False)).end
            while years_before(compared.end, years) > last:
                years += 1
            while years_before(compared.end, years - 1) <= last:
                years -= 1
        return years

    def _in_sentence(self, at: int) -> Interval | None:
        for before in range(at - 1, -1, -1):
            if self.spans[before].sentence != self.spans[at].sentence:
                break
            if self.times[before]:
                return self.times[before]
        return None

    def _before(self, at: int, shape: str) -> Interval | None:
        for before in range(at - 1, -1, -1):
            time = self.times[before]
            span = self.spans[before]
            if time and time.shape == shape and not span.deadline and not span.reported:
                return time
        return None


def _long(year: int | None) -> bool:
    return year is not None and year >= 100
