"""Times in the calendar: what a document's PERIOD spans leave out is filled in from the document."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .almanac import Almanac
from .canonical import Period, Unread
from .intervals import MONTHS, Interval, edge_of, unit_of, years_before
from .written import BUDDHIST, Written

__all__ = ["PeriodSpan", "resolve_periods"]

# How sure a time is that is written out; whose year stands before it in the
# sentence, or follows from the date of the document; whose year is that of
# another time in the text; that is counted from the date of the document; that
# is a weekday near it; whose calendar (of fiscal years) nothing tells.
_WRITTEN = 1.0
_BY_DOCUMENT = 0.9
_BY_NEIGHBOUR = 0.75
_BY_WEEKDAY = 0.8
_UNSURE_CALENDAR = 0.6
# The first months of fiscal and school years.
_THAI_FISCAL, _INDIAN_FISCAL = 10, 4
_VIETNAMESE_SCHOOL, _OTHER_SCHOOL = 9, 6
# Characters in which a date line or an opening sentence has its date.
_OPENING = 400
# Likewise a line at the end, and a dateline.
_CLOSING = 200
_DATELINE = 300


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """A PERIOD span in its document.

    Attributes:
        text: as written.
        written: what it says; None where it could not be read.
        start: offset in the document.
        sentence: which sentence it stands in.
        baseline: it is what a measurement is compared with, and
        compared: the spans (by index) that are the periods of those measurements.
        reported: it is the period of a measurement.
        deadline: it is when something is to be done by.
    """

    text: str
    written: Written | None
    start: int
    sentence: int
    baseline: bool = False
    compared: tuple[int, ...] = ()
    reported: bool = False
    deadline: bool = False


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
        self.years = years
        # Two-digit years first, for they may be those of the document's date.
        guess = next((span.written.year for span in spans if span.written and _long(span.written.year)), None)
        self.written = [self._century(span.written, guess) for span in spans]
        self.today = self._dateline(length)
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
                year = min((common, buddhist), key=lambda year: abs(year - guess))
            else:
                year = buddhist if self.lang == "th" else common
            written = replace(written, year=year)
        return replace(written, until=self._century(written.until, guess)) if written.until else written

    def _dateline(self, length: int) -> date | None:
        """The date of the document: of its first lines or a line at its end; a dateline may lack its year."""
        for item, span in zip(self.written, self.spans, strict=True):
            day = _day(item) if item else None
            if day and (span.start < _OPENING or span.start > length - _CLOSING):
                return day
        first = self.written[0] if self.spans and self.spans[0].start < _DATELINE else None
        if first and first.unit == "day" and first.month and first.day and not first.year:
            year = self._any_year()
            if year is not None:
                return _day(replace(first, year=year))
        return None

    def _any_year(self) -> int | None:
        """Of an undated document: the year of its first date, of the latest instrument, or the first."""
        said = [
            item
            for item, span in zip(self.written, self.spans, strict=True)
            if item and item.year and item.kind != "crop" and not item.same and not span.baseline
        ]
        dated = next((item.year for item in said if item.unit == "day"), None)
        return dated or max(self.years, default=None) or next((item.year for item in said), None)

    @staticmethod
    def _refers(written: Written | None) -> int:
        if written is None or written.same or written.again:
            return 2
        return 0 if written.year is not None else 1

    def _resolve(self, at: int) -> Period | Unread:
        span, written = self.spans[at], self.written[at]
        if written is None:
            return Unread(0.0, span.text, "no reading fits this time")
        if written.duration and not (span.reported and written.count):
            return Period(_WRITTEN, written.duration)
        try:
            found = self._time(at, written)
        except (ValueError, OverflowError):
            return Unread(0.0, span.text, "no such date")
        if isinstance(found, str):
            return Unread(0.0, span.text, found)
        time, confidence = found
        self.times[at] = time
        return Period(confidence, time.iso(), time.start.isoformat(), time.end.isoformat())

    def _time(self, at: int, written: Written) -> tuple[Interval, float] | str:
        """A time and how sure it is, or why there is none."""
        if written.duration:
            # Nine months in a report are those of its year.
            written = Written(unit="month", count=written.count)
        if written.again:
            day = self._before(at, "day")
            if day is None and self.today:
                day = Interval(self.today, self.today, "day")
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
            return self._weekday(written)
        return self._dated(at, written)

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
            base = near.start if near else self.today
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
        if self.today:
            return self.almanac.nearest(written, self.today, self.spans[at].deadline), _BY_DOCUMENT
        year = self._any_year()
        return None if year is None else (year, _BY_NEIGHBOUR)

    def _shifted(self, written: Written) -> tuple[Interval, float] | str:
        """This year, last month: from the date of the document."""
        today = self.today
        if today is None:
            year = self._any_year()
            if year is None or written.unit not in ("year", "half", "quarter"):
                return "it counts from the date of the document, which has none"
            today = date(year, 12, 31)
        if written.unit is None:
            return "no unit of time"
        return self.almanac.shifted(written, today), _BY_DOCUMENT

    def _weekday(self, written: Written) -> tuple[Interval, float] | str:
        if self.today is None:
            return "a weekday, and the document has no date"
        return self.almanac.weekday(written, self.today), _BY_WEEKDAY

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
        years = 1 if written.year is None else compared.end.year - written.year
        start, end = (years_before(day, years) for day in (compared.start, compared.end))
        if compared.shape != "day" and (compared.end + timedelta(days=1)).day == 1:
            # To the end of a month, of which February has two.
            end = end.replace(day=monthrange(end.year, end.month)[1])
        return Interval(start, end, compared.shape), confidence

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
            if time and time.shape == shape and not self.spans[before].deadline:
                return time
        return None


def _long(year: int | None) -> bool:
    return year is not None and year >= 100


def _day(written: Written) -> date | None:
    """The day of a date that is written out."""
    if written.unit != "day" or written.count or not (written.year and written.month and written.day):
        return None
    try:
        return date(written.year, written.month, written.day)
    except ValueError:
        return None
