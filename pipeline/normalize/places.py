"""Places, by their names and what stands beside them: tỉnh Lào Cai is the province, thành phố Lào Cai not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from .lexicon import Lexicon, load_lexicon
from .name_tables import load_table

__all__ = [
    "EDGE_NOISE",
    "apart",
    "cut_place",
    "find_place",
    "find_placed",
    "place_level",
    "stripped",
]

#: What a name may have at its ends that is none of it.
EDGE_NOISE = " -–,.:;/()'’"
# The kinds of places that are governed as provinces.
_PROVINCES = frozenset({"province", "state", "union_territory", "city"})
# What a place is in: the later ones are in the earlier ones.
_WITHIN = ("country", "bloc", "region", "economic_region", *sorted(_PROVINCES))
_LEVELS = ("nation", "province", "state", "city", "district", "area")
_THAI = regex.compile(r"\p{Thai}")
_MARK = regex.compile(r"\p{M}")
_WORD_CHARACTER = regex.compile(r"[\p{L}\p{M}\p{N}]")


def apart(part: str, rest: str, begins: bool) -> bool:
    """Whether a part that a name begins or ends with and the rest of it are words of their own."""
    if not rest:
        return True
    touching = (part[-1], rest[0]) if begins else (rest[-1], part[0])
    if all(map(_THAI.match, touching)):
        return not _MARK.match(touching[1])
    return not all(map(_WORD_CHARACTER.match, touching))


def stripped(text: str, words: Sequence[str], begins: bool) -> tuple[str, str]:
    """A key without the longest of the words that it begins or ends with, and that word, or ""."""
    for word in words:
        if begins and text.startswith(word) and apart(word, text[len(word) :], True):
            return text[len(word) :].strip(EDGE_NOISE), word
        if not begins and text.endswith(word) and apart(word, text[: -len(word)], False):
            return text[: -len(word)].strip(EDGE_NOISE), word
    return text, ""


def find_place(whole: str, lang: str) -> str | None:
    """The place that a key names, with or without a word for what it is; of two the one in the other."""
    table = load_table("LOCATION")
    names = table.ids.get(lang, {}) if table else {}
    found = find_placed(whole, lang)
    if found or not table:
        return found
    lexicon = load_lexicon(lang)
    for word in (*lexicon.prefixes["province"], *lexicon.prefixes["state"]) if lexicon.head_last else ():
        # The northern mountainous province of Lai Chau.
        before, of, after = whole.partition(f"{word} of ")
        if of and apart(word, before, begins=False):
            return find_placed(after, lang)
    for size in range(min(len(whole) - 1, table.longest.get(lang, 0)), 1, -1):
        for part, rest, begins in _halves(whole, size):
            if part in names and apart(part, rest, begins):
                other = find_placed(rest.strip(EDGE_NOISE), lang)
                if other:
                    return max((names[part], other), key=lambda place: _WITHIN.index(table.levels[place]))
    return None


def place_level(place: str) -> str:
    """``province`` of a place that is governed as one, ``national`` of a country, else ""."""
    table = load_table("LOCATION")
    kind = table.levels.get(place, "") if table else ""
    return "province" if kind in _PROVINCES else "national" if kind == "country" else ""


def find_placed(whole: str, lang: str) -> str | None:
    """The place that a key names, with or without words of its level at its ends."""
    table = load_table("LOCATION")
    if not table:
        return None
    lexicon, names = load_lexicon(lang), table.ids.get(lang, {})
    levels: set[str] = set()
    text = whole.strip(EDGE_NOISE)
    while text not in names:
        for begins in (True, False) if lexicon.head_last else (True,):
            rest, level = _without_level(text, lexicon, begins)
            if level:
                break
        else:
            return None
        text = rest
        levels.add(level)
    return names[text] if _is_of(table.levels[names[text]], levels) else None


def _without_level(text: str, lexicon: Lexicon, begins: bool) -> tuple[str, str]:
    """A key without the longest word at one end that stands beside places, and of what kind that is."""
    kinds = (*_LEVELS, "of", "at", "genitive", "article")
    without = [(*stripped(text, lexicon.prefixes[kind], begins), kind) for kind in kinds]
    rest, word, kind = max(without, key=lambda own: len(own[1]) if own[0] else 0)
    return (rest, kind) if word and rest else (text, "")


def _is_of(kind: str, levels: set[str]) -> bool:
    """Whether a place is what the words beside it say: a district or town of a province's name is none."""
    return "district" not in levels and ("city" not in levels or kind in ("city", "country"))


class CutPlace(NamedTuple):
    """A province in a key, from ``start`` to ``end``, and its kind."""

    start: int
    end: int
    kind: str


def cut_place(whole: str, lang: str) -> Iterator[tuple[str, CutPlace]]:
    """What is left of a key without a province at one of its ends, and that province."""
    table = load_table("LOCATION")
    if not table:
        return
    names, lexicon = table.ids.get(lang, {}), load_lexicon(lang)
    for size in range(min(len(whole) - 1, table.longest.get(lang, 0)), 1, -1):
        for part, rest, begins in _halves(whole, size):
            place = names.get(part)
            if place and table.levels[place] in _PROVINCES and apart(part, rest, begins):
                # A dot may be that of an abbreviation.
                core, level = rest.strip(EDGE_NOISE.replace(".", "")), "place"
                start = 0 if begins else len(rest)
                cut = CutPlace(start, start + size, table.levels[place])
                levels: set[str] = set()
                while core and level and _is_of(table.levels[place], levels):
                    yield core, cut
                    core, level = _without_level(core, lexicon, begins=begins)
                    levels.add(level)


def _halves(whole: str, size: int) -> tuple[tuple[str, str, bool], ...]:
    """Both parts of so many characters at the ends of a key, each with its rest."""
    return (whole[:size], whole[size:], True), (whole[-size:], whole[:-size], False)
