"""All canonical values of one document, each seen in the light of the others."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

from .calendar import resolve_periods
from .canonical import Canonical, Change, Concept, Instrument, Quantity, Unread
from .concepts import read_agencies, read_concept
from .dateline import PeriodSpan, is_dateline
from .decrees import read_decree
from .indicators import read_indicators
from .lexicon import Lexicon, load_lexicon, scan
from .measurements import Measurement, build_measurements, pick_argument
from .mentions import EventMention, Mention
from .names import read_officials
from .numbers import Separators
from .periods import read_period
from .quantities import read_change, read_value

__all__ = ["Normalized", "detect_language", "normalize"]

# Characters before an amount in which "over" or "nearly" may stand.
_BEFORE = 24
_SENTENCE_END = regex.compile(r"\n|।|[.!?](?=\s+[\p{Lu}\p{Thai}\p{Devanagari}])")
_TITLE = regex.compile(r"\s*+[^\n]+(?=\n)")
_VIETNAMESE = regex.compile(r"[đơưăĐƠƯĂ]|[\u1ea0-\u1ef9]")
_SCRIPTS = {"th": regex.compile(r"\p{Thai}+"), "hi": regex.compile(r"\p{Devanagari}+")}
_LATIN = regex.compile(r"\p{Latin}+")
_COUNTRIES = {"VND": "vn", "THB": "th", "INR": "in"}
# Enough of a text to tell its language by.
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Normalized:
    """The canonical value of each mention, and the measurements of a document."""

    values: list[Canonical]
    measurements: list[Measurement]


def detect_language(text: str) -> str:
    """``vi``, ``th``, ``hi`` or ``en``, by the letters that only one of them has."""
    sample = text[:_SAMPLE]
    latin = sum(map(len, _LATIN.findall(sample)))
    counts = {lang: sum(map(len, script.findall(sample))) for lang, script in _SCRIPTS.items()}
    lang = max(counts, key=lambda lang: counts[lang])
    if counts[lang] > latin:
        return lang
    # Of Vietnamese letters every fifth or so has one of these; names alone reach no twentieth.
    vietnamese = len(_VIETNAMESE.findall(unicodedata.normalize("NFC", sample)))
    return "vi" if vietnamese * 20 > latin else "en"


def normalize(
    text: str, mentions: Sequence[Mention], events: Sequence[EventMention] = (), lang: str | None = None
) -> Normalized:
    """Read every mention of a document; nothing is raised for what cannot be read.

    Args:
        lang: ``vi``, ``th``, ``hi`` or ``en``; found from the text where it is not given.
    """
    lang = lang or detect_language(text)
    lexicon = load_lexicon(lang)
    surfaces = [text[mention.start : mention.end] for mention in mentions]
    values: list[Canonical] = [Unread(0.0, surface, "no canonical form") for surface in surfaces]
    for at, mention in enumerate(mentions):
        if mention.label == "DECREE":
            values[at] = read_decree(surfaces[at], lexicon)
        elif mention.label in ("ROLE", "LOCATION"):
            values[at] = read_concept(surfaces[at], mention.label, lang)
    _amounts(text, mentions, surfaces, values, lexicon)
    _periods(text, mentions, surfaces, values, events, lexicon)
    _together(mentions, values, "AGENCY", lambda own: read_agencies([surfaces[at] for at in own], lang))
    _together(mentions, values, "OFFICIAL", lambda own: read_officials([surfaces[at] for at in own]))
    units = _units(text, mentions, values, events, lexicon)
    _together(
        mentions,
        values,
        "INDICATOR",
        lambda own: read_indicators(text, [mentions[at] for at in own], lang, units),
    )
    return Normalized(values, build_measurements(text, mentions, values, events, lexicon))


def _together(
    mentions: Sequence[Mention],
    values: list[Canonical],
    label: str,
    read: Callable[[Sequence[int]], Sequence[Canonical]],
) -> None:
    """Read all mentions of a label at once, in the order of the text, for one may stand for another.

    Args:
        read: gets the places of its mentions, and gives the value of each.
    """
    own = sorted(
        (at for at, mention in enumerate(mentions) if mention.label == label),
        key=lambda at: mentions[at].start,
    )
    for at, value in zip(own, read(own), strict=True):
        values[at] = value


def _amounts(
    text: str,
    mentions: Sequence[Mention],
    surfaces: Sequence[str],
    values: list[Canonical],
    lexicon: Lexicon,
) -> None:
    own = [at for at, mention in enumerate(mentions) if mention.label in ("VALUE", "CHANGE")]
    literals = [
        token["literal"] or "" for at in own for token in scan(surfaces[at], lexicon) if token["literal"]
    ]
    separators = Separators.of(lexicon.decimal, literals)
    for at in own:
        if mentions[at].label == "CHANGE":
            values[at] = read_change(surfaces[at], lexicon, separators)
        else:
            before = text[max(0, mentions[at].start - _BEFORE) : mentions[at].start]
            values[at] = read_value(surfaces[at], lexicon, separators, before.rpartition("\n")[2])


def _units(
    text: str,
    mentions: Sequence[Mention],
    values: Sequence[Canonical],
    events: Sequence[EventMention],
    lexicon: Lexicon,
) -> dict[Mention, str]:
    """In which unit each measured mention has its value; percentage points are those of a percentage."""
    found: dict[Mention, str] = {}
    for event in events:
        if event.type != "MEASUREMENT" or event.trigger is None:
            continue
        value, change = (
            None if at is None else values[at]
            for at in (pick_argument(text, mentions, event, role, lexicon) for role in ("Value", "Change"))
        )
        if isinstance(value, Quantity):
            found[mentions[event.trigger]] = value.unit
        elif isinstance(change, Change) and change.unit == "percentage_point":
            found[mentions[event.trigger]] = "percent"
    return found


def _country(values: Sequence[Canonical], lang: str) -> str:
    """Which of the three countries a document is about, by its places and its money, else by its language."""
    votes = Counter(
        value.id[:2]
        for value in values
        if isinstance(value, Concept) and value.id[:3] in ("vn_", "th_", "in_") and value.confidence == 1.0
    )
    votes.update(
        _COUNTRIES[value.unit] for value in values if isinstance(value, Quantity) and value.unit in _COUNTRIES
    )
    if votes:
        return votes.most_common(1)[0][0]
    return {"vi": "vn", "th": "th", "hi": "in"}.get(lang, "")


def _periods(
    text: str,
    mentions: Sequence[Mention],
    surfaces: Sequence[str],
    values: list[Canonical],
    events: Sequence[EventMention],
    lexicon: Lexicon,
) -> None:
    own = sorted(
        (at for at, mention in enumerate(mentions) if mention.label == "PERIOD"),
        key=lambda at: mentions[at].start,
    )
    place = {at: number for number, at in enumerate(own)}
    roles: dict[int, set[str]] = {}
    compared: dict[int, list[int]] = {}
    for event in events:
        periods = [place[at] for role, at in event.arguments if role == "Period" and at in place]
        for role, at in event.arguments:
            roles.setdefault(at, set()).add(role)
            if role == "Baseline" and at in place:
                compared.setdefault(at, []).extend(periods)
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    spans = []
    sentence = 0
    first = _TITLE.match(text)
    title = first.end() if first else 0
    for at in own:
        start = mentions[at].start
        while sentence < len(ends) and ends[sentence] <= start:
            sentence += 1
        words = scan(text[max(0, start - _BEFORE) : start], lexicon)
        before = words[-1] if words else None
        spans.append(
            PeriodSpan(
                surfaces[at],
                read_period(surfaces[at], lexicon),
                start,
                sentence,
                baseline="Baseline" in roles.get(at, ()),
                compared=tuple(compared.get(at, ())),
                reported="Period" in roles.get(at, ()),
                deadline="Deadline" in roles.get(at, ()),
                title=start < title,
                dateline=is_dateline(text, start),
                timed="Time" in roles.get(at, ()),
                since=before is not None and before["calendar"] == "FROM",
                cue=before["cue"] if before else None,
            )
        )
    country = _country(values, lexicon.lang)
    years = [value.year for value in values if isinstance(value, Instrument) and value.year]
    for at, value in zip(own, resolve_periods(spans, lexicon.lang, len(text), country, years), strict=True):
        values[at] = value
