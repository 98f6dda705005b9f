"""Indicators: from names in four languages to ids that they share.

Each is linked to the id that it most likely means (:mod:`.linking`): by what the
tables have under the name as it stands, by its words, those around it, the unit and
the other indicators of the document: "deaths" under road accidents are traffic deaths.
None of these decides alone: "pepper", an output in the tables, is its area if it is stated
in hectares, though less surely, for the figure may be of something else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

import regex

from .candidates import Name
from .canonical import Canonical, Concept, Unread
from .concepts import NOT_THERE, find_exact, plain_name
from .lexicon import key, load_lexicon
from .linking import Link, link_names
from .loose import loose_words
from .mentions import Mention
from .name_tables import longest_of, names_of
from .places import EDGE_NOISE, apart, halves, stripped
from .unit_kinds import fits, kind_of

__all__ = ["LEAST", "describe_indicators", "read_indicator", "read_indicators"]

_LABEL = "INDICATOR"
#: A less likely id is no reading: how this one was chosen is in ``annotations/linking/README.md``.
LEAST = 0.4
# A less likely one is not worth telling of, nor are more digits.
_SLIGHT, _DIGITS = 0.001, 4
# Characters before and after a name in which the words are looked for that it leaves out.
_BEFORE, _AFTER = 500, 250
# Characters that are read at once.
_PIECE = 250
# Characters of the longest text that is taken for a name, with all that stands around it.
_LONGEST = 400
_LINE = regex.compile(r"[^\n]*\S[^\n]*")


def read_indicators(
    text: str, mentions: Sequence[Mention], lang: str, units: Mapping[Mention, str] | None = None
) -> list[Canonical]:
    """The indicators of a document, in the order of ``mentions``.

    Args:
        units: in which a text states them, of those that it gives a value.
    """
    links = link_names(describe_indicators(text, mentions, lang, units or {}), lang)
    return [
        _read(text[mention.start : mention.end], own) for mention, own in zip(mentions, links, strict=True)
    ]


def read_indicator(name: str, lang: str, unit: str | None = None) -> Concept | Unread:
    """The id of one name without a text around it.

    Args:
        unit: in which it is stated; None where it is not known.
    """
    mention = Mention(0, len(name), _LABEL)
    (links,) = link_names(describe_indicators(name, [mention], lang, {mention: unit}), lang)
    return _read(name, links)


def _read(name: str, links: Sequence[Link]) -> Concept | Unread:
    best = links[0]
    candidates = tuple(
        (link.id, round(link.probability, _DIGITS))
        for link in links
        if link.id is not None and link.probability >= _SLIGHT
    )
    if best.id is None:
        return Unread(0.0, name, NOT_THERE, candidates)
    if best.probability < LEAST:
        return Unread(0.0, name, f"{NOT_THERE}; perhaps {best.id} ({best.probability:.2f})", candidates)
    return Concept(best.probability, best.id, candidates=candidates)


def describe_indicators(
    text: str, mentions: Sequence[Mention], lang: str, units: Mapping[Mention, str | None]
) -> list[Name]:
    """The indicators of a document as they are linked; the arguments are those of :func:`read_indicators`."""
    around = _Surroundings(text, lang)
    return [
        _describe(text[mention.start : mention.end], lang, around.of(mention), units.get(mention))
        for mention in mentions
    ]


def _describe(name: str, lang: str, around: frozenset[str], unit: str | None) -> Name:
    if len(name) > _LONGEST:
        return Name(frozenset())
    kind = kind_of(unit)
    whole = key(plain_name(name, _LABEL, lang))
    placeless = _without_place(whole, lang)
    exact = find_exact(name, _LABEL, lang)
    concept = exact.id if exact else names_of(_LABEL, lang).get(placeless)
    words = loose_words(placeless, lang)
    return Name(words, around, kind, concept if concept and fits(kind, concept) else None)


def _without_place(whole: str, lang: str) -> str:
    """The key of a name without a place that it begins or ends with."""
    lexicon = load_lexicon(lang)
    for place, rest, begins in halves(whole, names_of("LOCATION", lang), longest_of("LOCATION", lang)):
        # Exports of a place, in a place, its exports: whatever words the names of indicators have.
        own = rest.strip(EDGE_NOISE.replace("'", ""))
        for joint in ("genitive",) if begins else ("of", "at"):
            bare, word = stripped(own, lexicon.prefixes[joint], begins)
            if word and bare:
                return bare
        if not _is_of_a_name(place, lang):
            return own
    return whole


@lru_cache(maxsize=1 << 10)
def _is_of_a_name(place: str, lang: str) -> bool:
    """Whether a place is in the name of an indicator, too: longan is not Long An, Thai visitors not all."""
    return any(
        apart(place, rest, begins=True)
        for name in names_of(_LABEL, lang)
        for _, found, rest in [name.partition(place)]
        if found
    )


class _Surroundings:
    """The words that stand around the names of a document.

    Args:
        text: the document's; each piece of it is read once, when a name near it asks.
    """

    def __init__(self, text: str, lang: str) -> None:
        self._text = text
        self._lang = lang
        self._words: dict[int, frozenset[str]] = {}

    def of(self, mention: Mention) -> frozenset[str]:
        """The words near a mention and of the first line, as :func:`.loose.loose_words` gives them."""
        first = bisect_right(self._starts, max(mention.start - _BEFORE, 0)) - 1
        stop = bisect_left(self._starts, mention.end + _AFTER)
        near = range(max(first, 0), stop)
        return frozenset[str]().union(*(self._read(at) for at in {*near, *self._title}))

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [start for start, _ in self._pieces]

    @cached_property
    def _pieces(self) -> list[tuple[int, int]]:
        return list(_cut(self._text))

    @cached_property
    def _title(self) -> Sequence[int]:
        """The piece that a first line begins with, if there is another line."""
        return (0,) if "\n" in self._text.strip() else ()

    def _read(self, at: int) -> frozenset[str]:
        if at not in self._words:
            start, end = self._pieces[at]
            self._words[at] = loose_words(key(self._text[start:end]), self._lang)
        return self._words[at]


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """Pieces of lines, cut between words where there is a space."""
    for line in _LINE.finditer(text):
        start = line.start()
        while start < line.end():
            end = min(start + _PIECE, line.end())
            if end < line.end():
                end = text.rfind(" ", start, end) + 1 or end
            yield start, end
            start = end
