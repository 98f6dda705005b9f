"""The grammar of dated times, over the symbols of :mod:`.period_symbols`."""

from __future__ import annotations

import regex

__all__ = ["PATTERNS"]

_YEAR = r"(?:(?:YEAR|BE|DAY) )*(?P<year>\d{4})"
_THEN_YEAR = rf"(?: {_YEAR})?"
_SLASH_YEAR = rf"(?: ?[/.-]? ?{_YEAR})?"
_YEAR_FIRST = r"(?:YEAR )?(?P<year>\d{4})(?: YEAR)?"
_MONTH = r"(?P<month>\d{1,2})"
_DAY = r"(?P<day>\d{1,2})"
_COUNT = r"(?P<count>\d{1,2})"
_EDGES = r"(?P<end>FIRST|LAST)"
_ANY_EDGE = r"(?P<end>FIRST|LAST|BEGIN|END)"
_MARK = r" ?[./-] ?"

#: What a time may look like, and what kind of time it then is; the first that fits all of it counts.
PATTERNS: list[tuple[str, regex.Pattern[str]]] = [
    (name, regex.compile(pattern))
    for name, pattern in (
        ("date", rf"(?:DAY )*{_DAY}{_MARK}{_MONTH}{_MARK}(?:YEAR )?(?P<year>\d{{4}}|\d{{2}})(?: DAY)?"),
        ("date", rf"(?P<year>\d{{4}}){_MARK}{_MONTH}{_MARK}{_DAY}"),
        (
            "date",
            rf"(?:DAY )*{_DAY}(?: DAY)?(?: MONTH)* m(?P<month>\d+)"
            r"(?: (?:YEAR |BE )*(?P<year>\d{4}|\d{2}))?(?: YEAR)?",
        ),
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
        ("month", rf"{_YEAR_FIRST} (?:MONTH )?m(?P<month>\d+)"),
        ("month", rf"MONTH (?:DAY )?{_MONTH}(?:{_MARK}| (?:YEAR |BE )*)(?P<year>\d{{4}})"),
        ("month", rf"MONTH (?:DAY )?{_MONTH}"),
        ("month", rf"{_MONTH}{_MARK}(?P<year>\d{{4}})"),
        # Two digits that are no day of the month.
        ("month", r"m(?P<month>\d+) (?P<year>[4-9]\d)"),
        ("day", rf"(?:DAY )+{_DAY}(?: MONTH)?(?: THIS)?"),
        ("week", rf"WEEK (?:DAY )?(?P<index>\d{{1,2}})(?:(?: ?[/-] ?| ){_YEAR})?"),
        ("days", rf"{_COUNT} DAY {_EDGES} (?:MONTH )?(?:DAY )?m?{_MONTH}(?:(?: ?/ ?| ){_YEAR})?"),
        ("days", rf"{_EDGES} {_COUNT} DAY (?:MONTH )?m?{_MONTH}(?:(?: ?/ ?| ){_YEAR})?"),
        ("fortnight", rf"{_EDGES} (?:HALF|FORTNIGHT) (?:MONTH )?m(?P<month>\d+){_THEN_YEAR}"),
        ("fortnight", rf"m(?P<month>\d+) {_EDGES} (?:HALF|FORTNIGHT){_THEN_YEAR}"),
        ("ending", rf"m(?P<month>\d+) QUARTER{_SLASH_YEAR}"),
        ("quarter", rf"(?P<index>\d) QUARTER(?: YEAR)?{_SLASH_YEAR}"),
        ("quarter", rf"QUARTER (?:DAY )?(?P<index>\d){_SLASH_YEAR}(?: YEAR)?"),
        ("quarter", rf"{_YEAR_FIRST} (?P<index>\d) QUARTER"),
        ("quarter", rf"{_YEAR_FIRST} QUARTER (?P<index>\d)"),
        ("months", rf"(?:ALL )?{_COUNT} MONTH (?:YEAR )?{_ANY_EDGE}(?: YEAR)?{_THEN_YEAR}"),
        ("months", rf"{_ANY_EDGE} (?:DAY )?{_COUNT} MONTH(?: YEAR)?{_THEN_YEAR}"),
        ("months", rf"{_YEAR_FIRST} {_EDGES} {_COUNT} MONTH"),
        ("months", rf"YEAR {_EDGES} {_COUNT} MONTH"),
        ("months", rf"{_COUNT} {_EDGES} MONTH(?: YEAR)?{_THEN_YEAR}"),
        ("months", rf"{_COUNT} MONTH {_YEAR}"),
        ("months", rf"{_YEAR_FIRST} {_COUNT} MONTH"),
        ("quarters", rf"(?P<count>\d) QUARTER {_EDGES}(?: YEAR)?{_THEN_YEAR}"),
        ("quarters", rf"{_EDGES} (?P<count>[2-4]) QUARTER(?: YEAR)?{_THEN_YEAR}"),
        ("half", rf"HALF(?: YEAR)? {_ANY_EDGE}(?: YEAR)?{_THEN_YEAR}"),
        ("half", rf"(?P<end>FIRST|LAST|SECOND|BEGIN|END) HALF(?: YEAR)*{_THEN_YEAR}(?: YEAR)?"),
        ("half", rf"{_YEAR_FIRST} (?P<end>FIRST|LAST|SECOND) HALF"),
        ("half", r"YEAR (?P<end>FIRST|LAST|SECOND) HALF"),
        ("half", rf"HALF(?: YEAR)? (?P<index>[12]){_SLASH_YEAR}"),
        ("year", r"(?:ALL )?(?:YEAR )*(?:BE )?(?P<year>\d{4})(?: YEAR| BE)*"),
        ("year", r"(?:YEAR )+(?P<year>\d{2})"),
        ("year", r"ALL YEAR"),
    )
]
