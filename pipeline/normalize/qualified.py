"""Agencies and posts with something around their names that leaves them what they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import regex

from .canonical import Concept
from .lexicon import Lexicon, key, key_and_words, load_lexicon
from .name_tables import Table, joined, load_table
from .places import EDGE_NOISE, apart, cut_place, find_place, place_level, stripped

__all__ = ["read_qualified"]

# Confidence in a name with a place or a level beside it; with words that no table knows.
_PLACED, _QUALIFIED = 0.8, 0.6
_LEVELS = {
    "nation": "national",
    "province": "province",
    "state": "province",
    "city": "local",
    "district": "local",
    "area": "",
    "site": "",
}
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_NUMBER = regex.compile(r"[0-9]+|[ivx]+")


def read_qualified(name: str, label: str, lang: str) -> Concept | None:
    """A name that a table has with something around it, which is kept as ``qualifier``.

    A place stands for the word of its level ("Công an Nghệ An" is "Công an tỉnh"). Else the
    longest name of the table that this one begins or ends with is meant, if the rest says whose
    it is, and not that it is another ("the Inspectorate of the Ministry", "Assistant Commissioner").
    """
    found = _read(name, label, lang)
    if found is None and load_lexicon(lang).head_last:
        for part, beside in (_without_nation(name, lang), _without_place(name, lang)):
            concept = _names(label, lang).get(key(part))
            found = Concept(_PLACED, concept) if concept else _read(part, label, lang)
            if found:
                return replace(found, qualifier=f"{beside} {found.qualifier}".strip())
    return found


def _without_nation(name: str, lang: str) -> tuple[str, str]:
    """A name after that of a nation, and that: Royal Thai Embassy in Hanoi."""
    _, nation = stripped(key(name), load_lexicon(lang).prefixes["nation"], begins=True)
    words = name.replace("-", " ").split()
    count = len(nation.split())
    return " ".join(words[count:]) if nation else "", " ".join(words[:count])


def _without_place(name: str, lang: str) -> tuple[str, str]:
    """A name before a comma, and what stands after that: Kotwali Police Station, Satna."""
    before, _, place = name.rpartition(",")
    # The last of several things is no place.
    lists = not set(load_lexicon(lang).prefixes["and"]).isdisjoint(key(place).split())
    return "" if lists else before, place.strip()


def _read(name: str, label: str, lang: str) -> Concept | None:
    table = load_table(label)
    if table is None:
        return None
    whole, words = (joined(form, lang) for form in key_and_words(name))
    return _of_its_level(whole, words, table, lang) or _longest(name, whole, words, table, label, lang)


def _of_its_level(whole: str, words: str, table: Table, lang: str) -> Concept | None:
    names = table.ids.get(lang, {})
    lexicon = load_lexicon(lang)
    if lexicon.head_last:
        # The People's Committee of Chau Duc district is a District People's Committee.
        core, of, owner = whole.partition(" of ")
        word = owner.rpartition(" ")[2]
        if of and any(word in lexicon.prefixes[level] for level in _LEVELS) and f"{word} {core}" in names:
            return Concept(_PLACED, names[f"{word} {core}"], unicodedata.normalize("NFC", owner))
    for core, place in cut_place(whole, lang):
        level = "state" if place.kind in ("state", "union_territory") else "province"
        for word in lexicon.prefixes[level]:
            for wanted in (key(f"{core} {word}"), key(f"{word} {core}")):
                if wanted in names:
                    return Concept(
                        _PLACED, names[wanted], unicodedata.normalize("NFC", words[place.start : place.end])
                    )
    return None


def _longest(name: str, whole: str, words: str, table: Table, label: str, lang: str) -> Concept | None:
    names, lexicon = table.ids.get(lang, {}), load_lexicon(lang)
    for size in range(min(len(whole) - 1, table.longest.get(lang, 0)), 1, -1):
        for part, rest, shown, begins in (
            (whole[:size], whole[size:], words[size:], True),
            (whole[-size:], whole[:-size], words[:-size], False),
        ):
            if part in names and apart(part, rest, begins):
                around = _Rest(rest, _written(name, whole, rest, begins), begins, lexicon, label)
                qualifier = unicodedata.normalize("NFC", shown.strip(EDGE_NOISE))
                concept = names[part]
                nondescript = concept in table.nondescript
                confidence = around.confidence(part, table.levels[concept], nondescript)
                if confidence:
                    return Concept(confidence, concept, qualifier)
                ranked = next((names[own] for own in around.ranked(part) if own in names), None)
                if ranked:
                    return Concept(_QUALIFIED, ranked, qualifier)
    return None


def _written(name: str, whole: str, rest: str, begins: bool) -> Sequence[str]:
    """The words of a rest as the text writes them, with capitals; nothing where that cannot be told."""
    written = _WORD.findall(unicodedata.normalize("NFC", name))
    count = len(_WORD.findall(rest))
    if len(written) != len(_WORD.findall(whole)) or name.isupper():
        return ()
    return written[len(written) - count :] if begins else written[:count]


class _Rest:
    """What stands beside a name that a table has."""

    def __init__(self, rest: str, written: Sequence[str], begins: bool, lexicon: Lexicon, label: str) -> None:
        self._lexicon, self._label, self._begins = lexicon, label, begins
        self._written = written
        self._raw, self._text = rest.strip(), rest.strip(EDGE_NOISE)
        # What is set off by a sign comes after the name whose it is.
        self._set_off = rest.strip()[:1] in (*",(-–/",) if begins else rest.strip()[-1:] in (*",-–/",)

    def ranked(self, part: str) -> Iterator[str]:
        """The name of another rank: *Deputy* Transport *Minister*."""
        if self._label == "ROLE" and self._lexicon.head_last and not self._begins:
            for word in self._lexicon.prefixes["deputy"]:
                if word in self._text.split():
                    yield f"{word} {part}"

    def confidence(self, part: str, level: str, nondescript: bool) -> float | None:
        """How sure it is that the name is what it is without this; None if it is not.

        Args:
            part: the key of the name.
            level, nondescript: of the name, as :class:`.name_tables.Table` has them.
        """
        lexicon = self._lexicon
        if self._is_same(part):
            return _QUALIFIED
        if self._has_another_head() or self._is_branch(level):
            return None
        text, located = stripped(self._text, lexicon.prefixes["at"], self._begins)
        text, joined = stripped(text, lexicon.prefixes[self._joint], self._begins)
        place = find_place(text, lexicon.lang)
        if place and located:
            # The embassy in Hanoi.
            return _PLACED
        if place:
            # A ministry of a province is not that of the country.
            other = level == "national" and place_level(place) == "province"
            return None if other and self._level(text) != "" else _PLACED
        if self._lists(text) or self._is_other_rank(text):
            return None
        told = self._level(text)
        if (
            level == "national"
            and not self._begins
            and self._level(text.rpartition(" ")[2]) in ("province", "local")
        ):
            # The Cebu City Government.
            return None
        if told is not None:
            return _PLACED if not told or not level or told == level else None
        joined = joined or located
        named = not lexicon.head_last and any(word[:1].isupper() for word in self._written[:1])
        if nondescript and not (joined or self._set_off or named):
            return None
        if lexicon.head_last and not joined and not self._set_off and self._is_kind(text):
            return None
        if not lexicon.head_last and not joined and self._describes():
            return None
        return _QUALIFIED

    def _is_same(self, part: str) -> bool:
        """Whether it only says that an office is one: สำนักงานท้องถิ่นจังหวัด."""
        short = self._lexicon.prefixes["short_agency"]
        same = not self._begins and self._text in self._lexicon.prefixes["same"]
        return same and not stripped(part, short, begins=True)[1]

    def _is_branch(self, level: str) -> bool:
        """Whether it is a part of the body, or one like it of a lower level."""
        if self._label != "AGENCY" or self._lexicon.head_last or not self._begins:
            return False
        short = stripped(self._text, self._lexicon.prefixes["short_agency"], begins=True)[1]
        return bool(short) or (level == "province" and self._has("district"))

    @property
    def _joint(self) -> str:
        """What stands between a name and whose it is: *of* before that, Hindi के after it."""
        return "of" if self._begins else "genitive"

    def _has_another_head(self) -> bool:
        """Whether the noun that the whole name is about is in the rest."""
        lexicon = self._lexicon
        if not self._begins:
            return not lexicon.head_last or self._set_off or self._has("of") or self._has("at")
        if not lexicon.head_last or self._set_off:
            return False
        if self._has("genitive") or stripped(self._raw, lexicon.prefixes["genitive"], begins=True)[1]:
            return True
        joined = any(stripped(self._text, lexicon.prefixes[kind], begins=True)[1] for kind in ("of", "at"))
        return self._label == "ROLE" and not joined and self._starts_with() is None

    def _has(self, kind: str) -> bool:
        words = _WORD.findall(self._text)
        # "On" with a capital is part of a name.
        written = self._written or words
        own = [word for word, as_is in zip(words, written, strict=True) if not as_is[:1].isupper()]
        text = f" {' '.join(own)} "
        return any(f" {word} " in text for word in self._lexicon.prefixes[kind])

    def _lists(self, text: str) -> bool:
        """Whether the name goes on: the Department of Agriculture *and Environment*."""
        # What a post is of is no part of its name.
        goes_on = bool(stripped(text, self._lexicon.prefixes["and"], self._begins)[1])
        return goes_on or (self._label != "ROLE" and self._has("and"))

    def _is_other_rank(self, text: str) -> bool:
        if self._label != "ROLE":
            return False
        ranks = (*self._lexicon.prefixes["rank"], *self._lexicon.prefixes["deputy"])
        if self._lexicon.head_last:
            return not set(ranks).isdisjoint(text.split())
        return bool(stripped(text, ranks, True)[1])

    def _level(self, text: str) -> str | None:
        """The level that words of it tell, "" for an area; None where there are none."""
        if not self._lexicon.head_last:
            return self._starts_with()
        words = self._lexicon.prefixes
        return next((told for level, told in _LEVELS.items() if text in words[level]), None)

    def _starts_with(self) -> str | None:
        """The level of the word that it starts with, "" of an area or a number; None where it is none."""
        if self._is_numbered(self._text):
            return ""
        words = self._lexicon.prefixes
        return next(
            (told for level, told in _LEVELS.items() if stripped(self._text, words[level], begins=True)[1]),
            None,
        )

    def _is_numbered(self, text: str) -> bool:
        number, _ = stripped(text, self._lexicon.prefixes["number"], begins=True)
        return _NUMBER.fullmatch(number) is not None

    def _is_kind(self, text: str) -> bool:
        """Whether it has a word of which names of the table are made: *Medical* Education Department."""
        if self._label == "ROLE":
            return False
        levels = {word for level in _LEVELS for word in self._lexicon.prefixes[level]}
        return not (set(text.split()) - levels).isdisjoint(_vocabulary(self._label, self._lexicon.lang))

    def _describes(self) -> bool:
        """Whether it is in small letters, where names have capitals, and no short form of a body."""
        short = stripped(self._text, self._lexicon.prefixes["short_agency"], begins=True)[1]
        return any(word[:1].islower() for word in self._written[:1]) and not short


def _names(label: str, lang: str) -> Mapping[str, str]:
    table = load_table(label)
    return table.ids.get(lang, {}) if table else {}


@cache
def _vocabulary(label: str, lang: str) -> frozenset[str]:
    """The words of which the longer names of a table are made, without those of places."""
    names, places = ([name.split() for name in _names(own, lang)] for own in (label, "LOCATION"))
    of_places = {word for name in places for word in name}
    return frozenset(word for name in names if len(name) > 1 for word in name if word not in of_places)
