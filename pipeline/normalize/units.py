"""Units before and after a number: currencies, percentages, physical units, counted nouns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from .lexicon import Lexicon, Token, load_lexicon
from .numbers import Separators, read_number

__all__ = ["is_count", "is_money", "is_percentage", "is_whole", "read_per", "read_prefix", "read_unit"]

_PERCENTAGES = frozenset({"percent", "percent_of_plan", "percentage_point"})
# Letters of a currency's code, and the physical units that look like one.
_ISO_4217 = 3
_NOT_MONEY = frozenset({"BCM", "DWT", "MCM", "MVA", "TEU"})
_WHOLE_TIMES = frozenset({"day", "week", "month", "hour", "minute"})
# A multiple, which no number comes after.
_TIMES = "times"
# A noun that no table knows, or of which only the head is known.
_UNKNOWN_NOUN = 0.7
_HEAD_ONLY = 0.9
# A word that no table knows between a number and its unit: 250 ty dong, 250 Fijian dollars.
_UNKNOWN_SCALE = 0.5


def is_money(unit: str | None) -> bool:
    """Whether a unit is an ISO 4217 code: three capitals, and none of the tables' other units."""
    return unit is not None and len(unit) == _ISO_4217 and unit.isupper() and unit not in _NOT_MONEY


def is_percentage(unit: str) -> bool:
    """Whether a unit is a share of something."""
    return unit in _PERCENTAGES


def is_count(unit: str) -> bool:
    """Whether a unit only says what is counted: person, case, none at all."""
    base = unit.partition("/")[0]
    return not (is_money(base) or base in _measures() or base.startswith("per_"))


@cache
def _measures() -> frozenset[str]:
    return frozenset(
        meanings["unit"] for meanings in load_lexicon("en").meanings.values() if "unit" in meanings
    )


def read_prefix(tokens: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """A unit before the number (ร้อยละ 40, US$ 5, योजना का 104%), and the tokens after it."""
    unit, plan = "", False
    while tokens and not tokens[0]["literal"] and not tokens[0]["negative"]:
        token = tokens[0]
        if token["share"]:
            plan = True
        elif token["unit"] not in (None, _TIMES) and not token["number"] and not unit:
            unit = token["unit"]
        elif not token["filler"] and not (token.text in ".:," or token["range"] == "from"):
            code = token.text.isalpha() and token.text.isascii() and len(token.text) <= _ISO_4217
            if unit or len(tokens) < 2 or not tokens[1]["literal"] or not code:
                break
            # A currency that no table knows: K1.62 billion.
            unit = token.text.upper()
        tokens = tokens[1:]
    return ("percent_of_plan" if plan else unit), tokens


def is_whole(prefix: str, tokens: Sequence[Token]) -> bool | None:
    """Whether what is measured comes in whole numbers; None where either may be."""
    unit = prefix or next((token["unit"] for token in tokens if token["unit"]), None)
    if unit in _PERCENTAGES:
        return False
    # Money has two decimals or none, never three.
    if is_money(unit) or unit in _WHOLE_TIMES:
        return True
    # What is counted, known to a table or not, comes in whole numbers.
    return None if unit or not any(token["counted"] or _is_word(token) for token in tokens) else True


def _is_word(token: Token) -> bool:
    return not token.meanings and any(map(str.isalpha, token.text))


def read_unit(
    prefix: str, rest: Sequence[Token], lexicon: Lexicon, separators: Separators
) -> tuple[str, float]:
    """The unit after the number, and how sure it is."""
    tokens = [token for token in rest if token.text not in ("(", ")", ".", ",", ":", "–")]
    if prefix:
        plan = prefix == "percent" and any(token["share"] for token in tokens)
        per = read_per(tokens) if is_money(prefix) else None
        return ("percent_of_plan" if plan else f"{prefix}/{per}" if per else prefix), 1.0
    # "2 triệu lượt khách": the longest noun that a table knows goes before units inside it.
    while tokens and tokens[0]["filler"] and not tokens[0]["unit"]:
        tokens = tokens[1:]
    if not tokens:
        return "", 1.0
    first, others = tokens[0], tokens[1:]
    if first.text == "/" or first["per"]:
        # 85 per 100,000 (live births).
        base = read_number(others, separators, True)
        if base:
            return f"per_{base.value}", 1.0
    if first["unit"]:
        unit = first["unit"]
        if unit == "percent" and any(token["share"] for token in others):
            return "percent_of_plan", 1.0
        per = read_per(others)
        if per is not None:
            return f"{unit}/{per}", 1.0
        if first["counted"] and others and not _is_unit_tail(others):
            return _noun(tokens, lexicon)
        return unit, 1.0
    return _noun(tokens, lexicon)


def _is_unit_tail(tokens: Sequence[Token]) -> bool:
    return all(not token.text.isalpha() for token in tokens)


def read_per(tokens: Sequence[Token]) -> str | None:
    """What an amount is for: đồng/kg, baht a tonne, वाहन प्रतिदिन."""
    if tokens and tokens[0]["each"]:
        return tokens[0]["each"]
    # Rs 2,000/- are two thousand rupees, and no paise.
    if len(tokens) > 1 and (tokens[0].text == "/" or tokens[0]["per"]) and tokens[1].text != "-":
        base = tokens[1]["unit"] or tokens[1]["counted"]
        if base is None:
            return _written(tokens[1:])
        # Dong a person, and a month.
        second = tokens[3] if len(tokens) > 3 and (tokens[2].text == "/" or tokens[2]["per"]) else None
        more = (second["unit"] or second["counted"]) if second else None
        return f"{base}/{more}" if more else base
    return None


def _noun(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[str, float]:
    """A counted noun: its id, that of its head, or the words as they are."""
    if lexicon.head_last and tokens[0]["each"] and len(tokens) > 1:
        # मासिक रिपोर्ट: monthly reports.
        tokens = tokens[1:]
    slash = next(
        (at for at, token in enumerate(tokens) if token.text == "/" or token["per"] or token["each"]),
        len(tokens),
    )
    per = read_per(tokens[slash:])
    # A second number is another amount: nothing after it is what the first one counts.
    second = next((at for at, token in enumerate(tokens) if token["literal"]), slash)
    words = list(tokens[: min(slash, second)])
    suffix = f"/{per}" if per else ""
    known = [token["counted"] or token["unit"] for token in words]
    if len(words) == 1 and known[0]:
        return known[0] + suffix, 1.0
    heads = reversed(known) if lexicon.head_last else known
    head = next(filter(None, heads), None)
    if head and (is_money(head) or head in _measures()):
        # It may be a scale, or a part of the unit, that no table knows.
        unknown = any(map(_is_word, words[: known.index(head)]))
        return f"{head}{suffix}", _UNKNOWN_SCALE if unknown else _HEAD_ONLY
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
