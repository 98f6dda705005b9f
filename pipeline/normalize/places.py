"""Places, by their names and what stands beside them: tỉnh Lào Cai is the province, thành phố Lào Cai not."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

import regex

from .lexicon import Lexicon, load_lexicon
from .name_tables import load_table, longest_of, names_of

__all__ = [
    "EDGE_NOISE",
    "apart",
    "cut_place",
    "find_place",
    "find_placed",
    "halves",
    "place_level",
    "stripped",
]

#: What a name may have at its ends that is none of it.
EDGE_NOISE = " -–,.:;/()'’"
# The kinds of places that are governed as provinces.
_PROVINCES = frozenset({"province", "state", "union_territory", "city"})
_REGIONS = frozenset({"region", "economic_region"})
# Which kinds of places the words for a level stand beside; no place of the table is in a district.
_KINDS: Mapping[str, Set[str]] = {
    "nation": {"country", "bloc"},
    "province": _PROVINCES,
    "state": _PROVINCES,
    "city": {"city"},
    "district": set(),
    "area": _REGIONS,
}
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
    found = find_placed(whole, lang)
    if found:
        return found
    lexicon, names = load_lexicon(lang), names_of("LOCATION", lang)
    for word in (*lexicon.prefixes["province"], *lexicon.prefixes["state"]) if lexicon.head_last else ():
        # The northern mountainous province of Lai Chau.
        before, of, after = whole.partition(f"{word} of ")
        described = of and apart(word, before, begins=False) and not find_placed(before, lang)
        place = find_placed(after, lang) if described else None
        if place and place_level(place) == "province":
            return place
    for part, rest, _ in halves(whole, names, longest_of("LOCATION", lang)):
        other = find_placed(rest.strip(EDGE_NOISE), lang)
        if other:
            return _inner(names[part], other)
    return None


def _inner(one: str, other: str) -> str | None:
    """Which of two is in the other: Lào Cai in Việt Nam; None of Punjab and Pakistan, or of two peers."""
    for inside, outside in ((one, other), (other, one)):
        country, _, own = outside.partition("_")
        around = _kind(outside) == "country" if not own else _kind(outside) in _REGIONS
        if around and inside.startswith(f"{country}_") and _kind(inside) != _kind(outside):
            return inside
    return None


def _kind(place: str) -> str:
    table = load_table("LOCATION")
    return table.levels.get(place, "") if table else ""


def place_level(place: str) -> str:
    """``province`` of a place that is governed as one, ``national`` of a country, else ""."""
    kind = _kind(place)
    return "province" if kind in _PROVINCES else "national" if kind == "country" else ""


def find_placed(whole: str, lang: str) -> str | None:
    """The place that a key names, with or without words of its level at its ends."""
    lexicon, names = load_lexicon(lang), names_of("LOCATION", lang)
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
    return names[text] if _is_of(names[text], levels) else None


def _without_level(text: str, lexicon: Lexicon, begins: bool) -> tuple[str, str]:
    """A key without the longest word at one end that stands beside places, and of what kind that is."""
    kinds = (*_KINDS, "of", "at", "genitive", "article")
    without = [(*stripped(text, lexicon.prefixes[kind], begins), kind) for kind in kinds]
    rest, word, kind = max(without, key=lambda own: len(own[1]) if own[0] else 0)
    return (rest, kind) if word and rest else (text, "")


def _is_of(place: str, levels: Set[str]) -> bool:
    """Whether a place is what the words beside it say: a district or town of a province's name is none."""
    return all(_kind(place) in _KINDS[level] for level in levels & _KINDS.keys())


class CutPlace(NamedTuple):
    """A province in a key, from ``start`` to ``end``, and its kind."""

    start: int
    end: int
    kind: str


def cut_place(whole: str, lang: str) -> Iterator[tuple[str, CutPlace]]:
    """What is left of a key without a province at one of its ends, and that province."""
    lexicon, names = load_lexicon(lang), names_of("LOCATION", lang)
    for part, rest, begins in halves(whole, names, longest_of("LOCATION", lang)):
        place = names[part]
        if _kind(place) not in _PROVINCES:
            continue
        start = 0 if begins else len(rest)
        cut = CutPlace(start, start + len(part), _kind(place))
        # A dot may be that of an abbreviation.
        core, level = rest.strip(EDGE_NOISE.replace(".", "")), "place"
        levels: set[str] = set()
        while core and level and _is_of(place, levels):
            yield core, cut
            core, level = _without_level(core, lexicon, begins=begins)
            levels.add(level)


def halves(whole: str, names: Container[str], longest: int) -> Iterator[tuple[str, str, bool]]:
    """The names that a key begins or ends with, longest first, the rest, and whether it begins with it."""
    for size in range(min(len(whole) - 1, longest), 1, -1):
        for part, rest, begins in (
            (whole[:size], whole[size:], True),
            (whole[-size:], whole[:-size], False),
        ):
            if part in names and apart(part, rest, begins):
                yield part, rest, begins
