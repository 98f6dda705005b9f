"""Indicators: from names in four languages to ids that they share.

A name that has another in it may be of something else: cocoa exports are not
exports. Only words that leave the quantity what it is may stand around a name
of the tables, and places; and what a text leaves out stands beside it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from .canonical import Canonical, Concept, Unread
from .concepts import EDGE_NOISE, NOT_THERE, QUALIFIED, apart, find_exact, load_table, plain_name
from .lexicon import key, key_and_words, load_lexicon
from .loose import loose_form
from .mentions import Mention

__all__ = ["read_indicator", "read_indicators"]

_LABEL = "INDICATOR"
# How often something is taken off an indicator: "the estimated total value of … in the province of X".
_MOST_CUTS = 6
# Confidence in a name of which the text around it has the rest.
_COMPLETED = 0.6
# Words that the text around a name may give it.
_MOST_MISSING = 3
# Characters before and after a name in which they are looked for, and in the first line.
_BEFORE, _AFTER = 1000, 500
# They are read in stretches of so many characters, with what a phrase needs on either side.
_STRETCH, _PHRASE = 500, 40
# An id is taken if it has so many times the names of the next one.
_AHEAD = 2


def read_indicators(text: str, mentions: Sequence[Mention], lang: str) -> list[Canonical]:
    """The indicators of a document, in the order of ``mentions``.

    One that the table does not have takes the words that its name leaves out
    from the text around it: "second doses" under a headline about measles are
    those of measles vaccine.
    """
    surroundings = _Surroundings(text, lang)
    found: list[Canonical] = []
    for mention in mentions:
        name = text[mention.start : mention.end]
        alone = read_indicator(name, lang)
        completed = None if isinstance(alone, Concept) else _completed(name, mention, surroundings)
        found.append(completed or alone)
    return found


def read_indicator(name: str, lang: str) -> Concept | Unread:
    """The id of one name, read alone, with what it adds as ``qualifier``."""
    found = find_exact(name, _LABEL, lang) or _with_less(plain_name(name, _LABEL, lang), lang)
    return found or Unread(0.0, name, NOT_THERE)


class _Surroundings:
    """The words around the mentions of a document, each stretch of which is read once."""

    def __init__(self, text: str, lang: str) -> None:
        self.text = text
        self.lang = lang
        self._stretches: dict[int, frozenset[str]] = {}
        self._title: frozenset[str] | None = None

    def of(self, mention: Mention) -> frozenset[str]:
        """The loose words of the first line and of the text around a mention."""
        if self._title is None:
            title = self.text[:_BEFORE].lstrip().partition("\n")[0]
            self._title = frozenset(_loose_words(title, self.lang))
        first = max(0, mention.start - _BEFORE) // _STRETCH
        last = (mention.end + _AFTER) // _STRETCH
        return self._title.union(*map(self._stretch, range(first, last + 1)))

    def _stretch(self, number: int) -> frozenset[str]:
        if number not in self._stretches:
            start, end = number * _STRETCH - _PHRASE, (number + 1) * _STRETCH + _PHRASE
            self._stretches[number] = frozenset(_loose_words(self.text[max(0, start) : end], self.lang))
        return self._stretches[number]


def _completed(name: str, mention: Mention, surroundings: _Surroundings) -> Concept | None:
    """The id of most of the names that have all words of this one, and others that stand around it."""
    lang = surroundings.lang
    own = Counter(_loose_words(name, lang))
    index = _names_by_word(lang)
    candidates = min((index.get(word, ()) for word in own), key=len, default=())
    most_words = own.total() + _MOST_MISSING
    fuller = [
        ((words - own).keys(), concept)
        for words, number, concept in candidates
        if number <= most_words and not own - words
    ]
    if not fuller:
        return None
    around = surroundings.of(mention)
    votes = Counter(concept for missing, concept in fuller if missing <= around)
    (best, most), (_, next_most) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    return Concept(_COMPLETED, best) if most and most >= _AHEAD * next_most else None


def _loose_words(text: str, lang: str) -> list[str]:
    return loose_form(key(text), lang).split()


@cache
def _names_by_word(lang: str) -> Mapping[str, Sequence[tuple[Counter[str], int, str]]]:
    """The words of each loose name, their number and its id, under each of its words."""
    found: dict[str, list[tuple[Counter[str], int, str]]] = {}
    for name, concept in _loose_names(lang).items():
        words = Counter(name.split())
        for word in words if concept else ():
            found.setdefault(word, []).append((words, words.total(), concept))
    return found


def _with_less(name: str, lang: str) -> Concept | None:
    """The name in the table that is left without words that change nothing and places, at either end."""
    whole, words = key_and_words(name)
    names = _names(lang)
    loose = _loose_names(lang)
    forms = [(0, len(whole))]
    concept = loose.get(loose_form(whole, lang))
    if concept:
        return Concept(QUALIFIED, concept)
    # The fewest cuts first: every form that one more cut gives is looked up before those of two.
    for _ in range(_MOST_CUTS):
        forms = list(dict.fromkeys(cut for form in forms for cut in _cuts(whole, *form, lang)))
        for start, end in forms:
            concept = names.get(whole[start:end]) or loose.get(loose_form(whole[start:end], lang))
            if concept:
                rest = " ".join(part.strip(EDGE_NOISE) for part in (words[:start], words[end:]))
                return Concept(QUALIFIED, concept, unicodedata.normalize("NFC", rest.strip()))
    return None


def _cuts(whole: str, start: int, end: int, lang: str) -> Iterator[tuple[int, int]]:
    """What is left of a name when one harmless word or one place is taken off its begin or its end."""
    part = whole[start:end]
    for size in _harmless_sizes(part, lang, ends=False):
        if apart(part[:size], part[size:], begins=True):
            left = part[size:]
            yield end - len(left.lstrip(EDGE_NOISE)), end
    for size in _harmless_sizes(part, lang, ends=True):
        if apart(part[-size:], part[:-size], begins=False):
            left = part[:-size]
            yield start, start + len(left.rstrip(EDGE_NOISE))


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
    found: dict[str, str] = {}
    for name, concept in _names(lang).items():
        loose = loose_form(name, lang)
        if found.setdefault(loose, concept) != concept:
            found[loose] = ""
    found.pop("", None)
    return found


@cache
def _harmless(lang: str) -> frozenset[str]:
    return frozenset(load_lexicon(lang).prefixes.get("harmless", ()))


def _names(lang: str) -> Mapping[str, str]:
    """The ids of the table by the keys of their names."""
    table = load_table(_LABEL)
    return table.ids.get(lang, {}) if table else {}
