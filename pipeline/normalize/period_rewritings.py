"""What symbols of time mean together: rewritings of ``6 MONTH FIRST YEAR 2031``, each with an example."""

from __future__ import annotations

from typing import NamedTuple

import regex

from .written import BUDDHIST, FIRST_BUDDHIST, ORDINALS

__all__ = ["MEANINGS", "REWRITINGS", "Meaning", "Rewriting", "settle"]


class Rewriting(NamedTuple):
    """One step of reading.

    Attributes:
        before, after: an example, and what this step alone makes of it.
        pattern: what is rewritten, wherever it stands.
        replacement: what becomes of it.
    """

    before: str
    after: str
    pattern: regex.Pattern[str]
    replacement: str


class Meaning(NamedTuple):
    """A word that means two things, by its place.

    Attributes:
        word: the symbol.
        there: what it means in a certain place.
        elsewhere: the symbol that it is in every other place.
    """

    word: str
    there: Rewriting
    elsewhere: str


def _rewriting(before: str, after: str, pattern: str, replacement: str) -> Rewriting:
    return Rewriting(before, after, regex.compile(pattern), replacement)


def _meaning(word: str, elsewhere: str, before: str, after: str, pattern: str, replacement: str) -> Meaning:
    return Meaning(word, _rewriting(before, after, pattern, replacement), elsewhere)


_YEARS = r"(\d{4}) ?[-/] ?(?:\d{4}|\d{2})(?![\d./])"
_LONG_YEAR = regex.compile(r"(\d{4}) ?[-/] ?(\d{4}|\d{2})(?![\d./])")
_BEFORE_EDGE = "(?<=(?:MONTH|QUARTER|HALF|DAY|WEEK) )"
_LEAD = r"^((?:(?:OF|w\d|PART|,) )*)"
# So many units, and nothing else before the word that says from when they count.
_SO_MANY = r"^((?:(?:OF|SPAN|X|ALL) )*\d{1,3} (?:DAY|WEEK|MONTH|YEAR))"

#: The words that mean two things, in the order in which they are settled.
MEANINGS = (
    # đầu, cuối after a unit count from its beginning or end; before one they are that edge of it.
    _meaning(
        "HEAD", "BEGIN", "6 MONTH HEAD YEAR 2031", "6 MONTH FIRST YEAR 2031", rf"{_BEFORE_EDGE}HEAD", "FIRST"
    ),
    _meaning(
        "TAIL", "END", "6 MONTH TAIL YEAR 2031", "6 MONTH LAST YEAR 2031", rf"{_BEFORE_EDGE}TAIL", "LAST"
    ),
    # The beginning five months are the first ones.
    _meaning(
        "BEGIN",
        "BEGIN",
        "BEGIN 5 MONTH 2031",
        "FIRST 5 MONTH 2031",
        r"BEGIN(?= (?:OF )*\d{1,2} MONTH)",
        "FIRST",
    ),
    # 7 tháng năm 2028 are seven months; ngày 7 tháng năm 2028 is a day in May.
    _meaning(
        "MONTHFIVE",
        "m5",
        "7 MONTHFIVE 2028",
        "7 MONTH YEAR 2028",
        r"(?<!DAY )\b(\d+) MONTHFIVE(?= \d{4})",
        r"\1 MONTH YEAR",
    ),
    # năm năm trước: five years ago.
    _meaning(
        "YEAR YEAR",
        "YEAR YEAR",
        "YEAR YEAR BACKDATE",
        "5 YEAR BACKDATE",
        r"^YEAR YEAR(?= (?:BACK|FORTH)\w+$)",
        "5 YEAR",
    ),
    # The 15th is a day of the month, 15 days are a length of time.
    _meaning(
        "ORDINAL",
        "DAY",
        "w1 15 ORDINAL",
        "w1 DAY 15",
        r"^((?:(?:OF|w\d|PART|,) )*)(\d{1,2}) ORDINAL$",
        r"\1DAY \2",
    ),
    # After a length of time: counted back from the document's date or the day before, or on from it.
    _meaning("BACKDATE", "PREVIOUS", "3 YEAR BACKDATE", "3 YEAR AGO", rf"{_SO_MANY} BACKDATE$", r"\1 AGO"),
    _meaning(
        "BACKTEXT", "PREVIOUS", "3 YEAR BACKTEXT", "3 YEAR EARLIER", rf"{_SO_MANY} BACKTEXT$", r"\1 EARLIER"
    ),
    _meaning("FORTHTEXT", "NEXT", "3 YEAR FORTHTEXT", "3 YEAR LATER", rf"{_SO_MANY} FORTHTEXT$", r"\1 LATER"),
    _meaning("LATERORX", "X", "2 DAY LATERORX", "2 DAY LATER", rf"{_SO_MANY} LATERORX$", r"\1 LATER"),
    # tới between two times is "to", after one it is the next.
    _meaning(
        "TOWARDS",
        "NEXT",
        "2031 TOWARDS 2035",
        "2031 TO 2035",
        r"(?<=\S )TOWARDS(?= (?:(?:DAY|PART|END|BEGIN|TAIL|HEAD|MONTH|w\d) )*(?:\d|m\d))",
        "TO",
    ),
    # पहले before a number or unit is the first, after one it is "ago".
    _meaning(
        "AGO",
        "AGO",
        "AGO 6 MONTH",
        "FIRST 6 MONTH",
        r"AGO(?= (?:\d|MONTH|QUARTER|HALF|PART|WEEK|FORTNIGHT|X))",
        "FIRST",
    ),
    _meaning("AGO", "AGO", "1 YEAR AGO", "SAME", r"^1 YEAR AGO\b", "SAME"),
    _meaning("EARLIER", "EARLIER", "1 YEAR EARLIER", "SAME", r"^1 YEAR EARLIER\b", "SAME"),
    # The first half of last year, 8 months of last year.
    _meaning(
        "LAST",
        "LAST",
        "8 MONTH OF LAST YEAR",
        "8 MONTH OF PREVIOUS YEAR",
        r"(?<=(?:MONTH|QUARTER|HALF) (?:OF )+)LAST(?= YEAR$)",
        "PREVIOUS",
    ),
    # A session with two years is one of schools, and so is a term with a year and no number.
    _meaning("SESSION", "SPAN", "SESSION 2031-32", "SCHOOL 2031-32", rf"^SESSION(?= {_YEARS})", "SCHOOL"),
    _meaning("TERM", "TERM", "TERM 2031-32", "SCHOOL 2031-32", r"TERM(?= (?:DAY )?\d{4})", "SCHOOL"),
    # दिसंबर 2025 तक: until then; between two times it is "to".
    _meaning("TILL", "TO", "m12 2025 TILL", "m12 2025", r"^((?!.* (?:TO|FROM) ).*\d{4}) TILL$", r"\1"),
    # kỳ 2 tháng 9: customs count by half months.
    _meaning(
        "HALFMONTH",
        "HALFMONTH",
        "HALFMONTH 2 MONTH 9 2031",
        "HALF LAST MONTH 9 2031",
        r"^HALFMONTH (?:2|LAST)(?= MONTH \d\d?\b)",
        "HALF LAST",
    ),
    _meaning(
        "HALFMONTH",
        "SPAN",
        "HALFMONTH 1 MONTH 9 2031",
        "HALF FIRST MONTH 9 2031",
        r"^HALFMONTH (?:1|FIRST)(?= MONTH \d\d?\b)",
        "HALF FIRST",
    ),
    # The quarter that ends in September.
    _meaning(
        "END", "END", "QUARTER END m9", "QUARTER UNTIL m9", r"(?<=QUARTER )END(?= (?:MONTH|m\d))", "UNTIL"
    ),
    # पहली जुलाई: the first of July.
    *(
        _meaning(word, word, f"{word} m7", f"{at} m7", rf"{_LEAD}{word}(?: OF)*(?= m\d)", rf"\g<1>{at}")
        for word, at in ORDINALS.items()
    ),
    # tuần thứ hai: thứ hai is Monday elsewhere.
    *(
        _meaning(
            f"w{at}", f"w{at}", f"WEEK w{at} OF m7", f"WEEK {word} OF m7", rf"(?<=WEEK )w{at}(?= OF)", word
        )
        for word, at in (("SECOND", 1), ("THIRD", 2), ("FOURTH", 3))
    ),
)

#: What is rewritten after that, in this order.
REWRITINGS = (
    # The 26th day of January.
    _rewriting("26 DAY DAY OF m1", "26 m1", r"^((?:OF )*\d{1,2}) DAY DAY OF (?=m\d)", r"\1 "),
    # Nov-23-2031.
    _rewriting("m11 - 23 - 2031", "m11 23 2031", r"^(m\d+) - (\d{1,2}) - (\d{4})$", r"\1 \2 \3"),
    # A 60-day limit, a 24-month period.
    _rewriting("60 - DAY", "60 DAY", r"^(?:OF )*(\d{1,3}) - (DAY|WEEK|MONTH|YEAR|HOUR)(?: SPAN)?$", r"\1 \2"),
    # The hour of a day: 7h ngày 11/8.
    _rewriting(
        "7 HOUR DAY 11/8",
        "DAY 11/8",
        r"\b\d{1,2} HOUR (?:\d{1,2} (?:MINUTE )?)?"
        r"(?=(?:OF |PART |w\d )*(?:DAY \d|\d{1,2} ?[/.-] ?\d|\d{1,2} m\d))",
        "",
    ),
    # The same as a clock shows it: 9.30 a.m. on 12 March, เวลา 09.00 น. วันที่ 5 มีนาคม.
    _rewriting(
        "X 9.30 PART OF 12 m3",
        "OF 12 m3",
        r"^(?:X ){0,4}\d{1,2}[. ]\d\d (?:PART|X)(?: \.)? "
        r"(?=(?:OF |w\d )*(?:DAY \d|\d{1,2} m\d|m\d+ \d|\d{1,2}[./-]\d{1,2}[./-]\d{4}$))",
        "",
    ),
    _rewriting("12 m3 2031 PART 9 30 X", "12 m3 2031", r"(?<=\d{4})(?: OF)? PART \d{1,2}(?: \d\d)? X$", ""),
    _rewriting(
        "5 m3 2031 X 09.00 X .",
        "5 m3 2031",
        r"(?<=m\d \d{4}|m\d\d \d{4})(?: X){0,4} \d{1,2}[. ]\d\d X(?: \.)?$",
        "",
    ),
    # The week from 3 to 9 March.
    _rewriting("WEEK FROM 3 TO 9 m3", "FROM 3 TO 9 m3", r"^WEEK (?=FROM )", ""),
    # In two days, 27-28 June.
    _rewriting(
        "FROM 2 DAY 27 - 28/6/2031",
        "27 - 28/6/2031",
        r"^(?:(?:OF|FROM) )*\d{1,2} DAY (?:, )?(?=(?:FROM )?(?:DAY )?\d{1,2} ?(?:-|TO|,) ?.*\d{4}$)",
        "",
    ),
    # Two years 2022–2023, five years (2021–2025).
    _rewriting("2 YEAR 2022-2023", "2022-2023", r"^\d{1,2} YEAR (\d{4} ?- ?\d{4})$", r"\1"),
    _rewriting("5 YEAR ( 2021-2025 )", "2021-2025", r"^\d{1,2} YEAR \( (\d{4} ?- ?\d{4}) \)$", r"\1"),
    # By 2030, to the end of 2030; as of a day.
    _rewriting("TO END YEAR 2030", "END YEAR 2030", r"^TO (?!.* TO |.*\d{4} ?- ?\d)(?=.*\d{4})", ""),
    _rewriting(
        "X TO DAY 30-6-2031",
        "DAY 30-6-2031",
        r"^(?:X )?TO (?=(?:DAY )?\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}$)",
        "",
    ),
    _rewriting("YEAR 2030 TO", "YEAR 2030", r"^(YEAR \d{4}) TO$", r"\1"),
    # 31 दिसंबर को समाप्त तिमाही: the quarter that ends then.
    _rewriting(
        "31 m12 2031 OF UNTIL QUARTER",
        "QUARTER UNTIL 31 m12 2031",
        r"^(.*\d{4}) (?:OF )*UNTIL ((?:\d{1,2} )?(?:QUARTER|HALF|MONTH|YEAR|WEEK))$",
        r"\2 UNTIL \1",
    ),
    _rewriting(
        "YEAR 2030 OF LAST QUARTER",
        "LAST QUARTER OF YEAR 2030",
        r"^((?:YEAR )?\d{4}(?: ?- ?\d{2,4})?) OF LAST QUARTER$",
        r"LAST QUARTER OF \1",
    ),
    # मार्च 2031 का पहला पखवाड़ा.
    _rewriting(
        "m3 2031 OF FIRST FORTNIGHT",
        "FIRST FORTNIGHT OF m3 2031",
        r"^(m\d+ \d{4}) (?:OF )*(FIRST|SECOND|LAST) FORTNIGHT$",
        r"\2 FORTNIGHT OF \1",
    ),
    # A number once more in digits: fifteen (15) days.
    _rewriting("15 ( 15 ) DAY", "15 DAY", r"\b(\d{1,3}) \( \1 \)", r"\1"),
    # 11 tháng/2024 are months, tháng 11/2024 is one.
    _rewriting("11 MONTH / 2024", "11 MONTH 2024", r"^(\d{1,2}) MONTH / (?=\d{4}$)", r"\1 MONTH "),
    _rewriting(
        "MONTH 1/2024 - 9/2024",
        "MONTH 1 / 2024 TO MONTH 9 / 2024",
        r"\bMONTH (\d{1,2}) ?/ ?(\d{4}) ?- ?(\d{1,2}) ?/ ?(\d{4})",
        r"MONTH \1 / \2 TO MONTH \3 / \4",
    ),
    _rewriting("m9 , 2023 MONTH", "m9 2023", r"^(m\d+)(?: ,)? (\d{4}) MONTH$", r"\1 \2"),
    # One year and a half.
    _rewriting("1 YEAR ANDHALF", "1.5 YEAR", r"^(\d{1,3}) (YEAR|MONTH) (?:ANDHALF|HALF)$", r"\1.5 \2"),
    # 2H 2023.
    _rewriting("2 HALF 2023", "HALF 2 2023", r"^([12]) HALF (?=\d{4}$)", r"HALF \1 "),
    # The first two quarters are six months.
    *(
        _rewriting(
            f"{count} QUARTER FIRST 2031",
            f"{3 * count} MONTH FIRST 2031",
            rf"\b{count} QUARTER(?= (?:FIRST|LAST))",
            f"{3 * count} MONTH",
        )
        for count in (2, 3)
    ),
    *(
        _rewriting(
            f"FIRST {count} QUARTER 2031",
            f"FIRST {3 * count} MONTH 2031",
            rf"(?<=(?:FIRST|LAST) ){count} QUARTER",
            f"{3 * count} MONTH",
        )
        for count in (2, 3)
    ),
    _rewriting(
        "QUARTER 1 TO 3 OF 2031",
        "QUARTER 1 TO QUARTER 3 OF 2031",
        r"\bQUARTER (\d) (?:TO|-) (\d)(?= (?:OF |YEAR |/ )*\d{4})",
        r"QUARTER \1 TO QUARTER \2",
    ),
    # An era is said once for both years.
    _rewriting(
        "BE 2567 TO 2569", "BE 2567 TO BE 2569", r"\b(BE|CE) (\d{4}) ?(TO|-) ?(?=\d{4})", r"\1 \2 \3 \1 "
    ),
    # के अंत तक: until the end.
    _rewriting("2031 OF END TO", "2031 OF END", r"(?<=END) TO$", ""),
)

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
    for rewriting in REWRITINGS:
        symbols = rewriting.pattern.sub(rewriting.replacement, symbols)
    symbols = _BOTH_ERAS.sub(_common_year, symbols)
    symbols = _SHORT_FISCAL.sub(lambda found: f"STRADDLING {2000 + int(found[1]) - 1}", symbols)
    # A year that straddles two is named by its first one.
    named = "FISCAL" in symbols or "SCHOOL" in symbols
    if not named and (_NO_FISCAL.search(symbols) or not _PARTS.search(symbols)):
        return symbols
    short = _LONG_YEAR.sub(lambda found: _first_year(found, named), symbols)
    return short.replace("FISCAL", "STRADDLING") if short != symbols else symbols


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
