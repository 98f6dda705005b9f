"""Amounts and movements: VALUE and CHANGE spans to numbers with units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import cast

import regex

from .amounts import is_range, read_amount
from .canonical import Change, Modifier, Quantity, Unread
from .lexicon import Lexicon, Token, scan
from .numbers import Separators, UnreadNumberError, goes_on, read_number, tidy

__all__ = ["read_change", "read_value"]

# A direction that is told by the sign of the number alone is as sure as a word;
# one of two that disagree is not.
_DIRECTIONS_DISAGREE = 0.5
# What a number, and a unit before it, may begin with.
_NUMBERS = ("literal", "number", "multiplier", "shift", "fraction", "half")
_UNITS = ("unit", "share")
_AMOUNTS = (*_UNITS, "multiplier", "counted")
# Words of the longest text that is taken for an amount; what reads them looks at the rest from each.
_LONGEST = 400
# Words of two years, and a year of the common or the Buddhist era.
_YEARS = 4
_YEAR = regex.compile(r"(?:19|20|24|25)\d\d")
_HUNDREDTH = Decimal("0.01")
_HALF = Decimal("0.5")
_SIGNS = {"+": 1, "-": -1, "−": -1, "↑": 1, "↓": -1, "▲": 1, "▼": -1, "±": 0}


def read_value(text: str, lexicon: Lexicon, separators: Separators, before: str = "") -> Quantity | Unread:
    """An amount, in base units.

    Args:
        before: the words before the span, where "over" and "nearly" may stand.
    """
    tokens = _words(text, lexicon)
    if len(tokens) > _LONGEST:
        return _too_long(text, tokens)
    if tokens and tokens[0].text == "+":
        # A level above a mark: +3.48 m.
        tokens = tokens[1:]
    modifier, tokens = _modifier(tokens)
    if modifier is None and before:
        modifier = _modifier_before(scan(before, lexicon))
    try:
        amount = read_amount(tokens, lexicon, separators)
        rest = _without_leading_words(tokens)
        if amount is None and not any(token["per"] for token in tokens[: len(tokens) - len(rest)]):
            # It begins with what is measured: ระยะทาง 35.5 กิโลเมตร.
            amount = read_amount(rest, lexicon, separators)
    except UnreadNumberError as error:
        return Unread(0.0, text, str(error))
    if amount is None:
        return Unread(0.0, text, "no number")
    return Quantity(amount.confidence, amount.value, amount.unit, amount.upper, amount.total, modifier)


def read_change(text: str, lexicon: Lexicon, separators: Separators) -> Change | Unread:
    """A movement, signed by its direction."""
    tokens = _without_years(_words(text, lexicon))
    if len(tokens) > _LONGEST:
        return _too_long(text, tokens)
    multiple = _multiple(tokens, separators)
    if multiple is not None:
        return multiple
    signs = [_sign(token, at, tokens, lexicon.stems) for at, token in enumerate(tokens)]
    modifiers = [token["modifier"] for token, sign in zip(tokens, signs, strict=True) if not sign]
    modifier: Modifier | None = next(filter(None, map(_said, modifiers)), None)
    # A word for "unchanged" beside one of direction is part of a noun (tăng 29 văn bằng).
    words = ("up", "down", "to") if any(signs) else ("up", "down", "to", "none")
    # सालाना बढ़ोतरी: what is yearly is the growth.
    yearly = [
        lexicon.head_last and token["each"] is not None and any(signs[at + 1 : at + 2])
        for at, token in enumerate(tokens)
    ]
    rest = [
        token
        for token, sign, of_noun in zip(tokens, signs, yearly, strict=True)
        if not (sign or of_noun or token["modifier"])
        and (token["direction"] not in words or token["range"] == "to")
    ]
    try:
        amount = read_amount(_without_leading_words(rest), lexicon, separators)
    except UnreadNumberError as error:
        return Unread(0.0, text, str(error))
    directions = {sign for sign in signs if sign}
    if amount is None:
        if any(token["direction"] == "none" for token in tokens):
            return Change(1.0, Decimal(0), "")
        return Unread(0.0, text, "no size")
    if _is_level(tokens):
        return Unread(0.0, text, "a movement to a level, not by a size")
    if amount.value == _HALF and not amount.unit and directions in (set(), {-1}):
        # Down by half, or half of it.
        return Change(amount.confidence, _HALF, "times", modifier=modifier)
    if not directions:
        return Unread(0.0, text, "no direction")
    # The first word says where it goes: "giảm … hơn", "reduced by more than".
    sign = next(sign for sign in signs if sign)
    confidence = min(amount.confidence, 1.0 if len(directions) == 1 else _DIRECTIONS_DISAGREE)
    if amount.total and not amount.unit:
        # Down by a third: a part of the whole, as a percentage.
        share = (amount.value / amount.total * 100).quantize(_HUNDREDTH)
        return Change(confidence, tidy(share * sign), "percent", modifier=modifier)
    upper = amount.upper if amount.upper is None else amount.upper * sign
    return Change(confidence, amount.value * sign, amount.unit, upper, modifier)


def _without_years(tokens: list[Token]) -> list[Token]:
    """Without a year, or several, that the size is compared with: fewer than in the year 2023 by 40."""
    rest: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _end_of_years(tokens, at)
        if end == at:
            rest.append(tokens[at])
        at = max(end, at + 1)
    return rest if any(map(_is_number, rest)) else tokens


def _end_of_years(tokens: Sequence[Token], at: int) -> int:
    """Where years end that begin at a token with the word for them; ``at`` where none do."""
    texts = [token.text for token in tokens[at : at + _YEARS]]
    if tokens[at]["calendar"] != "YEAR" or len(texts) < 2 or not _YEAR.fullmatch(texts[1]):
        return at
    spans = len(texts) == _YEARS and (texts[2] == "/" or is_range(tokens[at + 2])) and texts[3].isdigit()
    end = at + (_YEARS if spans else 2)
    # Two thousand billion dong are no year.
    after = tokens[end : end + 2]
    amount = any(token[category] for token in after[:1] for category in _AMOUNTS)
    # ร้อยละ 5: the unit of the number after it.
    return at if amount and not any(map(_is_number, after[1:])) else end


def _too_long(text: str, tokens: Sequence[Token]) -> Unread:
    return Unread(0.0, text, f"{len(tokens)} words are no amount")


def _words(text: str, lexicon: Lexicon) -> list[Token]:
    tokens = scan(text, lexicon)
    return [
        replace(token, meanings={}) if token["hyphen"] else token
        for at, token in enumerate(tokens)
        if not token["hyphen"] or _is_range_of_words(tokens[max(at - 2, 0) : at], tokens[at + 1 : at + 3])
    ]


def _is_range_of_words(before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Whether a hyphen between number words is from one to the other: ten-fifteen, but not twenty-five."""
    if not before or not after or before[0]["hyphen"] or after[-1]["hyphen"]:
        # A chain of three is no range.
        return False
    if before[-1]["multiplier"]:
        return after[0]["number"] is not None
    first, last = before[-1]["number"], after[0]["number"]
    return bool(
        first and last and Decimal(first) < Decimal(last) and not goes_on(Decimal(first), Decimal(last))
    )


def _sign(token: Token, at: int, tokens: Sequence[Token], stems: Mapping[str, str]) -> int:
    if token.text in _SIGNS:
        # A dash between two numbers is a range.
        between = at > 0 and (tokens[at - 1]["literal"] or tokens[at - 1]["number"])
        return 0 if between else _SIGNS[token.text]
    direction = token["direction"]
    if not token.meanings:
        direction = next((way for stem, way in stems.items() if token.text.startswith(stem)), None)
    if direction in ("up", "down"):
        # "more than 5%" and "trên 5%" are modifiers where another word gives the direction.
        others = any(
            other["direction"] in ("up", "down") and not other["modifier"]
            for other in tokens
            if other is not token
        )
        return 0 if token["modifier"] and others else 1 if direction == "up" else -1
    return 0


def _is_level(tokens: Sequence[Token]) -> bool:
    """Whether a number is where something went to, not by how much: rose *to* 5%, from 3% *up* 5%."""
    before: Token | None = None
    numbers = False
    ranges: set[str | None] = set()
    for token in tokens:
        if before and _is_number(token):
            # "5 to 7%" is a range, "from 5 to 7%" none.
            joins = before["range"] == "to" and numbers and "from" not in ranges
            if before["direction"] == "to" and not joins:
                return True
            if before["direction"] in ("up", "down") and numbers and ranges & {"from", "to"}:
                return True
            if before["level"]:
                return True
        numbers = numbers or _is_number(token)
        ranges.add(token["range"])
        # A unit may stand before its number: ร้อยละ 3, $3.
        if not (token["unit"] or token["share"]):
            before = token
    return False


def _is_number(token: Token) -> bool:
    return token["literal"] is not None or token["number"] is not None


def _multiple(tokens: Sequence[Token], separators: Separators) -> Change | None:
    """Twice, gấp 2,3 lần, 2.3 गुना; None where nothing is multiplied."""
    for token in tokens:
        factor = token["multiple"]
        if factor and factor != "times" and not any(other["literal"] for other in tokens):
            return Change(1.0, Decimal(factor), "times")
    # After a number twofold is fold: 3 เท่าตัว.
    if not any(
        token["multiple"] == "times" or (token["multiple"] and at and _is_number(tokens[at - 1]))
        for at, token in enumerate(tokens)
    ):
        return None
    for at in range(len(tokens)):
        try:
            number = read_number(tokens[at:], separators, False)
            rest = tokens[at + number.taken :] if number else []
            last = read_number(rest[1:], separators, False) if rest and is_range(rest[0]) else None
        except UnreadNumberError:
            return None
        if number:
            # Two to three times.
            return Change(number.confidence, number.value, "times", last.value if last else None)
    return None


def _without_leading_words(tokens: Sequence[Token]) -> Sequence[Token]:
    """From the first token that an amount may begin with."""
    for at, token in enumerate(tokens):
        if any(token[category] for category in _NUMBERS):
            return tokens[at:]
        # A unit before its number; in "than last year 6%" the year is none.
        after = tokens[at + 1 : at + 2]
        if (token["unit"] or token["counted"]) and after and after[0]["per_before"]:
            # ลิตรละ 50 สตางค์: 50 satang a litre.
            return tokens[at:]
        if any(token[category] for category in _UNITS) and all(map(_goes_on, after)):
            return tokens[at:]
    return ()


def _goes_on(token: Token) -> bool:
    """Whether a unit may stand before this."""
    return token.text in ".:" or any(
        token[category] for category in (*_NUMBERS, *_UNITS, "filler", "negative")
    )


def _modifier(tokens: list[Token]) -> tuple[Modifier | None, list[Token]]:
    """A modifier before or after the number, and the tokens without it."""
    modifier: Modifier | None = None
    rest = []
    for at, token in enumerate(tokens):
        # กว่า, से अधिक follow the number; "trên" between two numbers is a ratio.
        between = 0 < at < len(tokens) - 1 and (token["ratio"] or token["range"])
        if token["modifier"] and not between and not token["number"]:
            modifier = modifier or _said(token["modifier"])
        else:
            rest.append(token)
    return modifier, rest


def _modifier_before(tokens: Sequence[Token]) -> Modifier | None:
    return _said(tokens[-1]["modifier"]) if tokens else None


def _said(modifier: str | None) -> Modifier | None:
    """A modifier; None for a word that goes with an amount and does not change it (estimated, average)."""
    return None if modifier == "said" else cast("Modifier | None", modifier)
