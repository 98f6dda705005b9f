"""The tables of names: indicators, agencies, roles and places, in four languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import regex
import tomli

from .lexicon import TABLES, keys, load_lexicon

__all__ = ["Table", "joined", "letters", "load_table", "longest_of", "names_of"]

_FILES = {
    "INDICATOR": "indicators",
    "AGENCY": "agencies",
    "ROLE": "roles.toml",
    "LOCATION": "places",
}
# What an entry has besides its names by language.
_NO_NAMES = frozenset({"merges", "units"})
# Thai letters without a vowel, between dots or not: ป.ป.ช., สศช.
_THAI_LETTERS = regex.compile(r"[ก-ฮ][ก-ฮ. ]*")


@dataclass(frozen=True, slots=True)
class Table:
    """Names by language.

    Attributes:
        ids: for each language the id of each name's key.
        alone: the same of names that mean this only if nothing stands beside them.
        abbreviations: the same of Thai abbreviations, by their letters.
        longest: for each language the characters of its longest key.
        levels: ``national``, ``province``, ``local`` of an agency, the kind of a place, by id.
        named: ids of bodies with names of their own: a hospital and a place is not that of the place.
        nondescript: ids of posts that another word makes another post: a head constable is no head.
        special: of a role in general (minister) the roles of one agency each, by the agency's id.
    """

    ids: Mapping[str, Mapping[str, str]]
    alone: Mapping[str, Mapping[str, str]]
    abbreviations: Mapping[str, Mapping[str, str]]
    longest: Mapping[str, int]
    levels: Mapping[str, str]
    named: frozenset[str]
    nondescript: frozenset[str]
    special: Mapping[str, Mapping[str, str]]


@cache
def load_table(label: str) -> Table | None:
    """The table of a label; None for a label that has none."""
    name = _FILES.get(label)
    if name is None:
        return None
    path = TABLES / name
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    entries = [entry for file in files for entry in tomli.loads(file.read_text(encoding="utf-8")).items()]
    ids = _by_key(dict(entries))
    special: dict[str, dict[str, str]] = {}
    for concept, entry in entries:
        for general in entry.get("general", ()):
            special.setdefault(general, {}).update(dict.fromkeys(entry["agencies"], concept))
    return Table(
        ids,
        _by_key({concept: entry.get("alone", {}) for concept, entry in entries}),
        {
            # Of two with the same letters the first stands.
            lang: {found: own[name] for name in reversed(own) if (found := letters(name))}
            for lang, own in ids.items()
        },
        {lang: max(map(len, names)) for lang, names in ids.items()},
        {concept: entry.get("level") or entry.get("kind") or "" for concept, entry in entries},
        _flagged(entries, "named"),
        _flagged(entries, "nondescript"),
        special,
    )


def _flagged(entries: Iterable[tuple[str, Mapping[str, object]]], flag: str) -> frozenset[str]:
    return frozenset(concept for concept, entry in entries if entry.get(flag))


def _by_key(entries: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, str]]:
    """The id of each name, by language and key."""
    aliases: dict[str, list[tuple[str, str]]] = {}
    for concept, entry in entries.items():
        for lang, names in entry.items():
            if isinstance(names, list) and lang not in _NO_NAMES:
                aliases.setdefault(lang, []).extend((alias, concept) for alias in names)
    ids: dict[str, dict[str, str]] = {}
    for lang, own in aliases.items():
        named = ids.setdefault(lang, {})
        for alias, (_, concept) in zip(keys([alias for alias, _ in own]), own, strict=True):
            # Of two concepts with one name the first stands: files and lines are in order of use.
            named.setdefault(alias, concept)
            named.setdefault(alias.replace(" - ", " "), concept)
            named.setdefault(joined(alias, lang), concept)
    return ids


def names_of(label: str, lang: str) -> Mapping[str, str]:
    """The ids of a label's names in one language, by key."""
    table = load_table(label)
    return table.ids.get(lang, {}) if table else {}


def longest_of(label: str, lang: str) -> int:
    """The characters of the longest of those."""
    table = load_table(label)
    return table.longest.get(lang, 0) if table else 0


def letters(name: str) -> str:
    """The letters of a Thai abbreviation, which may stand with or without dots; "" for any other name."""
    return name.replace(".", "").replace(" ", "") if _THAI_LETTERS.fullmatch(name) else ""


def joined(name: str, lang: str) -> str:
    """A key with one word for "and", of which Hindi has four, and no comma before it."""
    words = _ands(lang)
    return words[1].sub(f" {words[0]} ", name) if words else name


@cache
def _ands(lang: str) -> tuple[str, regex.Pattern[str]] | None:
    words = load_lexicon(lang).prefixes["and"]
    alike = "|".join(map(regex.escape, words))
    return (words[0], regex.compile(rf" ?,? (?:{alike}) ")) if words else None
