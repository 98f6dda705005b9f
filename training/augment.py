"""Other versions of annotated documents, for training only.

Each technique turns a document into edits of its text; spans and events move
along (:mod:`..annotations.edits`). Everything is drawn from one seeded
generator, so a run can be repeated and resumed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import regex

from ..annotations import Document, Span
from ..annotations.edits import Edit, apply_edits
from .config import AugmentationConfig
from .gazetteer import Gazetteer

__all__ = ["augment", "vary"]

Random = np.random.Generator
Technique = Callable[[Document, Gazetteer, Random, float], list[Edit]]

_AMOUNTS = frozenset({"VALUE", "CHANGE"})
_NUMERIC = frozenset({"VALUE", "CHANGE", "PERIOD", "DECREE"})

_DIGITS = {"th": "๐๑๒๓๔๕๖๗๘๙", "hi": "०१२३४५६७८९"}
_ASCII = "0123456789"
_GROUPED = regex.compile(r"\d{1,3}(?:([.,])\d{3})+(?:(?!\1)[.,]\d+)?|\d+[.,]\d+", regex.ASCII)
# A year, but not the first of 2031-32, whose second would have to move with it.
_YEAR = regex.compile(r"(?<![\d.,])(?:19|20|24|25)\d\d(?!\d|[.,]\d|[-–/]\d\d(?!\d))", regex.ASCII)
_DATE = regex.compile(r"(?<![\d/])\d\d?/\d\d?(?:/\d{2,4})?(?![\d/])", regex.ASCII)
_SPACE = regex.compile(r"[ \u00a0]")

# Of Buddhist years over common ones.
_BUDDHIST = 543
# From this year on a number in Thai prose is a Buddhist year.
_FIRST_BUDDHIST = 2400


def augment(
    documents: Sequence[Document],
    gazetteers: Mapping[str, Gazetteer],
    settings: AugmentationConfig,
    seed: int,
) -> Iterator[Document]:
    """``settings.variants`` other versions of each document."""
    for version in range(1, settings.variants + 1):
        for at, document in enumerate(documents):
            yield vary(document, gazetteers, settings, np.random.default_rng((seed, version, at)))


def vary(
    document: Document, gazetteers: Mapping[str, Gazetteer], settings: AugmentationConfig, rng: Random
) -> Document:
    """One other version of a document; in a language without a gazetteer only digits and noise vary."""
    gazetteer = gazetteers.get(document.lang, Gazetteer({}, {}, {}, {}))
    for technique, rate in (
        (_swap, settings.entities),
        (_abbreviate, settings.abbreviations),
        (_rewrite_numbers, settings.numbers),
        (_rewrite_dates, settings.dates),
        (_respell, settings.numbers),
        (_space, settings.noise),
    ):
        if rate:
            document = apply_edits(document, technique(document, gazetteer, rng, rate))
    if rng.random() < settings.noise:
        document = _decompose(document)
    return document


def _swap(document: Document, gazetteer: Gazetteer, rng: Random, rate: float) -> list[Edit]:
    """Names in the place of names; one surface becomes one other throughout the document."""
    chosen: dict[tuple[str, str], str | None] = {}
    edits = []
    for span in document.spans:
        if span.label not in gazetteer.labels:
            continue
        key = (span.label, _text(document, span))
        if key not in chosen:
            chosen[key] = gazetteer.draw(span.label, rng) if rng.random() < rate else None
        new = chosen[key]
        if new:
            edits.append((span.start, span.end, new))
    return edits


def _abbreviate(document: Document, gazetteer: Gazetteer, rng: Random, rate: float) -> list[Edit]:
    """Long forms inside agencies' names become their short forms, and the other way round."""
    ways = {**{short: long for long, short in gazetteer.abbreviations.items()}, **gazetteer.abbreviations}
    return [
        edit
        for span in document.spans
        if span.label == "AGENCY" and rng.random() < rate
        for edit in _replace_first(_text(document, span), span.start, ways)
    ]


def _respell(document: Document, gazetteer: Gazetteer, rng: Random, rate: float) -> list[Edit]:
    """One of two ways to write a unit or a scale, in the whole document."""
    if rng.random() >= rate:
        return []
    flip = rng.random() < 0.5
    ways = {(b if flip else a): (a if flip else b) for a, b in gazetteer.spellings.items()}
    return [
        edit
        for span in document.spans
        if span.label in _AMOUNTS
        for edit in _replace_first(_text(document, span), span.start, ways)
    ]


def _replace_first(text: str, offset: int, ways: Mapping[str, str]) -> list[Edit]:
    """An edit for the longest known form in the text, if there is one as whole words."""
    for form in sorted(ways, key=len, reverse=True):
        at = text.find(form)
        if form.strip() and at >= 0 and not _joined(text, at, at + len(form)):
            return [(offset + at, offset + at + len(form), ways[form])]
    return []


def _joined(text: str, start: int, end: int) -> bool:
    """Whether a Latin letter goes on on either side, so that the form is part of a word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and before.isalpha() and text[start].isalpha()) or (
        after.isascii() and after.isalpha() and text[end - 1].isalpha()
    )


def _rewrite_numbers(document: Document, gazetteer: Gazetteer, rng: Random, rate: float) -> list[Edit]:
    """Other digits; in the whole document perhaps the other separators, or the script's own digits."""
    swap_separators = rng.random() < rate / 2
    own = document.lang in _DIGITS and rng.random() < rate / 4
    edits = []
    for span in document.spans:
        if span.label not in _NUMERIC:
            continue
        text = _text(document, span)
        new = text
        if span.label in _AMOUNTS:
            if rng.random() < rate:
                new = "".join(_other_digit(new, at, rng) for at in range(len(new)))
            if swap_separators:
                new = _GROUPED.sub(lambda match: match[0].translate(str.maketrans(".,", ",.")), new)
        if own:
            new = new.translate(str.maketrans(_ASCII, _DIGITS[document.lang]))
        if new != text:
            edits.append((span.start, span.end, new))
    return edits


def _other_digit(text: str, at: int, rng: Random) -> str:
    """The character, or if it is a digit another one that keeps a number's length."""
    if text[at] not in _ASCII:
        return text[at]
    # A leading 0 stays one, and no other digit becomes one.
    leading = at == 0 or text[at - 1] not in f"{_ASCII}.,"
    return text[at] if leading and text[at] == "0" else str(rng.integers(1 if leading else 0, 10))


def _rewrite_dates(document: Document, gazetteer: Gazetteer, rng: Random, rate: float) -> list[Edit]:
    """Years moved by a few, in the other era, and dates with other separators, alike in the document."""
    if rng.random() >= rate:
        return []
    move = int(rng.integers(-6, 7))
    era = document.lang == "th" and rng.random() < 0.5
    separator = str(rng.choice(["/", "/", "-", "."]))

    def other_year(match: regex.Match[str]) -> str:
        year = int(match[0]) + move
        buddhist = year >= _FIRST_BUDDHIST
        return str(year + (0 if not era else -_BUDDHIST if buddhist else _BUDDHIST))

    def other_separator(match: regex.Match[str]) -> str:
        return str(match[0].replace("/", separator))

    edits = []
    for span in document.spans:
        if span.label == "PERIOD":
            text = _text(document, span)
            new = _DATE.sub(other_separator, _YEAR.sub(other_year, text))
            if new != text:
                edits.append((span.start, span.end, new))
    return edits


def _space(document: Document, gazetteer: Gazetteer, rng: Random, rate: float) -> list[Edit]:
    """Spaces doubled or made no-break ones, here and there; a noisy document has one in twenty of them."""
    if rng.random() >= rate:
        return []
    edits = []
    for match in _SPACE.finditer(document.text):
        if rng.random() < 0.05:
            edits.append((*match.span(), str(rng.choice(["  ", "\u00a0"]))))
    return edits


def _decompose(document: Document) -> Document:
    """The document in NFD, as some systems publish it."""
    edits = [
        (at, at + 1, decomposed)
        for at, character in enumerate(document.text)
        if (decomposed := unicodedata.normalize("NFD", character)) != character
    ]
    return apply_edits(document, edits)


def _text(document: Document, span: Span) -> str:
    return document.text[span.start : span.end]
