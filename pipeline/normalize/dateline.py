"""The date of a document: its date line or dateline, or what its times make likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .almanac import Almanac
from .intervals import Interval, edge_of
from .written import Written

__all__ = ["DocumentDate", "PeriodSpan", "is_dateline"]

# Characters in which a date line or an opening sentence has its date.
_OPENING = 400
# Likewise a line at the end, and a dateline without its year.
_CLOSING = 200
_DATELINE = 300
# Characters of a line of its own that holds a date, and of the place before the
# date of a dateline (HANOI, 5 March –).
_DATE_LINE = 100
_PLACE = 45
# A report may be out a little before what it reports on is over.
_EARLY = timedelta(days=15)
_A_WEEK = timedelta(days=7)


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
        title: it stands in the document's first line.
        dateline: it stands where a document says its own date.
        timed: it is when something happened.
        since: a word for "from" stands before it.
        cue: ``ahead`` or ``past``, where the word before it tells that.
    """

    text: str
    written: Written | None
    start: int
    sentence: int
    baseline: bool = False
    compared: tuple[int, ...] = ()
    reported: bool = False
    deadline: bool = False
    title: bool = False
    dateline: bool = False
    timed: bool = False
    since: bool = False
    cue: str | None = None


def is_dateline(text: str, start: int) -> bool:
    """Whether a time at an offset is in a short line, or has a short beginning of its line before it."""
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start)
    return (end if end >= 0 else len(text)) - begin <= _DATE_LINE or 0 < start - begin <= _PLACE


@dataclass(frozen=True, slots=True)
class DocumentDate:
    """What is known of the date of a document.

    Attributes:
        day: of its date line, else of its opening, its closing line or a dateline without a year.
        stated: the day is that of a date line, and not of a sentence.
        year: of an undated document that of its first date, of the latest instrument or the one after a
            baseline's, or the first.
        about: the end of what an undated document reports on.
    """

    day: date | None
    stated: bool
    year: int | None
    about: date | None = None

    @classmethod
    def of(
        cls,
        spans: Sequence[PeriodSpan],
        written: Sequence[Written | None],
        length: int,
        years: Sequence[int],
        almanac: Almanac,
    ) -> DocumentDate:
        """Find it.

        Args:
            written: what each span says, with centuries.
            length: characters of the document.
            years: those of the instruments that the document cites.
        """
        year = _any_year(spans, written, years)
        reported = _reported(spans, written, almanac)
        about = reported.end if reported else None
        days = []
        for item, span in zip(written, spans, strict=True):
            if item is None or span.baseline or not (span.start < _OPENING or span.start > length - _CLOSING):
                continue
            day = day_of(item) or (_bulletin(item) if span is spans[0] else None)
            # What is reported on has begun.
            if day and not (reported and day < reported.start - _EARLY):
                days.append((day, span.dateline or span.title))
        first = _first_day(spans, written)
        if first and (own := _with_year(first[0], year, about)):
            days.append((own, first[1]))
        stated = [day for day, dateline in days if dateline]
        if stated:
            return cls(stated[0], True, year, about)
        return cls(days[0][0] if days else None, False, year, about)


def _first_day(spans: Sequence[PeriodSpan], written: Sequence[Written | None]) -> tuple[Written, bool] | None:
    """A dateline without its year: the first time, or the first day where only months stand before it."""
    for at, (span, item) in enumerate(zip(spans, written, strict=True)):
        if span.start >= _DATELINE or item is None:
            return None
        if item.unit == "day" and item.month and item.day and not (item.count or item.until or item.same):
            return (item, span.dateline) if not item.year and (at == 0 or span.dateline) else None
    return None


def _with_year(item: Written, year: int | None, about: date | None) -> date | None:
    """A day without its year: the next one after what is reported on, else in a year that is named."""
    if about is None:
        return day_of(replace(item, year=year)) if year is not None else None
    for guess in (about.year, about.year + 1):
        day = day_of(replace(item, year=guess))
        if day and day >= about - _EARLY:
            return day
    return None


def _bulletin(item: Written) -> date | None:
    """The last day of the week that a bulletin is the bulletin of."""
    if item.until is None or item.same:
        return None
    first, last = day_of(replace(item, until=None)), day_of(item.until)
    return last if first and last and last - first < _A_WEEK else None


def _reported(
    spans: Sequence[PeriodSpan], written: Sequence[Written | None], almanac: Almanac
) -> Interval | None:
    """The first time that a document has in its title or reports on; no year alone."""
    own = [
        (not span.title, item.until or item)
        for item, span in zip(written, spans, strict=True)
        if item and item.year and (span.title or span.reported) and not (span.baseline or span.deadline)
    ]
    for _, item in sorted(own, key=lambda pair: pair[0]):
        if item.year is None or item.unit in (None, "year") or item.same or item.kind != "calendar":
            continue
        try:
            return edge_of(almanac.build(item), item.edge)
        except (ValueError, OverflowError):
            continue
    return None


def _any_year(
    spans: Sequence[PeriodSpan], written: Sequence[Written | None], years: Sequence[int]
) -> int | None:
    dated, after, others, deadlines = [], list(years), [], []
    for item, span in zip(written, spans, strict=True):
        if item is None or not item.year or item.kind == "crop":
            continue
        if item.same or span.baseline:
            # What is compared with a year is told of the next one.
            after += [item.year + 1] if item.kind == "calendar" else []
        elif span.deadline:
            deadlines.append(item.year)
        elif item.unit == "day":
            dated.append((item.until and item.until.year) or item.year)
        else:
            others.append(item.year)
    return next(iter([*dated[:1], *([max(after)] if after else []), *others, *deadlines]), None)


def day_of(written: Written) -> date | None:
    """The day of a date that is written out."""
    if (
        written.unit != "day"
        or written.count
        or written.until
        or not (written.year and written.month and written.day)
    ):
        return None
    try:
        return date(written.year, written.month, written.day)
    except ValueError:
        return None
