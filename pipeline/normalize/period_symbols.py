"""Words of time as symbols that are the same in every language: ``6 MONTH FIRST YEAR 2031``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from .canonical import plain
from .lexicon import Lexicon, Token, fold, scan
from .numbers import Separators, UnreadNumberError, read_number
from .period_rewritings import settle

__all__ = ["period_symbols"]

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "ⅰ": 1, "ⅱ": 2, "ⅲ": 3, "ⅳ": 4}


def period_symbols(text: str, lexicon: Lexicon) -> str:
    """Symbols for words, numbers as they are, and the punctuation that says something.

    Months are ``m1`` to ``m12``, weekdays ``w1`` (Monday) to ``w7``, and ``X`` is any other word.
    """
    short = _SHORT_FORM.fullmatch(fold(text))
    if short:
        number, letter, year = short.groups()
        year = year if len(year) > 2 else f"20{year}"
        return f"{number} MONTH {year}" if letter == "m" else f"{_LETTERS[letter]} {number} {year}"
    return settle(" ".join(_symbols(scan(text, lexicon))))


# 2Q24, 1H 2031, 9M31, as banks write them.
_SHORT_FORM = regex.compile(r"([1-4](?=q)|[12](?=h)|[1-9](?=m)|1[0-2](?=m))([qhm]) ?'?((?:20)?\d\d)")
_LETTERS = {"q": "QUARTER", "h": "HALF"}


# Words of a number in a time, at most.
_NUMBER = 12


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
        elif token.text[:1] == "q" and token.text[1:] in _ROMAN:
            # QII/2031.
            yield f"QUARTER {_ROMAN[token.text[1:]]}"
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
