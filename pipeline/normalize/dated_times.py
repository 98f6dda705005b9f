"""Times with a place in the calendar: their grammar, over the symbols of :mod:`.period_symbols`."""

from __future__ import annotations

from dataclasses import replace

import regex

from .intervals import MONTHS
from .written import FIRST_BUDDHIST, ORDINALS, Written, common_era

__all__ = ["read_dated"]

_YEAR = r"(?:(?:YEAR|BE|DAY) )*(?P<year>\d{4})"
_THEN_YEAR = rf"(?: {_YEAR})?"
_SLASH_YEAR = rf"(?: ?[/.-]? ?{_YEAR})?"
_YEAR_FIRST = r"(?:YEAR )?(?P<year>\d{4})(?: YEAR)?"
_MONTH = r"(?P<month>\d{1,2})"
_DAY = r"(?P<day>\d{1,2})"
_COUNT = r"(?P<count>\d{1,2})"
# The last day of a month, which says no more than the month.
_LAST_DAY = r"(?:(?:DAY )?(?:28|29|30|31)(?: DAY)? )?"
_STRETCH = rf"(?:{_COUNT} )?(?P<unit>YEAR|QUARTER|MONTH) (?:UNTIL|TO)"
_EDGES = r"(?P<end>FIRST|LAST)"
_HALVES = r"(?P<end>FIRST|SECOND|LAST)"
_WHICH = r"(?P<which>FIRST|SECOND|THIRD|FOURTH|LAST)"
_OF_MONTH = r"(?:MONTH )?m?(?P<month>\d{1,2})(?:(?: ?/ ?| )(?:(?:YEAR|BE) )*(?P<year>\d{4}))?"
_ANY_EDGE = r"(?P<end>FIRST|LAST|BEGIN|END)"
_MARK = r" ?[./-] ?"

# What a time may look like, and what kind of time it then is; the first that fits all of it counts.
_PATTERNS: list[tuple[str, regex.Pattern[str]]] = [
    (name, regex.compile(pattern))
    for name, pattern in (
        # Both marks alike: 11-12/10 are two days, 2-5/2031 four months.
        (
            "date",
            rf"(?:DAY )*{_DAY} ?(?P<mark>[./-]) ?{_MONTH} ?(?P=mark) ?(?:YEAR )?"
            r"(?P<year>\d{4}|\d{2})(?: DAY)?",
        ),
        ("date", rf"(?:DAY )+{_DAY}{_MARK}{_MONTH}{_MARK}(?:YEAR )?(?P<year>\d{{4}})"),
        ("date", rf"(?P<year>\d{{4}}){_MARK}{_MONTH}{_MARK}{_DAY}"),
        # American, where the second number can be no month.
        ("date", rf"(?P<month>\d{{1,2}}){_MARK}(?P<day>1[3-9]|2\d|3[01]){_MARK}(?P<year>\d{{4}}|\d{{2}})"),
        (
            "date",
            rf"(?:DAY )*{_DAY}(?: DAY)?(?: MONTH)* m(?P<month>\d+)"
            r"(?: (?:YEAR |BE )*(?P<year>\d{4}|\d{2}))?(?: YEAR)?(?: DAY)?",
        ),
        ("date", rf"{_YEAR_FIRST} {_DAY} m(?P<month>\d+)(?: DAY)?"),
        ("date", rf"m(?P<month>\d+) {_DAY}(?: DAY)?{_THEN_YEAR}"),
        ("date", rf"(?:DAY )*{_DAY}(?: DAY)? MONTH {_MONTH}{_THEN_YEAR}"),
        ("date", rf"{_YEAR_FIRST} m(?P<month>\d+) {_DAY}"),
        ("date", rf"(?:DAY )*{_DAY}{_MARK}{_MONTH}(?: YEAR (?P<year>\d{{4}}))?"),
        ("date", rf"(?:DAY )*-? ?{_DAY}[-./ ]+m(?P<month>\d+)[-./ ]+(?P<year>\d{{4}})"),
        ("date", rf"DAY - {_DAY}[./]{_MONTH}[./](?P<year>\d{{4}})"),
        (
            "month",
            r"(?:MONTH )*m(?P<month>\d+)(?: MONTH)?"
            r"(?: (?:YEAR |BE |/ |- )*(?P<year>\d{4}|(?<=- |/ )\d{2}))?(?: YEAR)?",
        ),
        ("month", rf"{_YEAR_FIRST} (?:MONTH )?m(?P<month>\d+)(?: MONTH)?"),
        ("month", rf"MONTH (?:DAY )?{_MONTH}(?:{_MARK}| (?:YEAR |BE )*)(?P<year>\d{{4}})"),
        ("month", rf"MONTH (?:DAY )?{_MONTH}"),
        ("month", rf"{_MONTH}{_MARK}(?P<year>\d{{4}})"),
        # Two digits that are no day of the month.
        ("month", r"m(?P<month>\d+) (?P<year>[4-9]\d)"),
        ("day", rf"(?:DAY )+{_DAY}(?: MONTH)?(?: THIS)?"),
        ("week", rf"WEEK (?:DAY )?(?P<index>\d{{1,2}})(?:(?: ?[/-] ?| ){_YEAR})?"),
        ("week", rf"WEEK (?:UNTIL )?m(?P<month>\d+) {_DAY}(?: DAY)?{_THEN_YEAR}"),
        ("week", rf"WEEK (?:UNTIL )?(?:DAY )?{_DAY}(?: DAY)? m(?P<month>\d+){_THEN_YEAR}"),
        ("week of", rf"WEEK (?:DAY )?(?P<which>[1-4]) MONTH (?:MONTH )?m?{_MONTH}{_THEN_YEAR}"),
        ("days", rf"{_COUNT} (?P<unit>DAY|WEEK) {_EDGES} (?:DAY )?{_OF_MONTH}"),
        ("days", rf"{_EDGES} {_COUNT} (?P<unit>DAY|WEEK) {_OF_MONTH}"),
        ("days", rf"m(?P<month>\d+)(?: {_YEAR})? {_EDGES} {_COUNT} (?P<unit>DAY|WEEK)"),
        ("weeks", rf"(?P<end>FIRST) {_COUNT} WEEK{_THEN_YEAR}"),
        ("weeks", rf"{_COUNT} WEEK (?P<end>FIRST)(?: YEAR)?{_THEN_YEAR}"),
        ("week of", rf"{_WHICH} WEEK {_OF_MONTH}"),
        ("week of", rf"WEEK (?:DAY )?{_WHICH} {_OF_MONTH}"),
        ("week of", rf"m(?P<month>\d+) {_WHICH} WEEK{_THEN_YEAR}"),
        ("week of", rf"m(?P<month>\d+) {_YEAR} {_WHICH} WEEK"),
        ("fortnight", rf"{_HALVES} (?:HALF|FORTNIGHT) {_OF_MONTH}"),
        ("fortnight", rf"(?:HALF|FORTNIGHT) {_EDGES} {_OF_MONTH}"),
        ("fortnight", rf"m(?P<month>\d+) {_HALVES} (?:HALF|FORTNIGHT){_THEN_YEAR}"),
        ("until", rf"{_STRETCH} (?:END -? ?)?{_LAST_DAY}m(?P<month>\d+){_THEN_YEAR}"),
        ("until", rf"{_STRETCH} m(?P<month>\d+) {_LAST_DAY}(?P<year>\d{{4}})"),
        ("until", rf"{_STRETCH} MONTH {_MONTH} ?/ ?(?P<year>\d{{4}})"),
        ("ending", rf"m(?P<month>\d+) {_YEAR} QUARTER"),
        ("ending", rf"m(?P<month>\d+) QUARTER{_SLASH_YEAR}"),
        ("quarter", rf"(?P<index>\d)(?: DAY)? QUARTER(?: YEAR)?{_SLASH_YEAR}"),
        ("quarter", rf"QUARTER (?:DAY )?(?P<index>\d){_SLASH_YEAR}(?: YEAR)?"),
        ("quarter", rf"{_YEAR_FIRST} (?P<index>\d) QUARTER"),
        ("quarter", rf"{_YEAR_FIRST} QUARTER (?P<index>\d)"),
        ("quarter", r"YEAR (?P<index>\d) QUARTER"),
        ("months", rf"(?:ALL )?{_COUNT} MONTH (?:YEAR )?{_ANY_EDGE}(?: YEAR)?{_THEN_YEAR}"),
        ("months", rf"{_ANY_EDGE} (?:DAY )?{_COUNT} MONTH(?: YEAR)?{_THEN_YEAR}"),
        ("months", rf"{_YEAR_FIRST} {_EDGES} {_COUNT} MONTH"),
        ("months", rf"YEAR (?:{_EDGES} )?{_COUNT} MONTH"),
        ("months", rf"{_COUNT} {_EDGES} MONTH(?: YEAR)?{_THEN_YEAR}"),
        ("months", rf"{_COUNT} MONTH (?:YEAR|{_YEAR})"),
        ("months", rf"{_YEAR_FIRST} {_COUNT} MONTH"),
        ("quarters", rf"(?P<count>\d) QUARTER {_EDGES}(?: YEAR)?{_THEN_YEAR}"),
        ("quarters", rf"{_EDGES} (?P<count>[2-4]) QUARTER(?: YEAR)?{_THEN_YEAR}"),
        ("half", rf"HALF(?: YEAR)? {_ANY_EDGE}(?: YEAR)?{_THEN_YEAR}"),
        ("half", rf"(?P<end>FIRST|LAST|SECOND|BEGIN|END) HALF(?: YEAR)*{_THEN_YEAR}(?: YEAR)?"),
        ("half", rf"{_YEAR_FIRST} (?P<end>FIRST|LAST|SECOND) HALF"),
        ("half", r"YEAR (?P<end>FIRST|LAST|SECOND) HALF"),
        ("half", rf"HALF(?: YEAR)? (?P<index>[12]){_SLASH_YEAR}"),
        ("term", r"TERM (?:DAY )?(?P<index>[12])(?: ?/ ?| (?:SCHOOL |YEAR )*)(?P<year>\d{4})"),
        ("decade", r"DECADE (?P<year>\d{3}0)|(?P<year>\d{3}0) DECADE"),
        ("year", r"(?:ALL )?(?:YEAR )*(?:BE )?(?P<year>\d{4})(?: YEAR| BE)*"),
        ("year", r"(?:YEAR )+(?P<year>\d{2})"),
        ("year", r"ALL YEAR"),
    )
]


def read_dated(text: str) -> Written | None:
    """A day, week, month, quarter, half or year, or so many of them; None where no pattern fits."""
    text = _ordinals(text)
    for name, pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            written = _from_match(name, match.groupdict())
            if written:
                year = match.groupdict().get("year") or ""
                return replace(written, buddhist=len(year) == 4 and int(year) >= FIRST_BUDDHIST)
    return None


_LAST_QUARTER = regex.compile(r"\bLAST QUARTER(?= YEAR| \d{4})|\bQUARTER LAST(?= YEAR| \d{4})")
_NTH_QUARTER = regex.compile(r"\b(FIRST|SECOND|THIRD|FOURTH) QUARTER|QUARTER (FIRST|SECOND|THIRD|FOURTH)\b")


def _ordinals(text: str) -> str:
    """Ordinals as numbers where they count quarters: the second quarter, the last one of a year."""
    text = _LAST_QUARTER.sub("4 QUARTER", text)
    return _NTH_QUARTER.sub(lambda found: f"{ORDINALS[found[1] or found[2]]} QUARTER", text)


_MONTHS_OF = {"quarter": 4, "half": 2}
_LAST_WEEK = 53
_WEEK = 7


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
        return Written(unit="half", year=value, month=month, index=2 if last else 1)
    if name == "days":
        count = (count or 1) * (_WEEK if groups["unit"] == "WEEK" else 1)
        return Written(unit="day", year=value, month=month, count=-(count or 1) if last else count)
    if name == "week":
        if day:
            return Written(unit="week", year=value, month=month, day=day)
        return Written(unit="week", year=value, index=index) if index and index <= _LAST_WEEK else None
    if name == "week of":
        said = groups["which"] or ""
        which = int(said) if said.isdigit() else ORDINALS.get(said, -1)
        return Written(unit="week", year=value, month=month, index=which)
    if name == "weeks":
        return Written(unit="week", year=value, count=count) if 1 <= (count or 0) <= _LAST_WEEK else None
    if name == "term":
        return Written(unit="half", year=value, index=index, kind="school")
    if name == "until":
        size = (count or 1) * MONTHS[(groups["unit"] or "").lower()]
        return Written(unit="month", year=value, month=month, count=size)
    if name == "decade" and value is not None:
        return Written(unit="year", year=value, until=Written(unit="year", year=value + 9))
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
