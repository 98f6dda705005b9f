"""What symbols of time mean together: rewritings of ``6 MONTH FIRST YEAR 2031``, each with an example."""

from __future__ import annotations

import regex

from .period_meanings import MEANINGS, rewriting
from .written import BUDDHIST, FIRST_BUDDHIST

__all__ = ["REWRITINGS", "settle"]

#: What is rewritten, in this order, when each word means one thing.
REWRITINGS = (
    # The 26th day of January.
    rewriting("26 DAY DAY OF m1", "26 m1", r"^((?:OF )*\d{1,2}) DAY DAY OF (?=m\d)", r"\1 "),
    # Nov-23-2031.
    rewriting("m11 - 23 - 2031", "m11 23 2031", r"^(m\d+) - (\d{1,2}) - (\d{4})$", r"\1 \2 \3"),
    # A 60-day limit, a 24-month period.
    rewriting("60 - DAY", "60 DAY", r"^(?:OF )*(\d{1,3}) - (DAY|WEEK|MONTH|YEAR|HOUR)(?: SPAN)?$", r"\1 \2"),
    # Q.I/2025.
    rewriting("QUARTER . 1 / 2025", "QUARTER 1 / 2025", r"\bQUARTER \. (?=[1-4]\b)", "QUARTER "),
    # tuần 36 (từ 02/9 - 08/9/2024): the days say more than the number.
    rewriting(
        "WEEK 36 ( FROM 2/9 - 8/9/2024 )",
        "FROM 2/9 - 8/9/2024",
        r"^WEEK \d{1,2} \( (FROM .*\d{4}) \)$",
        r"\1",
    ),
    # The first eleven months (January to November) of 2031.
    rewriting(
        "SPAN 11 MONTH FIRST ( m1 - m11 ) YEAR 2031",
        "SPAN 11 MONTH FIRST YEAR 2031",
        r"\b(?:(\d{1,2}) MONTH FIRST|FIRST (\d{1,2}) MONTH) \( m1 (?:-|TO) m(?:\1|\2) \)"
        r"(?= (?:(?:YEAR|BE|OF) )*\d{4})",
        r"\1\2 MONTH FIRST",
    ),
    # đêm 9 rạng sáng 10/9/2031: in the night from one day to the other.
    rewriting(
        "PART 9 PART 10 / 9 / 2031",
        "9 TO 10 / 9 / 2031",
        r"^PART (?:DAY )?(\d{1,2}) (?:(?:TO|,) )?PART (?:DAY )?(?=\d{1,2} ?/ ?\d{1,2} ?/ ?\d{4}$)",
        r"\1 TO ",
    ),
    # The hour of a day: 7h ngày 11/8.
    rewriting(
        "7 HOUR DAY 11/8",
        "DAY 11/8",
        r"\b\d{1,2} HOUR (?:\d{1,2} (?:MINUTE )?)?"
        r"(?=(?:OF |PART |, |w\d )*(?:DAY \d|\d{1,2} ?[/.-] ?\d|\d{1,2} m\d))",
        "",
    ),
    # The same as a clock shows it: 9.30 a.m. on 12 March, เวลา 09.00 น. วันที่ 5 มีนาคม.
    rewriting(
        "X 9.30 PART OF 12 m3",
        "OF 12 m3",
        r"^(?:X ){0,4}\d{1,2}[. ]\d\d (?:PART|X)(?: \.)? "
        r"(?=(?:OF |w\d )*(?:DAY \d|\d{1,2} m\d|m\d+ \d|\d{1,2}[./-]\d{1,2}[./-]\d{4}$))",
        "",
    ),
    rewriting(
        "12 m3 2031 PART 9 30 X", "12 m3 2031", r"(?<=\d{4})(?: OF)? PART \d{1,2}(?:[. ]\d\d)? X(?: TO)?$", ""
    ),
    rewriting(
        "5 m3 2031 X 09.00 X .",
        "5 m3 2031",
        r"(?<=m\d \d{4}|m\d\d \d{4})(?: X){0,4} \d{1,2}[. ]\d\d X(?: \.)?$",
        "",
    ),
    # The week from 3 to 9 March.
    rewriting("WEEK FROM 3 TO 9 m3", "FROM 3 TO 9 m3", r"^WEEK (?=FROM )", ""),
    # In two days, 27-28 June.
    rewriting(
        "FROM 2 DAY 27 - 28/6/2031",
        "27 - 28/6/2031",
        r"^(?:(?:OF|FROM) )*\d{1,2} DAY (?:, )?(?=(?:FROM )?(?:DAY )?\d{1,2} ?(?:-|TO|,) ?.*\d{4}$)",
        "",
    ),
    # Two years 2022–2023, five years (2021–2025).
    rewriting("2 YEAR 2022-2023", "2022-2023", r"^\d{1,2} YEAR (\d{4} ?- ?\d{4})$", r"\1"),
    rewriting("5 YEAR ( 2021-2025 )", "2021-2025", r"^\d{1,2} YEAR \( (\d{4} ?- ?\d{4}) \)$", r"\1"),
    # By 2030, to the end of 2030; as of a day.
    rewriting("TO END YEAR 2030", "END YEAR 2030", r"^TO (?!.* TO |.*\d{4} ?- ?\d)(?=.*\d{4})", ""),
    rewriting(
        "X TO DAY 30-6-2031",
        "DAY 30-6-2031",
        r"^(?:X )?TO (?=(?:DAY )?\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}$)",
        "",
    ),
    rewriting("YEAR 2030 TO", "YEAR 2030", r"^(YEAR \d{4}) TO$", r"\1"),
    # 31 दिसंबर को समाप्त तिमाही: the quarter that ends then.
    rewriting(
        "31 m12 2031 OF UNTIL QUARTER",
        "QUARTER UNTIL 31 m12 2031",
        r"^(.*\d{4}) (?:OF )*UNTIL ((?:\d{1,2} )?(?:QUARTER|HALF|MONTH|YEAR|WEEK))$",
        r"\2 UNTIL \1",
    ),
    rewriting(
        "YEAR 2030 OF LAST QUARTER",
        "LAST QUARTER OF YEAR 2030",
        r"^((?:YEAR )?\d{4}(?: ?- ?\d{2,4})?) OF LAST QUARTER$",
        r"LAST QUARTER OF \1",
    ),
    # मार्च 2031 का पहला पखवाड़ा.
    rewriting(
        "m3 2031 OF FIRST FORTNIGHT",
        "FIRST FORTNIGHT OF m3 2031",
        r"^(m\d+ \d{4}) (?:OF )*(FIRST|SECOND|LAST) FORTNIGHT$",
        r"\2 FORTNIGHT OF \1",
    ),
    # A number once more in digits: fifteen (15) days.
    rewriting("15 ( 15 ) DAY", "15 DAY", r"\b(\d{1,3}) \( \1 \)", r"\1"),
    # 11 tháng/2024 are months, tháng 11/2024 is one.
    rewriting("11 MONTH / 2024", "11 MONTH 2024", r"^(\d{1,2}) MONTH / (?=\d{4}$)", r"\1 MONTH "),
    rewriting(
        "MONTH 1/2024 - 9/2024",
        "MONTH 1 / 2024 TO MONTH 9 / 2024",
        r"\bMONTH (\d{1,2}) ?/ ?(\d{4}) ?- ?(\d{1,2}) ?/ ?(\d{4})",
        r"MONTH \1 / \2 TO MONTH \3 / \4",
    ),
    rewriting("m9 , 2023 MONTH", "m9 2023", r"^(m\d+)(?: ,)? (\d{4}) MONTH$", r"\1 \2"),
    # One year and a half.
    rewriting("1 YEAR ANDHALF", "1.5 YEAR", r"^(\d{1,3}) (YEAR|MONTH) (?:ANDHALF|HALF)$", r"\1.5 \2"),
    # 2H 2023.
    rewriting("2 HALF 2023", "HALF 2 2023", r"^([12]) HALF (?=\d{4}$)", r"HALF \1 "),
    # The first two quarters are six months.
    *(
        rewriting(
            f"{count} QUARTER FIRST 2031",
            f"{3 * count} MONTH FIRST 2031",
            rf"\b{count} QUARTER(?= (?:FIRST|LAST))",
            f"{3 * count} MONTH",
        )
        for count in (2, 3)
    ),
    *(
        rewriting(
            f"FIRST {count} QUARTER 2031",
            f"FIRST {3 * count} MONTH 2031",
            rf"(?<=(?:FIRST|LAST) ){count} QUARTER",
            f"{3 * count} MONTH",
        )
        for count in (2, 3)
    ),
    rewriting(
        "QUARTER 1 TO 3 OF 2031",
        "QUARTER 1 TO QUARTER 3 OF 2031",
        r"\bQUARTER (\d) (?:TO|-) (\d)(?= (?:OF |YEAR |/ )*\d{4})",
        r"QUARTER \1 TO QUARTER \2",
    ),
    # An era is said once for both years.
    rewriting(
        "BE 2567 TO 2569", "BE 2567 TO BE 2569", r"\b(BE|CE) (\d{4}) ?(TO|-) ?(?=\d{4})", r"\1 \2 \3 \1 "
    ),
    # के अंत तक: until the end.
    rewriting("2031 OF END TO", "2031 OF END", r"(?<=END) TO$", ""),
)

_LONG_YEAR = regex.compile(r"(\d{4}) ?[-/] ?(\d{4}|\d{2})(?![\d./])")
# Years, or months of one, and nothing that is of each of them: 2021, 2022 and 2023.
_LIST = regex.compile(
    r"^(?P<lead>(?:(?:OF|YEAR|BE|CE|ALL) )*)(?P<first>\d{4})(?P<more>(?:(?: ,)? \d{4}){1,12}(?: TO \d{4})?)$"
    r"|^(?P<lead>(?:(?:OF|ALL) )*MONTH )(?P<first>\d{1,2})(?P<more>(?: , \d{1,2}){1,11}(?: TO \d{1,2})?)"
    r"(?= (?:(?:/|YEAR|OF) )*\d{4}$)"
)
_NUMBER = regex.compile(r"\d+")
# A year in both eras: 2567 (ค.ศ. 2024).
_BOTH_ERAS = regex.compile(r"(?:(?:BE|CE) )?(\d{4}) \( (?:(?:BE|CE|YEAR) )*(\d{4}) \)")
_HOLIDAY = regex.compile(r"HOLIDAY(\d+)m(\d+)")
_DATE = regex.compile(r"\bm\d|\d ?[/.-] ?\d|DAY \d|MONTH \d")
# What a year that straddles two is the year of, without the word.
_PARTS = regex.compile(r"\b(?:MONTH|QUARTER|HALF|END|BEGIN|m\d+)\b")
# FY31 is named by the year in which it ends.
_SHORT_FISCAL = regex.compile(r"\bFISCAL ([0-5]\d)(?! ?[-/]|\d)")
_NO_FISCAL = regex.compile(r"\b(?:FISCAL|SCHOOL|STRADDLING|CROP|SEASON|TERM)\b")


def settle(symbols: str) -> str:
    """Symbols that mean one thing each, as :mod:`.times` reads them."""
    holiday = _HOLIDAY.search(symbols)
    if holiday:
        # The date beside a holiday says more.
        rest = _HOLIDAY.sub(" ", symbols)
        symbols = _HOLIDAY.sub("X" if _DATE.search(rest) else r"DAY \1 m\2", symbols)
    for word, there, elsewhere in MEANINGS:
        if word in symbols:
            symbols = there.pattern.sub(there.replacement, symbols)
            if word != elsewhere:
                symbols = regex.sub(rf"\b{word}\b", elsewhere, symbols)
    for step in REWRITINGS:
        symbols = step.pattern.sub(step.replacement, symbols)
    symbols = _LIST.sub(_first_and_last, symbols)
    symbols = _BOTH_ERAS.sub(_common_year, symbols)
    symbols = _SHORT_FISCAL.sub(lambda found: f"STRADDLING {2000 + int(found[1]) - 1}", symbols)
    # A year that straddles two is named by its first one.
    named = "FISCAL" in symbols or "SCHOOL" in symbols
    if not named and (_NO_FISCAL.search(symbols) or not _PARTS.search(symbols)):
        return symbols
    short = _LONG_YEAR.sub(lambda found: _first_year(found, named), symbols)
    return short.replace("FISCAL", "STRADDLING") if short != symbols else symbols


def _first_and_last(found: regex.Match[str]) -> str:
    """The first and the last of several that follow each other; others are no time of their own."""
    listed = [int(found["first"]), *map(int, _NUMBER.findall(found["more"]))]
    follow = listed == list(range(listed[0], listed[-1] + 1))
    unit = "MONTH " if "MONTH" in found["lead"] else ""
    return f"{found['lead']}{listed[0]} TO {unit}{listed[-1]}" if follow else found[0]


def _common_year(found: regex.Match[str]) -> str:
    """The earlier one of two years that are the same."""
    first, last = sorted(map(int, found.groups()))
    return str(first) if last - first == BUDDHIST else found[0]


def _first_year(found: regex.Match[str], named: bool) -> str:
    """The first of two years that follow each other; others are a span of years."""
    first, last = found[1], found[2]
    if int(last) != (int(first) + 1) % 10 ** len(last):
        return found[0]
    if named:
        return first
    return f"STRADDLING {first}" if len(last) == 2 and int(first) < FIRST_BUDDHIST else found[0]
