"""Agencies, roles and places, and whole names of indicators: from four languages to ids that they share."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .canonical import Canonical, Concept, Unread
from .lexicon import key, load_lexicon
from .name_tables import Table, joined, letters, load_table
from .places import EDGE_NOISE, find_place, find_placed, stripped
from .qualified import read_qualified
from .remembered import remembered

__all__ = ["NOT_THERE", "find_exact", "plain_name", "read_agencies", "read_concept"]

# Confidence in a name that a table has; in one of another language of the table; in a place inside another
# that is named beside it; in a bare "the department" after the one that is meant.
_EXACT, _FOREIGN, _INSIDE, _SHORT = 1.0, 0.9, 0.8, 0.7

_BRACKETS = regex.compile(r"\s*\(([^()]*)\)\s*")
_DASH = regex.compile(r"\s+[-–]\s+")
#: Why a name has no id.
NOT_THERE = "not in the table"


# Characters of the longest text that is taken for a name.
_LONGEST = 400
# Names that are kept: a document repeats its own.
_REMEMBERED = 1 << 12


@remembered(_REMEMBERED)
def read_concept(text: str, label: str, lang: str) -> Concept | Unread:
    """The id of a name, with what the text adds to it as ``qualifier``.

    The whole name is looked for first, then one of the table with something around it. That would not
    do for indicators, of which :mod:`.indicators` asks more.
    """
    table = load_table(label)
    if table is None:
        return Unread(0.0, text, f"no table of {label}")
    if len(text) > _LONGEST:
        return Unread(0.0, text, f"{len(text)} characters are no name")
    found = find_exact(text, label, lang)
    if found is None and label == "LOCATION":
        place = find_place(key(_without_brackets(text)), lang)
        found = Concept(_INSIDE, place) if place else None
    elif found is None:
        found = read_qualified(plain_name(text, label, lang), label, lang)
        if found is not None and label == "ROLE":
            found = _of_its_agency(found, table, lang)
    return found or Unread(0.0, text, NOT_THERE)


def find_exact(text: str, label: str, lang: str) -> Concept | None:
    """What a table has under a name as it stands, or with or without what stands in brackets."""
    table = load_table(label)
    inner = [found.strip() for found in _BRACKETS.findall(text)] if label != "LOCATION" else []
    plain = plain_name(text, label, lang)
    for name in (text, plain, _DASH.sub(" ", plain)):
        found = _exact(name, label, table, lang) if table else None
        if found:
            return found
    # A short form; what has more words may be another body that it belongs to, and a place that it is in.
    short = (table.ids.get(lang, {}).get(key(name)) for name in inner if " " not in name) if table else ()
    concept = next(filter(None, short), None)
    return Concept(_EXACT, concept) if concept else None


def plain_name(text: str, label: str, lang: str) -> str:
    """A name without article and brackets; a place keeps its article, which may be part of it."""
    bare = _without_brackets(text)
    if label == "LOCATION":
        return bare
    _, article = stripped(key(bare), load_lexicon(lang).prefixes["article"], begins=True)
    return bare.lstrip()[len(article) :].strip() if article else bare


def _without_brackets(text: str) -> str:
    return _BRACKETS.sub(" ", text)


def _exact(name: str, label: str, table: Table, lang: str) -> Concept | None:
    wanted = key(name).strip(EDGE_NOISE)
    if not wanted:
        return None
    own = (
        # U.P. has a point at its end, which may be that of the sentence.
        table.ids.get(lang, {}).get(f"{wanted}.")
        or table.ids.get(lang, {}).get(wanted)
        or table.alone.get(lang, {}).get(wanted)
        or table.ids.get(lang, {}).get(joined(wanted, lang))
        or table.abbreviations.get(lang, {}).get(letters(wanted))
        or table.abbreviations.get(lang, {}).get(letters(_without_kind(wanted, label, lang)))
        or (find_placed(wanted, lang) if label == "LOCATION" else None)
    )
    if own:
        return Concept(_EXACT, own)
    foreign = (table.ids[other].get(wanted) for other in sorted(table.ids.keys() - {lang}))
    concept = next(filter(None, foreign), None)
    return Concept(_FOREIGN, concept) if concept else None


def _without_kind(name: str, label: str, lang: str) -> str:
    """An abbreviation without the word for what it is: กระทรวง อว."""
    short = load_lexicon(lang).prefixes["short_agency"] if label == "AGENCY" else ()
    return stripped(name, short, begins=True)[0]


def _of_its_agency(role: Concept, table: Table, lang: str) -> Concept:
    """A post by the body it is of, where a table has that: the minister of the Ministry of Health."""
    special = table.special.get(role.id, {})
    for pattern in load_lexicon(lang).prefixes["agency_of_role"] if special else ():
        agency = read_concept(pattern.replace("*", role.qualifier), "AGENCY", lang)
        if isinstance(agency, Concept) and agency.id in special:
            return Concept(min(role.confidence, agency.confidence), special[agency.id], agency.qualifier)
    return role


def read_agencies(texts: Sequence[str], lang: str) -> list[Canonical]:
    """The agencies of a document in order; a bare short form is the last one named with that word."""
    short = load_lexicon(lang).prefixes.get("short_agency", ())
    found: list[Canonical] = []
    for at, text in enumerate(texts):
        name = key(plain_name(text, "AGENCY", lang)).strip(EDGE_NOISE + "ฯ")
        if name in short:
            found.append(_named_before(name, texts[:at], found, text))
        else:
            found.append(read_concept(text, "AGENCY", lang))
    return found


def _named_before(
    word: str, before: Sequence[str], found: Sequence[Canonical], text: str
) -> Concept | Unread:
    for name, agency in zip(reversed(before), reversed(found), strict=True):
        if isinstance(agency, Concept) and word in key(name) and key(name) != word:
            return Concept(_SHORT, agency.id, agency.qualifier)
    return Unread(0.0, text, "a short form, and no agency with that word is named before it")
