"""Indicators, agencies, roles and places: from names in four languages to ids that they share."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import regex
import tomli

from .canonical import Canonical, Concept, Unread
from .lexicon import TABLES, key, key_and_words, keys, load_lexicon
from .loose import loose_form, loose_forms

__all__ = ["Table", "load_table", "read_agencies", "read_concept"]

# A name that a table has; one that it has with something around it; a name in
# another language of the table; a bare "the department" after the one that is meant.
_EXACT, _QUALIFIED, _FOREIGN, _SHORT = 1.0, 0.8, 0.9, 0.7
# How often something is taken off an indicator: "the estimated total value of … in the province of X".
_MOST_CUTS = 6

_FILES = {
    "INDICATOR": "indicators",
    "AGENCY": "agencies",
    "ROLE": "roles.toml",
    "LOCATION": "places",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Names by language.

    Attributes:
        ids: for each language the id of each name's key.
        longest: for each language the characters of its longest key.
    """

    ids: Mapping[str, Mapping[str, str]]
    longest: Mapping[str, int]


@cache
def load_table(label: str) -> Table | None:
    """The table of a label; None for a label that has none."""
    name = _FILES.get(label)
    if name is None:
        return None
    path = TABLES / name
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    aliases: dict[str, list[tuple[str, str]]] = {}
    for file in files:
        for concept, entry in tomli.loads(file.read_text(encoding="utf-8")).items():
            for lang, names in entry.items():
                if isinstance(names, list) and lang not in _RELATIONS:
                    aliases.setdefault(lang, []).extend((alias, concept) for alias in names)
    ids: dict[str, dict[str, str]] = {}
    for lang, own in aliases.items():
        named = ids.setdefault(lang, {})
        for alias, (_, concept) in zip(keys([alias for alias, _ in own]), own, strict=True):
            # Of two concepts with one name the first stands: files and lines are in order of use.
            named.setdefault(alias, concept)
    return Table(ids, {lang: max(map(len, names)) for lang, names in ids.items()})


_RELATIONS = frozenset({"merges"})
_BRACKETS = regex.compile(r"\s*\(([^()]*)\)\s*")
_EDGE_NOISE = " -–,.:;/()"


def read_concept(text: str, label: str, lang: str) -> Concept | Unread:
    """The id of a name, with what the text adds to it as ``qualifier``.

    The whole name is looked for first, then, without what stands in brackets,
    the longest known name that it begins or ends with; of an indicator that is
    not enough: cocoa exports are not exports. Only words that leave the quantity
    what it is may stand around its name, and places.
    """
    table = load_table(label)
    if table is None:
        return Unread(0.0, text, f"no table of {label}")
    bare = _bare(text, label, lang)
    inner = [found.strip() for found in _BRACKETS.findall(text)]
    for name in (text, bare, _BRACKETS.sub(" ", bare), *inner):
        found = _exact(name, table, lang)
        if found:
            return found
    qualified = _indicator_with_less if label == "INDICATOR" else _qualified
    found = qualified(_BRACKETS.sub(" ", bare), table, lang)
    return found or Unread(0.0, text, "not in the table")


def _bare(text: str, label: str, lang: str) -> str:
    """A place without its admin word, an agency or role without an article."""
    words = load_lexicon(lang).prefixes.get("place" if label == "LOCATION" else "article", ())
    folded = key(text)
    for word in words:
        if folded.startswith(word) and len(folded) > len(word):
            rest = folded[len(word) :]
            # In Thai a word is not set apart by a space.
            if rest.startswith(" ") or regex.match(r"\p{Thai}", word):
                return rest.strip()
    return text


def _exact(name: str, table: Table, lang: str) -> Concept | None:
    wanted = key(name).strip(_EDGE_NOISE)
    if not wanted:
        return None
    for own in (lang, *sorted(table.ids.keys() - {lang})):
        concept = table.ids.get(own, {}).get(wanted)
        if concept:
            return Concept(_EXACT if own == lang else _FOREIGN, concept)
    return None


def _qualified(name: str, table: Table, lang: str) -> Concept | None:
    """The longest name in the table that this one begins or ends with."""
    whole, words = key_and_words(name)
    names = table.ids.get(lang, {})
    for size in range(min(len(whole) - 1, table.longest.get(lang, 0)), 1, -1):
        head, tail = whole[:size], whole[-size:]
        for part, rest, shown in (
            (head, whole[size:], words[size:]),
            (tail, whole[:-size], words[:-size]),
        ):
            if part in names and _apart(part, rest, begins=part is head):
                qualifier = unicodedata.normalize("NFC", shown.strip(_EDGE_NOISE))
                return Concept(_QUALIFIED, names[part], qualifier)
    return None


def _indicator_with_less(name: str, table: Table, lang: str) -> Concept | None:
    """The name in the table that is left without words that change nothing and places, at either end."""
    whole, words = key_and_words(name)
    names = table.ids.get(lang, {})
    loose = _loose_names(lang)
    forms = [(0, len(whole))]
    concept = loose.get(loose_form(whole, lang))
    if concept:
        return Concept(_QUALIFIED, concept)
    # The fewest cuts first: every form that one more cut gives is looked up before those of two.
    for _ in range(_MOST_CUTS):
        forms = list(dict.fromkeys(cut for form in forms for cut in _cuts(whole, *form, lang)))
        for start, end in forms:
            concept = names.get(whole[start:end]) or loose.get(loose_form(whole[start:end], lang))
            if concept:
                rest = " ".join(part.strip(_EDGE_NOISE) for part in (words[:start], words[end:]))
                return Concept(_QUALIFIED, concept, unicodedata.normalize("NFC", rest.strip()))
    return None


def _cuts(whole: str, start: int, end: int, lang: str) -> Iterator[tuple[int, int]]:
    """What is left of a name when one harmless word or one place is taken off its begin or its end."""
    part = whole[start:end]
    for size in _harmless_sizes(part, lang, ends=False):
        if _apart(part[:size], part[size:], begins=True):
            left = part[size:]
            yield end - len(left.lstrip(_EDGE_NOISE)), end
    for size in _harmless_sizes(part, lang, ends=True):
        if _apart(part[-size:], part[:-size], begins=False):
            left = part[:-size]
            yield start, start + len(left.rstrip(_EDGE_NOISE))


def _harmless_sizes(part: str, lang: str, ends: bool) -> Iterator[int]:
    """How long the harmless words and places are that a text begins or ends with."""
    places = load_table("LOCATION")
    own = places.ids.get(lang, {}) if places else {}
    harmless = _harmless(lang)
    longest = max(places.longest.get(lang, 0) if places else 0, max(map(len, harmless), default=0))
    for size in range(min(len(part) - 1, longest), 0, -1):
        piece = part[-size:] if ends else part[:size]
        if piece in harmless or (size > 1 and piece in own):
            yield size


@cache
def _loose_names(lang: str) -> Mapping[str, str]:
    """The ids of indicators by their loose names; a name that two of them share is none."""
    table = load_table("INDICATOR")
    names = table.ids.get(lang, {}) if table else {}
    found: dict[str, str] = {}
    for name, concept in zip(loose_forms(list(names), lang), names.values(), strict=True):
        if found.setdefault(name, concept) != concept:
            found[name] = ""
    found.pop("", None)
    return found


@cache
def _harmless(lang: str) -> frozenset[str]:
    return frozenset(load_lexicon(lang).prefixes.get("harmless", ()))


def _apart(part: str, rest: str, begins: bool) -> bool:
    """Whether the name and the rest are words of their own."""
    touching = (part[-1], rest[0]) if begins else (rest[-1], part[0])
    if all(regex.match(r"\p{Thai}", character) for character in touching):
        return not regex.match(r"\p{M}", touching[1])
    return not all(regex.match(r"[\p{L}\p{M}\p{N}]", character) for character in touching)


def read_agencies(texts: Sequence[str], lang: str) -> list[Canonical]:
    """The agencies of a document in order; a bare short form is the last one named with that word."""
    short = load_lexicon(lang).prefixes.get("short_agency", ())
    found: list[Canonical] = []
    for at, text in enumerate(texts):
        name = key(_bare(text, "AGENCY", lang)).strip(_EDGE_NOISE + "ฯ")
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
