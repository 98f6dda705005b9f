"""A number with its unit, in the orders that the languages have: ranges, ratios, fractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, pairwise

from .compounds import add_parts
from .lexicon import Lexicon, Token
from .numbers import Number, Separators, UnreadNumberError, read_number, tidy
from .units import is_count, is_money, is_percentage, is_whole, read_per, read_prefix, read_unit

__all__ = ["Amount", "is_range", "read_amount"]

_FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
# 85 per 100,000 is a rate, and no ratio of things that were counted; from so many on a slash says the same.
_RATES = frozenset(map(Decimal, (1000, 10_000, 100_000, 1_000_000)))
_MANY = 100_000
# Of which currency a coin is the hundredth part; that of a cent is not told.
_HUNDREDTHS = {"paisa": "INR", "satang": "THB"}
# A number and a word that no table has stand after the amount, and may be parts of it: 5 rai 2 nagan.
_PART_UNREAD = 0.5
_DESCENDS = "from a higher amount to a lower one"
# Words for "to" at which a range may be cut in two; what has more is none.
_MARKS = 3


@dataclass(frozen=True, slots=True)
class Amount:
    """What a value or change has in common: a number with its unit, and the tokens around them."""

    value: Decimal
    unit: str
    confidence: float
    upper: Decimal | None = None
    total: Decimal | None = None


def read_amount(tokens: Sequence[Token], lexicon: Lexicon, separators: Separators) -> Amount | None:
    """Number, scale and unit, in the orders that the languages have.

    Raises:
        UnreadNumberError: a number that cannot be read, or two of them that go from a higher to a lower one.
    """
    return (
        _per_unit(tokens, lexicon, separators)
        or _from_amount_to_amount(tokens, lexicon, separators)
        or _some_of_all(tokens, lexicon, separators)
        or _one(tokens, lexicon, separators)
    )


def _per_unit(tokens: Sequence[Token], lexicon: Lexicon, separators: Separators) -> Amount | None:
    """An amount after what it is for: ไร่ละ 1,000 บาท, प्रति हेक्टेयर 45 क्विंटल."""
    if len(tokens) < 3 or tokens[0]["literal"] or tokens[1]["literal"]:
        return None
    # Thai ละ is the only one that follows its unit.
    leads = tokens[0]["per"] and not tokens[0]["per_before"]
    unit = tokens[1] if leads else tokens[0] if tokens[1]["per_before"] else None
    base = (unit["unit"] or unit["counted"]) if unit else None
    if not base or is_percentage(base):
        return None
    amount = read_amount(tokens[2:], lexicon, separators)
    return replace(amount, unit=f"{amount.unit}/{base}") if amount and amount.unit else None


def _from_amount_to_amount(
    tokens: Sequence[Token], lexicon: Lexicon, separators: Separators
) -> Amount | None:
    """A range that says its unit twice: 5% to 7%, ₹5 करोड़ से ₹7 करोड़."""
    marks = (at for at, token in enumerate(tokens) if is_range(token))
    for at in islice(marks, _MARKS):
        first = _one(tokens[:at], lexicon, separators)
        if first is None or not first.unit or first.upper or first.total:
            continue
        last = _one(tokens[at + 1 :], lexicon, separators)
        if last is None or last.upper or last.total:
            continue
        # The second may say more: 5% to 7% of plan, 5 to 7 million dong a month.
        if last.unit == first.unit or last.unit.startswith((f"{first.unit}/", f"{first.unit}_of_")):
            if last.value < first.value:
                raise UnreadNumberError(_DESCENDS)
            # A unit after its number closes it: 1 บาท ถึง 3 ล้านบาท.
            open_ = bool(read_prefix(tokens[:at])[0])
            lower = _scaled(first.value, last.value, tokens[at + 1 :]) if open_ else first.value
            return replace(last, value=lower, upper=last.value)
    return None


def _some_of_all(tokens: Sequence[Token], lexicon: Lexicon, separators: Separators) -> Amount | None:
    """A ratio that says its unit twice: 412 households out of 1,500 households, 85 कर्मियों में से 3 कर्मी."""
    mark = next((at for at, token in enumerate(tokens) if at > 1 and token["ratio"]), 0)
    if not mark or tokens[mark]["per"] or not (tokens[mark - 1]["unit"] or tokens[mark - 1]["counted"]):
        return None
    first, last = (_one(part, lexicon, separators) for part in (tokens[:mark], tokens[mark + 1 :]))
    if first is None or last is None or first.unit != last.unit or not is_count(first.unit):
        return None
    some, all_ = (last, first) if tokens[mark]["ratio"] == "from" else (first, last)
    if some.upper or some.total or all_.upper or all_.total or some.value > all_.value:
        return None
    return replace(some, total=all_.value, confidence=min(some.confidence, all_.confidence))


def is_range(token: Token) -> bool:
    """Whether a token leads from one end of a range to the other."""
    return token.text in ("-", "~") or token["range"] == "to"


def _one(tokens: Sequence[Token], lexicon: Lexicon, separators: Separators) -> Amount | None:
    """An amount whose unit is said once."""
    tokens = _without_words(tokens, separators)
    prefix, tokens = read_prefix(tokens)
    money = is_money(prefix) or any(is_money(token["unit"]) for token in tokens)
    tokens = [
        _with_money_scale(token) if money or _is_scale(token, before, after) else token
        for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False)
    ]
    negative = bool(tokens) and (tokens[0].text in ("-", "−") or tokens[0]["negative"] is not None)
    if negative:
        tokens = tokens[1:]
    whole = is_whole(prefix, tokens)
    number = _mixed(tokens, separators) or read_number(tokens, separators, whole)
    if number is None:
        # A third, a quarter: one of them.
        if not tokens or tokens[0]["fraction"] not in _FRACTIONS:
            return None
        number = Number(Decimal(1), 1.0, 0)
    value, confidence = number.value, number.confidence
    rest = _without_repeat(value, tokens[number.taken :], separators)
    joined = _join(value, confidence, rest, separators, whole)
    # Rs 2,000 in every 4 months: money is no ratio.
    if joined is None or (joined[0].total and is_money(prefix)):
        joined = Amount(value, "", confidence), rest
    amount, rest = joined
    parts = (
        add_parts(amount.value, rest, separators) if not (prefix or amount.upper or amount.total) else None
    )
    unread = rest
    if parts:
        amount, unread = replace(amount, value=parts[0]), parts[2]
        per = read_per(parts[2])
        unit, sure = f"{parts[1]}/{per}" if per else parts[1], 1.0
    else:
        unit, sure = (amount.unit, 1.0) if amount.unit else read_unit(prefix, rest, lexicon, separators)
    if _is_part_unread(unread):
        sure = min(sure, _PART_UNREAD)
    amount = replace(amount, unit=unit, confidence=min(amount.confidence, sure))
    return _in_whole_money(replace(amount, value=tidy(-amount.value if negative else amount.value)))


def _is_part_unread(rest: Sequence[Token]) -> bool:
    """Whether a number and an unknown word follow a unit."""
    # The unit, perhaps "and", the number, the word.
    parts = [token for token in rest[:4] if not token["filler"]]
    if len(parts) < 3 or not parts[0]["unit"]:
        return False
    return parts[1]["literal"] is not None and not parts[2].meanings and parts[2].text.isalpha()


def _in_whole_money(amount: Amount) -> Amount:
    """50 satang are 0.5 baht."""
    part, slash, per = amount.unit.partition("/")
    if part not in _HUNDREDTHS:
        return amount
    upper = None if amount.upper is None else tidy(amount.upper / 100)
    return replace(
        amount, value=tidy(amount.value / 100), upper=upper, unit=f"{_HUNDREDTHS[part]}{slash}{per}"
    )


def _mixed(tokens: Sequence[Token], separators: Separators) -> Number | None:
    """A whole number and a fraction: one and a quarter, एक सौ और तीन चौथाई, 2 1/2."""
    texts = [token.text for token in tokens[:4]]
    if len(texts) == 4 and texts[2] == "/" and all(texts[at].isdigit() for at in (0, 1, 3)):
        whole, over, under = (Decimal(texts[at]) for at in (0, 1, 3))
        return Number(whole + over / under, 1.0, 4) if over < under else None
    at = next((at for at, token in enumerate(tokens) if token["fraction"] in _FRACTIONS), 0)
    joint = next((joint for joint in range(at - 1, 0, -1) if tokens[joint]["filler"]), 0)
    if not joint:
        return None
    part = read_number(tokens[joint + 1 : at], separators) or Number(Decimal(1), 1.0, 0)
    whole_tokens = tokens[: joint - 1 if tokens[joint - 1]["filler"] else joint]
    first = read_number(whole_tokens, separators)
    if first is None or first.taken < len(whole_tokens) or part.taken < at - joint - 1:
        return None
    share = part.value / _FRACTIONS[tokens[at]["fraction"] or ""]
    return Number(first.value + share, min(first.confidence, part.confidence), at + 1)


def _is_scale(token: Token, before: Token | None, after: Token | None) -> bool:
    """Whether a letter right after digits is a scale without a currency: 100k, 1.5m people; 10m are not."""
    attached = before is not None and before["literal"] is not None and before.end == token.start
    counted = after is not None and after["counted"] is not None
    return attached and token["money_scale"] is not None and (counted or token["unit"] is None)


def _without_words(tokens: Sequence[Token], separators: Separators) -> Sequence[Token]:
    """Without the words for a number in digits, before its scale: 05 (năm) triệu đồng."""
    for at, (token, after) in enumerate(pairwise(tokens)):
        if token["literal"] and after.text == "(":
            digits = read_number([token], separators)
            rest = _without_repeat(digits.value, tokens[at + 1 :], separators) if digits else ()
            return [*tokens[: at + 1], *rest] if digits else tokens
    return tokens


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


def _join(
    value: Decimal, confidence: float, rest: Sequence[Token], separators: Separators, whole: bool | None
) -> tuple[Amount, Sequence[Token]] | None:
    """A ratio, a fraction or a range; None where the number stands alone."""
    if not rest:
        return None
    head, after = rest[0], rest[1:]
    if head["fraction"] and head["fraction"] in _FRACTIONS:
        return Amount(value, "", confidence, total=Decimal(_FRACTIONS[head["fraction"]])), after
    second = read_number(after, separators, whole) if after else None
    if second is None:
        return None
    tail = after[second.taken :]
    confidence = min(confidence, second.confidence)
    if head["per"] and second.value in _RATES:
        return None
    if head.text == "/" and second.value in _RATES and (value % 1 or second.value >= _MANY):
        # 39,5/100.000 dân: nobody counts half a person, nor a hundred thousand to say how many of them.
        return Amount(value, f"per_{second.value}", confidence), ()
    if head.text in ("/", ":") or head["fraction"] == "over" or head["ratio"] == "of":
        return Amount(value, "", confidence, total=second.value), tail
    if head["ratio"] == "from":
        return Amount(second.value, "", confidence, total=value), tail
    if is_range(head):
        lower = value
        if second.value < lower:
            raise UnreadNumberError(_DESCENDS)
        lower = _scaled(lower, second.value, after[: second.taken])
        return Amount(lower, "", confidence, upper=second.value), tail
    return None


def _scaled(lower: Decimal, upper: Decimal, last: Sequence[Token]) -> Decimal:
    """The lower end of a range in the scale that is said once: 3–5 triệu, Rs 500 to Rs 750 crore."""
    scale = _scale_of(last)
    return lower * scale if lower < upper and lower * scale <= upper else lower


def _scale_of(tokens: Sequence[Token]) -> Decimal:
    scale = Decimal(1)
    for token in tokens:
        if token["multiplier"]:
            scale *= Decimal(token["multiplier"])
    return scale
