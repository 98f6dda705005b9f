"""Indicators: from names in four languages to ids that they share.

A name that has another in it may be of something else: cocoa exports are not
exports. Only words that leave the quantity what it is may stand around a name
of the tables, and places; and what a text leaves out stands beside it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import regex

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
# Characters of the longest text that is taken for a name, with all that stands around it.
_LONGEST = 400
# What is left of a word that was cut.
_FIRST_WORD = regex.compile(r"^\S+")


def read_indicators(text: str, mentions: Sequence[Mention], lang: str) -> list[Canonical]:
    """The indicators of a document, in the order of ``mentions``.

    One that the table does not have takes the words that its name leaves out
    from the text around it: "second dose coverage" under a headline about
    measles is that of measles vaccine.
    """
    found: list[Canonical] = []
    for mention in mentions:
        name = text[mention.start : mention.end]
        alone = read_indicator(name, lang)
        completed = None if isinstance(alone, Concept) else _completed(text, mention, lang)
        found.append(completed or alone)
    return found


def read_indicator(name: str, lang: str) -> Concept | Unread:
    """The id of one name, read alone, with what it adds as ``qualifier``."""
    found = find_exact(name, _LABEL, lang) or _with_less(plain_name(name, _LABEL, lang), lang)
    return found or Unread(0.0, name, NOT_THERE)


def _completed(text: str, mention: Mention, lang: str) -> Concept | None:
    """The only id that has names with all words of this one, and others that stand around it."""
    fuller = _fuller(plain_name(text[mention.start : mention.end], _LABEL, lang), lang)
    if not fuller:
        return None
    title, _, rest = text[:_BEFORE].lstrip().partition("\n")
    around = _loose_words(title if rest else _to_last_space(title), lang)
    around |= _loose_words(_surroundings(text, mention), lang)
    ids = {concept for missing, concept in fuller if missing <= around}
    return Concept(_COMPLETED, ids.pop()) if len(ids) == 1 else None


def _surroundings(text: str, mention: Mention) -> str:
    """The text around a mention, without words that its ends would cut."""
    before = text[max(0, mention.start - _BEFORE) : mention.start]
    if mention.start > _BEFORE:
        before = _FIRST_WORD.sub("", before)
    after = text[mention.end : mention.end + _AFTER]
    if mention.end + _AFTER < len(text):
        after = _to_last_space(after)
    return before + text[mention.start : mention.end] + after


def _to_last_space(text: str) -> str:
    return text[: max(text.rfind(" "), text.rfind("\n"), 0)]


@lru_cache(maxsize=1 << 10)
def _fuller(name: str, lang: str) -> list[tuple[frozenset[str], str]]:
    """Of each loose name with all words of this one the others, and its id."""
    own = _loose_words(name, lang) if len(name) <= _LONGEST else frozenset()
    index = _names_by_word(lang)
    candidates = min((index.get(word, ()) for word in own), key=len, default=())
    return [
        (words - own, concept)
        for words, concept in candidates
        if len(words) <= len(own) + _MOST_MISSING and own <= words
    ]


def _loose_words(text: str, lang: str) -> frozenset[str]:
    """The words of a text's loose form, without punctuation."""
    return _without_punctuation(loose_form(key(text), lang))


def _without_punctuation(loose: str) -> frozenset[str]:
    return frozenset(word for word in loose.split() if len(word) > 1 or word.isalnum())


@cache
def _names_by_word(lang: str) -> Mapping[str, Sequence[tuple[frozenset[str], str]]]:
    """The words of each loose name and its id, under each of its words."""
    found: dict[str, list[tuple[frozenset[str], str]]] = {}
    for name, concept in _loose_names(lang).items():
        words = _without_punctuation(name)
        for word in words if concept else ():
            found.setdefault(word, []).append((words, concept))
    return found


def _with_less(name: str, lang: str) -> Concept | None:
    """The name in the table that is left without words that change nothing and places, at either end."""
    if len(name) > _LONGEST:
        return None
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
