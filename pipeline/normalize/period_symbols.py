"""Words of time as symbols that are the same in every language: ``6 MONTH FIRST YEAR 2031``."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from .lexicon import Lexicon, Token, scan
from .numbers import Separators, UnreadNumberError, read_number

__all__ = ["period_symbols"]

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "ⅰ": 1, "ⅱ": 2, "ⅲ": 3, "ⅳ": 4}


def period_symbols(text: str, lexicon: Lexicon) -> str:
    """Symbols for words, numbers as they are, and the punctuation that says something.

    Months are ``m1`` to ``m12``, weekdays ``w1`` (Monday) to ``w7``, and ``X`` is any other word.
    """
    return _settled(" ".join(_symbols(scan(text, lexicon))))


_YEARS = r"(\d{4}) ?[-/] ?(?:\d{4}|\d{2})(?![\d./])"
_LONG_YEAR = regex.compile(_YEARS)
_BEFORE_EDGE = "(?<=(?:MONTH|QUARTER|HALF|DAY|WEEK) )"
# Words that mean two things, by their place: the word, where it is what, and what it is elsewhere.
_AMBIGUOUS: list[tuple[str, regex.Pattern[str], str, str]] = [
    (word, regex.compile(pattern), replacement, elsewhere)
    for word, pattern, replacement, elsewhere in (
        # đầu, cuối after a unit count from its beginning or end; before one they are that edge of it.
        ("HEAD", rf"{_BEFORE_EDGE}HEAD", "FIRST", "BEGIN"),
        ("TAIL", rf"{_BEFORE_EDGE}TAIL", "LAST", "END"),
        # 7 tháng năm 2028 are seven months; ngày 7 tháng năm 2028 is a day in May.
        ("MONTHFIVE", r"(?<!DAY )\b(\d+) MONTHFIVE(?= \d{4})", r"\1 MONTH YEAR", "m5"),
        # The 15th is a day of the month, 15 days are a length of time.
        ("ORDINAL", r"^((?:(?:OF|w\d|PART|,) )*)(\d{1,2}) ORDINAL$", r"\1DAY \2", "DAY"),
        # पहले before a number or unit is the first, after one it is "ago".
        ("AGO", r"AGO(?= (?:\d|MONTH|QUARTER|HALF|PART|WEEK|FORTNIGHT|X))", "FIRST", "AGO"),
        ("AGO", r"^1 YEAR AGO\b", "SAME", "AGO"),
        # A session with two years is one of schools.
        ("SESSION", rf"^SESSION(?= {_YEARS})", "SCHOOL", "SPAN"),
    )
]


def _settled(symbols: str) -> str:
    for word, pattern, replacement, elsewhere in _AMBIGUOUS:
        if word in symbols:
            symbols = pattern.sub(replacement, symbols).replace(word, elsewhere)
    # A year that straddles two is named by its first one.
    if "FISCAL" not in symbols and "SCHOOL" not in symbols:
        return symbols
    short = _LONG_YEAR.sub(r"\1", symbols)
    return short.replace("FISCAL", "STRADDLING") if short != symbols else symbols


def _symbols(tokens: list[Token]) -> Iterator[str]:
    """Upper-case symbols for words, numbers as they are, punctuation that says something."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token["literal"]:
            yield token.text.replace("'", "").replace(" ", "")
        elif token["month"]:
            yield f"m{token['month']}"
        elif token["weekday"]:
            yield f"w{token['weekday']}"
        elif token["calendar"]:
            yield token["calendar"]
        elif token.text in _ROMAN:
            yield str(_ROMAN[token.text])
        elif token["number"] or token["multiplier"]:
            try:
                number = read_number(tokens[at:], Separators("."))
            except UnreadNumberError:
                number = None
            if number and number.value == int(number.value):
                yield str(int(number.value))
                at += number.taken
                continue
            yield "X"
        elif token.text in "-/.,()":
            yield token.text
        elif token.text != ":":
            yield "X"
        at += 1
