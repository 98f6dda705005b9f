"""The words of numbers, amounts, movements, dates and citations, from the tables of each language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import regex
import tomli

from .remembered import remembered

__all__ = ["TABLES", "Lexicon", "Token", "fold", "key", "key_and_words", "keys", "load_lexicon", "scan"]

#: Where the tables are: data that a native speaker can correct.
TABLES = Path(__file__).parents[1] / "tables"

# Letters of a currency's code, and of a scale that is no abbreviation (lakh).
_ISO_4217, _WHOLE_WORD = 3, 4
# Texts of which the folded form is kept, and their tokens, which take more memory.
_REMEMBERED, _REMEMBERED_SCANS = 1 << 14, 1 << 11

_ALIKE = dict.fromkeys("‐‑‒–—―−﹣－", "-") | {"ð": "đ", "’": "'", "‘": "'", "⁄": "/", "॰": "."}
_HAS_ALIKE = regex.compile(f"[{''.join(_ALIKE)}]")
_INVISIBLE = regex.compile(r"[\p{Cf}\p{Cc}--[\s]]+", flags=regex.V1)
_SPACE = regex.compile(r"\s+")
# The sign of an abbreviation looks like a zero, and is often typed as one: रु०, सा०का०नि०.
_ZERO_SIGN = regex.compile(r"(?<=\p{Devanagari})0(?![0-9])")
_FRACTION = regex.compile(r"[¼½¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘]")
_DIGIT = regex.compile(r"[^\P{Nd}0-9]")
_LATIN = regex.compile(r"\p{Latin}")
_LATIN_WORD = regex.compile(r"[\p{Latin}\p{M}]*\p{M}[\p{Latin}\p{M}]*")
# A private character: nothing folds it, and no word goes across it.
_BETWEEN = "\ue000"
# Vietnamese tone marks stand on one vowel or on its neighbour: hoà, hòa.
_TONE = regex.compile("[\u0300\u0301\u0303\u0309\u0323]")
_CHANDRABINDU = "\u0901"
_ANUSVARA = "\u0902"
_NUKTA = "\u093c"
# A nasal without a vowel before another consonant is written as an anusvara too.
_HALF_NASAL = regex.compile("[ङञणनम]\u094d(?=[क-ह])")
_THAI_GAP = regex.compile(r"(?<=\p{Thai}) (?=\p{Thai})")
_HYPHEN = regex.compile(r"(?<=[\p{L}\p{M}])-(?=[\p{L}\p{M}])")
_SPLIT_SARA_AM = "\u0e4d\u0e32"
_SARA_AM = "\u0e33"


@remembered(_REMEMBERED)
def fold(text: str) -> str:
    """One form of what is written in several.

    Case, compatibility forms, digits of every script, dashes, white space,
    joiners, nukta, chandrabindu and half nasals make no difference. The
    result is decomposed (NFD), and its offsets are not the text's.
    """
    if text.isascii():
        return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip().lower()
    text = _FRACTION.sub(lambda found: f" {unicodedata.normalize('NFKC', found[0])}", text)
    text = _HAS_ALIKE.sub(lambda found: _ALIKE[found[0]], unicodedata.normalize("NFKC", text).casefold())
    text = _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()
    # A digit that is newer than Python's tables stays as it is.
    text = _DIGIT.sub(lambda found: str(unicodedata.decimal(found[0], found[0])), text)
    text = _ZERO_SIGN.sub(".", text)
    if text.isascii():
        return text
    text = unicodedata.normalize("NFD", text).replace(_CHANDRABINDU, _ANUSVARA).replace(_NUKTA, "")
    text = _HALF_NASAL.sub(_ANUSVARA, text)
    # A nukta may have stood on a space.
    return _SPACE.sub(" ", text.replace(_SPLIT_SARA_AM, _SARA_AM)).strip()


@remembered(_REMEMBERED)
def key(text: str) -> str:
    """What a phrase is looked up by: folded, hyphens as spaces, no spaces in Thai, tone marks last."""
    return _keys(_THAI_GAP.sub("", fold(text)))


def keys(phrases: Sequence[str]) -> list[str]:
    """The key of each phrase, all of them folded as one text: a table has tens of thousands."""
    if not phrases:
        return []
    folded = _tones_last(_HYPHEN.sub(" ", _THAI_GAP.sub("", fold(_BETWEEN.join(phrases)))))
    return [own.strip() for own in folded.split(_BETWEEN)]


def key_and_words(text: str) -> tuple[str, str]:
    """The key of a phrase, and the same with tone marks where they were: both of one length."""
    words = _HYPHEN.sub(" ", _THAI_GAP.sub("", fold(text)))
    return _tones_last(words), words


def _keys(folded: str) -> str:
    # Hyphens join words as spaces do; elsewhere (10-12, -5) they say something.
    return _tones_last(_HYPHEN.sub(" ", folded))


def _tones_last(folded: str) -> str:
    """Every word with its tone marks at its end; each word keeps its place and length."""
    return _LATIN_WORD.sub(_tone_last, folded) if _TONE.search(folded) else folded


def _tone_last(found: regex.Match[str]) -> str:
    return _syllable(found[0])


@lru_cache(maxsize=1 << 13)
def _syllable(word: str) -> str:
    return _TONE.sub("", word) + "".join(_TONE.findall(word))


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of folded text.

    Attributes:
        text: what it is, folded, in NFC.
        start, end: where in the folded text.
        meanings: what the language's table says of it, by category; ``literal`` for a number in digits,
            ``hyphen`` for one between letters.
    """

    text: str
    start: int
    end: int
    meanings: Mapping[str, str]

    def __getitem__(self, category: str) -> str | None:
        return self.meanings.get(category)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """One language's table, compared by identity.

    Attributes:
        decimal: the language's own decimal separator.
        head_last: whether the noun of a phrase stands after the words that go with it.
        meanings: category and meaning of each folded phrase.
        stems: what words that no table knows may begin with, and the direction that they tell.
        prefixes: keys of words that names stand with or are cut short to, by what they are.
        longest: characters of the longest phrase by the first two of them.
    """

    lang: str
    decimal: str
    head_last: bool
    meanings: Mapping[str, Mapping[str, str]]
    stems: Mapping[str, str]
    prefixes: Mapping[str, tuple[str, ...]]
    longest: Mapping[str, int]


@cache
def load_lexicon(lang: str) -> Lexicon:
    """The table of a language; of one without a table, that of English."""
    path = TABLES / "languages" / f"{lang}.toml"
    if not path.is_file():
        return load_lexicon("en")
    table = tomli.loads(path.read_text(encoding="utf-8"))
    decimal, head = table.pop("decimal"), table.pop("head")
    stems = {fold(stem): way for way, own in table.pop("direction_stem", {}).items() for stem in own}
    prefixes = {
        kind: tuple(sorted(keys(words), key=len, reverse=True))
        for kind, words in table.pop("name", {}).items()
    }
    meanings: dict[str, dict[str, str]] = {}
    for category, entries in table.items():
        for meaning, phrases in entries.items():
            for phrase in keys(phrases):
                # Of two meanings in one category the first stands.
                meanings.setdefault(phrase, {}).setdefault(category, meaning)
    # What a translation left as it was, in a script that is not the language's own: 35 ล้าน baht.
    latin = any(map(_LATIN.search, table["number"]["2"]))
    for other in sorted((TABLES / "languages").glob("*.toml")):
        left = tomli.loads(other.read_text(encoding="utf-8")) if other.stem != lang else {}
        found = [
            (phrase, category, meaning)
            for category in ("multiplier", "unit")
            for meaning, phrases in left.get(category, {}).items()
            for phrase in phrases
            if not (phrase.isascii() or (latin and _LATIN.search(phrase)))
        ]
        for phrase, (_, category, meaning) in zip(keys([own for own, *_ in found]), found, strict=True):
            meanings.setdefault(phrase, {}).setdefault(category, meaning)
    if lang != "en":
        # Money, scales and series are often written in Latin letters: 20 euros, 3.2 billion บาท, G.O. Ms.
        for phrase, own in load_lexicon("en").meanings.items():
            unit = own.get("unit", "")
            if unit.isupper() and len(unit) == _ISO_4217 and len(phrase) > 1:
                meanings.setdefault(phrase, {}).setdefault("unit", unit)
            if "multiplier" in own and len(phrase) >= _WHOLE_WORD:
                meanings.setdefault(phrase, {}).setdefault("multiplier", own["multiplier"])
            if "series" in own:
                meanings.setdefault(phrase, {}).setdefault("series", own["series"])
    counted = tomli.loads((TABLES / "counted.toml").read_text(encoding="utf-8"))
    for noun, names in counted.items():
        for phrase in keys(names.get(lang, [])):
            meanings.setdefault(phrase, {}).setdefault("counted", noun)
    longest: dict[str, int] = {}
    for phrase in meanings:
        longest[phrase[:2]] = max(len(phrase), longest.get(phrase[:2], 0))
    return Lexicon(lang, decimal, head == "last", meanings, stems, prefixes, longest)


# The meaning of a hyphen inside a word, or between two.
_JOINS = {"hyphen": "-"}
_LITERAL = regex.compile(
    r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?(?![0-9.,]*[0-9])|[0-9]+(?:[.,'][0-9]+)*"
    # .77, where nothing stands before it that it could go with.
    r"|(?<![^\s(-])[.,][0-9]+(?![.,]?[0-9])"
)
_WORD_CHARACTER = regex.compile(r"[\p{L}\p{M}]")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_THAI = regex.compile(r"\p{Thai}")


@remembered(_REMEMBERED_SCANS)
def scan(text: str, lexicon: Lexicon) -> Sequence[Token]:
    """Cut text into numbers, the longest phrases that the table knows, other words, and signs.

    Between Thai letters a phrase may begin anywhere, else only where a word does.
    """
    folded = _THAI_GAP.sub("", fold(text))
    return tuple(_tokens(folded, _keys(folded), lexicon))


def _tokens(folded: str, keys: str, lexicon: Lexicon) -> Iterator[Token]:
    at = 0
    while at < len(keys):
        if keys[at] == " ":
            if folded[at] == "-":
                yield Token("-", at, at + 1, _JOINS)
            at += 1
            continue
        found = _LITERAL.match(keys, at)
        if found:
            yield Token(found[0], at, found.end(), {"literal": found[0]})
            at = found.end()
            continue
        end = _phrase(keys, at, lexicon)
        meanings = lexicon.meanings[keys[at:end]] if end else {}
        if end and "written_short" in meanings:
            # LMT are lakh tonnes.
            longer = fold(meanings["written_short"])
            words = _tokens(longer, _keys(longer), lexicon)
            yield from (replace(word, start=at, end=end) for word in words)
            at = end
            continue
        if end is None:
            word = None if _THAI.match(keys, at) else _WORD.match(keys, at)
            end = word.end() if word else at + 1
        yield Token(unicodedata.normalize("NFC", folded[at:end]), at, end, meanings)
        at = end


def _phrase(text: str, at: int, lexicon: Lexicon) -> int | None:
    """Where the longest known phrase from ``at`` ends."""
    # What no phrase of two characters or more begins with may be one of a single character.
    longest = lexicon.longest.get(text[at : at + 2], 1)
    for end in range(min(len(text), at + longest), at, -1):
        if text[at:end] in lexicon.meanings and _is_boundary(text, end):
            return end
    return None


def _is_boundary(text: str, at: int) -> bool:
    """Whether a word may end before ``at``."""
    if at >= len(text) or not _WORD_CHARACTER.match(text, at):
        return True
    if not _WORD_CHARACTER.match(text, at - 1):
        return True
    # A mark goes with the letter before it, in Thai too.
    if unicodedata.category(text[at]).startswith("M"):
        return False
    return bool(_THAI.match(text, at) or _THAI.match(text, at - 1))
