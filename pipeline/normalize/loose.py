"""Names that differ by their order and by words that may stand for each other, read as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import regex
import tomli

from ..bundled import BUNDLED
from ..words import ThaiDictionary
from .lexicon import TABLES, keys

__all__ = ["loose_words"]

_WORD = regex.compile(r"(?P<thai>[[\p{Thai}]&&[\p{L}\p{M}]]+)|[\p{L}\p{M}\p{N}]+|\S", regex.VERSION1)
# The end of an English plural.
_PLURAL = regex.compile(r"(?<=[a-z]{3})(?<!s)s$")

Words = tuple[str, ...]


def loose_words(name: str, lang: str) -> frozenset[str]:
    """The words of a name without small ones and punctuation, synonyms read as the name of their group.

    Args:
        name: a key, as of :func:`~govspan.pipeline.normalize.lexicon.key`.
    """
    words = tuple(_words(name))
    phrases, sizes = _phrases(lang)
    read: list[str] = []
    at = 0
    while at < len(words):
        # The longest phrase that begins here.
        for size in sizes.get(words[at], ()):
            phrase = words[at : at + size]
            if phrase in phrases:
                read.extend(phrases[phrase])
                at += size
                break
        else:
            read.append(words[at])
            at += 1
    return frozenset(word for word in read if len(word) > 1 or word.isalnum())


@cache
def _phrases(lang: str) -> tuple[Mapping[Words, Words], Mapping[str, Sequence[int]]]:
    """What each phrase is read as, and in how many words there are some by the first one, most first."""
    file = TABLES / "synonyms" / f"{lang}.toml"
    groups = tomli.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    found: dict[Words, Words] = {}
    for name, phrases in groups.items():
        read = [tuple(_words(phrase)) for phrase in keys([name, *phrases])]
        # What a group is read as stands for itself, too: no shorter phrase is read in it.
        for words in filter(None, read):
            found.setdefault(words, read[0])
    sizes: dict[str, set[int]] = {}
    for words in found:
        sizes.setdefault(words[0], set()).add(len(words))
    return found, {first: sorted(own, reverse=True) for first, own in sizes.items()}


def _words(text: str) -> Iterator[str]:
    for word in _WORD.finditer(text):
        dictionary = _dictionary() if word["thai"] else None
        if dictionary:
            yield from dictionary.segment(word[0])
        else:
            # Most words do not end so: the cheap question first.
            yield _PLURAL.sub("", word[0]) if word[0][-1] == "s" else word[0]


@cache
def _dictionary() -> ThaiDictionary | None:
    """The words of Thai as the bundled pipeline cuts them; None where the package was built without it."""
    file = BUNDLED / "tokenizer" / "thai_words.txt"
    return ThaiDictionary(file.read_bytes()) if file.is_file() else None
