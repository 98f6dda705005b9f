"""Names that differ by their order and by words that may stand for each other, read as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import regex

from ..bundled import BUNDLED
from ..words import ThaiDictionary
from .lexicon import load_lexicon

__all__ = ["loose_form", "loose_forms"]

# The end of an English plural.
_PLURAL = regex.compile(r"(?<=[a-z]{3})(?<!s)s(?![\p{L}\p{M}\p{N}])")
_THAI_RUN = regex.compile(r"\p{Thai}+")
# A private character holds names apart that are read as one text.
_BETWEEN = "\ue000"


def loose_form(name: str, lang: str) -> str:
    """The key of a name without small words and order, each other word read as the first of its synonyms.

    Args:
        name: a key, as of :func:`~govspan.pipeline.normalize.lexicon.key`.
    """
    return loose_forms([name], lang)[0]


def loose_forms(names: Sequence[str], lang: str) -> list[str]:
    """The loose form of each name, all of them read as one text: a table has tens of thousands."""
    if not names:
        return []
    read = _synonyms(lang)(_BETWEEN.join(names))
    if lang == "th":
        read = _thai_words(read)
    return [" ".join(sorted(name.split())) for name in read.split(_BETWEEN)]


@cache
def _synonyms(lang: str) -> Callable[[str], str]:
    same = {word: first for word, first in load_lexicon(lang).same.items() if word}
    if not same:
        return str
    phrases = "|".join(map(regex.escape, sorted(same, key=len, reverse=True)))
    # In Thai a word is not set apart by a space, and what is read for it must be.
    thai = lang == "th"
    beside = r"[\p{L}\p{M}\p{N}]"
    pattern = regex.compile(phrases if thai else f"(?<!{beside})(?:{phrases})(?!{beside})")

    def read(text: str) -> str:
        return pattern.sub(
            lambda found: f" {same[found[0]]} " if thai else same[found[0]], _PLURAL.sub("", text)
        )

    return read


def _thai_words(text: str) -> str:
    """Thai with a space between its words, as the bundled pipeline cuts them."""
    dictionary = _dictionary()
    if dictionary is None:
        return text
    return _THAI_RUN.sub(lambda run: " ".join(dictionary.segment(run[0])), text)


@cache
def _dictionary() -> ThaiDictionary | None:
    """That of the bundled pipeline; None where the package was built without it."""
    file = BUNDLED / "tokenizer" / "thai_words.txt"
    return ThaiDictionary(file.read_bytes()) if file.is_file() else None
