"""Agencies and posts with something around their names that leaves them what they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import regex

from .canonical import Concept
from .lexicon import Lexicon, key, key_and_words, load_lexicon
from .name_parts import name_parts
from .name_tables import Table, joined, load_table, names_of
from .places import EDGE_NOISE, cut_place, find_place, halves, place_level, stripped

__all__ = ["read_qualified"]

# Confidence in a name with a place or a level beside it; with words that no table knows.
_PLACED, _QUALIFIED = 0.8, 0.6
# The level of an agency that a word for one of a place tells.
_TOLD = {
    "nation": "national",
    "province": "province",
    "state": "province",
    "city": "local",
    "district": "local",
    "area": "",
    "site": "",
}
# What stands between a name and what comes after it.
_JOINTS = ("of", "to", "at")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_NUMBER = regex.compile(r"[0-9]+|[ivx]+")


def read_qualified(name: str, label: str, lang: str) -> Concept | None:
    """A name that a table has with something around it, which is kept as ``qualifier``.

    A place stands for the word of its level ("Công an Nghệ An" is "Công an tỉnh"). Else the
    longest name of the table that this one begins or ends with is meant, if the rest says whose
    it is, and not that it is another ("the Inspectorate of the Ministry", "Assistant Commissioner").
    """
    found = _read(name, label, lang)
    for part, before, after in name_parts(name, label, lang) if found is None else ():
        concept = names_of(label, lang).get(key(part))
        found = Concept(_PLACED, concept) if concept else _read(part, label, lang)
        if found:
            own = filter(None, (before.lower(), found.qualifier, after.lower()))
            return replace(found, qualifier=", ".join(own))
    return found


def _read(name: str, label: str, lang: str) -> Concept | None:
    table = load_table(label)
    if table is None:
        return None
    whole, words = key_and_words(name)
    # With one word for "and" only where that is needed: the qualifier is as the text has it.
    for form, shown in dict.fromkeys(((whole, words), (joined(whole, lang), joined(words, lang)))):
        found = _of_its_level(form, shown, table, lang) if label == "AGENCY" else None
        found = found or _longest(name, form, shown, table, label, lang)
        if found:
            return found
    return None


def _of_its_level(whole: str, words: str, table: Table, lang: str) -> Concept | None:
    """A body of a province, with the province for the word that says so."""
    names, lexicon = table.ids.get(lang, {}), load_lexicon(lang)
    if lexicon.head_last:
        # The People's Committee of Chau Duc district is a District People's Committee.
        core, of, owner = whole.partition(" of ")
        word = owner.rpartition(" ")[2]
        if of and any(word in lexicon.prefixes[level] for level in _TOLD) and f"{word} {core}" in names:
            return Concept(_PLACED, names[f"{word} {core}"], _shown(owner))
    for core, place in cut_place(whole, lang):
        level = "state" if place.kind in ("state", "union_territory") else "province"
        for word in lexicon.prefixes[level]:
            for wanted in (key(f"{core} {word}"), key(f"{word} {core}")):
                concept = names.get(wanted, "")
                if table.levels.get(concept) == "province" and concept not in table.named:
                    return Concept(_PLACED, concept, _shown(words[place.start : place.end]))
    return None


def _longest(name: str, whole: str, words: str, table: Table, label: str, lang: str) -> Concept | None:
    names, lexicon = table.ids.get(lang, {}), load_lexicon(lang)
    for part, rest, begins in halves(whole, names, table.longest.get(lang, 0)):
        around = _Rest(rest, _written(name, whole, rest, begins), begins, lexicon, label)
        qualifier = _shown(words[len(part) :] if begins else words[: len(rest)])
        concept = names[part]
        nondescript = concept in table.nondescript
        confidence = around.confidence(part, table.levels[concept], nondescript)
        if confidence:
            return Concept(confidence, concept, qualifier)
        ranked = next((names[own] for own in around.ranked(part) if own in names), None)
        if ranked:
            return Concept(_QUALIFIED, ranked, qualifier)
    return None


def _shown(words: str) -> str:
    return unicodedata.normalize("NFC", words.strip(EDGE_NOISE))


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
        if self._label == "ROLE" and self._lexicon.head_last and not self._begins and not self._has("and"):
            words = self._lexicon.prefixes
            for kind in ("deputy", "rank_of_field"):
                field, word = stripped(self._text, words[kind], begins=True)
                if word and set(field.split()).isdisjoint((*words["deputy"], *words["rank"])):
                    yield f"{word} {part}"

    def confidence(self, part: str, level: str, nondescript: bool) -> float | None:
        """How sure it is that the name is what it is without this; None if it is not.

        Args:
            part: the key of the name.
            level, nondescript: of the name, as :class:`.name_tables.Table` has them.
        """
        if self._is_same(part):
            return _QUALIFIED
        if self._has_another_head() or self._is_branch(level):
            return None
        text, joint = self._without_joint()
        place = find_place(text, self._lexicon.lang)
        if place:
            return _PLACED if self._may_be_of(place, level, joint) else None
        if self._lists(text) or self._is_other_rank(text):
            return None
        told = self._level(text, level)
        if told is not None:
            return _PLACED if not told or not level or told == level else None
        return None if self._is_more_than_whose(text, bool(joint), nondescript) else _QUALIFIED

    def _without_joint(self) -> tuple[str, str]:
        """The rest without the word between it and the name, and what kind of word that is, or ""."""
        # "Of" comes before whose it is, Hindi के after that.
        for kind in ("at", "of", "to") if self._begins else ("genitive",):
            text, word = stripped(self._text, self._lexicon.prefixes[kind], self._begins)
            if word:
                return text, kind
        return self._text, ""

    def _may_be_of(self, place: str, level: str, joint: str) -> bool:
        """Whether a body is that of a place: no ministry is a province's, no department a country's."""
        # The embassy in Hanoi, the office for the region of Hanoi.
        if joint == "at" or self._level(self._text, "") == "":
            return True
        of = place_level(place)
        return not of or not level or (of == "province") != (level == "national")

    def _is_more_than_whose(self, text: str, joined: bool, nondescript: bool) -> bool:
        """Whether unknown words say what it is, and not only whose."""
        lexicon = self._lexicon
        named = not lexicon.head_last and any(word[:1].isupper() for word in self._written[:1])
        if nondescript and not (joined or self._set_off or named):
            return True
        if joined:
            return False
        return self._describes() if not lexicon.head_last else not self._set_off and self._is_kind(text)

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

    def _has_another_head(self) -> bool:
        """Whether the noun that the whole name is about is in the rest."""
        lexicon = self._lexicon
        if not self._begins:
            return not lexicon.head_last or self._set_off or any(map(self._has, _JOINTS))
        if not lexicon.head_last or self._set_off:
            return False
        if self._has("genitive") or stripped(self._raw, lexicon.prefixes["genitive"], begins=True)[1]:
            return True
        return self._label == "ROLE" and not self._without_joint()[1] and self._starts_with() is None

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
        ranks = [self._lexicon.prefixes[kind] for kind in ("rank", "deputy")]
        if self._lexicon.head_last:
            return any(not set(own).isdisjoint(text.split()) for own in ranks)
        return any(stripped(text, own, begins=True)[1] for own in ranks)

    def _level(self, text: str, level: str) -> str | None:
        """The level that words of it tell, "" for an area; None where there are none."""
        if not self._lexicon.head_last:
            return self._starts_with()
        if self._is_numbered(text):
            return ""
        # The Cebu City Government.
        words = (text, text.rpartition(" ")[2]) if level == "national" and not self._begins else (text,)
        for kind, told in _TOLD.items():
            if not set(words).isdisjoint(self._lexicon.prefixes[kind]):
                return told
        return None

    def _starts_with(self) -> str | None:
        """The level of the word that it starts with, "" of an area or a number; None where it is none."""
        if self._is_numbered(self._text):
            return ""
        words = self._lexicon.prefixes
        return next(
            (told for level, told in _TOLD.items() if stripped(self._text, words[level], begins=True)[1]),
            None,
        )

    def _is_numbered(self, text: str) -> bool:
        number, _ = stripped(text, self._lexicon.prefixes["number"], begins=True)
        return _NUMBER.fullmatch(number) is not None

    def _is_kind(self, text: str) -> bool:
        """Whether it has a word of which names of the table are made: *Medical* Education Department."""
        if self._label == "ROLE":
            return False
        levels = {word for level in _TOLD for word in self._lexicon.prefixes[level]}
        return not (set(text.split()) - levels).isdisjoint(_vocabulary(self._label, self._lexicon.lang))

    def _describes(self) -> bool:
        """Whether it is in small letters, where names have capitals, and no short form of a body."""
        short = stripped(self._text, self._lexicon.prefixes["short_agency"], begins=True)[1]
        return any(word[:1].islower() for word in self._written[:1]) and not short


@cache
def _vocabulary(label: str, lang: str) -> frozenset[str]:
    """The words of which the longer names of a table are made, without those of places."""
    names, places = ([name.split() for name in names_of(own, lang)] for own in (label, "LOCATION"))
    of_places = {word for name in places for word in name}
    return frozenset(word for name in names if len(name) > 1 for word in name if word not in of_places)
