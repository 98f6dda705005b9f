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
# The last day of a month, which says no more than the month.
_LAST_DAY = r"(?:(?:DAY )?(?:28|29|30|31)(?: DAY)? )?"
_STRETCH = rf"(?:{_COUNT} )?(?P<unit>YEAR|QUARTER|MONTH) (?:UNTIL|TO)"
_EDGES = r"(?P<end>FIRST|LAST)"
_HALVES = r"(?P<end>FIRST|SECOND|LAST)"
_WHICH = r"(?P<which>FIRST|SECOND|THIRD|FOURTH|LAST)"
_OF_MONTH = r"(?:MONTH )?m?(?P<month>\d{1,2})(?:(?: ?/ ?| )(?:(?:YEAR|BE) )*(?P<year>\d{4}))?"
_ANY_EDGE = r"(?P<end>FIRST|LAST|BEGIN|END)"
_MARK = r" ?[./-] ?"

#: What a time may look like, and what kind of time it then is; the first that fits all of it counts.
PATTERNS: list[tuple[str, regex.Pattern[str]]] = [
    (name, regex.compile(pattern))
    for name, pattern in (
        ("date", rf"(?:DAY )*{_DAY}{_MARK}{_MONTH}{_MARK}(?:YEAR )?(?P<year>\d{{4}}|\d{{2}})(?: DAY)?"),
        ("date", rf"(?P<year>\d{{4}}){_MARK}{_MONTH}{_MARK}{_DAY}"),
        # American, where the second number can be no month.
        ("date", rf"(?P<month>\d{{1,2}}){_MARK}(?P<day>1[3-9]|2\d|3[01]){_MARK}(?P<year>\d{{4}}|\d{{2}})"),
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
        ("week", rf"WEEK (?:UNTIL )?m(?P<month>\d+) {_DAY}(?: DAY)?{_THEN_YEAR}"),
        ("week", rf"WEEK (?:UNTIL )?(?:DAY )?{_DAY}(?: DAY)? m(?P<month>\d+){_THEN_YEAR}"),
        ("week of", rf"WEEK (?:DAY )?(?P<which>[1-4]) MONTH (?:MONTH )?m?{_MONTH}{_THEN_YEAR}"),
        ("days", rf"{_COUNT} (?P<unit>DAY|WEEK) {_EDGES} (?:DAY )?{_OF_MONTH}"),
        ("days", rf"{_EDGES} {_COUNT} (?P<unit>DAY|WEEK) {_OF_MONTH}"),
        ("week of", rf"{_WHICH} WEEK {_OF_MONTH}"),
        ("week of", rf"WEEK (?:DAY )?{_WHICH} {_OF_MONTH}"),
        ("week of", rf"m(?P<month>\d+) {_WHICH} WEEK{_THEN_YEAR}"),
        ("week of", rf"m(?P<month>\d+) {_YEAR} {_WHICH} WEEK"),
        ("fortnight", rf"{_HALVES} (?:HALF|FORTNIGHT) {_OF_MONTH}"),
        ("fortnight", rf"(?:HALF|FORTNIGHT) {_EDGES} {_OF_MONTH}"),
        ("fortnight", rf"m(?P<month>\d+) {_HALVES} (?:HALF|FORTNIGHT){_THEN_YEAR}"),
        ("until", rf"{_STRETCH} (?:END -? ?)?{_LAST_DAY}m(?P<month>\d+){_THEN_YEAR}"),
        ("until", rf"{_STRETCH} m(?P<month>\d+) {_LAST_DAY}(?P<year>\d{{4}})"),
        ("ending", rf"m(?P<month>\d+) {_YEAR} QUARTER"),
        ("ending", rf"m(?P<month>\d+) QUARTER{_SLASH_YEAR}"),
        ("quarter", rf"(?P<index>\d)(?: DAY)? QUARTER(?: YEAR)?{_SLASH_YEAR}"),
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
        ("decade", r"DECADE (?P<year>\d{3}0)|(?P<year>\d{3}0) DECADE"),
        ("year", r"(?:ALL )?(?:YEAR )*(?:BE )?(?P<year>\d{4})(?: YEAR| BE)*"),
        ("year", r"(?:YEAR )+(?P<year>\d{2})"),
        ("year", r"ALL YEAR"),
    )
]
