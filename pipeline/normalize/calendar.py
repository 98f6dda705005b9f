"""Times in the calendar: what a document's PERIOD spans leave out is filled in from the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from .almanac import Almanac
from .canonical import Period, Unread
from .dateline import DocumentDate, PeriodSpan
from .intervals import MONTHS, Interval, earlier, edge_of, plus, unit_of
from .references import References
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
_FULL_YEAR = 364
# Reports may come out a little before the months that they tell of are over.
_SOON = timedelta(days=15)
# How long after what it reports on an undated document is taken to be out.
_OUT = timedelta(days=30)


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


class _Calendar(References):
    """The times of one document."""

    def __init__(
        self, spans: Sequence[PeriodSpan], lang: str, length: int, country: str, years: Sequence[int]
    ) -> None:
        self.lang = lang
        self.country = country
        # Two-digit years first, for they may be those of the document's date.
        guess = next((span.written.year for span in spans if span.written and _long(span.written.year)), None)
        written = [self._century(span.written, guess) for span in spans]
        almanac = Almanac(country, buddhist_is_thai=lang != "th")
        super().__init__(spans, written, almanac, DocumentDate.of(spans, written, length, years, almanac))
        # India's ministries count in fiscal years, and their quarters are those of one.
        self.fiscal = country == "in" and any(
            item and (item.kind == "fiscal" or item.straddles) for item in written
        )

    def resolve(self) -> list[Period | Unread]:
        """The value of each span."""
        # What refers to other times comes after them.
        order = sorted(range(len(self.spans)), key=self._refers)
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

    def _refers(self, at: int) -> int:
        written = self.written[at]
        if written is None or written.same or written.again or written.unit is None:
            return 2
        if written.year is not None:
            return 0
        return 2 if self.spans[at].compared else 1

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
        span = self.spans[at]
        if written.duration:
            # Nine months in a report are those of its year.
            written = Written(unit="month", count=written.count)
        if written.unit is None and written.index:
            found = self.which(at, written.index)
            return (found, _BY_NEIGHBOUR) if found else "the first of what is nowhere in the text"
        compared = self.compared(at)
        if compared and written.year is None and (written.again or not written.same):
            before = self._before_compared(written, compared)
            if before:
                return before, _BY_DOCUMENT
        if written.again:
            if span.baseline and compared and not written.shift:
                # The same day, of what is compared: a year earlier.
                return self._same(at, Written(same=True, unit="day"), compared)
            day = self.again(at, written)
            return day if isinstance(day, str) else (day, _BY_NEIGHBOUR)
        if written.same:
            return self._same(at, written, compared)
        if written.until and self.almanac.is_indian(written):
            # 2031-32 is one year; from 2031-32 to 2035-36 are five.
            last = replace(written.until, kind="fiscal") if written.until.straddles else None
            written = replace(written, until=last, kind="fiscal")
        if written.until:
            return self._range(at, written, written.until)
        if written.shift is not None and written.year is None:
            return self._shifted(written)
        if written.weekday and not written.month and written.day is None:
            return self._weekday(at, written)
        return self._dated(at, written)

    def _before_compared(self, written: Written, compared: Interval) -> Interval | None:
        """What was before the time of a measurement: seen from that, and not from the document's date."""
        if written.back or (written.shift == -1 and written.unit in ("day", "week") and not written.month):
            return None if written.weekday else self.before(written, compared)
        if written.shift != -1 or written.unit not in MONTHS or written.weekday:
            return None
        if written.month or written.index or written.count:
            # The first quarter of last year, last July.
            return self.almanac.shifted(written, compared.end if written.of_year else compared.start)
        if written.unit == "year":
            if (compared.end - compared.start).days >= _FULL_YEAR:
                # The year before a fiscal year is a fiscal year.
                return edge_of(earlier(compared, months=MONTHS["year"]), written.edge)
            if written.kind in ("fiscal", "school"):
                return self.almanac.shifted(written, compared.end)
            if compared.start.year != compared.end.year and written.kind == "calendar":
                # Of so many months of a fiscal year the fiscal year before, of others the year before.
                fiscal = self.almanac.shifted(replace(written, kind="fiscal"), compared.start)
                return fiscal if plus(fiscal.end, 1) == compared.start else unit_of(compared.end, "year", -1)
        first = compared.end if written.unit == "month" else compared.start
        return edge_of(unit_of(first, written.unit, -1), written.edge)

    def _of_year(self, span: PeriodSpan, written: Written) -> bool:
        """Whether so many months are the first of a year: of a measurement, in a title, or just past."""
        if not written.count or span.deadline:
            return False
        just_past = self.date.day is not None and written.count in (
            self.date.day.month - 1,
            self.date.day.month,
        )
        if written.shift is not None and self.date.day is not None:
            # The past three months, in August, are no quarter of the year.
            return just_past
        return span.reported or (span.title and self.date.year is not None) or just_past

    def _range(self, at: int, written: Written, last: Written) -> tuple[Interval, float] | str:
        if last.year is None and written.year is not None:
            last = replace(last, year=written.year)
        end = self._time(at, last)
        if isinstance(end, str):
            return end
        own = written
        if written.year is None and written.unit in ("day", "month"):
            own = replace(written, year=end[0].end.year)
        begin = self._time(at, replace(own, until=None))
        if isinstance(begin, str):
            return begin
        if begin[0].start > end[0].end and written.year is None and written.month and own.year:
            # October to February.
            begin = self._dated(at, replace(own, until=None, year=own.year - 1))
            if isinstance(begin, str):
                return begin
        first, final = begin[0].start, end[0].end
        if first > final:
            return "it ends before it begins"
        return Interval(first, final, "interval"), min(begin[1], end[1])

    def _dated(self, at: int, written: Written) -> tuple[Interval, float] | str:
        confidence = _WRITTEN
        if written.unit == "day" and written.month is None and written.count is None:
            base = self.near(at)
            if base is None:
                return "its month is nowhere in the text"
            written = replace(written, month=base.month, year=base.year)
            confidence = _BY_NEIGHBOUR
        elif written.year is None:
            written = self._with_kind(at, written)
            if written.year is None:
                year = self._year(at, written)
                if year is None:
                    return "its year is nowhere in the text"
                written, confidence = replace(written, year=year[0]), year[1]
                written = self._months_over(at, written)
            else:
                confidence = _BY_NEIGHBOUR
        time = self.almanac.build(written)
        if written.kind == "fiscal" and not (self.country or written.buddhist or written.straddles):
            confidence = min(confidence, _UNSURE_CALENDAR)
        return edge_of(time, written.edge), confidence

    def _with_kind(self, at: int, written: Written) -> Written:
        """A quarter or half of a fiscal year, where its measurement or the document counts in those."""
        if written.kind != "calendar" or written.unit not in ("quarter", "half") or written.month:
            return written
        for other in self.spans[at].compared:
            item = self.written[other]
            if item and item.kind == "fiscal" and item.unit == written.unit and item.year is not None:
                return replace(item, index=written.index, edge=written.edge)
        return replace(written, kind="fiscal", straddles=True) if self.fiscal else written

    def _months_over(self, at: int, written: Written) -> Written:
        """Months of a year that is not so far yet are those of the fiscal year (ten months, in February)."""
        today, of_months = self.date.day, written.unit == "month" and not written.month
        if not (today and of_months and (written.count or 0) > 0 and self.country in ("in", "th")):
            return written
        fiscal = replace(written, kind="fiscal")
        if self.almanac.build(written).end <= today + _SOON or written.kind != "calendar":
            return written
        years = (today.year + 1, today.year, today.year - 1)
        over = (year for year in years if self.almanac.build(replace(fiscal, year=year)).end <= today + _SOON)
        return replace(fiscal, year=next(over, written.year))

    def _year(self, at: int, written: Written) -> tuple[int, float] | None:
        """The year of a time without one."""
        span, today = self.spans[at], self.date.day or self.date.about
        if today:
            measured = span.reported or span.baseline
            ahead = span.deadline or (span.cue == "ahead" and not measured)
            past = span.cue == "past"
            begun = self.date.stated and (past or measured)
            if self.date.day is None and not (measured or past):
                # A report comes out after what it reports on.
                today += _OUT
            year = self.almanac.nearest(written, today, ahead, begun)
            return year, _BY_DOCUMENT if self.date.day else _BY_NEIGHBOUR
        return None if self.date.year is None else (self.date.year, _BY_NEIGHBOUR)

    def _shifted(self, written: Written) -> tuple[Interval, float] | str:
        """This year, last month: from the date of the document."""
        today = self.date.day
        if today is None or (written.unit in ("day", "week") and not (written.month or self.date.stated)):
            if self.date.year is None or written.unit not in ("year", "half", "quarter"):
                return "it counts from the date of the document, which has none"
            today = self.date.about or date(self.date.year, 12, 31)
        if written.unit is None:
            return "no unit of time"
        return self.almanac.shifted(written, today), _BY_DOCUMENT

    def _weekday(self, at: int, written: Written) -> tuple[Interval, float] | str:
        if self.date.day is None or not self.date.stated:
            return "a weekday, and the document has no date"
        if self.spans[at].deadline and not written.shift:
            written = replace(written, shift=1)
        return self.almanac.weekday(written, self.date.day), _BY_WEEKDAY

    def _same(self, at: int, written: Written, compared: Interval | None) -> tuple[Interval, float] | str:
        """The period that this is compared with, in another year; or that which was named, once more."""
        span = self.spans[at]
        plain = written.year is None and written.shift is None and not (written.month or written.index)
        if plain and (span.reported or span.timed) and not span.baseline and (written.unit or written.count):
            time = self.itself(at, written)
            return (time, _BY_NEIGHBOUR) if time else "the same period as which is nowhere in the text"
        found = self.same(at, written, compared)
        if isinstance(found, str):
            return found
        return found[0], _BY_DOCUMENT if found[1] else _BY_NEIGHBOUR


def _long(year: int | None) -> bool:
    return year is not None and year >= 100
