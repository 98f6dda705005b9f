"""Numbers: in digits with either convention of separators, in words of four languages, and mixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

import regex

from .lexicon import Token

__all__ = ["Number", "Separators", "UnreadNumberError", "read_number", "tidy"]

# Of a number that could be read both ways: only the language, or the kind of
# thing, decides; the document's other numbers decide; nothing is left to decide.
_BY_LANGUAGE = 0.9
_BY_KIND = 0.9
_BY_DOCUMENT = 0.95
_CERTAIN = 1.0

_THOUSANDS = regex.compile(r"[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*")
_INDIAN = regex.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
# What a literal of one separator and three digits after it looks like: 3.300.
_EITHER = regex.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_DOZEN = 12
# More digits than this are a telephone number or noise, not an amount.
_LONGEST = 40


class UnreadNumberError(ValueError):
    """A number that cannot be read; its text says why."""


@dataclass(frozen=True, slots=True)
class Separators:
    """How a document writes its decimals.

    Attributes:
        language: the decimal separator of the language.
        document: that of the document's numbers which can only be read one way; None where none tells.
    """

    language: str
    document: str | None = None

    @classmethod
    def of(cls, language: str, literals: Iterable[str]) -> Separators:
        """From the literals of a document: the convention that most of them show."""
        votes = {".": 0, ",": 0}
        for literal in literals:
            shown = _decimal_shown(literal)
            if shown:
                votes[shown] += 1
        if votes["."] == votes[","]:
            return cls(language)
        return cls(language, max(votes, key=lambda mark: votes[mark]))


_ZEROS = "000"


def _decimal_shown(literal: str) -> str | None:
    """The decimal separator that a literal cannot be written without; None where it may be either."""
    marks = [mark for mark in literal if mark in ".,"]
    if not marks or _EITHER.fullmatch(literal):
        return None
    other = {".": ",", ",": "."}
    if len(set(marks)) == 2:
        return marks[-1] if marks.count(marks[-1]) == 1 else None
    # Several of one kind group thousands, so that the other one is the decimal.
    return marks[0] if len(marks) == 1 else other[marks[0]]


@dataclass(frozen=True, slots=True)
class Number:
    """A number, how sure its reading is, and the tokens that it took."""

    value: Decimal
    confidence: float
    taken: int


def read_literal(literal: str, separators: Separators, whole: bool | None) -> tuple[Decimal, float]:
    """A number in digits.

    Args:
        whole: what is counted comes in whole numbers (True), or never in
            thousands (False, percentages); None where either may be.

    Raises:
        UnreadNumberError: neither convention reads it (a date, an address, a typing mistake).
    """
    if len(literal) > _LONGEST:
        raise UnreadNumberError(f"a number of {len(literal)} characters")
    literal = literal.replace("'", "" if _THOUSANDS.fullmatch(literal) else "'")
    marks = [mark for mark in literal if mark in ".,' "]
    if not marks:
        return Decimal(literal), _CERTAIN
    if _EITHER.fullmatch(literal):
        mark = marks[0]
        if literal.endswith(_ZEROS) and whole is None and not separators.document:
            # Nobody measures to three zeros after the point: 78.000 tonnes are thousands in any language.
            return Decimal(_digits(literal)), _BY_KIND
        decimal, confidence = _decide(separators, whole, mark)
        return Decimal(literal.replace(mark, "." if mark == decimal else "")), confidence
    last = marks[-1]
    if len(set(marks)) == 1 and len(marks) == 1 and last in ".,":
        return Decimal(literal.replace(last, ".")), _CERTAIN
    head, _, tail = literal.rpartition(last)
    if len(set(marks)) > 1 and marks.count(last) == 1 and last in ".,":
        if not (_THOUSANDS.fullmatch(head) or _INDIAN.fullmatch(head)):
            raise UnreadNumberError(f"{literal!r}: its groups are not of three digits")
        return Decimal(f"{_digits(head)}.{tail}"), _CERTAIN
    if len(set(marks)) == 1 and (_THOUSANDS.fullmatch(literal) or _INDIAN.fullmatch(literal)):
        return Decimal(_digits(literal)), _CERTAIN
    raise UnreadNumberError(f"{literal!r}: neither decimals nor groups of digits")


def _digits(literal: str) -> str:
    return "".join(filter(str.isdigit, literal))


def _decide(separators: Separators, whole: bool | None, mark: str) -> tuple[str, float]:
    """The decimal separator of a literal such as 3.300, and how sure it is."""
    other = "," if mark == "." else "."
    if separators.document:
        agree = separators.document == separators.language
        # A count cannot have decimals, whatever the other numbers do.
        if whole and separators.document == mark:
            return other, _BY_KIND
        return separators.document, _CERTAIN if agree else _BY_DOCUMENT
    if whole is True:
        return other, _BY_KIND
    if whole is False:
        return mark, _BY_KIND if separators.language != mark else _BY_DOCUMENT
    return separators.language, _BY_LANGUAGE


def read_number(tokens: Sequence[Token], separators: Separators, whole: bool | None = None) -> Number | None:
    """The number that ``tokens`` begin with: digits, words and scales; None if they begin with none.

    Scales multiply what is smaller before them and add up: 3,652 करोड़ 56 लाख,
    6 billion 200 million, สองล้านสองแสน, hai nghìn tỷ, 2 lakh crore.

    Raises:
        UnreadNumberError: digits that no convention reads.
    """
    stack: list[Decimal] = []
    confidence = _CERTAIN
    shift = Decimal(0)
    scale = Decimal(1)
    taken = 0
    previous = ""
    for at, token in enumerate(tokens):
        kind = _kind(token, previous, tokens[at + 1 :])
        if token.text == "," and previous == "multiplier" and _has_smaller(tokens[at + 1 :], scale):
            kind = "filler"
        if kind is None:
            break
        if kind == "literal":
            value, sure = read_literal(token["literal"] or "", separators, _whole(whole, tokens[at + 1 :]))
            stack.append(value)
            confidence = min(confidence, sure)
            stack[-1] += shift
            shift = Decimal(0)
        elif kind == "number":
            value = Decimal(token["number"] or 0)
            if previous in ("number", "filler") and taken and not goes_on(stack[-1], value):
                if previous == "filler":
                    # One and one quarter: the number ends before "and".
                    break
                raise UnreadNumberError(f"{token.text!r} does not go on with the number before it")
            stack.append(value + shift)
            shift = Decimal(0)
        elif kind == "decimals":
            stack[-1] += _decimals(tokens[at + 1 :])
        elif kind == "multiplier":
            former, scale = scale, Decimal(token["multiplier"] or 1)
            # 2 million million, 1.000 nghìn; but ร้อยสิบ is a hundred and ten.
            again = previous == "literal" or (previous == "multiplier" and former <= scale)
            _multiply(stack, scale, again, shift)
            shift = Decimal(0)
        elif kind == "half":
            stack.append(scale / 2)
        elif kind == "shift":
            shift = Decimal(token["shift"] or 0)
        previous = "digit" if kind == "decimals" else kind
        if kind != "filler":
            taken = at + 1
    if not stack:
        return None
    return Number(tidy(sum(stack, Decimal(0))), confidence, taken)


def _has_smaller(rest: Sequence[Token], scale: Decimal) -> bool:
    """Whether a number with a smaller scale follows a comma: six billion, two hundred million."""
    parts = takewhile(lambda token: token["number"] or token["literal"] or token["filler"], rest)
    count = sum(1 for _ in parts)
    return 0 < count < len(rest) and 1 < Decimal(rest[count]["multiplier"] or 1) < scale


def tidy(number: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent: 4200000000, not 4200000000.0."""
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def goes_on(before: Decimal, value: Decimal) -> bool:
    """Whether a number word goes on with the one before it: two after twenty, and nothing after one."""
    if not before or before != before.to_integral_value():
        return False
    exponent = before.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent > 0 and value < Decimal(10) ** exponent


def _kind(token: Token, previous: str, rest: Sequence[Token]) -> str | None:
    """What a token is to the number that is being read; None where the number ends before it."""
    if previous == "digit":
        # The digits after a decimal point in words have been read with it.
        if _digit(token):
            return "digit"
        return "multiplier" if token["multiplier"] else None
    if token["literal"]:
        # Two literals in a row are two numbers, unless a scale stands between.
        return "literal" if previous in ("", "multiplier", "filler", "shift") else None
    if token["point"] and previous in ("number", "literal", "multiplier") and _decimals(rest):
        return "decimals"
    # Half a million, and two million and a half.
    leads = previous == "" and bool(rest) and rest[0]["multiplier"] is not None
    if token["half"] and (leads or previous in ("multiplier", "literal", "number")):
        return "half"
    if token["number"]:
        # hai mươi năm are twenty years: as a last word the unit goes before the digit.
        is_unit = token["unit"] and previous not in ("", "filler") and not rest
        return None if previous == "literal" or is_unit else "number"
    if token["multiplier"]:
        return "multiplier"
    if token["shift"]:
        return "shift" if previous != "literal" else None
    joins = token["filler"] or token["hyphen"]
    if joins and previous in ("number", "multiplier", "filler") and rest:
        goes_on = ("number", "literal", "filler", "multiplier")
        return "filler" if any(rest[0][category] for category in goes_on) else None
    return None


def _decimals(rest: Sequence[Token]) -> Decimal:
    """What the digits after a decimal point in words add: จุดเจ็ดเจ็ด is 0.77."""
    digits = "".join(takewhile(bool, map(_digit, rest)))
    return Decimal(f"0.{digits}") if digits else Decimal(0)


def _digit(token: Token) -> str:
    """The digits that a token stands for after a decimal point in words; "" for none."""
    number = token["number"] or ""
    return (
        number if len(number) == 1 and number.isdigit() else (token["literal"] or "") * (token.text.isdigit())
    )


def _multiply(stack: list[Decimal], scale: Decimal, again: bool, shift: Decimal) -> None:
    """Multiply the part of the number that is smaller than the scale by it.

    Args:
        again: a scale, or digits, stand right before this one: 2 lakh crore, 1.000 nghìn.
    """
    if scale == _DOZEN and stack:
        # Two hundred dozen: no part of a number is smaller than a dozen.
        stack[:] = [sum(stack, Decimal(0)) * scale]
        return
    if again and stack and stack[-1] >= scale:
        stack[-1] *= scale
        return
    smaller = Decimal(0)
    any_smaller = False
    while stack and stack[-1] < scale:
        smaller += stack.pop()
        any_smaller = True
    stack.append((smaller if any_smaller else Decimal(1)) * scale + shift * scale)


def _whole(whole: bool | None, rest: Sequence[Token]) -> bool | None:
    """Before a scale a number may have decimals, whatever is counted."""
    return None if rest and rest[0]["multiplier"] and whole else whole
