"""The date of a document: its date line or dateline, or what its times make likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

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
    """

    day: date | None
    stated: bool
    year: int | None

    @classmethod
    def of(
        cls,
        spans: Sequence[PeriodSpan],
        written: Sequence[Written | None],
        length: int,
        years: Sequence[int],
    ) -> DocumentDate:
        """Find it.

        Args:
            written: what each span says, with centuries.
            length: characters of the document.
            years: those of the instruments that the document cites.
        """
        year = _any_year(spans, written, years)
        days = [
            (day, span.dateline)
            for item, span in zip(written, spans, strict=True)
            if item and (day := day_of(item)) and (span.start < _OPENING or span.start > length - _CLOSING)
        ]
        first = written[0] if spans and spans[0].start < _DATELINE else None
        if (
            year is not None
            and first
            and first.unit == "day"
            and first.month
            and first.day
            and not first.year
        ):
            day = day_of(replace(first, year=year))
            if day:
                days.append((day, spans[0].dateline))
        stated = [day for day, dateline in days if dateline]
        if stated:
            return cls(stated[0], True, year)
        return cls(days[0][0] if days else None, False, year)


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
            dated.append(item.year)
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
