"""Public fixtures of numbers, money and dates: how many the normalizer reads as their sources say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..annotations import find_jsonl
from ..annotations.jsonl import parse_line, read_lines
from ..pipeline.normalize import Mention, Period, Quantity, normalize

__all__ = [
    "CURRENCIES",
    "NORMALIZER",
    "Fixture",
    "FixtureReader",
    "FixtureScores",
    "format_fixtures",
    "last_day",
    "read_fixtures",
    "score_fixtures",
]

#: ISO 4217 codes of the currencies' names in the fixtures.
CURRENCIES = {
    **{"Dollar": "USD", "dollar": "USD", "United States dollar": "USD", "EUR": "EUR", "Euro": "EUR"},
    **{"euro": "EUR", "GBP": "GBP", "Pound": "GBP", "British pound": "GBP", "pound sterling": "GBP"},
    **{"INR": "INR", "Indian rupee": "INR", "VND": "VND", "THB": "THB", "JPY": "JPY", "Japanese yen": "JPY"},
    **{"CNY": "CNY", "Chinese yuan": "CNY", "KRW": "KRW"},
}
_NUMBER = re.compile(r"\(NumeralValue \(?(-?[\d.e]+)\)?\)")
_AMOUNT = re.compile(r"\(simple (\w+) (-?[\d.e]+)\)")
_DAY = r"\((\d+), (\d+), (\d+), 0, 0, 0\)"
_TIME = re.compile(rf"\(datetime {_DAY} (Day|Week|Month|Quarter|Year)\)")
_SPAN = re.compile(rf"\(datetimeInterval \({_DAY}, {_DAY}\) (?:Day|Week|Month|Quarter|Year)\)")
_DATE = re.compile(r"\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2})")
_NEAR = Decimal("1e-9")
_GRAIN_MONTHS = {"Month": 1, "Quarter": 3, "Year": 12}


@dataclass(frozen=True, slots=True)
class Fixture:
    """A text and what its source reads in it.

    Attributes:
        part: ``number``, ``money`` or ``period``.
        expected: the values that are right: number and unit, or first and last day.
        today: the day that relative times count from.
    """

    source: str
    lang: str
    part: str
    text: str
    expected: tuple[tuple[Any, ...], ...]
    today: date | None = None


#: A number and its unit, or a first and a last day; None where nothing is found.
Reading = tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class FixtureReader:
    """What reads fixtures, and the parts and languages that it claims to read."""

    name: str
    parts: frozenset[str]
    languages: frozenset[str]
    read: Callable[[Fixture], Reading]

    def applies(self, fixture: Fixture) -> bool:
        return fixture.part in self.parts and fixture.lang in self.languages


@dataclass(slots=True)
class FixtureScores:
    """Right and all fixtures by source, part and reader, what was left out, and the mistakes.

    Attributes:
        mistakes: source, part, reader, text, expected and found value of each.
    """

    right: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    all: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    mistakes: list[tuple[str, ...]] = field(default_factory=list)


def read_fixtures(folder: Path, left_out: Counter[tuple[str, str]]) -> Iterator[Fixture]:
    """The fixtures that are in scope; the others are counted by what they are.

    In scope are plain numbers, percentages, money in one currency and calendar
    times of a day or more. Out of it are clock times, holidays, coins and slang,
    ordinals, temperatures, durations, ranges, and texts in which nothing is to be found.
    """
    for path in find_jsonl([folder]):
        source, lang = path.name.removesuffix(".jsonl").split(".")
        for where, line in read_lines(path):
            record = parse_line(line, where)
            for span in [] if record.get("negative") else record["spans"]:
                text = record["text"][span["start"] : span["end"]]
                today = _today(record.get("ref_time") or record.get("reference") or "")
                read = {"duckling": _duckling, "recognizers": _recognizers, "quantulum3": _quantulum}[source](
                    span
                )
                if read:
                    yield Fixture(f"{source} {lang}", lang, read[0], text, read[1], today)
                else:
                    left_out[f"{source} {lang}", str(span["label"])] += 1


Read = tuple[str, tuple[tuple[Any, ...], ...]] | None


def _duckling(span: dict[str, Any]) -> Read:
    value = str(span["value"])
    if found := _NUMBER.fullmatch(value):
        return "number", ((Decimal(found[1]), ""),)
    found = _AMOUNT.fullmatch(value)
    if found and span["label"] == "AmountOfMoney" and found[1] in CURRENCIES:
        return "money", ((Decimal(found[2]), CURRENCIES[found[1]]),)
    if found := _TIME.fullmatch(value):
        first = date(int(found[1]), int(found[2]), int(found[3]))
        return "period", ((first, last_day(first, found[4])),)
    if found := _SPAN.fullmatch(value):
        numbers = [int(number) for number in found.groups()]
        return "period", ((date(*numbers[:3]), date(*numbers[3:]) - timedelta(days=1)),)
    return None


def last_day(first: date, grain: str) -> date:
    """The last day of a ``Day``, ``Week``, ``Month``, ``Quarter`` or ``Year``."""
    if grain in _GRAIN_MONTHS:
        month = first.year * 12 + first.month - 1 + _GRAIN_MONTHS[grain]
        return date(month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return first + timedelta(days=6 if grain == "Week" else 0)


def _recognizers(span: dict[str, Any]) -> Read:
    label, resolution = span["label"], span["resolution"]
    if label in ("number", "percentage") and re.fullmatch(r"-?[\d.]+%?", str(resolution["value"])):
        value = str(resolution["value"])
        return "number", ((Decimal(value.rstrip("%")), "percent" if "%" in value else ""),)
    if label == "currency" and resolution.get("unit") in CURRENCIES and resolution.get("value"):
        return "money", ((Decimal(resolution["value"]), CURRENCIES[resolution["unit"]]),)
    if label in ("datetimeV2.date", "datetimeV2.daterange"):
        days = [_days(value) for value in resolution["values"]]
        read = tuple(found for found in days if found)
        return ("period", read) if read and len(read) == len(days) else None
    return None


def _days(value: dict[str, Any]) -> tuple[date, date] | None:
    try:
        if "start" in value and "end" in value:
            last = date.fromisoformat(value["end"]) - timedelta(days=1)
            return date.fromisoformat(value["start"]), last
        return (date.fromisoformat(value["value"]),) * 2
    except (KeyError, ValueError):
        return None


def _quantulum(span: dict[str, Any]) -> Read:
    unit = span["unit"]
    value = Decimal(str(span["value"]))
    if unit in ("dimensionless", "percentage"):
        return "number", ((value, "percent" if unit == "percentage" else ""),)
    return ("money", ((value, CURRENCIES[unit]),)) if unit in CURRENCIES else None


def _today(reference: str) -> date | None:
    found = _DATE.match(reference)
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None


def score_fixtures(folder: Path, others: Sequence[FixtureReader] = ()) -> FixtureScores:
    """Have every fixture in scope read by the normalizer, and by others that claim to read it.

    The normalizer reads each as a span of its own, after a line with its reference day.
    """
    scores = FixtureScores()
    for fixture in read_fixtures(folder, scores.left_out):
        for reader in (NORMALIZER, *others):
            if not reader.applies(fixture):
                continue
            key = fixture.source, fixture.part, reader.name
            scores.all[key] += 1
            try:
                found = reader.read(fixture)
            except Exception:  # whatever a library raises, it does not read the text
                found = None
            if found and any(_equal(found, value) for value in fixture.expected):
                scores.right[key] += 1
            else:
                expected = " or ".join(" ".join(map(str, value)) for value in fixture.expected)
                scores.mistakes.append((*key, fixture.text, expected, " ".join(map(str, found or ()))))
    return scores


def _normalized(fixture: Fixture) -> Reading:
    head = f"{fixture.today.isoformat()}\n" if fixture.today else ""
    label = "PERIOD" if fixture.part == "period" else "VALUE"
    mentions = [Mention(len(head), len(head) + len(fixture.text), label)]
    if head:
        mentions.insert(0, Mention(0, len(head) - 1, "PERIOD"))
    value = normalize(head + fixture.text, mentions, lang=fixture.lang).values[-1]
    if isinstance(value, Quantity):
        return (value.value / value.total if value.total else value.value), value.unit
    if isinstance(value, Period) and value.start:
        return date.fromisoformat(value.start), date.fromisoformat(value.end)
    return (str(value),)


def _equal(found: tuple[Any, ...], expected: tuple[Any, ...]) -> bool:
    """Whether two values are the same, thirds to as many places as sources give."""
    if isinstance(found[0], Decimal) and isinstance(expected[0], Decimal):
        return found[1:] == expected[1:] and abs(found[0] - expected[0]) < _NEAR
    return found == expected


#: This package's own.
NORMALIZER = FixtureReader(
    "govspan", frozenset({"number", "money", "period"}), frozenset({"vi", "th", "hi", "en"}), _normalized
)


def format_fixtures(scores: FixtureScores) -> str:
    """A Markdown table: source, part, number, and the share that each reader reads right."""
    readers = list(dict.fromkeys(name for _, _, name in scores.all))
    lines = [f"| fixtures | part | of | {' | '.join(readers)} |", "|---" * (3 + len(readers)) + "|"]
    for source, part in sorted({key[:2] for key in scores.all}):
        cells = [
            f"{scores.right[source, part, name] / total:.3f}"
            if (total := scores.all[source, part, name])
            else "–"
            for name in readers
        ]
        count = scores.all[source, part, NORMALIZER.name]
        lines.append(f"| {source} | {part} | {count} | {' | '.join(cells)} |")
    lines += [
        "",
        "left out: " + ", ".join(f"{s} {label} {n}" for (s, label), n in sorted(scores.left_out.items())),
    ]
    return "\n".join(lines)
