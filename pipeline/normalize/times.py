"""Single times, read from the symbols of :mod:`.period_symbols`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import regex

from .dated_times import read_dated
from .written import FIRST_BUDDHIST, ORDINALS, Unit, Written, common_era

__all__ = ["FULL_SPAN", "GAP", "clean", "read_time"]

_UNITS: dict[str, Unit] = {
    "DAY": "day",
    "WEEK": "week",
    "MONTH": "month",
    "QUARTER": "quarter",
    "HALF": "half",
    "YEAR": "year",
}


# The third Monday of March.
_NTH_WEEKDAY = regex.compile(
    r"(?P<which>FIRST|SECOND|THIRD|FOURTH|LAST) w(?P<weekday>\d) (?:MONTH )?m(?P<month>\d+)"
    r"(?: (?P<year>\d{4}))?"
)
_DURATIONS = {"DAY": "D", "WEEK": "W", "MONTH": "M", "YEAR": "Y", "HOUR": "H", "MINUTE": "M"}
# Words that say nothing of the time itself.
_NOISE = regex.compile(r"\b(?:OF|PART|X|CE|w\d)\b|[(),]")
_FILLER = regex.compile(r"\b(?:OF|YEAR)\b")
GAP = regex.compile(r" +")
_KIND = regex.compile(r"\b(FISCAL|STRADDLING|SCHOOL)\b")
FULL_SPAN = regex.compile(r"(?:YEAR )*(?P<year>\d{4}) ?[-/] ?(?P<last>\d{4}|\d{2})")
_SEASON = regex.compile(r"\b(?:SEASON(?: - SEASON)?(?: -)?|CROP|SPAN)\b")
_DURATION = regex.compile(
    r"(?:ALL |SPAN )?(?P<count>\d{1,3}(?:[.,]\d+)?) (?P<unit>DAY|WEEK|MONTH|YEAR|HOUR|MINUTE)"
)


_EDGE = regex.compile(r"\b(BEGIN|END|MIDDLE)\b")
_RELATIVE = regex.compile(r"\b(THIS|PREVIOUS|NEXT|LAST)\b")


# What "the same day" is not the day named last beside, but a day of.
_OTHER_TIME = regex.compile(r"\b(?:PREVIOUS|LAST|YEAR|MONTH|WEEK|CROP|SEASON|AGO|\d{4})\b")
_AROUND = regex.compile(r"\b(?:ALL|SPAN)\b(?! YEAR$)")


def clean(symbols: str) -> str:
    return GAP.sub(" ", _NOISE.sub(" ", symbols)).strip(" -")


def read_time(symbols: str) -> Written | None:
    """A time that is not a range."""
    weekday = regex.search(r"\bw(\d)\b", symbols)
    again = regex.search(r"\bSAME (?:OF )*PART\b|\bSAMEDAY(?: (?:OF )*PART)?$", symbols)
    if again and not _OTHER_TIME.search(symbols):
        return Written(unit="day", again=True)
    if weekday and "SPAN" in symbols.split():
        # Kỳ họp thứ 7 is the seventh session.
        return None
    nth = _NTH_WEEKDAY.fullmatch(GAP.sub(" ", _FILLER.sub(" ", symbols)).strip())
    if nth:
        which = ORDINALS.get(nth["which"], -1)
        year = common_era(nth["year"]) if nth["year"] else None
        return Written(
            unit="day", weekday=int(nth["weekday"]), month=int(nth["month"]), index=which, year=year
        )
    text = clean(symbols)
    if not text:
        return Written(unit="day", weekday=int(weekday[1])) if weekday else None
    same = _same(text)
    if same:
        return same
    found = _dated(text)
    if found is None:
        found = _counted(text) or _edged(text) or _seasonal(text)
        found = found or _relative(text, bool(weekday)) or _duration(text)
    if found is None and _AROUND.search(text):
        # The whole month of July, the span of 11 months.
        return read_time(GAP.sub(" ", _AROUND.sub(" ", text)).strip())
    if found and weekday and found.unit == "day":
        return replace(found, weekday=int(weekday[1]))
    if found is None and weekday and not regex.search(r"\d|FIRST|SECOND|THIRD|FOURTH", text):
        rest = _relative(text, True)
        return Written(unit="day", weekday=int(weekday[1]), shift=rest.shift if rest else None)
    return found


def _dated(text: str) -> Written | None:
    """A day, month, quarter, half, year, or the first or last of them."""
    kind = _KIND.search(text)
    if kind:
        found = _dated_year(GAP.sub(" ", text.replace(kind[1], "YEAR")).strip(), kind[1])
        if found:
            return found
    return read_dated(text)


def _dated_year(text: str, kind: str) -> Written | None:
    """A fiscal or school year, or a part of it."""
    name: Literal["fiscal", "school"] = "school" if kind == "SCHOOL" else "fiscal"
    found = _dated(text) or _relative(text, False)
    if found is None and regex.fullmatch(r"(?:YEAR ?)+", text):
        found = Written(unit="year", shift=0)
    return replace(found, kind=name, straddles=kind == "STRADDLING") if found else None


def _edged(text: str) -> Written | None:
    """The beginning, middle or end of a dated time."""
    edge = _EDGE.search(text)
    if edge is None:
        return None
    rest = GAP.sub(" ", text[: edge.start()] + text[edge.end() :]).strip(" -")
    found = _dated(rest) or _relative(rest, False) or _bare(rest)
    if found is None:
        return None
    if edge[1] == "MIDDLE":
        return found
    if found.until:
        # A decade: the first day of its first year, the last of its last one.
        found = replace(found, until=None) if edge[1] == "BEGIN" else found.until
    return replace(found, edge="begin" if edge[1] == "BEGIN" else "end")


def _bare(text: str) -> Written | None:
    """A unit alone, in the time of the document: the end of the year."""
    words = set(text.split())
    if len(words) == 1 and (word := words.pop()) in ("MONTH", "YEAR", "QUARTER", "WEEK"):
        return Written(unit=_UNITS[word], shift=0)
    return None


_SHIFTS = {"THIS": 0, "PREVIOUS": -1, "LAST": -1, "NEXT": 1}
_DAYS = {"TODAY": 0, "YESTERDAY": -1, "TOMORROW": 1}


def _relative(text: str, weekday: bool) -> Written | None:
    """This year, last month, next week, yesterday."""
    words = text.split()
    if len(words) == 1 and words[0] in _DAYS:
        return Written(unit="day", shift=_DAYS[words[0]])
    found = _RELATIVE.search(text)
    units = [word for word in words if word in _UNITS]
    numbers = [word for word in words if word.isdigit()]
    if found is None:
        return None
    shift = _SHIFTS[found[1]]
    if "PREVIOUS" in words and found[1] == "LAST":
        shift = -1
    if weekday and not numbers:
        return Written(unit="day", shift=shift)
    month = next((word for word in words if word.startswith("m")), None)
    if month and not numbers:
        return Written(unit="month", month=int(month[1:]), shift=shift, of_year="YEAR" in words)
    if not units or (month and set(units) == {"DAY"}):
        # Last October 15: the day is in the text, and the one before the document's; this one is the nearest.
        inner = _dated(_without(words))
        return replace(inner, shift=shift or None) if inner and inner.year is None else None
    unit = _UNITS[units[0]]
    if unit == "day" and shift and not numbers:
        # The next day: after the one that was named last.
        return Written(unit="day", again=True, shift=shift)
    if numbers:
        inner = _dated(" ".join(word for word in words if not _RELATIVE.fullmatch(word)))
        if inner and inner.index and "YEAR" not in units and shift < 0:
            # The second quarter just past: the nearest one.
            return inner
        if inner and inner.year is None and unit in ("year", "quarter", "month", "half"):
            # The second quarter of this year, 15 March of last year.
            return replace(inner, shift=shift, of_year="YEAR" in units)
        return None
    if "HALF" in units and "YEAR" in units:
        return replace(found_half, shift=shift) if (found_half := _dated(_without(words))) else None
    if "QUARTER" in units and any(word in ORDINALS for word in words):
        inner = _dated(_without(words))
        return replace(inner, shift=shift, of_year="YEAR" in units) if inner else None
    return Written(unit=unit, shift=shift)


def _without(words: list[str]) -> str:
    return " ".join(word for word in words if not _RELATIVE.fullmatch(word))


def _seasonal(text: str) -> Written | None:
    """A season or crop year: its year, or both of them."""
    if not regex.search(r"\b(?:SEASON|CROP)\b", text):
        return None
    relative = _RELATIVE.search(text)
    if relative and not any(map(str.isdigit, text)):
        return Written(unit="year", shift=_SHIFTS[relative[1]], kind="crop")
    rest = GAP.sub(" ", _SEASON.sub(" ", text)).strip()
    span = FULL_SPAN.fullmatch(rest)
    if span:
        first = common_era(span["year"])
        if first is not None:
            last = common_era(span["last"]) if len(span["last"]) == 4 else first + 1
            return Written(unit="year", year=first, until=Written(unit="year", year=last), kind="crop")
    # The end of a season is no day that is known.
    rest = _EDGE.sub(" ", rest).strip()
    found = _dated(rest) if rest else None
    return found if found and found.unit == "year" else None


_FROM_A_DAY = regex.compile(
    r"(?:(?P<count>\d{1,3}) )?(?P<unit>YEAR|MONTH|WEEK|DAY) (?P<way>AGO|EARLIER|LATER)"
)


def _counted(text: str) -> Written | None:
    """So long ago: from the date of the document; so long earlier or later: from the day named last."""
    found = _FROM_A_DAY.fullmatch(text)
    if not found:
        return None
    count = int(found["count"] or 1)
    return Written(
        unit=_UNITS[found["unit"]],
        shift=count if found["way"] == "LATER" else -count,
        again=found["way"] != "AGO",
        back=found["way"] != "LATER",
    )


def _duration(text: str) -> Written | None:
    past = regex.search(r"^(?:OF )?(?:PREVIOUS|LAST|PAST) | (?:PREVIOUS|PAST)$", text) is not None
    bare = regex.sub(r"^(?:OF )?(?:PREVIOUS|LAST|PAST|NEXT|ALL|SPAN) ", "", text)
    bare = regex.sub(r" (?:PREVIOUS|PAST)$", "", bare)
    fortnights = regex.fullmatch(r"(?:(\d) )?FORTNIGHT", bare)
    if fortnights:
        return Written(duration=f"P{2 * int(fortnights[1] or 1)}W")
    found = _DURATION.fullmatch(bare)
    if not found:
        return None
    unit, count = found["unit"], found["count"].replace(",", ".").lstrip("0") or "0"
    time = "T" if unit in ("HOUR", "MINUTE") else ""
    months = int(count) if unit == "MONTH" and count.isdigit() and 1 <= int(count) <= 12 else None
    return Written(duration=f"P{time}{count}{_DURATIONS[unit]}", count=months, shift=-1 if past else None)


def _same(text: str) -> Written | None:
    """The same period, of the year before or of a year that is named."""
    if "SAMEDAY" in text:
        if before := _before(text):
            return before
        of = _dated(GAP.sub(" ", regex.sub(r"\b(?:SAMEDAY|PREVIOUS)\b", "", text)).strip())
        return Written(same=True, unit="day", year=of.year if of else None)
    if not regex.search(r"\bSAME\b|PREVIOUS YEAR THIS (?:SPAN|MONTH|QUARTER|HALF|DAY)", text):
        return None
    if before := _before(text):
        return before
    earlier = regex.search(r"\b(?:PREVIOUS|LAST|AGO|EARLIER)\b", text)
    rest = GAP.sub(" ", regex.sub(r"\b(?:SAME|SPAN|PREVIOUS|LAST|THIS|AGO|EARLIER)\b", " ", text)).strip()
    count = regex.search(r"\b\d{1,2}(?= MONTH)", rest)
    if not rest or _NO_DATE.fullmatch(rest):
        return Written(
            same=True,
            unit=_part(rest),
            count=int(count[0]) if count else None,
            shift=-1 if earlier else None,
        )
    found = _dated(rest)
    if found is None:
        # The same six months of 2030.
        year = regex.search(r"\b(\d{4})\b", rest)
        if year is None:
            return None
        kind = _KIND.search(rest)
        return Written(
            same=True,
            unit=_part(rest),
            year=common_era(year[1]),
            kind="fiscal" if kind else "calendar",
            buddhist=int(year[1]) >= FIRST_BUDDHIST,
            straddles=kind is not None and kind[1] == "STRADDLING",
        )
    return replace(found, same=True) if found.unit == "year" or found.year is None else found


def _before(text: str) -> Written | None:
    """The same day of the previous month or week."""
    found = regex.search(r"\b(MONTH|WEEK) (?:PREVIOUS|LAST)\b|\b(?:PREVIOUS|LAST) (MONTH|WEEK)\b", text)
    if found is None or "YEAR" in text.split() or regex.search(r"\d", text):
        return None
    return Written(unit=_UNITS[found[1] or found[2]], shift=-1, same=True, back=True, again=True)


def _part(text: str) -> Unit | None:
    """The part of a year that a text names."""
    words = text.split()
    if words == ["DAY"]:
        return "day"
    known = ("QUARTER", "HALF", "MONTH", "YEAR") if len(words) == 1 else ("QUARTER", "HALF")
    return next((_UNITS[word] for word in known if word in words), None)


# What "the same" may be said of without a date.
_NO_DATE = regex.compile(r"(?:(?:YEAR|FISCAL|SCHOOL|CROP|SEASON|MONTH|DAY|WEEK|QUARTER|HALF|\b\d{1,2}\b) ?)+")
