"""Agencies, roles and places, and whole names of indicators: from four languages to ids that they share."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import regex
import tomli

from .canonical import Canonical, Concept, Unread
from .lexicon import TABLES, key, key_and_words, keys, load_lexicon

__all__ = [
    "NOT_THERE",
    "Table",
    "apart",
    "find_exact",
    "load_table",
    "plain_name",
    "read_agencies",
    "read_concept",
]

# Confidence in a name that a table has; in one of another language of the table; with something
# around it; a bare "the department" after the one that is meant.
_EXACT, _FOREIGN, _QUALIFIED, _SHORT = 1.0, 0.9, 0.8, 0.7

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
                if isinstance(names, list) and lang not in _NO_NAMES:
                    aliases.setdefault(lang, []).extend((alias, concept) for alias in names)
    ids: dict[str, dict[str, str]] = {}
    for lang, own in aliases.items():
        named = ids.setdefault(lang, {})
        for alias, (_, concept) in zip(keys([alias for alias, _ in own]), own, strict=True):
            # Of two concepts with one name the first stands: files and lines are in order of use.
            named.setdefault(alias, concept)
    return Table(ids, {lang: max(map(len, names)) for lang, names in ids.items()})


# What an entry has besides its names by language.
_NO_NAMES = frozenset({"merges", "units"})
_THAI = regex.compile(r"\p{Thai}")
_MARK = regex.compile(r"\p{M}")
_WORD_CHARACTER = regex.compile(r"[\p{L}\p{M}\p{N}]")
_BRACKETS = regex.compile(r"\s*\(([^()]*)\)\s*")
# What a name may have at its ends that is none of it.
_EDGE_NOISE = " -–,.:;/()"
#: Why a name has no id.
NOT_THERE = "not in the table"


def read_concept(text: str, label: str, lang: str) -> Concept | Unread:
    """The id of a name, with what the text adds to it as ``qualifier``.

    The whole name is looked for first, then, without what stands in brackets,
    the longest known name that it begins or ends with. That would not do for
    indicators, of which :mod:`.indicators` asks more.
    """
    table = load_table(label)
    if table is None:
        return Unread(0.0, text, f"no table of {label}")
    found = find_exact(text, label, lang) or _qualified(plain_name(text, label, lang), table, lang)
    return found or Unread(0.0, text, NOT_THERE)


def find_exact(text: str, label: str, lang: str) -> Concept | None:
    """What a table has under a name as it stands, or with or without what stands in brackets."""
    table = load_table(label)
    bare = _bare(text, label, lang)
    inner = [found.strip() for found in _BRACKETS.findall(text)]
    for name in (text, bare, _BRACKETS.sub(" ", bare), *inner):
        found = _exact(name, table, lang) if table else None
        if found:
            return found
    return None


def plain_name(text: str, label: str, lang: str) -> str:
    """A name without admin word, article and brackets."""
    return _BRACKETS.sub(" ", _bare(text, label, lang))


def _bare(text: str, label: str, lang: str) -> str:
    """A place without its admin word, any other name without an article."""
    words = load_lexicon(lang).prefixes.get("place" if label == "LOCATION" else "article", ())
    folded = key(text)
    for word in words:
        if folded.startswith(word) and len(folded) > len(word):
            rest = folded[len(word) :]
            # In Thai a word is not set apart by a space.
            if rest.startswith(" ") or _THAI.match(word):
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
            if part in names and apart(part, rest, begins=part is head):
                qualifier = unicodedata.normalize("NFC", shown.strip(_EDGE_NOISE))
                return Concept(_QUALIFIED, names[part], qualifier)
    return None


def apart(part: str, rest: str, begins: bool) -> bool:
    """Whether a part that a name begins or ends with and the rest of it are words of their own."""
    touching = (part[-1], rest[0]) if begins else (rest[-1], part[0])
    if all(map(_THAI.match, touching)):
        return not _MARK.match(touching[1])
    return not all(map(_WORD_CHARACTER.match, touching))


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
