"""Words of time as symbols that are the same in every language: ``6 MONTH FIRST YEAR 2031``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from .canonical import plain
from .lexicon import Lexicon, Token, scan
from .numbers import Separators, UnreadNumberError, read_number
from .written import BUDDHIST, FIRST_BUDDHIST, ORDINALS

__all__ = ["period_symbols"]

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "ⅰ": 1, "ⅱ": 2, "ⅲ": 3, "ⅳ": 4}


def period_symbols(text: str, lexicon: Lexicon) -> str:
    """Symbols for words, numbers as they are, and the punctuation that says something.

    Months are ``m1`` to ``m12``, weekdays ``w1`` (Monday) to ``w7``, and ``X`` is any other word.
    """
    return _settled(" ".join(_symbols(scan(text, lexicon))))


# Words of a number in a time, at most.
_NUMBER = 12
_YEARS = r"(\d{4}) ?[-/] ?(?:\d{4}|\d{2})(?![\d./])"
_LONG_YEAR = regex.compile(r"(\d{4}) ?[-/] ?(\d{4}|\d{2})(?![\d./])")
_BEFORE_EDGE = "(?<=(?:MONTH|QUARTER|HALF|DAY|WEEK) )"
_LEAD = r"^((?:(?:OF|w\d|PART|,) )*)"
# So many units, and nothing else before the word that says from when they count.
_SO_MANY = r"^((?:(?:OF|SPAN|X|ALL) )*\d{1,3} (?:DAY|WEEK|MONTH|YEAR))"
# Words that mean two things, by their place: the word, where it is what, and what it is elsewhere.
_AMBIGUOUS: list[tuple[str, regex.Pattern[str], str, str]] = [
    (word, regex.compile(pattern), replacement, elsewhere)
    for word, pattern, replacement, elsewhere in (
        # đầu, cuối after a unit count from its beginning or end; before one they are that edge of it.
        ("HEAD", rf"{_BEFORE_EDGE}HEAD", "FIRST", "BEGIN"),
        ("TAIL", rf"{_BEFORE_EDGE}TAIL", "LAST", "END"),
        # The beginning five months are the first ones.
        ("BEGIN", r"BEGIN(?= (?:OF )*\d{1,2} MONTH)", "FIRST", "BEGIN"),
        # 7 tháng năm 2028 are seven months; ngày 7 tháng năm 2028 is a day in May.
        ("MONTHFIVE", r"(?<!DAY )\b(\d+) MONTHFIVE(?= \d{4})", r"\1 MONTH YEAR", "m5"),
        # năm năm trước: five years ago.
        ("YEAR YEAR", r"^YEAR YEAR(?= (?:BACK|FORTH)\w+$)", "5 YEAR", "YEAR YEAR"),
        # The 15th is a day of the month, 15 days are a length of time.
        ("ORDINAL", r"^((?:(?:OF|w\d|PART|,) )*)(\d{1,2}) ORDINAL$", r"\1DAY \2", "DAY"),
        # After a length of time: counted back from the document's date or the day before, or on from it.
        ("BACKDATE", rf"{_SO_MANY} BACKDATE$", r"\1 AGO", "PREVIOUS"),
        ("BACKTEXT", rf"{_SO_MANY} BACKTEXT$", r"\1 EARLIER", "PREVIOUS"),
        ("FORTHTEXT", rf"{_SO_MANY} FORTHTEXT$", r"\1 LATER", "NEXT"),
        ("LATERORX", rf"{_SO_MANY} LATERORX$", r"\1 LATER", "X"),
        # tới between two times is "to", after one it is the next.
        (
            "TOWARDS",
            r"(?<=\S )TOWARDS(?= (?:(?:DAY|PART|END|BEGIN|TAIL|HEAD|MONTH|w\d) )*(?:\d|m\d))",
            "TO",
            "NEXT",
        ),
        # पहले before a number or unit is the first, after one it is "ago".
        ("AGO", r"AGO(?= (?:\d|MONTH|QUARTER|HALF|PART|WEEK|FORTNIGHT|X))", "FIRST", "AGO"),
        ("AGO", r"^1 YEAR AGO\b", "SAME", "AGO"),
        ("EARLIER", r"^1 YEAR EARLIER\b", "SAME", "EARLIER"),
        # The first half of last year, 8 months of last year.
        ("LAST", r"(?<=(?:MONTH|QUARTER|HALF) (?:OF )+)LAST(?= YEAR$)", "PREVIOUS", "LAST"),
        # A session with two years is one of schools, and so is a term with a year and no number.
        ("SESSION", rf"^SESSION(?= {_YEARS})", "SCHOOL", "SPAN"),
        ("TERM", r"TERM(?= (?:DAY )?\d{4})", "SCHOOL", "TERM"),
        # The quarter that ends in September.
        ("END", r"(?<=QUARTER )END(?= (?:MONTH|m\d))", "UNTIL", "END"),
        # पहली जुलाई: the first of July.
        *((word, rf"{_LEAD}{word}(?: OF)*(?= m\d)", rf"\g<1>{at}", word) for word, at in ORDINALS.items()),
        # tuần thứ hai: thứ hai is Monday elsewhere.
        *(
            (f"w{at}", rf"(?<=WEEK )w{at}(?= OF)", word, f"w{at}")
            for word, at in (("SECOND", 1), ("THIRD", 2), ("FOURTH", 3))
        ),
    )
]
_FIXES = [
    (regex.compile(pattern), replacement)
    for pattern, replacement in (
        # A 60-day limit.
        (r"^(\d{1,3}) - (?=(?:DAY|WEEK|MONTH|YEAR|HOUR)$)", r"\1 "),
        # The hour of a day: 7h ngày 11/8.
        (
            r"\b\d{1,2} HOUR (?:\d{1,2} (?:MINUTE )?)?"
            r"(?=(?:OF |PART |w\d )*(?:DAY \d|\d{1,2} ?[/.-] ?\d|\d{1,2} m\d))",
            "",
        ),
        # The same as a clock shows it: 9.30 a.m. on 12 March, เวลา 09.00 น. วันที่ 5 มีนาคม.
        (r"^(?:X ){0,4}\d{1,2}[. ]\d\d (?:PART|X)(?: \.)? (?=(?:OF |w\d )*(?:DAY \d|\d{1,2} m\d))", ""),
        (r"(?<=\d{4})(?: OF)? PART \d{1,2}(?: \d\d)? X$", ""),
        (r"(?<=m\d \d{4}|m\d\d \d{4})(?: X){0,4} \d{1,2}[. ]\d\d X(?: \.)?$", ""),
        (r"^WEEK (?=FROM )", ""),
        # Two years 2022–2023, five years (2021–2025).
        (r"^\d{1,2} YEAR (\d{4} ?- ?\d{4})$", r"\1"),
        (r"^\d{1,2} YEAR \( (\d{4} ?- ?\d{4}) \)$", r"\1"),
        (r"^(YEAR \d{4}) TO$", r"\1"),
        (r"^(YEAR \d{4}) OF LAST QUARTER$", r"LAST QUARTER OF \1"),
        # A number once more in digits: fifteen (15) days.
        (r"\b(\d{1,3}) \( \1 \)", r"\1"),
        # 11 tháng/2024 are months, tháng 11/2024 is one.
        (r"^(\d{1,2}) MONTH / (?=\d{4}$)", r"\1 MONTH "),
        (
            r"\bMONTH (\d{1,2}) ?/ ?(\d{4}) ?- ?(\d{1,2}) ?/ ?(\d{4})",
            r"MONTH \1 / \2 TO MONTH \3 / \4",
        ),
        (r"^(m\d+ \d{4}) MONTH$", r"\1"),
        # One year and a half.
        (r"^(\d{1,3}) (YEAR|MONTH) (?:ANDHALF|HALF)$", r"\1.5 \2"),
        # As of a day, to the end of it.
        (r"^(?:X )?TO (?=(?:DAY )?\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}$)", ""),
        # 2H 2023.
        (r"^([12]) HALF (?=\d{4}$)", r"HALF \1 "),
        # The first two quarters are six months.
        *(
            (pattern, rf"\g<before>{3 * count} MONTH\g<after>")
            for count in (2, 3)
            for pattern in (
                rf"(?<before>){count} QUARTER(?<after> (?:FIRST|LAST))",
                rf"(?<before>(?:FIRST|LAST) ){count} QUARTER(?<after>)",
            )
        ),
        (r"\bQUARTER (\d) (?:TO|-) (\d)(?= (?:OF |YEAR )*\d{4})", r"QUARTER \1 TO QUARTER \2"),
        # An era is said once for both years.
        (r"\b(BE|CE) (\d{4}) ?(TO|-) ?(?=\d{4})", r"\1 \2 \3 \1 "),
        # के अंत तक: until the end.
        (r"(?<=END) TO$", ""),
    )
]
# A year in both eras: 2567 (ค.ศ. 2024).
_BOTH_ERAS = regex.compile(r"(?:(?:BE|CE) )?(\d{4}) \( (?:(?:BE|CE|YEAR) )*(\d{4}) \)")
_HOLIDAY = regex.compile(r"HOLIDAY(\d+)m(\d+)")
_DATE = regex.compile(r"\bm\d|\d ?[/.-] ?\d|DAY \d|MONTH \d")
# What a year that straddles two is the year of, without the word.
_PARTS = regex.compile(r"\b(?:MONTH|QUARTER|HALF|END|BEGIN|m\d+)\b")
# FY31 is named by the year in which it ends.
_SHORT_FISCAL = regex.compile(r"\bFISCAL ([0-5]\d)(?! ?[-/]|\d)")
_NO_FISCAL = regex.compile(r"\b(?:FISCAL|SCHOOL|STRADDLING|CROP|SEASON|TERM)\b")


def _settled(symbols: str) -> str:
    holiday = _HOLIDAY.search(symbols)
    if holiday:
        # The date beside a holiday says more.
        rest = _HOLIDAY.sub(" ", symbols)
        symbols = _HOLIDAY.sub("X" if _DATE.search(rest) else r"DAY \1 m\2", symbols)
    for word, pattern, replacement, elsewhere in _AMBIGUOUS:
        if word in symbols:
            symbols = pattern.sub(replacement, symbols)
            if word != elsewhere:
                symbols = regex.sub(rf"\b{word}\b", elsewhere, symbols)
    for pattern, replacement in _FIXES:
        symbols = pattern.sub(replacement, symbols)
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


def _symbols(tokens: Sequence[Token]) -> Iterator[str]:
    """Upper-case symbols for words, numbers as they are, punctuation that says something."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token["literal"]:
            yield token.text.replace("'", "").replace(" ", "")
        elif token["holiday"]:
            yield f"HOLIDAY{token['holiday'].replace(' ', '')}"
        elif token["half"] and not token["calendar"]:
            yield "ANDHALF"
        elif token["month"]:
            yield f"m{token['month']}"
        elif token["weekday"]:
            yield f"w{token['weekday']}"
        elif token["calendar"]:
            yield token["calendar"]
        elif token.text in _ROMAN:
            yield str(_ROMAN[token.text])
        elif token["number"] or token["multiplier"] or token["shift"]:
            # hai năm are two years, though năm is five as well.
            last = min(len(tokens), at + _NUMBER)
            end = next((end for end in range(at + 1, last) if tokens[end]["calendar"]), last)
            try:
                number = read_number(tokens[at:end], Separators("."))
            except UnreadNumberError:
                number = None
            if number:
                yield plain(number.value)
                at += number.taken
                continue
            yield "X"
        elif token.text in "-/.,()":
            yield token.text
        elif token.text != ":":
            yield "X"
        at += 1
