"""What a word looks like, as hashed features.

Sub-words hide what a tagger of few documents lives on: whole words, affixes
and shapes. Each word gives a fixed number of feature values; each value is
hashed to two rows of one table, and their sum is the feature's vector, so
that two values seldom share both rows (Bloom embeddings: Serrà and
Karatzoglou, 2017; spaCy's HashEmbed).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import regex
from murmurhash.mrmr import hash as murmurhash
from numpy.typing import NDArray

from .words import SPLIT_SARA_AM

__all__ = ["FEATURES", "HASHES", "form_features", "normalise"]

#: The features of one word, in order.
FEATURES = ("norm", "prefix1", "prefix3", "suffix2", "suffix3", "shape", "space")
#: Rows that each feature value is hashed to.
HASHES = 2

_UPPER = regex.compile(r"\p{Lu}")
_LOWER = regex.compile(r"[\p{Ll}\p{Lo}]")
_DIGIT = regex.compile(r"\p{Nd}")
_REPEAT = regex.compile(r"(.)\1{3,}")
_IGNORED = regex.compile(r"[\p{M}\p{Cf}]")


def normalise(word: str) -> str:
    """One Unicode form for one word: NFC, without joiners.

    Used for what the model reads, never for what the user gets back.
    """
    bare = word.replace("\u200c", "").replace("\u200d", "") or word
    return SPLIT_SARA_AM.sub("\\1\u0e33", unicodedata.normalize("NFC", bare))


# Government prose repeats its words: most look-ups hit.
@lru_cache(maxsize=1 << 16)
def _word_hashes(word: str) -> tuple[int, ...]:
    norm = _DIGIT.sub("0", normalise(word).casefold())
    shape = _LOWER.sub(
        "x", _UPPER.sub("X", _DIGIT.sub("d", _IGNORED.sub("", unicodedata.normalize("NFC", word))))
    )
    values = (norm, norm[:1], norm[:3], norm[-2:], norm[-3:], _REPEAT.sub(r"\1\1\1", shape))
    return tuple(
        murmurhash(f"{name}={value}", seed)
        for name, value in zip(FEATURES, values, strict=False)
        for seed in range(HASHES)
    )


def form_features(words: Sequence[str], gaps: Sequence[str], rows: int) -> NDArray[np.int64]:
    """Table rows of every word's features.

    Args:
        words: the words, without white space.
        gaps: the white space before each word; whether there is any, and
            whether it breaks the line, is a feature of its own.
        rows: rows of the table.

    Returns:
        Shape (words, features × hashes).
    """
    out = np.empty((len(words), len(FEATURES) * HASHES), dtype=np.int64)
    for at, (word, gap) in enumerate(zip(words, gaps, strict=True)):
        kind = "line" if "\n" in gap else "space" if gap else "none"
        out[at] = _word_hashes(word) + _gap_hashes(kind)
    return out % rows


@lru_cache(maxsize=3)
def _gap_hashes(kind: str) -> tuple[int, ...]:
    return tuple(murmurhash(f"{FEATURES[-1]}={kind}", seed) for seed in range(HASHES))
