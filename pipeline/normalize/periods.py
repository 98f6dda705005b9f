"""Times as they are written: PERIOD spans to partial dates, in one grammar for all languages.

The tables turn a language's words into symbols (``6 MONTH FIRST YEAR 2031``),
and what follows reads symbols only. What a text leaves out (the year, which
period is "the same") is filled in by :mod:`.calendar`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import regex

from .lexicon import Lexicon
from .period_patterns import PATTERNS
from .period_symbols import period_symbols

__all__ = ["Written", "read_period"]

Unit = Literal["day", "week", "month", "quarter", "half", "year"]

#: Buddhist years are 543 ahead; no text of today means the common era's year 2400.
BUDDHIST = 543
_FIRST_BUDDHIST = 2400
_FIRST_YEAR, _LAST_YEAR = 1800, 2200

_ORDINALS = {"FIRST": 1, "SECOND": 2, "THIRD": 3, "FOURTH": 4}
_UNITS: dict[str, Unit] = {
    "DAY": "day",
    "WEEK": "week",
    "MONTH": "month",
    "QUARTER": "quarter",
    "HALF": "half",
    "YEAR": "year",
}
_DURATIONS = {"DAY": "D", "WEEK": "W", "MONTH": "M", "YEAR": "Y", "HOUR": "H", "MINUTE": "M"}


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
        again: the day that was named last.
        buddhist: the year was written in the Buddhist era.
        straddles: the year was written with the next one (2031-32).
        duration: an ISO 8601 duration; with ``count`` so many months, which in a report are of its year.
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
    buddhist: bool = False
    straddles: bool = False
    duration: str = ""


def read_period(text: str, lexicon: Lexicon) -> Written | None:
    """What a PERIOD span says; None where no reading fits all that it says of time."""
    symbols = period_symbols(text, lexicon)
    whole = _single(symbols)
    if whole and whole.unit == "day" and whole.year:
        # 2031-06-30 is no range.
        return whole
    for begin, end in _ranges(symbols):
        first = _single(begin) or _year_span(begin)
        last = _single(end) or _year_span(end)
        if first and last:
            return _range(first, last)
    return whole or _year_span(symbols)


# Words that say nothing of the time itself.
_NOISE = regex.compile(r"\b(?:OF|PART|X|CE|w\d)\b|[(),]")
_GAP = regex.compile(r" +")


def _clean(symbols: str) -> str:
    return _GAP.sub(" ", _NOISE.sub(" ", symbols)).strip()


# Single times -------------------------------------------------------------

_KIND = regex.compile(r"\b(FISCAL|STRADDLING|SCHOOL)\b")
_FULL_SPAN = regex.compile(r"(?:YEAR )*(?P<year>\d{4}) ?[-/] ?(?P<last>\d{4}|\d{2})")
_SEASON = regex.compile(r"\b(?:SEASON(?: - SEASON)?(?: -)?|CROP|SPAN)\b")
_DURATION = regex.compile(
    r"(?:ALL |SPAN )?(?P<count>\d+(?:[.,]\d+)?) (?P<unit>DAY|WEEK|MONTH|YEAR|HOUR|MINUTE)"
)
_EDGE = regex.compile(r"\b(BEGIN|END|MIDDLE)\b")
_RELATIVE = regex.compile(r"\b(THIS|PREVIOUS|NEXT|LAST)\b")


def _single(symbols: str) -> Written | None:
    """A time that is not a range."""
    weekday = regex.search(r"\bw(\d)\b", symbols)
    if regex.search(r"\bSAME (?:OF )*PART\b|\bSAMEDAY(?: (?:OF )*PART)?$", symbols):
        return Written(unit="day", again=True)
    text = _clean(symbols)
    if not text:
        return Written(unit="day", weekday=int(weekday[1])) if weekday else None
    same = _same(text)
    if same:
        return same
    found = _dated(text)
    if found is None:
        found = _edged(text) or _seasonal(text) or _relative(text, bool(weekday)) or _duration(text)
    if found and weekday and found.unit == "day":
        return replace(found, weekday=int(weekday[1]))
    if found is None and weekday:
        rest = _relative(text, True)
        return Written(unit="day", weekday=int(weekday[1]), shift=rest.shift if rest else None)
    return found


def _dated(text: str) -> Written | None:
    """A day, month, quarter, half, year, or the first or last of them."""
    kind = _KIND.search(text)
    if kind:
        found = _dated_year(_GAP.sub(" ", text.replace(kind[1], "YEAR")).strip(), kind[1])
        if found:
            return found
    text = _ordinals(text)
    for name, pattern in PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            written = _from_match(name, match.groupdict())
            if written:
                year = match.groupdict().get("year") or ""
                return replace(written, buddhist=len(year) == 4 and int(year) >= _FIRST_BUDDHIST)
    return None


def _dated_year(text: str, kind: str) -> Written | None:
    """A fiscal or school year, or a part of it."""
    name: Literal["fiscal", "school"] = "school" if kind == "SCHOOL" else "fiscal"
    found = _dated(text) or _relative(text, False)
    if found is None and regex.fullmatch(r"(?:YEAR ?)+", text):
        found = Written(unit="year", shift=0)
    return replace(found, kind=name, straddles=kind == "STRADDLING") if found else None


def _ordinals(text: str) -> str:
    """Ordinals as numbers where they count quarters: the second quarter."""
    return regex.sub(
        r"\b(FIRST|SECOND|THIRD|FOURTH) QUARTER|QUARTER (FIRST|SECOND|THIRD|FOURTH)\b",
        lambda found: f"{_ORDINALS[found[1] or found[2]]} QUARTER",
        text,
    )


def common_era(year: str) -> int | None:
    """The year in the common era; of two digits, as it is, for the document to tell the century."""
    value = int(year)
    if len(year) == 2:
        return value
    if value >= _FIRST_BUDDHIST:
        value -= BUDDHIST
    return value if _FIRST_YEAR <= value <= _LAST_YEAR else None


_MONTHS_OF = {"quarter": 4, "half": 2}
_LAST_WEEK = 53
_FORTNIGHT = 15


def _from_match(name: str, groups: dict[str, str | None]) -> Written | None:
    year = groups.get("year")
    value = common_era(year) if year else None
    if year and value is None:
        return None
    month, day, index, count = (
        int(number) if (number := groups.get(part)) else None for part in ("month", "day", "index", "count")
    )
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    last = groups.get("end") in ("LAST", "END", "SECOND")
    if name == "date":
        return Written(unit="day", year=value, month=month, day=day)
    if name == "day":
        return Written(unit="day", day=day)
    if name == "fortnight":
        return Written(unit="day", year=value, month=month, count=-16 if last else _FORTNIGHT)
    if name == "days":
        return Written(unit="day", year=value, month=month, count=-(count or 1) if last else count)
    if name == "week":
        return Written(unit="week", year=value, index=index) if index and index <= _LAST_WEEK else None
    if name == "ending":
        return Written(unit="quarter", year=value, index=month // 3) if month and month % 3 == 0 else None
    if name == "month":
        return Written(unit="month", year=value, month=month)
    if name in ("quarter", "half"):
        index = index or (2 if last else 1)
        if not 1 <= index <= _MONTHS_OF[name]:
            return None
        return Written(unit="quarter" if name == "quarter" else "half", year=value, index=index)
    if name in ("months", "quarters"):
        size = (count or 1) * (3 if name == "quarters" else 1)
        return Written(unit="month", year=value, count=-size if last else size) if 1 <= size <= 12 else None
    return Written(unit="year", year=value, shift=None if value else 0)


def _edged(text: str) -> Written | None:
    """The beginning, middle or end of a dated time."""
    edge = _EDGE.search(text)
    if edge is None:
        return None
    rest = _GAP.sub(" ", text[: edge.start()] + text[edge.end() :]).strip(" -")
    found = _dated(rest) or _relative(rest, False) or _bare(rest)
    if found is None:
        return None
    if edge[1] == "MIDDLE":
        return found
    return replace(found, edge="begin" if edge[1] == "BEGIN" else "end")


def _bare(text: str) -> Written | None:
    """A unit alone, in the time of the document: the end of the year."""
    words = set(text.split())
    if len(words) == 1 and (word := words.pop()) in ("MONTH", "YEAR", "QUARTER", "WEEK"):
        return Written(unit=_UNITS[word], shift=0)
    return None


_SHIFTS = {"THIS": 0, "PREVIOUS": -1, "LAST": -1, "NEXT": 1}
_DAYS = {"TODAY": 0, "YESTERDAY": -1, "TOMORROW": 1}


def _relative(text: str, weekday: bool) -> Written | None:
    """This year, last month, next week, yesterday."""
    words = text.split()
    if len(words) == 1 and words[0] in _DAYS:
        return Written(unit="day", shift=_DAYS[words[0]])
    found = _RELATIVE.search(text)
    units = [word for word in words if word in _UNITS]
    numbers = [word for word in words if word.isdigit()]
    if found is None:
        return None
    shift = _SHIFTS[found[1]]
    if "PREVIOUS" in words and found[1] == "LAST":
        shift = -1
    if weekday and not numbers:
        return Written(unit="day", shift=shift)
    month = next((word for word in words if word.startswith("m")), None)
    if month and not numbers:
        return Written(unit="month", month=int(month[1:]), shift=shift)
    if not units:
        # Last October 15: the day is in the text, and the one before the document's.
        inner = _dated(_without(words))
        return replace(inner, shift=shift) if inner and inner.year is None else None
    unit = _UNITS[units[0]]
    if numbers:
        inner = _dated(" ".join(word for word in words if not _RELATIVE.fullmatch(word)))
        if inner and inner.year is None and unit in ("year", "quarter", "month", "half"):
            # The second quarter of this year.
            return replace(inner, shift=shift)
        return None
    if "HALF" in units and "YEAR" in units:
        return replace(found_half, shift=shift) if (found_half := _dated(_without(words))) else None
    if "QUARTER" in units and any(word in _ORDINALS for word in words):
        inner = _dated(_without(words))
        return replace(inner, shift=shift) if inner else None
    return Written(unit=unit, shift=shift)


def _without(words: list[str]) -> str:
    return " ".join(word for word in words if not _RELATIVE.fullmatch(word))


def _seasonal(text: str) -> Written | None:
    """A season or crop year: its year, or both of them."""
    if not regex.search(r"\b(?:SEASON|CROP)\b", text):
        return None
    relative = _RELATIVE.search(text)
    if relative and not any(map(str.isdigit, text)):
        return Written(unit="year", shift=_SHIFTS[relative[1]], kind="crop")
    rest = _GAP.sub(" ", _SEASON.sub(" ", text)).strip()
    span = _FULL_SPAN.fullmatch(rest)
    if span:
        first = common_era(span["year"])
        if first is not None:
            last = common_era(span["last"]) if len(span["last"]) == 4 else first + 1
            return Written(unit="year", year=first, until=Written(unit="year", year=last), kind="crop")
    found = _dated(rest) if rest else None
    return found if found and found.unit == "year" else None


def _duration(text: str) -> Written | None:
    ago = regex.fullmatch(r"(?P<count>\d+) (?P<unit>YEAR|MONTH|WEEK|DAY) AGO", text)
    if ago:
        return Written(unit=_UNITS[ago["unit"]], shift=-int(ago["count"]))
    bare = regex.sub(r"^(?:OF )?(?:PREVIOUS|LAST|PAST|NEXT|ALL|SPAN) ", "", text)
    bare = regex.sub(r" (?:PREVIOUS|PAST)$", "", bare)
    if bare == "FORTNIGHT":
        return Written(duration="P2W")
    found = _DURATION.fullmatch(bare)
    if not found:
        return None
    unit, count = found["unit"], found["count"].replace(",", ".")
    time = "T" if unit in ("HOUR", "MINUTE") else ""
    months = int(count) if unit == "MONTH" and count.isdigit() and 1 <= int(count) <= 12 else None
    return Written(duration=f"P{time}{count}{_DURATIONS[unit]}", count=months)


def _same(text: str) -> Written | None:
    """The same period, of the year before or of a year that is named."""
    if "SAMEDAY" in text:
        of = _dated(_GAP.sub(" ", regex.sub(r"\b(?:SAMEDAY|PREVIOUS)\b", "", text)).strip())
        return Written(same=True, unit="day", year=of.year if of else None)
    if not regex.search(r"\bSAME\b", text):
        return None
    rest = _GAP.sub(" ", regex.sub(r"\b(?:SAME|SPAN|PREVIOUS|LAST|THIS)\b", " ", text)).strip()
    if not rest or _NO_DATE.fullmatch(rest):
        return Written(same=True)
    found = _dated(rest)
    if found is None:
        # The same six months of 2030.
        year = regex.search(r"\b(\d{4})\b", rest)
        return Written(same=True, year=common_era(year[1])) if year else None
    return replace(found, same=True) if found.unit == "year" or found.year is None else found


# What "the same" may be said of without a date.
_NO_DATE = regex.compile(r"(?:(?:YEAR|MONTH|DAY|WEEK|QUARTER|HALF|\b\d{1,2}\b) ?)+")


# Ranges -------------------------------------------------------------------

_RANGE = regex.compile(r" TO | ?- ?(?=\S)")


def _ranges(symbols: str) -> Iterator[tuple[str, str]]:
    """Where a text may be cut into its beginning and its end."""
    text = regex.sub(r"\b(?:FROM|SPAN)\b", " ", symbols)
    text = _GAP.sub(" ", text).strip()
    for found in _RANGE.finditer(text):
        begin, end = text[: found.start()].strip(), text[found.end() :].strip()
        yield from _shared(begin, end, found[0].strip())


def _shared(begin: str, end: str, mark: str) -> Iterator[tuple[str, str]]:
    """The two ends, each with what the other one says for both: 2-6 February 2031, January–June 2031."""
    if regex.fullmatch(r"(?:(?:DAY|OF|w\d|PART) )*\d{1,2}", begin):
        # 2-6/2/2031, 17-18 March: the month is at the end, with a day before it.
        day = begin.split()[-1]
        if _is_date(end):
            yield regex.sub(r"(?<![\d/.])\d{1,2}\b", day, end, count=1), end
        if regex.fullmatch(r"(?:MONTH )?\d{1,2}/\d{4}|\d{1,2}/\d{4}", end) and mark == "TO":
            yield f"MONTH {day}", f"MONTH {end.replace('MONTH ', '')}"
    if regex.fullmatch(r"m\d+ \d{1,2}", begin) and regex.fullmatch(r"\d{1,2}(?: ?,? ?\d{4})?", end):
        # March 17-18, 2031.
        yield begin, f"{begin.split()[0]} {end}"
    if regex.fullmatch(r"(?:MONTH )?\d{1,2}", begin) and regex.fullmatch(r"\d{1,2} ?/ ?\d{4}", end):
        # tháng 4-7/2031
        if begin.startswith("MONTH"):
            yield begin, f"MONTH {end}"
        return
    end = regex.sub(r" QUARTER$", "", end) if end.startswith("m") else end
    if mark == "-" and regex.search(r"\d$", begin) and regex.match(r"\d", end) and not _is_date(end):
        # 2020-2022 is read as years, by the language.
        return
    yield begin, end


def _is_date(text: str) -> bool:
    found = _single(text)
    return bool(found and found.unit == "day" and found.month)


def _range(first: Written, last: Written) -> Written:
    """Both ends, what the first leaves out taken from the last."""
    if first.year is None and last.year is not None and not first.shift:
        year = last.year
        if first.month and last.month and (first.month, first.day or 0) > (last.month, last.day or 31):
            year -= 1
        first = replace(first, year=year, shift=None)
    return replace(first, until=last)


def _year_span(symbols: str) -> Written | None:
    """2020-2022; 2031-32 too, which the document's country makes a fiscal year or two years."""
    text = _clean(regex.sub(r"\b(?:SPAN|FROM|YEAR)\b", " ", symbols))
    span = _FULL_SPAN.fullmatch(text)
    if not span:
        return None
    first = common_era(span["year"])
    if first is None:
        return None
    short = len(span["last"]) == 2
    century = int(span["year"]) // 100 * 100
    last = common_era(str(century + int(span["last"]))) if short else common_era(span["last"])
    if last is None:
        return None
    return Written(
        unit="year",
        year=first,
        until=Written(unit="year", year=last),
        buddhist=int(span["year"]) >= _FIRST_BUDDHIST,
        straddles=short and last == first + 1,
    )
