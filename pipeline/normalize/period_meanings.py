"""Words of time that mean two things, by what stands beside them; each has an example."""

from __future__ import annotations

from typing import NamedTuple

import regex

from .written import ORDINALS

__all__ = ["MEANINGS", "Meaning", "Rewriting", "rewriting"]


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


def rewriting(before: str, after: str, pattern: str, replacement: str) -> Rewriting:
    """A step with its pattern as text."""
    return Rewriting(before, after, regex.compile(pattern), replacement)


def _meaning(word: str, elsewhere: str, before: str, after: str, pattern: str, replacement: str) -> Meaning:
    return Meaning(word, rewriting(before, after, pattern, replacement), elsewhere)


_YEARS = r"(\d{4}) ?[-/] ?(?:\d{4}|\d{2})(?![\d./])"
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
