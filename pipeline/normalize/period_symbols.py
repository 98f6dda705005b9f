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


_LONG_YEAR = regex.compile(r"(\d{4}) ?[-/] ?(?:\d{4}|\d{2})(?![\d./])")


def _settled(symbols: str) -> str:
    """Words that mean two things, by their place."""
    # đầu, cuối after a unit count from its beginning or end; before one they are that edge of it.
    symbols = regex.sub(r"(?<=(?:MONTH|QUARTER|HALF|DAY|WEEK) )HEAD", "FIRST", symbols).replace(
        "HEAD", "BEGIN"
    )
    symbols = regex.sub(r"(?<=(?:MONTH|QUARTER|HALF|DAY|WEEK) )TAIL", "LAST", symbols).replace("TAIL", "END")
    # 7 tháng năm 2028 are seven months; ngày 7 tháng năm 2028 is a day in May.
    symbols = regex.sub(r"(?<!DAY )\b(\d+) MONTHFIVE(?= \d{4})", r"\1 MONTH YEAR", symbols)
    symbols = symbols.replace("MONTHFIVE", "m5")
    # The 15th is a day of the month, 15 days are a length of time.
    symbols = regex.sub(r"^((?:(?:OF|w\d|PART|,) )*)(\d{1,2}) ORDINAL$", r"\1DAY \2", symbols)
    symbols = symbols.replace("ORDINAL", "DAY")
    # पहले before a number or unit is the first, after one it is "ago".
    symbols = regex.sub(r"AGO(?= (?:\d|MONTH|QUARTER|HALF))", "FIRST", symbols)
    symbols = regex.sub(r"^1 YEAR AGO\b", "SAME", symbols)
    symbols = regex.sub(r"AGO (?=(?:PART|WEEK|FORTNIGHT|X))", "FIRST ", symbols)
    # A session with two years is one of schools.
    symbols = regex.sub(rf"^SESSION(?= {_LONG_YEAR.pattern})", "SCHOOL", symbols).replace("SESSION", "SPAN")
    # A year that straddles two is named by its first one.
    if not regex.search("FISCAL|SCHOOL", symbols):
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
