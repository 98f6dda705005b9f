"""Amounts and movements: VALUE and CHANGE spans to numbers with units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import cast

from .canonical import Change, Modifier, Quantity, Unread
from .lexicon import Lexicon, Token, scan
from .numbers import Number, Separators, UnreadNumberError, read_number, tidy

__all__ = ["read_change", "read_value"]

_PERCENTAGES = frozenset({"percent", "percent_of_plan", "percentage_point"})
_WHOLE_TIMES = frozenset({"day", "week", "month", "hour", "minute"})
# A noun that no table knows, or of which only the head is known.
_UNKNOWN_NOUN = 0.7
_HEAD_ONLY = 0.9
# A direction that is told by the sign of the number alone is as sure as a word;
# one of two that disagree is not.
_DIRECTIONS_DISAGREE = 0.5
# Of languages whose modifiers stand before the noun the head comes last.
_HEAD_LAST = frozenset({"en", "hi"})

_HUNDREDTH = Decimal("0.01")
_FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_SIGNS = {"+": 1, "-": -1, "−": -1, "↑": 1, "↓": -1, "▲": 1, "▼": -1, "±": 0}


@dataclass(frozen=True, slots=True)
class _Amount:
    """What a value or change has in common: a number with its unit, and the tokens around them."""

    value: Decimal
    unit: str
    confidence: float
    upper: Decimal | None = None
    total: Decimal | None = None


def read_value(text: str, lexicon: Lexicon, separators: Separators, before: str = "") -> Quantity | Unread:
    """An amount, in base units.

    Args:
        before: the words before the span, where "over" and "nearly" may stand.
    """
    tokens = _words(text, lexicon)
    modifier, tokens = _modifier(tokens)
    if modifier is None and before:
        modifier = _modifier_before(scan(before, lexicon))
    try:
        amount = _amount(tokens, lexicon, separators)
    except UnreadNumberError as error:
        return Unread(0.0, text, str(error))
    if amount is None:
        return Unread(0.0, text, "no number")
    return Quantity(amount.confidence, amount.value, amount.unit, amount.upper, amount.total, modifier)


def read_change(text: str, lexicon: Lexicon, separators: Separators) -> Change | Unread:
    """A movement, signed by its direction."""
    tokens = _words(text, lexicon)
    multiple = _multiple(tokens, lexicon, separators)
    if multiple is not None:
        return multiple
    signs = [_sign(token, at, tokens, lexicon.stems) for at, token in enumerate(tokens)]
    modifiers = [token["modifier"] for token, sign in zip(tokens, signs, strict=True) if not sign]
    modifier = cast(Modifier | None, next(filter(None, modifiers), None))
    rest = [
        token
        for token, sign in zip(tokens, signs, strict=True)
        if not sign and not token["modifier"] and not token["direction"]
    ]
    try:
        amount = _amount(_without_leading_words(rest), lexicon, separators)
    except UnreadNumberError as error:
        return Unread(0.0, text, str(error))
    directions = {sign for sign in signs if sign}
    if amount is None:
        if any(token["direction"] == "none" for token in tokens):
            return Change(1.0, Decimal(0), "")
        return Unread(0.0, text, "no size")
    if _is_level(tokens):
        return Unread(0.0, text, "a movement to a level, not by a size")
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


def _words(text: str, lexicon: Lexicon) -> list[Token]:
    return [token for token in scan(text, lexicon) if not token["hyphen"]]


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
    """Whether the word right before the number leads to it: rose *to* 5%."""
    for at, token in enumerate(tokens):
        if token["literal"] or token["number"]:
            return at > 0 and tokens[at - 1]["to"] is not None
        if token["direction"] == "to":
            following = tokens[at + 1 :]
            return bool(following) and bool(following[0]["literal"] or following[0]["number"])
    return False


def _multiple(tokens: Sequence[Token], lexicon: Lexicon, separators: Separators) -> Change | None:
    """Twice, gấp 2,3 lần, 2.3 गुना; None where nothing is multiplied."""
    for token in tokens:
        factor = token["multiple"]
        if factor and factor != "times" and not any(other["literal"] for other in tokens):
            return Change(1.0, Decimal(factor), "times")
    if not any(token["multiple"] == "times" for token in tokens):
        return None
    for at in range(len(tokens)):
        try:
            number = read_number(tokens[at:], separators, False)
        except UnreadNumberError:
            return None
        if number:
            return Change(number.confidence, number.value, "times")
    return None


def _without_leading_words(tokens: list[Token]) -> list[Token]:
    """From the first token that an amount may begin with."""
    for at, token in enumerate(tokens):
        begins = ("literal", "number", "multiplier", "shift", "unit", "share", "fraction")
        if any(token[category] for category in begins):
            return tokens[at:]
    return []


def _modifier(tokens: list[Token]) -> tuple[Modifier | None, list[Token]]:
    """A modifier before or after the number, and the tokens without it."""
    modifier: Modifier | None = None
    rest = []
    for at, token in enumerate(tokens):
        # กว่า, से अधिक follow the number; "trên" between two numbers is a ratio.
        between = 0 < at < len(tokens) - 1 and (token["ratio"] or token["range"])
        if token["modifier"] and not between and not token["number"]:
            modifier = modifier or cast(Modifier, token["modifier"])
        else:
            rest.append(token)
    return modifier, rest


def _modifier_before(tokens: Sequence[Token]) -> Modifier | None:
    return cast(Modifier | None, tokens[-1]["modifier"]) if tokens else None


def _amount(tokens: Sequence[Token], lexicon: Lexicon, separators: Separators) -> _Amount | None:
    """Number, scale and unit, in the orders that the languages have."""
    prefix, tokens = _prefix(tokens, lexicon)
    tokens = [
        _with_money_scale(token) if _is_money(prefix) or _is_scale(token, before) else token
        for before, token in pairwise([None, *tokens])
        if token
    ]
    negative = bool(tokens) and (tokens[0].text in ("-", "−") or tokens[0]["negative"] is not None)
    if negative:
        tokens = tokens[1:]
    whole = _is_whole(prefix, tokens)
    number = read_number(tokens, separators, whole)
    if number is None:
        # A third, a quarter: one of them.
        if not tokens or tokens[0]["fraction"] not in _FRACTIONS:
            return None
        number = Number(Decimal(1), 1.0, 0)
    value, confidence = number.value, number.confidence
    rest = _without_repeat(value, tokens[number.taken :], separators)
    # "5 1/2" and "₹ 3 और 1/2" do not occur; "1/2" and "9/11" do.
    joined = _join(value, confidence, rest, separators, whole)
    if joined is None:
        joined = _Amount(value, "", confidence), rest
    amount, rest = joined
    unit, sure = _unit(prefix, rest, lexicon)
    if _is_money(unit) and any(token["money_scale"] for token in rest[:1]):
        scale = Decimal(rest[0]["money_scale"] or 1)
        amount = replace(amount, value=amount.value * scale)
    sign = -1 if negative else 1
    return replace(
        amount, value=tidy(amount.value * sign), unit=unit, confidence=min(amount.confidence, sure)
    )


def _is_money(unit: str | None) -> bool:
    """Whether a unit is an ISO 4217 code: three capitals, which no other unit in the tables is but these."""
    return bool(unit) and len(unit or "") == 3 and str(unit).isupper() and unit not in ("TEU", "BCM", "MVA")


def _is_scale(token: Token, before: Token | None) -> bool:
    """Whether a letter right after digits is a scale without a currency: 100k, 5bn; 10m may be metres."""
    attached = before is not None and before["literal"] is not None and before.end == token.start
    return attached and token["money_scale"] is not None and token["unit"] is None


def _without_repeat(value: Decimal, rest: Sequence[Token], separators: Separators) -> Sequence[Token]:
    """What follows a number, without the same number in brackets: 45 (bốn mươi lăm) ngày."""
    if not rest or rest[0].text != "(":
        return rest
    end = next((at for at, token in enumerate(rest) if token.text == ")"), len(rest))
    again = read_number(rest[1:end], separators)
    return rest[end + 1 :] if again and again.value == value else rest


def _with_money_scale(token: Token) -> Token:
    scale = token["money_scale"]
    return replace(token, meanings={"multiplier": scale}) if scale else token


def _prefix(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[str, Sequence[Token]]:
    """A unit before the number (ร้อยละ 40, US$ 5, योजना का 104%), and the tokens after it."""
    unit, plan = "", False
    while tokens and not tokens[0]["literal"] and not tokens[0]["negative"]:
        token = tokens[0]
        if token["share"]:
            plan = True
        elif token["unit"] and not token["number"] and not unit:
            unit = token["unit"]
        elif not token["filler"] and not (token.text in ".:," or token["range"] == "from"):
            if unit or len(tokens) < 2 or not tokens[1]["literal"] or not token.text.isalpha():
                break
            # A currency that no table knows: K1.62 billion.
            unit = token.text.upper()
        tokens = tokens[1:]
    return ("percent_of_plan" if plan else unit), tokens


def _is_whole(prefix: str, tokens: Sequence[Token]) -> bool | None:
    """Whether what is measured comes in whole numbers; None where either may be."""
    unit = prefix or next((token["unit"] for token in tokens if token["unit"]), None)
    if unit in _PERCENTAGES:
        return False
    # Money has two decimals or none, never three.
    if _is_money(unit) or unit in _WHOLE_TIMES:
        return True
    # What is counted, known to a table or not, comes in whole numbers.
    return None if unit or not any(token["counted"] or _is_word(token) for token in tokens) else True


def _is_word(token: Token) -> bool:
    return not token.meanings and any(map(str.isalpha, token.text))


def _join(
    value: Decimal, confidence: float, rest: Sequence[Token], separators: Separators, whole: bool | None
) -> tuple[_Amount, Sequence[Token]] | None:
    """A ratio, a fraction or a range; None where the number stands alone."""
    if not rest:
        return None
    head, after = rest[0], rest[1:]
    if head["fraction"] and head["fraction"] in _FRACTIONS:
        return _Amount(value, "", confidence, total=Decimal(_FRACTIONS[head["fraction"]])), after
    second = read_number(after, separators, whole) if after else None
    if second is None:
        # दो तिहाई, two thirds have been handled; 3 में से 2 has its words in between.
        return None
    tail = after[second.taken :]
    confidence = min(confidence, second.confidence)
    if head.text == "/" or head["fraction"] == "over" or head["ratio"] == "of":
        return _Amount(value, "", confidence, total=second.value), tail
    if head["ratio"] == "from":
        return _Amount(second.value, "", confidence, total=value), tail
    if head.text in ("-", "~") or head["range"] == "to":
        lower = value
        # 3–5 triệu: the scale is said once.
        scale = _scale_of(after[: second.taken])
        if scale > 1 and lower < second.value and lower * scale <= second.value:
            lower *= scale
        return _Amount(lower, "", confidence, upper=second.value), tail
    return None


def _scale_of(tokens: Sequence[Token]) -> Decimal:
    scale = Decimal(1)
    for token in tokens:
        if token["multiplier"]:
            scale *= Decimal(token["multiplier"])
    return scale


def _unit(prefix: str, rest: Sequence[Token], lexicon: Lexicon) -> tuple[str, float]:
    """The unit after the number, and how sure it is."""
    tokens = [token for token in rest if token.text not in ("(", ")", ".", ",", ":", "–")]
    if prefix:
        plan = prefix == "percent" and any(token["share"] for token in tokens)
        return ("percent_of_plan" if plan else prefix), 1.0
    # "2 triệu lượt khách": the longest noun that a table knows goes before units inside it.
    while tokens and tokens[0]["filler"] and not tokens[0]["unit"]:
        tokens = tokens[1:]
    if not tokens:
        return "", 1.0
    first, others = tokens[0], tokens[1:]
    if first["unit"]:
        unit = first["unit"]
        if unit == "percent" and any(token["share"] for token in others):
            return "percent_of_plan", 1.0
        per = _per(others)
        if per is not None:
            return f"{unit}/{per}", 1.0
        if first["counted"] and others and not _is_unit_tail(others):
            return _noun(tokens, lexicon)
        return unit, 1.0
    return _noun(tokens, lexicon)


def _is_unit_tail(tokens: Sequence[Token]) -> bool:
    return all(not token.text.isalpha() for token in tokens)


def _per(tokens: Sequence[Token]) -> str | None:
    """What an amount is for: đồng/kg, baht a tonne."""
    if len(tokens) > 1 and (tokens[0].text == "/" or tokens[0]["per"]):
        return tokens[1]["unit"] or tokens[1]["counted"] or _written(tokens[1:])
    return None


def _noun(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[str, float]:
    """A counted noun: its id, that of its head, or the words as they are."""
    slash = next((at for at, token in enumerate(tokens) if token.text == "/" or token["per"]), len(tokens))
    per = _per(tokens[slash:])
    words = list(tokens[:slash])
    suffix = f"/{per}" if per else ""
    known = [token["counted"] or token["unit"] for token in words]
    if len(words) == 1 and known[0]:
        return known[0] + suffix, 1.0
    heads = reversed(known) if lexicon.lang in _HEAD_LAST else known
    head = next(filter(None, heads), None)
    if head:
        return head + suffix, _HEAD_ONLY
    noun = _written(words)
    return (_singular(noun) if lexicon.lang == "en" else noun) + suffix, _UNKNOWN_NOUN


def _singular(noun: str) -> str:
    """An English noun in its dictionary form, by its ending."""
    for plural, singular in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if noun.endswith(plural):
            return noun.removesuffix(plural) + singular
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


def _written(tokens: Sequence[Token]) -> str:
    """The words as they stand, with a space where there was one."""
    text, end = "", None
    for token in tokens:
        text += f" {token.text}" if end is not None and token.start > end else token.text
        end = token.end
    return text
