"""Times as they are written: PERIOD spans to partial dates, in one grammar for all languages.

The tables turn a language's words into symbols (``6 MONTH FIRST YEAR 2031``),
and what follows reads symbols only. What a text leaves out (the year, which
period is "the same") is filled in by :mod:`.calendar`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import regex

from .lexicon import Lexicon
from .period_symbols import period_symbols
from .remembered import remembered
from .times import FULL_SPAN, GAP, clean, read_time
from .written import FIRST_BUDDHIST, ORDINALS, Written, common_era

__all__ = ["read_period"]


# Periods that are kept: documents repeat them.
_REMEMBERED = 1 << 12


@remembered(_REMEMBERED)
def read_period(text: str, lexicon: Lexicon) -> Written | None:
    """What a PERIOD span says; None where no reading fits all that it says of time."""
    return _period(text, lexicon) or _in_brackets(text, lexicon)


_BRACKETS = regex.compile(r"([^()]*[^()\s])\s*\(([^()]+)\)\s*")


def _in_brackets(text: str, lexicon: Lexicon) -> Written | None:
    """Months that are told once more in brackets: the first quarter of 2031 (January to March)."""
    parts = _BRACKETS.fullmatch(text)
    if not parts:
        return None
    told, again = (_period(part, lexicon) for part in parts.groups())
    if not (told and again) or _months(told) is None or _months(told) != _months(again):
        return None
    years = {again.year, again.until.year if again.until else again.year} - {None}
    if told.year and years and (told.year not in years or told.month not in (None, again.month)):
        # May 2031 (May 2030) are two.
        return None
    return again if again.year and (again.until is None or again.until.year) else told


_MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def _months(written: Written) -> int | None:
    """How many months it is long, where its calendar does not matter; None of anything else."""
    if written.shift is not None or written.same or written.edge or (written.duration and not written.count):
        return None
    if written.until:
        first, last = written.month, written.until.month
        whole = written.day is None and written.until.day is None
        return (last - first) % _YEAR + 1 if first and last and whole else None
    months = _MONTHS_OF.get(written.unit or "")
    return months and months * abs(written.count or 1)


def _period(text: str, lexicon: Lexicon) -> Written | None:
    symbols = period_symbols(text, lexicon)
    found = _alone(symbols) or _read(symbols) or _years_and_months(symbols) or _named(symbols)
    return replace(found, unknown=True) if found and "X" in symbols.split() else found


_DAY = regex.compile(r"0?[1-9]|[12]\d|3[01]")


def _alone(symbols: str) -> Written | None:
    """A number or an ordinal with nothing beside it: the 26 of "26 and 27 November", "the first" of two."""
    text = clean(symbols)
    if _DAY.fullmatch(text):
        return Written(unit="day", day=int(text))
    return Written(index=ORDINALS[text]) if text in ORDINALS else None


_YEARS_AND_MONTHS = regex.compile(r"(?:SPAN |ALL )*(\d{1,2}) YEAR (?:(?:TO|,) )*(\d{1,2}) MONTH")


def _years_and_months(symbols: str) -> Written | None:
    """A length of time in both: 1 year 6 months."""
    found = _YEARS_AND_MONTHS.fullmatch(symbols)
    return Written(duration=f"P{int(found[1])}Y{int(found[2])}M") if found else None


_NAMED = regex.compile(
    r"(?:(?:OF|X|DAY|WEEK|MONTH|YEAR|PART|,) ){0,9}X (?:(?:OF|DAY|WEEK|MONTH|YEAR|,) ){0,4}(\d{4})"
)


def _named(symbols: str) -> Written | None:
    """Something with a name that no table knows, and its year: that is all that is said of when it is."""
    found = _NAMED.fullmatch(symbols)
    year = common_era(found[1]) if found else None
    return Written(unit="year", year=year) if year else None


def _read(symbols: str) -> Written | None:
    whole = read_time(symbols)
    if whole and ((whole.unit == "day" and whole.year) or (whole.month and whole.count)):
        # 2031-06-30 is no range, nor is the year to March 2031.
        return whole
    for begin, end in _ranges(symbols):
        first = read_time(begin) or _year_span(begin)
        last = read_time(end) or _year_span(end)
        if first and last:
            return _range(first, last)
    return whole or _year_span(symbols)


_YEAR = 12
# Marks at which a time may be cut in two; what has more is none.
_CUTS = 8
_FROM = regex.compile(r"\b(?:FROM|SPAN)\b| TO$")
_RANGE = regex.compile(r" TO | ?[-~] ?(?=\S)")


def _ranges(symbols: str) -> Iterator[tuple[str, str]]:
    """Where a text may be cut into its beginning and its end."""
    text = GAP.sub(" ", _FROM.sub(" ", symbols.rstrip())).strip()
    for found in islice(_RANGE.finditer(text), _CUTS):
        begin, end = text[: found.start()].strip(), text[found.end() :].strip()
        yield from _shared(begin, end, found[0].strip())


def _shared(begin: str, end: str, mark: str) -> Iterator[tuple[str, str]]:
    """The two ends, each with what the other one says for both: 2-6 February 2031, January–June 2031."""
    of_dates = regex.fullmatch(r"(?:(?:DAY|OF|w\d|PART|WEEK) )*(\d{1,2})(?: DAY)?", begin)
    if of_dates:
        # 2-6/2/2031, 17-18 March, 2nd and 3rd July: the month is at the end, with a day before it.
        day = of_dates[1]
        if _is_date(end):
            yield regex.sub(r"(?<![\d/.])\d{1,2}\b", day, end, count=1), end
        if regex.fullmatch(r"(?:MONTH )?\d{1,2}/\d{4}|\d{1,2}/\d{4}", end) and mark == "TO":
            yield f"MONTH {day}", f"MONTH {end.replace('MONTH ', '')}"
    if regex.fullmatch(r"m\d+ \d{1,2}", begin) and regex.fullmatch(r"\d{1,2}(?: ?,? ?\d{4})?", end):
        # March 17-18, 2031.
        yield begin, f"{begin.split()[0]} {end}"
    if regex.fullmatch(r"(?:MONTH )?\d{1,2}", begin) and regex.fullmatch(r"\d{1,2} ?/ ?\d{4}", end):
        # tháng 4-7/2031
        months = begin.removeprefix("MONTH ")
        if begin.startswith("MONTH") or int(months) < int(end.split("/")[0]) <= _YEAR:
            # 2-5/2031 is no date, whose two marks would be alike.
            yield f"MONTH {months}", f"MONTH {end}"
        return
    end = regex.sub(r" (?:QUARTER|HALF)$", "", end) if end.startswith("m") else end
    begin = regex.sub(r"^(?:QUARTER|HALF) (?=m\d)", "", begin)
    kind = regex.match(r"(?:FISCAL|SCHOOL|STRADDLING) \d{4}$", begin)
    if kind and regex.fullmatch(r"\d{4}", end):
        # Fiscal years 2575–2578.
        yield begin, f"{begin.split()[0]} {end}"
        return
    if mark == "-" and regex.search(r"\d$", begin) and regex.match(r"\d", end) and not _is_date(end):
        # 2020-2022 is read as years, by the language.
        return
    yield begin, end


def _is_date(text: str) -> bool:
    found = read_time(text)
    return bool(found and found.unit == "day" and found.month)


def _range(first: Written, last: Written) -> Written:
    """Both ends, what the first leaves out taken from the last."""
    if first.year is None and last.year is not None and not first.shift:
        year = last.year
        if last.kind == "fiscal" and first.month:
            # Months of a fiscal year: the almanac knows in which calendar year each of them is.
            first = replace(
                first, year=year, kind="fiscal", straddles=last.straddles, buddhist=last.buddhist, shift=None
            )
            return replace(first, until=last)
        if first.month and last.month and (first.month, first.day or 0) > (last.month, last.day or 31):
            year -= 1
        first = replace(first, year=year, shift=None)
    return replace(first, until=last)


def _year_span(symbols: str) -> Written | None:
    """2020-2022; 2031-32 too, which the document's country makes a fiscal year or two years."""
    text = clean(regex.sub(r"\b(?:SPAN|FROM|YEAR|ALL)\b", " ", symbols))
    span = FULL_SPAN.fullmatch(text)
    if not span:
        return None
    first = common_era(span["year"])
    if first is None:
        return None
    short = len(span["last"]) == 2
    century = int(span["year"]) // 100 * 100
    last = common_era(str(century + int(span["last"]))) if short else common_era(span["last"])
    if last is None:
        return None
    return Written(
        unit="year",
        year=first,
        until=Written(unit="year", year=last),
        buddhist=int(span["year"]) >= FIRST_BUDDHIST,
        straddles=short and last == first + 1,
    )
