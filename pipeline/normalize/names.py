"""Officials: mentions of one person brought together, and names matched across scripts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from .canonical import Canonical, Person
from .lexicon import key
from .romanise import phonetic

__all__ = ["name_key", "name_similarity", "read_officials"]

#: Names of this similarity or more are taken to be one person's.
SAME_NAME = 0.66

# What it costs to take one sound for another, of those that transliterations
# mix: 1 is another sound altogether, and so is a consonant too many.
_CLASSES = (
    *("td", "Ttc", "kg", "pbf", "cjsyz", "dysz", "fv"),
    *("nN", "mn", "gN", "hk", "lr", "rn", "ln"),
    *("vuo", "iey", "ao", "ae"),
)
_NEAR = 0.35
_VOWELS = frozenset("aeiou")
_VOWEL_FOR_VOWEL = 0.5
_VOWEL_TOO_MANY = 0.3
# An "h" is a mark of breath as often as a sound; "y" and "v" glide.
_GLIDE_TOO_MANY = 0.45
_GLIDES = frozenset("hyv")

_PARTS = regex.compile(r"[\p{L}\p{M}]+")


def name_key(name: str) -> str:
    """A romanised form of a name that is much the same in every script: ``trin min hoaN``."""
    return " ".join(filter(None, map(phonetic, _PARTS.findall(name))))


def name_similarity(first: str, second: str) -> float:
    """How alike two names sound, from 0 to 1: that of their least alike parts.

    A weighted edit distance over the sounds of each part, in order.
    Transliterations differ in vowels and in the breath of a consonant much more
    than in the consonants themselves.
    """
    ours, theirs = name_key(first).split(), name_key(second).split()
    if len(ours) != len(theirs) or not ours:
        # Written with other spaces: as one part.
        ours, theirs = ["".join(ours)], ["".join(theirs)]
    return min(_alike(one, other) for one, other in zip(ours, theirs, strict=True))


@lru_cache(maxsize=1 << 14)
def _alike(first: str, second: str) -> float:
    if not first or not second:
        return float(first == second)
    row = [0.0]
    for sound in second:
        row.append(row[-1] + _extra(sound))
    for mine in first:
        above, row = row, [row[0] + _extra(mine)]
        for at, sound in enumerate(second):
            row.append(
                min(
                    above[at] + _swap(mine, sound),
                    above[at + 1] + _extra(mine),
                    row[at] + _extra(sound),
                )
            )
    most = max(sum(map(_extra, first)), sum(map(_extra, second)))
    return max(0.0, 1.0 - row[-1] / most)


def _extra(sound: str) -> float:
    return _VOWEL_TOO_MANY if sound in _VOWELS else _GLIDE_TOO_MANY if sound in _GLIDES else 1.0


def _swap(first: str, second: str) -> float:
    if first == second:
        return 0.0
    if any(first in group and second in group for group in _CLASSES):
        return _NEAR
    return _VOWEL_FOR_VOWEL if first in _VOWELS and second in _VOWELS else 1.0


def read_officials(names: Sequence[str]) -> list[Canonical]:
    """The people of a document: a given name or family name alone goes to the full name that has it.

    Args:
        names: the OFFICIAL spans in the order of the text.
    """
    parts = [tuple(key(name).split()) for name in names]
    full = sorted({own for own in parts if own}, key=len, reverse=True)
    people: list[tuple[str, ...]] = []
    found: list[Canonical] = []
    fullest = {
        own: next(name for name, other in zip(names, parts, strict=True) if other == own) for own in full
    }
    latest: dict[tuple[str, ...], int] = {}
    for at, own in enumerate(parts):
        # Of several that fit, the one who was named last.
        fitting = [other for other in full if len(other) > len(own) and _is_part(own, other)]
        person = max(fitting, key=lambda other: latest.get(other, -1), default=own)
        latest[person] = at
        if person not in people:
            people.append(person)
        name = " ".join(fullest.get(person, names[at]).split())
        found.append(Person(1.0 if person == own else 0.8, name, name_key(name), people.index(person)))
    return found


def _is_part(short: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether a name is the beginning or the end of a fuller one."""
    return bool(short) and (
        tuple(whole[: len(short)]) == tuple(short) or tuple(whole[-len(short) :]) == tuple(short)
    )
